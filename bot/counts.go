package bot

import (
	"slices"
	"sync/atomic"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// Counts are the bot's own figures since it started, for the metrics page.
type Counts struct {
	Accepted    atomic.Int64 // lanes set going by accepted events
	Turns       atomic.Int64
	TurnsFailed atomic.Int64
	Sent        atomic.Int64
	Retried     atomic.Int64
	Held        atomic.Int64
	Dead        atomic.Int64
	Pushes      atomic.Int64 // units of a paid quota
	Unmatched   atomic.Int64 // tickets that no rule of the routing table gave to anybody
}

// Counts gives the bot's figures.
func (b *Bot) Counts() *Counts { return &b.counts }

func (c *Counts) settled(batch []turn.Settlement) {
	for _, s := range batch {
		switch s.State {
		case chat.Sent:
			c.Sent.Add(1)
			c.Pushes.Add(int64(s.Receipt.Pushes))
		case chat.Held:
			c.Held.Add(1)
		case chat.Dead:
			c.Dead.Add(1)
		default:
			c.Retried.Add(1)
		}
	}
}

func (c *Counts) opened(tickets []*ticket.Ticket) {
	for _, tk := range tickets {
		if slices.Contains(tk.Tags, ticket.UnmatchedTag) {
			c.Unmatched.Add(1)
		}
	}
}
