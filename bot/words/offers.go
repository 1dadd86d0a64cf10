package words

import "strings"

// What the bot says where it asks back, offers something again, or has nothing to offer.
var (
	GoOnWriting   = fixed("member.offer.go_on")      // asks who began a message to go on
	AlsoNoAnswer  = fixed("member.offer.also_none")  // says a second time in a row that there is no official answer
	LabelYesThat  = fixed("member.offer.label_yes")  // takes the one entry that was asked back about
	LabelNotThat  = fixed("member.offer.label_no")   // does not
	LabelNextCall = fixed("member.offer.label_next") // asks the office what is open now
)

// ThisOne asks back about a single entry.
func ThisOne(question string) string { return say("member.offer.this_one", "question", question) }

// OfProgramme leads an answer where those of several programmes are shown.
func OfProgramme(name string) string { return say("member.offer.of_programme", "name", name) }

// NotThereAsk says that a programme has written nothing on what was asked, and offers to ask.
func NotThereAsk(programme string) string {
	return say("member.offer.not_there", "programme", programme)
}

// SaidAbove says that all that is written on it has been said.
var SaidAbove = fixed("member.offer.said_above")

// CallEnded says that a programme is over.
func CallEnded(programme, day string) string {
	return say("member.offer.ended", "programme", programme, "day", day)
}

// AlsoAsked comes back to a question of a message whose other question has been answered.
func AlsoAsked(question string) string {
	return say("member.offer.also_asked", "question", strings.Trim(question, "、。,. \u3000\n"))
}

// Suggestion is an entry as a choice, with its programme where there are several.
func Suggestion(programme, question string) string {
	if programme == "" {
		return question
	}
	return say("member.offer.suggestion", "programme", programme, "question", question)
}
