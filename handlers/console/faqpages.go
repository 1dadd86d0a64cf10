package console

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"madoguchi/faq"
)

// A collectionsView is the FAQ as a list, and what a trial question found.
type collectionsView struct {
	Collections []collectionView
	Query       string
	Programme   string
	Programmes  []option
	Found       *foundView
	Shelf       *shelfView
	Edits       bool // who reads the page may change entries
}

// A collectionView is a programme's entries, so many at a time.
type collectionView struct {
	ID, Title, Organisation, Document, Term string
	Ended                                   bool
	Warnings                                []faq.Warning
	Count                                   int
	Entries                                 []entryRow
	Previous, Next                          string // addresses of the entries beside these; "" where there are none
}

// entriesShown is how many entries of a programme the list has on one page. Ten thousand at once are megabytes that
// nobody reads to the end.
const entriesShown = 200

// An entryPage chooses which entries are listed: the first of each programme, or those of one from a place on.
type entryPage struct {
	of   string
	from int
}

// readEntryPage reads the list's address. What it cannot mean is the beginning.
func readEntryPage(q url.Values) entryPage {
	from, _ := strconv.Atoi(q.Get("from"))
	return entryPage{of: q.Get("of"), from: max(from, 0)}
}

// address is the list of a programme from a place on.
func (p entryPage) address() string {
	q := url.Values{"of": {p.of}}
	if p.from > 0 {
		q.Set("from", strconv.Itoa(p.from))
	}
	return "/desk/faq?" + q.Encode() + "#c-" + p.of
}

// page cuts a programme's entries to those that are shown, with the addresses of the ones beside them.
func (v *collectionView) page(entries []faq.Entry, p entryPage) []faq.Entry {
	v.Count = len(entries)
	from, to := 0, min(len(entries), entriesShown)
	if p.of == v.ID && p.from < len(entries) {
		from, to = p.from, min(len(entries), p.from+entriesShown)
	}
	if from > 0 {
		v.Previous = entryPage{v.ID, max(0, from-entriesShown)}.address()
	}
	if to < len(entries) {
		v.Next = entryPage{v.ID, to}.address()
	}
	return entries[from:to]
}

type entryRow struct {
	Ref, Order, Label, Section, Question, Kind, Form string
	Term                                             string // only where the entry has one of its own
	Warnings                                         int
}

func (s *Service) showCollections(w http.ResponseWriter, r *http.Request) error {
	v := s.collectionsView("", readEntryPage(r.URL.Query()))
	shelf, err := s.shelf(r)
	if err != nil {
		return err
	}
	v.Shelf, v.Edits = shelf, shelf != nil && shelf.Edits
	s.render(w, r, "faq", page{Title: "FAQ", Nav: "faq", Body: v})
	return nil
}

func (s *Service) collectionsView(programme string, p entryPage) collectionsView {
	v := collectionsView{Programme: programme}
	now := s.Now()
	for _, c := range s.collections() {
		cv := collectionView{
			ID: c.ID, Title: c.Title, Organisation: c.Organisation, Document: c.Document,
			Term: termName(c.Validity, now), Ended: c.Validity.At(now) == faq.Ended, Warnings: c.Warnings,
		}
		shown := cv.page(c.Entries, p)
		for i := range shown {
			e := &shown[i]
			row := entryRow{
				Ref: e.Ref(), Order: fmt.Sprint(e.Order), Label: e.Label, Section: e.Section, Question: e.Question,
				Kind: kindName(e.Kind), Form: formName(e.Form), Warnings: len(e.Warnings),
			}
			if e.Validity.From != "" || e.Validity.Until != "" {
				row.Term = termName(e.Validity, now)
			}
			cv.Entries = append(cv.Entries, row)
		}
		v.Collections = append(v.Collections, cv)
		v.Programmes = append(v.Programmes, option{c.ID, c.Title, c.ID == programme})
	}
	return v
}

// longestQuery is in characters; a member's message may be longer, but no trial needs to be.
const longestQuery = 1000

// searchFAQ tries a question as a member would ask it. It is a POST because a member's message
// pasted into it may hold personal data.
func (s *Service) searchFAQ(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	v := s.collectionsView(form(r, "programme"), entryPage{})
	rs := []rune(strings.TrimSpace(form(r, "query")))
	v.Query = string(rs[:min(len(rs), longestQuery)])
	if ix := s.index(); ix != nil && v.Query != "" {
		found, err := s.try(r.Context(), ix, v.Query, faq.Scope{Programme: v.Programme})
		if err != nil {
			return err
		}
		v.Found = found
	}
	s.render(w, r, "faq", page{Title: "FAQ", Nav: "faq", Body: v})
	return nil
}
