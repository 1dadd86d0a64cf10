package console

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// today is when the tests take place: a Friday afternoon.
var today = time.Date(2026, 10, 9, 15, 0, 0, 0, reading.JST)

// An office is everything the desk talks to, in memory. It decides acts as simply as the tests need.
type office struct {
	confirmed []string // kinds of answer, in order
	mu        sync.Mutex
	now       time.Time
	tickets   map[string]*ticket.Ticket
	log       []ticket.Entry
	lines     map[chat.Address][]chat.Line
	rows      []chat.LedgerRow
	logins    map[string]staff.Login
	sessions  map[string]session
	people    []staff.Account
	unknown   []staff.Unknown
	subjects  map[string]int64
	trail     []audit.Record
	events    []chat.Event // acts, in order, each ID once
	stray     []Stray
	lost      error // what the stores answer while they are away
	library   faq.Library
}

type session struct {
	staff.Session
	account int64
}

func newOffice() *office {
	return &office{
		now: today, tickets: map[string]*ticket.Ticket{}, lines: map[chat.Address][]chat.Line{},
		logins: map[string]staff.Login{}, sessions: map[string]session{}, subjects: map[string]int64{},
	}
}

func (o *office) Ticket(_ context.Context, number string) (ticket.Ticket, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lost != nil {
		return ticket.Ticket{}, o.lost
	}
	tk := o.tickets[number]
	if tk == nil {
		return ticket.Ticket{}, fmt.Errorf("ticket %s: %w", number, chat.ErrNotFound)
	}
	copied := *tk
	copied.Fields = maps.Clone(tk.Fields)
	return copied, nil
}

func (o *office) Tickets(_ context.Context, f ticket.Filter) ([]ticket.Ticket, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lost != nil {
		return nil, o.lost
	}
	var out []ticket.Ticket
	for _, tk := range o.tickets {
		if fits(tk, f) {
			out = append(out, *tk)
		}
	}
	slices.SortFunc(out, func(a, b ticket.Ticket) int { return cmp.Compare(b.ID, a.ID) })
	return out[:min(len(out), f.Limit)], nil
}

func fits(tk *ticket.Ticket, f ticket.Filter) bool {
	return (f.Status == nil || slices.Contains(f.Status, tk.Status)) &&
		(f.Kind == "" || f.Kind == tk.Kind) && (f.Programme == "" || f.Programme == tk.Programme) && (f.Team == "" || f.Team == tk.Team) &&
		(f.Assignee == "" || f.Assignee == tk.Assignee.ID || f.Assignee == "-" && tk.Assignee.ID == "") &&
		(f.Overdue.IsZero() || !tk.Due.IsZero() && tk.Due.Before(f.Overdue) && tk.Status.Open()) &&
		(f.Text == "" || strings.Contains(tk.Number+tk.Title+fmt.Sprint(tk.Fields), f.Text)) &&
		(f.Before == 0 || tk.ID < f.Before) &&
		(f.Within == nil || tk.Assignee.ID == f.Within.Person.ID || slices.Contains(f.Within.Teams, tk.Team) || tk.Planned() == f.Within.Person.Name)
}

func (o *office) Log(_ context.Context, number string) ([]ticket.Entry, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []ticket.Entry
	for _, e := range o.log {
		if e.Ticket == number {
			out = append(out, e)
		}
	}
	return out, o.lost
}

func (o *office) LastLines(_ context.Context, a chat.Address, limit int) ([]chat.Line, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	lines := o.lines[a]
	return slices.Clone(lines[max(0, len(lines)-limit):]), o.lost
}

func (o *office) Strays(context.Context) ([]Stray, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.stray), o.lost
}

func (o *office) Revive(_ context.Context, seq int64) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := len(o.stray)
	o.stray = slices.DeleteFunc(o.stray, func(e Stray) bool { return e.Seq == seq })
	return len(o.stray) < before, o.lost
}

func (o *office) Deliveries(_ context.Context, f chat.LedgerFilter) ([]chat.LedgerRow, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []chat.LedgerRow
	for _, row := range slices.Backward(o.rows) {
		if (f.States == nil || slices.Contains(f.States, row.State)) && (f.Ticket == "" || f.Ticket == row.Ticket) &&
			(!f.Members || !row.Staff) && (f.Before == 0 || row.ID < f.Before) && len(out) < f.Limit {
			out = append(out, row)
		}
	}
	return out, o.lost
}

func (o *office) EndStaffSession(_ context.Context, hash []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.sessions, string(hash))
	return o.lost
}

func (o *office) Accept(context.Context, ...chat.Event) error { return nil }

// Act keeps the event and decides it: enough to see claims collide and versions go stale.
func (o *office) Act(_ context.Context, e chat.Event) (chat.Outcome, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lost != nil {
		return chat.Outcome{}, o.lost
	}
	if slices.ContainsFunc(o.events, func(known chat.Event) bool { return known.ID == e.ID }) {
		return chat.Outcome{OK: true, Text: "すでに承っています。"}, nil
	}
	o.events = append(o.events, e)
	tk := o.tickets[e.Ticket]
	if tk == nil {
		return chat.Outcome{OK: e.Value != "", Text: "承りました。"}, nil
	}
	if e.Version != 0 && e.Version != tk.Version && e.Act != chat.Look {
		return chat.Outcome{Text: "別の操作で更新されています。いまは" + tk.Status.Label() + "です。"}, nil
	}
	return o.decide(tk, e), nil
}

func (o *office) decide(tk *ticket.Ticket, e chat.Event) chat.Outcome {
	what := map[chat.Act]string{chat.Claim: "claimed", chat.NoteDown: "noted", chat.Look: "looked", chat.Reply: "replied"}[e.Act]
	switch e.Act {
	case chat.Claim:
		if tk.Assignee.ID != "" {
			return chat.Outcome{Text: tk.Assignee.Name + "さんが先に引き受けています。"}
		}
		tk.Assignee, tk.Status = e.Person, ticket.Working
		tk.Version++
	case chat.Reply:
		tk.Status = ticket.Waiting
		tk.Version++
		o.rows = append(o.rows, chat.LedgerRow{
			ID: int64(len(o.rows) + 1), To: tk.Contact, Ticket: tk.Number, State: chat.Pending, Created: o.now,
			Messages: []chat.Message{{Author: chat.Staff, Text: e.Text, Name: "事務局"}},
		})
	case chat.Resolve:
		tk.Status, tk.Closed = ticket.Resolved, o.now
		tk.Version++
	}
	if what != "" {
		o.log = append(o.log, ticket.Entry{ID: int64(len(o.log) + 1), Ticket: tk.Number, At: o.now, Who: e.Person, What: ticket.What(what), Text: e.Text})
	}
	return chat.Outcome{OK: true, Text: tk.Number + "：承りました。", Ticket: tk.Number}
}

// acts are the acts the sink has had.
func (o *office) acts() []chat.Event {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.events)
}
