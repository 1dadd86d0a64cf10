package edition

import "unicode"

// A Span is a piece of two texts compared.
type Span struct {
	Text   string
	Differ bool // the other text has something else here, or nothing
}

// mostWords bounds the table of a comparison: two texts of 3,000 words take some 10 ms. Longer ones are
// marked as a whole.
const mostWords = 3000

// Diff marks in two texts the words that differ.
func Diff(before, after string) (was, is []Span) {
	x, y := words(before), words(after)
	if len(x) > mostWords || len(y) > mostWords {
		return []Span{{before, before != after}}, []Span{{after, before != after}}
	}
	// common[i][j] is how many words x[i:] and y[j:] have in common, in order.
	common := make([][]int, len(x)+1)
	for i := range common {
		common[i] = make([]int, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		switch {
		case i < len(x) && j < len(y) && x[i] == y[j]:
			was, is = add(was, x[i], false), add(is, y[j], false)
			i, j = i+1, j+1
		case j == len(y) || i < len(x) && common[i+1][j] >= common[i][j+1]:
			was = add(was, x[i], true)
			i++
		default:
			is = add(is, y[j], true)
			j++
		}
	}
	return was, is
}

func add(to []Span, text string, differ bool) []Span {
	if n := len(to) - 1; n >= 0 && to[n].Differ == differ {
		to[n].Text += text
		return to
	}
	return append(to, Span{text, differ})
}

// words parts a text where its script changes. Signs and breaks stand alone.
func words(text string) []string {
	var out []string
	var word []rune
	last := 0
	for _, r := range text {
		s := script(r)
		if len(word) > 0 && (s != last || s == 0) {
			out, word = append(out, string(word)), nil
		}
		word, last = append(word, r), s
	}
	if len(word) > 0 {
		out = append(out, string(word))
	}
	return out
}

// script tells letters of one script from those of another; 0 is a letter that stands alone. Particles and
// endings are hiragana, and a run of them is a word for our purpose.
func script(r rune) int {
	switch {
	case unicode.Is(unicode.Han, r), r == 0x3005: // and the sign that repeats one
		return 1
	case unicode.Is(unicode.Hiragana, r):
		return 2
	case unicode.Is(unicode.Katakana, r), r == 0x30FC: // and the sign of length
		return 3
	case unicode.IsDigit(r):
		return 4
	case unicode.IsLetter(r):
		return 5
	}
	return 0
}
