package reading

import (
	"strings"

	"madoguchi/chars"
)

const betweenDigits = `[\s\-–‐−ー・.]?`

var (
	digitIn   = pattern(`\d`)
	sixDigits = pattern(`(?:^|\D)(\d(?:` + betweenDigits + `\d){5})(?:\D|$)`)
	likeCode  = pattern(`^\s*\d(?:` + betweenDigits + `\d){3,7}\s*$`)

	beforeName = phrases("before-name", atStart, chars.Fold)
	aboutName  = phrases("about-name", whole, chars.Fold)
	ratherName = phrases("rather-name", whole, chars.Fold)
)

// Code reads a code of six digits in a text, in any width, with spaces or hyphens among them. The
// faults are Missing, where there is none or where there are other digits besides; and Broken, where
// the text is nothing but a few digits, and so was meant for one.
func Code(text string) Found[string] {
	plain := chars.FoldCase(text)
	found := sixDigits().FindStringSubmatch(plain)
	switch {
	case found != nil && len(digitIn().FindAllString(plain, -1)) == 6:
		return Found[string]{Value: strings.Join(digitIn().FindAllString(found[1], -1), "")}
	case likeCode().MatchString(plain):
		return Found[string]{Fault: Broken}
	}
	return missing[string](chars.Tidy(text))
}

// A Naming is how a text names something without saying more.
type Naming int

// The namings.
const (
	NotNamed Naming = iota
	Named           // 「いや、つなぐについてです」
	Rather          // 「やっぱりつなぐのほうで」: that, and not what was taken up before
)

// Names says how a text names something by its name and says no more.
func Names(text, name string) Naming {
	said := strings.TrimRight(beforeName().ReplaceAllString(chars.Fold(text), ""), "?!？！")
	rest, ok := strings.CutPrefix(said, chars.Fold(name))
	switch {
	case !ok || name == "":
		return NotNamed
	case ratherName().MatchString(rest):
		return Rather
	case aboutName().MatchString(rest):
		return Named
	}
	return NotNamed
}
