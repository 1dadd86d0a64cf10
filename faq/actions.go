package faq

// An action is something a message asks to be done, rather than to be told: "住所を変更してください" is a
// deed for the office, "住所はどこで変更できますか" a question that the FAQ answers.
type action struct {
	form   string // the form to open
	human  bool   // a person is asked for
	reason string
}

// actionOf is what a message asks to be done, if anything.
func (ix *Index) actionOf(r *reading) (action, bool) {
	intent, ok := ix.intents.action(r, thresholds.Act)
	switch {
	case !ok:
		return action{}, false
	case intent == intentHuman:
		return action{form: FormInquiry, human: true, reason: "human_word"}, true
	}
	return action{form: intentNames[intent], reason: intentNames[intent] + "_word"}, true
}
