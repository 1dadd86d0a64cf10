// Package edition tells what a new edition of a document would change, before anybody publishes it.
//
// A programme's FAQ is a [Shelf] of documents that are kept apart. A file that comes in is an [Import]:
// it is the new edition of one of the documents, or a further one. [Shelf.Plan] says which, and what its
// publication would do to each entry:
//
//	shelf, import ─ choose ─▶ document ─ match ─▶ changes, writes
//
// A person looks at the plan and publishes it, or nothing has happened. Who publishes carries out the
// very plan that was shown, so a plan is a pure function of what is stored and what came in.
//
// Nothing here stores or shows anything.
package edition

import (
	"slices"
	"strings"

	"madoguchi/faq"
)

// A Shelf is a programme's FAQ as it is stored.
type Shelf struct {
	Collection string
	Documents  []Document
	Last       int // the highest number an entry ever had
}

// A Document is one stored document.
type Document struct {
	Number int
	Name   string         // by which it is called: that of the file it first came in
	Head   faq.Collection // what its present edition says of itself, without entries
	Rows   []Row          // in the order of their numbers
}

// A Row is an entry as it is stored.
type Row struct {
	Entry   faq.Entry // with its number as Order
	Place   int       // in its document
	Version int
	State   faq.State
	Missing bool   // its document has it no more
	Kept    bool   // a person has decided that it goes on being answered all the same
	Kind    string // as a person confirmed it, or ""
	Term    bool   // a person has confirmed or refused its term
	// Printed is what its document says, where somebody has changed the entry here since. Else nil.
	Printed *faq.Entry
}

// An Import is a file on its way into its programme.
type Import struct {
	Collection faq.Collection
	// Document names the stored document that this is the new edition of. Empty, it is told by the file's
	// name and its entries. With New, it is the new document's name; empty, that is the file's.
	Document string
	New      bool // a further document of the programme
	// What a person said of entries that are worded anew, by their order in the file: Apart are other
	// questions than the likely ones, Same are the ones they may be.
	Apart, Same []int
	// Theirs are entries, by their order in the file, of which a person wants the document's words where
	// document and office have both changed something.
	Theirs []int
}

// The kinds of change.
const (
	Added   = "added"
	Changed = "changed"
	Missing = "missing" // no longer in its document; it is still answered until a person decides
	Back    = "back"    // once missing, withdrawn or a draft: it is in its document again
	// The document has changed what somebody had changed here: the entry goes on saying what was written here.
	Held = "held"
)

// A Change is what a publication does to one entry.
type Change struct {
	Kind     string `json:"kind"`
	Ref      string `json:"ref"`
	Question string `json:"question"`
	Old      string `json:"old"`              // the question before, where it was another
	Moved    bool   `json:"moved"`            // it stands at another place of its document
	Likely   bool   `json:"likely,omitempty"` // worded anew: a person should see whether it is the same
	Maybe    string `json:"maybe,omitempty"`  // a reference that an added entry may belong to, for a person to say
	Version  int    `json:"version"`
	// Unconfirmed are what a person had confirmed of the text before (kind, term), and has to be again.
	Unconfirmed []string `json:"unconfirmed,omitempty"`
	// Held are the fields (Field…) that document and office have both changed, and that stay as they were written
	// here; Lost are those that somebody has changed here and that the document's words replace.
	Held []string `json:"held,omitempty"`
	Lost []string `json:"lost,omitempty"`

	Order  int        `json:"-"` // in the file; 0 for a missing one
	Before *faq.Entry `json:"-"` // nil for an added one
	After  *faq.Entry `json:"-"` // nil for a missing one
	Theirs *faq.Entry `json:"-"` // what the document says, where Held or Lost
}

// A Write is an entry as the publication stores it.
type Write struct {
	Entry    faq.Entry // with its number as Order
	Place    int
	Version  int
	Fresh    bool       // a new version, to be kept
	SameText bool       // question and answer are as before: what a person confirmed of them holds
	Added    bool       // it had no number before
	Printed  *faq.Entry // what the document says, where that is not what Entry says
}

// A Plan is what a publication does.
type Plan struct {
	Collection string
	Number     int    // of the document
	Name       string // by which the document is called
	New        bool   // it is not stored yet
	Changes    []Change
	Writes     []Write
	Gone       []int // the numbers of the entries that go missing
}

// Count says how many changes are of a kind. Likely ones are counted by themselves.
func (p *Plan) Count(kind string) int {
	n := 0
	for i := range p.Changes {
		if p.Changes[i].Kind == kind && !p.Changes[i].Likely {
			n++
		}
	}
	return n
}

// Likely counts the entries that a person should say something of: those that are worded anew, and those
// that may be.
func (p *Plan) Likely() int {
	n := 0
	for i := range p.Changes {
		if p.Changes[i].Likely || p.Changes[i].Maybe != "" {
			n++
		}
	}
	return n
}

// Plan says what publishing an import does. It fails with a [Fault] where a person has to say which
// document it is.
func (s *Shelf) Plan(imp Import) (*Plan, error) {
	d, err := s.choose(imp)
	if err != nil {
		return nil, err
	}
	p := &Plan{Collection: s.Collection, Number: d.Number, Name: d.Name, New: s.called(d.Name) == nil}
	found := d.match(imp)
	kept := make([]bool, len(d.Rows))
	next := s.Last
	for i := range imp.Collection.Entries {
		e := imp.Collection.Entries[i]
		e.Collection, e.Version = s.Collection, 0 // the version is the store's
		var row *Row
		if at := found[i].At; at >= 0 {
			row, kept[at] = &d.Rows[at], true
			e.Order = row.Entry.Order
		} else {
			next++
			e.Order = next
		}
		p.put(row, e, i+1, found[i].Likely, slices.Contains(imp.Theirs, i+1))
		if m := found[i].Maybe; m >= 0 && row == nil {
			p.Changes[len(p.Changes)-1].Maybe = d.Rows[m].Entry.Ref()
		}
	}
	for i := range d.Rows {
		if row := &d.Rows[i]; !kept[i] && !row.Missing {
			p.miss(row)
		}
	}
	return p, nil
}

// match finds the file's entries among the document's, and follows what a person said of them.
func (d *Document) match(imp Import) []faq.Found {
	stored := make([]faq.Entry, len(d.Rows))
	for i := range d.Rows {
		stored[i] = d.Rows[i].known(imp.Collection.Entries)
	}
	found := faq.Match(stored, imp.Collection.Entries)
	for i := range found {
		f := &found[i]
		switch {
		case f.Likely && slices.Contains(imp.Apart, i+1):
			*f = faq.Found{At: -1, Maybe: f.At}
		case f.Maybe >= 0 && slices.Contains(imp.Same, i+1):
			*f = faq.Found{At: f.Maybe, Likely: true, Maybe: -1}
		}
	}
	return found
}

// known is an entry as a file may know it: in the words of its document, unless the file has those that
// somebody has written here.
func (row *Row) known(file []faq.Entry) faq.Entry {
	has := func(question string) bool {
		return slices.ContainsFunc(file, func(e faq.Entry) bool { return faq.SameQuestion(e.Question, question) })
	}
	if row.Printed == nil || has(row.Entry.Question) && !has(row.Printed.Question) {
		return row.Entry
	}
	printed := *row.Printed
	printed.Collection, printed.Order = row.Entry.Collection, row.Entry.Order
	return printed
}

// put plans an entry that stands at a place of the file; row is what is stored of it, or nil.
func (p *Plan) put(row *Row, e faq.Entry, place int, likely, theirs bool) {
	if row == nil {
		p.Writes = append(p.Writes, Write{Entry: e, Place: place, Version: 1, Fresh: true, SameText: true, Added: true})
		p.Changes = append(p.Changes, Change{Kind: Added, Ref: e.Ref(), Question: e.Question, Order: place, Version: 1, After: &e})
		return
	}
	before := row.Entry
	c := Change{Ref: e.Ref(), Order: place, Before: &before, Moved: row.Place != place}
	w := Write{Place: place, Version: row.Version}
	w.Entry, w.Printed = row.settle(e, theirs, &c)
	w.SameText = sameText(&before, &w.Entry)
	w.Fresh = !w.SameText || !sameElse(&before, &w.Entry)
	if w.Fresh {
		w.Version++
		c.Kind = Changed
	} else if len(c.Held) > 0 {
		c.Kind = Held
	}
	if row.Missing || row.State != faq.Public && !withheld(row) {
		c.Kind = Back
	}
	if before.Question != w.Entry.Question && !faq.SameQuestion(before.Question, w.Entry.Question) {
		c.Old, c.Likely = before.Question, likely
	}
	c.Unconfirmed = unconfirmed(row, w.SameText)
	p.Writes = append(p.Writes, w)
	if c.Kind != "" {
		after := w.Entry
		c.Question, c.Version, c.After = after.Question, w.Version, &after
		p.Changes = append(p.Changes, c)
	}
}

// settle is what an entry says once its document says e, and what the document says where that is something
// else. What somebody has changed here stays, unless a person wants the document's words.
func (row *Row) settle(e faq.Entry, theirs bool, c *Change) (becomes faq.Entry, printed *faq.Entry) {
	e.Owner, e.Review = row.Entry.Owner, row.Entry.Review // no document says these
	if row.Printed == nil {
		return e, nil
	}
	base, said := *row.Printed, e
	base.Owner, base.Review = e.Owner, e.Review
	merged, clash := Merge(&base, &row.Entry, &e)
	if slices.Equal(clash, []string{FieldKind}) { // the program has proposed it, nobody has said it
		clash = nil
	}
	switch {
	case len(clash) == 0:
	case theirs:
		c.Lost, c.Theirs = clash, &said
		for _, p := range parts {
			if slices.Contains(clash, p.name) {
				p.take(&merged, &e)
			}
		}
	case !sameSaid(&base, &e): // the document was the same before: that was told once
		c.Held, c.Theirs = clash, &said
	}
	if sameText(&merged, &e) && sameElse(&merged, &e) && merged.Kind == e.Kind {
		return merged, nil
	}
	return merged, &said
}

// sameSaid says whether a document says of an entry what it said before.
func sameSaid(a, b *faq.Entry) bool { return len(Fields(a, b)) == 0 }

// withheld says whether a person has withdrawn an entry that its document has: it stays withdrawn when
// the document comes again.
func withheld(row *Row) bool { return row.State == faq.Withdrawn && !row.Missing }

// unconfirmed are what a person confirmed of a text that is another now.
func unconfirmed(row *Row, sameText bool) []string {
	var out []string
	if row.Kind != "" && !sameText {
		out = append(out, "kind")
	}
	if row.Term && !sameText {
		out = append(out, "term")
	}
	return out
}

func (p *Plan) miss(row *Row) {
	p.Gone = append(p.Gone, row.Entry.Order)
	if row.State != faq.Public {
		return // nobody is answered with it
	}
	before := row.Entry
	p.Changes = append(p.Changes, Change{Kind: Missing, Ref: before.Ref(), Question: before.Question, Version: row.Version, Before: &before})
}

// sameText says whether question and answer are the same but for width, case, spaces and signs.
func sameText(a, b *faq.Entry) bool {
	return faq.SameQuestion(a.Question, b.Question) && faq.SameQuestion(a.AnswerText(), b.AnswerText())
}

// sameElse says whether members would see the same of two entries with one text: its heading, links,
// other wordings and term, and the very signs. Its place and label in the document are no change.
func sameElse(a, b *faq.Entry) bool {
	return a.Question == b.Question && a.Section == b.Section && slices.Equal(a.Aliases, b.Aliases) && a.Validity.Same(b.Validity) && a.Form == b.Form &&
		a.Owner == b.Owner && a.Review == b.Review && SameBlocks(a.Answer, b.Answer)
}

// names are what the stored documents are called.
func (s *Shelf) names() []string {
	var out []string
	for i := range s.Documents {
		out = append(out, s.Documents[i].Name)
	}
	return out
}

// trimmed is a name as it is compared and stored.
func trimmed(name string) string { return strings.TrimSpace(name) }
