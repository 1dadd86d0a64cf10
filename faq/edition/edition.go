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
}

// The kinds of change.
const (
	Added   = "added"
	Changed = "changed"
	Missing = "missing" // no longer in its document; it is still answered until a person decides
	Back    = "back"    // once missing, withdrawn or a draft: it is in its document again
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

	Order  int        `json:"-"` // in the file; 0 for a missing one
	Before *faq.Entry `json:"-"` // nil for an added one
	After  *faq.Entry `json:"-"` // nil for a missing one
}

// A Write is an entry as the publication stores it.
type Write struct {
	Entry    faq.Entry // with its number as Order
	Place    int
	Version  int
	Fresh    bool // a new version, to be kept
	SameText bool // question and answer are as before: what a person confirmed of them holds
	Added    bool // it had no number before
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
		p.put(row, e, i+1, found[i].Likely)
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
		stored[i] = d.Rows[i].Entry
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

// put plans an entry that stands at a place of the file; row is what is stored of it, or nil.
func (p *Plan) put(row *Row, e faq.Entry, place int, likely bool) {
	w := Write{Entry: e, Place: place, Version: 1, Fresh: true, SameText: true, Added: row == nil}
	c := Change{Kind: Added, Ref: e.Ref(), Question: e.Question, Order: place, After: &e}
	if row != nil {
		before := row.Entry
		c.Before, c.Moved = &before, row.Place != place
		w.SameText = sameText(&before, &e)
		w.Fresh = !w.SameText || !sameElse(&before, &e)
		w.Version = row.Version
		c.Kind = ""
		if w.Fresh {
			w.Version++
			c.Kind = Changed
		}
		if row.Missing || row.State != faq.Public && !withheld(row) {
			c.Kind = Back
		}
		if before.Question != e.Question && !faq.SameQuestion(before.Question, e.Question) {
			c.Old, c.Likely = before.Question, likely
		}
		c.Unconfirmed = unconfirmed(row, w.SameText)
	}
	p.Writes = append(p.Writes, w)
	if c.Version = w.Version; c.Kind != "" {
		p.Changes = append(p.Changes, c)
	}
}

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
		slices.EqualFunc(a.Answer, b.Answer, func(x, y faq.Block) bool {
			return x.Type == y.Type && x.Text == y.Text && x.URL == y.URL && slices.Equal(x.Header, y.Header) && slices.EqualFunc(x.Rows, y.Rows, slices.Equal[[]string])
		})
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
