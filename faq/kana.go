package faq

import (
	"strings"
	"unicode"
)

func isHiragana(r rune) bool { return r >= 'ぁ' && r <= 'ゖ' }
func isKatakana(r rune) bool { return r >= 'ァ' && r <= 'ヺ' || r == 'ー' }
func isKana(r rune) bool     { return isHiragana(r) || isKatakana(r) }
func isHan(r rune) bool      { return unicode.Is(unicode.Han, r) }
func isLatin(r rune) bool    { return r >= 'a' && r <= 'z' }
func isDigit(r rune) bool    { return r >= '0' && r <= '9' }
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == 'ー' }

func hasHan(s string) bool { return strings.IndexFunc(s, isHan) >= 0 }

func allKana(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !isKana(r) }) < 0
}

// hiragana is the hiragana of a katakana letter, and any other rune as it is.
func hiragana(r rune) rune {
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

// foldKana is the next rune of a reading after the rune before it, or -1 when it is dropped.
// Long vowels are dropped (こう, けい, コー are こ, け, こ), and kana of one sound are one, because
// these are what people write differently: コーディネータ, コーディネーター; つづき, つずき.
func foldKana(r, before rune) rune {
	r = hiragana(r)
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

// foldReading folds a whole reading.
func foldReading(s string) string {
	out := make([]rune, 0, len(s)/3+1)
	before := rune(0)
	for _, r := range s {
		f := foldKana(r, before)
		if f >= 0 {
			out = append(out, f)
			before = f
		}
	}
	return string(out)
}

// romaji is the kana of a word in Latin letters, when all of it reads as Japanese.
func romaji(s string) (string, bool) {
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

// loanword is how Japanese say a word in Latin letters: as romaji where it reads as such, with a vowel
// put after each consonant that has none (selas: せらす, jetro: じぇとろ). It fails on letters that
// romaji does not have.
func loanword(s string) (string, bool) {
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
