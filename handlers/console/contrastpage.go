package console

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/contrast"
	"madoguchi/faq/edition"
)

// Contrasts keep what drafts change for who has a link and no account. What is not there is chat.ErrNotFound.
type Contrasts interface {
	SaveContrast(ctx context.Context, hash []byte, c edition.Contrast, by audit.Record) error
	Contrast(ctx context.Context, hash []byte) (edition.Contrast, error)
	Contrasts(ctx context.Context, ref string) ([]edition.Contrast, error) // the latest first
	DropContrast(ctx context.Context, ref string, number int64, by audit.Record) error
}

// A contrastView is a draft beside what it replaces.
type contrastView struct {
	contrast.Table
	Ref   string
	Docx  string // where the Word document is
	Dated string // what the table shows was so at that moment
	Fresh string // a link that was made just now: it is shown once
	Links []contrastLink
	Edits bool
	Back  string // to what it is of
}

// A contrastLink is a link that still shows a draft.
type contrastLink struct {
	Number int64
	Note   string
}

// docxType is what a Word document is to a browser.
const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// linkLength is the length of rand.Text.
const linkLength = 26

// contrastOf lays what a draft makes of an entry beside the entry: its question, and what changes. Who looks after it
// in the office is no matter of members', and of nobody else outside.
func (s *Service) contrastOf(before *faq.Entry, after *faq.Entry) contrast.Table {
	t := contrastTable()
	t.Rows = s.contrastRows(before, after)
	return t
}

func contrastTable() contrast.Table {
	return contrast.Table{Title: say("console.contrast.title"), Part: say("console.contrast.part"), Old: say("console.contrast.old"), New: say("console.contrast.new")}
}

// contrastRows are the parts of an entry that change, and its question.
func (s *Service) contrastRows(before, after *faq.Entry) (rows []contrast.Row) {
	was := &faq.Entry{}
	if before != nil {
		was = before
	}
	for _, p := range []struct {
		field string
		of    func(*faq.Entry) string
	}{
		{edition.FieldQuestion, func(e *faq.Entry) string { return e.Question }},
		{edition.FieldAliases, func(e *faq.Entry) string { return strings.Join(e.Aliases, "\n") }},
		{edition.FieldSection, func(e *faq.Entry) string { return e.Section }},
		{edition.FieldAnswer, answerWithLinks},
		{edition.FieldKind, func(e *faq.Entry) string { return kindName(e.Kind) }},
		{edition.FieldForm, func(e *faq.Entry) string { return formName(e.Form) }},
		{edition.FieldTerm, func(e *faq.Entry) string { return termName(e.Validity, s.Now()) }},
	} {
		x, y := p.of(was), p.of(after)
		if before == nil {
			x = ""
		}
		if x == y && p.field != edition.FieldQuestion {
			continue
		}
		row := contrast.Row{Name: fieldName(p.field)}
		if row.Was, row.Is = edition.Diff(x, y); before == nil && p.field == edition.FieldQuestion {
			row.Was = []edition.Span{{Text: say("console.contrast.none")}}
		}
		rows = append(rows, row)
	}
	return rows
}

// answerWithLinks is an answer's text, with the addresses behind its links.
func answerWithLinks(e *faq.Entry) string {
	var parts []string
	for _, b := range e.Answer {
		text := b.String()
		if b.URL != "" && b.URL != text {
			text += "\n" + b.URL
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n\n")
}

// drafted is a saved draft and the entry that it is of, nil where that is new.
func (s *Service) drafted(r *http.Request) (edition.Draft, *faq.Entry, error) {
	d, err := s.beginEdit(r)
	switch {
	case err != nil:
		return d, nil, err
	case d.Version == 0:
		return d, nil, chat.ErrNotFound
	}
	stored, kept, err := s.storedEntry(r, d.Ref())
	if err != nil || !kept {
		return d, nil, err
	}
	return d, &stored.Entry, nil
}

// showContrast shows a draft beside what it replaces, to print.
func (s *Service) showContrast(w http.ResponseWriter, r *http.Request) error {
	return s.renderContrast(w, r, "")
}

func (s *Service) renderContrast(w http.ResponseWriter, r *http.Request, fresh string) error {
	d, before, err := s.drafted(r)
	if err != nil {
		return err
	}
	v := contrastView{Table: s.contrastOf(before, &d.Entry), Ref: d.Ref(), Docx: "/desk/contrast/" + d.Ref() + "/docx", Fresh: fresh, Edits: s.stores.Contrasts != nil, Back: "/desk/edit/" + d.Ref()}
	v.Dated = say("console.contrast.dated", "when", moment(s.Now(), d.Saved))
	if v.Edits {
		links, err := s.stores.Contrasts.Contrasts(r.Context(), d.Ref())
		if err != nil {
			return err
		}
		for _, l := range links {
			v.Links = append(v.Links, contrastLink{l.Number, say("console.contrast.link", "when", moment(s.Now(), l.At), "name", l.By, "until", moment(s.Now(), l.Expires))})
		}
	}
	s.render(w, r, "contrast", page{Title: v.Title, Nav: "faq", Body: v})
	return nil
}

// contrastDocx hands a draft out beside what it replaces, as a Word document.
func (s *Service) contrastDocx(w http.ResponseWriter, r *http.Request) error {
	d, before, err := s.drafted(r)
	if err != nil {
		return err
	}
	return sendDocx(w, s.contrastOf(before, &d.Entry))
}

func sendDocx(w http.ResponseWriter, t contrast.Table) error {
	var b bytes.Buffer
	if err := contrast.WriteDocx(&b, &t); err != nil {
		return err
	}
	w.Header().Set("Content-Type", docxType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": chars.FileName(t.Title+".docx", "contrast.docx")}))
	_, _ = w.Write(b.Bytes()) // an error here is a browser that has left
	return nil
}

// linkContrast makes a link by which who has no account sees a draft as it is now, or makes one void.
func (s *Service) linkContrast(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Contrasts == nil {
		return chat.ErrNotFound
	}
	ref, by := refOf(r), s.record(r, "", "")
	if number := form(r, "drop"); number != "" {
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return errBadForm
		}
		if err := s.stores.Contrasts.DropContrast(r.Context(), ref, n, by); err != nil {
			return fmt.Errorf("make a link void: %w", err)
		}
		s.redirect(w, r, "/desk/contrast/"+ref, flash{OK: true, Text: say("console.contrast.dropped")})
		return nil
	}
	d, before, err := s.drafted(r)
	if err != nil {
		return err
	}
	token := rand.Text()
	c := edition.Contrast{Ref: d.Ref(), After: nameless(d.Entry)}
	if before != nil {
		e := nameless(*before)
		c.Before = &e
	}
	if err := s.stores.Contrasts.SaveContrast(r.Context(), hash(token), c, by); err != nil {
		return err
	}
	return s.renderContrast(w, r, s.BaseURL+"/desk/shown/"+token)
}

// nameless is an entry without what names people of the office, and without what only they read.
func nameless(e faq.Entry) faq.Entry {
	e.Owner, e.Review, e.KindReason, e.Warnings = "", "", "", nil
	return e
}

// shown finds what a link shows.
func (s *Service) shown(w http.ResponseWriter, r *http.Request) (edition.Contrast, error) {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	w.Header().Set("Referrer-Policy", "no-referrer")
	token := r.PathValue("token")
	if s.stores.Contrasts == nil || len(token) != linkLength {
		return edition.Contrast{}, chat.ErrNotFound
	}
	return s.stores.Contrasts.Contrast(r.Context(), hash(token))
}

// showShown is what a link shows to anybody: the table, and nothing else of the desk.
func (s *Service) showShown(w http.ResponseWriter, r *http.Request) error {
	c, err := s.shown(w, r)
	if err != nil {
		return err
	}
	v := contrastView{Table: s.contrastOf(c.Before, &c.After), Docx: r.URL.Path + "/docx"}
	v.Dated = say("console.contrast.dated_until", "when", moment(s.Now(), c.At), "until", moment(s.Now(), c.Expires))
	var b bytes.Buffer
	if err := pages()["contrast"].ExecuteTemplate(&b, "bare", v); err != nil {
		return errors.Join(errors.New("show a draft by its link"), err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // likewise
	return nil
}

// shownDocx is the Word document of a link.
func (s *Service) shownDocx(w http.ResponseWriter, r *http.Request) error {
	c, err := s.shown(w, r)
	if err != nil {
		return err
	}
	return sendDocx(w, s.contrastOf(c.Before, &c.After))
}
