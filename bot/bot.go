package bot

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A Config is what a [Bot] is built from.
type Config struct {
	Inbox    Inbox
	Outbox   Outbox
	Agenda   Agenda // what is due by the clock; nil = nothing
	Library  *faq.Library
	Office   *office.Office
	Staff    chat.Address     // where cards of new tickets go unless their route says otherwise; zero = the desk only
	Now      func() time.Time // the clock; nil = time.Now
	Log      *slog.Logger     // nil = discard
	Workers  int              // turns decided at a time; 0 = 8
	Senders  int              // deliveries under way at a time on each channel; 0 = 32
	Recall   time.Duration    // how long a staff reply waits so that it can be called back
	LINE     bool             // there is a channel for LINE
	LinkPage bool             // there is a page on which a LINE contact can be linked with a web session
	Mail     bool             // there is a channel for mail: codes and copies of replies may go to chat.Email
}

// A Bot decides and delivers. Create one with New, start it with Run.
type Bot struct {
	Config
	turns  *dispatcher
	counts Counts
	away   atomic.Pointer[[]ticket.Absence] // who of the staff is away, as last read
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
	return &Bot{Config: c, turns: newDispatcher(c.Workers)}
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
	if e.Kind == chat.StaffAct || e.Text == "" {
		return
	}
	masked, found := reading.Mask(e.Text)
	if len(found) > 0 {
		e.Text, e.Masked = masked, found[0]
	}
}

// Act stores one staff event, decides it at once and says what came of it. Events of the same
// conversation that were waiting before it are decided first, so its outcome is the last word.
func (b *Bot) Act(ctx context.Context, e chat.Event) (chat.Outcome, error) {
	lanes, err := b.Inbox.Accept(ctx, []chat.Event{e})
	if err != nil {
		return chat.Outcome{}, fmt.Errorf("store staff act %s: %w", e.Act, err)
	}
	if len(lanes) == 0 {
		return chat.Outcome{OK: true, Text: words.AlreadyDone, Ticket: e.Ticket}, nil
	}
	var outcome *chat.Outcome
	for outcome == nil {
		more, err := b.Inbox.Turn(ctx, lanes[0], func(ctx context.Context, t *Turn) error {
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
			return chat.Outcome{OK: true, Text: words.AlreadyDone, Ticket: e.Ticket}, nil
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

// work decides turns of the lanes that fall to worker i, one after the other.
func (b *Bot) work(ctx context.Context, i int) {
	for {
		lane, ok := b.turns.pop(i)
		if !ok {
			return
		}
		b.drain(context.WithoutCancel(ctx), lane, ctx.Done())
	}
}

// Step decides the oldest undecided event of a lane, for callers that go step by step. It reports
// false when there was none.
func (b *Bot) Step(ctx context.Context, lane string) (bool, error) {
	return b.Inbox.Turn(ctx, lane, b.decide)
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
		turnCtx, cancel := context.WithTimeout(ctx, turnTime)
		more, err := b.Inbox.Turn(turnCtx, lane, b.decide)
		cancel()
		if err != nil {
			b.counts.TurnsFailed.Add(1)
			b.Log.Error("turn failed; it will be tried again", "lane", lane, "err", err)
			return
		}
		if !more {
			return
		}
		b.counts.Turns.Add(1)
	}
}

// sweepEvery is how often the inbox is searched for events nobody is deciding: ones whose process
// died, or whose turn failed. It bounds how long such an event waits.
const sweepEvery = time.Second

func (b *Bot) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		lanes, err := b.Inbox.Undecided(ctx, time.Now().Add(-sweepEvery), 1000)
		if err != nil && ctx.Err() == nil {
			b.Log.Error("sweep inbox", "err", err)
		}
		for _, lane := range lanes {
			b.turns.push(lane)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
