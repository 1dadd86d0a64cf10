package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// An editView is the page on which an entry is written.
type editView struct {
	Ref, Programme, Title string
	New                   bool
	Programmes            []option // of a new entry
	Draft                 edition.Draft
	Fields                fieldsView
	State                 string // how far the draft is, in words
	Busy                  string // who else is writing, and since when
	Refused               string
	Theirs                *changeView // what somebody else has written meanwhile
	TheirsIs              string      // what that is, in words: the entry, or a draft of it
	Saved                 bool
	Changed               []string // in words: what the draft changes
	Unchanged             bool     // nothing: there is nothing to publish
	Preview               *previewView
	Effect                *effectView
	Asks                  []lossView // what the change would take away: to be said again
	Review                *reviewView
}

// A fieldsView is the form as it was filled in.
type fieldsView struct {
	Question, Aliases, Section, From, Until, Closes, Owner, Review string
	Kinds, Forms                                                   []option
	Blocks                                                         []blockView
}

// A blockView is one block of the answer's form.
type blockView struct {
	N         int
	Text, URL string
	Types     []option
	Table     bool
	First     bool
	Last      bool
}

var errNoEditor = chat.ErrNotFound

// showNew is the form for a new entry.
func (s *Service) showNew(w http.ResponseWriter, r *http.Request) error {
	if s.stores.Knowledge.Editor == nil {
		return errNoEditor
	}
	programme := r.URL.Query().Get("programme")
	d := edition.Draft{State: edition.Writing, Entry: faq.Entry{Collection: programme, Question: strings.TrimSpace(r.URL.Query().Get("question")), Kind: faq.KindAnswer,
		Answer: []faq.Block{{Type: faq.Paragraph}}}}
	s.renderEdit(w, r, http.StatusOK, s.editView(r, &d))
	return nil
}

// showEdit is the form for an entry, or for its draft, with what it would do.
func (s *Service) showEdit(w http.ResponseWriter, r *http.Request) error {
	d, err := s.beginEdit(r)
	if err != nil {
		return err
	}
	v := s.editView(r, &d)
	if d.Version > 0 {
		if err := s.consequences(r, &v, &d, effectWait); err != nil {
			return err
		}
		if d.By != who(r).Name {
			v.Busy = say("console.edit.busy", "name", d.By, "when", moment(s.Now(), d.Saved))
		}
	}
	s.renderEdit(w, r, http.StatusOK, v)
	return nil
}

func (s *Service) beginEdit(r *http.Request) (edition.Draft, error) {
	if s.stores.Knowledge.Editor == nil {
		return edition.Draft{}, errNoEditor
	}
	ref := refOf(r)
	d, err := s.stores.Knowledge.Editor.Begin(r.Context(), ref)
	if err != nil {
		return d, fmt.Errorf("edit %s: %w", ref, err)
	}
	return d, nil
}

func refOf(r *http.Request) string { return r.PathValue("collection") + "/" + r.PathValue("order") }

func (s *Service) renderEdit(w http.ResponseWriter, r *http.Request, status int, v editView) {
	title := say("console.edit.title")
	if v.New {
		title = say("console.edit.new")
	}
	s.renderStatus(w, r, status, "edit", page{Title: title, Nav: "faq", Body: v})
}

func (s *Service) editView(r *http.Request, d *edition.Draft) editView {
	v := editView{Draft: *d, Programme: d.Entry.Collection, New: d.Entry.Order == 0, Title: s.programmeTitle(d.Entry.Collection), Fields: s.fieldsView(&d.Entry)}
	if v.New {
		for _, p := range s.editionProgrammes() {
			v.Programmes = append(v.Programmes, option{p.ID, p.Name, p.ID == d.Entry.Collection})
		}
	} else {
		v.Ref = d.Ref()
	}
	v.Saved = d.Version > 0
	if v.Saved {
		v.State = say("console.edit.saved", "name", d.By, "when", moment(s.Now(), d.Saved))
	}
	return v
}

func (s *Service) programmeTitle(id string) string {
	for _, p := range s.editionProgrammes() {
		if p.ID == id {
			return p.Name
		}
	}
	return id
}

func (s *Service) fieldsView(e *faq.Entry) fieldsView {
	v := fieldsView{
		Question: e.Question, Aliases: strings.Join(e.Aliases, "\n"), Section: e.Section, Owner: e.Owner, Review: string(e.Review),
		From: string(e.Validity.From), Until: string(e.Validity.Until), Closes: string(e.Validity.Closes),
	}
	for _, k := range kinds {
		v.Kinds = append(v.Kinds, option{string(k), kindName(k), k == e.Kind})
	}
	v.Forms = append(v.Forms, option{"", say("console.edit.no_form"), e.Form == ""})
	for _, id := range []string{faq.FormInquiry, faq.FormChange, faq.FormConsultation} {
		v.Forms = append(v.Forms, option{id, formName(id), e.Form == id})
	}
	answer := e.Answer
	if len(answer) == 0 {
		answer = []faq.Block{{Type: faq.Paragraph}}
	}
	for i, b := range answer {
		bv := blockView{N: i + 1, Text: b.Text, URL: b.URL, Table: b.Type == faq.Table, First: i == 0, Last: i == len(answer)-1}
		if bv.Table {
			bv.Text = faq.WriteTable(b)
		}
		for _, t := range faq.BlockTypes {
			bv.Types = append(bv.Types, option{string(t), say(catalogue.Key("console.block." + string(t))), t == b.Type})
		}
		v.Blocks = append(v.Blocks, bv)
	}
	return v
}

// filled reads the form into a draft; what is wrong with it is said in words.
func (s *Service) filled(r *http.Request, d *edition.Draft) (wrong string) {
	e := &d.Entry
	e.Question, e.Section, e.Owner = strings.TrimSpace(form(r, "question")), strings.TrimSpace(form(r, "section")), strings.TrimSpace(form(r, "owner"))
	e.Aliases = lines(form(r, "aliases"))
	e.Answer = nil
	for n := 1; n <= faq.MostBlocks && r.PostForm.Has(fmt.Sprintf("text-%d", n)); n++ {
		e.Answer = append(e.Answer, filledBlock(r, n))
	}
	if k := faq.Kind(form(r, "kind")); slices.Contains(kinds, k) {
		e.Kind = k
	}
	if f := form(r, "form"); slices.Contains([]string{"", faq.FormInquiry, faq.FormChange, faq.FormConsultation}, f) {
		e.Form = f
	}
	term := e.Validity
	term.From, term.Until, term.Closes = faq.Date(form(r, "from")), faq.Date(form(r, "until")), faq.Clock(form(r, "closes"))
	if !term.Same(e.Validity) {
		term.Basis, term.Receipt = "", false
	}
	e.Review = faq.Date(form(r, "review"))
	e.Validity = term
	d.Version, _ = strconv.Atoi(form(r, "version"))
	if base, err := strconv.Atoi(form(r, "base")); err == nil {
		d.Base = base
	}
	switch {
	case e.Question == "":
		return say("console.edit.no_question")
	case len([]rune(e.Question)) > longestQuery:
		return say("console.edit.long_question")
	case !validTerm(term) || !validTerm(faq.Validity{From: e.Review}):
		return say("console.term.unreadable")
	}
	return ""
}

func filledBlock(r *http.Request, n int) faq.Block {
	text, url := strings.TrimSpace(form(r, fmt.Sprintf("text-%d", n))), strings.TrimSpace(form(r, fmt.Sprintf("url-%d", n)))
	text = strings.ReplaceAll(text, "\r\n", "\n")
	b := faq.Block{Type: faq.BlockType(form(r, fmt.Sprintf("type-%d", n))), Text: text, URL: url}
	switch b.Type {
	case faq.Table:
		return faq.ReadTable(text)
	case faq.Link:
		if b.Text == "" {
			b.Text = url
		}
	case faq.Contact:
	case faq.Note:
		b.URL = ""
	default:
		b.Type, b.URL = faq.Paragraph, ""
	}
	return b
}

// lines are a field's lines that say something, each once.
func lines(text string) []string {
	out := []string{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// saveEdit saves a draft, or changes the form: a block more, less, or elsewhere.
func (s *Service) saveEdit(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	d, err := s.beginEdit(r)
	if err != nil {
		return err
	}
	return s.save(w, r, d)
}

// saveNew is saveEdit for an entry that has no number yet.
func (s *Service) saveNew(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Knowledge.Editor == nil {
		return errNoEditor
	}
	programme := form(r, "programme")
	if !slices.ContainsFunc(s.editionProgrammes(), func(p EditionProgramme) bool { return p.ID == programme }) {
		return errBadForm
	}
	return s.save(w, r, edition.Draft{Title: s.programmeTitle(programme), State: edition.Writing, Entry: faq.Entry{Collection: programme, Warnings: []faq.Warning{}}})
}

func (s *Service) save(w http.ResponseWriter, r *http.Request, d edition.Draft) error {
	wrong := s.filled(r, &d)
	if op := form(r, "op"); op != "" {
		rearrange(&d.Entry, op)
		s.renderEdit(w, r, http.StatusOK, s.editView(r, &d))
		return nil
	}
	d.Entry.Answer = slices.DeleteFunc(d.Entry.Answer, func(b faq.Block) bool { return b.String() == "" && b.URL == "" })
	if wrong == "" && len(d.Entry.Answer) == 0 {
		wrong = say("console.edit.no_answer")
	}
	if wrong != "" {
		v := s.editView(r, &d)
		v.Refused = wrong
		s.renderEdit(w, r, http.StatusUnprocessableEntity, v)
		return nil
	}
	kept, err := s.stores.Knowledge.Editor.Save(r.Context(), d, s.pressed(r))
	switch {
	case errors.Is(err, edition.ErrChanged):
		s.second(w, r, d, kept)
		return nil
	case err != nil:
		return fmt.Errorf("save a draft: %w", err)
	}
	s.redirect(w, r, "/desk/edit/"+kept.Ref(), flash{OK: true, Text: say("console.edit.kept")})
	return nil
}

// second tells the second of two who write that somebody was quicker. What they have written stands in the form;
// saved again, it takes the other's place, as they now know.
func (s *Service) second(w http.ResponseWriter, r *http.Request, mine, theirs edition.Draft) {
	mine.Version = theirs.Version
	v := s.editView(r, &mine)
	v.State, v.Saved = "", false
	if theirs.Version == 0 {
		v.Refused = say("console.edit.gone")
	} else {
		v.Refused = say("console.edit.second", "name", theirs.By, "when", moment(s.Now(), theirs.Saved))
		cv := newChangeView(&edition.Change{Before: &theirs.Entry, After: &mine.Entry, Question: mine.Entry.Question})
		v.Theirs, v.TheirsIs = &cv, say("console.edit.theirs_draft", "name", theirs.By)
	}
	s.renderEdit(w, r, http.StatusConflict, v)
}

// rearrange changes the blocks of an answer: "add", "remove-2", "up-2", "down-2".
func rearrange(e *faq.Entry, op string) {
	verb, number, _ := strings.Cut(op, "-")
	n, _ := strconv.Atoi(number)
	at := n - 1
	has := func(i int) bool { return i >= 0 && i < len(e.Answer) }
	switch {
	case verb == "add" && len(e.Answer) < faq.MostBlocks:
		e.Answer = append(e.Answer, faq.Block{Type: faq.Paragraph})
	case verb == "remove" && has(at):
		e.Answer = slices.Delete(e.Answer, at, at+1)
	case verb == "up" && has(at) && has(at-1):
		e.Answer[at], e.Answer[at-1] = e.Answer[at-1], e.Answer[at]
	case verb == "down" && has(at) && has(at+1):
		e.Answer[at], e.Answer[at+1] = e.Answer[at+1], e.Answer[at]
	}
}
