package faqsite

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/colour"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/search"
)

// moment is when the tests are: the first programme has ended, the second has not.
var moment = time.Date(2027, 5, 10, 12, 0, 0, 0, time.UTC)

// samples is the index over the sample programmes, built once: it never changes.
var samples = sync.OnceValues(func() (faq.Index, error) {
	return search.NewIndex(context.Background(), material, search.Options{Limit: time.Minute})
})

var material []faq.Collection

// A shelf is what is stored beside the index.
type shelf struct {
	mu     sync.Mutex
	stored map[string]edition.Stored
	heirs  map[string]string
	votes  []string
}

func (s *shelf) StoredEntry(_ context.Context, ref string) (edition.Stored, error) {
	e, ok := s.stored[ref]
	if !ok {
		return e, chat.ErrNotFound
	}
	return e, nil
}

func (s *shelf) Heir(_ context.Context, ref string) (string, error) {
	heir, ok := s.heirs[ref]
	if !ok {
		return "", chat.ErrNotFound
	}
	return heir, nil
}

func (s *shelf) Vote(_ context.Context, ref string, version int, helped bool, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	said := "no"
	if helped {
		said = "yes"
	}
	s.votes = append(s.votes, ref+" "+said)
	return nil
}

// A site is the pages of the sample office.
type site struct {
	*httptest.Server
	shelf   *shelf
	facts   Facts
	library *faq.Library
	client  *http.Client
}

func mustColour(t testing.TB, s string) colour.Colour {
	t.Helper()
	c, err := colour.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func open(t testing.TB) *site {
	t.Helper()
	if material == nil {
		material = faqtest.Samples(t)
		material[0].Validity = faq.Validity{Until: "2027-03-26", Confirmed: true}
		material[1].Dated = "2026-04-01"
		for i := range material {
			if material[i].ID == "hanro" {
				material[i].Entries[0].Changed = time.Date(2027, 1, 31, 15, 0, 0, 0, time.UTC) // a day later in Japan
			}
		}
	}
	ix, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{
		shelf: &shelf{stored: map[string]edition.Stored{}, heirs: map[string]string{}}, library: &faq.Library{},
		facts: Facts{
			Office: `海外販路<b>サポート</b>センター`, Phone: "03-5555-0123", Chat: true, Colour: mustColour(t, "#1f5a5a"), Tint: mustColour(t, "#f4ede0"), Paper: mustColour(t, "#fbf9f5"),
			Programmes: []Programme{{"tsunagu", "つなぐ"}, {"hanro", "ハルカモール"}},
		},
		client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	s.library.Replace(ix)
	mux := http.NewServeMux()
	s.Server = httptest.NewUnstartedServer(mux)
	s.Server.Start()
	t.Cleanup(s.Server.Close)
	frame := func(c faq.Collection, e *faq.Entry) string {
		if c.Validity.At(moment) == faq.Ended {
			return "このプログラムは2027年3月26日に終了しています。\n以下は終了時点のご案内です。"
		}
		return ""
	}
	New(Config{Facts: func() Facts { return s.facts }, Frame: frame, BaseURL: s.URL, Now: func() time.Time { return moment }}, s.library, s.shelf).Routes(mux)
	return s
}

// A reply is an answer that was read whole.
type reply struct {
	status int
	header http.Header
	body   string
}

func (s *site) do(t testing.TB, method, path, body string, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	res, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(content)}
}

func (s *site) get(t testing.TB, path string, headers ...string) reply {
	t.Helper()
	return s.do(t, "GET", path, "", headers...)
}
