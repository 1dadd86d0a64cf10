package member

import (
	"context"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// ownData hears a member claim their right to the data that the office keeps of them, which no entry of
// the FAQ answers: it begins the form for it. The office then has to see who they are and to answer within
// its term; none of it is for the bot to do.
func (dg *Dialogue) ownData(_ context.Context, t *turn.Turn, text string) (bool, error) {
	if !reading.ClaimsOwnData(text) || dg.Office.Form(string(ticket.Disclosure)) == nil {
		return false, nil
	}
	t.SayText(words.OwnData)
	dg.startForm(t, ticket.Disclosure, "", text, ticket.Trace{Query: text, Reason: "own_data"})
	return true, nil
}
