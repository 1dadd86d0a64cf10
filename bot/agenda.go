package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/bot/desk"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
)

// LearnAbsences reads who of the staff is away.
func (b *Bot) LearnAbsences(ctx context.Context) error {
	if b.Agenda == nil {
		return nil
	}
	away, err := b.Agenda.Away(ctx, b.Now())
	if err == nil {
		b.facts().LearnAbsences(away)
	}
	return err
}

// LearnPeople reads who works here, and where each can be told of something.
func (b *Bot) LearnPeople(ctx context.Context) error {
	if b.People == nil {
		return nil
	}
	people, err := b.People.Accounts(ctx)
	if err != nil {
		return err
	}
	b.facts().LearnPeople(people)
	b.followHeirs(heirsOf(people, b.Now()))
	return nil
}

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
	if err := errors.Join(b.LearnAbsences(ctx), b.LearnPeople(ctx)); err != nil {
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
	events := b.endings(now)
	if b.Agenda == nil {
		return events, nil
	}
	late, err := b.Agenda.Promised(ctx, now.Add(-dueLate), now)
	if err != nil {
		return nil, fmt.Errorf("look for broken promises: %w", err)
	}
	steps := b.facts().Office.Escalation
	for _, list := range []struct {
		act   chat.Act
		value string
		read  func() ([]turn.Appointment, error)
	}{
		{chat.Wake, "", func() ([]turn.Appointment, error) { return b.Agenda.Snoozed(ctx, now) }},
		{chat.Remind, desk.Late, func() ([]turn.Appointment, error) { return late, nil }},
		{chat.Escalate, desk.ToDeputy, func() ([]turn.Appointment, error) { return b.unseen(late, now, steps.Deputy), nil }},
		{chat.Escalate, desk.ToAdmins, func() ([]turn.Appointment, error) { return b.unseen(late, now, steps.Admins), nil }},
		{chat.Remind, desk.Soon, func() ([]turn.Appointment, error) { return b.Agenda.Promised(ctx, now, b.soon(now)) }},
		{chat.Lapse, "", func() ([]turn.Appointment, error) { return b.waiting(ctx, now) }},
		{chat.Rest, "", func() ([]turn.Appointment, error) { return b.Agenda.Idle(ctx, now.Add(-turn.LiveIdle)) }},
	} {
		found, err := list.read()
		if err != nil {
			return nil, fmt.Errorf("look for tickets to %s: %w", list.act, err)
		}
		for _, a := range found {
			events = append(events, chat.Event{
				ID:   fmt.Sprintf("%s%s:%s:%d", list.act, list.value, a.Ticket, a.At.UnixMilli()),
				Kind: chat.StaffAct, From: desk.Clock, At: now, Act: list.act, Ticket: a.Ticket, Value: list.value,
			})
		}
	}
	moves, err := b.moves(ctx, now)
	return append(events, moves...), err
}

// soon is until when a promise has to be due for staff to be reminded of it now. Before the office closes that is all that
// is due until it opens again: hours that were made shorter leave promises as they were told.
func (b *Bot) soon(now time.Time) time.Time {
	c, until := &b.facts().Office.Calendar, now.Add(dueSoon)
	if !c.IsOpen(now) || c.IsOpen(until) {
		return until
	}
	if opens := c.NextOpen(until); opens.After(until) {
		return opens
	}
	return until
}

// unseen are of the promises that are late those that have been so for a time of the opening hours; 0 is for ever. While
// the office is closed nobody is called.
func (b *Bot) unseen(late []turn.Appointment, now time.Time, after time.Duration) (out []turn.Appointment) {
	c := &b.facts().Office.Calendar
	if after <= 0 || !c.IsOpen(now) {
		return nil
	}
	for _, a := range late {
		if c.OpenTime(a.At, now) >= after {
			out = append(out, a)
		}
	}
	return out
}

// waiting are the tickets that have waited for their member for as long as the office waits.
func (b *Bot) waiting(ctx context.Context, now time.Time) ([]turn.Appointment, error) {
	off := b.facts().Office
	before := off.Calendar.Quiet(now, off.WaitingCloses)
	if before.IsZero() {
		return nil, nil
	}
	return b.Agenda.Waiting(ctx, before)
}

// moves are the promises that closures break, and those that closures give back.
func (b *Bot) moves(ctx context.Context, now time.Time) ([]chat.Event, error) {
	found, err := b.Agenda.Broken(ctx, now)
	if err != nil {
		return nil, fmt.Errorf("look for promises to move: %w", err)
	}
	var events []chat.Event
	for _, p := range found {
		e, err := desk.MoveEvent(p, now)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// endings are the programmes that end within a month, where there is a staff channel to say so in.
func (b *Bot) endings(now time.Time) []chat.Event {
	if b.Staff.ID == "" {
		return nil
	}
	var events []chat.Event
	for id, v := range b.facts().Terms() {
		if v.At(now) == faq.Running && v.Until != "" && v.At(now.Add(endingSoon)) == faq.Ended {
			events = append(events, chat.Event{
				ID: fmt.Sprintf("expiry:%s:%s", id, v.Until), Kind: chat.StaffAct, From: desk.Clock, At: now, Act: chat.Expire, Value: id,
			})
		}
	}
	return events
}
