package console

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/reading"
)

// shelfForm reads an act's form, and a number of its address.
func (s *Service) shelfForm(r *http.Request, name string) (int, error) {
	if err := parse(r); err != nil {
		return 0, err
	}
	if s.stores.Shelves == nil || s.stores.Knowledge.Editor == nil {
		return 0, chat.ErrNotFound
	}
	return nth(r, name)
}

// decideEntry withdraws an entry, serves it, or leaves it in service although its document has it no more.
func (s *Service) decideEntry(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.shelfForm(r, "order"); err != nil {
		return err
	}
	editor, ref, by := s.stores.Knowledge.Editor, refOf(r), s.record(r, "", "")
	var done edition.Done
	var text string
	var err error
	switch form(r, "decision") {
	case "withdraw":
		text, err = say("console.shelf.withdrawn"), editor.Withdraw(r.Context(), ref, "", by)
	case "publish":
		text = say("console.shelf.served")
		done, err = editor.Reinstate(r.Context(), ref, by)
	case "merge":
		text, err = say("console.shelf.merged"), editor.Merge(r.Context(), ref, form(r, "heir"), by)
	case "keep":
		text, err = say("console.shelf.left"), editor.Keep(r.Context(), ref, by)
	default:
		return errBadForm
	}
	if err == nil {
		s.Log.Info("FAQ entry decided", "ref", ref, "decision", form(r, "decision"), "person", who(r).ID)
	}
	return s.proposed(w, r, "/desk/faq", done, err, text)
}

// publishDrafts serves a programme's drafts, those that were chosen.
func (s *Service) publishDrafts(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Knowledge.Editor == nil {
		return chat.ErrNotFound
	}
	var orders []int
	for _, v := range r.PostForm["order"] {
		n, err := strconv.Atoi(v)
		if err != nil {
			return errBadForm
		}
		orders = append(orders, n)
	}
	collection := r.PathValue("collection")
	done, err := s.stores.Knowledge.Editor.Serve(r.Context(), collection, orders, s.record(r, "", ""))
	return s.proposed(w, r, "/desk/faq", edition.Done{}, err, servedText(done))
}

// servedText says how many entries are served now, or wait for approval, or in drafts that somebody is still writing.
func servedText(all []edition.Done) string {
	var served, asked, writing int
	for i := range all {
		switch {
		case all[i].Writing():
			writing++
		case all[i].Waiting:
			asked++
		default:
			served++
		}
	}
	text := ""
	if served > 0 || asked+writing == 0 {
		text = say("console.shelf.drafts_served", "n", served)
	}
	if asked > 0 {
		text += say("console.review.wait", "n", asked)
	}
	if writing > 0 {
		text += say("console.review.wait_draft", "n", writing)
	}
	return text
}

// inherit takes over one programme's entries as drafts of another.
func (s *Service) inherit(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Editions == nil {
		return chat.ErrNotFound
	}
	from, to := form(r, "from"), form(r, "to")
	known := func(id string) bool {
		return slices.ContainsFunc(s.editionProgrammes(), func(p EditionProgramme) bool { return p.ID == id })
	}
	if from == to || !known(from) || !known(to) {
		s.redirect(w, r, "/desk/faq", flash{Text: say("console.shelf.two_programmes")})
		return nil
	}
	n, err := s.stores.Editions.Inherit(r.Context(), from, to, publisher(who(r)))
	if err != nil {
		return fmt.Errorf("take over the FAQ of %s: %w", from, err)
	}
	if err := s.audited(r, audit.FAQImported, to, fmt.Sprintf("from=%s drafts=%d", from, n)); err != nil {
		return err
	}
	s.redirect(w, r, "/desk/faq", flash{OK: true, Text: say("console.shelf.inherited", "n", n)})
	return nil
}

// showOriginal hands over the file that a document's present edition came in.
func (s *Service) showOriginal(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Shelves == nil {
		return chat.ErrNotFound
	}
	document, err := nth(r, "document")
	if err != nil {
		return err
	}
	name, content, err := s.stores.Shelves.Original(r.Context(), r.PathValue("collection"), document)
	if err != nil {
		return fmt.Errorf("open an original: %w", err)
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": chars.FileName(name, "document")}))
	_, _ = w.Write(content) // an error here is a browser that has left
	return nil
}

// confirmTerm keeps when a colleague has found an entry to hold, or that it has no term.
func (s *Service) confirmTerm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.shelfForm(r, "order"); err != nil {
		return err
	}
	ref := r.PathValue("collection") + "/" + r.PathValue("order")
	stored, err := s.stores.Shelves.StoredEntry(r.Context(), ref)
	if err != nil {
		return fmt.Errorf("confirm term of %s: %w", ref, err)
	}
	term := faq.Validity{}
	if form(r, "decision") != "none" {
		proposed := stored.Entry.Validity
		term = faq.Validity{From: faq.Date(form(r, "from")), Until: faq.Date(form(r, "until")), Closes: faq.Clock(form(r, "closes")), Basis: proposed.Basis, Receipt: proposed.Receipt}
		if !validTerm(term) {
			s.redirect(w, r, "/desk/faq/"+ref, flash{Text: say("console.term.unreadable")})
			return nil
		}
	}
	done, err := s.stores.Knowledge.Editor.ConfirmTerm(r.Context(), ref, term, s.record(r, "", ""))
	if err == nil {
		s.Log.Info("term confirmed", "ref", ref, "person", who(r).ID)
	}
	return s.proposed(w, r, "/desk/faq/"+ref, done, err, say("console.term.confirmed"))
}

// validTerm says whether the days and the time of a term exist, in their order.
func validTerm(v faq.Validity) bool {
	for _, d := range []faq.Date{v.From, v.Until} {
		if _, err := reading.ParseDay(string(d)); d != "" && err != nil {
			return false
		}
	}
	if _, err := time.Parse("15:04", string(v.Closes)); v.Closes != "" && (err != nil || v.Until == "") {
		return false
	}
	return v.From == "" || v.Until == "" || v.From <= v.Until
}
