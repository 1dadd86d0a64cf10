package faqsite

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/handlers/problem"
)

// errNotReady is said while the search is being made ready, and where there is no FAQ yet.
var errNotReady = &problem.Error{Kind: problem.Unavailable, Words: "faqsite.fault.not_ready", After: 10 * time.Second}

// An indexBody is the list of programmes.
type indexBody struct{ Running, Over []programmeView }

// A programmeBody is one programme's questions.
type programmeBody struct {
	Name, Intro string
	Frame       []string
	Dated       string
	Contents    bool // a list of the sections helps
	Open        bool // with the answers, folded
	Sections    []sectionView
}

// openEntries is up to how many entries a programme's page holds the answers, folded; above, it would
// be a heavy page, and leads to the entries' own. 120 entries are 150 to 250 kB, packed 40 kB.
const openEntries = 120

// contentsFrom is from how many sections on a page begins with a list of them.
const contentsFrom = 3

// index lists the programmes, or what was found in all of them.
func (s *Service) index(w http.ResponseWriter, r *http.Request) error {
	f := s.Facts()
	ix := s.library.Current()
	if ix == nil {
		return errNotReady
	}
	if q := query(r); q != "" {
		return s.search(w, r, &f, ix, q, nil)
	}
	var body indexBody
	cs := f.ordered(ix.Collections())
	for i := range cs {
		c := &cs[i]
		v := programmeView{link: link{refPath(c.ID), f.nameOf(c)}, Frame: s.Frame(*c, &faq.Entry{}), Count: len(c.Entries), Dated: day(c.Dated)}
		v.Frame, _, _ = strings.Cut(v.Frame, "\n") // what follows speaks of an answer below it
		if c.Validity.At(s.Now()) == faq.Ended {
			body.Over = append(body.Over, v)
		} else {
			body.Running = append(body.Running, v)
		}
	}
	p := s.newPage(&f)
	p.Title, p.Canonical, p.About, p.Body = title(say("faqsite.faq"), f.Office), s.BaseURL+"/faq", say("faqsite.index.about", "office", f.Office), body
	p.Data = s.siteData(&f)
	return s.write(w, r, http.StatusOK, "index.html", p)
}

// collection finds a programme that has an FAQ.
func collection(ix faq.Index, id string) (*faq.Collection, error) {
	cs := ix.Collections()
	for i := range cs {
		if cs[i].ID == id && len(cs[i].Entries) > 0 {
			return &cs[i], nil
		}
	}
	return nil, fmt.Errorf("programme of the FAQ: %w", chat.ErrNotFound)
}

// programme shows a programme's questions, or what was found among them.
func (s *Service) programme(w http.ResponseWriter, r *http.Request) error {
	f := s.Facts()
	ix := s.library.Current()
	if ix == nil {
		return errNotReady
	}
	c, err := collection(ix, r.PathValue("programme"))
	if err != nil {
		return err
	}
	if q := query(r); q != "" {
		return s.search(w, r, &f, ix, q, c)
	}
	name := f.nameOf(c)
	body := programmeBody{Name: name, Intro: c.Intro, Dated: day(c.Dated), Sections: s.sections(&f, c), Open: len(c.Entries) <= openEntries}
	body.Contents = len(body.Sections) >= contentsFrom
	if line, _, _ := strings.Cut(s.Frame(*c, &faq.Entry{}), "\n"); line != "" {
		body.Frame = []string{line}
	}
	p := s.newPage(&f)
	p.Notices = f.notices(c.ID)
	p.Title, p.Canonical = title(say("faqsite.faq_of", "name", name), f.Office), s.BaseURL+refPath(c.ID)
	p.About = say("faqsite.programme.about", "name", name, "n", len(c.Entries))
	p.Within, p.Trail, p.Body = link{refPath(c.ID), name}, []link{{"/faq", say("faqsite.faq")}}, body
	if body.Open {
		p.Data = s.programmeData(&f, c)
	}
	return s.write(w, r, http.StatusOK, "programme.html", p)
}

// longestQuery is in characters: a question, not a letter.
const longestQuery = 200

// query is what a request searches for.
func query(r *http.Request) string {
	return chars.Clip(strings.Join(strings.Fields(chars.Clean(r.URL.Query().Get("q"))), " "), longestQuery)
}

// A searchBody is what was found.
type searchBody struct {
	Near bool // nothing answers it for sure
	Hits []hitView
	Ask  string // the chat, with what was searched for filled in
	All  link   // the same search in all programmes; without a path: it is
}

// A hitView is an entry that was found.
type hitView struct {
	link
	Programme, Excerpt string
	Ended              bool
}

// mostHits is how many entries a search shows.
const mostHits = 10

// search shows what is found in all programmes, or in one.
func (s *Service) search(w http.ResponseWriter, r *http.Request, f *Facts, ix faq.Index, q string, within *faq.Collection) error {
	if err := s.pace(s.searches, r); err != nil {
		return err
	}
	p, scope := s.newPage(f), faq.Scope{}
	body := searchBody{}
	if within != nil {
		scope.Programme, p.Notices = within.ID, f.notices(within.ID)
		p.Within, body.All = link{refPath(within.ID), f.nameOf(within)}, link{"/faq?q=" + escape(q), say("faqsite.search.all")}
	}
	d, err := ix.Decide(r.Context(), q, scope)
	if err != nil {
		return fmt.Errorf("decide on a search: %w", err)
	}
	hits, err := ix.Search(r.Context(), q, 2*mostHits, scope)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	body.Near = d.Verdict == faq.Handoff || d.Verdict == faq.Form
	body.Hits = s.hits(f, ix, speaking(hits), scope.Programme, mostHits)
	if f.Chat {
		body.Ask = "/chat?q=" + escape(q)
	}
	p.Title, p.Query, p.Trail, p.Body = title(say("faqsite.search.title", "q", q), f.Office), q, []link{{"/faq", say("faqsite.faq")}}, body
	if within != nil {
		p.Trail = append(p.Trail, p.Within)
	}
	return s.write(w, r, http.StatusOK, "search.html", p)
}

// The first three found are always shown; what comes after them only where it speaks of a quarter of what was
// searched for. Of the labelled questions over the samples one in a hundred loses its entry (TestSearchKeepsWhatAnswers).
const (
	alwaysShown = 3
	leastSaid   = 0.25
)

// speaking leaves out what was found for want of anything nearer.
func speaking(hits []faq.Hit) []faq.Hit {
	var out []faq.Hit
	for i, h := range hits {
		if i < alwaysShown || h.Said >= leastSaid {
			out = append(out, h)
		}
	}
	return out
}

// hits are the first n entries found, of one programme where it is named.
func (s *Service) hits(f *Facts, ix faq.Index, found []faq.Hit, programme string, n int) []hitView {
	var out []hitView
	for _, h := range found {
		c, err := collection(ix, h.Entry.Collection)
		if err != nil || programme != "" && c.ID != programme || len(out) == n {
			continue
		}
		out = append(out, hitView{
			link: link{refPath(h.Entry.Ref()), h.Entry.Question}, Programme: f.nameOf(c), Excerpt: excerpt(h.Entry, 90),
			Ended: c.Validity.At(s.Now()) == faq.Ended || h.Entry.Validity.At(s.Now()) == faq.Ended,
		})
	}
	return out
}
