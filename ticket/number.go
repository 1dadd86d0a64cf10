package ticket

import (
	"fmt"
	"regexp"
	"strconv"
)

func (f *Field) readCorporate(text string) (Reading, error) {
	d := digits(plain(text))
	switch {
	case len(d) != 13:
		return Reading{}, f.fail(fmt.Sprintf("法人番号は13桁の数字です。（いまは%d桁でした）もう一度ご確認いただけますか。", len(d)))
	case !corporateNumber(d):
		return Reading{}, f.fail("法人番号のどこかの数字が違っているようです。もう一度ご確認いただけますか。")
	}
	return Reading{Values: []string{d}, Shown: d}, nil
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

func (f *Field) readJAN(text string) (Reading, error) {
	d := digits(plain(text))
	if len(d) == 12 { // a UPC is a JAN without its leading zero
		d = "0" + d
	}
	switch {
	case len(d) != 13 && len(d) != 8:
		return Reading{}, f.fail(fmt.Sprintf("JANコードは13桁か8桁の数字です。（いまは%d桁でした）もう一度ご確認いただけますか。", len(d)))
	case !janCode(d):
		return Reading{}, f.fail("JANコードのどこかの数字が違っているようです。もう一度ご確認いただけますか。")
	}
	return Reading{Values: []string{d}, Shown: d}, nil
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
	thousands   = regexp.MustCompile(`(\d),(\d{3})`)
	bigUnit     = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*(億|万|千)`)
	kanjiAmount = regexp.MustCompile(`[一二三四五六七八九十百千数半]`)
)

// readAmount takes a quantity or a sum as it is said, with its digits made plain: 「約300万円」 is
// 約3000000円.
func (f *Field) readAmount(text string) (Reading, error) {
	value := plain(text)
	for thousands.MatchString(value) {
		value = thousands.ReplaceAllString(value, "$1$2")
	}
	value = bigUnit.ReplaceAllStringFunc(value, func(s string) string {
		m := bigUnit.FindStringSubmatch(s)
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil || n > 1e9 {
			return s
		}
		return strconv.FormatFloat(n*map[string]float64{"億": 1e8, "万": 1e4, "千": 1e3}[m[2]], 'f', -1, 64)
	})
	counted := digits(value) != "" || kanjiAmount.MatchString(value)
	if !wordy(value) || length(value) > f.limit(100) || !counted && !f.Free {
		return Reading{}, f.fail("数字で教えてください。だいたいで大丈夫です。（例：2kg、10箱）")
	}
	return Reading{Values: []string{value}, Shown: Clean(text)}, nil
}
