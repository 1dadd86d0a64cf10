package bot

import (
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
)

// callMembers puts the office's word into what a turn tells staff. Words that are not ours stay as they
// are: the FAQ's, which come with a button to send them, and those of members and colleagues.
func callMembers(t *turn.Turn, word string) {
	t.Outcome.Text = words.Called(t.Outcome.Text, word)
	for i := range t.Out {
		for j := range t.Out[i].Messages {
			m := &t.Out[i].Messages[j]
			if !t.Out[i].Staff {
				continue
			}
			if m.Author == chat.System && len(m.Choices) == 0 {
				m.Text = words.Called(m.Text, word)
			}
			if m.Card != nil {
				card := *m.Card
				card.Notice = words.Called(card.Notice, word)
				if !strings.Contains(card.Trace, "「") {
					card.Trace = words.Called(card.Trace, word)
				}
				m.Card = &card
			}
		}
	}
}
