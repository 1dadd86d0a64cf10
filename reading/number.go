package reading

import (
	"strconv"

	"madoguchi/chars"
)

// Corporate reads a 法人番号: its thirteen digits. The faults are TooShort, with the Count of digits
// where it is not thirteen, and Checksum.
func Corporate(text string) Found[string] {
	d := digits(chars.Plain(text))
	switch {
	case len(d) != 13:
		return Found[string]{Fault: TooShort, Count: len(d), Rest: chars.Tidy(text)}
	case !corporateNumber(d):
		return Found[string]{Fault: Checksum, Value: d}
	}
	return Found[string]{Value: d}
}

// corporateNumber checks a 法人番号 by the rule of the ordinance (平成26年財務省令第70号): the first
// digit is 9 less the remainder by 9 of the weighted sum of the other twelve, the weights from the
// right being 1, 2, 1, 2, ….
func corporateNumber(d string) bool {
	sum := 0
	for i := 1; i <= 12; i++ {
		sum += int(d[13-i]-'0') * (2 - i%2)
	}
	return int(d[0]-'0') == 9-sum%9
}

// JAN reads a product's JAN (EAN) code: thirteen digits, or eight. A UPC is one without its leading
// zero. The faults are as of [Corporate].
func JAN(text string) Found[string] {
	d := digits(chars.Plain(text))
	if len(d) == 12 {
		d = "0" + d
	}
	switch {
	case len(d) != 13 && len(d) != 8:
		return Found[string]{Fault: TooShort, Count: len(d), Rest: chars.Tidy(text)}
	case !janCode(d):
		return Found[string]{Fault: Checksum, Value: d}
	}
	return Found[string]{Value: d}
}

// janCode checks the last digit: with it, the sum with weights 1 and 3 from the right is a multiple of ten (GS1 modulo 10).
func janCode(d string) bool {
	sum := 0
	for i := range len(d) {
		sum += int(d[len(d)-1-i]-'0') * (1 + i%2*2)
	}
	return sum%10 == 0
}

var (
	thousands   = pattern(`(\d),(\d{3})`)
	bigUnit     = pattern(`(\d+(?:\.\d+)?)\s*(億|万|千)`)
	kanjiAmount = pattern(`[一二三四五六七八九十百千数半]`)
)

// An Amount is a quantity or a sum as it was said.
type Amount struct {
	Text    string // with its digits made plain: 「約300万円」 is 約3000000円
	Counted bool   // it says how much or how many
}

// AmountOf reads a quantity or a sum. It never fails: what counts nothing is not Counted.
func AmountOf(text string) Amount {
	value := chars.Plain(text)
	for thousands().MatchString(value) {
		value = thousands().ReplaceAllString(value, "$1$2")
	}
	value = bigUnit().ReplaceAllStringFunc(value, func(s string) string {
		m := bigUnit().FindStringSubmatch(s)
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil || n > 1e9 {
			return s
		}
		return strconv.FormatFloat(n*map[string]float64{"億": 1e8, "万": 1e4, "千": 1e3}[m[2]], 'f', -1, 64)
	})
	return Amount{Text: value, Counted: digits(value) != "" || kanjiAmount().MatchString(value)}
}
