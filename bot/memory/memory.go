// Package memory is a store that forgets everything at the end of the process. The terminal tries
// documents on it without a database, and the dialogue's tests play on it.
//
// It passes turntest like the database. It has no leases and no quota, keeps no transcript and serves one
// process, so that serve never runs on it.
//
//	m := memory.New(time.Now)
//	b := bot.New(bot.Config{Inbox: m, Outbox: m, Library: library, Office: off})
//	said, opened, err := b.Converse(ctx, m, event)
package memory

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
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
	events        map[string][]*waiting // undecided, by lane
	conversations map[string]*turn.Conversation
	tickets       map[string]*ticket.Ticket // by number
	log           []ticket.Entry
	answered      []turn.Answered
	unanswered    []turn.Unanswered
	numbers       map[ticket.Kind]int
	handoffs      map[string]*turn.Handoff // by the hash of their code
	links         map[chat.Address]turn.Linked
	said          map[string][]string // what members' messages said, by lane and id
	parcels       []*parcel           // in the order in which they were put, sent ones taken out
	settled       map[int64]turn.Standing
	lastID        int64 // of tickets and deliveries
	lastSeq       int64 // of events
	wake          chan struct{}
	now           func() time.Time
	consulted     map[int64][]turn.Consultation // by the event's seq
	calls         []Call
}

// A waiting is an event that is not decided yet.
type waiting struct {
	chat.Event
	seq      int64
	accepted time.Time
	attempts int
}

// New is an empty store on the given clock.
func New(now func() time.Time) *Memory {
	return &Memory{
		seen: map[string]bool{}, events: map[string][]*waiting{}, conversations: map[string]*turn.Conversation{},
		tickets: map[string]*ticket.Ticket{}, numbers: map[ticket.Kind]int{}, handoffs: map[string]*turn.Handoff{},
		links: map[chat.Address]turn.Linked{}, said: map[string][]string{},
		consulted: map[int64][]turn.Consultation{}, settled: map[int64]turn.Standing{}, wake: make(chan struct{}, 1), now: now,
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
			m.lastSeq++
			m.events[lane] = append(m.events[lane], &waiting{Event: e, seq: m.lastSeq, accepted: m.now()})
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
	if e.Kind != chat.StaffAct && e.Kind != chat.Mailed {
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
	next := m.oldest(lane)
	if next == nil {
		return false, nil
	}
	conv := m.conversation(lane)
	t, err := m.begin(next, conv)
	if err == nil {
		err = run(ctx, decide, t)
	}
	if err != nil {
		var wanted *turn.Wanted
		if errors.As(err, &wanted) { // it says nothing of the event
			return true, err
		}
		if next.attempts++; next.attempts >= turn.MaxAttempts {
			m.drop(lane, next)
		}
		return true, err
	}
	*conv = *t.Conversation
	m.drop(lane, next)
	m.save(t, conv.ID)
	m.release(t.Event, lane)
	return true, nil
}

// oldest is the undecided event of a lane that happened first, of several at one moment the one that
// came first; nil where there is none.
func (m *Memory) oldest(lane string) *waiting {
	if len(m.events[lane]) == 0 {
		return nil
	}
	return slices.MinFunc(m.events[lane], func(a, b *waiting) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.seq, b.seq))
	})
}

func (m *Memory) drop(lane string, w *waiting) {
	m.events[lane] = slices.DeleteFunc(m.events[lane], func(other *waiting) bool { return other == w })
}

// begin is the turn of an event, with copies of all that it may change.
func (m *Memory) begin(w *waiting, conv *turn.Conversation) (*turn.Turn, error) {
	t := &turn.Turn{
		Input:  turn.Input{Event: w.Event, Seq: w.seq, Now: m.now()},
		Lookup: turn.Lookup{Number: m.number, Delivery: m.delivery, Handoff: m.handoff, OpenTickets: m.openTickets},
	}
	t.Consultations = func(context.Context) ([]turn.Consultation, error) { return slices.Clone(m.consulted[w.seq]), nil }
	t.Wordings = func(_ context.Context, messageID string) ([]string, error) {
		return m.said[conv.Address.String()+" "+messageID], nil
	}
	if known := m.ticketOf(w.Event); known != nil {
		copied := *known
		t.Ticket = &copied
	}
	var err error
	if t.Conversation, err = copyOf(conv); err != nil {
		return nil, err
	}
	t.Tickets = m.ticketsOf(conv.ID)
	if other, ok := m.links[conv.Address]; ok {
		t.Links, t.LinkedTickets = []turn.Linked{other}, m.ticketsOf(m.conversation(other.With.String()).ID)
	}
	return t, nil
}

// run decides. A panic is an error like others, as in the database.
func run(ctx context.Context, decide func(context.Context, *turn.Turn) error, t *turn.Turn) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while deciding: %v", p)
		}
	}()
	return decide(ctx, t)
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
		kept := *opened
		kept.Check = nil // only its hash would be kept, and nobody asks for that here
		m.tickets[opened.Number] = &kept
	}
	for _, changed := range t.Changed {
		changed.Version++
		m.tickets[changed.Number] = changed
	}
	m.log = append(m.log, t.Log...)
	for _, e := range t.Log {
		if tk := m.tickets[e.Ticket]; tk != nil && e.What.Moves() {
			tk.Touched = t.Now
		}
	}
	m.answered = append(m.answered, t.Answered...)
	m.unanswered = append(m.unanswered, t.Unanswered...)
	lane := t.Conversation.Address.String() + " "
	if e := t.Event; e.MessageID != "" && e.Kind == chat.Text && e.Text != "" {
		m.said[lane+e.MessageID] = append(m.said[lane+e.MessageID], e.Text)
	}
	for _, id := range t.Erase {
		delete(m.said, lane+id)
	}
	if h := m.handoffs[string(t.TakenOver)]; h != nil {
		m.handoffs[string(t.TakenOver)] = &turn.Handoff{Hash: h.Hash, From: h.From, Until: h.Until, Taken: t.Conversation.Address}
	}
	m.link(t)
	if t.HandedOff != nil {
		m.handoffs[string(t.HandedOff.Hash)] = t.HandedOff
	}
	t.NameReplies(m.enqueue(t.Out, t.Now))
	m.recall(t.Recall)
	m.resend(t.Resend)
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

// Undecided implements [turn.Inbox].
func (m *Memory) Undecided(_ context.Context, olderThan time.Time, limit int) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var lanes []string
	for lane, waiting := range m.events {
		if len(waiting) > 0 && waiting[0].accepted.Before(olderThan) && len(lanes) < limit {
			lanes = append(lanes, lane)
		}
	}
	return lanes, nil
}

// Open lists the open tickets, the oldest first.
func (m *Memory) Open() []ticket.Ticket {
	m.mu.Lock()
	defer m.mu.Unlock()
	var open []ticket.Ticket
	for _, t := range m.tickets {
		if t.Status.Open() {
			open = append(open, *t)
		}
	}
	slices.SortFunc(open, func(a, b ticket.Ticket) int { return cmp.Compare(a.ID, b.ID) })
	return open
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
