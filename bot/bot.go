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
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/bot/desk"
	"madoguchi/bot/facts"
	"madoguchi/bot/member"
	"madoguchi/bot/memory"
	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
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

// Accept stores events and sets their turns going. When it returns nil the events are safe. What
// must not be kept at all, such as a card number, is struck out before.
func (b *Bot) Accept(ctx context.Context, events ...chat.Event) error {
	_, err := b.accept(ctx, events)
	return err
}

func (b *Bot) accept(ctx context.Context, events []chat.Event) ([]string, error) {
	if len(events) == 0 {
		return nil, nil
	}
	for i := range events {
		mask(&events[i])
	}
	lanes, err := b.Inbox.Accept(ctx, events)
	if err != nil {
		return nil, fmt.Errorf("store %d events: %w", len(events), err)
	}
	b.counts.Accepted.Add(int64(len(lanes)))
	for _, lane := range lanes {
		b.turns.push(lane)
	}
	return lanes, nil
}

// mask cleans what came in, whichever channel brought it, and strikes out of a member's words what
// the office has no business to keep.
func mask(e *chat.Event) {
	e.Text = chars.Clean(e.Text)
	if e.Mail != nil {
		e.Mail = maskMail(*e.Mail)
	}
	if e.Kind == chat.StaffAct || e.Text == "" {
		return
	}
	masked, found := reading.Mask(e.Text)
	if len(found) > 0 {
		e.Text, e.Masked = masked, found[0]
	}
}

// maskMail does the same for what a mail says beside its text. What is quoted there nobody is warned of: it was
// said before, and perhaps by somebody else.
func maskMail(m chat.Mail) *chat.Mail {
	for _, s := range []*string{&m.Subject, &m.Folded, &m.Company} {
		*s, _ = reading.Mask(chars.Clean(*s))
	}
	return &m
}

// Act stores one event, a staff act or what an application files, decides it at once and says what came of it. Events of the same
// conversation that were waiting before it are decided first, so its outcome is the last word.
func (b *Bot) Act(ctx context.Context, e chat.Event) (chat.Outcome, error) {
	mask(&e)
	lanes, err := b.Inbox.Accept(ctx, []chat.Event{e})
	if err != nil {
		return chat.Outcome{}, fmt.Errorf("store staff act %s: %w", e.Act, err)
	}
	if len(lanes) == 0 {
		return chat.Outcome{OK: true, Text: words.AlreadyDone, Ticket: e.Ticket, Before: true}, nil
	}
	var outcome *chat.Outcome
	for outcome == nil {
		more, err := b.once(ctx, lanes[0], func(ctx context.Context, t *turn.Turn) error {
			if err := b.decide(ctx, t); err != nil {
				return err
			}
			if t.Event.ID == e.ID {
				outcome = &t.Outcome
			}
			return nil
		})
		if err != nil {
			b.turns.push(lanes[0])
			return chat.Outcome{}, fmt.Errorf("decide staff act %s on %s: %w", e.Act, e.Ticket, err)
		}
		if !more && outcome == nil { // another process decided it first
			return chat.Outcome{OK: true, Text: words.AlreadyDone, Ticket: e.Ticket, Before: true}, nil
		}
	}
	return *outcome, nil
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

// work decides turns of the lanes that fall to worker i: the plain ones of those that wait together, where the
// inbox can do that, and all others one after the other.
func (b *Bot) work(ctx context.Context, i int) {
	grouper, grouping := b.Inbox.(turn.Grouper)
	grouping = grouping && !b.Apart
	for {
		lanes, ok := b.turns.pop(i)
		if !ok {
			return
		}
		if grouping {
			turnCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnTime)
			again, decided := grouper.Turns(turnCtx, lanes, b.decide)
			cancel()
			b.counts.Turns.Add(int64(decided))
			lanes = again
		}
		for _, lane := range lanes {
			b.drain(context.WithoutCancel(ctx), lane, ctx.Done())
		}
	}
}

// Step decides the oldest undecided event of a lane, for callers that go step by step. It reports
// false when there was none.
func (b *Bot) Step(ctx context.Context, lane string) (bool, error) {
	return b.once(ctx, lane, b.decide)
}

// turnTime is the longest a turn may take. Search has its own, far shorter limit within it.
const turnTime = 10 * time.Second

// drain decides what waits in a lane until nothing does. A turn that fails is left to the sweep.
func (b *Bot) drain(ctx context.Context, lane string, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		only := false
		turnCtx, cancel := context.WithTimeout(ctx, turnTime)
		more, err := b.Inbox.Turn(turnCtx, lane, func(ctx context.Context, t *turn.Turn) error {
			only = t.Only
			return b.decide(ctx, t)
		})
		cancel()
		if b.consultBeside(ctx, lane, err) {
			return
		}
		if err != nil {
			b.counts.TurnsFailed.Add(1)
			b.Log.Error("turn failed; it will be tried again", "lane", lane, "err", err)
			return
		}
		if !more {
			return
		}
		b.counts.Turns.Add(1)
		if only {
			return
		}
	}
}

// sweepEvery is how often the inbox is searched for events nobody is deciding: ones whose process
// died, or whose turn failed. It bounds how long such an event waits.
const sweepEvery = time.Second

func (b *Bot) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		b.sweepUntil(ctx, time.Now().Add(-sweepEvery))
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep sets events going that somebody has put into the inbox besides Accept: without it they wait for up to two seconds.
func (b *Bot) Sweep(ctx context.Context) { b.sweepUntil(ctx, time.Now()) }

func (b *Bot) sweepUntil(ctx context.Context, until time.Time) {
	lanes, err := b.Inbox.Undecided(ctx, until, 1000)
	if err != nil && ctx.Err() == nil {
		b.Log.Error("sweep inbox", "err", err)
	}
	for _, lane := range lanes {
		b.turns.push(lane)
	}
}

// decide gives one event to whom it concerns and puts the effects into the form in which they are saved.
func (b *Bot) decide(ctx context.Context, t *turn.Turn) error {
	r := b.rooms.Load()
	t.Now, t.Can = b.Now(), r.facts.Can(t.Conversation.Address.Channel)
	t.Calendar = &r.desk.Office.Calendar
	t.Place()
	if err := b.knowConsulted(ctx, t); err != nil {
		return err
	}
	decide := r.member.Hear
	switch {
	case t.Event.Kind == chat.StaffAct && t.Event.Act == chat.Take:
		decide = r.member.Take
	case t.Event.Kind == chat.StaffAct:
		decide = r.desk.Act
	}
	if err := decide(ctx, t); err != nil {
		return err
	}
	if t.Wanted != nil {
		return t.Wanted
	}
	if len(t.Said) > 0 && t.TooLate() {
		b.Log.Info("a question is old; its answer waits for the next free reply", "event", t.Event.ID, "age", t.Now.Sub(t.Event.At).Round(time.Second))
	}
	t.Flush()
	t.Unspeakable()
	t.AnswerLetters(func(channel string) bool { return r.facts.Can(channel).Letters })
	r.desk.TellByMail(t)
	r.desk.PostCards(t)
	callMembers(t, r.desk.Office.MemberWord)
	b.counts.opened(t.Opened)
	return nil
}

// Converse takes one event of a member through a bot on m, and returns what the bot says to them
// and the tickets it opened.
func (b *Bot) Converse(ctx context.Context, _ *memory.Memory, e chat.Event) ([]chat.Message, []*ticket.Ticket, error) {
	events := []chat.Event{e}
	lanes, err := b.accept(ctx, events)
	if err != nil {
		return nil, nil, err
	}
	var said []chat.Message
	var opened []*ticket.Ticket
	for _, lane := range lanes {
		_, err := b.once(ctx, lane, func(ctx context.Context, t *turn.Turn) error {
			if err := b.decide(ctx, t); err != nil {
				return err
			}
			opened = append(opened, t.Opened...)
			for _, o := range t.Out {
				if o.To == t.Conversation.Address {
					said = append(said, o.Messages...)
				}
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return said, opened, nil
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
