// Package sentence parts a normalised text into its sentences ([Split], [Last]), and knows which of them ask
// ([Asks], [Questions]). It reads marks and endings, never what a sentence is about. The words by which a
// sentence asks are those of package reading.
package sentence

import (
	"strings"
	"unicode/utf8"

	"madoguchi/reading"
)

// Ends says whether a sentence ends with r.
func Ends(r rune) bool { return strings.ContainsRune("。!?\n", r) }

// Asks says whether a sentence asks or wishes for something.
func Asks(s string) bool { return reading.Question(s) != reading.Stating }

// joints are the words with which a further question begins.
var joints = func() *strings.Replacer {
	var pairs []string
	for _, w := range []string{"それと", "あと、", "あとは、", "。あと", "!あと", "\nあと", "それから", "ついでに", "もう一つ", "もう一点", "もう1つ", "もう1点", "。また", "また、"} {
		pairs = append(pairs, w, joint)
	}
	return strings.NewReplacer(pairs...)
}()

// joint stands where a joint was; no normalised text holds it.
const joint = "\x1f"

// Questions are the sentences of a normalised text that ask something. Where words like それと join
// questions, each part is one, even when it is put as a statement (番号を忘れました。あと、…).
func Questions(text string) []string {
	var out []string
	parts := strings.Split(joints.Replace(text), joint)
	for _, part := range parts {
		asking, last := "", ""
		for _, s := range Split(part) {
			if last = s; Asks(s) {
				asking = s
				out = append(out, s)
			}
		}
		if asking == "" && last != "" && len(parts) > 1 {
			out = append(out, last)
		}
	}
	return out
}

// Split gives the sentences of a text, each question with its mark.
func Split(text string) []string {
	var out []string
	for text != "" {
		i := strings.IndexFunc(text, Ends)
		s := text
		if i < 0 {
			text = ""
		} else {
			s = text[:i]
			if text[i] == '?' {
				s += "?"
			}
			text = strings.TrimLeftFunc(text[i:], Ends)
		}
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Last is the last sentence of a text, without its end.
func Last(text string) string {
	text = strings.TrimRightFunc(text, Ends)
	if i := strings.LastIndexFunc(text, Ends); i >= 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		return text[i+size:]
	}
	return text
}
