package reading

import (
	"strings"
	"unicode/utf8"
)

var (
	mailIn   = pattern(`[A-Za-z0-9._%+'/=?^{|}~!#$&*-]+[@＠][A-Za-z0-9.-]+\.[A-Za-z]{2,}`)
	phoneIn  = pattern(`(?:\+[0-9]{1,3}[-−ー‐ .()]*|[(（]?[0０])[0-9０-９]{0,4}(?:[)）\-−ー‐－ .・][ ]?[(（]?[0-9０-９]{1,4}){1,4}|[0０][0-9０-９]{9,10}`)
	postalIn = pattern(`〒\s*[0-9０-９]{3}[-−ー‐－]?[0-9０-９]{4}`)
	townIn   = pattern(`((?:北海道|東京都|京都府|大阪府|\p{Han}{2,3}県)?\s*\p{Han}{1,6}[市区郡](?:\p{Han}{1,6}[区町村])?)` +
		`([^\s、。,，；;]*?[0-9０-９一二三四五六七八九十][0-9０-９一二三四五六七八九十\-−ー‐－の丁目番地号\s]*[^\s、。,，；;]{0,20})`)
)

// MaskPersonal hides most of the e-mail addresses, telephone numbers and street addresses in text,
// for places that more people see than need them: i***@example.jp, ***-****-2222, 東京都千代田区***.
func MaskPersonal(text string) string {
	text = mailIn().ReplaceAllStringFunc(text, func(s string) string {
		at := strings.IndexAny(s, "@＠")
		return s[:1] + "***" + s[at:]
	})
	text = postalIn().ReplaceAllString(text, "〒***-****")
	text = maskPhones(text)
	return townIn().ReplaceAllString(text, "$1***")
}

// maskPhones masks what stands like a telephone number and is no part of a longer number.
func maskPhones(text string) string {
	var out strings.Builder
	at := 0
	for _, m := range phoneIn().FindAllStringIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:m[0]])
		behind, _ := utf8.DecodeRuneInString(text[m[1]:])
		if digit(before) >= 0 || digit(behind) >= 0 {
			continue
		}
		out.WriteString(text[at:m[0]])
		out.WriteString(maskPhone(text[m[0]:m[1]]))
		at = m[1]
	}
	return out.String() + text[at:]
}

// maskPhone keeps the last four digits of what has as many digits as a telephone number.
func maskPhone(s string) string {
	n := 0
	for _, r := range s {
		if digit(r) >= 0 {
			n++
		}
	}
	if n < 9 || n > 15 {
		return s
	}
	seen := 0
	return strings.Map(func(r rune) rune {
		if digit(r) < 0 {
			return r
		}
		if seen++; seen > n-4 {
			return r
		}
		return '*'
	}, s)
}
