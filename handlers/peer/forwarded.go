package peer

import (
	"net/http"
	"net/netip"
	"strings"
)

// A hop is what one proxy said of whom it speaks for.
type hop struct {
	addr  netip.Addr // the zero Addr = it said none, or hides it
	proto string
}

// hops are what the proxies said, the nearest to us last.
func (p Proxies) hops(h http.Header) (out []hop) {
	if p.standard {
		return parseForwarded(strings.Join(h.Values(forwarded), ","))
	}
	for word := range strings.SplitSeq(strings.Join(h.Values(forwardedFor), ","), ",") {
		out = append(out, hop{addr: node(strings.TrimSpace(word))})
	}
	return out
}

// parseForwarded reads a header of RFC 7239: elements divided by commas, each of pairs divided by
// semicolons, whose values may be quoted. An element that is none of that stands as one without an
// address, for what is to its left a stranger may have written; so does all that follows a quote which
// a stranger left open.
func parseForwarded(text string) (out []hop) {
	elements, closed := split(text, ',')
	for i, element := range elements {
		var h hop
		pairs, _ := split(element, ';')
		if i == len(elements)-1 && !closed {
			pairs = nil
		}
		for _, pair := range pairs {
			name, value, _ := strings.Cut(pair, "=")
			switch value = unquote(strings.TrimSpace(value)); strings.ToLower(strings.TrimSpace(name)) {
			case "for":
				h.addr = node(value)
			case "proto":
				h.proto = strings.ToLower(value)
			}
		}
		out = append(out, h)
	}
	return out
}

// split divides text at a byte outside of quotes. Where a quote is not closed the rest is one piece.
func split(text string, at byte) (out []string, closed bool) {
	from, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == at && !quoted:
			out = append(out, text[from:i])
			from = i + 1
		}
	}
	return append(out, text[from:]), !quoted
}

// unquote takes the quotes off a value. No address or scheme has anything that is escaped in them.
func unquote(value string) string {
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		return value[1 : len(value)-1]
	}
	return value
}

// node is the address of 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1] and [2001:db8::1]:80; the zero
// Addr for all else, "unknown" and obfuscated names too.
func node(text string) netip.Addr {
	if addr, err := netip.ParseAddr(text); err == nil {
		return addr.Unmap()
	}
	if ap, err := netip.ParseAddrPort(text); err == nil {
		return ap.Addr().Unmap()
	}
	if inner, ok := strings.CutPrefix(text, "["); ok {
		if addr, err := netip.ParseAddr(strings.TrimSuffix(inner, "]")); err == nil && strings.HasSuffix(inner, "]") {
			return addr.Unmap()
		}
	}
	return netip.Addr{}
}
