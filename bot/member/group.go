package member

import (
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// In a group everybody reads along: what is asked there is answered there, and what concerns one member is
// asked in a talk with them alone.

// greetGroup tells a group how it speaks to us, once a day at most, however many join.
func (dg *Dialogue) greetGroup(t *turn.Turn) {
	s := &t.Conversation.State
	if !s.Hailed.IsZero() && reading.Midnight(s.Hailed).Equal(reading.Midnight(t.Now)) {
		return
	}
	s.Greeted, s.Hailed = true, t.Now
	t.Greet(words.GreetingGroup(dg.Office.Name))
}

// aloneText is how much of a question goes along into the talk alone, in UTF-16 units.
const aloneText = 100

// askAlone leads a member from a group to the talk with them alone, where a form may ask who they are. What
// they said goes along, to be sent there with one press.
func (dg *Dialogue) askAlone(t *turn.Turn, form *ticket.Form, query string) {
	query = chars.Cut(strings.Join(strings.Fields(query), " "), aloneText)
	if query == "" {
		query = form.Title
	}
	t.SayText(words.AskAlone(form.Title), chat.Choice{Label: words.LabelAlone, URL: chat.AlonePage(query)})
}
