package reading

import (
	"strings"
	"sync"

	"madoguchi/chars"
	"madoguchi/lazyregexp"
)

// 「みなと商店の木村です」 names a company and a person, 「株式会社木の実です」 a company alone: の parts
// the one and stands within the other. It parts only where what stands around it says so.

var (
	surnames = sync.OnceValue(func() map[string]bool {
		set := map[string]bool{}
		_, sections := readList("surnames")
		for _, s := range sections {
			for _, w := range s.words {
				set[w] = true
			}
		}
		return set
	})
	dutyAtEnd   = sync.OnceValue(func() *lazyregexp.Regexp { return lazyregexp.New(`^(.+)の` + grammar("duties", asWritten) + `+$`) })
	dutyAtStart = sync.OnceValue(func() *lazyregexp.Regexp { return lazyregexp.New(`^` + grammar("duties", asWritten) + `+の(.+)$`) })
	nobody      = sync.OnceValue(func() *lazyregexp.Regexp { // みなと商店の者です names no person
		return lazyregexp.New(`^(?:者|もの|社員|従業員|店員|スタッフ|職員|` + grammar("duties", asWritten) + `+)$`)
	})
	closingForm = pattern(`.(?:株式会社|有限会社|合同会社|合資会社|合名会社|組合|法人|[(（][株有同社][)）]|㈱|㈲)$`)
)

// introduced parts one word at the の behind which a person stands; all is the company's name where
// none surely does.
func introduced(text string, polite bool) (company, person string) {
	for end := len(text); ; {
		at := strings.LastIndex(text[:end], "の")
		if at <= 0 {
			return text, ""
		}
		left, right := text[:at], copula(text[at+len("の"):])
		if nobody().MatchString(right) && chars.Length(left) >= 2 && polite {
			return left, ""
		}
		if m := dutyAtEnd().FindStringSubmatch(left); m != nil && mayBePerson(right) {
			return m[1], right
		}
		if mayBePerson(right) && partsHere(left, right, polite) {
			return left, right
		}
		end = at
	}
}

// partsHere reports whether the の between left and right parts a company from a person: behind a
// legal form that closes the name; before a surname; behind what only companies end in, where the
// writer introduces themselves.
func partsHere(left, right string, polite bool) bool {
	switch plain := chars.Width(left); {
	case bare(plain) || chars.Length(left) < 2:
		return false
	case closingForm().MatchString(left):
		return true
	case startsWithSurname(right):
		return polite || companyName(left)
	default:
		return polite && companyly().MatchString(plain) && chars.Length(right) <= 6
	}
}

// copula is a surname without the や with which an introduction ends in the west: 木村や.
func copula(person string) string {
	for _, end := range []string{"や", "やで", "じゃ", "やねん"} {
		if name, ok := strings.CutSuffix(person, end); ok && surnames()[name] {
			return name
		}
	}
	return person
}

func mayBePerson(s string) bool {
	return s != "" && chars.Length(s) <= 12 && nameChars().MatchString(chars.Width(s)) && !companyName(s) && !strings.Contains(s, "の")
}

// startsWithSurname reports whether a word is a common surname, with at most a given name behind it.
func startsWithSurname(s string) bool {
	rs := []rune(s)
	for n := min(4, len(rs)); n >= 2; n-- {
		if surnames()[string(rs[:n])] && len(rs)-n <= 4 {
			return true
		}
	}
	return false
}

// undutied is a person's name without the duty before it: 代表の木村.
func undutied(person string) string {
	if m := dutyAtStart().FindStringSubmatch(person); m != nil {
		person = m[1]
	}
	return strings.TrimSuffix(person, "様")
}
