package main

import (
	"context"
	"fmt"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
)

// handOverEvery is how often it is looked for who has left: an account ends to the second by itself, and
// what hangs on it goes to its heirs within the same minute.
const handOverEvery = 10 * time.Second

// handOver gives what hangs on people who have left to their heirs, until ctx ends.
func (s *server) handOver(ctx context.Context) {
	tick := time.NewTicker(handOverEvery)
	defer tick.Stop()
	for {
		leavers, err := s.db.store.Leavers(ctx, s.env.Now())
		for _, a := range leavers {
			if err = s.handOverFrom(ctx, a); err != nil {
				break
			}
		}
		if err != nil && ctx.Err() == nil {
			s.log.Error("hand over what hangs on somebody who has left", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// handOverFrom gives each ticket to whom the page of leaving says, by the acts that colleagues use: cards,
// threads and logs show it. It may be begun anew, also by another process: an act is done once.
func (s *server) handOverFrom(ctx context.Context, a staff.Account) error {
	h, err := s.db.store.Hanging(ctx, a)
	if err != nil {
		return err
	}
	people, err := s.db.store.Accounts(ctx)
	if err != nil {
		return err
	}
	heir := func(keys ...string) (staff.Account, bool) { return heirOf(a, people, s.env.Now(), keys...) }
	for _, t := range h.Tickets {
		if t.Live {
			if err := s.handOverAct(ctx, a, t, chat.Live, "off"); err != nil {
				return err
			}
		}
		to, ok := heir(t.Number, staff.HeirTickets)
		if err := s.give(ctx, a, t, to, ok); err != nil {
			return err
		}
	}
	for _, t := range h.Planned {
		to, ok := heir(t.Number, staff.HeirPlanned)
		if err := s.give(ctx, a, t, to, ok); err != nil {
			return err
		}
	}
	_, err = s.db.store.Handed(ctx, a, s.env.Now())
	return err
}

// heirOf is who gets what one of the keys names, the first that says anything; false where nobody does, or
// they have left, too.
func heirOf(a staff.Account, people []staff.Account, now time.Time, keys ...string) (staff.Account, bool) {
	for _, key := range keys {
		id, said := a.Heirs[key]
		if !said {
			continue
		}
		for _, p := range people {
			if p.ID == id && p.Active(now) {
				return p, true
			}
		}
		return staff.Account{}, false
	}
	return staff.Account{}, false
}

// give makes an heir the assignee, or gives the ticket back to its team.
func (s *server) give(ctx context.Context, from staff.Account, t staff.HangingTicket, to staff.Account, ok bool) error {
	if !ok {
		return s.handOverAct(ctx, from, t, chat.Route, t.Team)
	}
	if err := s.handOverAct(ctx, from, t, chat.Assign, to.Person().ID+" "+to.Name); err != nil {
		return err
	}
	return s.db.store.Audit(ctx, audit.Record{
		Kind: audit.Program, Via: audit.ViaProgram, Act: audit.AccountHanded, Object: t.Number, Before: from.Person().ID, After: to.Person().ID,
	})
}

func (s *server) handOverAct(ctx context.Context, from staff.Account, t staff.HangingTicket, act chat.Act, value string) error {
	outcome, err := s.bot.Act(ctx, chat.Event{
		ID:   fmt.Sprintf("handover:%d:%s:%d:%s", from.ID, t.Number, t.Version, act),
		Kind: chat.StaffAct, From: chat.Address{Channel: chat.Desk, ID: "handover"}, At: s.env.Now(),
		Act: act, Ticket: t.Number, Value: value, Person: chat.Person{ID: "desk:handover", Name: say("terminal.handover")},
	})
	if err == nil && !outcome.OK {
		s.log.Warn("a ticket was not handed over", "ticket", t.Number, "act", act, "why", outcome.Text)
	}
	return err
}
