// Package chars is what every channel and store does to the characters of a text, once: make them
// safe ([Clean]), make them comparable ([Fold] and its variants), count and cut them in a platform's
// units ([Units], [Cut]), and name files by them ([FileName]).
//
// One rule decides what form a text is in. What is stored and shown is Clean and no more: it keeps
// every character that a person wrote. The compatibility forms (NFKC) of [Width], [Plain] and the
// folds exist to search, to compare and to parse. They are never stored as somebody's words or shown:
// they turn ㈱ into (株), Ⅱ into II, ① into 1, and the variant of a kanji that stands in somebody's
// register into another.
//
// Where a value is read in a plain text and its writer's own words are wanted, [Align] tells which
// bytes of the original they are.
//
// The package knows no channel, no Japanese and no office. It imports golang.org/x/text, and
// rivo/uniseg for the boundaries of what a reader sees as one character. It is not called text,
// because half of its callers hold one in a variable of that name.
package chars
