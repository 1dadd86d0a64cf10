package console

import (
	"net/http"
	"strings"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/contrast"
	"madoguchi/faq/edition"
)

// editionChanges are what a file would change for who reads the FAQ. What only stands at another place is left out:
// nobody reads it otherwise.
func (s *Service) editionChanges(r *http.Request) ([]edition.Beside, EditionLook, error) {
	if s.stores.Editions == nil {
		return nil, EditionLook{}, chat.ErrNotFound
	}
	id := r.PathValue("id")
	q, err := s.request(r, id)
	if err != nil {
		return nil, EditionLook{}, err
	}
	look, _, err := s.lookAt(r, id, &q, choice(r.URL.Query()))
	switch {
	case err != nil:
		return nil, look, err
	case look.Plan == nil:
		return nil, look, chat.ErrNotFound
	}
	var out []edition.Beside
	for _, ch := range look.Plan.Changes {
		if ch.Before == nil || ch.After == nil || len(edition.Fields(ch.Before, ch.After)) > 0 {
			out = append(out, edition.Beside{Before: ch.Before, After: ch.After})
		}
	}
	return out, look, nil
}

// documentContrast lays what a document changes beside what it replaces, entry by entry.
func (s *Service) documentContrast(changes []edition.Beside) contrast.Table {
	t := contrastTable()
	t.New = say("console.contrast.new_document")
	for i := range changes {
		t.Rows = append(t.Rows, s.changeRows(&changes[i])...)
	}
	return t
}

// changeRows are one entry's rows.
func (s *Service) changeRows(ch *edition.Beside) []contrast.Row {
	if ch.After == nil {
		gone := contrast.Row{Name: fieldName(edition.FieldAnswer), Is: []edition.Span{{Text: say("console.contrast.missing")}}}
		gone.Was, _ = edition.Diff(answerWithLinks(ch.Before), "")
		return []contrast.Row{{Head: entryHead(ch.Before)}, gone}
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
	return s.renderEditionContrast(w, r, "")
}

func (s *Service) renderEditionContrast(w http.ResponseWriter, r *http.Request, fresh string) error {
	changes, look, err := s.editionChanges(r)
	if err != nil {
		return err
	}
	back := "/desk/faq/import/" + r.PathValue("id")
	table, query := back+"/contrast", chosen(r)
	v := contrastView{Table: s.editionTable(changes, &look), Docx: table + "/docx" + query, Back: back + query}
	if v.Shown, err = s.contrastLinks(r, editionOf(r, &look), table+"/link"+query, fresh); err != nil {
		return err
	}
	s.render(w, r, "contrast", page{Title: v.Title, Nav: "faq", Body: v})
	return nil
}

// chosen is what a person has said of a file, as the address goes on with it.
func chosen(r *http.Request) string {
	if query := choice(r.URL.Query()).query(); len(query) > 0 {
		return "?" + query.Encode()
	}
	return ""
}

// editionOf says of which file a contrast is. Outside, a document has the name that the FAQ gives as its source.
func editionOf(r *http.Request, look *EditionLook) edition.ContrastOf {
	return edition.ContrastOf{Collection: look.Programme, Request: r.PathValue("id"), Document: look.Plan.Name}
}

// linkEditionContrast makes a link by which who has no account sees what a file would change now, or makes one void.
func (s *Service) linkEditionContrast(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if form(r, "drop") != "" {
		return s.dropContrast(w, r, "/desk/faq/import/"+r.PathValue("id")+"/contrast"+chosen(r))
	}
	changes, look, err := s.editionChanges(r)
	if err != nil {
		return err
	}
	link, err := s.saveContrast(r, editionOf(r, &look), changes)
	if err != nil {
		return err
	}
	return s.renderEditionContrast(w, r, link)
}

func (s *Service) editionContrastDocx(w http.ResponseWriter, r *http.Request) error {
	changes, look, err := s.editionChanges(r)
	if err != nil {
		return err
	}
	return sendDocx(w, s.editionTable(changes, &look), look.Programme)
}

// editionTable is what a file changes beside what it replaces, as it is now.
func (s *Service) editionTable(changes []edition.Beside, look *EditionLook) contrast.Table {
	t := s.documentContrast(changes)
	t.Of, t.Dated = s.tableOf(look.Programme, ""), say("console.contrast.imported", "file", look.File, "when", whole(s.Now()))
	return t
}
