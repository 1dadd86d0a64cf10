package console

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/office/staffwords"
	"madoguchi/ticket"
)

// A bubble is one message of the conversation, as the member saw it, with what staff know besides.
type bubble struct {
	Side     string // member, staff, bot, system
	Who, At  string
	Text     string
	Lead     string
	Blocks   []chat.Block
	Tail     string
	Source   string
	Ref      string // of the FAQ entry, for a link
	Version  int    // of it, that the member was given; 0 = not known
	Choices  []string
	Files    []attachment
	Delivery *deliveryState
	By       string // of a reply: the colleague who wrote it; the member sees the office's name

	at   time.Time
	said string // as it was written, for finding its entry of the log
}

// An attachment is something the member sent along.
type attachment struct {
	Name string
	ID   string // by which it can be opened; "" where it cannot
}

// A deliveryState is how a message to the member fared.
type deliveryState struct {
	ID                 int64
	State, Class       string
	Reason, When       string
	Resend, Drop, Undo bool // what can be done about it
	Astray             bool // it can be written down as one for somebody else
}

// How many lines of a transcript are shown: the last ones, and, when asked for, as good as all.
const (
	lastLines = 200
	allLines  = 5000
)

// conversation is the member's transcript with the state of each message to them. Unless all is
// asked for, it is the last lines; earlier reports whether there are more.
func (s *Service) conversation(ctx context.Context, tk *ticket.Ticket, v veil, all bool) (out []bubble, earlier bool, err error) {
	limit := lastLines
	if all {
		limit = allLines
	}
	lines, err := s.stores.Tickets.LastLines(ctx, tk.Contact, limit+1)
	if err != nil {
		return nil, false, fmt.Errorf("read conversation of %s: %w", tk.Number, err)
	}
	if earlier = len(lines) > limit; earlier {
		lines = lines[1:]
	}
	rows, err := s.stores.Ledger.Deliveries(ctx, chat.LedgerFilter{Ticket: tk.Number, Members: true, Limit: lastLines})
	if err != nil {
		return nil, false, fmt.Errorf("read deliveries of %s: %w", tk.Number, err)
	}
	rows = slices.Clone(rows)
	slices.Reverse(rows) // oldest first, as the lines are
	now := s.readAt(ctx)
	for i := range lines {
		b := s.bubble(&lines[i].Message, v)
		b.At, b.at, b.said = spokenAt(now, &lines[i]), lines[i].At, strings.TrimSpace(lines[i].Message.Text)
		b.Delivery = take(&rows, &lines[i].Message, now)
		if b.Delivery != nil {
			b.Delivery.Astray = lines[i].Message.Author == chat.Staff && s.stores.Incidents != nil
		}
		out = append(out, b)
	}
	return append(out, s.unseen(rows, v, now)...), earlier, nil
}

// spokenAt is when a line was said: of a member's, when they sent it, to the second.
func spokenAt(now time.Time, l *chat.Line) string {
	if l.Sent.IsZero() {
		return moment(now, l.At)
	}
	return moment(now, l.Sent) + l.Sent.Format(":05")
}

// bubble is a message as it is shown.
func (s *Service) bubble(m *chat.Message, v veil) bubble {
	b := bubble{Side: string(m.Author), Who: m.Name, Text: v.over(m.Text)}
	switch m.Author {
	case chat.Member:
		b.Who = orElse(v.over(m.Name), say("console.who.member"))
	case chat.Staff:
		b.Who = orElse(m.Name, s.speaker())
	case chat.System:
		b.Who = orElse(m.Name, say("console.who.system"))
	default:
		b.Side, b.Who = "bot", orElse(m.Name, say("console.who.bot"))
	}
	if a := m.Answer; a != nil {
		b.Text, b.Lead, b.Blocks, b.Tail, b.Ref, b.Version = "", a.Lead, a.Blocks, a.Tail, a.Source.Ref, a.Source.Version
		b.Source = sourceName(a.Source)
	}
	for _, c := range m.Choices {
		b.Choices = append(b.Choices, c.Label)
	}
	for _, f := range m.Files {
		a := attachment{Name: v.over(orElse(f.Name, fileName(f.Type)))}
		if s.Content != nil && m.Author == chat.Member {
			a.ID = f.ID
		}
		b.Files = append(b.Files, a)
	}
	return b
}

func orElse(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}

func fileName(kind string) string {
	switch kind {
	case "image":
		return say("console.file.image")
	case "video":
		return say("console.file.video")
	case "audio":
		return say("console.file.audio")
	}
	return say("console.file.other")
}

// sourceName is a source in one line.
func sourceName(src chat.Source) string {
	name := strings.TrimSpace(src.Document + " " + src.Label)
	if src.Page > 0 {
		name += fmt.Sprintf("・p.%d", src.Page)
	}
	return name
}

// take finds the delivery that carried a message, removes it from rows and tells its state. Texts
// that were sent twice are taken in order.
func take(rows *[]chat.LedgerRow, m *chat.Message, now time.Time) *deliveryState {
	if m.Author == chat.Member {
		return nil
	}
	for i := range *rows {
		row := &(*rows)[i]
		if !slices.ContainsFunc(row.Messages, func(o chat.Message) bool { return o.Text == m.Text }) {
			continue
		}
		d := stateOf(row, now)
		if len(row.Messages) == 1 {
			*rows = slices.Delete(*rows, i, i+1)
		}
		return d
	}
	return nil
}

// unseen are messages the transcript does not hold because they have not reached the member.
func (s *Service) unseen(rows []chat.LedgerRow, v veil, now time.Time) []bubble {
	var out []bubble
	for i := range rows {
		row := &rows[i]
		if row.State == chat.Sent || row.State == chat.Discarded {
			continue
		}
		for j := range row.Messages {
			b := s.bubble(&row.Messages[j], v)
			b.At, b.Delivery, b.said = moment(now, row.Created), stateOf(row, now), strings.TrimSpace(row.Messages[j].Text)
			out = append(out, b)
		}
	}
	return out
}

// stateOf is a ledger row's state in words, with what can be done about it.
func stateOf(row *chat.LedgerRow, now time.Time) *deliveryState {
	d := &deliveryState{ID: row.ID, State: staffwords.Delivery(row.State), Class: string(row.State), Reason: row.Reason}
	switch row.State {
	case chat.Pending:
		d.Undo = row.Attempts == 0
		if row.Attempts > 0 {
			d.Reason = orElse(row.Reason, say("console.deliveries.trying", "n", row.Attempts))
		}
	case chat.Held, chat.Dead:
		d.Resend, d.Drop = true, true
		d.When = moment(now, row.Settled)
	case chat.Sent:
		d.When = moment(now, row.Settled)
	}
	return d
}
