package console

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/problem"
	"madoguchi/reading"
)

// maxUpload is the largest form with a file: the 10 MB that a document may have, and its fields.
const maxUpload = 11 << 20

// An importView is the page on which a document is brought.
type importView struct {
	Programmes []option
	Title      string
	Text       string // as pasted
	Refused    string // why the last one was not taken
}

// An EditionProgramme is one that documents may be brought for.
type EditionProgramme struct{ ID, Name string }

func (s *Service) showImport(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Editions == nil {
		return chat.ErrNotFound
	}
	s.render(w, r, "import", page{Title: say("console.import.title"), Nav: "faq", Script: "import", Body: s.importView(r.URL.Query().Get("programme"))})
	return nil
}

func (s *Service) importView(programme string) importView {
	var v importView
	for _, p := range s.editionProgrammes() {
		v.Programmes = append(v.Programmes, option{p.ID, p.Name, p.ID == programme})
	}
	return v
}

// editionProgrammes are those of the office file, then those that only have documents.
func (s *Service) editionProgrammes() []EditionProgramme {
	out := s.Facts().Programmes
	named := map[string]bool{}
	for _, p := range out {
		named[p.ID] = true
	}
	for _, c := range s.collections() {
		if !named[c.ID] {
			out = append(out, EditionProgramme{c.ID, c.Title})
		}
	}
	return out
}

// takeImport takes a file, or pasted text, and goes on to what it would change.
func (s *Service) takeImport(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Editions == nil {
		return chat.ErrNotFound
	}
	f, err := s.uploaded(r)
	if err != nil {
		return err
	}
	id := ""
	if len(f.Content) == 0 {
		err = &Refused{say("console.import.nothing")}
	} else {
		id, err = s.stores.Editions.Take(r.Context(), f, who(r))
	}
	if refused := (*Refused)(nil); errors.As(err, &refused) {
		v := s.importView(f.Programme)
		v.Title, v.Text, v.Refused = f.Title, form(r, "text"), refused.Text
		s.renderStatus(w, r, http.StatusUnprocessableEntity, "import", page{Title: say("console.import.title"), Nav: "faq", Script: "import", Body: v})
		return nil
	}
	if err != nil {
		return fmt.Errorf("take a document: %w", err)
	}
	if r.Header.Get("Accept") == "application/json" { // our script, which goes there by itself
		w.Header().Set("Location", "/desk/faq/import/"+id)
		w.WriteHeader(http.StatusCreated)
		return nil
	}
	http.Redirect(w, r, "/desk/faq/import/"+id, http.StatusSeeOther)
	return nil
}

// uploaded reads the form with a file or a text in it.
func (s *Service) uploaded(r *http.Request) (EditionFile, error) {
	err := r.ParseMultipartForm(maxUpload)
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return EditionFile{}, err
	case err != nil:
		return EditionFile{}, errBadForm
	}
	f := EditionFile{Programme: form(r, "programme"), Title: strings.TrimSpace(form(r, "title"))}
	// A pasted text has no name by which its document could be told from others.
	pasted := say("console.import.pasted_name", "when", s.Now().In(reading.JST).Format("2006-01-02 15:04"))
	file, head, err := r.FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile):
		f.Name, f.Content = pasted, []byte(strings.TrimSpace(form(r, "text")))
		return f, nil
	case err != nil:
		return EditionFile{}, errBadForm
	}
	defer file.Close()
	f.Name = chars.FileName(head.Filename, pasted)
	if f.Content, err = io.ReadAll(file); err != nil {
		return EditionFile{}, errBadForm
	}
	if len(f.Content) == 0 {
		f.Name, f.Content = pasted, []byte(strings.TrimSpace(form(r, "text")))
	}
	return f, nil
}

// choice reads what a person has said of a file.
func choice(values url.Values) EditionChoice {
	numbers := func(name string) (out []int) {
		for _, v := range values[name] {
			if n, err := strconv.Atoi(v); err == nil {
				out = append(out, n)
			}
		}
		return out
	}
	return EditionChoice{Document: chars.Clean(values.Get("document")), New: values.Get("new") != "", Apart: numbers("apart"), Same: numbers("same"), Theirs: numbers("theirs")}
}

// query is a choice as an address says it.
func (c EditionChoice) query() url.Values {
	v := url.Values{}
	if c.Document != "" {
		v.Set("document", c.Document)
	}
	if c.New {
		v.Set("new", "1")
	}
	for _, n := range c.Apart {
		v.Add("apart", strconv.Itoa(n))
	}
	for _, n := range c.Same {
		v.Add("same", strconv.Itoa(n))
	}
	for _, n := range c.Theirs {
		v.Add("theirs", strconv.Itoa(n))
	}
	return v
}

func (s *Service) showEdition(w http.ResponseWriter, r *http.Request) error {
	return s.renderEdition(w, r, choice(r.URL.Query()), nil)
}

func (s *Service) renderEdition(w http.ResponseWriter, r *http.Request, c EditionChoice, f *flash) error {
	if s.stores.Editions == nil {
		return chat.ErrNotFound
	}
	id := r.PathValue("id")
	q, err := s.request(r, id)
	if err != nil {
		return err
	}
	if q.Act == edition.ActBack {
		return s.showRequest(w, r, &q)
	}
	if q.State != edition.Writing && q.State != edition.Returned {
		c = EditionChoice(q.Choice) // what was asked for
	}
	look, err := s.stores.Editions.Look(r.Context(), id, c)
	if refused := (*Refused)(nil); errors.As(err, &refused) {
		return &problem.Error{Kind: problem.Invalid, Message: refused.Text}
	}
	if err != nil {
		return fmt.Errorf("look at a document: %w", err)
	}
	v := newEditionView(id, &look, c, s.editionProgrammes())
	if s.stores.Knowledge.Editor != nil && look.Plan != nil {
		v.Review, v.Plan = s.reviewView(r, look.Programme, q.Reviewed()), hex.EncodeToString(look.Plan.Digest())
		v.Review.Action = "/desk/faq/import/" + id + "/review"
		v.Review.Hidden = append(slices.Clone(v.Fields), field{Label: "revision", Value: strconv.FormatInt(look.Revision, 10)}, field{Label: "plan", Value: v.Plan})
		v.Stale = q.Seen != nil && !bytes.Equal(q.Seen, look.Plan.Digest())
	}
	s.render(w, r, "edition", page{Title: say("console.import.look_title"), Nav: "faq", Flash: f, Body: v})
	return nil
}

// request is the change of a document that an address names.
func (s *Service) request(r *http.Request, id string) (edition.Request, error) {
	if s.stores.Knowledge.Drafts == nil {
		return edition.Request{State: edition.Writing}, nil
	}
	q, err := s.stores.Knowledge.Drafts.Request(r.Context(), id)
	if err != nil {
		return q, fmt.Errorf("look at a document: %w", err)
	}
	return q, nil
}

// publishEdition publishes a file just as it was shown. Where the FAQ has changed meanwhile, it is shown anew.
func (s *Service) publishEdition(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Editions == nil {
		return chat.ErrNotFound
	}
	if err := parse(r); err != nil {
		return err
	}
	id, c := r.PathValue("id"), choice(r.PostForm)
	if form(r, "act") == edition.ActBack {
		return s.publishRequest(w, r, id)
	}
	seen, err := strconv.ParseInt(form(r, "revision"), 10, 64)
	if err != nil {
		return errBadForm
	}
	plan, err := s.stores.Editions.Publish(r.Context(), id, c, seen, publisher(who(r)))
	var refused *Refused
	switch {
	case errors.Is(err, edition.ErrChanged):
		return s.renderEdition(w, r, c, &flash{Text: say("console.import.changed_meanwhile")})
	case errors.As(err, &refused):
		return s.renderEdition(w, r, c, &flash{Text: refused.Text})
	case err != nil:
		return fmt.Errorf("publish a document: %w", err)
	}
	s.Log.Info("FAQ document published", "collection", plan.Collection, "document", plan.Number, "changes", len(plan.Changes), "person", who(r).ID)
	if err := s.audited(r, audit.FAQPublished, plan.Collection, fmt.Sprintf("document=%d changes=%d", plan.Number, len(plan.Changes))); err != nil {
		return err
	}
	text := say("console.import.published", "name", plan.Name, "added", plan.Count(edition.Added)+plan.Count(edition.Back), "changed", plan.Count(edition.Changed)+plan.Likely(), "missing", plan.Count(edition.Missing))
	s.redirect(w, r, "/desk/faq", flash{OK: true, Text: text})
	return nil
}

// dropEdition forgets a file: nothing has happened.
func (s *Service) dropEdition(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Editions == nil {
		return chat.ErrNotFound
	}
	if err := s.stores.Editions.Drop(r.Context(), r.PathValue("id")); err != nil {
		return fmt.Errorf("forget a document: %w", err)
	}
	s.redirect(w, r, "/desk/faq", flash{OK: true, Text: say("console.import.dropped")})
	return nil
}

// An editionView is what a file would change, for a person to look at.
type editionView struct {
	ID, Title, File, Programme, Name string
	New, Back                        bool
	Revision                         int64
	Sum                              string
	Same                             bool // nothing changes
	Fault                            string
	Stored                           []link // the documents it may be the new edition of
	Fields                           []field
	Missing, Likely, Changed, Added  []changeView
	Held                             []changeView // changed here and in the document
	Answers                          []AnswerMoved
	Warnings                         []warningView
	Review                           *reviewView // what is asked and said of it; nil = nothing can be
	Plan                             string      // the digest of what is shown
	Stale                            bool        // what was asked for is not what it would be by now
}

// A link goes to the same page with one more thing said.
type link struct{ Text, Href string }

// A changeView is one entry's change.
type changeView struct {
	Ref, Question, Old string
	Was, Is            []edition.Span // the answers, where both are there
	WasQ, IsQ          []edition.Span
	WasMore, IsMore    []edition.Span // other wordings and the rest
	Answer             string         // of an added one
	Apart, Together    link           // says that it is another question, or the same
	Maybe, MaybeHref   string
	Again              []string // what is to be confirmed again
	Otherwise          bool     // the answers differ
	Clash              string   // the fields that were changed here and in the document
	Theirs             link     // takes the document's words, or those written here
}

// A warningView is what was found, with where.
type warningView struct{ Where, Text string }

func newEditionView(id string, look *EditionLook, c EditionChoice, programmes []EditionProgramme) editionView {
	v := editionView{ID: id, Title: look.Title, File: look.File, Programme: look.Programme, Revision: look.Revision, Answers: look.Answers}
	for _, p := range programmes {
		if p.ID == look.Programme {
			v.Programme = p.Name
		}
	}
	at := func(more func(*EditionChoice)) string {
		next := EditionChoice{c.Document, c.New, append([]int{}, c.Apart...), append([]int{}, c.Same...), append([]int{}, c.Theirs...)}
		more(&next)
		return "/desk/faq/import/" + id + "?" + next.query().Encode()
	}
	for name, values := range c.query() {
		for _, value := range values {
			v.Fields = append(v.Fields, field{Label: name, Value: value})
		}
	}
	v.warn(look)
	if look.Fault != nil {
		v.Fault = say("console.import.fault", "n", look.Fault.Entries, "shared", look.Fault.Shared)
		for _, name := range look.Fault.Stored {
			v.Stored = append(v.Stored, link{say("console.import.is", "name", name), at(func(c *EditionChoice) { c.Document, c.New = name, false })})
		}
		v.Stored = append(v.Stored, link{say("console.import.is_new"), at(func(c *EditionChoice) { c.Document, c.New = "", true })})
		return v
	}
	v.changes(look.Plan, at)
	if v.Back = look.Back; v.Back {
		return v
	}
	for _, name := range look.Stored {
		if name != look.Plan.Name {
			v.Stored = append(v.Stored, link{say("console.import.is", "name", name), at(func(c *EditionChoice) { c.Document, c.New = name, false })})
		}
	}
	if !look.Plan.New {
		v.Stored = append(v.Stored, link{say("console.import.is_new"), at(func(c *EditionChoice) { c.Document, c.New = "", true })})
	}
	return v
}

// changes sorts a plan's changes by what a person has to do with them.
func (v *editionView) changes(p *edition.Plan, at func(func(*EditionChoice)) string) {
	v.Name, v.New, v.Same = p.Name, p.New, len(p.Changes) == 0
	for i := range p.Changes {
		ch := &p.Changes[i]
		cv := newChangeView(ch)
		switch {
		case ch.Kind == edition.Missing:
			v.Missing = append(v.Missing, cv)
		case ch.Likely:
			cv.Apart = link{say("console.import.apart"), at(func(c *EditionChoice) { c.Apart, c.Same = append(c.Apart, ch.Order), without(c.Same, ch.Order) })}
			v.Likely = append(v.Likely, cv)
		case ch.Maybe != "":
			cv.Maybe = ch.Maybe
			cv.Together = link{say("console.import.together"), at(func(c *EditionChoice) { c.Same, c.Apart = append(c.Same, ch.Order), without(c.Apart, ch.Order) })}
			v.Likely = append(v.Likely, cv)
		case len(ch.Held) > 0 || len(ch.Lost) > 0:
			v.Held = append(v.Held, heldView(ch, cv, at))
		case ch.Kind == edition.Changed:
			v.Changed = append(v.Changed, cv)
		default:
			v.Added = append(v.Added, cv)
		}
	}
	v.Sum = say("terminal.import.sum", "added", len(v.Added), "changed", len(v.Changed), "likely", len(v.Likely), "missing", len(v.Missing), "warnings", len(v.Warnings))
}

// heldView shows what was changed here beside what the document says, whichever of them is to stay.
func heldView(ch *edition.Change, cv changeView, at func(func(*EditionChoice)) string) changeView {
	ours, fields := ch.Before, append(append([]string{}, ch.Held...), ch.Lost...)
	side := newChangeView(&edition.Change{Ref: ch.Ref, Question: ch.Question, Before: ours, After: ch.Theirs})
	side.Again = cv.Again
	var names []string
	for _, f := range fields {
		names = append(names, fieldName(f))
	}
	side.Clash = strings.Join(names, "、")
	if len(ch.Lost) > 0 {
		side.Theirs = link{say("console.import.take_ours"), at(func(c *EditionChoice) { c.Theirs = without(c.Theirs, ch.Order) })}
	} else {
		side.Theirs = link{say("console.import.take_theirs"), at(func(c *EditionChoice) { c.Theirs = append(c.Theirs, ch.Order) })}
	}
	side.Otherwise = len(ch.Lost) > 0
	return side
}

func without(all []int, n int) []int {
	var out []int
	for _, m := range all {
		if m != n {
			out = append(out, m)
		}
	}
	return out
}

func newChangeView(ch *edition.Change) changeView {
	cv := changeView{Ref: ch.Ref, Question: ch.Question, Old: ch.Old}
	for _, what := range ch.Unconfirmed {
		cv.Again = append(cv.Again, wordOr(catalogue.Key("console.import.again."+what), what))
	}
	switch {
	case ch.Before != nil && ch.After != nil:
		cv.WasQ, cv.IsQ = edition.Diff(ch.Before.Question, ch.After.Question)
		was, is := ch.Before.AnswerText(), ch.After.AnswerText()
		cv.Was, cv.Is = edition.Diff(was, is)
		cv.Otherwise = was != is
		cv.WasMore, cv.IsMore = edition.Diff(restOf(ch.Before), restOf(ch.After))
	case ch.After != nil:
		cv.Answer = ch.After.AnswerText()
	default:
		cv.Answer = ch.Before.AnswerText()
	}
	return cv
}

// restOf is what of an entry is neither question nor answer, a line each.
func restOf(e *faq.Entry) string {
	var out []string
	for _, l := range []struct{ field, value string }{
		{edition.FieldAliases, strings.Join(e.Aliases, "、")}, {edition.FieldSection, e.Section}, {edition.FieldKind, kindName(e.Kind)}, {edition.FieldForm, formName(e.Form)},
		{edition.FieldTerm, strings.Trim(day(e.Validity.From)+"〜"+day(e.Validity.Until)+" "+string(e.Validity.Closes), "〜 ")}, {edition.FieldOwner, e.Owner}, {edition.FieldReview, day(e.Review)},
	} {
		if l.value != "" {
			out = append(out, fieldName(l.field)+"："+l.value)
		}
	}
	return strings.Join(out, "\n")
}

// warn lists what was found in the document.
func (v *editionView) warn(look *EditionLook) {
	for _, w := range look.Warnings {
		v.Warnings = append(v.Warnings, warningView{"", w.Text})
	}
	if look.Plan == nil {
		return
	}
	for i := range look.Plan.Writes {
		e := &look.Plan.Writes[i].Entry
		for _, w := range e.Warnings {
			v.Warnings = append(v.Warnings, warningView{e.Ref() + " " + e.Question, w.Text})
		}
	}
}
