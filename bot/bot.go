// Package bot is the engine of the counter: it takes in what the channels bring, has it decided, and
// delivers what was decided to the member and the staff.
//
// There is one way in, [Bot.Accept] (and [Bot.Act] for staff who wait for the outcome), and one way out,
// [Bot.Deliver]. Between them stands one database transaction, the turn (package turn): the oldest
// undecided event of a conversation is read under that conversation's lock, the dialogue decides, and
// the new state, the tickets and the outgoing messages are saved together or not at all. A crash at
// any point therefore loses nothing and repeats nothing that a person can see.
//
// What a member's event means is decided by bot/member, what a staff act does by bot/desk; both ask
// bot/facts what the office knows and take their sentences from bot/words. This package never decides
// what is said, and those never store or send.
//
//	b := bot.New(bot.Config{Inbox: store, Outbox: store, Library: library, Office: off})
//	web, err := web.New(web.Config{}, b, …) // channels are built with the bot as their sink
//	b.Run(ctx, web)                         // decides and delivers until ctx ends
//
// On the terminal, and in the dialogue's tests, [Bot.Converse] takes one event at a time through a
// store in memory. docs/outbox.md draws the states of events and deliveries.
package bot

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/bot/desk"
	"madoguchi/bot/facts"
	"madoguchi/bot/member"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/staff"
)

// A Config is what a [Bot] is built from.
type Config struct {
	Inbox    turn.Inbox
	Outbox   turn.Outbox
	Agenda   turn.Agenda // what is due by the clock; nil = nothing
	People   People      // the office's accounts; nil = none are kept
	Talks    Talks       // for pages on which a form's questions are answered; nil = there are none
	Library  *faq.Library
	Office   *office.Office
	Staff    chat.Address                       // where cards of new tickets go unless their route says otherwise; zero = the desk only
	Now      func() time.Time                   // the clock; nil = time.Now
	Log      *slog.Logger                       // nil = discard
	Workers  int                                // turns decided at a time; 0 = 8
	Apart    bool                               // turns are never decided together: the search asks another server, and one would wait for the others' answers
	Senders  int                                // deliveries under way at a time on each channel; 0 = 32
	Recall   func(*office.Office) time.Duration // how long a staff reply waits so that it can be called back; nil = not at all
	Page     string                             // where browsers reach the desk, for mails to colleagues; "" = they get none
	Asked    Asked                              // what members ask for; nil = nobody knows
	Channels map[string]chat.Capabilities       // what there is and can be done, by name; the channels themselves are built later: see LearnChannels

	Model     Model              // a language model that is asked where a decision is unsure; nil = none
	Consulted turn.Consultations // what it was asked; nil = it is not asked
}

// People keep who works here.
type People interface {
	Accounts(ctx context.Context) ([]staff.Account, error)
}

// Talks give the conversation with an ID: who it is with, and where it stands. One that is not there is
// [chat.ErrNotFound].
type Talks interface {
	Talk(ctx context.Context, id int64) (chat.Address, turn.State, error)
}

// A Bot decides and delivers. Create one with New, start it with Run.
type Bot struct {
	Config
	rooms  atomic.Pointer[rooms]
	making sync.Mutex     // held while rooms are furnished anew
	file   *office.Office // in force, as it is written: people who have left may stand in its routes
	heirs  heirs
	wanted wanted
	turns  *dispatcher
	counts Counts
	wg     sync.WaitGroup
}

// New builds a bot. It does nothing until Run.
func New(c Config) *Bot {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Workers == 0 {
		c.Workers = 8
	}
	if c.Senders == 0 {
		c.Senders = 32
	}
	b := &Bot{Config: c, turns: newDispatcher(c.Workers), file: c.Office}
	b.rooms.Store(b.furnish(facts.New(c.Library, c.Office, c.Now)))
	b.LearnChannels(nil)
	return b
}

// rooms are who decides, under one office file.
type rooms struct {
	facts  *facts.Facts
	member *member.Dialogue
	desk   *desk.Desk
}

func (b *Bot) furnish(known *facts.Facts) *rooms {
	recall := time.Duration(0)
	if b.Recall != nil {
		recall = b.Recall(known.Office)
	}
	return &rooms{
		facts:  known,
		member: &member.Dialogue{Facts: known, Staff: b.Staff},
		desk:   &desk.Desk{Facts: known, Staff: b.Staff, Recall: recall, Page: b.Page},
	}
}

func (b *Bot) facts() *facts.Facts { return b.rooms.Load().facts }

// SetOffice puts another office file in force. A turn that has begun ends under the one before.
func (b *Bot) SetOffice(off *office.Office) {
	b.making.Lock()
	defer b.making.Unlock()
	b.file = off
	b.rooms.Store(b.furnish(b.facts().With(off.WithHeirs(b.heirs.persons, b.heirs.deputies))))
}

// Run decides, and delivers through the channels, until ctx ends; then it finishes what is under
// way and returns. The channels come here because they are built with the bot as their sink.
func (b *Bot) Run(ctx context.Context, channels ...chat.Channel) {
	for i := range b.Workers {
		b.wg.Go(func() { b.work(ctx, i) })
	}
	b.wg.Go(func() { b.sweep(ctx) })
	b.wg.Go(func() { b.follow(ctx) })
	b.wg.Go(func() { b.Deliver(ctx, channels...) })
	<-ctx.Done()
	b.turns.close()
	b.wg.Wait()
}

// LearnChannels takes note of what channels can do, besides what Config.Channels says. Channels are built
// with the bot as their sink; so it learns of them after it was built and before Run, and again where an
// office turns something on or off.
func (b *Bot) LearnChannels(channels map[string]chat.Capabilities) {
	all := maps.Clone(channels)
	if all == nil {
		all = map[string]chat.Capabilities{}
	}
	for name, can := range b.Channels {
		if _, learned := all[name]; !learned {
			all[name] = can
		}
	}
	b.facts().LearnChannels(all)
}

// Find looks a question of a member of staff up, without a conversation and without a trace.
func (b *Bot) Find(ctx context.Context, query string, n int) ([]chat.Message, error) {
	return b.facts().Find(ctx, query, n)
}

// Menu is what a contact can begin at any time, at most so many things.
func (b *Bot) Menu(most int) []chat.Choice { return b.rooms.Load().member.Menu(most) }

// Shown is an entry as members would be shown it now.
func (b *Bot) Shown(e *faq.Entry) chat.Message {
	f := b.facts()
	return f.Show(f.Now(), e)
}
