package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
)

const (
	// sendTime bounds one attempt, from before its delivery was claimed. It must be shorter than the outbox's lease.
	sendTime = 20 * time.Second
	// maxAge is when a delivery that keeps failing is given up. LINE honours a retry key for 24
	// hours; past that a second try could be a second copy. What somebody has to mend waits longer.
	maxAge = 23 * time.Hour
	// lastWords is how long outcomes may take to be written down once the program is told to stop.
	lastWords = 6 * time.Second
	// settleBatch is how many outcomes are written down in one transaction at most.
	settleBatch = 64
)

// Deliver sends what the outbox holds until ctx ends, then waits for the calls under way.
//
// No transaction and no lock is open during a call to a platform. A platform that hangs ties up
// only its own senders: its channel is left out of the next claims.
//
// A program that stands still, and goes on when its leases are over, must not call anybody for what it
// had claimed: another has sent that by then, perhaps by another way, so that no key would tell of it.
// So the time of an attempt begins before the claim.
func (b *Bot) Deliver(ctx context.Context, channels ...chat.Channel) {
	d := &deliverer{bot: b, channels: map[string]chat.Channel{}, free: map[string]*atomic.Int64{},
		settled: make(chan turn.Settlement, settleBatch), paused: map[string]time.Time{}}
	for _, ch := range channels {
		n := &atomic.Int64{}
		n.Store(int64(b.Senders))
		d.channels[ch.Name()], d.free[ch.Name()] = ch, n
	}
	done := make(chan struct{})
	writing, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	context.AfterFunc(ctx, func() { time.AfterFunc(lastWords, stop) })
	go func() { defer close(done); d.settle(writing) }()
	for ctx.Err() == nil {
		if n := d.round(ctx); n == 0 {
			b.Outbox.Wait(ctx)
		}
	}
	d.senders.Wait()
	close(d.settled)
	<-done
}

type deliverer struct {
	bot      *Bot
	channels map[string]chat.Channel
	free     map[string]*atomic.Int64 // by channel: how many more sends may be under way
	settled  chan turn.Settlement
	senders  sync.WaitGroup

	mu     sync.Mutex
	paused map[string]time.Time // by channel: the platform asked us to wait
}

// round claims once and starts the sends; it returns how many it started.
func (d *deliverer) round(ctx context.Context) int {
	b := d.bot
	limit, full := d.room()
	if limit == 0 {
		b.pause(ctx, 5*time.Millisecond)
		return 1
	}
	until := time.Now().Add(sendTime)
	claimed, err := b.Outbox.Claim(ctx, limit, full)
	if err != nil {
		if ctx.Err() == nil {
			b.Log.Error("claim deliveries", "err", err)
			b.pause(ctx, 200*time.Millisecond)
		}
		return 0
	}
	for _, del := range claimed {
		if n := d.free[del.To.Channel]; n != nil {
			n.Add(-1)
		}
		d.senders.Go(func() { d.send(context.WithoutCancel(ctx), del, until) })
	}
	return len(claimed)
}

// room says how many deliveries may be claimed now and which channels can take none.
func (d *deliverer) room() (limit int, full []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	least := int64(settleBatch)
	open := false
	for name, n := range d.free {
		if until, ok := d.paused[name]; ok && now.Before(until) || n.Load() <= 0 {
			full = append(full, name)
			continue
		}
		open = true
		least = min(least, n.Load())
	}
	if !open && len(d.free) > 0 {
		return 0, full
	}
	return int(least), full
}

// send makes one attempt, which ends at until.
func (d *deliverer) send(ctx context.Context, del chat.Delivery, until time.Time) {
	if n := d.free[del.To.Channel]; n != nil {
		defer n.Add(1)
	}
	ctx, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	ch, ok := d.channels[del.To.Channel]
	if !ok {
		d.settled <- d.bot.settlement(del, chat.Receipt{}, &chat.SendError{Fault: chat.Rejected, Err: errNoChannel})
		return
	}
	now := del
	now.Messages = uptodate(del.Messages, d.bot.Now())
	receipt, err := ch.Send(ctx, now)
	var se *chat.SendError
	if errors.As(err, &se) && se.Fault == chat.Limited {
		d.hold(del.To.Channel, se.After)
	}
	d.settled <- d.bot.settlement(del, receipt, err)
}

var errNoChannel = errors.New("this channel is not configured in this process")

// hold keeps a whole channel out of the claims for as long as its platform asked. A minute is the
// most we obey blindly: a forgotten zero in a header must not silence the office for a day.
func (d *deliverer) hold(channel string, after time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.paused[channel] = time.Now().Add(min(max(after, 50*time.Millisecond), time.Minute))
}

// settle writes outcomes down in batches: what has gathered while the last batch was written.
func (d *deliverer) settle(ctx context.Context) {
	for s := range d.settled {
		batch := []turn.Settlement{s}
	gather:
		for len(batch) < settleBatch {
			select {
			case more, ok := <-d.settled:
				if !ok {
					break gather
				}
				batch = append(batch, more)
			default:
				break gather
			}
		}
		d.write(ctx, batch)
	}
}

// write settles one batch, trying for as long as a restarting database needs. What cannot be
// written is no loss: the lease ends and the delivery is sent again under the same key.
func (d *deliverer) write(ctx context.Context, batch []turn.Settlement) {
	d.bot.tellFates(ctx, batch)
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		err := d.bot.Outbox.Settle(ctx, batch)
		if err == nil {
			d.bot.counts.settled(batch)
			return
		}
		d.bot.Log.Error("settle deliveries", "count", len(batch), "err", err)
		if wait > 5*time.Second || ctx.Err() != nil {
			return
		}
		d.bot.pause(ctx, wait)
	}
}

// settlement decides what an attempt's outcome means for the delivery, and for the staff who wait
// to hear of it.
func (b *Bot) settlement(del chat.Delivery, receipt chat.Receipt, err error) turn.Settlement {
	s := turn.Settlement{Delivery: del, State: chat.Sent, Receipt: receipt}
	if receipt.Twice {
		s.Reason = words.MaybeTwice
	}
	if err != nil {
		s.Error = err.Error()
		b.fail(&s, err)
	}
	for _, d := range append([]chat.Delivery{del}, del.Joined...) { // each has its own line in its thread
		d.Attempt = del.Attempt
		if status := b.deliveryStatus(s, d); status != nil {
			s.Follow = append(s.Follow, turn.Outgoing{Staff: true, Ticket: d.Ticket, Messages: []chat.Message{*status}})
		}
	}
	b.tellOver(&s)
	return s
}

func (b *Bot) fail(s *turn.Settlement, err error) {
	var se *chat.SendError
	patient := false
	if errors.As(err, &se) {
		s.Progress, patient = se.Progress, se.Patient
	}
	now := b.Now()
	s.Fault = chat.FaultOf(err)
	switch fault := s.Fault; {
	case fault == chat.Rejected:
		s.State, s.Reason = chat.Dead, words.FailRejected
	case fault == chat.Pointless:
		s.State, s.Reason = chat.Discarded, words.FailPointless
	case fault == chat.OverQuota:
		s.State, s.Reason, s.Fault = chat.Held, words.FailQuota, fault
	case fault == chat.Unreachable:
		s.State, s.Reason, s.Fault = chat.Held, words.Unreachable(b.facts().Can(s.Delivery.To.Channel).Closes), fault
	case !patient && !s.Delivery.Created.IsZero() && now.Sub(s.Delivery.Created) > maxAge:
		s.State, s.Reason = chat.Dead, words.FailTooOld
	case fault == chat.Limited:
		s.State, s.Retry = chat.Pending, now.Add(se.After)
	default:
		s.State, s.Retry, s.Reason = chat.Pending, now.Add(backoff(s.Delivery.Attempt, now.Sub(s.Delivery.Created))), words.Retrying
	}
}

// backoff is the wait after the nth attempt: half a second, doubling up to five minutes, a fifth
// more or less at random so that many deliveries do not return at one moment. It is no longer than the
// delivery's age: attempts that ended with their process, or with the database, count as attempts, and
// say nothing of the platform.
func backoff(attempt int, age time.Duration) time.Duration {
	d := 500 * time.Millisecond << min(max(attempt-1, 0), 10)
	d = min(d, 5*time.Minute, max(age, 500*time.Millisecond))
	return d + time.Duration((rand.Float64()-0.5)*0.4*float64(d))
}

// deliveryStatus is what staff see in the thread of what became of a colleague's reply: each
// outcome once, and a first failure that is being retried.
func (b *Bot) deliveryStatus(s turn.Settlement, d chat.Delivery) *chat.Message {
	if d.Ticket == "" || len(d.Messages) == 0 || d.Messages[0].Author != chat.Staff || d.Messages[0].Copy {
		return nil // it is the copy of a reply that has its own status
	}
	if slices.ContainsFunc(d.Messages, func(m chat.Message) bool { return m.Status != nil }) {
		return nil // the staff's own copy of the reply, which says nothing of the member's
	}
	if s.State == chat.Pending && d.Attempt != 1 {
		return nil
	}
	state := s.State
	if state == chat.Pending && s.Reason != "" { // it has been tried, and is being tried again
		state = chat.Sending
	}
	return &chat.Message{
		Author: chat.System,
		Text:   words.Delivery(state, s.Reason),
		Status: &chat.Status{Delivery: d.ID, State: state, Reason: s.Reason},
	}
}

// pause waits for d or until ctx ends.
func (b *Bot) pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
