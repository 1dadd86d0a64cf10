package bot

import (
	"context"
	"fmt"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// An Agenda tells what is due by the clock. Every process reads it; what it finds becomes an event
// whose ID names the occasion, and as the inbox keeps each event once, each occasion comes once.
type Agenda interface {
	// Snoozed lists the tickets on hold whose time has come, At that time.
	Snoozed(ctx context.Context, now time.Time) ([]Appointment, error)

	// Promised lists the tickets that wait for the office's first word and have been promised it
	// after one moment and not after the other, At the promise.
	Promised(ctx context.Context, after, until time.Time) ([]Appointment, error)

	// Idle lists the tickets in direct relay without a word since before, At the last one.
	Idle(ctx context.Context, before time.Time) ([]Appointment, error)

	// Away lists who of the staff is away.
	Away(ctx context.Context, at time.Time) ([]ticket.Absence, error)
}

// An Appointment is a ticket and a moment that matters to it.
type Appointment struct {
	Ticket string // number
	At     time.Time
}

// clock is from where the program's own acts come. No handler speaks for it.
var clock = chat.Address{Channel: "clock", ID: "agenda"}

const (
	agendaEvery = 10 * time.Second
	dueSoon     = 30 * time.Minute    // before a promise is due staff are reminded
	dueLate     = 7 * 24 * time.Hour  // after it they no longer are, should the program have been off
	endingSoon  = 30 * 24 * time.Hour // before a programme's end
)

// follow reads the agenda until ctx ends.
func (b *Bot) follow(ctx context.Context) {
	tick := time.NewTicker(agendaEvery)
	defer tick.Stop()
	var done map[string]bool
	for {
		if now, err := b.keepAgenda(ctx, done); err == nil {
			done = now
		} else if ctx.Err() == nil {
			b.Log.Error("keep the agenda", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// KeepAgenda does what is due now, for callers that go step by step.
func (b *Bot) KeepAgenda(ctx context.Context) error {
	_, err := b.keepAgenda(ctx, nil)
	return err
}

// keepAgenda brings what is due into the inbox, but for what was brought the last time, and says
// what that is now.
func (b *Bot) keepAgenda(ctx context.Context, done map[string]bool) (map[string]bool, error) {
	if err := b.LearnAbsences(ctx); err != nil {
		return done, err
	}
	events, err := b.occasions(ctx, b.Now())
	if err != nil {
		return done, err
	}
	now := map[string]bool{}
	var fresh []chat.Event
	for _, e := range events {
		now[e.ID] = true
		if !done[e.ID] {
			fresh = append(fresh, e)
		}
	}
	return now, b.Accept(ctx, fresh...)
}

// occasions are the events the clock brings about at now.
func (b *Bot) occasions(ctx context.Context, now time.Time) ([]chat.Event, error) {
	b = b.present()
	events := b.endings(now)
	if b.Agenda == nil {
		return events, nil
	}
	for _, list := range []struct {
		act   chat.Act
		value string
		read  func() ([]Appointment, error)
	}{
		{chat.Wake, "", func() ([]Appointment, error) { return b.Agenda.Snoozed(ctx, now) }},
		{chat.Remind, late, func() ([]Appointment, error) { return b.Agenda.Promised(ctx, now.Add(-dueLate), now) }},
		{chat.Remind, soon, func() ([]Appointment, error) { return b.Agenda.Promised(ctx, now, now.Add(dueSoon)) }},
		{chat.Rest, "", func() ([]Appointment, error) { return b.Agenda.Idle(ctx, now.Add(-liveIdle)) }},
	} {
		found, err := list.read()
		if err != nil {
			return nil, fmt.Errorf("look for tickets to %s: %w", list.act, err)
		}
		for _, a := range found {
			events = append(events, chat.Event{
				ID:   fmt.Sprintf("%s%s:%s:%d", list.act, list.value, a.Ticket, a.At.UnixMilli()),
				Kind: chat.StaffAct, From: clock, At: now, Act: list.act, Ticket: a.Ticket, Value: list.value,
			})
		}
	}
	return events, nil
}

// The values of Remind.
const (
	soon = "soon"
	late = "late"
)

// endings are the programmes that end within a month, where there is a staff channel to say so in.
func (b *Bot) endings(now time.Time) []chat.Event {
	if b.Staff.ID == "" {
		return nil
	}
	var events []chat.Event
	for id, v := range b.terms() {
		if v.At(now) == faq.Running && v.Until != "" && v.At(now.Add(endingSoon)) == faq.Ended {
			events = append(events, chat.Event{
				ID: fmt.Sprintf("expiry:%s:%s", id, v.Until), Kind: chat.StaffAct, From: clock, At: now, Act: chat.Expire, Value: id,
			})
		}
	}
	return events
}

// terms are the programmes' terms: the documents' own, where the office file names none.
func (b *Bot) terms() map[string]faq.Validity {
	terms := map[string]faq.Validity{}
	if ix := b.Library.Current(); ix != nil {
		for _, c := range ix.Collections() {
			terms[c.ID] = c.Validity
		}
	}
	for i := range b.Office.Programmes {
		if p := &b.Office.Programmes[i]; p.Until != "" {
			terms[p.ID] = p.Validity()
		}
	}
	return terms
}

// remind does what the clock asks for, if that is still so: between the reading of the agenda and
// the turn anything may have happened to the ticket.
func (b *Bot) remind(t *Turn) {
	tk := t.Ticket
	switch {
	case t.Event.Act == chat.Expire:
		b.tellEnding(t)
	case tk == nil:
	case t.Event.Act == chat.Fared:
		b.fared(t)
	case t.Event.Act == chat.Wake:
		b.wake(t)
	case t.Event.Act == chat.Rest:
		b.rest(t)
	case t.Event.Act == chat.Remind && tk.Replied.IsZero() && (tk.Status == ticket.Received || tk.Status == ticket.Working):
		text := words.dueLate(tk)
		if tk.Due.After(t.Now) {
			text = words.dueSoon(tk, t.Now)
		}
		b.log(t, tk, ticket.Entry{What: "reminded", Text: text})
		b.notify(t, tk, text)
	}
}

// wake takes a ticket off hold when its time has come.
func (b *Bot) wake(t *Turn) {
	tk := t.Ticket
	if tk.Status != ticket.OnHold || tk.Snoozed.After(t.Now) {
		return
	}
	tk.Snoozed = time.Time{}
	to := ticket.Received
	if tk.Assignee.ID != "" {
		to = ticket.Working
	}
	b.change(t, tk)
	if b.move(t, tk, to) {
		b.notify(t, tk, words.awake(tk))
	}
}

// notify tells of a ticket in its thread, and besides where it is sure to be noticed: to the assignee
// alone where they are in the staff's channel, else to all there. A thread calls only those who
// have written in it.
func (b *Bot) notify(t *Turn, tk *ticket.Ticket, text string) {
	b.toStaff(t, tk, chat.Message{Author: chat.System, Text: text})
	to := b.cardAddress(tk)
	if to.ID == "" {
		return
	}
	if who, err := chat.ParseAddress(personAddress(tk.Assignee)); err == nil && who.Channel == to.Channel {
		to.ID = who.ID
	}
	t.Out = append(t.Out, Outgoing{To: to, Staff: true, Messages: []chat.Message{{Author: chat.System, Text: words.about(tk, text)}}})
}

// personAddress is the address of a person, whose ID is "slack:U123".
func personAddress(p chat.Person) string {
	for i := range p.ID {
		if p.ID[i] == ':' {
			return p.ID[:i] + "::" + p.ID[i+1:]
		}
	}
	return ""
}

func (b *Bot) tellEnding(t *Turn) {
	v, ok := b.terms()[t.Event.Value]
	if !ok || b.Staff.ID == "" || v.Until == "" {
		return
	}
	text := words.ending(b.programmeName(t.Event.Value), v.Until)
	t.Out = append(t.Out, Outgoing{To: b.Staff, Staff: true, Messages: []chat.Message{{Author: chat.System, Text: text}}})
}
