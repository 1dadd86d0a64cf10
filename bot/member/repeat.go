package member

import (
	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// finish looks over what a turn says before it goes out: nobody reads the same apology, courtesy twice
// in a row (for suggestions see suggest). A receipt or a form's question may be repeated. Who asked for simple words has
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
	for i := range t.Said {
		if v := words.Variants(t.Said[i].Text); v != nil {
			t.Said[i].Text = v[t.Frame(v[0])%len(v)]
		}
	}
	if s.Again = nil; t.Again != nil {
		s.Again = &turn.Again{At: t.Now, Said: t.Again}
	}
}

// listed reports whether the choices last shown were entries to choose from, without an answer above them.
func listed(offer []chat.Choice) bool {
	return hasVerb(offer, "answer") && !hasVerb(offer, "solved") && !hasVerb(offer, "person")
}
