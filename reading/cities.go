package reading

import (
	"slices"
	"strings"
	"unicode"

	"madoguchi/chars"
)

var (
	cityNames = wordSet("cities")
	cityChars = pattern(`^[\p{Han}\p{Katakana}ーA-Za-z.'’ -]{2,20}$`)
	placeCode = pattern(`^(?:[A-Z]{2}|[0-9]{3})$`)
)

// joinsNames are words between names in English.
var joinsNames = []string{"and", "or", "in", "of", "the", "to", "for"}

// IsPlaceCode reports whether a value is the code of a country or region, as [Countries] gives them,
// rather than the words beside it.
func IsPlaceCode(value string) bool { return placeCode().MatchString(value) }

// Cities is what a short answer names beside its countries, as it was written: 「台湾 台北」 names 台北, and
// so does 「台北」. It is "" where the answer names nothing else, or is a sentence.
func Cities(text string) string {
	text = Substance(chars.Line(text))
	if chars.Length(text) > 40 {
		return ""
	}
	var cities []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",、，・/／と&＆+。の（）()", r)
	}) {
		word = Plainly(word)
		plain := chars.Width(word)
		known := cityNames()[chars.FoldKana(word)]
		if !known && (!cityChars().MatchString(plain) || len(Countries(word)) > 0 || Utters(word) || slices.Contains(joinsNames, strings.ToLower(plain))) {
			continue
		}
		if !slices.Contains(cities, word) {
			cities = append(cities, word)
		}
	}
	return strings.Join(cities, "、")
}
