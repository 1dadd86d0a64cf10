package peer

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestForwarded: the header of RFC 7239 is believed as far as our proxies wrote it, and where they write
// it, X-Forwarded-For is a stranger's.
func TestForwarded(t *testing.T) {
	proxies, err := ParseProxies("172.16.0.0/12", "forwarded")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		remote, header, want string
		https                bool
	}{
		{"172.17.0.1:9", `for=198.51.100.1`, "198.51.100.1", false},
		{"172.17.0.1:9", `For="198.51.100.1:4711";proto=https;by=203.0.113.43`, "198.51.100.1", true},
		{"172.17.0.1:9", `for="[2001:db8:cafe::17]:4711"`, "2001:db8:cafe::17", false},
		{"172.17.0.1:9", `for="[2001:db8:cafe::17]";proto=HTTPS`, "2001:db8:cafe::17", true},
		{"172.17.0.1:9", `for=1.1.1.1, for=198.51.100.1`, "198.51.100.1", false}, // the left part is the visitor's invention
		{"172.17.0.1:9", `for=198.51.100.1, for=172.18.0.5;proto=https`, "198.51.100.1", true},
		{"172.17.0.1:9", `for=1.1.1.1, for=unknown`, "172.17.0.1", false},
		{"172.17.0.1:9", `for=1.1.1.1, for="_hidden"`, "172.17.0.1", false},
		{"172.17.0.1:9", `for=1.1.1.1;x=",for=198.51.100.1`, "172.17.0.1", false}, // a stranger's open quote
		{"172.17.0.1:9", `for=1.1.1.1;x="a\",for="[2001:db8::1]"`, "172.17.0.1", false},
		{"172.17.0.1:9", `x="a,b\",c", for=198.51.100.1`, "198.51.100.1", false},
		{"172.17.0.1:9", ``, "172.17.0.1", false},
		{"203.0.113.7:9", `for=198.51.100.1;proto=https`, "203.0.113.7", false}, // no proxy of ours
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tt.remote
		r.Header.Set("Forwarded", tt.header)
		r.Header.Set("X-Forwarded-For", "6.6.6.6")
		r.Header.Set("X-Forwarded-Proto", "https")
		if got := proxies.Client(r).String(); got != tt.want || proxies.HTTPS(r) != tt.https {
			t.Errorf("%s says %s: %s (https %t), want %s (%t)", tt.remote, tt.header, got, proxies.HTTPS(r), tt.want, tt.https)
		}
	}
	if _, err := ParseProxies("", "X-Real-IP"); err == nil {
		t.Error("an unknown header is taken")
	}
}

// TestOneHeaderIsRead: a proxy that writes X-Forwarded-For passes a stranger's Forwarded on.
func TestOneHeaderIsRead(t *testing.T) {
	var proxies Proxies
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = "127.0.0.1:9"
	r.Header.Set("Forwarded", "for=1.1.1.1;proto=https")
	r.Header.Set("X-Forwarded-For", "198.51.100.1")
	if got := proxies.Client(r).String(); got != "198.51.100.1" || proxies.HTTPS(r) {
		t.Errorf("%s, https %t", got, proxies.HTTPS(r))
	}
}

func TestUnbelieved(t *testing.T) {
	var proxies Proxies
	for _, tt := range []struct {
		remote, header string
		want           bool
	}{
		{"172.17.0.1:9", "X-Forwarded-For", true},
		{"172.17.0.1:9", "Forwarded", true},
		{"172.17.0.1:9", "X-Other", false},
		{"127.0.0.1:9", "X-Forwarded-For", false},
		{"203.0.113.7:9", "X-Forwarded-For", false}, // a stranger's invention
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tt.remote
		r.Header.Set(tt.header, "for=198.51.100.1")
		if got := proxies.Unbelieved(r); got != tt.want {
			t.Errorf("%s with %s: %t", tt.remote, tt.header, got)
		}
	}
}

// FuzzForwarded: whatever a stranger wrote before our proxy added its element, the client is the one
// that the proxy names or, where the stranger spoiled the header, the proxy.
func FuzzForwarded(f *testing.F) {
	for _, seed := range []string{"", "for=1.1.1.1", `for="`, `for=1.1.1.1;x="`, `x="\"`, `for="[::1]:80", for=172.16.0.1`, "a;b=c,,;=", "for=10.0.0.1\\"} {
		f.Add(seed)
	}
	proxies, err := ParseProxies("172.16.0.0/12", "Forwarded")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, stranger string) {
		for _, added := range []string{"for=198.51.100.1", `for="198.51.100.1:80";by="172.17.0.1"`} {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = "172.17.0.1:9"
			r.Header.Set("Forwarded", strings.Join([]string{stranger, added}, ", "))
			if got := proxies.Client(r).String(); got != "198.51.100.1" && got != "172.17.0.1" {
				t.Fatalf("%q makes the client %s", stranger, got)
			}
		}
	})
}
