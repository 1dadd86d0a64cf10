package member

import (
	"context"

	"madoguchi/bot/turn"
	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/faq/choose"
	"madoguchi/llm"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// Where the search is unsure, a language model may be asked, if the office has one: which of the entries found is meant,
// which parts of a long message are questions, which piece of a story answers which question of a form. What its word may
// change is said in package choose. The dialogue only says what it would ask: see turn.Consult.

// understood is a decision with a model's word on it. It reports true where the message turned out to ask several things,
// of which one was answered: then all is said.
func (dg *Dialogue) understood(ctx context.Context, t *turn.Turn, d faq.Decision) (faq.Decision, bool, error) {
	q, ok := choose.Question(&d)
	if !ok {
		return d, false, nil
	}
	a := t.Consult(q)
	if t.Wanted != nil {
		return d, true, nil
	}
	if len(a.Parts) > 1 {
		if done, err := dg.eachQuestion(ctx, t, d, a.Parts); done || err != nil {
			t.Used = llm.Split
			return d, done, err
		}
	}
	d = choose.Apply(d, a)
	if choose.ByModel(&d) {
		t.Used = choose.Use(&d)
	}
	return d, false, nil
}

// measured is how probable the search has found the first entry, zero where a model had a say: what comes of that is no
// measure of the search.
func measured(d faq.Decision) float64 {
	if choose.ByModel(&d) {
		return 0
	}
	return d.P
}

// longStory is from how many characters on a text may hold more than the patterns of a form find.
const longStory = 30

// told are the answers to a form's questions that a model has found in a story, beyond those that are known: each a piece
// of the story that the field can read. All of it appears in the confirmation.
func (dg *Dialogue) told(t *turn.Turn, form *ticket.Form, story string, known ticket.Values) ticket.Values {
	text := choose.Masked(story)
	if chars.Length(text) < longStory {
		return nil
	}
	q := llm.Question{Purpose: llm.Fill, Text: text}
	for i := range form.Fields {
		if f := &form.Fields[i]; fillable(f) && len(known[f.ID]) == 0 {
			q.Fields = append(q.Fields, llm.Field{ID: f.ID, Ask: f.Ask})
		}
	}
	if len(q.Fields) == 0 {
		return nil
	}
	found := ticket.Values{}
	for id, piece := range t.Consult(q).Values {
		if reading.Nameless(piece) { // it was masked
			continue
		}
		if r, err := form.Field(id).Read(piece, t.Now); err == nil && len(r.Values) > 0 {
			found[id], t.Used = r.Values, llm.Filled
		}
	}
	return found
}

// fillable reports whether a field may be filled from a story: one that the office has said may be, that asks for nothing
// personal and that can be read in one way only.
func fillable(f *ticket.Field) bool {
	if f.Personal || !f.Extract || f.Each != "" || f.With != "" {
		return false
	}
	switch f.Type {
	case ticket.TypeCountry, ticket.TypeCategory, ticket.TypeChoice, ticket.TypeDate, ticket.TypeAmount:
		return true
	}
	return false
}
