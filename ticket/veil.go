package ticket

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/reading"
)

// Hidden stands where personal data is not shown.
const Hidden = "●●●●●●"

// A Veil hides a ticket's personal data wherever it stands in free text: the member has typed it in
// the conversation, too.
type Veil struct{ values *strings.Replacer }

// shortest is the least a personal value must measure to be looked for in texts: below that it
// would strike out harmless words.
const shortest = 2

// VeilOf is the veil over what is said of a ticket that was made with the form; nil is a form that is gone,
// whose values are not told apart: then every one of them is hidden.
func VeilOf(fm *Form, v Values) Veil {
	var values []string
	for id, given := range v {
		if fm == nil || fm.Field(id) != nil && fm.Field(id).Personal {
			values = append(values, given...)
		}
	}
	slices.SortFunc(values, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) }) // the longest first: it may contain a shorter
	var pairs []string
	for _, v := range values {
		if utf8.RuneCountInString(v) >= shortest {
			pairs = append(pairs, v, Hidden)
		}
	}
	return Veil{strings.NewReplacer(pairs...)}
}

// Show is a text as it is shown to who works at the counter, person or program: under the veil, or whole to who may
// see personal data. A code that proves who a member is nobody is shown.
func (v Veil) Show(text string, whole bool) string {
	if whole {
		return withoutCodes(text)
	}
	return v.Over(text)
}

// Over is a text as it is shown under the veil: known values hidden, and whatever looks like an address or a
// number to call.
func (v Veil) Over(text string) string {
	text = withoutCodes(text)
	if v.values != nil {
		text = v.values.Replace(text)
	}
	return reading.MaskPersonal(text)
}

// withoutCodes hides the codes in receipts, where they are quoted too: one shows who the member is only while nobody else
// has read it.
func withoutCodes(text string) string {
	text = withoutCode(text, say("member.mail.proof_code", "code", ""), "0123456789")
	mark, _, _ := strings.Cut(say("member.front.code", "code", "\x00"), "\x00")
	return withoutCode(text, mark, checkLetters+"-")
}

// withoutCode hides the code of some letters behind each place of a mark.
func withoutCode(text, mark, letters string) string {
	said, rest, found := strings.Cut(text, mark)
	if !found {
		return text
	}
	var out strings.Builder
	for ; found; said, rest, found = strings.Cut(rest, mark) {
		out.WriteString(said + mark)
		if code := strings.TrimLeft(rest, letters); len(code) < len(rest) {
			out.WriteString(say("member.code.hidden"))
			rest = code
		}
	}
	return out.String() + said
}
