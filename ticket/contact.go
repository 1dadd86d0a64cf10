package ticket

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

var (
	mailPattern = regexp.MustCompile(`[^\s<>()\[\]「」（）、。,;:："'@]+@[^\s<>()\[\]「」（）、。;:："'@]+`)
	domainLabel = regexp.MustCompile(`^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$`)
	localPart   = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$")
	// slips are domains nobody has, and what was meant.
	slips = map[string]string{
		"gmail.con": "gmail.com", "gmail.co": "gmail.com", "gmai.com": "gmail.com", "gmial.com": "gmail.com", "gmal.com": "gmail.com", "gamil.com": "gmail.com", "gmail.comm": "gmail.com", "gmail.co.jp": "gmail.com", "gmaill.com": "gmail.com", "gmail.jp": "gmail.com",
		"yahoo.co.jo": "yahoo.co.jp", "yahoo.cp.jp": "yahoo.co.jp", "yaho.co.jp": "yahoo.co.jp", "yahoo.co.j": "yahoo.co.jp", "yahooo.co.jp": "yahoo.co.jp",
		"docmo.ne.jp": "docomo.ne.jp", "docomo.co.jp": "docomo.ne.jp", "ezwev.ne.jp": "ezweb.ne.jp", "icloud.con": "icloud.com", "iclod.com": "icloud.com", "hotmail.con": "hotmail.com", "outlook.con": "outlook.com",
	}
)

func (f *Field) readEmail(text string) (Reading, error) {
	text = strings.NewReplacer(" @ ", "@", " @", "@", "@ ", "@", "。", ".").Replace(plain(text))
	found := mailPattern.FindAllString(text, -1)
	switch {
	case len(found) == 0 && strings.Contains(text, "@"):
		return Reading{}, f.fail("メールアドレスの形になっていないようです。「@」の前とうしろを、もう一度ご確認いただけますか。（例：info@example.co.jp）")
	case len(found) == 0:
		return Reading{}, f.fail("メールアドレスを教えてください。（例：info@example.co.jp）")
	case len(found) > 1:
		return Reading{}, f.fail("メールアドレスは、ひとつだけ教えてください。（例：info@example.co.jp）")
	}
	local, domain, _ := strings.Cut(strings.TrimRight(strings.TrimPrefix(found[0], "mailto:"), ".です"), "@")
	domain = strings.ToLower(domain)
	if strings.Contains(domain, ",") {
		return Reading{}, f.fail("「@」のうしろに「,」が入っているようです。「.」に直して送っていただけますか。")
	}
	if meant := slips[domain]; meant != "" {
		return Reading{}, f.fail(fmt.Sprintf("「@」のうしろは「%s」でしょうか？お手数ですが、もう一度送っていただけますか。", meant))
	}
	// Dots anywhere in the local part were once given out by Japanese mobile carriers and still work.
	if !localPart.MatchString(local) || !validDomain(domain) || len(found[0]) > 254 {
		return Reading{}, f.fail("メールアドレスの形になっていないようです。もう一度ご確認いただけますか。（例：info@example.co.jp）")
	}
	mail := local + "@" + domain
	return Reading{Values: []string{mail}, Shown: mail}, nil
}

func validDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	for _, l := range labels {
		if !domainLabel.MatchString(l) {
			return false
		}
	}
	top := labels[len(labels)-1]
	return len(labels) >= 2 && length(top) >= 2 && !strings.ContainsFunc(top, unicode.IsDigit)
}

var (
	phonePattern = regexp.MustCompile(`\+?\(?\d[\d\-() .]{6,}\d`)
	extension    = regexp.MustCompile(`(?:内線|ext\.?)[:番号は ]*(\d{1,6})`)
)

func (f *Field) readPhone(text string) (Reading, error) {
	text = plain(text)
	text = strings.ReplaceAll(text, "ー", "-")
	inner := ""
	if m := extension.FindStringSubmatchIndex(text); m != nil {
		inner = " 内線" + text[m[2]:m[3]]
		text = text[:m[0]] + text[m[1]:]
	}
	found := phonePattern.FindAllString(text, -1)
	switch {
	case len(found) == 0:
		return Reading{}, f.fail("お電話番号を、市外局番から教えてください。（例：03-1234-5678）")
	case len(found) > 1:
		return Reading{}, f.fail("お電話番号は、ひとつだけ教えてください。（例：03-1234-5678）")
	}
	number, ok := phoneNumber(found[0])
	if !ok {
		return Reading{}, f.fail("お電話番号の桁数が合わないようです。市外局番から、もう一度ご確認いただけますか。（例：03-1234-5678）")
	}
	return Reading{Values: []string{number + inner}, Shown: number + inner}, nil
}

// phoneNumber is a number in the form it is written in Japan. Hyphens are kept where the writer
// set them; without any, only ranges whose division is fixed by the numbering plan get them.
func phoneNumber(s string) (string, bool) {
	d := digits(s)
	if strings.HasPrefix(s, "+") && !strings.HasPrefix(d, "81") {
		return "+" + strings.Join(strings.FieldsFunc(s[1:], func(r rune) bool { return r < '0' || r > '9' }), " "), len(d) >= 8 && len(d) <= 15
	}
	if strings.HasPrefix(s, "+81") {
		s = "0" + strings.TrimPrefix(strings.TrimLeft(strings.TrimPrefix(s, "+81"), " -("), "0)")
		s = strings.Replace(s, "00", "0", 1)
		d = digits(s)
	}
	mobile := regexp.MustCompile(`^0[5-9]0`).MatchString(d) || strings.HasPrefix(d, "0800") || strings.HasPrefix(d, "020")
	if !strings.HasPrefix(d, "0") || strings.HasPrefix(d, "00") || len(d) != 10 && !(len(d) == 11 && mobile) || len(d) == 10 && regexp.MustCompile(`^0[5789]0`).MatchString(d) && !strings.HasPrefix(d, "0990") {
		return "", false
	}
	groups := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if len(groups) == 3 {
		return strings.Join(groups, "-"), true
	}
	switch {
	case strings.HasPrefix(d, "0120"), strings.HasPrefix(d, "0570"):
		return d[:4] + "-" + d[4:7] + "-" + d[7:], true
	case len(d) == 11 && strings.HasPrefix(d, "0800"):
		return d[:4] + "-" + d[4:7] + "-" + d[7:], true
	case len(d) == 11:
		return d[:3] + "-" + d[3:7] + "-" + d[7:], true
	case d[1] == '3' || d[1] == '6':
		return d[:2] + "-" + d[2:6] + "-" + d[6:], true
	}
	return d, true
}

var postalPattern = regexp.MustCompile(`(?:^|\D)(\d{3})[- ]?(\d{4})(?:\D|$)`)

func (f *Field) readPostal(text string) (Reading, error) {
	m := postalPattern.FindStringSubmatch(strings.ReplaceAll(plain(text), "ー", "-"))
	if m == nil {
		return Reading{}, f.fail("郵便番号を7桁で教えてください。（例：100-0001）")
	}
	code := m[1] + "-" + m[2]
	return Reading{Values: []string{code}, Shown: "〒" + code}, nil
}

func (f *Field) readURL(text string) (Reading, error) {
	var word string
	for w := range strings.FieldsSeq(plain(text)) {
		if strings.Contains(w, ".") && (word == "" || strings.Contains(w, "://")) {
			word = strings.TrimRight(w, "。、.です")
		}
	}
	if word != "" && !strings.Contains(word, "://") {
		word = "https://" + word
	}
	u, err := url.Parse(word)
	if word == "" || err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || !validDomain(strings.ToLower(u.Hostname())) || len(word) > limitText {
		return Reading{}, f.fail("ホームページのアドレス（URL）を教えてください。（例：https://www.example.co.jp）")
	}
	u.Host = strings.ToLower(u.Host)
	return Reading{Values: []string{u.String()}, Shown: u.String()}, nil
}

func (f *Field) readAddress(text string) (Reading, error) {
	text = strings.Join(strings.Fields(text), " ")
	if most := f.limit(200); length(text) > most || length(text) < 4 || !strings.ContainsFunc(text, unicode.IsLetter) {
		return Reading{}, f.fail("ご住所を、都道府県から教えてください。（例：東京都千代田区霞が関1-2-3 みなとビル4階）")
	}
	return Reading{Values: []string{text}, Shown: text}, nil
}
