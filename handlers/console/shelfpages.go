package console

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/problem"
	"madoguchi/staff"
)

// A shelfView is what the FAQ page shows of documents and of what is set aside.
type shelfView struct {
	Imports    bool // documents can be brought here, by who reads the page
	Decides    bool // they may put changes into force
	Edits      bool // they may change entries here
	Writing    []asideView
	Waiting    []asideView // changes of whole documents; Ref is the request's ID
	Documents  []documentView
	Missing    asidesView // a person has to decide
	Kept       asidesView
	Drafts     []draftsView
	Withdrawn  asidesView
	Programmes []option // to take over from
}

// A documentView is one stored document.
type documentView struct {
	Collection, Title, Name, Dated, Served string
	Number                                 int
	Original                               bool
	Last                                   string // what was last done to it, when, and by whom
	Publication                            int    // its number; 0 where there is nothing to take back
}

// An asideView is an entry that is not served, or not in its document any more.
type asideView struct{ Ref, Question, Note string }

// asidesView are the first of some entries that are set aside, and how many there are: as of those in service, no page
// has ten thousand of them.
type asidesView struct {
	Entries []asideView
	Count   int
}

func (v *asidesView) add(a asideView) {
	if v.Count++; len(v.Entries) < entriesShown {
		v.Entries = append(v.Entries, a)
	}
}

// More is how many there are beside those that are shown.
func (v asidesView) More() int { return v.Count - len(v.Entries) }

// A draftsView is a programme's drafts.
type draftsView struct {
	Collection, Title string
	asidesView
}

// errStale says that somebody was quicker.
var errStale = &problem.Error{Kind: problem.Conflict, Words: "console.shelf.stale"}

// shelf reads what the FAQ page shows of documents; nil where nobody keeps them.
func (s *Service) shelf(r *http.Request) (*shelfView, error) {
	if s.stores.Shelves == nil {
		return nil, nil
	}
	all, err := s.stores.Shelves.Shelves(r.Context())
	if err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	v := &shelfView{Imports: s.stores.Editions != nil && me(r).May(staff.Edit), Decides: me(r).May(staff.Approve)}
	now := s.Now()
	for i := range all.Documents {
		v.Documents = append(v.Documents, newDocumentView(&all.Documents[i], all.Published, now))
	}
	for _, p := range s.editionProgrammes() {
		v.Programmes = append(v.Programmes, option{p.ID, p.Name, false})
	}
	if err := s.writing(r, v); err != nil {
		return nil, err
	}
	titles := s.programmes()
	for i := range all.Aside {
		a := &all.Aside[i]
		av := asideView{Ref: a.Ref(), Question: a.Question}
		switch {
		case a.State == faq.Draft:
			v.draft(a.Collection, nameOr(titles, a.Collection), av)
		case a.State == faq.Withdrawn:
			v.Withdrawn.add(av)
		case a.KeptBy != "":
			av.Note = say("console.shelf.kept", "name", a.KeptBy)
			v.Kept.add(av)
		default:
			av.Note = say("console.shelf.since", "when", moment(now, a.Since))
			v.Missing.add(av)
		}
	}
	return v, nil
}

// writing adds the entries that somebody is changing.
func (s *Service) writing(r *http.Request, v *shelfView) error {
	if s.stores.Knowledge.Editor == nil {
		return nil
	}
	if err := s.waiting(r, v); err != nil {
		return err
	}
	v.Edits = me(r).May(staff.Edit)
	drafts, err := s.stores.Knowledge.Drafts.Drafts(r.Context())
	if err != nil {
		return fmt.Errorf("list drafts: %w", err)
	}
	for i := range drafts {
		d := &drafts[i]
		note := say("console.edit.saved", "name", d.By, "when", moment(s.Now(), d.Saved))
		if state, due := s.reviewWords(d.Reviewed()); state != "" {
			note = state
		} else if due != "" {
			note = due
		}
		v.Writing = append(v.Writing, asideView{Ref: d.Ref(), Question: d.Entry.Question, Note: note})
	}
	return nil
}

func (v *shelfView) draft(collection, title string, a asideView) {
	if n := len(v.Drafts) - 1; n < 0 || v.Drafts[n].Collection != collection {
		v.Drafts = append(v.Drafts, draftsView{Collection: collection, Title: title})
	}
	v.Drafts[len(v.Drafts)-1].add(a)
}

func newDocumentView(d *edition.Listed, published []edition.Published, now time.Time) documentView {
	v := documentView{
		Collection: d.Collection, Title: cmp.Or(d.Title, d.Collection), Name: d.Name, Number: d.Number, Original: d.Original, Dated: day(d.Dated),
		Served: say("console.shelf.counts", "public", d.Public, "draft", d.Draft, "withdrawn", d.Withdrawn),
	}
	i := slices.IndexFunc(published, func(p edition.Published) bool { return p.Collection == d.Collection && p.Document == d.Number })
	if i < 0 {
		return v
	}
	p := &published[i]
	act := wordOr(catalogue.Key("console.shelf.act."+p.Act), p.Act)
	v.Publication = p.Number
	v.Last = say("console.shelf.last", "when", moment(now, p.At), "name", cmp.Or(p.By, say("console.shelf.program")), "act", act, "n", len(p.Changes))
	return v
}

// nth reads a number of the request's address.
func nth(r *http.Request, name string) (int, error) {
	n, err := strconv.Atoi(r.PathValue(name))
	if err != nil {
		return 0, chat.ErrNotFound
	}
	return n, nil
}

// A backView shows what taking a publication back undoes.
type backView struct {
	documentView
	Changes []edition.Told // with their kinds in words
	Request string         // the request to do so; "" = none was made yet
	Review  *reviewView    // what is asked and said of it
	Needs   bool           // it will be a request
}

// showBack shows what would be undone: members are answered otherwise afterwards.
func (s *Service) showBack(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Shelves == nil {
		return chat.ErrNotFound
	}
	number, err := nth(r, "document")
	if err != nil {
		return err
	}
	all, err := s.stores.Shelves.Shelves(r.Context())
	if err != nil {
		return fmt.Errorf("list documents: %w", err)
	}
	collection := r.PathValue("collection")
	at := slices.IndexFunc(all.Documents, func(d edition.Listed) bool { return d.Collection == collection && d.Number == number })
	last := slices.IndexFunc(all.Published, func(p edition.Published) bool { return p.Collection == collection && p.Document == number })
	if at < 0 || last < 0 {
		return chat.ErrNotFound
	}
	v := backView{documentView: newDocumentView(&all.Documents[at], all.Published, s.Now()), Needs: s.approves(collection), Changes: toldOf(&all.Published[last])}
	s.render(w, r, "back", page{Title: say("console.shelf.back"), Nav: "faq", Body: v})
	return nil
}

// takeBack undoes a document's last publication.
func (s *Service) takeBack(w http.ResponseWriter, r *http.Request) error {
	document, err := s.shelfForm(r, "document")
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(form(r, "publication"))
	if err != nil {
		return errBadForm
	}
	collection := r.PathValue("collection")
	request, err := s.stores.Knowledge.Editor.TakeBack(r.Context(), collection, form(r, "name"), document, number, s.record(r, "", ""))
	switch {
	case errors.Is(err, edition.ErrChanged):
		return errStale
	case err != nil:
		return fmt.Errorf("take back a publication: %w", err)
	case request != "":
		s.redirect(w, r, "/desk/faq/import/"+request, flash{OK: true, Text: say("console.review.was_asked")})
		return nil
	}
	s.Log.Info("FAQ publication taken back", "collection", collection, "document", document, "publication", number, "person", who(r).ID)
	s.redirect(w, r, "/desk/faq", flash{OK: true, Text: say("console.shelf.taken_back")})
	return nil
}
