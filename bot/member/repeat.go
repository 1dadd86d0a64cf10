package member

import (
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// finish looks over what a turn says before it goes out: nobody reads the same apology, courtesy or list of
// suggestions twice in a row. A receipt or a form's question may be repeated. Who asked for simple words has
// that on the tickets that are made for them.
func (dg *Dialogue) finish(t *turn.Turn) {
	s := &t.Conversation.State
	if s.Plain {
		for _, tk := range t.Opened {
			if !tk.Has(ticket.PlainTag) {
				tk.Tags = append(tk.Tags, ticket.PlainTag)
			}
		}
	}
	if len(t.Said) == 0 {
		return
	}
	dg.sameSuggestions(t)
	for i := range t.Said {
		if v := words.Variants(t.Said[i].Text); v != nil {
			t.Said[i].Text = v[t.Frame(v[0])%len(v)]
		}
	}
	if s.Again = nil; t.Again != nil {
		s.Again = &turn.Again{At: t.Now, Said: t.Again}
	}
}

// sameSuggestions puts a person in the place of suggestions that the member has just passed over.
func (dg *Dialogue) sameSuggestions(t *turn.Turn) {
	last := &t.Said[len(t.Said)-1]
	before, now := suggested(t.Conversation.State.Offer), suggested(last.Choices)
	if t.Event.Kind != chat.Text || last.Text == words.WhichOne || now == "" || now != before {
		return
	}
	last.Text = words.SameAgain
	last.Choices = []chat.Choice{
		{Label: words.LabelAsk, Data: turn.Data("start", string(ticket.Inquiry), "")},
		{Label: words.LabelRephrase, Data: turn.Data("other", "none")},
	}
}

// suggested are the entries that a list of suggestions offers, "" where the choices are no such list.
func suggested(choices []chat.Choice) string {
	var refs []string
	list := false
	for _, c := range choices {
		switch verb, arg, _ := turn.ParseData(c.Data); {
		case verb == "answer":
			refs = append(refs, arg)
		case verb == "unsolved" && arg == "none":
			list = true
		}
	}
	if !list {
		return ""
	}
	return strings.Join(refs, " ")
}
