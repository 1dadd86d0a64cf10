package console

import (
	"bytes"
	"mime"
	"net/http"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/contrast"
	"madoguchi/faq/edition"
)

// A contrastView is a draft beside what it replaces.
type contrastView struct {
	contrast.Table
	Docx  string         // where the Word document is
	Shown *contrastLinks // nil: by no link
	Back  string         // to what it is of
}

// docxType is what a Word document is to a browser.
const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// contrastOf lays what a draft makes of an entry beside the entry: its question, and what changes. Who looks after it
// in the office is no matter of members', and of nobody else outside.
func (s *Service) contrastOf(before *faq.Entry, after *faq.Entry) contrast.Table {
	t := contrastTable()
	t.Of = s.tableOf(after.Collection, after.Label)
	t.Rows = s.contrastRows(before, after)
	return t
}

// tableOf names what a table is of, for who reads it elsewhere: the programme, and what of it.
func (s *Service) tableOf(programme, what string) string {
	return strings.TrimSpace(s.programmeTitle(programme) + " " + what)
}

// whole is a moment with its day and year, as on what is printed, sent and read later.
func whole(t time.Time) string { return moment(time.Time{}, t) }

// draftTable is a saved draft beside what it replaces.
func (s *Service) draftTable(d *edition.Draft, before *faq.Entry) contrast.Table {
	t := s.contrastOf(before, &d.Entry)
	t.Dated = say("console.contrast.dated", "when", whole(d.Saved))
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
	v := contrastView{Table: s.draftTable(&d, before), Docx: "/desk/contrast/" + d.Ref() + "/docx", Back: "/desk/edit/" + d.Ref()}
	v.Shown, err = s.contrastLinks(r, edition.ContrastOf{Collection: d.Entry.Collection, Ordinal: d.Entry.Order}, "/desk/contrast/"+d.Ref()+"/link", fresh)
	if err != nil {
		return err
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
	return sendDocx(w, s.draftTable(&d, before), d.Ref())
}

// sendDocx hands a table out as a Word document, whose name says of what it is.
func sendDocx(w http.ResponseWriter, t contrast.Table, of string) error {
	var b bytes.Buffer
	if err := contrast.WriteDocx(&b, &t); err != nil {
		return err
	}
	w.Header().Set("Content-Type", docxType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": chars.FileName(t.Title+"_"+strings.ReplaceAll(of, "/", "-")+".docx", "contrast.docx")}))
	_, _ = w.Write(b.Bytes()) // an error here is a browser that has left
	return nil
}
