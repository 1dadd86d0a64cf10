package incoming

import (
	"strings"

	"github.com/emersion/go-message/textproto"
	"golang.org/x/net/publicsuffix"
)

// Whether a mail comes from where it says is found out by the relay that took it in, and written on top of it
// (Authentication-Results, RFC 8601). Anybody can write such a field into their own mail. So only one counts: the
// topmost of those that bear the relay's own name, and only where it stands above all that the author wrote, for
// whoever hands a mail on puts their fields on top. A relay has to take away what bears its name when it comes from
// outside (RFC 8601, 5), and to add its own to every mail.

// authored are fields that the author's side writes. What stands below one of them was not written by the relay.
var authored = map[string]bool{"From": true, "Sender": true, "Reply-To": true, "To": true, "Cc": true, "Subject": true, "Date": true, "Message-Id": true, "Mime-Version": true,
	"Content-Type": true, "Content-Transfer-Encoding": true, "In-Reply-To": true, "References": true}

// vouched reports whether the relay has made sure that a mail comes from the domain of its From address: by a signature
// of that domain (DKIM), by the server it came from (SPF), or by both as DMARC has them.
func vouched(h textproto.Header, relay, from string) bool {
	_, domain, ok := strings.Cut(from, "@")
	if relay == "" || !ok || len(h.Values("From")) != 1 || len(addressesIn(h.Get("From"))) != 1 {
		return false
	}
	for f := h.Fields(); f.Next(); {
		if authored[f.Key()] {
			return false
		}
		if f.Key() != "Authentication-Results" {
			continue
		}
		id, results := authResults(f.Value())
		if !strings.EqualFold(id, relay) {
			continue
		}
		for _, r := range results {
			if r.passes(domain) {
				return true
			}
		}
		return false
	}
	return false
}

// A result is what one method has found.
type result struct {
	method, result string
	props          map[string]string
}

// passes reports whether a result shows that a mail is from domain.
func (r result) passes(domain string) bool {
	if r.result != "pass" {
		return false
	}
	switch r.method {
	case "dmarc":
		return strings.EqualFold(r.props["header.from"], domain)
	case "dkim":
		return aligned(firstOf(r.props["header.d"], domainOf(r.props["header.i"])), domain)
	case "spf":
		return aligned(domainOf(r.props["smtp.mailfrom"]), domain)
	}
	return false
}

func domainOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}

// aligned reports whether two domains are one organization's (RFC 7489, 3.1, relaxed).
func aligned(a, b string) bool {
	a, b = strings.ToLower(strings.TrimSuffix(a, ".")), strings.ToLower(strings.TrimSuffix(b, "."))
	if a == "" || b == "" {
		return false
	}
	if a == b {
		return true
	}
	orgA, errA := publicsuffix.EffectiveTLDPlusOne(a)
	orgB, errB := publicsuffix.EffectiveTLDPlusOne(b)
	return errA == nil && errB == nil && orgA == orgB
}

// authResults reads the field: who speaks, and what was found.
func authResults(value string) (id string, results []result) {
	pieces := splitParams(uncomment(clipBytes(value, 20_000)))
	fields := strings.Fields(pieces[0])
	if len(fields) == 0 {
		return "", nil
	}
	id = unquote(fields[0])
	for _, piece := range pieces[1:] {
		var r result
		for i, word := range strings.Fields(piece) {
			name, v, ok := strings.Cut(word, "=")
			if !ok {
				continue
			}
			name, v = strings.ToLower(name), unquote(v)
			if i == 0 {
				r.method, _, _ = strings.Cut(name, "/") // dkim/1
				r.result, r.props = strings.ToLower(v), map[string]string{}
			} else if r.props != nil {
				if _, have := r.props[name]; have {
					r.result = "twice" // which one is meant is not for us to guess
				}
				r.props[name] = v
			}
		}
		results = append(results, r)
	}
	return id, results
}

// uncomment takes comments out, (one (in another) too), but not what stands in quotes.
func uncomment(s string) string {
	var b strings.Builder
	depth, quote := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s):
			if depth == 0 {
				b.WriteByte(c)
				b.WriteByte(s[i+1])
			}
			i++
			continue
		case c == '"' && depth == 0:
			quote = !quote
		case c == '(' && !quote:
			depth++
			continue
		case c == ')' && !quote && depth > 0:
			depth--
			continue
		}
		if depth == 0 {
			b.WriteByte(c)
		}
	}
	return b.String()
}
