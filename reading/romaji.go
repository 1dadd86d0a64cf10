package reading

import (
	"strings"

	"madoguchi/chars"
)

// syllableKana are the kana of each beginning of a syllable, for a, i, u, e and o. A gap stands for what
// nobody writes.
var syllableKana = map[string][5]string{
	"": {"あ", "い", "う", "え", "お"}, "k": {"か", "き", "く", "け", "こ"}, "g": {"が", "ぎ", "ぐ", "げ", "ご"},
	"s": {"さ", "し", "す", "せ", "そ"}, "z": {"ざ", "じ", "ず", "ぜ", "ぞ"}, "t": {"た", "ち", "つ", "て", "と"},
	"d": {"だ", "ぢ", "づ", "で", "ど"}, "n": {"な", "に", "ぬ", "ね", "の"}, "h": {"は", "ひ", "ふ", "へ", "ほ"},
	"b": {"ば", "び", "ぶ", "べ", "ぼ"}, "p": {"ぱ", "ぴ", "ぷ", "ぺ", "ぽ"}, "m": {"ま", "み", "む", "め", "も"},
	"y": {"や", "", "ゆ", "", "よ"}, "r": {"ら", "り", "る", "れ", "ろ"}, "w": {"わ", "", "", "", "を"},
	"f": {"ふぁ", "ふぃ", "ふ", "ふぇ", "ふぉ"}, "j": {"じゃ", "じ", "じゅ", "じぇ", "じょ"},
	"sh": {"しゃ", "し", "しゅ", "しぇ", "しょ"}, "ch": {"ちゃ", "ち", "ちゅ", "ちぇ", "ちょ"}, "ts": {"", "", "つ", "", ""},
	"ky": {"きゃ", "", "きゅ", "", "きょ"}, "gy": {"ぎゃ", "", "ぎゅ", "", "ぎょ"}, "sy": {"しゃ", "", "しゅ", "", "しょ"},
	"ty": {"ちゃ", "", "ちゅ", "", "ちょ"}, "ny": {"にゃ", "", "にゅ", "", "にょ"}, "hy": {"ひゃ", "", "ひゅ", "", "ひょ"},
	"by": {"びゃ", "", "びゅ", "", "びょ"}, "py": {"ぴゃ", "", "ぴゅ", "", "ぴょ"}, "my": {"みゃ", "", "みゅ", "", "みょ"},
	"ry": {"りゃ", "", "りゅ", "", "りょ"}, "zy": {"じゃ", "", "じゅ", "", "じょ"}, "jy": {"じゃ", "", "じゅ", "", "じょ"},
}

// particles are written in romaji as they are said.
var particles = map[string]string{"wa": "は", "o": "を", "wo": "を", "e": "へ"}

// Kana is a text of romaji in hiragana; words that are none stay: 「ryoushuusho wa moraemasuka」 is
// 「りょうしゅうしょはもらえますか」.
func Kana(text string) string {
	var b strings.Builder
	plain := chars.FoldCase(text)
	for len(plain) > 0 {
		at := latinWord.FindStringIndex(plain)
		if at == nil {
			b.WriteString(plain)
			break
		}
		b.WriteString(plain[:at[0]])
		b.WriteString(wordKana(plain[at[0]:at[1]]))
		plain = plain[at[1]:]
	}
	return strings.ReplaceAll(b.String(), " ", "")
}

// ShortKana is a short text of romaji in hiragana, where it is one that many write so: a greeting, thanks, a yes or a no, a word of
// control. All else stays as it is.
func ShortKana(text string) string {
	if !Latin(text) || chars.Length(text) > offerText || strings.ContainsAny(text, "@:/0123456789") {
		return text
	}
	kana := Kana(text)
	if latinWord.MatchString(kana) {
		return text
	}
	if CourtesyOf(kana) != NoCourtesy || Greets(kana) || YesNo(kana) != Unsaid || Accepts(kana) || Control(kana).Act != NoControl {
		return kana
	}
	return text
}

func wordKana(word string) string {
	if p, ok := particles[word]; ok {
		return p
	}
	var b strings.Builder
	for rest := word; rest != ""; {
		kana, n := syllable(rest)
		if n == 0 {
			return word
		}
		b.WriteString(kana)
		rest = rest[n:]
	}
	return b.String()
}

// syllable reads one syllable at the beginning of s, and how many letters it takes; 0 where there is none.
func syllable(s string) (string, int) {
	onset := strings.IndexAny(s, "aiueo")
	switch {
	case len(s) > 1 && s[0] == s[1] && !strings.ContainsRune("aiueon", rune(s[0])), strings.HasPrefix(s, "tch"):
		return "っ", 1
	case s[0] == 'n' && (len(s) == 1 || !strings.ContainsRune("aiueoy", rune(s[1]))):
		return "ん", 1
	case onset < 0 || onset > 2:
		return "", 0
	}
	kana := syllableKana[s[:onset]][strings.IndexByte("aiueo", s[onset])]
	if kana == "" {
		return "", 0
	}
	return kana, onset + 1
}
