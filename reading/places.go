package reading

import "madoguchi/chars"

var (
	elsewhere   = phrases("elsewhere", whole, chars.Fold)
	codeWanted  = phrases("code-wanted", whole, chars.Fold)
	stay        = phrases("stay", whole, chars.Fold)
	linkWanted  = phrases("link", whole, chars.Fold)
	unlink      = pattern(`^(?:(?:line|ライン|らいん|web|ウェブ|ホームページ|hp|サイト|アカウント)(?:と|との|を|の)?)?連携(?:を|の)?(?:解除|やめ|止め|取り?消|外|はず|切)[ぁ-んァ-ヶ一-龠]*$`)
	businessTie = pattern(`^(?:(?:ホームページ|hp|サイト)(?:の)?)?連携(?:方法|の方法|するには)(?:です|か)?$|^(?:ホームページ|hp|サイト)連携`)
)

// Elsewhere reads the wish to go on in another place: "line", "web", or "" where the writer names none
// or asks for the code that is needed for it.
func Elsewhere(text string) (place string, ok bool) {
	folded := chars.Fold(text)
	m := elsewhere().FindStringSubmatch(folded)
	if m == nil {
		return "", codeWanted().MatchString(folded)
	}
	for _, place := range []string{"line", "web"} {
		if m[elsewhere().SubexpIndex(place)] != "" {
			return place, true
		}
	}
	return "", true
}

// StaysHere reports whether a text says to go on here after all.
func StaysHere(text string) bool { return stay().MatchString(chars.Fold(text)) }

// WantsLink reports whether a text asks to link two places where its writer writes. Some wordings may
// as well be about the writer's business: linking a shop's site, or one firm with another.
func WantsLink(text string) (wanted, orBusiness bool) {
	folded := chars.Fold(text)
	wanted = linkWanted().MatchString(folded)
	return wanted, wanted && businessTie().MatchString(folded)
}

// WantsUnlink reports whether a text asks to end such a link.
func WantsUnlink(text string) bool { return unlink().MatchString(chars.Fold(text)) }
