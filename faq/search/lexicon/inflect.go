package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/morph"
)

// A form is one way a dictionary's word is written and read.
type form struct{ spelling, sound string }

// forms are the ways a word stands in a text: itself, and where it ends in a verb or adjective,
// the stems that endings follow (戻る: 戻ら, 戻り, 戻れ, 戻ろ, 戻っ).
func (b *lexiconBuilder) forms(w string) []form {
	ws := morph.Words(b.tok, w)
	reading := readingOf(ws)
	out := []form{{w, kana.FoldReading(reading)}}
	if len(ws) == 0 {
		return out
	}
	last := &ws[len(ws)-1]
	if last.Surface != last.Base || last.Class != morph.Verb && last.Class != morph.Adjective {
		return out
	}
	for _, tail := range tails(b.tok.InflectionOf(last.Surface), last.Surface) {
		n := utf8.RuneLen([]rune(last.Surface)[len([]rune(last.Surface))-1])
		spelling := w[:len(w)-n] + tail
		if tail == "" && utf8.RuneCountInString(spelling) < 2 && kana.AllKana(spelling) {
			continue
		}
		r := strings.TrimSuffix(reading, string([]rune(last.Surface)[len([]rune(last.Surface))-1])) + tail
		if !slices.Contains(out, form{spelling, kana.FoldReading(r)}) {
			out = append(out, form{spelling, kana.FoldReading(r)})
		}
	}
	return out
}

func readingOf(ws []morph.Word) string {
	var b strings.Builder
	for i := range ws {
		switch {
		case ws[i].Reading != "":
			b.WriteString(ws[i].Reading)
		case ws[i].Class != morph.Function:
			b.WriteString(ws[i].Surface)
		}
	}
	return b.String()
}

// The rows of kana that a five-step verb's last letter moves through.
var rows = map[string]string{
	"う": "わいえおっ", "く": "かきけこい", "ぐ": "がぎげごい", "す": "さしせそし", "つ": "たちてとっ",
	"ぬ": "なにねのん", "ぶ": "ばびべぼん", "む": "まみめもん", "る": "らりれろっ",
}

// tails are what may stand in place of the last letter of a verb or adjective of a kind of inflection.
func tails(kind, surface string) []string {
	last := []rune(surface)[utf8.RuneCountInString(surface)-1]
	var out []string
	switch {
	case strings.HasPrefix(kind, "一段"):
		return []string{""}
	case strings.HasPrefix(kind, "五段"):
		for _, r := range rows[string(last)] {
			out = append(out, string(r))
		}
		if last == 'く' { // 行く: 行った
			out = append(out, "っ")
		}
	case strings.HasPrefix(kind, "形容詞"):
		out = []string{"く", "かっ", "けれ", "そう"}
	}
	return out
}
