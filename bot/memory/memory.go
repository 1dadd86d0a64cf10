// Package memory is a store that forgets everything at the end of the process: for a conversation on the
// terminal, where documents are tried out without a database.
package memory

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// Memory is an [turn.Inbox] and an [turn.Outbox] that forget everything at the end of the process: for a
// conversation on the terminal, where documents are tried out without a database.
type Memory struct {
	mu            sync.Mutex
	seen          map[string]bool
	events        map[string][]chat.Event // undecided, by lane
	conversations map[string]*turn.Conversation
	tickets       map[string]*ticket.Ticket // by number
	log           []ticket.Entry
	answered      []turn.Answered
	numbers       map[ticket.Kind]int
	handoffs      map[string]*turn.Handoff // by the hash of their code
	links         map[chat.Address]turn.Linked
	pending       []chat.Delivery
	lanes         map[int64]string
	leased        map[string]bool
	lastID        int64
	wake          chan struct{}
	now           func() time.Time
}

// New is an empty store on the given clock.
func New(now func() time.Time) *Memory {
	return &Memory{
		seen: map[string]bool{}, events: map[string][]chat.Event{}, conversations: map[string]*turn.Conversation{},
		tickets: map[string]*ticket.Ticket{}, numbers: map[ticket.Kind]int{}, handoffs: map[string]*turn.Handoff{},
		links: map[chat.Address]turn.Linked{},
		lanes: map[int64]string{}, leased: map[string]bool{}, wake: make(chan struct{}, 1), now: now,
	}
}

// Accept implements [turn.Inbox].
func (m *Memory) Accept(_ context.Context, events []chat.Event) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var lanes []string
	for _, e := range events {
		if key := e.From.Channel + " " + e.ID; !m.seen[key] {
			m.seen[key] = true
			lane := m.laneOf(e)
			m.events[lane] = append(m.events[lane], e)
			lanes = append(lanes, lane)
		}
	}
	return lanes, nil
}

// laneOf is the lane of the contact an event concerns.
func (m *Memory) laneOf(e chat.Event) string {
	if t := m.ticketOf(e); t != nil {
		return t.Contact.String()
	}
	return e.From.String()
}

func (m *Memory) ticketOf(e chat.Event) *ticket.Ticket {
	if e.Kind != chat.StaffAct {
		return nil
	}
	if t := m.tickets[e.Ticket]; t != nil {
		return t
	}
	for _, t := range m.tickets {
		if e.Thread != "" && t.Thread == e.Thread {
			return t
		}
	}
	return nil
}

// turn.Turn implements [turn.Inbox].
func (m *Memory) Turn(ctx context.Context, lane string, decide func(context.Context, *turn.Turn) error) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.events[lane]) == 0 {
		return false, nil
	}
	e := m.events[lane][0]
	t := &turn.Turn{
		Input:  turn.Input{Event: e, Now: m.now()},
		Lookup: turn.Lookup{Number: m.number, Handoff: m.handoff, OpenTickets: m.openTickets},
	}
	if known := m.ticketOf(e); known != nil {
		copied := *known
		t.Ticket = &copied
	}
	conv := m.conversation(lane)
	copied, err := copyOf(conv)
	if err != nil {
		return true, err
	}
	t.Conversation = copied
	t.Tickets = m.ticketsOf(conv.ID)
	if other, ok := m.links[conv.Address]; ok {
		t.Links, t.LinkedTickets = []turn.Linked{other}, m.ticketsOf(m.conversation(other.With.String()).ID)
	}
	if err := decide(ctx, t); err != nil {
		return true, err
	}
	*conv = *t.Conversation
	m.events[lane] = m.events[lane][1:]
	m.save(t, conv.ID)
	return true, nil
}

// copyOf is a conversation that shares nothing with c: a turn changes what it was given, and may fail. It
// is made as the database makes it.
func copyOf(c *turn.Conversation) (*turn.Conversation, error) {
	copied := *c
	copied.State = turn.State{}
	raw, err := json.Marshal(c.State)
	if err == nil {
		err = json.Unmarshal(raw, &copied.State)
	}
	if err != nil {
		return nil, fmt.Errorf("copy the state of %s: %w", c.Address, err)
	}
	return &copied, nil
}

func (m *Memory) conversation(lane string) *turn.Conversation {
	conv := m.conversations[lane]
	if conv == nil {
		addr, _ := chat.ParseAddress(lane) // written by Address.String
		conv = &turn.Conversation{ID: int64(len(m.conversations) + 1), Address: addr, Reachable: true}
		m.conversations[lane] = conv
	}
	return conv
}

func (m *Memory) number(_ context.Context, kind ticket.Kind) (string, error) {
	m.numbers[kind]++
	return fmt.Sprintf("%s-%04d", kind.Letter(), m.numbers[kind]), nil
}

// handoff is what waits under a code: a copy, for the turn may fail.
func (m *Memory) handoff(_ context.Context, hash []byte) (*turn.Handoff, error) {
	h := m.handoffs[string(hash)]
	if h == nil {
		return nil, nil
	}
	copied := *h
	return &copied, nil
}

func (m *Memory) ticketsOf(conversation int64) []ticket.Ticket {
	var out []ticket.Ticket
	for _, t := range m.tickets {
		if t.Conversation == conversation {
			out = append(out, *t)
		}
	}
	slices.SortFunc(out, func(a, b ticket.Ticket) int { return cmp.Compare(b.ID, a.ID) })
	return out
}

func (m *Memory) save(t *turn.Turn, conversation int64) {
	for _, opened := range t.Opened {
		m.lastID++
		opened.ID, opened.Version, opened.Conversation = m.lastID, 1, conversation
		m.tickets[opened.Number] = opened
	}
	for _, changed := range t.Changed {
		changed.Version++
		m.tickets[changed.Number] = changed
	}
	m.log = append(m.log, t.Log...)
	m.answered = append(m.answered, t.Answered...)
	if h := m.handoffs[string(t.TakenOver)]; h != nil {
		m.handoffs[string(t.TakenOver)] = &turn.Handoff{Hash: h.Hash, From: h.From, Until: h.Until, Taken: t.Conversation.Address}
	}
	m.link(t)
	if t.HandedOff != nil {
		m.handoffs[string(t.HandedOff.Hash)] = t.HandedOff
	}
	t.NameReplies(m.enqueue(t.Out))
}

// link keeps whom a contact is linked with. In memory that is one at most.
func (m *Memory) link(t *turn.Turn) {
	here := t.Conversation.Address
	if t.Unlink {
		delete(m.links, m.links[here].With)
		delete(m.links, here)
	}
	if t.Link.ID != "" {
		m.links[here], m.links[t.Link] = turn.Linked{With: t.Link, Since: t.Now}, turn.Linked{With: here, Since: t.Now}
	}
}

// NewLink notes a nonce, as the page for linking does.
func (m *Memory) NewLink(_ context.Context, nonce string, from chat.Address) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := turn.NewNonce(nonce, from, m.now())
	m.handoffs[string(h.Hash)] = h
	return nil
}

// enqueue stores deliveries and names those that are replies, by their tickets.
func (m *Memory) enqueue(out []turn.Outgoing) map[string]int64 {
	replies := map[string]int64{}
	for _, o := range out {
		if o.Staff && o.To.ID == "" {
			continue // no staff channel: a ticket in memory has no card
		}
		m.lastID++
		d := chat.Delivery{ID: m.lastID, Key: fmt.Sprint(m.lastID), To: o.To, Ticket: o.Ticket, Messages: o.Messages, Created: m.now()}
		m.pending = append(m.pending, d)
		m.lanes[d.ID] = o.Lane()
		if !o.Staff && o.Ticket != "" && o.Messages[0].Author == chat.Staff {
			replies[o.Ticket] = d.ID
		}
	}
	select {
	case m.wake <- struct{}{}:
	default:
	}
	return replies
}

// Undecided implements [turn.Inbox].
func (m *Memory) Undecided(context.Context, time.Time, int) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var lanes []string
	for lane, waiting := range m.events {
		if len(waiting) > 0 {
			lanes = append(lanes, lane)
		}
	}
	return lanes, nil
}

// Claim implements [turn.Outbox].
func (m *Memory) Claim(_ context.Context, limit int, paused []string) ([]chat.Delivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var claimed []chat.Delivery
	busy := map[string]bool{}
	for i := range m.pending {
		d := &m.pending[i]
		lane := m.lanes[d.ID]
		if len(claimed) == limit || busy[lane] || m.leased[lane] || slices.Contains(paused, d.To.Channel) {
			busy[lane] = true
			continue
		}
		busy[lane], m.leased[lane] = true, true
		d.Attempt++
		claimed = append(claimed, *d)
	}
	return claimed, nil
}

// Settle implements [turn.Outbox]. What is to be retried stays at the head of its lane.
func (m *Memory) Settle(_ context.Context, done []turn.Settlement) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range done {
		delete(m.leased, m.lanes[s.Delivery.ID])
		if s.State != chat.Pending {
			m.pending = slices.DeleteFunc(m.pending, func(d chat.Delivery) bool { return d.ID == s.Delivery.ID })
			delete(m.lanes, s.Delivery.ID)
		}
		m.enqueue(s.Follow)
	}
	return nil
}

// Wait implements [turn.Outbox].
func (m *Memory) Wait(ctx context.Context) {
	t := time.NewTimer(time.Second)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-m.wake:
	case <-t.C:
	}
}

// Newest is the number of the ticket opened last, or "".
func (m *Memory) Newest() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var newest *ticket.Ticket
	for _, t := range m.tickets {
		if newest == nil || t.ID > newest.ID {
			newest = t
		}
	}
	if newest == nil {
		return ""
	}
	return newest.Number
}

func (m *Memory) openTickets(_ context.Context, of chat.Address) ([]ticket.Ticket, bool, error) {
	conv := m.conversations[of.String()]
	if conv == nil {
		return nil, false, nil
	}
	return slices.DeleteFunc(m.ticketsOf(conv.ID), func(tk ticket.Ticket) bool { return !tk.Status.Open() }), true, nil
}
