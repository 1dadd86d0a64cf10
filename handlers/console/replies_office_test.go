package console

import (
	"cmp"
	"context"
	"slices"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// unanswered is what the database calls so.
func unanswered(tk *ticket.Ticket) bool {
	return tk.Replied.IsZero() && slices.Contains(ticket.RunningStatuses, tk.Status)
}

func (o *office) fitsAlike(tk *ticket.Ticket, f ticket.Filter) bool {
	id := o.alike[tk.Number]
	switch {
	case f.Alike > 0:
		return id == f.Alike && unanswered(tk)
	case f.Unanswered && !unanswered(tk):
		return false
	}
	return !slices.Contains(f.NotAlike, id) || !unanswered(tk)
}

func (o *office) AlikeTickets(ctx context.Context, f ticket.Filter, least, most int) ([]ticket.Alike, error) {
	f.Unanswered, f.Order, f.Limit = true, ticket.Oldest, 1000
	all, err := o.Tickets(ctx, f)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []ticket.Alike
	for _, tk := range all {
		id := o.alike[tk.Number]
		if id == 0 {
			continue
		}
		i := slices.IndexFunc(out, func(g ticket.Alike) bool { return g.ID == id })
		if i < 0 {
			i, out = len(out), append(out, ticket.Alike{ID: id, First: tk, Due: tk.Due})
		}
		out[i].N++
		out[i].Heard = later(out[i].Heard, tk.Heard)
	}
	out = slices.DeleteFunc(out, func(g ticket.Alike) bool { return g.N < least })
	slices.SortFunc(out, func(a, b ticket.Alike) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.ID, b.ID)) })
	return out[:min(len(out), most)], nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// SendBulk decides each reply at once.
func (o *office) SendBulk(ctx context.Context, replies []chat.Event, by audit.Record) (int64, error) {
	o.mu.Lock()
	if i := slices.Index(o.marks, by.Request); i >= 0 {
		o.mu.Unlock()
		return int64(i + 1), nil
	}
	o.marks = append(o.marks, by.Request)
	o.mu.Unlock()
	b := ticket.Bulk{ID: int64(len(o.marks)), At: by.At, By: by.Actor}
	for _, e := range replies {
		outcome, err := o.Act(ctx, e)
		if err != nil {
			return 0, err
		}
		r := ticket.BulkReply{Number: e.Ticket, Event: e.ID, Decided: true, Done: outcome.OK}
		if r.Done {
			r.Delivery, r.State = int64(len(o.rows)), chat.Pending
		}
		b.Replies = append(b.Replies, r)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bulks = append(o.bulks, b)
	by.Act = audit.BulkReplied
	o.trail = append(o.trail, by)
	return b.ID, nil
}

func (o *office) PressedBulk(_ context.Context, request string) (int64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if i := slices.Index(o.marks, request); i >= 0 {
		return int64(i + 1), nil
	}
	return 0, chat.ErrNotFound
}

func (o *office) InTalk(_ context.Context, numbers []string) (out []string, err error) {
	return slices.DeleteFunc(slices.Clone(numbers), func(n string) bool { return !slices.Contains(o.talks, n) }), o.lost
}

func (o *office) Bulk(_ context.Context, id int64) (ticket.Bulk, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if id < 1 || id > int64(len(o.bulks)) {
		return ticket.Bulk{}, chat.ErrNotFound
	}
	b := o.bulks[id-1]
	b.Replies = slices.Clone(b.Replies)
	return b, o.lost
}

func (o *office) UndoBulk(_ context.Context, id int64, recalls []chat.Event, by audit.Record) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	b := &o.bulks[id-1]
	if !b.Undone.IsZero() {
		return false, o.lost
	}
	b.Undone, b.UndoneBy = by.At, by.Actor.Name
	o.events = append(o.events, recalls...)
	for i := range b.Replies {
		if slices.ContainsFunc(recalls, func(e chat.Event) bool { return e.Value == chat.OfEvent+b.Replies[i].Event }) {
			b.Replies[i].State = chat.Discarded
		}
	}
	return true, o.lost
}
