package chars

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A Wanted is a word as somebody types it into a search. Nouns are run together there that stand apart in a sentence:
// 請求書宛名 for 請求書の宛名, ABC商店 for ABC 商店. So between two of its letters something small may stand, wherever one
// noun can end and the next begin; and a particle that was typed there may as well be another, or none.
//
//	s, w := chars.Seek("請求書の宛名を変えたい"), chars.Want("請求書宛名")
//	s.Match(&w) // the bytes of 請求書の宛名
//	w.Pattern() // the same for a database: a regular expression
type Wanted struct {
	Text    string // folded, as Seek does it
	letters []rune // without the particles between nouns
	gaps    []bool // gaps[i]: between letters i and i+1 something small may stand
	once    sync.Once
	pattern *regexp.Regexp
}

// small is what may stand between two nouns, folded. The longer ones go first.
var small = []string{
	"についての", "に関する", "における", "に対する", "からの", "までの", "への", "での", "との", "から", "まで", "より", "など",
	"の", "を", "が", "は", "に", "で", "と", "へ", "や", "も", "・", "、", ",", "/", " ",
}

// wantedMost is the longest word that is taken apart: nobody types a longer one by hand.
const wantedMost = 32

// Want folds a word for Match.
func Want(word string) *Wanted {
	s := Seek(word)
	w := &Wanted{Text: numberEnds(s.Text)}
	if n := utf8.RuneCountInString(w.Text); n != utf8.RuneCountInString(s.Text) || n < 3 || n > wantedMost {
		return w
	}
	scripts := make([]script, 0, wantedMost)
	for at, r := range s.Text {
		source, _ := utf8.DecodeRuneInString(word[s.from[at]:])
		w.letters, scripts = append(w.letters, r), append(scripts, scriptOf(source))
	}
	w.part(scripts)
	return w
}

// numberEnds drops what is left of the hyphens and brackets of a telephone number of which a part was typed: 090-1111- is
// 0901111, (03)1111 is 031111. Within a number Seek has dropped them.
func numberEnds(folded string) string {
	if t := strings.TrimRight(folded, "-(ー"); t != folded && t != "" && unicode.IsDigit(lastRune(t)) {
		folded = t
	}
	if t := strings.TrimLeft(folded, "-()"); t != folded && t != "" && unicode.IsDigit(rune(t[0])) {
		folded = t
	}
	return folded
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// part drops the particles between nouns, and notes where one noun may end.
func (w *Wanted) part(scripts []script) {
	letters := w.letters
	w.letters = nil
	var kept []script
	for i := 0; i < len(letters); i++ {
		if n := smallAt(letters, scripts, i); n > 0 {
			i += n - 1
			continue
		}
		if len(kept) > 0 {
			w.gaps = append(w.gaps, endsNoun(kept[len(kept)-1], scripts[i]))
		}
		w.letters, kept = append(w.letters, letters[i]), append(kept, scripts[i])
	}
}

// smallAt is how many letters from i are a particle with a noun on either side of it.
func smallAt(letters []rune, scripts []script, i int) int {
	if i == 0 || scripts[i-1] == hiragana || scripts[i] != hiragana {
		return 0
	}
	end := i
	for end < len(letters) && scripts[end] == hiragana {
		end++
	}
	if end == len(letters) || !slices.Contains(small, string(letters[i:end])) {
		return 0
	}
	return end - i
}

type script int

const (
	other script = iota
	hiragana
	katakana
	han
	latin
)

func scriptOf(r rune) script {
	switch {
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case unicode.Is(unicode.Katakana, r) || r == 'ー' || r == 'ｰ':
		return katakana
	case unicode.Is(unicode.Han, r) || r == '々':
		return han
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return latin
	}
	return other
}

// endsNoun reports whether a noun may end between two letters. Chinese characters say nothing about where; in every
// other script a word goes on as long as the script does, and Hiragana behind anything is its ending.
func endsNoun(a, b script) bool {
	if a == other || b == other || b == hiragana {
		return false
	}
	return a != b || a == han
}

// Parted reports whether Match can find more than the word as it stands.
func (w *Wanted) Parted() bool { return slices.Contains(w.gaps, true) }

// Letters are the word's letters without the particles between its nouns; after all but the last, gaps says whether
// something small may stand there.
func (w *Wanted) Letters() (letters []rune, gaps []bool) { return w.letters, w.gaps }

// Pattern is a regular expression for folded texts that Go and Postgres read alike.
func (w *Wanted) Pattern() string {
	if !w.Parted() {
		return regexp.QuoteMeta(w.Text)
	}
	between := "(?:" + strings.Join(small, "|") + ")?"
	var b strings.Builder
	for i, r := range w.letters {
		b.WriteString(regexp.QuoteMeta(string(r)))
		if i < len(w.gaps) && w.gaps[i] {
			b.WriteString(between)
		}
	}
	return b.String()
}

// Match is where a wanted word stands in the source the first time, as it was typed or else with something small between
// its nouns: its first byte, and the one behind its last.
func (s *Sought) Match(w *Wanted) (from, to int, found bool) {
	if from, to, found = s.Find(w.Text); found || !w.Parted() {
		return from, to, found
	}
	w.once.Do(func() { w.pattern = regexp.MustCompile(w.Pattern()) })
	at := w.pattern.FindStringIndex(s.Text)
	if at == nil {
		return 0, 0, false
	}
	return s.from[at[0]], s.to[at[1]-1], true
}
