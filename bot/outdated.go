package bot

import (
	"slices"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
)

// A reply that was held for weeks may bring a file whose address works no more. Its words still go,
// for the answer to what the member has just asked may go along with them; but the member is told,
// and so are staff, that the file cannot be opened.

// isOver reports whether a message brings a file that cannot be opened any more.
func isOver(m chat.Message, now time.Time) bool {
	return slices.ContainsFunc(m.Files, func(f chat.File) bool { return f.URL != "" && f.Until.Before(now) })
}

// uptodate is what is sent of messages now. Those without such a file are the same at every attempt.
func uptodate(messages []chat.Message, now time.Time) []chat.Message {
	if !slices.ContainsFunc(messages, func(m chat.Message) bool { return isOver(m, now) }) {
		return messages
	}
	out := slices.Clone(messages)
	for i := range out {
		if isOver(out[i], now) {
			out[i].Text += "\n\n" + words.FileIsOver
			out[i].Files = slices.DeleteFunc(slices.Clone(out[i].Files), func(f chat.File) bool { return f.URL != "" && f.Until.Before(now) })
		}
	}
	return out
}

// tellOver tells the staff of each ticket that a file of a reply could not be opened when it arrived.
func (b *Bot) tellOver(s *turn.Settlement) {
	now := b.Now()
	var told []string
	for _, d := range append([]chat.Delivery{s.Delivery}, s.Delivery.Joined...) {
		over := slices.ContainsFunc(d.Messages, func(m chat.Message) bool { return isOver(m, now) })
		if s.State == chat.Sent && over && d.Ticket != "" && !d.Messages[0].Copy && !slices.Contains(told, d.Ticket) {
			told = append(told, d.Ticket)
			s.Follow = append(s.Follow, turn.Outgoing{Staff: true, Ticket: d.Ticket, Messages: []chat.Message{{Author: chat.System, Text: words.StaffFileIsOver}}})
		}
	}
}
