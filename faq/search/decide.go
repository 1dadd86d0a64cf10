package search

import (
	"context"
	"fmt"
	"slices"

	"madoguchi/faq"
	"madoguchi/faq/search/fitted"
	"madoguchi/faq/search/rank"
	"madoguchi/reading"
)

// Decide says what to do with a message: the action rules first, then the search. It only fails
// when ctx or its own time has ended.
func (ix *Index) Decide(ctx context.Context, query string, scope faq.Scope) (faq.Decision, error) {
	ctx, cancel := context.WithTimeout(ctx, ix.limit)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return faq.Decision{}, fmt.Errorf("decide: %w", err)
	}
	q, found := ix.ranker.Rank(ctx, query, scope)
	d := ix.decide(query, q, found)
	if d.Act {
		ix.lead(&d, scope.Programme)
	}
	if f, ok := ix.followUp(ctx, query, q, d, scope); ok {
		d = f
	} else if !d.Act && !d.Human {
		answered, open := ix.parts(ctx, q, scope)
		d = wholeOf(d, answered, open)
	}
	if err := ctx.Err(); err != nil {
		return faq.Decision{}, fmt.Errorf("decide: %w", err)
	}
	if d.Verdict == faq.Answer && reading.NotWanted(query) { // it asks for nothing
		d.Verdict, d.Form, d.Reason = faq.Suggest, "", "not_wanted"
	}
	return d, nil
}

// decide is the decision for one question.
func (ix *Index) decide(query string, q *rank.Question, found []rank.Candidate) faq.Decision {
	d := faq.Decision{Query: query, Hits: ix.hits(found, 5), From: ix.answerFrom}
	if len(found) > 0 {
		d.P = found[0].P
	}
	if a, ok := ix.actionOf(q.Reading); ok && !(a.human && d.P >= surelyAsked && !reading.TalksWith(query)) {
		d.Verdict, d.Form, d.Human, d.Reason = faq.Form, a.form, a.human, a.reason
		d.Act = !a.human && a.form != faq.FormInquiry
		if a.human {
			d.Verdict = faq.Handoff
		}
		return d
	}
	rival, close := ix.ranker.Rival(q, found)
	close = close && d.P >= worthAsking && found[rival].P >= leastRival
	switch {
	case d.P < fitted.Thresholds.Suggest:
		d.Verdict, d.Form, d.Reason = faq.Handoff, faq.FormInquiry, "below_threshold"
	case close && ix.elsewhere(found, rival) && ix.sameStep(q, found, rival):
		d.Verdict, d.Form, d.Reason = faq.Answer, ix.form(&found[0]), "same_step"
	case close && ix.elsewhere(found, rival) && found[rival].ExplainsLike(&found[0]) && outweigh(found, rival):
		d.Verdict, d.Reason = faq.Choices, "programmes_differ"
		d.Programmes = []string{ix.ranker.Entries[found[0].Doc].Collection, ix.ranker.Entries[found[rival].Doc].Collection}
	case close && d.P >= ix.answerFrom && ix.several(q, found, rival):
		d.Verdict, d.Reason = faq.Suggest, severalEntries
	case d.P >= ix.answerFrom && reading.AsksWhoPays(query) && !ix.ranker.SpeaksOfMoney(found[0].Doc):
		d.Verdict, d.Reason = faq.Suggest, "fact_not_held"
	case d.P >= ix.answerFrom:
		d.Verdict, d.Form, d.Reason = faq.Answer, ix.form(&found[0]), "confident"
	default:
		d.Verdict, d.Reason = faq.Suggest, "unsure"
	}
	return d
}

// surelyAsked is how likely an entry must be for words of a person to be what the message is about, rather than whom it wants:
// 「担当者を一人増やしたい」. What speaks of talking to them is never taken so.
const surelyAsked = .9

// outweigh reports whether the first entry and its rival are together more likely than the others that would
// be suggested. Where all are about as unlikely, the question which programme is meant leads nowhere. Over the
// samples' messages that mean two programmes the two hold .57 of it and more.
func outweigh(found []rank.Candidate, rival int) bool {
	two, all := found[0].P+found[rival].P, 0.0
	for _, c := range found[:min(5, len(found))] {
		all += c.P
	}
	return two >= .55*all
}

// several reports whether an entry that answers by itself is held back for a rival. Between programmes the
// question is quickly put and a wrong answer costly; within one the rival stands below the answer as a
// button, so the doubt has to be greater, and there is none where the entry is as good as certain beside it.
func (ix *Index) several(q *rank.Question, found []rank.Candidate, rival int) bool {
	if odds(found[0].P) >= certainly*odds(found[rival].P) {
		return false
	}
	return found[rival].P >= fitted.Thresholds.Rival || ix.ranker.Doubt(q, found, rival) >= fitted.Thresholds.Several
}

// certainly is by how much an entry's odds are above its rival's where no doubt holds it back. Over the seeds' messages
// .72 are answered at once with it and .70 without, all rightly; of the samples' ambiguous messages .75 and .77 are asked
// back about. Half of it brings no more answers and costs another .02 of those (madoguchi eval; go test ./faq/fit -run TestQuality).
const certainly = 300

func odds(p float64) float64 { return p / (1 - min(p, .999)) }

// elsewhere reports whether the rival is another programme's.
func (ix *Index) elsewhere(found []rank.Candidate, rival int) bool {
	return ix.ranker.Docs[found[0].Doc].Collection != ix.ranker.Docs[found[rival].Doc].Collection
}

// sameStep reports whether a message that only tells what has happened (会社の住所が変わりました) is answered by an
// entry whose rival in another programme leads to the same form and is clearly less likely: the other
// programme stands below the answer as a button, which costs less than the question which is meant.
func (ix *Index) sameStep(q *rank.Question, found []rank.Candidate, rival int) bool {
	form := ix.form(&found[0])
	return (form == faq.FormChange || form == faq.FormConsultation) && form == ix.form(&found[rival]) &&
		found[0].P >= likely && found[0].P >= clearly*found[rival].P && reading.Question(q.Reading.Text) == reading.Stating
}

// clearly is how many times as likely as its rival such an entry must be. Over the two pairs of documents
// that the dialogue is specified with 会社の住所が変わりました stands at 1.8 and 2.9.
const clearly = 1.6

// likely is how likely it must be by itself: what has happened is hardly ever worded like an entry.
const likely = .5

// lead puts what the office has written on an act before its form: the entry of the one programme that has one,
// or the question which programme, where several have. Where none has, the form alone is left.
func (ix *Index) lead(d *faq.Decision, programme string) {
	var best []faq.Hit // of each programme
	for _, h := range d.Hits {
		known := slices.ContainsFunc(best, func(b faq.Hit) bool { return b.Entry.Collection == h.Entry.Collection })
		if h.Entry.Form == d.Form && h.P >= leading && !known && (programme == "" || programme == h.Entry.Collection) {
			best = append(best, h)
		}
	}
	switch {
	case len(best) > 1:
		d.Verdict = faq.Choices
		for _, b := range best {
			d.Programmes = append(d.Programmes, b.Entry.Collection)
		}
	case len(best) == 1 && best[0].P >= leadsAlone:
		d.Verdict, d.P = faq.Answer, best[0].P
		rest := slices.DeleteFunc(slices.Clone(d.Hits), func(h faq.Hit) bool { return h.Entry == best[0].Entry })
		d.Hits = append(best[:1:1], rest...)
	case len(best) == 0 && len(d.Hits) > 0 && d.Hits[0].P >= sayingAlone && (programme == "" || programme == d.Hits[0].Entry.Collection):
		d.Verdict, d.P = faq.Answer, d.Hits[0].P // the office says how it is done, and has tied no form to it
	}
}

// sayingAlone is how likely an entry must be that leads to no form, to be shown before the form of an act.
const sayingAlone = .7

// An act is hardly ever worded like an entry, so that what leads to its form may be found with little
// certainty: 担当者が変わったので直したい finds the two programmes' entries on it at .36 and .07, and other wordings at half of that. Shown alone, above its
// form, an entry has to be surer; a wrong one costs a glance.
const (
	leading    = .02
	leadsAlone = .1
)

// worthAsking is how likely the first entry must be for asking which of two is meant: below, the
// suggestions show both among others.
const worthAsking = .15

// leastRival is how likely another entry must be by itself for asking which is meant: the doubt is learnt from few
// messages, and an entry that is likely ten times over is not held back for one that hardly is.
const leastRival = .06

// severalEntries is why a message that several entries meet alike is asked back about.
const severalEntries = "several_entries"

// form is the form that an entry leads to.
func (ix *Index) form(c *rank.Candidate) string { return ix.ranker.Entries[c.Doc].Form }

// joinParts makes one decision of a message's several questions: its answers stand first.
func joinParts(whole faq.Decision, parts []faq.Decision) faq.Decision {
	d := faq.Decision{Query: whole.Query, Verdict: faq.Answer, Parts: parts, P: 1, Reason: "several_questions"}
	seen := map[string]bool{}
	add := func(h faq.Hit) {
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
