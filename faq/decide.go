package faq

import (
	"context"
	"fmt"
)

// A Verdict is what to do with a member's message.
type Verdict string

// The verdicts.
const (
	Answer  Verdict = "answer"  // the first hit answers it
	Suggest Verdict = "suggest" // one of the first three hits may
	Choices Verdict = "choices" // the programmes answer differently: ask which
	Form    Verdict = "form"    // something is to be done: open Decision.Form
	Handoff Verdict = "handoff" // a person should answer
)

// The forms that a decision may open.
const (
	FormInquiry      = "inquiry"
	FormChange       = "change"
	FormConsultation = "consultation"
)

// A Decision is what Decide makes of one message.
type Decision struct {
	Query      string
	Verdict    Verdict
	Form       string     // "inquiry", "change", "consultation" or ""
	Human      bool       // the member asked for a person
	Programmes []string   // for Choices: the collection IDs to choose from
	Hits       []Hit      // the first five by rank, whatever the verdict
	P          float64    // probability that the first hit answers the query
	Parts      []Decision // when one message holds several questions: one each, else nil
	Reason     string     // a short word for the trace: below_threshold, human_word, …
}

// Decide says what to do with a message: the action rules first, then the search. It only fails
// when ctx has ended.
func (ix *Index) Decide(ctx context.Context, query string, scope Scope) (Decision, error) {
	if err := ctx.Err(); err != nil {
		return Decision{}, fmt.Errorf("decide: %w", err)
	}
	q, found := ix.rank(ctx, query, scope)
	d := ix.decide(query, q, found)
	if f, ok := ix.followUp(ctx, query, q, d, scope); ok {
		d = f
	} else if d.Verdict != Form && !d.Human {
		if parts := ix.parts(ctx, q, scope); parts != nil {
			d = joinParts(d, parts)
		}
	}
	if err := ctx.Err(); err != nil {
		return Decision{}, fmt.Errorf("decide: %w", err)
	}
	return d, nil
}

// decide is the decision for one question.
func (ix *Index) decide(query string, q *question, found []candidate) Decision {
	d := Decision{Query: query, Hits: ix.hits(found, 5)}
	if len(found) > 0 {
		d.P = found[0].p
	}
	if a, ok := actionOf(q.reading.text, len(q.atoms)); ok {
		d.Verdict, d.Form, d.Human, d.Reason = Form, a.form, a.human, a.reason
		if a.human {
			d.Verdict = Handoff
		}
		return d
	}
	rival, close := ix.rival(q, found)
	switch {
	case d.P < thresholds.Suggest && !close:
		d.Verdict, d.Form, d.Reason = Handoff, FormInquiry, "below_threshold"
	case close && ix.docs[found[0].doc].collection != ix.docs[found[rival].doc].collection:
		d.Verdict, d.Reason = Choices, "programmes_differ"
		d.Programmes = []string{ix.entries[found[0].doc].Collection, ix.entries[found[rival].doc].Collection}
	case close:
		d.Verdict, d.Reason = Suggest, "several_entries"
	case d.P >= thresholds.Answer:
		d.Verdict, d.Form, d.Reason = Answer, found[0].form(ix), "confident"
	default:
		d.Verdict, d.Reason = Suggest, "unsure"
	}
	return d
}

// form is the form that an entry leads to.
func (c *candidate) form(ix *Index) string { return ix.entries[c.doc].Form }

// A message of at most this many things is vague: it does not say enough to choose between entries
// that answer it alike.
const vagueAtoms = 3

// vagueNear is how near, in score, entries must be that explain a vague message equally well.
const vagueNear = 1.4

// rival finds an entry that answers the message about as well as the first, and says whether there
// is one. A programme that the message names, or that the conversation is about, has no rival in another.
func (ix *Index) rival(q *question, found []candidate) (int, bool) {
	if len(found) < 2 || found[0].alone < thresholds.RivalP {
		return 0, false
	}
	near := thresholds.RivalNear
	if len(q.atoms) <= vagueAtoms {
		near *= 2
	}
	for i := 1; i < min(len(found), 4); i++ {
		c := &found[i]
		elsewhere := found[0].features[featScope] > c.features[featScope]
		if c.alone < thresholds.RivalP || c.features[featMisnamed] > 0 || elsewhere {
			continue
		}
		if found[0].score-c.score <= near || len(q.atoms) < vagueAtoms && found[0].score-c.score <= vagueNear && c.explainsLike(&found[0]) {
			return i, true
		}
	}
	return 0, false
}

// explainsLike says whether c explains as much of the message as the first entry does.
func (c *candidate) explainsLike(first *candidate) bool {
	return c.features[featExplained] >= .75*first.features[featExplained] && c.features[featTwin] == 0
}

// joinParts makes one decision of a message's several questions: its answers stand first.
func joinParts(whole Decision, parts []Decision) Decision {
	d := Decision{Query: whole.Query, Verdict: Answer, Parts: parts, P: 1, Reason: "several_questions"}
	seen := map[string]bool{}
	add := func(h Hit) {
		if ref := h.Entry.Ref(); !seen[ref] && len(d.Hits) < 5 {
			seen[ref] = true
			d.Hits = append(d.Hits, h)
		}
	}
	for i := range parts {
		add(parts[i].Hits[0])
		d.P = min(d.P, parts[i].P)
	}
	for _, h := range whole.Hits {
		add(h)
	}
	return d
}
