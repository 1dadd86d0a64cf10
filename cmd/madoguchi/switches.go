package main

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/office"
	"madoguchi/postgres"
	"madoguchi/switches"
)

// switchesEvery is how often each process looks which switches are on: what was turned on elsewhere is in force here
// within a second or two, and one whose time has come by itself as well.
const switchesEvery = time.Second

// followSwitches lays what is switched on over the office file, until ctx ends.
func (s *server) followSwitches(ctx context.Context) {
	tick := time.NewTicker(switchesEvery)
	defer tick.Stop()
	for {
		if err := s.learnSwitches(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("look which switches are on", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// learnSwitches reads the switches and puts the office in force as it is with them, where it is otherwise than before.
func (s *server) learnSwitches(ctx context.Context) error {
	now := s.env.Now()
	set, err := s.db.store.SwitchesAndPast(ctx, now)
	if err != nil {
		return err
	}
	if s.office.layOver(set, now, s.bot.SetOffice) {
		s.log.Info("switches in force", "n", len(set))
	}
	return nil
}

// switched is an office as it is with what is switched on.
func (f *officeFile) switched(off *office.Office, now time.Time) *office.Office {
	f.laying.Lock()
	defer f.laying.Unlock()
	return off.WithSwitches(f.on, now)
}

// layOver puts the file's office in force with switches, and tells whom it concerns. It reports false where that is as
// it was.
func (f *officeFile) layOver(set switches.Set, now time.Time, tell func(*office.Office)) bool {
	f.laying.Lock()
	defer f.laying.Unlock()
	longer := set.Longer(now)
	if len(set)+len(f.on) == 0 || reflect.DeepEqual(set, f.on) && longer == f.longer {
		return false
	}
	f.on, f.longer = set, longer
	f.current.Store(f.file.Load().WithSwitches(set, now))
	tell(f.now())
	return true
}

// take puts another file in force, with the switches that are on, and tells whom it concerns.
func (f *officeFile) take(laid *office.Laid, now time.Time, tell func(*office.Office)) {
	f.laying.Lock()
	defer f.laying.Unlock()
	f.laid.Store(laid)
	f.file.Store(laid.Office)
	f.current.Store(laid.Office.WithSwitches(f.on, now))
	tell(f.now())
}

// A switchboard lets the desk and Slack turn switches. What is turned here is in force here at once, and in the other
// processes as they look.
type switchboard struct {
	*postgres.Store
	s *server
}

// TurnOn turns a switch on.
func (b switchboard) TurnOn(ctx context.Context, sw switches.Switch, by audit.Record) error {
	if err := sw.Check(b.s.env.Now()); err != nil {
		return err
	}
	if err := b.Store.TurnOn(ctx, sw, by); err != nil {
		return err
	}
	b.turned(ctx)
	return nil
}

// TurnOff turns one off again.
func (b switchboard) TurnOff(ctx context.Context, id int64, by audit.Record) (switches.Switch, error) {
	sw, err := b.Store.TurnOff(ctx, id, by)
	if err == nil {
		b.turned(ctx)
	}
	return sw, err
}

// turned puts in force what was turned, and moves the promises that it concerns. What fails is done a little later by
// those who look every second: it is stored.
func (b switchboard) turned(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	if err := b.s.learnSwitches(ctx); err != nil {
		b.s.log.Warn("put a switch in force at once", "err", err)
	}
	if err := b.s.bot.KeepAgenda(ctx); err != nil {
		b.s.log.Warn("move promises at once", "err", err)
	}
}

// mostHits is how many promises that a closure would move are listed one by one.
const mostHits = 200

// Impact is what a closure would move.
func (b switchboard) Impact(ctx context.Context, sw switches.Switch) (switches.Impact, error) {
	found, err := b.Store.BrokenBy(ctx, sw.Break(), mostHits+1)
	if err != nil {
		return switches.Impact{}, fmt.Errorf("see what a closure would move: %w", err)
	}
	var out switches.Impact
	if len(found) > mostHits {
		found, out.More = found[:mostHits], true
	}
	cal := b.s.office.now().Calendar
	for _, tk := range found {
		if tk.Due.Before(b.s.env.Now()) { // late already, whatever the closure
			continue
		}
		out.Hits = append(out.Hits, switches.Hit{Number: tk.Number, Title: tk.Title, Channel: tk.Contact.Channel, Was: tk.Due, Due: cal.Moved(tk.Due, sw.Break())})
	}
	return out, nil
}

// slackSwitches are the switchboard as Slack has it.
type slackSwitches struct{ switchboard }

// Turn implements [slack.Switches].
func (b slackSwitches) Turn(ctx context.Context, sw switches.Switch, who chat.Person, request string) error {
	return b.TurnOn(ctx, sw, b.by(who, request))
}

// TurnBack implements [slack.Switches].
func (b slackSwitches) TurnBack(ctx context.Context, id int64, who chat.Person) error {
	_, err := b.TurnOff(ctx, id, b.by(who, ""))
	return err
}

func (b slackSwitches) by(who chat.Person, request string) audit.Record {
	return audit.Record{At: b.s.env.Now(), Kind: audit.Staff, Actor: who, Via: audit.ViaSlack, Request: request}
}

// Programmes implements [slack.Switches].
func (b slackSwitches) Programmes() []slack.Programme {
	var out []slack.Programme
	for _, p := range b.s.office.now().Programmes {
		out = append(out, slack.Programme{ID: p.ID, Name: p.Name})
	}
	return out
}
