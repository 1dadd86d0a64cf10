package console

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/staff"
)

// An entryView is one FAQ entry as members get it, with what staff should know about it.
type entryView struct {
	Ref, Title, Label, Section, Question string
	Aliases                              []string
	Blocks                               []chat.Block
	Kind, KindReason, Form, Term, Basis  string
	CollectionTerm, Source               string
	Ended                                bool
	Warnings                             []faq.Warning
	Version                              int
	Previous, Next                       string
	Kinds                                []option // to confirm; none where nobody keeps it
	State                                string   // where members are not answered with it, or its document has it no more
	Decisions                            []option // what may be decided of it
	Proposed                             *termForm
	Served                               bool // members are answered with it
	History                              bool // what the entry said before is known
	Corrects                             bool // who was told what it said before may be told that it is wrong
	Edits                                bool // the page offers to change the entry
	Withdraws, Restores                  bool // and to withdraw it, or to bring it back
	Targets                              targetsView
	Drafted                              string // who is changing it, and since when
	Owner, Review                        string
	Checks                               []findingView
	Askers                               []askedTicket // who waits for this answer
	Useful                               string        // what readers of its public page say of it; "" = nobody has
}

// A termForm is an entry's term to be confirmed, mended or refused.
type termForm struct {
	From, Until, Closes string
	Confirmed           bool
}

// kinds are the kinds of answer an entry may be found to give.
var kinds = []faq.Kind{faq.KindAnswer, faq.KindSelf, faq.KindRedirect, faq.KindDecline, faq.KindForm, faq.KindPointer}

func (s *Service) kindChoices(now faq.Kind) []option {
	if s.stores.Knowledge.Editor == nil {
		return nil
	}
	var out []option
	for _, k := range kinds {
		out = append(out, option{Value: string(k), Label: kindName(k), Selected: k == now})
	}
	return out
}

// confirmKind keeps what a colleague has found an entry's kind to be: it decides which buttons
// members see below the answer.
func (s *Service) confirmKind(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	kind := faq.Kind(form(r, "kind"))
	if s.stores.Knowledge.Editor == nil || !slices.Contains(kinds, kind) {
		return chat.ErrNotFound
	}
	ref := r.PathValue("collection") + "/" + r.PathValue("order")
	done, err := s.stores.Knowledge.Editor.ConfirmKind(r.Context(), ref, kind, s.record(r, "", ""))
	return s.proposed(w, r, "/desk/faq/"+ref, done, err, say("console.faq.confirmed", "kind", kindName(kind)))
}

func (s *Service) showEntry(w http.ResponseWriter, r *http.Request) error {
	ref := r.PathValue("collection") + "/" + r.PathValue("order")
	ix := s.index()
	e, served := (*faq.Entry)(nil), false
	if ix != nil {
		e, served = ix.Entry(ref)
	}
	stored, kept, err := s.storedEntry(r, ref)
	if err != nil {
		return err
	}
	if !served && !kept {
		return s.showDrafted(w, r, ref)
	}
	c := &faq.Collection{Title: stored.Title}
	if !served {
		e = &stored.Entry
	} else if c, err = collectionOf(ix, e); err != nil {
		return err
	}
	v := s.entryView(e, c)
	v.Served = served
	if served {
		v.Previous, v.Next = neighbour(ix, e, -1), neighbour(ix, e, +1)
		if v.Askers, err = s.askers(r, ix, e); err != nil {
			return err
		}
	}
	if kept {
		v.decide(&stored, s.Now())
		if err := s.offerEdits(r, &v, &stored, c); err != nil {
			return err
		}
		if err := s.offerTargets(r, &v, ix, c, &stored); err != nil {
			return err
		}
	}
	v.leave(me(r))
	if v.Checks, err = s.concerning(r, ref); err != nil {
		return err
	}
	s.render(w, r, "entry", page{Title: e.Question, Nav: "faq", Body: v})
	return nil
}

// showDrafted goes on to the draft of an entry that is not there yet.
func (s *Service) showDrafted(w http.ResponseWriter, r *http.Request, ref string) error {
	if s.stores.Knowledge.Editor == nil {
		return chat.ErrNotFound
	}
	if _, err := s.stores.Knowledge.Editor.Begin(r.Context(), ref); err != nil {
		return fmt.Errorf("show entry %s: %w", ref, err)
	}
	http.Redirect(w, r, "/desk/edit/"+ref, http.StatusSeeOther)
	return nil
}

// offerEdits adds what may be done with an entry where it is kept.
func (s *Service) offerEdits(r *http.Request, v *entryView, e *edition.Stored, c *faq.Collection) error {
	if s.stores.Knowledge.Editor == nil {
		return nil
	}
	v.Edits, v.History, v.Corrects = true, true, s.stores.Knowledge.Corrections != nil
	v.Withdraws, v.Restores = e.State == faq.Public, e.State == faq.Withdrawn
	if e.State != faq.Draft { // what becomes of a draft is decided with its kin
		v.Decisions = slices.DeleteFunc(v.Decisions, func(o option) bool { return o.Value != "keep" })
	}
	if d, err := s.stores.Knowledge.Editor.Begin(r.Context(), v.Ref); err != nil {
		return fmt.Errorf("find the draft of %s: %w", v.Ref, err)
	} else if d.Version > 0 {
		v.Drafted = say("console.edit.drafted", "name", d.By, "when", moment(s.Now(), d.Saved))
	}
	return nil
}

// storedEntry is an entry as it is kept, where anybody keeps it.
func (s *Service) storedEntry(r *http.Request, ref string) (stored edition.Stored, kept bool, err error) {
	if s.stores.Shelves == nil {
		return stored, false, nil
	}
	stored, err = s.stores.Shelves.StoredEntry(r.Context(), ref)
	if errors.Is(err, chat.ErrNotFound) {
		return stored, false, nil
	}
	if err != nil {
		return stored, false, fmt.Errorf("show entry %s: %w", ref, err)
	}
	return stored, true, nil
}

func (s *Service) entryView(e *faq.Entry, c *faq.Collection) entryView {
	now := s.Now()
	return entryView{
		Ref: e.Ref(), Title: c.Title, Label: e.Label, Section: e.Section, Question: e.Question, Aliases: e.Aliases,
		Blocks: blocks(e.Answer), Kind: kindName(e.Kind), KindReason: e.KindReason, Form: formName(e.Form),
		Term: termName(e.Validity, now), Basis: e.Validity.Basis, CollectionTerm: termName(c.Validity, now),
		Ended: c.Validity.At(now) == faq.Ended || e.Validity.At(now) == faq.Ended,
		Owner: e.Owner, Review: day(e.Review), Source: documentPlace(c, e), Warnings: e.Warnings, Version: e.Version, Kinds: s.kindChoices(e.Kind),
	}
}

// leave takes out what may not be done by who reads the page.
func (v *entryView) leave(a staff.Account) {
	if !a.May(staff.Edit) {
		v.Kinds, v.Proposed, v.Drafted = nil, nil, ""
	}
	v.Edits, v.Corrects = v.Edits && a.May(staff.Edit), v.Corrects && a.May(staff.Edit)
	if !a.May(staff.Approve) {
		v.Decisions, v.Withdraws, v.Restores, v.Targets = nil, false, false, targetsView{}
	}
}

// decide adds what state an entry is in, and what may be decided of it.
func (v *entryView) decide(e *edition.Stored, now time.Time) {
	withdraw, publish := option{Value: "withdraw", Label: say("console.shelf.withdraw")}, option{Value: "publish", Label: say("console.shelf.publish")}
	switch {
	case e.State == faq.Draft:
		v.State, v.Decisions = say("console.shelf.is_draft"), []option{publish, withdraw}
	case e.State == faq.Withdrawn:
		v.State, v.Decisions = say("console.shelf.is_withdrawn"), []option{publish}
	case e.Missing && e.KeptBy == "":
		v.State, v.Decisions = say("console.shelf.is_missing", "when", moment(now, e.Since)), []option{withdraw, {Value: "keep", Label: say("console.shelf.keep")}}
	case e.Missing:
		v.State, v.Decisions = say("console.shelf.is_kept", "name", e.KeptBy), []option{withdraw}
	default:
		v.Decisions = []option{withdraw}
	}
	t := e.Entry.Validity
	v.Proposed = &termForm{string(t.From), string(t.Until), string(t.Closes), t.Confirmed}
}

// offerTargets adds what readers of the public page say of an entry, and which entries it may be moved behind or merged
// into.
func (s *Service) offerTargets(r *http.Request, v *entryView, ix faq.Index, c *faq.Collection, e *edition.Stored) (err error) {
	if e.Helped+e.Unhelped > 0 {
		v.Useful = say("console.entry.useful_counts", "yes", e.Helped, "no", e.Unhelped)
	}
	moves := v.Edits && len(c.Entries) > 0
	if len(c.Entries) == 0 && ix != nil { // it is not served itself, and may be merged all the same
		all := ix.Collections()
		if at := slices.IndexFunc(all, func(o faq.Collection) bool { return o.ID == e.Entry.Collection }); at >= 0 {
			c = &all[at]
		}
	}
	if v.Targets, err = s.targets(r, ix, c, e); err != nil {
		return err
	}
	if !moves {
		v.Targets.Places = nil
	}
	if ix == nil || e.State == faq.Draft {
		v.Targets.Heirs = nil
	}
	return nil
}

var errNoCollection = errors.New("entry without its collection")

func collectionOf(ix faq.Index, e *faq.Entry) (*faq.Collection, error) {
	cs := ix.Collections()
	for i := range cs {
		if cs[i].ID == e.Collection {
			return &cs[i], nil
		}
	}
	return nil, fmt.Errorf("show entry %s: %w", e.Ref(), errNoCollection)
}

// neighbour is the reference of the entry that many places on in the same collection, or "".
func neighbour(ix faq.Index, e *faq.Entry, by int) string {
	ref := fmt.Sprintf("%s/%d", e.Collection, e.Order+by)
	if _, ok := ix.Entry(ref); !ok {
		return ""
	}
	return ref
}

// documentPlace says where in its document an entry stands.
func documentPlace(c *faq.Collection, e *faq.Entry) string {
	place := cmp.Or(e.Document, c.Document)
	if e.Label != "" {
		place += " " + e.Label
	}
	if e.Source.Page > 0 {
		place += fmt.Sprintf("・p.%d", e.Source.Page)
	}
	if e.Source.Line > 0 {
		place += say("console.faq.line", "n", e.Source.Line)
	}
	return place
}

// blocks are an entry's blocks in the form in which messages carry them.
func blocks(bs []faq.Block) []chat.Block {
	out := make([]chat.Block, len(bs))
	for i, b := range bs {
		out[i] = chat.Block{Type: string(b.Type), Text: b.Text, URL: b.URL, Header: b.Header, Rows: b.Rows}
	}
	return out
}
