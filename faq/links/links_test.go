package links_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/links"
	"madoguchi/faq/lint"
)

// A shelf is a store in memory, whose links are all due.
type shelf map[string]links.Link

func (s shelf) DueLinks(_ context.Context, addresses []string, _ time.Time, limit int) (due []links.Link, _ error) {
	for _, a := range addresses[:min(limit, len(addresses))] {
		l := s[a]
		l.Address = a
		due = append(due, l)
	}
	return due, nil
}

func (s shelf) SaveLink(_ context.Context, l links.Link, _ time.Time) error {
	s[l.Address] = l
	return nil
}

// A web is other people's sites: what each address is answered with.
type web map[string]func() (*http.Response, error)

func (w web) RoundTrip(r *http.Request) (*http.Response, error) {
	if answer := w[r.URL.String()]; answer != nil {
		return answer()
	}
	return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}
}

func status(code int) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		return &http.Response{StatusCode: code, Body: http.NoBody, Header: http.Header{}}, nil
	}
}

func silent() (*http.Response, error) { return nil, errors.New("connection refused") }

// rounds lets a checker look at addresses so many times.
func rounds(t *testing.T, n int, w web, addresses ...string) shelf {
	t.Helper()
	s := shelf{}
	c := &links.Checker{Store: s, Client: &http.Client{Transport: w}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	for range n {
		if err := c.Round(t.Context(), addresses); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestDead: an address is dead after several looks alone, and what may be our own network's fault is not counted.
func TestDead(t *testing.T) {
	const page, other = "https://a.example/page", "https://b.example/"
	well := web{other: status(200)}
	with := func(answer func() (*http.Response, error)) web { return web{page: answer, other: status(200)} }
	away := web{page: silent, other: silent}
	for _, tc := range []struct {
		name   string
		web    web
		rounds int
		only   bool // no other site is linked to
		fault  lint.Fault
		dead   bool
	}{
		{"there", with(status(200)), 5, false, lint.Sound, false},
		{"moved", with(status(404)), 1, false, lint.Missing, false},
		{"moved for good", with(status(404)), 2, false, lint.Missing, true},
		{"taken away", with(status(410)), 2, true, lint.Missing, true},
		{"wants a password", with(status(401)), 5, false, lint.Sound, false},
		{"refuses programs", with(status(403)), 5, false, lint.Sound, false},
		{"has had enough", with(status(429)), 5, false, lint.Sound, false},
		{"being repaired", with(status(503)), 5, false, lint.Sound, false},
		{"broken for a day", with(status(500)), 2, false, lint.Unreachable, false},
		{"broken for days", with(status(500)), 3, false, lint.Unreachable, true},
		{"silent for days", with(silent), 3, false, lint.Unreachable, true},
		{"no such site", well, 3, false, lint.NoSite, true},
		{"no such site, of one", web{}, 3, true, lint.NoSite, true},
		{"all silent: it is us", away, 5, false, lint.Sound, false},
		{"the only one silent: it may be us", away, 5, true, lint.Sound, false},
		{"no name is known: it is us", web{}, 5, false, lint.Sound, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			addresses := []string{page, other}
			if tc.only {
				addresses = addresses[:1]
			}
			if l := rounds(t, tc.rounds, tc.web, addresses...)[page]; l.Fault != tc.fault || l.Dead() != tc.dead {
				t.Errorf("%+v, dead %t; want %q, %t", l, l.Dead(), tc.fault, tc.dead)
			}
		})
	}
	t.Run("there again", func(t *testing.T) {
		w := with(status(404))
		s := rounds(t, 2, w, page, other)
		w[page] = status(200)
		c := &links.Checker{Store: s, Client: &http.Client{Transport: w}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
		if err := c.Round(t.Context(), []string{page}); err != nil || s[page].Dead() || s[page].Fails != 0 {
			t.Errorf("%+v, %v", s[page], err)
		}
	})
}

// TestClientStaysOutside: what an answer links to, and where that sends us, is not asked for where it is the office's
// own; nothing is said of it, either.
func TestClientStaysOutside(t *testing.T) {
	asked := 0
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked++; w.WriteHeader(http.StatusNotFound) }))
	defer inner.Close()
	s := shelf{}
	c := &links.Checker{Store: s, Client: links.NewClient(func(netip.Addr) bool { return false }), Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	for range 3 {
		if err := c.Round(t.Context(), []string{inner.URL}); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 0 || s[inner.URL].Fault != lint.Sound {
		t.Errorf("asked %d times: %+v", asked, s[inner.URL])
	}
	c.Client = links.NewClient(netip.Addr.IsLoopback)
	for range 2 {
		if err := c.Round(t.Context(), []string{inner.URL}); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 2 || !s[inner.URL].Dead() {
		t.Errorf("asked %d times: %+v", asked, s[inner.URL])
	}
}

func TestAddresses(t *testing.T) {
	block := func(text, url string) faq.Block { return faq.Block{Type: faq.Paragraph, Text: text, URL: url} }
	all := []faq.Collection{{ID: "a", Entries: []faq.Entry{
		{Collection: "a", Order: 1, Answer: []faq.Block{block("https://b.example/x をご覧ください。", ""), block("申請書", "https://c.example/y")}},
		{Collection: "a", Order: 2, Answer: []faq.Block{
			block("", "https://b.example/x"), block("", "mailto:a@b.example"), block("", "tel:0312345678"), block("", "https://own.example/faq/a/1"), block("", "/relative"),
			block("", "https://d.example/"+strings.Repeat("x", 3000)), block("", "HTTP://e.example/"),
		}},
	}}}
	want := []string{"https://b.example/x", "https://c.example/y", "HTTP://e.example/"}
	if got := links.Addresses(all, "own.example"); !slices.Equal(got, want) {
		t.Errorf("addresses %q, want %q", got, want)
	}
}
