package faqsite

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"

	"madoguchi/faq"
)

// mostAddresses is how many a sitemap may name (sitemaps.org).
const mostAddresses = 50_000

type urlset struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string   `xml:"loc"`
	LastMod faq.Date `xml:"lastmod,omitempty"` // a day, as the W3C writes it; "" = not known
}

// sitemap names every page to search engines. When a question's was last changed is when its entry came to say
// what it says now: its document tells of when the words are, not of when the page has them. Pages that list
// entries change with the programme and the office file, too: of them it leaves that out.
func (s *Service) sitemap(w http.ResponseWriter, r *http.Request) error {
	f := s.Facts()
	ix := s.library.Current()
	if ix == nil {
		return errNotReady
	}
	set := urlset{URLs: []sitemapURL{{Loc: s.BaseURL + "/faq"}}}
	cs := f.ordered(ix.Collections())
	for i := range cs {
		set.URLs = append(set.URLs, sitemapURL{Loc: s.BaseURL + refPath(cs[i].ID)})
		for n := range cs[i].Entries {
			e := &cs[i].Entries[n]
			set.URLs = append(set.URLs, sitemapURL{s.BaseURL + refPath(e.Ref()), changed(e)})
		}
	}
	set.URLs = set.URLs[:min(len(set.URLs), mostAddresses)]
	var buf bytes.Buffer
	buf.WriteString(xml.Header)
	if err := xml.NewEncoder(&buf).Encode(set); err != nil {
		return fmt.Errorf("write sitemap: %w", err)
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	return answer(w, r, http.StatusOK, buf.Bytes())
}

// changed is the day in Japan on which an entry was last changed, "" where that is not known.
func changed(e *faq.Entry) faq.Date {
	if e.Changed.IsZero() {
		return ""
	}
	return faq.DateOf(e.Changed)
}

// robots shows search engines the FAQ and nothing else: what members talk about is no page for them.
func (s *Service) robots(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	return answer(w, r, http.StatusOK, fmt.Appendf(nil, "User-agent: *\nAllow: /faq\nAllow: /$\nDisallow: /chat\nDisallow: /desk\nDisallow: /shared\nDisallow: /webhook\n\nSitemap: %s/sitemap.xml\n", s.BaseURL))
}
