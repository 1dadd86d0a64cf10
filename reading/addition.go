package reading

import (
	"slices"
	"strings"
	"sync"

	"madoguchi/chars"
)

// An Addition is how a text adds to what was handed over before.
type Addition struct {
	Text string // what is added, as it was written; "" where it is yet to come
	Firm bool   // it can be nothing else; a loose one (追加で, あと) may begin a question of its own
}

var sideRemark = pattern(`^(?:すみません[、。]?)?(?:あと|それと)[^、,\s。そす]`)

var additionStart = phrases("addition", atStart, chars.FoldKana)

// AdditionOf reads a text that announces an addition: 「追記です。請求先は本社です」, 「言い忘れましたが、急ぎです」.
func AdditionOf(text string) (Addition, bool) {
	if sideRemark().MatchString(text) { // 「あと3日で」 counts days
		return Addition{}, false
	}
	folded := chars.FoldKana(text)
	m := additionStart().FindStringSubmatchIndex(folded)
	if m == nil {
		return Addition{}, false
	}
	add := Addition{Firm: !looseAddition(folded)}
	if m[1] < len(folded) {
		add.Text = strings.TrimSpace(text)
	}
	return add, add.Firm || m[1] == len(folded) || chars.Length(folded[m[1]:]) >= 3
}

var (
	firmWords     = sectionOf("addition", "firm")
	looseWords    = sectionOf("addition", "loose")
	additionOpens = sectionOf("addition", "opening")
)

// looseAddition reports whether a folded text announces its addition by a word that may begin anything.
func looseAddition(folded string) bool {
	begins := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(folded, strings.TrimSuffix(w, "$")) })
	}
	for range 3 { // openings follow one another
		switch {
		case begins(firmWords()):
			return false
		case begins(looseWords()):
			return true
		}
		for _, w := range additionOpens() {
			if rest, ok := strings.CutPrefix(folded, w); ok {
				folded = rest
				break
			}
		}
	}
	return false
}

// sectionOf gives a section's words, folded by chars.FoldKana, the longest first as far as one begins another.
func sectionOf(list, name string) func() []string {
	return sync.OnceValue(func() []string {
		_, sections := readList(list)
		var words []string
		for _, s := range sections {
			if s.name == name {
				for _, w := range s.words {
					words = append(words, chars.FoldKana(w))
				}
			}
		}
		slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
		return words
	})
}
