package faqsite

import (
	"encoding/json"
	"encoding/xml"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/faqtest"
	"madoguchi/handlers/logo"
)

var (
	canonical = regexp.MustCompile(`<link rel="canonical" href="([^"]+)">`)
	scripts   = regexp.MustCompile(`(?s)<script([^>]*)>(.*?)</script>`)
	inline    = regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|href="javascript:|<iframe|src="http`)
)

// TestPages: what every page of the site keeps to, whatever it shows.
func TestPages(t *testing.T) {
	s := open(t)
	s.shelf.stored["tsunagu/900"] = edition.Stored{State: faq.Withdrawn, Entry: faq.Entry{Collection: "tsunagu", Order: 900, Question: "会員証の再発行"}}
	for path, want := range map[string]struct {
		status int
		own    string // its canonical path; "" = it is not to be found by search engines
		holds  string
	}{
		"/faq":                            {200, "/faq", "つなぐ"},
		"/faq?utm_source=x":               {200, "/faq", "終了したプログラム"},
		"/faq/tsunagu":                    {200, "/faq/tsunagu", "つなぐ よくあるご質問"},
		"/faq/hanro":                      {200, "/faq/hanro", "このプログラムは2027年3月26日に終了しています。"},
		"/faq/hanro/1":                    {200, "/faq/hanro/1", "以下は終了時点のご案内です。"},
		"/faq/tsunagu/2?useful=yes":       {200, "/faq/tsunagu/2", "お役に立てて何よりです。"},
		"/faq?q=領収書はもらえますか":               {200, "", "検索結果"},
		"/faq/tsunagu?q=<script>alert(1)": {200, "", "&lt;script&gt;alert(1)"},
		"/faq/tsunagu/900":                {410, "", "近いご質問"},
		"/faq/tsunagu/99":                 {404, "", "見つかりませんでした"},
		"/faq/nothing":                    {404, "", "見つかりませんでした"},
		"/faq/tsunagu/02":                 {404, "", ""},
		"/faq/tsunagu/x":                  {404, "", ""},
	} {
		at, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		at.RawQuery = url.PathEscape(at.RawQuery)
		at.RawQuery = strings.NewReplacer("%3D", "=", "%26", "&").Replace(at.RawQuery)
		r := s.get(t, at.String())
		if r.status != want.status || !strings.Contains(r.body, want.holds) {
			t.Errorf("%s: %d, want %d with %q\n%s", path, r.status, want.status, want.holds, r.body)
			continue
		}
		own := ""
		if m := canonical.FindStringSubmatch(r.body); m != nil {
			own = strings.TrimPrefix(m[1], s.URL)
		}
		if own != want.own || (own == "") != strings.Contains(r.body, `<meta name="robots" content="noindex">`) {
			t.Errorf("%s: canonical %q, want %q", path, own, want.own)
		}
		if len(r.header.Values("Set-Cookie")) > 0 || r.header.Get("Content-Security-Policy") != policy || r.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", path, r.header)
		}
		for _, m := range scripts.FindAllStringSubmatch(r.body, -1) {
			if m[1] != ` type="application/ld+json"` || !json.Valid([]byte(m[2])) {
				t.Errorf("%s holds a script: %s", path, m[0])
			}
		}
		if m := inline.FindString(r.body); m != "" || strings.Contains(r.body, "<b>") {
			t.Errorf("%s holds %q", path, m)
		}
		if n := strings.Count(r.body, "<h1"); n != 1 {
			t.Errorf("%s has %d headings of the first level", path, n)
		}
	}
}

// TestAddresses: an entry's address leads to it, to what it became, or says that it is no more.
func TestAddresses(t *testing.T) {
	s := open(t)
	s.shelf.stored["tsunagu/901"] = edition.Stored{State: faq.Withdrawn, Entry: faq.Entry{Collection: "tsunagu", Question: "秘密の質問"}}
	s.shelf.stored["tsunagu/902"] = edition.Stored{State: faq.Withdrawn, Entry: faq.Entry{Collection: "tsunagu", Question: "プラス会員の会費はいくらですか"}}
	s.shelf.heirs["tsunagu/901"] = "hanro/2"
	s.shelf.stored["tsunagu/903"] = edition.Stored{State: faq.Draft}
	for path, want := range map[string]string{
		"/faq/tsunagu/901": "301 /faq/hanro/2", "/faq/tsunagu/902": "410 ", "/faq/tsunagu/903": "404 ", "/faq/": "301 /faq", "/faq/tsunagu/": "301 /faq/tsunagu",
	} {
		r := s.get(t, path)
		if got := http.StatusText(r.status); strings.Split(want, " ")[0] != map[string]string{"Moved Permanently": "301", "Gone": "410", "Not Found": "404"}[got] || r.header.Get("Location") != strings.Split(want, " ")[1] {
			t.Errorf("%s: %d %s, want %s", path, r.status, r.header.Get("Location"), want)
		}
	}
	gone := s.get(t, "/faq/tsunagu/902").body
	if strings.Contains(gone, "プラス会員の会費はいくらですか") || strings.Count(gone, `<li><a href="/faq/tsunagu/`) < 2 {
		t.Errorf("the place of a withdrawn entry repeats it, or names nothing near:\n%s", gone)
	}
}

// TestData: search engines are told what readers see, with what stands above an answer that does not hold.
func TestData(t *testing.T) {
	s := open(t)
	ix := s.library.Current()
	for _, path := range []string{"/faq/tsunagu", "/faq/tsunagu/3", "/faq/hanro/4"} {
		var data struct {
			Context string `json:"@context"`
			Type    string `json:"@type"`
			URL     string
			Main    []struct {
				Type, URL, Name string
				Answer          struct{ Text string } `json:"acceptedAnswer"`
			} `json:"mainEntity"`
			Trail struct {
				Items []struct {
					Position int
					Item     string
				} `json:"itemListElement"`
			} `json:"breadcrumb"`
		}
		body := s.get(t, path).body
		if err := json.Unmarshal([]byte(scripts.FindStringSubmatch(body)[2]), &data); err != nil {
			t.Fatal(err)
		}
		if data.Context != "https://schema.org" || data.Type != "FAQPage" || data.URL != s.URL+path || len(data.Trail.Items) < 2 {
			t.Errorf("%s: %+v", path, data)
		}
		for _, q := range data.Main {
			e, ok := ix.Entry(strings.TrimPrefix(q.URL, s.URL+"/faq/"))
			if !ok || q.Name != e.Question || !strings.HasSuffix(q.Answer.Text, strings.TrimSpace(e.AnswerText())) {
				t.Errorf("%s tells %+v", path, q)
			}
			if ended := strings.HasPrefix(q.Answer.Text, "このプログラムは"); ended != strings.HasPrefix(path, "/faq/hanro") {
				t.Errorf("%s: the programme's end is told: %v", path, ended)
			}
		}
		if want := map[bool]int{true: len(material[1].Entries), false: 1}[path == "/faq/tsunagu"]; len(data.Main) != want {
			t.Errorf("%s tells of %d questions, want %d", path, len(data.Main), want)
		}
	}
}

// TestTags: who has a page is told so, until anything of it changes.
func TestTags(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/faq", "/faq/tsunagu", "/faq/tsunagu/1", "/sitemap.xml", "/robots.txt", "/faq/style.css"} {
		first := s.get(t, path)
		tag := first.header.Get("ETag")
		for _, header := range []string{tag, "W/" + tag, `"x", ` + tag} {
			if r := s.get(t, path, "If-None-Match: "+header); r.status != http.StatusNotModified || r.body != "" {
				t.Errorf("%s with %s: %d", path, header, r.status)
			}
		}
		if r := s.do(t, "HEAD", path, ""); r.status != 200 || r.header.Get("ETag") != tag {
			t.Errorf("HEAD %s: %d %v", path, r.status, r.header)
		}
	}
	tag := s.get(t, "/faq/tsunagu/1").header.Get("ETag")
	s.facts.Office = "別の名前"
	if r := s.get(t, "/faq/tsunagu/1", "If-None-Match: "+tag); r.status != 200 {
		t.Errorf("with another name the page is the same: %d", r.status)
	}
}

// TestSitemap: every page that it names is there, and is its own.
func TestSitemap(t *testing.T) {
	s := open(t)
	var set struct {
		URLs []struct {
			Loc     string  `xml:"loc"`
			LastMod *string `xml:"lastmod"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(s.get(t, "/sitemap.xml").body), &set); err != nil {
		t.Fatal(err)
	}
	if want := 3 + len(material[0].Entries) + len(material[1].Entries); len(set.URLs) != want {
		t.Errorf("%d addresses, want %d", len(set.URLs), want)
	}
	dates := map[string]string{}
	for _, u := range set.URLs {
		if u.LastMod != nil {
			dates[strings.TrimPrefix(u.Loc, s.URL)] = *u.LastMod
		}
		r := s.get(t, strings.TrimPrefix(u.Loc, s.URL))
		if m := canonical.FindStringSubmatch(r.body); r.status != 200 || m == nil || m[1] != u.Loc {
			t.Errorf("%s: %d, canonical %v", u.Loc, r.status, m)
		}
	}
	if want := map[string]string{"/faq/hanro/1": "2027-02-01"}; !maps.Equal(dates, want) {
		t.Errorf("changed on %v, want %v: in Japan, and nothing of what is not known", dates, want)
	}
	if robots := s.get(t, "/robots.txt").body; !strings.Contains(robots, "Sitemap: "+s.URL+"/sitemap.xml") || !strings.Contains(robots, "Disallow: /desk") {
		t.Errorf("robots.txt:\n%s", robots)
	}
}

// TestSearch: a question finds its entry, in all programmes or in the one.
func TestSearch(t *testing.T) {
	s := open(t)
	all := s.get(t, "/faq?q="+url.QueryEscape("退会したいときの手続き")).body
	if !strings.Contains(all, `<ol class="hits"><li><a href="/faq/`) {
		t.Errorf("nothing is found:\n%s", all)
	}
	one := s.get(t, "/faq/tsunagu?q="+url.QueryEscape("退会したいときの手続き")).body
	if strings.Contains(one, `href="/faq/hanro/`) || !strings.Contains(one, "/faq?q=") {
		t.Errorf("within a programme:\n%s", one)
	}
	off := s.get(t, "/faq?q="+url.QueryEscape("火星の天気と宇宙船の色")).body
	if !strings.Contains(off, "ぴったりの回答は見つかりませんでした") && !strings.Contains(off, "当てはまるご質問は見つかりませんでした") {
		t.Errorf("what the office does not know of is answered:\n%s", off)
	}
	for range searchRate.Burst {
		s.get(t, "/faq?q=x")
	}
	if r := s.get(t, "/faq?q=x"); r.status != http.StatusTooManyRequests || r.header.Get("Retry-After") == "" {
		t.Errorf("a flood of searches: %d", r.status)
	}
	if r := s.get(t, "/faq/tsunagu"); r.status != 200 {
		t.Errorf("reading is refused, too: %d", r.status)
	}
}

// TestSearchKeepsWhatAnswers: of all labelled questions, hardly one loses the entry that answers it among the
// first ten because that speaks of too little of it.
func TestSearchKeepsWhatAnswers(t *testing.T) {
	s := open(t)
	ix, found, lost := s.library.Current(), 0, 0
	for _, q := range faqtest.Queries(t) {
		hits, err := ix.Search(t.Context(), q.Query, mostHits, faq.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		answers := func(h faq.Hit) bool { return slices.Contains(q.Targets, h.Entry.Ref()) }
		if !slices.ContainsFunc(hits, answers) {
			continue
		}
		found++
		if !slices.ContainsFunc(speaking(hits), answers) {
			lost++
		}
	}
	t.Logf("%d of %d", lost, found)
	if found < 100 || lost*50 > found {
		t.Errorf("%d of %d questions lose their answer", lost, found)
	}
}

// TestAsk: the chat is opened with the question; where the office has none, its telephone is named.
func TestAsk(t *testing.T) {
	s := open(t)
	e, _ := s.library.Current().Entry("tsunagu/1")
	if body := s.get(t, "/faq/tsunagu/1").body; !strings.Contains(body, `href="/chat?q=`+strings.ReplaceAll(url.QueryEscape(e.Question), "+", "&#43;")+`"`) {
		t.Errorf("the question is not taken along:\n%s", body)
	}
	s.facts.Chat = false
	if body := s.get(t, "/faq/tsunagu/1").body; strings.Contains(body, "/chat") || !strings.Contains(body, "03-5555-0123") {
		t.Errorf("without a chat:\n%s", body)
	}
}

// TestVote: a press is counted, and only one of our own page.
func TestVote(t *testing.T) {
	s := open(t)
	const form = "Content-Type: application/x-www-form-urlencoded"
	for _, tt := range []struct {
		path, body, site string
		status           int
	}{
		{"/faq/tsunagu/1/useful", "useful=yes&version=1", "same-origin", 303},
		{"/faq/tsunagu/2/useful", "useful=no&version=1", "same-origin", 303},
		{"/faq/tsunagu/2/useful", "useful=no&version=1", "cross-site", 403},
		{"/faq/tsunagu/2/useful", "useful=maybe&version=1", "same-origin", 400},
		{"/faq/tsunagu/2/useful", "useful=yes&version=x", "same-origin", 400},
		{"/faq/tsunagu/02/useful", "useful=yes", "same-origin", 404},
		{"/faq/tsunagu/2/useful", strings.Repeat("x", 2000), "same-origin", 413},
	} {
		if r := s.do(t, "POST", tt.path, tt.body, form, "Sec-Fetch-Site: "+tt.site); r.status != tt.status {
			t.Errorf("%s %s: %d, want %d", tt.path, tt.body, r.status, tt.status)
		}
	}
	if got := strings.Join(s.shelf.votes, ", "); got != "tsunagu/1 yes, tsunagu/2 no" {
		t.Errorf("counted: %s", got)
	}
	for range voteRate.Burst {
		s.do(t, "POST", "/faq/tsunagu/1/useful", "useful=yes", form)
	}
	if r := s.do(t, "POST", "/faq/tsunagu/1/useful", "useful=yes", form); r.status != http.StatusTooManyRequests {
		t.Errorf("a flood of votes: %d", r.status)
	}
}

// TestNotReady: while there is no index the pages say so, and when to come again.
func TestNotReady(t *testing.T) {
	s := open(t)
	*s.library = faq.Library{}
	for _, path := range []string{"/faq", "/faq/tsunagu", "/faq/tsunagu/1", "/sitemap.xml"} {
		if r := s.get(t, path); r.status != http.StatusServiceUnavailable || r.header.Get("Retry-After") != "10" || r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", path, r.status, r.header)
		}
	}
}

// TestStyle: the office's colours stand in the sheet, which is kept for as long as it is the same.
func TestStyle(t *testing.T) {
	s := open(t)
	s.facts.Colour, s.facts.Logo = mustColour(t, "#7a1f4b"), logo.New("image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`))
	body := s.get(t, "/faq").body
	for _, kind := range []string{`rel="stylesheet" href="`, `<img src="`} {
		_, rest, _ := strings.Cut(body, kind)
		path, _, _ := strings.Cut(rest, `"`)
		r := s.get(t, path)
		if r.status != 200 || !strings.Contains(r.header.Get("Cache-Control"), "immutable") || r.header.Get("Content-Security-Policy") == "" && strings.Contains(path, "logo") {
			t.Errorf("%s: %d %v", path, r.status, r.header)
		}
		if strings.Contains(path, "style") && !strings.Contains(r.body, "--accent: #7a1f4b") {
			t.Errorf("the sheet lacks the office's colour:\n%.300s", r.body)
		}
	}
	s.facts.Logo = nil
	if r := s.get(t, "/faq/office.logo"); r.status != 404 {
		t.Errorf("a logo where there is none: %d", r.status)
	}
}

// FuzzRequest: whatever a stranger asks for is answered, and never with what they wrote as markup.
func FuzzRequest(f *testing.F) {
	for _, seed := range []string{"/faq/tsunagu/1", "/faq/tsunagu/1?useful=<b>", "/faq?q=%ff%00", "/faq/%2e%2e/1", "/faq/tsunagu/-1", "/faq/tsunagu/99999999999999999999"} {
		f.Add(seed)
	}
	s := open(f)
	f.Fuzz(func(t *testing.T, target string) {
		u, err := url.Parse(target)
		if err != nil || !strings.HasPrefix(target, "/faq") {
			return
		}
		r := s.get(t, u.String())
		if r.status >= 500 || strings.Contains(r.body, "<xss") {
			t.Errorf("%q: %d", target, r.status)
		}
	})
}
