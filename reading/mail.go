package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/chars"
)

var (
	mailStops   = pattern(` ?@ ?|[A-Za-z0-9]。[A-Za-z0-9]`)
	mailLocal   = pattern("(?:\"[^\"\\s]{1,62}\"|[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+)$")
	mailDomain  = pattern(`^(?:[A-Za-z0-9._-]|,[A-Za-z])+`)
	wideDomain  = pattern(`^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.[A-Za-z]{2,}`) // 日本語.jp
	wrapping    = pattern("^['`*/=|~-]+")                                       // around an address, or before it, in Japanese text
	domainLabel = pattern(`^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$`)
	localPart   = pattern("^(?:\"[^\"\\s]{1,62}\"|[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})$")
	mailSlips   = swaps("mail-slips")
)

// Mail reads the one mail address in a text, with its domain in lower case. Around it anything may
// stand, with or without a blank: メールアドレスはsato@example.jpです. Its faults: Missing; Half, where there
// is an @ and no address around it; Several; Comma, for a comma in the domain; Slip, for a domain that
// nobody has (gmail.con), with what was Meant; Broken, for whatever else no mail can be sent to.
func Mail(text string) Found[string] {
	a := chars.Align(chars.Tidy(text)).Replace(mailStops(), mendStop)
	found := mailsIn(a.Text)
	switch {
	case len(found) == 0 && strings.Contains(a.Text, "@"):
		return Found[string]{Fault: Half, Rest: chars.Tidy(text)}
	case len(found) == 0:
		return missing[string](chars.Tidy(text))
	case len(found) > 1:
		return Found[string]{Fault: Several, Count: len(found), Rest: chars.Tidy(text)}
	}
	start, end := found[0][0], found[0][1]
	written := a.Text[start:end]
	at := strings.LastIndex(written, "@")
	local, domain := strings.TrimPrefix(written[:at], "mailto:"), strings.ToLower(written[at+1:])
	out := Found[string]{Value: local + "@" + domain, Meant: mailSlips().with[domain]}
	before, behind := a.Without(start, end)
	out.Rest = others(before, behind)
	switch {
	case strings.Contains(domain, ","):
		out.Fault = Comma
	case out.Meant != "":
		out.Fault = Slip
	// Dots anywhere in the local part were once given out by Japanese mobile carriers and still work.
	case !localPart().MatchString(local) || !validDomain(domain) || len(written) > 254 || cutShort(a.Text[:start]):
		out.Fault = Broken
	}
	return out
}

// mailsIn is where addresses stand in a text, which is plain: around each @ as far as the standard's
// characters reach.
func mailsIn(s string) [][2]int {
	var found [][2]int
	for from := 0; ; {
		i := strings.Index(s[from:], "@")
		if i < 0 {
			return found
		}
		at := from + i
		from = at + 1
		local := mailLocal().FindString(s[:at])
		domain := mailDomain().FindString(s[from:])
		if wide := wideDomain().FindString(s[from:]); domain == "" {
			domain = wide
		}
		domain = strings.TrimRight(domain, ".-_")
		start := at - len(local)
		if r, _ := utf8.DecodeLastRuneInString(s[:start]); start == 0 || r >= utf8.RuneSelf || unicode.IsSpace(r) {
			if lead := wrapping().FindString(local); lead != "" && (r >= utf8.RuneSelf && start > 0 || strings.HasPrefix(s[from+len(domain):], lead)) {
				start += len(lead)
			}
		}
		if start == at || domain == "" {
			continue
		}
		found = append(found, [2]int{start, from + len(domain)})
		from += len(domain)
	}
}

// cutShort reports whether what stands before an address may be a part of it that no address can have:
// a quotation mark within it, a long mark for a hyphen.
func cutShort(before string) bool {
	r, size := utf8.DecodeLastRuneInString(before)
	if size == 0 || r != '"' && r != '\\' && r != 'ー' && r != '・' {
		return false
	}
	p, _ := utf8.DecodeLastRuneInString(before[:len(before)-size])
	return p < utf8.RuneSelf && (unicode.IsLetter(p) || unicode.IsDigit(p))
}

// mendStop takes the blanks from around an @, and puts a point where a Japanese stop stands in a
// domain: co。jp, but not です。info@….
func mendStop(m string) string {
	if i := strings.Index(m, "。"); i >= 0 {
		return m[:i] + "." + m[i+len("。"):]
	}
	return "@"
}

func validDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	for _, l := range labels {
		if !domainLabel().MatchString(l) {
			return false
		}
	}
	top := labels[len(labels)-1]
	return len(labels) >= 2 && chars.Length(top) >= 2 && !strings.ContainsFunc(top, unicode.IsDigit)
}
