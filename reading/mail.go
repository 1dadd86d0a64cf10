package reading

import (
	"strings"
	"unicode"

	"madoguchi/chars"
)

var (
	mailPattern = pattern(`[^\s<>()\[\]「」（）、。,;:："'@]+@[^\s<>()\[\]「」（）、。;:："'@]+`)
	mailStops   = pattern(` ?@ ?|[A-Za-z0-9]。[A-Za-z0-9]`)
	mailTail    = pattern(`^(.*@.*\.[A-Za-z]{2,})[^\x00-\x7f].*$`)
	domainLabel = pattern(`^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$`)
	localPart   = pattern("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$")
	mailSlips   = swaps("mail-slips")
)

// Mail reads the one mail address in a text, with its domain in lower case. Its faults: Missing;
// Half, where there is an @ and no address around it; Several; Comma, for a comma in the domain; Slip, for a domain that nobody has (gmail.con), with
// what was Meant; Broken, for whatever else no mail can be sent to.
func Mail(text string) Found[string] {
	a := chars.Align(chars.Tidy(text)).Replace(mailStops(), mendStop)
	found := mailPattern().FindAllStringIndex(a.Text, -1)
	switch {
	case len(found) == 0 && strings.Contains(a.Text, "@"):
		return Found[string]{Fault: Half, Rest: chars.Tidy(text)}
	case len(found) == 0:
		return missing[string](chars.Tidy(text))
	case len(found) > 1:
		return Found[string]{Fault: Several, Count: len(found), Rest: chars.Tidy(text)}
	}
	if m := mailTail().FindStringSubmatchIndex(a.Text[found[0][0]:found[0][1]]); m != nil { // …@example.jpでお願いします
		found[0][1] = found[0][0] + m[3]
	}
	written := a.Text[found[0][0]:found[0][1]]
	local, domain, _ := strings.Cut(strings.TrimRight(strings.TrimPrefix(written, "mailto:"), ".です"), "@")
	domain = strings.ToLower(domain)
	out := Found[string]{Value: local + "@" + domain, Meant: mailSlips().with[domain]}
	before, behind := a.Without(found[0][0], found[0][1])
	out.Rest = others(before, behind)
	switch {
	case strings.Contains(domain, ","):
		out.Fault = Comma
	case out.Meant != "":
		out.Fault = Slip
	// Dots anywhere in the local part were once given out by Japanese mobile carriers and still work.
	case !localPart().MatchString(local) || !validDomain(domain) || len(written) > 254:
		out.Fault = Broken
	}
	return out
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
