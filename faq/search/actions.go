package search

import (
	"madoguchi/faq"
	"madoguchi/faq/search/fitted"
	"madoguchi/faq/search/intent"
	"madoguchi/faq/search/lexicon"
)

// An action is something a message asks to be done, rather than to be told: "住所を変更してください" is a
// deed for the office, "住所はどこで変更できますか" a question that the FAQ answers.
type action struct {
	form   string // the form to open
	human  bool   // a person is asked for
	reason string
}

// actionOf is what a message asks to be done, if anything.
func (ix *Index) actionOf(r *lexicon.Reading) (action, bool) {
	want, ok := ix.intents.Action(r, fitted.Thresholds.Act)
	switch {
	case !ok:
		return action{}, false
	case want == intent.Human:
		return action{form: faq.FormInquiry, human: true, reason: "human_word"}, true
	}
	return action{form: intent.Names[want], reason: intent.Names[want] + "_word"}, true
}
