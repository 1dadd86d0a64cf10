package facts

import (
	"strings"

	"madoguchi/faq"
)

// Terms are the programmes' terms: the documents' own, where the office file names none.
func (f *Facts) Terms() map[string]faq.Validity {
	terms := map[string]faq.Validity{}
	if ix := f.Library.Current(); ix != nil {
		for _, c := range ix.Collections() {
			terms[c.ID] = c.Validity
		}
	}
	for i := range f.Office.Programmes {
		if p := &f.Office.Programmes[i]; p.Until != "" {
			terms[p.ID] = p.Validity()
		}
	}
	return terms
}

// Collection is a programme's documents as they are served now; one that is not known has its ID for a title.
func (f *Facts) Collection(id string) faq.Collection {
	if ix := f.Library.Current(); ix != nil {
		for _, c := range ix.Collections() {
			if c.ID == id {
				return c
			}
		}
	}
	return faq.Collection{ID: id, Title: id}
}

// Where names the place of an entry to people: whose document it stands in, by the programme's name for the
// titles are long, and, where that numbers its questions, the label there. It is "" of an entry that is not
// served now.
func (f *Facts) Where(ref string) string {
	e, ok := f.Entry(ref)
	if !ok {
		return ""
	}
	return strings.TrimSpace(f.ProgrammeName(e.Collection) + " " + e.Label)
}

// Entry finds an entry by its reference.
func (f *Facts) Entry(ref string) (*faq.Entry, bool) {
	ix := f.Library.Current()
	if ix == nil {
		return nil, false
	}
	return ix.Entry(ref)
}

// Knows reports whether the office has a programme, in its file or among its documents.
func (f *Facts) Knows(programme string) bool {
	if ix := f.Library.Current(); ix != nil {
		for _, c := range ix.Collections() {
			if c.ID == programme {
				return true
			}
		}
	}
	return f.Office.Programme(programme) != nil
}

// ProgrammeName is what members call a programme.
func (f *Facts) ProgrammeName(id string) string {
	if p := f.Office.Programme(id); p != nil && p.Name != "" {
		return p.Name
	}
	if c := f.Collection(id); c.Title != "" {
		return c.Title
	}
	return id
}
