package faq

import (
	"strings"
	"unicode/utf8"
)

func endsSentence(r rune) bool { return strings.ContainsRune("。!?\n", r) }

// asks says whether a sentence asks or wishes for something.
func asks(s string) bool {
	s = strings.TrimRight(s, "。 \n")
	for _, end := range []string{"?", "か", "の", "かな", "たい", "たいです", "たいのですが", "たいんですが", "たいんですけど", "ください", "下さい", "ほしい", "ですが", "ますが", "けど", "やろか", "べか", "ますよね", "ですよね"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	for _, w := range []string{"教えて", "どう", "どこ", "いつ", "いくら", "なんぼ", "でしょうか", "ですか", "ますか"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

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

// questionsIn are the sentences of a normalised text that ask something. Where words like それと join
// questions, each part is one, even when it is put as a statement (番号を忘れました。あと、…).
func questionsIn(text string) []string {
	var out []string
	parts := strings.Split(joints.Replace(text), joint)
	for _, part := range parts {
		asking, last := "", ""
		for _, s := range sentencesOf(part) {
			if last = s; asks(s) {
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

// sentencesOf are the sentences of a text, each question with its mark.
func sentencesOf(text string) []string {
	var out []string
	for text != "" {
		i := strings.IndexFunc(text, endsSentence)
		s := text
		if i < 0 {
			text = ""
		} else {
			s = text[:i]
			if text[i] == '?' {
				s += "?"
			}
			text = strings.TrimLeftFunc(text[i:], endsSentence)
		}
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// lastSentence is the last sentence of a text, without its end.
func lastSentence(text string) string {
	text = strings.TrimRightFunc(text, endsSentence)
	if i := strings.LastIndexFunc(text, endsSentence); i >= 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		return text[i+size:]
	}
	return text
}
