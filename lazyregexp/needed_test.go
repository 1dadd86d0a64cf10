package lazyregexp

import (
	"reflect"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

func TestWordsOf(t *testing.T) {
	for expr, want := range map[string]string{
		`領収書|レシート`:             `領収書 レシート`,
		`^(?:お願い)?(?:し|いた)ます$`: `ます`,
		`(人|方)(?:向け|のための)`:     `向け のための`,
		`[0-9]{2,}円?`:          `0 1 2 3 4 5 6 7 8 9`,
		`(?:お?茶)+`:             `茶`,
		`\p{Han}様?`:            ``,
		`(?:円)*`:               ``,
		`円{0,3}`:               ``,
		`円|\d*`:                ``,
		`(?i)ok`:               ``,
		`(?i)円`:                `円`,
		`.+`:                   ``,
		"a\ufffd":              ``,
		`(?i:co|inc)円`:         `円`,
		`(?:東京|大阪)(?:都|府)(?:庁|の窓口)`: `東京 大阪`,
	} {
		re, err := syntax.Parse(expr, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(wordsOf(re), " "); got != want {
			t.Errorf("%s needs one of %q, want %q", expr, got, want)
		}
	}
}

// tried are texts with and without what the expressions below look for.
var tried = []string{"", "円", "三百円と千円", "領収書をください", "レシート", "no Ken", "\xff円\xe5", "お願いします", "a\nb"}

// TestAsRegexp: what a Regexp says of a text is what regexp says.
func TestAsRegexp(t *testing.T) {
	with := func(s string) string { return "<" + s + ">" }
	for _, expr := range []string{`円`, `(三百|千)円`, `領(収書)`, `(?i)KEN`, `x?`, `^$`, `レシ.ト|ください`, `[百千]`, `\n`} {
		ours, theirs := New(expr), regexp.MustCompile(expr)
		for _, s := range tried {
			for what, pair := range map[string][2]any{
				"MatchString":                {ours.MatchString(s), theirs.MatchString(s)},
				"FindString":                 {ours.FindString(s), theirs.FindString(s)},
				"FindStringIndex":            {ours.FindStringIndex(s), theirs.FindStringIndex(s)},
				"FindStringSubmatch":         {ours.FindStringSubmatch(s), theirs.FindStringSubmatch(s)},
				"FindStringSubmatchIndex":    {ours.FindStringSubmatchIndex(s), theirs.FindStringSubmatchIndex(s)},
				"FindAllString":              {ours.FindAllString(s, -1), theirs.FindAllString(s, -1)},
				"FindAllStringIndex":         {ours.FindAllStringIndex(s, -1), theirs.FindAllStringIndex(s, -1)},
				"FindAllStringSubmatch":      {ours.FindAllStringSubmatch(s, 1), theirs.FindAllStringSubmatch(s, 1)},
				"FindAllStringSubmatchIndex": {ours.FindAllStringSubmatchIndex(s, -1), theirs.FindAllStringSubmatchIndex(s, -1)},
				"ReplaceAllString":           {ours.ReplaceAllString(s, "<$0>"), theirs.ReplaceAllString(s, "<$0>")},
				"ReplaceAllLiteralString":    {ours.ReplaceAllLiteralString(s, "$0"), theirs.ReplaceAllLiteralString(s, "$0")},
				"ReplaceAllStringFunc":       {ours.ReplaceAllStringFunc(s, with), theirs.ReplaceAllStringFunc(s, with)},
				"Split":                      {ours.Split(s, -1), theirs.Split(s, -1)},
			} {
				if !reflect.DeepEqual(pair[0], pair[1]) {
					t.Errorf("%s of %q with %s: %q, want %q", what, s, expr, pair[0], pair[1])
				}
			}
		}
		if !slices.Equal(ours.SubexpNames(), theirs.SubexpNames()) || ours.SubexpIndex("x") != theirs.SubexpIndex("x") {
			t.Errorf("%s has other groups", expr)
		}
	}
}

// FuzzNeeded: a text that an expression matches has one of the words it needs.
func FuzzNeeded(f *testing.F) {
	for _, expr := range []string{`^(?:お願い)?(?:し|いた)ます$`, `(人|方){2}|x+y*`, `(?i)a[b-d]円`, `(?s).\x{fffd}`, `\b(?:a|)b`, `[^a]|円`} {
		for _, s := range tried {
			f.Add(expr, s)
		}
	}
	f.Fuzz(func(t *testing.T, expr, s string) {
		re, err := regexp.Compile(expr)
		if err != nil || !re.MatchString(s) {
			return
		}
		if !neededBy(expr).in(s) {
			t.Errorf("%q matches %q, which lacks what it needs", expr, s)
		}
	})
}
