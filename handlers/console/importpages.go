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
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq/edition"
	"madoguchi/handlers/problem"
	"madoguchi/office/staffwords"
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
	look, c, err := s.lookAt(r, id, &q, c)
	if err != nil {
		return err
	}
	v := newEditionView(id, &look, c, s.editionProgrammes(), readRowsPage(r.URL.Query()))
	if look.Plan != nil && !look.Nothing {
		if err := s.editionEffect(r, &v, id, c); err != nil {
			return err
		}
	}
	if s.stores.Knowledge.Editor != nil && look.Plan != nil && !look.Nothing {
		v.Review, v.Plan = s.reviewView(r, look.Programme, q.Reviewed()), hex.EncodeToString(look.Plan.Digest())
		v.Review.Action = "/desk/faq/import/" + id + "/review"
		v.Review.Hidden = append(slices.Clone(v.Fields), field{Label: "revision", Value: strconv.FormatInt(look.Revision, 10)}, field{Label: "plan", Value: v.Plan})
		v.Stale = q.Seen != nil && !bytes.Equal(q.Seen, look.Plan.Digest())
	}
	s.render(w, r, "edition", page{Title: say("console.import.look_title"), Nav: "faq", Flash: f, Body: v})
	return nil
}

// editionEffect adds what a document does to members' questions, as far as that is known by now.
func (s *Service) editionEffect(r *http.Request, v *editionView, id string, c EditionChoice) error {
	wait := effectWait
	if readRowsPage(r.URL.Query()).of != "" {
		wait = turnWait
	}
	effect, err := s.stores.Editions.Effect(r.Context(), id, c, wait)
	if err != nil {
		return fmt.Errorf("try a document: %w", err)
	}
	more := "/desk/faq/import/" + id + "?"
	if len(c.query()) > 0 {
		more += c.query().Encode() + "&"
	}
	v.Effect, v.Asks = s.effectView(&effect, staffwords.EffectOfAll(&effect), more), lossViews(&effect, "")
	return nil
}

// editionAsks says what publishing a document would take away from other entries, or that this is not known yet. ""
// where there is nothing to ask.
func (s *Service) editionAsks(r *http.Request, id string, c EditionChoice) (string, error) {
	effect, err := s.stores.Editions.Effect(r.Context(), id, c, sureWait)
	if refused := (*Refused)(nil); errors.As(err, &refused) {
		return "", nil // publishing says so
	}
	if err != nil {
		return "", fmt.Errorf("try a document: %w", err)
	}
	return against(&effect, "", true), nil
}

// lookAt says what a document would change, with what is chosen of it, or was when somebody was asked to approve it.
func (s *Service) lookAt(r *http.Request, id string, q *edition.Request, c EditionChoice) (EditionLook, EditionChoice, error) {
	if q.State != edition.Writing && q.State != edition.Returned {
		c = EditionChoice(q.Choice) // what was asked for
	}
	look, err := s.stores.Editions.Look(r.Context(), id, c)
	if refused := (*Refused)(nil); errors.As(err, &refused) {
		return look, c, &problem.Error{Kind: problem.Invalid, Message: refused.Text}
	}
	if err != nil {
		return look, c, fmt.Errorf("look at a document: %w", err)
	}
	return look, c, nil
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
	if form(r, "sure") == "" {
		if asks, err := s.editionAsks(r, id, c); err != nil {
			return err
		} else if asks != "" {
			return s.renderEdition(w, r, c, &flash{Text: asks})
		}
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
	text := say("console.import.kept", "name", plan.Name)
	if len(plan.Changes) > 0 {
		text = publishedWords(&plan)
	}
	s.redirect(w, r, "/desk/faq", flash{OK: true, Text: text})
	return nil
}

// publishedWords say what was published of a document, and how that is taken back.
func publishedWords(plan *edition.Plan) string {
	return say("console.import.published", "name", plan.Name, "added", plan.Count(edition.Added)+plan.Count(edition.Back), "changed", plan.Count(edition.Changed)+plan.Likely(), "missing", plan.Count(edition.Missing))
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
