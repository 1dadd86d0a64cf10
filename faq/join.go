package faq

import "slices"

// Join makes one collection of a programme's documents, the first of which speaks for the programme:
// its title is the collection's. Entries keep their numbers, and are told which document they
// stand in: "Q2" of one is not "Q2" of another.
//
// The programme's term is what all documents say of it. Where they differ (last year's FAQ beside this
// year's), each entry that has no term of its own is given its document's, and the collection none.
func Join(documents ...Collection) Collection {
	all := documents[0]
	if len(documents) == 1 {
		return all
	}
	all.Names, all.Warnings, all.Entries = slices.Clone(all.Names), slices.Clone(all.Warnings), nil
	if i := slices.IndexFunc(documents, func(d Collection) bool { return !d.Own }); all.Own && i >= 0 {
		all.Validity = documents[i].Validity
	}
	differ := slices.ContainsFunc(documents, func(d Collection) bool { return !d.Own && !d.Validity.Same(all.Validity) })
	if differ {
		all.Validity = Validity{}
	}
	for i := range documents {
		d := &documents[i]
		for _, e := range d.Entries {
			if e.Document = d.Document; d.Title != all.Title && d.titled() {
				e.Titled = d.Title
			}
			if differ && e.Validity.Open() && !e.Validity.Confirmed {
				e.Validity, e.Inherited = d.Validity, !d.Validity.Open()
			}
			all.Entries = append(all.Entries, e)
		}
		if i == 0 {
			continue
		}
		all.Warnings = append(all.Warnings, d.Warnings...)
		for _, name := range d.Names {
			if !slices.Contains(all.Names, name) {
				all.Names = append(all.Names, name)
			}
		}
	}
	return all
}

// titled says whether a document calls itself anything.
func (c *Collection) titled() bool {
	return c.Title != "" && !c.Own && !slices.ContainsFunc(c.Warnings, func(w Warning) bool { return w.Code == NoTitle })
}
