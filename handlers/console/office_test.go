package console

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/incident"
	"madoguchi/llm"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/switches"
	"madoguchi/ticket"
	"madoguchi/webhook"
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
	read      map[int64]map[int64]time.Time // until when each account has read each ticket
	views     []staff.View
	apps      []staff.Application
	hashes    []string            // of their tokens
	turned    []switches.Switch   // by ID, from 1
	incidents []incident.Incident // by ID, from 1
	canned    []ticket.Canned
	hooks     []webhook.Hook
	failed    []webhook.Delivery
	hookActs  []string
	calls     []llm.Call
	callDays  []llm.CallDay
	events    []chat.Event // acts, in order, each ID once
	stray     []Stray
	lost      error // what the stores answer while they are away
	library   faq.Library
	alike     map[string]int64 // the groups of tickets that ask the same, by number
	bulks     []ticket.Bulk    // by ID, from 1
	talks     []string         // numbers of tickets in which a person and the member talk directly
	marks     []string         // of the forms that sent them
	trials    string           // how it is with the trials of changes: "" = they are done, "under way", or "failed"
}

type session struct {
	staff.Session
	account int64
}

func newOffice() *office {
	return &office{
		now: today, tickets: map[string]*ticket.Ticket{}, lines: map[chat.Address][]chat.Line{},
		logins: map[string]staff.Login{}, sessions: map[string]session{}, subjects: map[string]int64{},

		read: map[int64]map[int64]time.Time{},
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
		if fits(tk, f) && o.fitsAlike(tk, f) {
			out = append(out, *tk)
		}
	}
	slices.SortFunc(out, func(a, b ticket.Ticket) int { return inOrder(f.Order, &a, &b) })
	out = out[min(f.Offset, len(out)):]
	return out[:min(len(out), f.Limit)], nil
}

// inOrder compares as the database orders.
func inOrder(o ticket.Order, a, b *ticket.Ticket) int {
	urgent := func(t *ticket.Ticket) int { return map[bool]int{true: 0, false: 1}[t.Urgent] }
	due := func(t *ticket.Ticket) time.Time {
		if t.Due.IsZero() {
			return t.Due.AddDate(9000, 0, 0)
		}
		return t.Due
	}
	newest := cmp.Compare(b.ID, a.ID)
	switch o {
	case ticket.Oldest:
		return -newest
	case ticket.LastOpen:
		return cmp.Or(b.Opened.Compare(a.Opened), newest)
	case ticket.FirstOpen:
		return cmp.Or(a.Opened.Compare(b.Opened), -newest)
	case ticket.LastHeard:
		return cmp.Or(cmp.Compare(urgent(a), urgent(b)), b.Heard.Compare(a.Heard), newest)
	case ticket.LastMoved:
		return cmp.Or(b.Touched.Compare(a.Touched), newest)
	case ticket.DueFirst:
		return cmp.Or(due(a).Compare(due(b)), -newest)
	case ticket.LastEnded:
		return cmp.Or(b.Closed.Compare(a.Closed), newest)
	}
	return newest
}

func (o *office) CountTickets(ctx context.Context, most int, filters ...ticket.Filter) ([]int, error) {
	counts := make([]int, len(filters))
	for i, f := range filters {
		f.Offset, f.Limit = 0, most
		found, err := o.Tickets(ctx, f)
		if err != nil {
			return nil, err
		}
		counts[i] = len(found)
	}
	return counts, nil
}

// Search finds by what stands in a ticket and in what was said, letter by letter.
func (o *office) Search(ctx context.Context, f ticket.Filter, text string) ([]ticket.Found, error) {
	all, err := o.Tickets(ctx, ticket.Filter{Within: f.Within, Limit: 1000})
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []ticket.Found
	for _, tk := range all {
		for _, e := range o.log {
			if e.Ticket == tk.Number && strings.Contains(e.Text, text) {
				out = append(out, ticket.Found{Ticket: tk, Source: ticket.FromNote, Text: e.Text})
			}
		}
		for _, l := range o.lines[tk.Contact] {
			if strings.Contains(l.Message.Text, text) {
				out = append(out, ticket.Found{Ticket: tk, Source: ticket.FromMember, Text: l.Message.Text})
				break
			}
		}
		for _, values := range tk.Fields {
			if (len(out) == 0 || out[len(out)-1].Number != tk.Number) && strings.Contains(strings.Join(values, " "), text) {
				out = append(out, ticket.Found{Ticket: tk, Source: ticket.FromTicket, Text: text})
			}
		}
	}
	return out[min(f.Offset, len(out)):min(f.Offset+f.Limit, len(out))], nil
}

func (o *office) ReadUntil(_ context.Context, account int64, _ []int64) (map[int64]time.Time, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return maps.Clone(o.read[account]), o.lost
}

func (o *office) MarkRead(_ context.Context, account, id int64, until time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.read[account] == nil {
		o.read[account] = map[int64]time.Time{}
	}
	o.read[account][id] = until
	return o.lost
}

func (o *office) Views(_ context.Context, account int64) ([]staff.View, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []staff.View
	for _, v := range o.views {
		if v.Account == account || v.Shared {
			out = append(out, v)
		}
	}
	return out, o.lost
}

func (o *office) SaveView(_ context.Context, v staff.View, by audit.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	v.ID, v.Owner = int64(len(o.views)+1), by.Actor.Name
	o.views = append(o.views, v)
	o.trail = append(o.trail, by)
	return o.lost
}

func (o *office) DropView(_ context.Context, account, id int64, by audit.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := len(o.views)
	o.views = slices.DeleteFunc(o.views, func(v staff.View) bool { return v.ID == id && v.Account == account })
	if len(o.views) == before {
		return chat.ErrNotFound
	}
	o.trail = append(o.trail, by)
	return o.lost
}

func fits(tk *ticket.Ticket, f ticket.Filter) bool {
	return (f.Status == nil || slices.Contains(f.Status, tk.Status)) &&
		(f.Kind == "" || f.Kind == tk.Kind) && (f.Programme == "" || f.Programme == tk.Programme) && (f.Team == "" || f.Team == tk.Team) &&
		(f.Assignee == "" || f.Assignee == tk.Assignee.ID || f.Assignee == "-" && tk.Assignee.ID == "") &&
		(f.Channel == "" || f.Channel == tk.Contact.Channel) &&
		(f.From.IsZero() || !tk.Opened.Before(f.From)) && (f.Until.IsZero() || tk.Opened.Before(f.Until)) &&
		(f.Overdue.IsZero() || tk.Running() && tk.Due.Before(f.Overdue)) &&
		(f.Contact == chat.Address{} || f.Contact == tk.Contact) &&
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

func (o *office) Companies(context.Context, int) ([]string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var names []string
	for _, tk := range o.tickets {
		if name, _ := parts(tk.Title); name != "" {
			names = append(names, name)
		}
	}
	return names, o.lost
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
	if e.Act == chat.Take {
		return o.open(e), nil
	}
	tk := o.tickets[e.Ticket]
	if tk == nil {
		return chat.Outcome{OK: e.Value != "", Text: "承りました。"}, nil
	}
	if e.Version != 0 && e.Version != tk.Version && e.Act != chat.Look {
		return chat.Outcome{Text: "別の操作で更新されています。いまは" + tk.Status.Label() + "です。"}, nil
	}
	return o.decide(tk, e), nil
}

// open makes a ticket of what a caller has said.
func (o *office) open(e chat.Event) chat.Outcome {
	var in ticket.Taken
	if err := json.Unmarshal([]byte(e.Value), &in); err != nil {
		return chat.Outcome{Text: err.Error()}
	}
	fl, faults := ticket.Fill(&inquiry, in.Answers, in.Loose, o.now)
	if len(faults) > 0 {
		return chat.Outcome{Text: "足りません。"}
	}
	number := fmt.Sprintf("Q-%04d", 9000+len(o.tickets))
	o.tickets[number] = &ticket.Ticket{
		ID: int64(len(o.tickets) + 1), Number: number, Kind: ticket.Inquiry, FormID: in.Form, Status: ticket.Received, Version: 1, Title: "電話の方｜" + number,
		Fields: fl.Values(), Contact: e.From, Opened: o.now,
	}
	return chat.Outcome{OK: true, Ticket: number, Text: number + "を受け付けました。"}
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
	case chat.Misdirect:
		o.misdirect(tk, e)
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
