package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
)

// A queue is an outbox of deliveries made up beforehand. It gives out one a lane, at once again
// what is to be retried, and keeps what it is told of them.
type queue struct {
	mu      sync.Mutex
	waiting []chat.Delivery
	leased  map[chat.Address]bool
	done    []turn.Settlement
	refuse  int // so many Settle calls fail first
	wake    chan struct{}
}

func newQueue(waiting ...chat.Delivery) *queue {
	return &queue{waiting: waiting, leased: map[chat.Address]bool{}, wake: make(chan struct{}, 1)}
}

func (q *queue) Claim(_ context.Context, limit int, paused []string) ([]chat.Delivery, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []chat.Delivery
	for i := range q.waiting {
		d := &q.waiting[i]
		if len(out) < limit && !q.leased[d.To] && !slices.Contains(paused, d.To.Channel) {
			q.leased[d.To] = true
			d.Attempt++
			out = append(out, *d)
		}
	}
	return out, nil
}

func (q *queue) Settle(_ context.Context, done []turn.Settlement) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.refuse > 0 {
		q.refuse--
		return errors.New("the database restarts")
	}
	q.done = append(q.done, done...)
	for _, s := range done {
		delete(q.leased, s.Delivery.To)
		if s.State != chat.Pending {
			q.waiting = slices.DeleteFunc(q.waiting, func(d chat.Delivery) bool { return d.ID == s.Delivery.ID })
		}
	}
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return nil
}

func (q *queue) Wait(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-q.wake:
	case <-time.After(5 * time.Millisecond):
	}
}

func (q *queue) left() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// A platform is a channel whose outcomes are written beforehand: the nth attempt at a delivery has
// the nth outcome of its address, the last one ever after.
type platform struct {
	name     string
	outcomes map[string][]error
	block    chan struct{} // while open every call hangs

	mu    sync.Mutex
	calls []call
}

type call struct {
	Key     string
	To      string
	Attempt int
	At      time.Time
}

func (p *platform) Name() string { return p.name }

func (p *platform) Capabilities() chat.Capabilities {
	return chat.Capabilities{Letters: p.name == chat.Email, Closes: p.name == chat.Web}
}

func (p *platform) Send(ctx context.Context, d chat.Delivery) (chat.Receipt, error) {
	if p.block != nil {
		select {
		case <-p.block:
		case <-ctx.Done():
			return chat.Receipt{}, ctx.Err()
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, call{d.Key, d.To.ID, d.Attempt, time.Now()})
	if script := p.outcomes[d.To.ID]; len(script) > 0 {
		return chat.Receipt{}, script[min(d.Attempt, len(script))-1]
	}
	return chat.Receipt{}, nil
}

func (p *platform) called() []call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls)
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)

func reply(id int64, channel, to string) chat.Delivery {
	return chat.Delivery{ID: id, Key: fmt.Sprint("key", id), To: chat.Address{Channel: channel, ID: to}, Ticket: "Q-0001", Created: noon,
		Messages: []chat.Message{{Text: "お待たせしました", Author: chat.Staff, Copy: channel == chat.Email}}}
}

// deliverUntil runs the deliverer until ok says so, or fails after a minute.
func deliverUntil(t *testing.T, b *Bot, ok func() bool, channels ...chat.Channel) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { b.Deliver(ctx, channels...) })
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Error("not done within a minute")
			break
		}
	}
	cancel()
	wg.Wait()
}

func botWith(q *queue) *Bot {
	return New(Config{Outbox: q, Now: func() time.Time { return noon }, Senders: 4})
}

func TestDeliverTriesAgainUnderTheSameKey(t *testing.T) {
	broken := errors.New("connection reset")
	q := newQueue(reply(1, "line", "u1"), reply(2, "line", "u1"))
	p := &platform{name: "line", outcomes: map[string][]error{"u1": {broken, broken, nil}}}
	deliverUntil(t, botWith(q), func() bool { return q.left() == 0 }, p)

	var got []string
	for _, c := range p.called() {
		got = append(got, fmt.Sprint(c.Key, " ", c.Attempt))
	}
	want := []string{"key1 1", "key1 2", "key1 3", "key2 1", "key2 2", "key2 3"} // in order: nothing overtakes in a lane
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
	var told []string
	for _, s := range q.done {
		for _, f := range s.Follow {
			told = append(told, fmt.Sprint(s.Delivery.Key, " ", f.Messages[0].Text))
		}
	}
	again, sent := words.Delivery(chat.Sending, words.Retrying), words.Delivery(chat.Sent, "")
	wantTold := []string{"key1 " + again, "key1 " + sent, "key2 " + again, "key2 " + sent}
	if diff := cmp.Diff(wantTold, told); diff != "" {
		t.Errorf("what staff are told (-want +got):\n%s", diff)
	}
}

// TestDeliverHoldsAChannelThatAsksForIt runs on a clock of its own: how busy the machine is does not count.
func TestDeliverHoldsAChannelThatAsksForIt(t *testing.T) {
	synctest.Test(t, holdsAChannelThatAsksForIt)
}

func holdsAChannelThatAsksForIt(t *testing.T) {
	const wait = 250 * time.Millisecond
	q := newQueue(reply(1, "line", "u1"))
	p := &platform{name: "line", outcomes: map[string][]error{"u1": {&chat.SendError{Fault: chat.Limited, After: wait, Err: errors.New("429")}, nil}}}
	other := &platform{name: "web"}
	added := false
	deliverUntil(t, botWith(q), func() bool {
		if !added && len(p.called()) == 1 {
			q.mu.Lock()
			q.waiting = append(q.waiting, reply(2, "line", "u2"), reply(3, "web", "w1"))
			q.mu.Unlock()
			added = true
		}
		return added && q.left() == 0
	}, p, other)

	calls := p.called()
	if len(calls) != 3 || len(other.called()) != 1 {
		t.Fatalf("calls: %v and %v", calls, other.called())
	}
	for _, c := range calls[1:] {
		if after := c.At.Sub(calls[0].At); after < wait-10*time.Millisecond {
			t.Errorf("%s is tried %v after the platform asked for %v", c.Key, after, wait)
		}
	}
	if held := other.called()[0].At.Sub(calls[0].At); held > wait {
		t.Errorf("the other channel waits too: %v", held)
	}
}

func TestDeliverIsNotHeldUpByAChannelThatHangs(t *testing.T) {
	var waiting []chat.Delivery
	for i := range int64(40) {
		waiting = append(waiting, reply(i+1, "line", fmt.Sprint("u", i)), reply(i+101, "web", fmt.Sprint("w", i)))
	}
	q := newQueue(waiting...)
	hanging := &platform{name: "line", block: make(chan struct{})}
	well := &platform{name: "web"}
	deliverUntil(t, botWith(q), func() bool {
		if len(well.called()) < 40 {
			return false
		}
		select {
		case <-hanging.block:
		default:
			if n := len(hanging.called()); n != 0 {
				t.Errorf("%d calls come through a channel that hangs", n)
			}
			close(hanging.block)
		}
		return q.left() == 0
	}, hanging, well)
	if n := len(hanging.called()); n != 40 {
		t.Errorf("%d of 40 are sent once the channel is back", n)
	}
}

func TestDeliverWritesDownAfterTheDatabaseIsBack(t *testing.T) {
	q := newQueue(reply(1, "line", "u1"))
	q.refuse = 2
	p := &platform{name: "line"}
	deliverUntil(t, botWith(q), func() bool { return q.left() == 0 }, p)
	if n := len(p.called()); n != 1 {
		t.Errorf("sent %d times for want of a database", n)
	}
}

func TestDeliverWithoutItsChannel(t *testing.T) {
	q := newQueue(reply(1, "line", "u1"))
	deliverUntil(t, botWith(q), func() bool { return q.left() == 0 }, &platform{name: "web"})
	if s := q.done[0]; s.State != chat.Dead || !strings.Contains(s.Error, errNoChannel.Error()) {
		t.Errorf("settled as %s: %s", s.State, s.Error)
	}
}

func TestSettlement(t *testing.T) {
	fault := func(f chat.Fault) error {
		return &chat.SendError{Fault: f, After: 7 * time.Second, Progress: "2", Err: errors.New("x")}
	}
	patient := func(f chat.Fault) error {
		return &chat.SendError{Fault: f, After: 7 * time.Second, Progress: "2", Patient: true, Err: errors.New("x")}
	}
	for name, tc := range map[string]struct {
		err     error
		attempt int
		age     time.Duration
		author  chat.Author
		state   chat.DeliveryState
		told    string
	}{
		"sent":                        {nil, 1, 0, chat.Staff, chat.Sent, words.Delivery(chat.Sent, "")},
		"sent by the bot":             {nil, 1, 0, chat.Bot, chat.Sent, ""},
		"first failure":               {errors.New("reset"), 1, 0, chat.Staff, chat.Pending, words.Delivery(chat.Sending, words.Retrying)},
		"second failure":              {errors.New("reset"), 2, 0, chat.Staff, chat.Pending, ""},
		"limited":                     {fault(chat.Limited), 1, 0, chat.Staff, chat.Pending, words.Delivery(chat.Pending, "")},
		"limited for a day":           {fault(chat.Limited), 9, 24 * time.Hour, chat.Staff, chat.Dead, words.Delivery(chat.Dead, words.FailTooOld)},
		"closed for a week":           {patient(chat.Temporary), 99, 7 * 24 * time.Hour, chat.Staff, chat.Pending, ""},
		"revoked for a week":          {patient(chat.Limited), 99, 7 * 24 * time.Hour, chat.Staff, chat.Pending, ""},
		"rejected":                    {fault(chat.Rejected), 1, 0, chat.Staff, chat.Dead, words.Delivery(chat.Dead, words.FailRejected)},
		"rejected, the bot's":         {fault(chat.Rejected), 1, 0, chat.Bot, chat.Dead, ""},
		"over quota":                  {fault(chat.OverQuota), 1, 0, chat.Staff, chat.Held, words.Delivery(chat.Held, words.FailQuota)},
		"over quota for a day":        {fault(chat.OverQuota), 1, 48 * time.Hour, chat.Staff, chat.Held, words.Delivery(chat.Held, words.FailQuota)},
		"blocked":                     {fault(chat.Unreachable), 3, 0, chat.Staff, chat.Held, words.Delivery(chat.Held, words.FailUnreachable)},
		"failing for almost a day":    {errors.New("reset"), 50, 23 * time.Hour, chat.Staff, chat.Pending, ""},
		"failing for a day":           {errors.New("reset"), 50, 23*time.Hour + time.Second, chat.Staff, chat.Dead, words.Delivery(chat.Dead, words.FailTooOld)},
		"wrapped, still understood":   {fmt.Errorf("send: %w", fault(chat.Rejected)), 1, 0, chat.Staff, chat.Dead, words.Delivery(chat.Dead, words.FailRejected)},
		"the deadline of one attempt": {context.DeadlineExceeded, 2, 0, chat.Staff, chat.Pending, ""},
	} {
		d := reply(1, "line", "u1")
		d.Attempt, d.Created, d.Messages[0].Author = tc.attempt, noon.Add(-tc.age), tc.author
		s := botWith(newQueue()).settlement(d, chat.Receipt{}, tc.err)
		told, shown := "", tc.state
		if strings.Contains(tc.told, words.Retrying) {
			shown = chat.Sending
		}
		for _, f := range s.Follow {
			told += f.Messages[0].Text
			if st := f.Messages[0].Status; st == nil || st.Delivery != 1 || st.State != shown || !f.Staff || f.Ticket != "Q-0001" {
				t.Errorf("%s: follow %+v with status %+v", name, f, st)
			}
		}
		if s.State != tc.state || told != tc.told {
			t.Errorf("%s: %s, staff are told %q; want %s, %q", name, s.State, told, tc.state, tc.told)
		}
		var se *chat.SendError
		if errors.As(tc.err, &se) && s.Progress != "2" {
			t.Errorf("%s: the progress is lost", name)
		}
		if s.State == chat.Pending && s.Fault == chat.Limited && !s.Retry.Equal(noon.Add(7*time.Second)) {
			t.Errorf("%s: tried again at %v, not when the platform said", name, s.Retry)
		}
		if s.State == chat.Pending && !s.Retry.After(noon) {
			t.Errorf("%s: tried again at once", name)
		}
	}
}

func TestBackoff(t *testing.T) {
	for attempt, middle := range map[int]time.Duration{
		-1: 500 * time.Millisecond, 0: 500 * time.Millisecond, 1: 500 * time.Millisecond, 2: time.Second, 5: 8 * time.Second, 9: 128 * time.Second,
		10: 256 * time.Second, 11: 5 * time.Minute, 12: 5 * time.Minute, 1000000: 5 * time.Minute,
	} {
		least, most := time.Duration(1<<62), time.Duration(0)
		for range 300 {
			d := backoff(attempt, time.Hour)
			least, most = min(least, d), max(most, d)
		}
		if least < middle*8/10 || most > middle*12/10 {
			t.Errorf("backoff(%d) is between %v and %v, want %v a fifth more or less", attempt, least, most, middle)
		}
		if most-least < middle/10 {
			t.Errorf("backoff(%d) hardly varies: %v to %v", attempt, least, most)
		}
	}
}

// TestBackoffOfAYoungDelivery: crashes that cost it attempts do not keep it from being tried soon.
func TestBackoffOfAYoungDelivery(t *testing.T) {
	for _, age := range []time.Duration{0, 2 * time.Second, 30 * time.Second} {
		if d, most := backoff(12, age), max(age, 500*time.Millisecond)*12/10; d > most {
			t.Errorf("after %v, attempt 12: waits %v, want at most %v", age, d, most)
		}
	}
}

// A sleeper is an outbox whose claims come back late, as those of a program that stood still in between.
type sleeper struct {
	*queue
	still time.Duration
}

func (s *sleeper) Claim(ctx context.Context, limit int, paused []string) ([]chat.Delivery, error) {
	claimed, err := s.queue.Claim(ctx, limit, paused)
	if len(claimed) > 0 {
		time.Sleep(s.still)
	}
	return claimed, err
}

// A watch is a channel that keeps how much time each attempt still had.
type watch struct {
	platform
	left []time.Duration
}

func (w *watch) Send(ctx context.Context, d chat.Delivery) (chat.Receipt, error) {
	end, _ := ctx.Deadline()
	w.mu.Lock()
	w.left = append(w.left, time.Until(end))
	w.mu.Unlock()
	return w.platform.Send(ctx, d)
}

// TestDeliverNothingStale: what was claimed before the program stood still belongs to another by the time it goes
// on, so that its attempt is over before it begins.
func TestDeliverNothingStale(t *testing.T) {
	for _, still := range []time.Duration{0, 5 * time.Second, 80 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			b := botWith(newQueue(reply(1, "line", "u1")))
			b.Outbox = &sleeper{b.Outbox.(*queue), still}
			ctx, cancel := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			w := &watch{platform: platform{name: "line"}}
			wg.Go(func() { b.Deliver(ctx, w) })
			time.Sleep(still + time.Second)
			cancel()
			wg.Wait()
			if want := sendTime - still; len(w.left) != 1 || w.left[0] != want {
				t.Errorf("after a standstill of %v the attempts have %v left; want %v of one", still, w.left, want)
			}
		})
	}
}
