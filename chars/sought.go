package chars

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Sought is a text as a person who searches for something in it thinks of it: in one width, one case and one
// kana; 髙橋 and 高橋, 齋藤 and 斎藤 the same; 木村　太郎 without its blank, 090-1111-2222 without its hyphens. It
// remembers where each letter came from, so that what is found can be shown in the words as they were written.
//
//	s := chars.Seek("髙橋 太郎（０９０−１１１１−２２２２）")
//	s.Text                       // 高橋太郎(09011112222)
//	s.Find(chars.Seek("高橋太郎").Text) // the bytes of 髙橋 太郎
type Sought struct {
	Text string
	from []int // for each byte of Text, where its letter begins in the source
	to   []int // and where it ends there
}

// Seek folds a text for searching. What it gives is kept in the database as pairs of letters, so a change of it
// needs the texts there to be read anew.
func Seek(source string) Sought {
	f := &seeker{source: source}
	for i := 0; i < len(source); {
		n := clusterLen(source[i:])
		f.take(i, i+n)
		i += n
	}
	f.drop(len(f.letters)) // blanks at the end
	return f.sought()
}

// Find is where a folded word stands in the source the first time: its first byte, and the one behind its last.
// It is false where it does not.
func (s *Sought) Find(word string) (from, to int, found bool) {
	at := strings.Index(s.Text, word)
	if at < 0 || word == "" {
		return 0, 0, false
	}
	return s.from[at], s.to[at+len(word)-1], true
}

// A letter is one of a folded text, with what it was made of.
type letter struct {
	r        rune
	from, to int
}

// A seeker folds a text, letter by letter.
type seeker struct {
	source  string
	letters []letter
	between int // letters at the end that go away if the next one joins the one before them: blanks, hyphens
}

// clusterLen is how many bytes of s belong to its first letter: a voiced mark of half-width kana, combining marks.
func clusterLen(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if r != 'ﾞ' && r != 'ﾟ' && r != zwj && !selector(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		n += size
	}
	return n
}

// take folds the letter at source[from:to]. Most are of one sort that no width changes: they need no table.
func (f *seeker) take(from, to int) {
	if r, size := utf8.DecodeRuneInString(f.source[from:to]); size == to-from && plainLetter(r) {
		f.fold(unicode.ToLower(r), from, to)
		return
	}
	for _, r := range strings.ToLower(norm.NFKC.String(f.source[from:to])) {
		if selector(r) || r == zwj {
			continue
		}
		f.fold(r, from, to)
	}
}

func (f *seeker) fold(r rune, from, to int) {
	r = plainRune(Hiragana(r))
	if one, ok := variants()[r]; ok {
		r = one
	}
	f.put(letter{r, from, to})
}

// plainLetter reports whether a letter stands for itself in every width: ASCII, kana, the common Chinese characters.
func plainLetter(r rune) bool {
	return r < 0x80 || 'ぁ' <= r && r <= 'ゖ' || 'ァ' <= r && r <= 'ヺ' || 0x4E00 <= r && r <= 0x9FFF
}

// put adds a letter. Blanks between Japanese letters go away, and with hyphens and brackets those between figures.
func (f *seeker) put(l letter) {
	switch {
	case unicode.IsSpace(l.r):
		if len(f.letters) == 0 {
			return
		}
		l.r = ' '
		f.between++
	case strings.ContainsRune("-()ー", l.r) && f.afterDigit():
		f.between++
	default:
		if before := len(f.letters) - f.between; before > 0 && f.between > 0 {
			if last := f.letters[before-1].r; joins(last, l.r) && f.onlyBlanks(before) || unicode.IsDigit(last) && unicode.IsDigit(l.r) {
				f.letters = f.letters[:before]
			}
		}
		f.between = 0
	}
	f.letters = append(f.letters, l)
}

// afterDigit reports whether the last letter that stays is a figure.
func (f *seeker) afterDigit() bool {
	before := len(f.letters) - f.between
	return before > 0 && unicode.IsDigit(f.letters[before-1].r)
}

func (f *seeker) onlyBlanks(from int) bool {
	for _, l := range f.letters[from:] {
		if l.r != ' ' {
			return false
		}
	}
	return true
}

// joins reports whether a blank between two letters says nothing: between Japanese ones.
func joins(a, b rune) bool { return japaneseLetter(a) && japaneseLetter(b) }

func japaneseLetter(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー' || r == '々'
}

// drop takes blanks off the end.
func (f *seeker) drop(n int) {
	for n > 0 && f.letters[n-1].r == ' ' {
		n--
	}
	f.letters = f.letters[:n]
}

func (f *seeker) sought() Sought {
	var b strings.Builder
	var s Sought
	for _, l := range f.letters {
		n := b.Len()
		b.WriteRune(l.r)
		for range b.Len() - n {
			s.from, s.to = append(s.from, l.from), append(s.to, l.to)
		}
	}
	s.Text = b.String()
	return s
}

//go:embed variants.txt
var variantList string

// variants are the characters that stand for others of the same meaning in names.
var variants = sync.OnceValue(func() map[rune]rune {
	out := map[rune]rune{}
	for line := range strings.Lines(variantList) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		one, _ := utf8.DecodeRuneInString(words[0])
		for _, word := range words[1:] {
			r, _ := utf8.DecodeRuneInString(word)
			out[r] = one
		}
	}
	return out
})
