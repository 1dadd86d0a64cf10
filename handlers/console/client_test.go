package console

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A browser is one person's: it keeps cookies and follows no redirect by itself.
type browser struct {
	*desk
	client *http.Client
}

func (d *desk) browser() *browser {
	c := *d.srv.Client()
	c.Jar = &jar{}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{desk: d, client: &c}
}

// A jar keeps the cookies of the one server there is, whatever their attributes, which have tests
// of their own.
type jar struct {
	mu      sync.Mutex
	cookies map[string]*http.Cookie
}

func (j *jar) SetCookies(_ *url.URL, cs []*http.Cookie) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cookies == nil {
		j.cookies = map[string]*http.Cookie{}
	}
	for _, c := range cs {
		if j.cookies[c.Name] = c; c.MaxAge < 0 {
			delete(j.cookies, c.Name)
		}
	}
}

func (j *jar) Cookies(*url.URL) []*http.Cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Collect(maps.Values(j.cookies))
}

// signIn is a browser in which a person has signed in through a link.
func (d *desk) signIn(name string) *browser {
	d.t.Helper()
	b := d.browser()
	link, err := d.svc.LoginLink(d.t.Context(), d.srv.URL, name)
	if err != nil {
		d.t.Fatalf("make login link: %v", err)
	}
	u, err := url.Parse(link)
	if err != nil {
		d.t.Fatalf("login link %q: %v", link, err)
	}
	if r := b.post("/desk/login", url.Values{"t": {u.Query().Get("t")}, "name": {name}}); r.status != http.StatusSeeOther {
		d.t.Fatalf("sign in: status %d\n%s", r.status, r.body)
	}
	b.get("/desk") // takes the greeting
	return b
}

// An answer is what a request got.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(method, path string, form url.Values, headers ...string) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, b.srv.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatalf("make request %s %s: %v", method, path, err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatalf("read answer to %s %s: %v", method, path, err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

func (b *browser) get(path string, headers ...string) answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, headers...)
}

func (b *browser) post(path string, form url.Values, headers ...string) answer {
	b.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	return b.do(http.MethodPost, path, form, headers...)
}

// page reads a page that must be there.
func (b *browser) page(path string) string {
	b.t.Helper()
	r := b.get(path)
	if r.status != http.StatusOK {
		b.t.Fatalf("GET %s: status %d\n%s", path, r.status, r.body)
	}
	return r.body
}

var (
	oncePattern    = regexp.MustCompile(`name="once" value="([^"]+)"`)
	versionPattern = regexp.MustCompile(`name="version" value="([^"]+)"`)
)

// marks are the hidden fields of a page's forms.
func marks(body string) url.Values {
	v := url.Values{}
	if m := oncePattern.FindStringSubmatch(body); m != nil {
		v.Set("once", m[1])
	}
	if m := versionPattern.FindStringSubmatch(body); m != nil {
		v.Set("version", m[1])
	}
	return v
}

// with is v with further fields.
func with(v url.Values, pairs ...string) url.Values {
	out := maps.Clone(v)
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}
