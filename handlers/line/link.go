package line

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// urlInText finds addresses in running text. Japanese punctuation ends them.
var urlInText = regexp.MustCompile(`https?://[!#-;=?-Z_a-z~%]+`)

// links are the addresses in a text that can be opened, each once.
func links(text string) []string {
	var found []string
	seen := map[string]bool{}
	for _, u := range urlInText.FindAllString(text, -1) {
		u = strings.TrimRight(u, ".,;:!?)'")
		if _, ok := link(u); ok && !seen[u] {
			seen[u] = true
			found = append(found, u)
		}
	}
	return found
}

// link is an address in the form that LINE takes in an action: http, https, line or tel, percent
// encoded, at most a thousand characters. ok is false for any other.
func link(address string) (uri string, ok bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return "", false
	}
	switch u.Scheme {
	case "http", "https":
		if u.Hostname() == "" || u.User != nil {
			return "", false
		}
	case "line":
	case "tel":
		if u.Opaque == "" {
			return "", false
		}
	default:
		return "", false
	}
	if strings.ContainsFunc(u.Host, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", false
	}
	uri = escape(u.String())
	if _, err := url.Parse(uri); err != nil { // LINE, too, must be able to read it
		return "", false
	}
	return uri, len(uri) <= maxURI
}

// escape percent-encodes what may not stand in an address as it is.
func escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
