package member

import (
	"context"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/reading"
)

// solicited refuses who wants to sell something to the office; it reports false for all else.
func (dg *Dialogue) solicited(_ context.Context, t *turn.Turn, text string) (bool, error) {
	if !reading.Sells(text) {
		return false, nil
	}
	t.SayText(words.SalesRefuse)
	return true, nil
}
