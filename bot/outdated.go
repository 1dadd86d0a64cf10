package bot

import (
	"slices"
	"time"

	"madoguchi/chat"
)

// A reply that was held for weeks may bring a file whose address works no more. Its words still go,
// for the answer to what the member has just asked may go along with them; but the member is told,
// and so are staff, that the file cannot be opened.

const (
	fileIsOver      = "※ファイルを開ける期限が過ぎてしまいました。必要なときは、このままお知らせください。"
	staffFileIsOver = "📎 この返信は長く保留されていたため、会員に届いたときにはファイルを開ける期限が過ぎていました。必要なら、ファイルを添えてもう一度返信してください。"
)

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
			out[i].Text += "\n\n" + fileIsOver
			out[i].Files = slices.DeleteFunc(slices.Clone(out[i].Files), func(f chat.File) bool { return f.URL != "" && f.Until.Before(now) })
		}
	}
	return out
}

// tellOver tells the staff of each ticket that a file of a reply could not be opened when it arrived.
func tellOver(s *Settlement, now time.Time) {
	var told []string
	for _, d := range append([]chat.Delivery{s.Delivery}, s.Delivery.Joined...) {
		over := slices.ContainsFunc(d.Messages, func(m chat.Message) bool { return isOver(m, now) })
		if s.State == chat.Sent && over && d.Ticket != "" && d.To.Channel != chat.Email && !slices.Contains(told, d.Ticket) {
			told = append(told, d.Ticket)
			s.Follow = append(s.Follow, Outgoing{Staff: true, Ticket: d.Ticket, Messages: []chat.Message{{Author: chat.System, Text: staffFileIsOver}}})
		}
	}
}
