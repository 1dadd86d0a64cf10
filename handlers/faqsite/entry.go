package faqsite

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/handlers/problem"
)

// An entryBody is one question with its answer.
type entryBody struct {
	entryView
	Section        string
	Version        int
	Said           string // what the reader has just said of it: "yes", "no" or ""
	Siblings       []link // what else stands under its heading
	Previous, Next link
	Programme      link
}

// A goneBody is the place of an entry that was withdrawn.
type goneBody struct {
	Near      []hitView
	Programme link
}

// entry shows one question.
func (s *Service) entry(w http.ResponseWriter, r *http.Request) error {
	f := s.Facts()
	ix := s.library.Current()
	if ix == nil {
		return errNotReady
	}
	ref, err := reference(r)
	if err != nil {
		return err
	}
	e, ok := ix.Entry(ref)
	if !ok {
		return s.absent(w, r, &f, ix, ref)
	}
	c, err := collection(ix, e.Collection)
	if err != nil {
		return err
	}
	name := f.nameOf(c)
	body := entryBody{entryView: s.view(&f, c, e), Section: e.Section, Version: e.Version, Programme: link{refPath(c.ID), name}}
	body.around(c, e)
	if said := r.URL.Query().Get("useful"); said == "yes" || said == "no" {
		body.Said = said
	}
	p := s.newPage(&f)
	p.Notices = f.notices(c.ID)
	p.Title, p.About, p.Canonical = title(e.Question, name, f.Office), excerpt(e, 120), s.BaseURL+refPath(ref)
	p.Within, p.Trail, p.Body = body.Programme, []link{{"/faq", say("faqsite.faq")}, body.Programme}, body
	p.Data = s.entryData(&f, c, e)
	return s.write(w, r, http.StatusOK, "entry.html", p)
}

// mostSiblings is how many questions of the same heading are named below an answer.
const mostSiblings = 6

// around names what stands beside an entry.
func (b *entryBody) around(c *faq.Collection, e *faq.Entry) {
	at := -1
	for i := range c.Entries {
		if c.Entries[i].Order == e.Order {
			at = i
		}
	}
	to := func(i int) link {
		if i < 0 || i >= len(c.Entries) {
			return link{}
		}
		return link{refPath(c.Entries[i].Ref()), c.Entries[i].Question}
	}
	b.Previous, b.Next = to(at-1), to(at+1)
	for i := range c.Entries {
		if i != at && e.Section != "" && c.Entries[i].Section == e.Section && len(b.Siblings) < mostSiblings {
			b.Siblings = append(b.Siblings, to(i))
		}
	}
}

// reference is that of a request's address. 「/faq/hanro/007」 is not another page than 「/faq/hanro/7」, but none.
func reference(r *http.Request) (string, error) {
	order := r.PathValue("order")
	if n, err := strconv.Atoi(order); err != nil || n < 1 || strconv.Itoa(n) != order {
		return "", chat.ErrNotFound
	}
	return r.PathValue("programme") + "/" + order, nil
}

// absent answers for an entry that is not served: where it went, or that it is no more.
func (s *Service) absent(w http.ResponseWriter, r *http.Request, f *Facts, ix faq.Index, ref string) error {
	stored, err := s.entries.StoredEntry(r.Context(), ref)
	if err != nil {
		return err
	}
	if stored.State != faq.Withdrawn {
		return fmt.Errorf("entry %s of the FAQ is not published: %w", ref, chat.ErrNotFound)
	}
	heir, err := s.entries.Heir(r.Context(), ref)
	if err == nil {
		http.Redirect(w, r, refPath(heir), http.StatusMovedPermanently)
		return nil
	}
	if !errors.Is(err, chat.ErrNotFound) {
		return err
	}
	return s.gone(w, r, f, ix, &stored.Entry)
}

// mostNear is how many entries are named in the place of one that is gone.
const mostNear = 3

// gone says that an entry was withdrawn, and what is nearest to it. It does not repeat what was withdrawn.
func (s *Service) gone(w http.ResponseWriter, r *http.Request, f *Facts, ix faq.Index, e *faq.Entry) error {
	if err := s.pace(s.searches, r); err != nil {
		return err
	}
	p, body := s.newPage(f), goneBody{}
	scope := faq.Scope{}
	if c, err := collection(ix, e.Collection); err == nil {
		scope.Programme = c.ID
		body.Programme = link{refPath(c.ID), f.nameOf(c)}
		p.Within = body.Programme
	}
	hits, err := ix.Search(r.Context(), e.Question, 4*mostNear, scope)
	if err != nil {
		return fmt.Errorf("search what is nearest: %w", err)
	}
	body.Near = s.hits(f, ix, hits, scope.Programme, mostNear)
	p.Title, p.Trail, p.Body = title(say("faqsite.gone.title"), f.Office), []link{{"/faq", say("faqsite.faq")}}, body
	if body.Programme.Path != "" {
		p.Trail = append(p.Trail, body.Programme)
	}
	return s.write(w, r, http.StatusGone, "gone.html", p)
}

// vote counts whether an entry helped, and shows the entry again.
func (s *Service) vote(w http.ResponseWriter, r *http.Request) error {
	if err := s.pace(s.votes, r); err != nil {
		return err
	}
	ref, err := reference(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<10)
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return err
		}
		return &problem.Error{Kind: problem.Invalid, Err: err}
	}
	said := r.PostForm.Get("useful")
	version, err := strconv.Atoi(cmp.Or(r.PostForm.Get("version"), "0"))
	if err != nil || said != "yes" && said != "no" {
		return &problem.Error{Kind: problem.Invalid, Field: "useful"}
	}
	if err := s.entries.Vote(r.Context(), ref, version, said == "yes", s.Now()); err != nil {
		return err
	}
	http.Redirect(w, r, refPath(ref)+"?useful="+said+"#useful", http.StatusSeeOther)
	return nil
}

func escape(q string) string { return url.QueryEscape(q) }
