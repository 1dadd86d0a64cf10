package reading

import (
	"slices"
	"strings"

	"madoguchi/chars"
)

var plainer = phrases("plainly", whole, chars.FoldKana)

// WantsPlainly reports whether somebody wants to be told in simpler words, or says that these were hard to
// read: 「もっとかんたんに」, 「むずかしい」, 「やさしい日本語で」. Bare わからない answers a question as well; whoever
// has asked one takes it first.
func WantsPlainly(text string) bool {
	sentences := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。．！!\n", r) })
	return chars.Length(text) <= controlText && len(sentences) > 0 && !slices.ContainsFunc(sentences, func(s string) bool {
		return !plainer().MatchString(chars.FoldKana(s))
	})
}
