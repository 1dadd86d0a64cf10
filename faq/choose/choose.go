// Package choose says where a language model may be asked about a message, and what its word may change. It asks nobody:
// the question goes out by package llm, between two turns (bot/consult.go), and comes back here.
//
// # Why a model's word counts for so little
//
// A member takes what the office says for true. The search says how probable it is that an entry answers, and that
// probability is measured (docs/search.md); a model gives a word and no measure, errs fluently, and may have been talked
// into it by the message itself. So the model never overrules the search. It breaks ties that the search has left open:
//
//   - Asked is only where the search is unsure: it would suggest, ask back between entries, or hand over though something
//     is near. A sure answer, an act, a wish for a person, a question with a fact the entry does not hold never get here.
//     Nor does the question which programme is meant: the message does not say it, so whoever answers can only guess.
//   - It chooses among the entries that the search has found, at most five. It writes nothing.
//   - A choice becomes the answer only where the search itself gives that entry [Floor] or more; where an office's own
//     threshold was raised, because sure answers were wrong too often, the floor rises with it. Below, the entry comes to
//     stand first among the suggestions, which the member still has to press.
//   - "None" makes a hand-over of a suggestion that was weak, below [Weak]. The nearest entry still stands below it as a
//     button, so that a wrong "none" costs a press.
//
// The Floor bounds what a model can spoil, whatever it says. Of a message that it is asked about it can only make a wrong
// answer where a wrong entry stands at the Floor or above, which the search's calibration makes rare. With a model that
// always chooses the worst it can, the share of right ones among direct answers stays above [Promised]; TestWorstChooser
// holds that. A chosen answer carries the other suggestions as buttons, and is counted in no measurement of the search's
// own thresholds.
//
//	q, ok := choose.Question(&d)  // masked; ok where a model may be asked
//	d = choose.Apply(d, answer)   // the zero answer changes nothing
package choose

import (
	"slices"
	"strings"

	"madoguchi/chars"
	"madoguchi/faq"
	"madoguchi/llm"
	"madoguchi/reading"
)

// What a model's word is worth, by our own probability.
//
// Measured over the samples and seven other subjects: a model that is always right brings direct answers from .543 of the
// answerable messages to .636 at this floor, one that is always wrong brings the right ones among them from .986 to .953.
// At .5 it is .684 and .933, at .65 .618 and .964.
const (
	Floor    = .6  // a chosen entry becomes the answer from here on
	Promised = .94 // so many of the direct answers are right, whatever a model says
	Weak     = .25 // the first suggestion must stand below it for "none" to hand over
	near     = .03 // the least of an entry that is handed to the model, and that of the first one for it to be asked
)

// floorOf is the floor for a decision: as far below the index's own threshold as it is below the one that was fitted.
func floorOf(d *faq.Decision) float64 { return max(Floor, d.From-(fitted-Floor)) }

// fitted is the threshold that the search is fitted with: see faq/search/fitted/weights.json.
const fitted = .78

// The reasons of a decision that a model had a part in.
const (
	Chosen = "model_chosen" // it chose the answer
	First  = "model_first"  // it chose what is suggested first
	NoneOf = "model_none"   // it said that none answers
)

// ByModel reports whether a decision is a model's in part, so that it says nothing of the search's own measures.
func ByModel(d *faq.Decision) bool {
	return d.Reason == Chosen || d.Reason == First || d.Reason == NoneOf
}

// Use is what a model's word was good for in a decision.
func Use(d *faq.Decision) llm.Use {
	switch d.Reason {
	case Chosen:
		return llm.Chosen
	case First:
		return llm.First
	case NoneOf:
		return llm.NoneOf
	}
	return llm.Nothing
}

// The lengths in characters of what is handed out: of a message, which a mail may be, and of the beginning of an answer;
// and from which on a message may ask several things.
const (
	maxText   = 600
	maxAnswer = 120
	severalOf = 24
)

// unsure are the reasons of decisions that a model may be asked about: see package search.
var unsure = []string{"unsure", "several_entries", "below_threshold"}

// Question is what a model is asked about a decision: the message without who wrote it, and the entries that are near. It
// reports false where it may not be asked.
func Question(d *faq.Decision) (llm.Question, bool) {
	if !slices.Contains(unsure, d.Reason) || d.Act || d.Human || len(d.Parts) > 0 || len(d.Hits) == 0 || d.Hits[0].P < near {
		return llm.Question{}, false
	}
	text := Masked(d.Query)
	if chars.Length(text) < 2 {
		return llm.Question{}, false
	}
	q := llm.Question{Purpose: llm.Choose, Text: text, Split: chars.Length(text) >= severalOf}
	for _, h := range d.Hits {
		if h.P >= near && len(h.Entry.Answer) > 0 {
			q.Candidates = append(q.Candidates, llm.Candidate{ID: h.Entry.Ref(), Question: h.Entry.Question, Answer: clip(h.Entry.AnswerText(), maxAnswer)})
		}
	}
	return q, len(q.Candidates) > 0
}

// Masked is a text as it may leave the office: without names, companies, addresses and numbers, as the questions that are
// kept for learning are.
func Masked(text string) string { return clip(reading.Anonymous(text), maxText) }

func clip(text string, most int) string {
	if rs := []rune(text); len(rs) > most {
		return strings.TrimSpace(string(rs[:most]))
	}
	return text
}

// Apply is a decision with a model's word on it.
func Apply(d faq.Decision, a llm.Answer) faq.Decision {
	if a.Choice == llm.None {
		if d.Verdict == faq.Suggest && d.P < Weak {
			d.Verdict, d.Form, d.Reason = faq.Handoff, faq.FormInquiry, NoneOf
		}
		return d
	}
	i := slices.IndexFunc(d.Hits, func(h faq.Hit) bool { return h.Entry.Ref() == a.Choice })
	if a.Choice == "" || i < 0 || d.Hits[i].P < near {
		return d
	}
	chosen := d.Hits[i]
	d.Hits = append([]faq.Hit{chosen}, slices.Delete(slices.Clone(d.Hits), i, i+1)...)
	d.P, d.Form = chosen.P, ""
	if chosen.P >= floorOf(&d) {
		d.Verdict, d.Form, d.Reason = faq.Answer, chosen.Entry.Form, Chosen
		return d
	}
	d.Verdict, d.Reason = faq.Suggest, First
	return d
}
