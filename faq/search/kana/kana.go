// Package kana knows the letters of Japanese: which is which, the one form that texts are compared
// in ([Normalise]), and how kana, romaji and foreign words are heard ([FoldReading], [Romaji], [Loanword]).
//
// Its forms are for searching only and are never stored or shown: what is kept of a person's words is as
// package chars cleans it. It knows no words; package morph does.
package kana

import (
	"strings"
	"unicode"
)

// The kinds of letter, of normalised texts: IsLatin and IsDigit know a to z and 0 to 9 alone.
func IsHiragana(r rune) bool { return r >= 'ぁ' && r <= 'ゖ' }
func IsKatakana(r rune) bool { return r >= 'ァ' && r <= 'ヺ' || r == 'ー' }
func isKana(r rune) bool     { return IsHiragana(r) || IsKatakana(r) }
func IsHan(r rune) bool      { return unicode.Is(unicode.Han, r) }
func IsLatin(r rune) bool    { return r >= 'a' && r <= 'z' }
func IsDigit(r rune) bool    { return r >= '0' && r <= '9' }
func IsWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == 'ー' }

// HasHan says whether a text has kanji.
func HasHan(s string) bool { return strings.IndexFunc(s, IsHan) >= 0 }

// AllKana says whether a text is of kana alone.
func AllKana(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !isKana(r) }) < 0
}

// Hiragana is the hiragana of a katakana letter, and any other rune as it is.
func Hiragana(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' {
		return r - 0x60
	}
	return r
}

// A kana's vowel, for telling a long vowel's second half from a syllable of its own.
var vowels = func() map[rune]rune {
	m := map[rune]rune{}
	for v, row := range map[rune]string{
		'a': "あかさたなはまやらわがざだばぱぁゃ",
		'i': "いきしちにひみりぎじぢびぴぃ",
		'u': "うくすつぬふむゆるぐずづぶぷぅゅっ",
		'e': "えけせてねへめれげぜでべぺぇ",
		'o': "おこそとのほもよろをごぞどぼぽぉょ",
	} {
		for _, r := range row {
			m[r] = v
		}
	}
	return m
}()

// FoldKana is the next rune of a reading after the rune before it, or -1 when it is dropped.
// Long vowels are dropped (こう, けい, コー are こ, け, こ), and kana of one sound are one, because
// these are what people write differently: コーディネータ, コーディネーター; つづき, つずき.
func FoldKana(r, before rune) rune {
	r = Hiragana(r)
	switch r {
	case 'ー':
		return -1
	case 'ぢ':
		return 'じ'
	case 'づ':
		return 'ず'
	case 'を':
		return 'お'
	case 'ゔ':
		return 'ぶ'
	case 'う':
		if v := vowels[before]; v == 'o' || v == 'u' {
			return -1
		}
	case 'い':
		if vowels[before] == 'e' {
			return -1
		}
	}
	return r
}

// FoldReading folds a whole reading.
func FoldReading(s string) string {
	out := make([]rune, 0, len(s)/3+1)
	before := rune(0)
	for _, r := range s {
		f := FoldKana(r, before)
		if f >= 0 {
			out = append(out, f)
			before = f
		}
	}
	return string(out)
}

// Romaji is the kana of a word in Latin letters, when all of it reads as Japanese.
func Romaji(s string) (string, bool) {
	var b strings.Builder
	for len(s) > 0 {
		if len(s) > 1 && s[0] == s[1] && !strings.ContainsRune("aiueon", rune(s[0])) {
			b.WriteRune('っ')
			s = s[1:]
			continue
		}
		kana, n := romajiSyllable(s)
		if n == 0 {
			return "", false
		}
		b.WriteString(kana)
		s = s[n:]
	}
	return b.String(), true
}

// Loanword is how Japanese say a word in Latin letters: as romaji where it reads as such, with a vowel
// put after each consonant that has none (selas: せらす, jetro: じぇとろ). It fails on letters that
// romaji does not have.
func Loanword(s string) (string, bool) {
	var b strings.Builder
	for len(s) > 0 {
		kana, n := romajiSyllable(s)
		if n == 0 {
			if kana, n = support[s[0]], 1; kana == "" {
				return "", false
			}
		}
		b.WriteString(kana)
		s = s[n:]
	}
	return b.String(), true
}

// support is a consonant with the vowel that loanwords put after it.
var support = map[byte]string{'b': "ぶ", 'c': "く", 'd': "ど", 'f': "ふ", 'g': "ぐ", 'h': "", 'j': "じ", 'k': "く", 'l': "る", 'm': "む",
	'p': "ぷ", 'q': "く", 'r': "る", 's': "す", 't': "と", 'v': "ぶ", 'x': "くす", 'y': "い", 'z': "ず"}

func romajiSyllable(s string) (string, int) {
	for n := min(4, len(s)); n > 0; n-- {
		if kana, ok := syllables[s[:n]]; ok {
			return kana, n
		}
	}
	return "", 0
}

var syllables = func() map[string]string {
	m := map[string]string{
		"n": "ん", "nn": "ん", "shi": "し", "chi": "ち", "tsu": "つ", "fu": "ふ", "ji": "じ", "la": "ら", "li": "り", "lu": "る", "le": "れ", "lo": "ろ",
		"sha": "しゃ", "shu": "しゅ", "sho": "しょ", "cha": "ちゃ", "chu": "ちゅ", "cho": "ちょ", "ja": "じゃ", "ju": "じゅ", "jo": "じょ", "she": "しぇ", "che": "ちぇ", "je": "じぇ", "fa": "ふぁ", "fi": "ふぃ", "fe": "ふぇ", "fo": "ふぉ", "ti": "ち", "tu": "つ", "si": "し", "hu": "ふ", "zi": "じ", "di": "ぢ", "du": "づ", "va": "ば", "vi": "び", "ve": "べ", "vo": "ぼ",
	}
	rows := map[string]string{"": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ", "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ"}
	for c, row := range rows {
		for i, k := range []rune(row) {
			key := c + string("aiueo"[i])
			if _, taken := m[key]; !taken {
				m[key] = string(k)
			}
		}
		if c == "" {
			continue
		}
		second := string([]rune(row)[1])
		for i, small := range []string{"ゃ", "ゅ", "ょ"} {
			m[c+"y"+string("auo"[i])] = second + small
		}
	}
	m["ya"], m["yu"], m["yo"], m["wa"], m["wo"] = "や", "ゆ", "よ", "わ", "を"
	return m
}()
