package bot

import (
	"context"
	"regexp"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// An Adding is a ticket that the member's next message goes to.
type Adding struct {
	Ticket string    `json:"ticket"`
	At     time.Time `json:"at"`
}

// addingTo is the ticket that the member's next message goes to, or nil. Who comes back after
// lunch begins anew.
func (b *Bot) addingTo(t *Turn) *ticket.Ticket {
	s := &t.Conversation.State
	if s.Adding == nil {
		return nil
	}
	tk := findTicket(t, s.Adding.Ticket)
	if tk == nil || !tk.Status.Open() || t.Now.Sub(s.Adding.At) >= followUp {
		s.Adding = nil
		return nil
	}
	return tk
}

// pressAdd lets the member's next message go to a ticket.
func (b *Bot) pressAdd(_ context.Context, t *Turn, number string) error {
	tk, s := b.own(t, number), &t.Conversation.State
	switch {
	case tk == nil:
	case !tk.Status.Open():
		t.sayText(words.closedForYou(tk), chat.Choice{Label: words.LabelReopen, Data: data("reopen", tk.Number)})
	case s.Person == tk.Number:
		t.greet(words.GoOnThen)
	default:
		s.Adding = &Adding{Ticket: tk.Number, At: t.Now}
		t.sayText(words.addTo(tk))
	}
	return nil
}

// add brings the member's message to the ticket they chose, and lets the bot go on.
func (b *Bot) add(t *Turn, tk *ticket.Ticket, text string) {
	s := &t.Conversation.State
	s.Adding = nil
	if reading.Control(text).Act == reading.Quit {
		t.sayText(words.NotAdded)
	} else {
		b.bring(t, tk, text)
		t.sayText(words.fileAdded(tk), chat.Choice{Label: words.LabelAddMore, Data: data("add", tk.Number)})
	}
	if s.Form != nil {
		b.ask(t)
	}
}

// aside reports whether a text is for the bot rather than for the ticket that the next message goes to.
func aside(text string) bool {
	act := reading.Control(text).Act
	return act == reading.Status || act == reading.Human
}

var (
	wantsToAdd = regexp.MustCompile(`^(?:すみません)?(?:さらに追記|追記|補足|(?:追加|あと)で?(?:伝え|連絡|送り|お知らせ))`)
	ticketNo   = regexp.MustCompile(`[QHS]-[0-9]{4,}`)
)

// aboutTicket takes a message that names one of the member's own tickets, or wants to add to one or
// take one back. It reports false where the message does neither.
func (b *Bot) aboutTicket(ctx context.Context, t *Turn, text string) (bool, error) {
	number := ticketNo.FindString(strings.ToUpper(norm.NFKC.String(text)))
	if tk := findTicket(t, number); tk != nil {
		if !tk.Status.Open() || len([]rune(text)) <= len(number)+6 {
			b.listTickets(t)
			return true, nil
		}
		b.bring(t, tk, text)
		t.sayText(words.fileAdded(tk))
		return true, nil
	}
	open := openTickets(t)
	switch {
	case len(open) == 0:
		return false, nil
	case reading.Control(text).Act == reading.Quit && strings.ContainsAny(text, "消キ"):
		b.listTickets(t)
	case !wantsToAdd.MatchString(chars.Fold(text)) || len([]rune(text)) > 24:
		return false, nil
	case len(open) == 1:
		return true, b.pressAdd(ctx, t, open[0].Number)
	default:
		b.listTickets(t)
	}
	return true, nil
}

func openTickets(t *Turn) []*ticket.Ticket {
	var open []*ticket.Ticket
	for i := range t.Tickets {
		if t.Tickets[i].Status.Open() {
			open = append(open, &t.Tickets[i])
		}
	}
	return open
}
