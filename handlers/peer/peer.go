// Package peer says who is at the other end of a request, as far as limits need to know: the network
// that a stranger can choose addresses from, and whether an address stands for many people.
//
//	proxies, err := peer.ParseProxies("10.0.0.0/8, 192.0.2.7", "X-Forwarded-For")
//	who := peer.Network(proxies.Client(r)) // of IPv6 a /64
//
// A proxy of our own says in a header whom it speaks for: X-Forwarded-For, or Forwarded (RFC 7239).
// Anybody can send such a header, so it is read from the right, and only as far as our proxies wrote it.
// And only one of the two is read, for a proxy that writes the one passes on what a stranger wrote into
// the other. An address is for counting: it never decides what somebody may see.
package peer

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the proxies before us, whose word on whom they speak for is believed. The zero value are
// those on this machine, which write X-Forwarded-For.
type Proxies struct {
	networks []netip.Prefix // nil = local
	standard bool           // they write Forwarded
}

var local = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// The headers in which proxies say whom they speak for.
const (
	forwardedFor   = "X-Forwarded-For"
	forwardedProto = "X-Forwarded-Proto"
	forwarded      = "Forwarded"
)

// ParseProxies reads addresses and networks, divided by commas ("10.0.0.5, 172.16.0.0/12"; "" are this
// machine's), and the name of the header that the proxies there write ("" is X-Forwarded-For).
func ParseProxies(list, header string) (Proxies, error) {
	networks, err := parseNetworks(list)
	if err != nil {
		return Proxies{}, err
	}
	switch http.CanonicalHeaderKey(header) {
	case "", forwardedFor:
		return Proxies{networks: networks}, nil
	case forwarded:
		return Proxies{networks: networks, standard: true}, nil
	}
	return Proxies{}, fmt.Errorf("%q is neither %s nor %s", header, forwardedFor, forwarded)
}

func parseNetworks(list string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for word := range strings.SplitSeq(list, ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(word)
		if addr, e := netip.ParseAddr(word); e == nil && addr.Zone() == "" {
			prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", word)
		}
		out = append(out, prefix.Masked())
	}
	return out, nil
}

// Trusts reports whether addr is one of the proxies.
func (p Proxies) Trusts(addr netip.Addr) bool {
	networks := p.networks
	if networks == nil {
		networks = local
	}
	for _, prefix := range networks {
		if prefix.Contains(addr.WithZone("")) {
			return true
		}
	}
	return false
}

// Client is the address that a request comes from; the zero Addr where it has none.
func (p Proxies) Client(r *http.Request) netip.Addr {
	addr := Addr(r.RemoteAddr)
	if !p.Trusts(addr) {
		return addr
	}
	hops := p.hops(r.Header)
	for i := len(hops) - 1; i >= 0 && p.Trusts(addr); i-- {
		if !hops[i].addr.IsValid() {
			break
		}
		addr = hops[i].addr
	}
	return addr
}

// HTTPS reports whether the visitor's own connection is encrypted: ours, or by the word of the proxy
// before us the one that it took.
func (p Proxies) HTTPS(r *http.Request) bool {
	if r.TLS != nil || !p.Trusts(Addr(r.RemoteAddr)) {
		return r.TLS != nil
	}
	if !p.standard {
		return r.Header.Get(forwardedProto) == "https"
	}
	hops := p.hops(r.Header)
	return len(hops) > 0 && hops[len(hops)-1].proto == "https"
}

// Unbelieved reports whether a request comes from a proxy that nobody has told us of: from an address
// that no visitor on the Internet has, with word of whom it speaks for. All its visitors count as one.
func (p Proxies) Unbelieved(r *http.Request) bool {
	addr := Addr(r.RemoteAddr)
	return p.Shared(addr) && !p.Trusts(addr) && (r.Header.Get(forwardedFor) != "" || r.Header.Get(forwarded) != "")
}

// carrierNAT is the network that carriers put between their customers and the Internet (RFC 6598), and
// that overlay networks use as a private one.
var carrierNAT = netip.MustParsePrefix("100.64.0.0/10")

// Shared reports whether addr may stand for any number of people: it is a proxy of ours, or one that
// nobody on the Internet has, so that whoever comes from there came through something of the office's.
func (p Proxies) Shared(addr netip.Addr) bool {
	return !addr.IsValid() || addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() || carrierNAT.Contains(addr) || p.Trusts(addr)
}

// Addr is the address of a connection's remote end; the zero Addr where it has none.
func Addr(remote string) netip.Addr {
	ap, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

// Network is what limits count by: the address itself, or for IPv6 the /64 a single household can
// choose any address of. It is the zero Prefix for an address that is none.
func Network(addr netip.Addr) netip.Prefix {
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	prefix, _ := addr.WithZone("").Prefix(bits)
	return prefix
}
