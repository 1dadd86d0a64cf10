package bot

import (
	"context"
	"time"

	"madoguchi/bot/memory"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

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
