package peer

import (
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestClient(t *testing.T) {
	proxies, err := ParseProxies("10.0.0.0/8, fd00::/8", "")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ remote, forwarded, want string }{
		{"203.0.113.7:1234", "", "203.0.113.7/32"},
		{"203.0.113.7:1234", "198.51.100.1", "203.0.113.7/32"}, // no proxy of ours: not believed
		{"[2001:db8:1:2:3:4:5:6]:1234", "", "2001:db8:1:2::/64"},
		{"[::ffff:203.0.113.7]:1234", "", "203.0.113.7/32"},
		{"[fe80::1%eth0]:1234", "", "fe80::/64"},
		{"10.0.0.1:1234", "198.51.100.1", "198.51.100.1/32"},
		{"10.0.0.1:1234", "1.1.1.1, 198.51.100.1", "198.51.100.1/32"}, // the left part is the visitor's invention
		{"10.0.0.1:1234", "198.51.100.1, 10.0.0.2", "198.51.100.1/32"},
		{"10.0.0.1:1234", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"},
		{"10.0.0.1:1234", "nonsense", "10.0.0.1/32"},
		{"10.0.0.1:1234", "", "10.0.0.1/32"},
		{"@", "", "invalid Prefix"},
	}
	for _, tt := range tests {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tt.remote
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := Network(proxies.Client(r)).String(); got != tt.want {
			t.Errorf("client of %s forwarded for %q = %s, want %s", tt.remote, tt.forwarded, got, tt.want)
		}
	}
}

func TestParseProxies(t *testing.T) {
	for list, want := range map[string][]string{
		"":                          nil,
		" , ":                       nil,
		"10.0.0.5":                  {"10.0.0.5/32"},
		"10.1.2.3/8,2001:db8::1":    {"10.0.0.0/8", "2001:db8::1/128"},
		"172.16.0.0/12, fd00::/8, ": {"172.16.0.0/12", "fd00::/8"},
	} {
		got, err := ParseProxies(list, "x-forwarded-for")
		if err != nil {
			t.Errorf("%q: %v", list, err)
		}
		var texts []string
		for _, p := range got.networks {
			texts = append(texts, p.String())
		}
		if diff := cmp.Diff(want, texts); diff != "" {
			t.Errorf("%q (-want +got):\n%s", list, diff)
		}
	}
	for _, wrong := range []string{"proxy.internal", "10.0.0.0/33", "10.0.0.0 - 10.0.0.9", "fe80::1%eth0", "10.0.0.5;10.0.0.6"} {
		if got, err := ParseProxies(wrong, ""); err == nil {
			t.Errorf("%q is read as %v", wrong, got)
		}
	}
}

func TestShared(t *testing.T) {
	proxies := Proxies{networks: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}}
	for addr, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "10.2.3.4": true, "172.17.0.1": true, "192.168.1.1": true, "fd12::1": true, "fe80::1": true,
		"100.100.1.1": true, "198.51.100.7": true, "198.51.101.7": false, "203.0.113.7": false, "2001:db8::1": false, "100.128.0.1": false,
	} {
		if got := proxies.Shared(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s: shared %t, want %t", addr, got, want)
		}
	}
	if !proxies.Shared(netip.Addr{}) {
		t.Error("a connection without an address is one stranger's")
	}
}
