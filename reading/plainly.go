package reading

import "madoguchi/chars"

var plainer = phrases("plainly", whole, chars.FoldKana)

// WantsPlainly reports whether somebody wants to be told in simpler words, or says that these were hard to
// read: 「もっとかんたんに」, 「むずかしい」, 「やさしい日本語で」. Bare わからない answers a question as well; whoever
// has asked one takes it first.
func WantsPlainly(text string) bool {
	return chars.Length(text) <= controlText && plainer().MatchString(chars.FoldKana(text))
}
