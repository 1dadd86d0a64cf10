package reading

import "madoguchi/chars"

var (
	upsetWords = phrases("upset", anywhere, chars.Fold)
	greetings  = phrases("greeting", whole, chars.Fold)
)

// Upset reports whether the writer has lost patience with the office or with us.
func Upset(text string) bool { return upsetWords().MatchString(chars.Fold(text)) }

// Greets reports whether a text is a bare greeting.
func Greets(text string) bool { return greetings().MatchString(chars.Fold(text)) }
