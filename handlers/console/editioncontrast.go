package console

import (
	"net/http"
	"strings"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/contrast"
	"madoguchi/faq/edition"
)

// editionContrast lays what a file would change beside what it replaces, entry by entry.
func (s *Service) editionContrast(r *http.Request) (contrast.Table, EditionLook, error) {
	if s.stores.Editions == nil {
		return contrast.Table{}, EditionLook{}, chat.ErrNotFound
	}
	id := r.PathValue("id")
	q, err := s.request(r, id)
	if err != nil {
		return contrast.Table{}, EditionLook{}, err
	}
	look, _, err := s.lookAt(r, id, &q, choice(r.URL.Query()))
	switch {
	case err != nil:
		return contrast.Table{}, look, err
	case look.Plan == nil:
		return contrast.Table{}, look, chat.ErrNotFound
	}
	t := contrastTable()
	t.New = say("console.contrast.new_document")
	for i := range look.Plan.Changes {
		t.Rows = append(t.Rows, s.changeRows(&look.Plan.Changes[i])...)
	}
	return t, look, nil
}

// changeRows are one entry's rows. What only stands at another place is left out: nobody reads it otherwise.
func (s *Service) changeRows(ch *edition.Change) []contrast.Row {
	if ch.After == nil {
		gone := contrast.Row{Name: fieldName(edition.FieldAnswer), Is: []edition.Span{{Text: say("console.contrast.missing")}}}
		gone.Was, _ = edition.Diff(answerWithLinks(ch.Before), "")
		return []contrast.Row{{Head: entryHead(ch.Before)}, gone}
	}
	if ch.Before != nil && len(edition.Fields(ch.Before, ch.After)) == 0 {
		return nil
	}
	rows := s.contrastRows(ch.Before, ch.After)
	if ch.Before != nil && ch.Before.Question == ch.After.Question {
		rows = rows[1:] // the head says it
	}
	return append([]contrast.Row{{Head: entryHead(ch.After)}}, rows...)
}

// entryHead names an entry in a table of several.
func entryHead(e *faq.Entry) string { return strings.TrimSpace(e.Label + " " + e.Question) }

func (s *Service) showEditionContrast(w http.ResponseWriter, r *http.Request) error {
	t, look, err := s.editionContrast(r)
	if err != nil {
		return err
	}
	back, docx := "/desk/faq/import/"+r.PathValue("id"), r.URL.Path+"/docx"
	if r.URL.RawQuery != "" {
		query := "?" + choice(r.URL.Query()).query().Encode()
		back, docx = back+query, docx+query
	}
	v := contrastView{Table: t, Docx: docx, Back: back, Dated: say("console.contrast.imported", "file", look.File, "when", moment(s.Now(), s.Now()))}
	s.render(w, r, "contrast", page{Title: v.Title, Nav: "faq", Body: v})
	return nil
}

func (s *Service) editionContrastDocx(w http.ResponseWriter, r *http.Request) error {
	t, _, err := s.editionContrast(r)
	if err != nil {
		return err
	}
	return sendDocx(w, t)
}
