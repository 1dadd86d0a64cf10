package faqsite

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/faq"
)

// A page is what every page shows; Body is what is its own.
type page struct {
	Title       string
	About       string // for search engines; "" = none
	Canonical   string // the page's own address, whichever way it was asked for; "" = not to be found
	Office      string
	Phone       string
	Chat        bool
	Theme       string // a colour
	Style, Logo string // their versioned paths; Logo "" = none
	LogoWidth   int    // where it is 40 high
	Query       string // what was searched for
	Within      link   // the programme to search in; without a path: all
	Trail       []link
	Notices     []string
	Data        any // as JSON-LD; nil = none
	Body        any
}

// A link leads to one of our pages.
type link struct{ Path, Text string }

func (s *Service) newPage(f *Facts) page {
	p := page{Office: f.Office, Phone: f.Phone, Chat: f.Chat, Theme: f.Colour.String(), Style: "/faq/style.css?v=" + version(styleSheet(f))}
	if f.Logo != nil {
		p.Logo = "/faq/office.logo?v=" + f.Logo.Version()
		p.LogoWidth = f.Logo.Width(40)
	}
	p.Notices = f.notices("")
	return p
}

// notices are what the office announces to who reads of a programme.
func (f *Facts) notices(programme string) []string {
	if f.Notices == nil {
		return nil
	}
	return f.Notices(programme)
}

// A programmeView is a programme in the list of all.
type programmeView struct {
	link
	Frame string // where its time is over or to come
	Count int
	Dated string
}

// An entryView is an entry as it is read.
type entryView struct {
	ID, Path, Label, Question string
	Frame                     []string // our own lines above the answer
	Answer                    []faq.Block
	Source                    string
	Dated, Confirmed          string
	Ask                       string // the chat, with the question filled in
}

// A sectionView is what stands under one heading.
type sectionView struct {
	ID, Title string
	Entries   []entryView
}

// refPath is the address of the entry of a reference.
func refPath(ref string) string { return "/faq/" + ref }

func (s *Service) view(f *Facts, c *faq.Collection, e *faq.Entry) entryView {
	v := entryView{
		ID: fmt.Sprintf("q%d", e.Order), Path: refPath(e.Ref()), Label: e.Label, Question: e.Question, Answer: e.Answer,
		Source: source(c, e), Dated: day(cmp.Or(e.Dated, c.Dated)),
	}
	if !e.Confirmed.IsZero() {
		v.Confirmed = day(faq.DateOf(e.Confirmed))
	}
	if frame := s.Frame(*c, e); frame != "" {
		v.Frame = strings.Split(frame, "\n")
	}
	if f.Chat {
		v.Ask = "/chat?q=" + url.QueryEscape(e.Question)
	}
	return v
}

// source says where in its document an entry stands.
func source(c *faq.Collection, e *faq.Entry) string {
	where := strings.TrimSpace(cmp.Or(e.Document, c.Document) + " " + e.Label)
	if e.Source.Page > 0 {
		where = say("faqsite.entry.page", "where", where, "page", e.Source.Page)
	}
	return where
}

// day is a date in words, "" for none.
func day(d faq.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return say("faqsite.day", "year", t.Year(), "month", int(t.Month()), "day", t.Day())
}

// sections are a programme's entries under their headings. A heading that comes again further down is a
// section of its own, as in the document.
func (s *Service) sections(f *Facts, c *faq.Collection) []sectionView {
	var out []sectionView
	for i := range c.Entries {
		e := &c.Entries[i]
		if n := len(out); n == 0 || out[n-1].Title != e.Section {
			out = append(out, sectionView{ID: fmt.Sprintf("s%d", n+1), Title: e.Section})
		}
		last := &out[len(out)-1]
		last.Entries = append(last.Entries, s.view(f, c, e))
	}
	return out
}

// nameOf is what members call a programme.
func (f *Facts) nameOf(c *faq.Collection) string {
	for _, p := range f.Programmes {
		if p.ID == c.ID && p.Name != "" {
			return p.Name
		}
	}
	return cmp.Or(c.Title, c.ID)
}

// ordered are the programmes that have an FAQ, in the office's order; those it does not name come last.
func (f *Facts) ordered(cs []faq.Collection) []faq.Collection {
	place := func(c faq.Collection) int {
		i := slices.IndexFunc(f.Programmes, func(p Programme) bool { return p.ID == c.ID })
		if i < 0 {
			return len(f.Programmes)
		}
		return i
	}
	out := slices.Clone(cs)
	slices.SortStableFunc(out, func(a, b faq.Collection) int { return place(a) - place(b) })
	return slices.DeleteFunc(out, func(c faq.Collection) bool { return len(c.Entries) == 0 })
}

// excerpt is the beginning of an answer as one line.
func excerpt(e *faq.Entry, n int) string {
	return chars.Clip(strings.Join(strings.Fields(e.AnswerText()), " "), n)
}

// kindOf gives a template the kind of a block as a plain word.
func kindOf(b faq.Block) string { return string(b.Type) }

// safeURL is raw if a click on it only opens a web page.
func safeURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// contactURL is raw if a click on it only begins a mail or a call.
func contactURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || !strings.EqualFold(u.Scheme, "mailto") && !strings.EqualFold(u.Scheme, "tel") {
		return ""
	}
	return u.String()
}

// title is a page's, with what it belongs to behind it.
func title(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), say("faqsite.title_mark"))
}
