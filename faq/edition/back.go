package edition

import (
	"slices"

	"madoguchi/faq"
)

// Back plans what an export that is brought back changes: entries whose reference it has say what it says, those
// without one are new, and those that it does not have stay as they are. A reference that is not stored is new,
// too. The entries to be written are in the plan's Writes, with no place: where an entry stands is no matter of
// such a file.
func (s *Shelf) Back(file faq.Collection) *Plan {
	p := &Plan{Collection: s.Collection, Name: file.Document}
	next := s.Last
	for i := range file.Entries {
		said := file.Entries[i]
		said.Collection = s.Collection
		row := s.row(said.Order)
		c := Change{Kind: Added, Order: i + 1, Version: 1}
		w := Write{Fresh: true, Version: 1, Added: row == nil}
		if row == nil {
			next++
			said.Order = next
			w.Entry = said
		} else {
			before := row.Entry
			w.Entry, w.Version = over(before, &said), row.Version+1
			if len(Fields(&before, &w.Entry)) == 0 {
				continue
			}
			c.Kind, c.Before, c.Version = Changed, &before, w.Version
			if !faq.SameQuestion(before.Question, said.Question) {
				c.Old = before.Question
			}
		}
		after := w.Entry
		c.Ref, c.Question, c.After = after.Ref(), after.Question, &after
		p.Writes, p.Changes = append(p.Writes, w), append(p.Changes, c)
	}
	return p
}

// over is an entry that says what a file says, and keeps what the file does not know.
func over(now faq.Entry, said *faq.Entry) faq.Entry {
	for _, p := range parts {
		if !p.same(&now, said) {
			p.take(&now, said)
		}
	}
	if !slices.Equal(now.Aliases, said.Aliases) {
		now.Aliases = said.Aliases
	}
	return now
}

// row finds an entry by its number.
func (s *Shelf) row(ordinal int) *Row {
	for i := range s.Documents {
		for j := range s.Documents[i].Rows {
			if row := &s.Documents[i].Rows[j]; row.Entry.Order == ordinal {
				return row
			}
		}
	}
	return nil
}
