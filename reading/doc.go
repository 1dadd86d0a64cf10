// Package reading understands what a person in Japan writes: days and times, names and companies,
// telephone numbers, mail and postal addresses, countries, a choice among options, yes and no, words
// that steer a conversation, questions, greetings, anger, before and after, and the numbers that an
// office must not keep.
//
// Every reader is a pure function of a text, and of the time where days are read: nothing here knows
// a form, a ticket, an FAQ entry or a channel, and nothing is said to anybody. A reader gives a
// [Found]: the value in canonical form, where a program can rely on it; what else the text said, in
// its writer's own characters; and, where there is no value, a [Fault] that says why. What is said
// to the writer about a fault is up to who asked.
//
// Words stand in lists/*.txt, one a line, and are compiled when a reader first needs them: starting
// a process costs nothing. Cases stand in testdata/*.txt; a new case is a new line there:
//
//	go test ./reading -update   # then review the diff
package reading
