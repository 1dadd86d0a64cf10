package reading

import (
	"strings"

	"madoguchi/chars"
)

var (
	phonePattern = pattern(`\+?\(?\d[\d\-() .]{6,}\d`)
	extension    = pattern(`\(?(?:内線|ext\.?)[:番号は ]*(\d{1,6})\)?`)
	longMark     = pattern(`ー`)
	mobileStart  = pattern(`^0[5-9]0`)
	elevenOnly   = pattern(`^0[5789]0`)
	fromAbroad   = pattern(`^(?:\+|00|010)[ \-.(]*81[ \-.()]*`)
	from81       = pattern(`^81[ \-.(]+[ \-.()]*`)
	dialOut      = pattern(`^(?:00|010)[ \-.]*[1-9]`)
	trunkZero    = pattern(`^\(?0\)?[ \-.]*`)
	oddMarks     = pattern(`(\d)[ ]?(?:[/・_:、,.]|の)[ ]?(\d)`)
)

// Phone reads the one telephone number in a text, as it is written in Japan: "03-1111-2222",
// "090-1111-2222", "+84 24 1234 5678", "03-1111-2222 内線12". Its faults: Missing; Several; Broken,
// where the digits are too many or too few.
func Phone(text string) Found[string] {
	a := chars.Align(chars.Tidy(text)).Replace(longMark(), func(string) string { return "-" })
	found := phoneIn81(text, a)
	if found.Fault != Missing {
		return found
	}
	// 03/1111/2222, 03の1111の2222: only where there is no number otherwise, for these marks part numbers, too.
	marked := a
	for range 2 { // the digit behind one mark is the digit before the next
		marked = marked.Replace(oddMarks(), func(m string) string { return m[:1] + "-" + m[len(m)-1:] })
	}
	if found := phoneIn81(text, marked); found.OK() {
		return found
	}
	return found
}

// phoneIn81 reads the one telephone number in a, the aligned text.
func phoneIn81(text string, a *chars.Aligned) Found[string] {
	plain, inner := a.Text, ""
	m := extension().FindStringSubmatchIndex(plain)
	if m != nil {
		inner = " 内線" + plain[m[2]:m[3]]
		plain = plain[:m[0]] + strings.Repeat(" ", m[1]-m[0]) + plain[m[1]:]
	}
	found := phonePattern().FindAllStringIndex(plain, -1)
	switch len(found) {
	case 0:
		return missing[string](chars.Tidy(text))
	case 1:
	default:
		return Found[string]{Fault: Several, Count: len(found), Rest: chars.Tidy(text)}
	}
	start, end := found[0][0], found[0][1]
	before, behind := a.Without(start, end)
	if m != nil && m[0] >= end { // the extension belongs to the number
		behind = a.Source(end, m[0]) + " " + a.Source(m[1], len(a.Text))
	}
	out := Found[string]{Rest: others(before, behind)}
	number, ok := phoneNumber(plain[start:end])
	if !ok {
		out.Fault = Broken
		return out
	}
	out.Value = number + inner
	return out
}

// phoneNumber is a number in the form it is written in Japan. Hyphens are kept where the writer
// set them; without any, only ranges whose division is fixed by the numbering plan get them.
func phoneNumber(s string) (string, bool) {
	d := digits(s)
	home := fromAbroad().FindString(s)
	if home == "" && len(d) >= 11 {
		home = from81().FindString(s)
	}
	switch {
	case home != "": // Japan's number as it is written abroad, with or without the zero that is dialled here
		s = "0" + trunkZero().ReplaceAllString(s[len(home):], "")
		d = digits(s)
	case strings.HasPrefix(s, "+"):
		return "+" + strings.Join(digitGroups(s), " "), len(d) >= 8 && len(d) <= 15
	case dialOut().MatchString(s):
		abroad := strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(s, "010"), "00"), " -.")
		d = digits(abroad)
		return "+" + strings.Join(digitGroups(abroad), " "), len(d) >= 8 && len(d) <= 15
	}
	if !dialled(d) {
		return "", false
	}
	if groups := digitGroups(s); len(groups) == 3 {
		return strings.Join(groups, "-"), true
	}
	switch {
	case strings.HasPrefix(d, "0120"), strings.HasPrefix(d, "0570"), len(d) == 11 && strings.HasPrefix(d, "0800"):
		return d[:4] + "-" + d[4:7] + "-" + d[7:], true
	case len(d) == 11:
		return d[:3] + "-" + d[3:7] + "-" + d[7:], true
	case d[1] == '3' || d[1] == '6':
		return d[:2] + "-" + d[2:6] + "-" + d[6:], true
	}
	return d, true
}

// dialled reports whether digits are as many as a number with their beginning has in Japan: eleven
// for mobile, IP and some free numbers, ten for the rest.
func dialled(d string) bool {
	mobile := mobileStart().MatchString(d) || strings.HasPrefix(d, "0800") || strings.HasPrefix(d, "020")
	switch {
	case !strings.HasPrefix(d, "0"), strings.HasPrefix(d, "00"):
		return false
	case len(d) == 11:
		return mobile
	case len(d) == 10:
		return !elevenOnly().MatchString(d) || strings.HasPrefix(d, "0990")
	}
	return false
}

// digitGroups are the runs of digits of s.
func digitGroups(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// digits are the digits of s, which is plain.
func digits(s string) string { return strings.Join(digitGroups(s), "") }
