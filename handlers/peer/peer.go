// Package peer says who is at the other end of a request, as far as limits need to know: the network
// that a stranger can choose addresses from, and whether an address stands for many people.
//
//	proxies, err := peer.ParseProxies("10.0.0.0/8, 192.0.2.7")
//	who := peer.Network(proxies.Client(r)) // of IPv6 a /64
//
// A proxy of our own says in X-Forwarded-For whom it speaks for. Anybody can send that header, so it
// is read from the right, and only as far as our proxies wrote it. An address is for counting: it never
// decides what somebody may see.
package peer

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks of the proxies before us, whose X-Forwarded-For is believed.
type Proxies []netip.Prefix

// Local are the proxies where none are named: those on this machine.
func Local() Proxies {
	return Proxies{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

// ParseProxies reads addresses and networks, divided by commas: "10.0.0.5, 172.16.0.0/12".
func ParseProxies(list string) (Proxies, error) {
	var out Proxies
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
	for _, prefix := range p {
		if prefix.Contains(addr.WithZone("")) {
			return true
		}
	}
	return false
}

// Client is the address that a request comes from; the zero Addr where it has none.
func (p Proxies) Client(r *http.Request) netip.Addr {
	addr := Addr(r.RemoteAddr)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.Trusts(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
	}
	return addr
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
