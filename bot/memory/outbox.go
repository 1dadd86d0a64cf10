package memory

import (
	"context"
	"fmt"
	"slices"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

// A parcel is a delivery that waits.
type parcel struct {
	chat.Delivery
	lane      string
	staff     bool
	due       time.Time
	state     chat.DeliveryState // Pending, Sending, Held or Dead
	fault     chat.Fault         // of Held
	supersede bool
}

// enqueue stores deliveries and names those that are replies, by their tickets.
func (m *Memory) enqueue(out []turn.Outgoing, now time.Time) map[string]int64 {
	replies := map[string]int64{}
	for _, o := range out {
		if o.Staff && o.To.ID == "" {
			card := m.cardOf(o.Ticket)
			if card.ID == "" {
				continue
			}
			o.To = card
		}
		id := m.put(o, now)
		if !o.Staff && o.Ticket != "" && o.Messages[0].Author == chat.Staff {
			replies[o.Ticket] = id
		}
	}
	m.hint()
	return replies
}

// put stores one delivery and gives its ID: a new one, or that of the untried card whose place it takes.
func (m *Memory) put(o turn.Outgoing, now time.Time) int64 {
	if o.Supersede {
		for _, p := range slices.Backward(m.parcels) {
			if p.lane == o.Lane() && p.supersede && p.state == chat.Pending && p.Attempt == 0 {
				p.Messages = o.Messages
				if o.After.Before(p.due) {
					p.due = o.After
				}
				return p.ID
			}
		}
	}
	m.lastID++
	m.parcels = append(m.parcels, &parcel{
		Delivery: chat.Delivery{ID: m.lastID, Key: fmt.Sprint(m.lastID), To: o.To, Ticket: o.Ticket, Messages: o.Messages, Created: now},
		lane:     o.Lane(), staff: o.Staff, due: o.After, state: chat.Pending, supersede: o.Supersede,
	})
	return m.lastID
}

func (m *Memory) cardOf(number string) chat.Address {
	tk := m.tickets[number]
	if tk == nil {
		return chat.Address{}
	}
	addr, err := chat.ParseAddress(tk.Channel)
	if err != nil {
		return chat.Address{}
	}
	return addr
}

// release lets go what was held for a contact who is heard again; what the quota holds goes with a
// reply token only.
func (m *Memory) release(e chat.Event, lane string) {
	if e.Kind == chat.StaffAct || e.Kind == chat.Unfollow || e.Kind == chat.Owe || e.Kind == chat.Correct {
		return
	}
	for _, p := range m.parcels {
		if p.lane == lane && p.state == chat.Held && (p.fault != chat.OverQuota || e.ReplyToken != "") {
			p.state, p.due, p.fault = chat.Pending, time.Time{}, ""
		}
	}
}

// recall discards deliveries that have not gone out; resend sends dead and held ones again.
func (m *Memory) recall(ids []int64) {
	m.parcels = slices.DeleteFunc(m.parcels, func(p *parcel) bool { return slices.Contains(ids, p.ID) && p.state != chat.Sending })
}

func (m *Memory) resend(ids []int64) {
	for _, p := range m.parcels {
		if slices.Contains(ids, p.ID) && (p.state == chat.Dead || p.state == chat.Held) {
			p.state, p.due, p.fault, p.Created = chat.Pending, time.Time{}, "", m.now()
		}
	}
}

// delivery says where a delivery stands.
func (m *Memory) delivery(_ context.Context, id int64) (turn.Standing, error) {
	for _, p := range m.parcels {
		if p.ID == id {
			return turn.Standing{State: p.state, Ticket: p.Ticket, Staff: p.staff, Made: p.Created}, nil
		}
	}
	if settled, ok := m.settled[id]; ok {
		return settled, nil
	}
	return turn.Standing{}, chat.ErrNotFound
}

// Claim implements [turn.Outbox].
func (m *Memory) Claim(_ context.Context, limit int, paused []string) ([]chat.Delivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var claimed []chat.Delivery
	passed := map[string]bool{} // lanes whose head has been looked at
	now := m.now()
	for _, p := range m.parcels {
		if p.state == chat.Dead || passed[p.lane] {
			continue
		}
		passed[p.lane] = true
		if len(claimed) == limit || p.state != chat.Pending || p.due.After(now) || slices.Contains(paused, p.To.Channel) {
			continue
		}
		p.state = chat.Sending
		p.Attempt++
		if tk := m.tickets[p.Ticket]; tk != nil && p.staff {
			p.Thread = tk.Thread
		}
		claimed = append(claimed, p.Delivery)
	}
	return claimed, nil
}

// Settle implements [turn.Outbox]. What is to be retried stays at the head of its lane; what is dead
// leaves it and is kept, to be sent again.
func (m *Memory) Settle(_ context.Context, done []turn.Settlement) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range done {
		i := slices.IndexFunc(m.parcels, func(p *parcel) bool { return p.ID == s.Delivery.ID })
		if i < 0 || m.parcels[i].state != chat.Sending || m.parcels[i].Attempt != s.Delivery.Attempt {
			continue // somebody else has settled it
		}
		m.settle(i, s)
		m.enqueue(s.Follow, m.now())
	}
	m.hint()
	return nil
}

func (m *Memory) settle(i int, s turn.Settlement) {
	p := m.parcels[i]
	if tk := m.tickets[p.Ticket]; tk != nil && p.staff && s.Receipt.Thread != "" {
		tk.Thread = s.Receipt.Thread
	}
	p.state, p.fault, p.due = s.State, s.Fault, s.Retry
	if s.Progress != "" {
		p.Progress = s.Progress
	}
	if s.State == chat.Sent || s.State == chat.Discarded {
		m.settled[p.ID] = turn.Standing{State: s.State, Ticket: p.Ticket, Staff: p.staff, Made: p.Created}
		m.parcels = slices.Delete(m.parcels, i, i+1)
	}
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

func (m *Memory) hint() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}
