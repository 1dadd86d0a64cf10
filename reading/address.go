package reading

import (
	"net/url"
	"strings"
	"unicode"

	"madoguchi/chars"
)

var postalPattern = pattern(`(?:^|\D)(\d{3})[- ]?(\d{4})(?:\D|$)`)

// Postal reads a Japanese postal code: "100-0001". Its one fault is Missing.
func Postal(text string) Found[string] {
	a := chars.Align(chars.Tidy(text)).Replace(longMark(), func(string) string { return "-" })
	m := postalPattern().FindStringSubmatchIndex(a.Text)
	if m == nil {
		return missing[string](chars.Tidy(text))
	}
	before, behind := a.Without(m[2], m[5])
	return Found[string]{Value: a.Text[m[2]:m[3]] + "-" + a.Text[m[4]:m[5]], Rest: others(before, behind)}
}

// URL reads the one web address in a text, with a scheme and its host in lower case. Its one fault is
// Missing: an address with a password in it, or of another scheme, is none.
func URL(text string) Found[string] {
	a := chars.Align(chars.Tidy(text))
	var word string
	for w := range strings.FieldsSeq(a.Text) {
		if strings.Contains(w, ".") && (word == "" || strings.Contains(w, "://")) {
			word = w
		}
	}
	at := strings.Index(a.Text, word)
	before, behind := a.Without(at, at+len(word))
	if word = strings.TrimRight(word, "。、.です"); word != "" && !strings.Contains(word, "://") {
		word = "https://" + word
	}
	u, err := url.Parse(word)
	if word == "" || err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || !validDomain(strings.ToLower(u.Hostname())) || len(word) > limitText {
		return missing[string](chars.Tidy(text))
	}
	u.Host = strings.ToLower(u.Host)
	return Found[string]{Value: u.String(), Rest: others(before, behind)}
}

// limitText is the longest text that is read as one value, in characters.
const limitText = 2000

// Address reads a postal address: all of a text that has room for one. The faults are Missing, for
// one that is too short or has no letter, and TooLong, for one of more than most characters.
func Address(text string, most int) Found[string] {
	text = chars.Line(text)
	switch n := chars.Length(text); {
	case n > most:
		return Found[string]{Fault: TooLong, Count: n}
	case n < 4 || !strings.ContainsFunc(text, unicode.IsLetter):
		return missing[string](text)
	}
	return Found[string]{Value: text}
}
