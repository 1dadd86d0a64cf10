package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

const (
	weatherBursts = 125              // members who write during one weather, a burst each
	weathers      = 8                // together 1,000 bursts
	tokenGood     = 50 * time.Second // for how long we think a reply token worth trying
)

// TestNoPushWhileATokenWaits lets a thousand members write in bursts: several events a webhook, webhooks at
// the same instant, lost ones that come again; while LINE goes away for 25 seconds, loses answers, or the
// month's quota is used up; with replies of the staff in between. Whatever comes of it, no push goes out
// while an unused reply token of that member is good, no token carries two deliveries, and each member
// reads everything once and in order.
func TestNoPushWhileATokenWaits(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	var total weather
	for n := range weathers {
		w := newWeather(t, url, n)
		w.run()
		w.check()
		total.replies, total.pushes, total.early = total.replies+w.replies, total.pushes+w.pushes, total.early+w.early
	}
	t.Logf("%d replies, %d pushes, %d of them while a good token waited", total.replies, total.pushes, total.early)
	if total.pushes == 0 || total.replies < weathers*weatherBursts {
		t.Errorf("%d replies and %d pushes: the bursts try too little", total.replies, total.pushes)
	}
}

// A weather is a few minutes of the clock handed in, with a store, LINE's channel, and members who write.
type weather struct {
	t       *testing.T
	rand    *rand.Rand
	store   *postgres.Store
	line    *line.Service
	fake    *linefake.Server
	members []*burstMember
	away    [2]time.Duration // since the beginning
	quota   bool             // is used up

	mu      sync.Mutex
	now     time.Time
	began   time.Time
	failed  map[uint32]int       // answers lost so far, by what was sent
	tokens  map[string]*burstFor // all that came in
	pushed  map[string]bool      // retry keys whose push may have arrived
	replies int
	pushes  int
	early   int // pushes while a good token waited
}

// A burstFor is a reply token: whose it is, until when it is good, what it was used for.
type burstFor struct {
	user  string
	until time.Time
	used  string
}

// A burstMember writes and is written to.
type burstMember struct {
	user  string
	hooks map[int][]*linefake.Webhook // by second
	staff map[int]int                 // replies of the staff, by second
	want  []string                    // what they are to read, in order
	wait  int                         // events that are not decided
}

func newWeather(t *testing.T, url string, n int) *weather {
	w := &weather{
		t: t, rand: rand.New(rand.NewPCG(1, uint64(n))), fake: linefake.MustNew(), began: time.Now().Truncate(time.Second),
		failed: map[uint32]int{}, tokens: map[string]*burstFor{}, pushed: map[string]bool{}, quota: n%4 == 3,
	}
	w.now, w.fake.Now = w.began, w.clock
	t.Cleanup(w.fake.Close)
	if n%2 == 0 {
		from := time.Duration(5+w.rand.IntN(25)) * time.Second
		w.away = [2]time.Duration{from, from + 25*time.Second}
	}
	if w.quota {
		w.fake.SetQuota(200, 200)
	}
	quiet := slog.New(slog.DiscardHandler)
	var err error
	if w.store, err = postgres.Open(t.Context(), url, postgres.Options{Now: w.clock, Log: quiet}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.store.Close)
	w.line, err = line.New(line.Config{
		Accounts: []line.Account{{Secrets: []string{w.fake.Secret}, Token: w.fake.Token}}, APIURL: w.fake.URL(), DataURL: w.fake.URL(),
		HTTPClient: &http.Client{Transport: w}, Now: w.clock, Log: quiet, TokenWaits: w.store.TokenWaits,
	}, burstSink{w.store})
	if err != nil {
		t.Fatal(err)
	}
	for i := range weatherBursts {
		w.members = append(w.members, w.member(fmt.Sprintf("burst %d %d", n, i)))
	}
	return w
}

// A burstSink stores what comes in and leaves it to be decided.
type burstSink struct{ store *postgres.Store }

func (s burstSink) Accept(ctx context.Context, events ...chat.Event) error {
	_, err := s.store.Accept(ctx, events)
	return err
}

func (burstSink) Act(context.Context, chat.Event) (chat.Outcome, error) {
	return chat.Outcome{}, errors.New("nobody acts here")
}

// member draws when a member writes, and when the staff write to them.
func (w *weather) member(name string) *burstMember {
	m := &burstMember{user: linefake.User(name), hooks: map[int][]*linefake.Webhook{}, staff: map[int]int{}}
	second := w.rand.IntN(40)
	for range 1 + w.rand.IntN(2) {
		for range 1 + w.rand.IntN(3)*w.rand.IntN(2) { // at the same instant
			m.hooks[second] = append(m.hooks[second], nil)
		}
		second += w.rand.IntN(8)
	}
	for range w.rand.IntN(3) {
		m.staff[w.rand.IntN(80)]++
	}
	return m
}

func (w *weather) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *weather) isAway() bool {
	since := w.clock().Sub(w.began)
	return since >= w.away[0] && since < w.away[1]
}

// run lets a hundred seconds go by, and then whoever still has something to read write once more.
func (w *weather) run() {
	for second := range 100 {
		w.mu.Lock()
		w.now = w.began.Add(time.Duration(second) * time.Second)
		w.mu.Unlock()
		w.write(second)
		w.decide(second)
		if !w.isAway() || second%4 == 0 {
			w.deliver()
		}
	}
	w.fake.SetQuota(0, 0)
	for range 12 {
		for _, m := range w.members {
			if len(w.fake.Texts(m.user)) < len(m.want) {
				w.post(m, w.hook(m, 1))
			}
		}
		w.decide(0)
		w.deliver()
	}
}

// write lets members write all at once, and some webhooks get lost and come again.
func (w *weather) write(second int) {
	var wg sync.WaitGroup
	for _, m := range w.members {
		for _, hook := range m.hooks[second] {
			lost := hook == nil && w.rand.IntN(12) == 0
			if hook == nil {
				hook = w.hook(m, 1+w.rand.IntN(3))
			} else {
				hook = w.fake.Redeliver(hook)
			}
			if lost || w.rand.IntN(12) == 0 {
				again := second + 5 + w.rand.IntN(30)
				m.hooks[again] = append(m.hooks[again], hook)
			}
			if !lost {
				wg.Go(func() { w.post(m, hook) })
			}
		}
		for range m.staff[second] {
			w.accept(m, chat.Event{
				ID: fmt.Sprintf("staff-%s-%d-%d", m.user, second, w.rand.Int()), Kind: chat.Other, At: w.clock(),
				From: chat.Address{Channel: chat.LINE, ID: m.user},
			})
		}
	}
	wg.Wait()
}

func (w *weather) hook(m *burstMember, events int) *linefake.Webhook {
	var list []linefake.Event
	for range events {
		list = append(list, w.fake.TextEvent(m.user, "質問"))
	}
	return w.fake.Webhook(list...)
}

func (w *weather) accept(m *burstMember, e chat.Event) {
	lanes, err := w.store.Accept(w.t.Context(), []chat.Event{e})
	if err != nil || len(lanes) != 1 {
		w.t.Fatalf("accept: %v, %v", lanes, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	m.wait++
}

// post brings a webhook. From then on its tokens are good, or those of a copy again.
func (w *weather) post(m *burstMember, hook *linefake.Webhook) {
	status := http.StatusServiceUnavailable
	for end := time.Now().Add(patience); status == http.StatusServiceUnavailable && time.Now().Before(end); { // a busy machine has us ask for it again, and LINE sends it again
		req := httptest.NewRequest(http.MethodPost, "/webhook/line", bytes.NewReader(hook.Body))
		req.Header.Set("X-Line-Signature", hook.Signature)
		rec := httptest.NewRecorder()
		w.line.ServeHTTP(rec, req)
		status = rec.Code
	}
	if status != http.StatusOK {
		w.t.Errorf("webhook: %d", status)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range hook.Events {
		known := w.tokens[e.ReplyToken()]
		if known == nil {
			known = &burstFor{user: m.user}
			w.tokens[e.ReplyToken()] = known
			m.wait++
		}
		known.until = w.now.Add(tokenGood)
	}
}

// decide lets some members' events be decided now and others' later, in two turns at a time.
func (w *weather) decide(second int) {
	var wg sync.WaitGroup
	room := make(chan struct{}, 2)
	for _, m := range w.members {
		if m.wait == 0 || second%100 != 0 && w.rand.IntN(3) == 0 {
			continue
		}
		seed := w.rand.Uint64()
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			w.turns(m, rand.New(rand.NewPCG(2, seed)))
		})
	}
	wg.Wait()
}

// turns decide all that a member wrote. Mostly a message has one answer.
func (w *weather) turns(m *burstMember, draw *rand.Rand) {
	lane := chat.Address{Channel: chat.LINE, ID: m.user}
	for found := true; found; {
		var err error
		found, err = w.store.Turn(w.t.Context(), lane.String(), func(_ context.Context, tn *turn.Turn) error {
			m.wait--
			author, n := chat.Bot, []int{0, 1, 1, 1, 1, 1, 1, 1, 2, 2}[draw.IntN(10)]
			if tn.Event.Kind == chat.Other {
				author, n = chat.Staff, 1
			}
			for range n {
				text := fmt.Sprintf("%s %d", m.user, len(m.want))
				m.want = append(m.want, text)
				tn.Out = append(tn.Out, turn.Outgoing{To: lane, Messages: []chat.Message{{Author: author, Text: text}}})
			}
			return nil
		})
		if err != nil {
			w.t.Error(err)
			return
		}
	}
}

// deliver sends what is due until nothing is, or once while LINE is away.
func (w *weather) deliver() {
	for range 1000 {
		claimed, err := w.store.Claim(w.t.Context(), 64, nil)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(claimed) == 0 {
			return
		}
		done := make([]turn.Settlement, len(claimed))
		var wg sync.WaitGroup
		for i, d := range claimed {
			wg.Go(func() {
				receipt, err := w.line.Send(w.t.Context(), d)
				done[i] = w.settlement(d, receipt, err)
			})
		}
		wg.Wait()
		if err := w.store.Settle(w.t.Context(), done); err != nil {
			w.t.Fatal(err)
		}
		if w.isAway() {
			return
		}
	}
	w.t.Fatal("there is no end to what is due")
}

func (w *weather) settlement(d chat.Delivery, receipt chat.Receipt, err error) turn.Settlement {
	s := turn.Settlement{Delivery: d, State: chat.Sent, Receipt: receipt}
	var se *chat.SendError
	if errors.As(err, &se) {
		s.Progress, s.Fault = se.Progress, se.Fault
	}
	switch {
	case err == nil:
	case se.Fault == chat.Temporary:
		s.State = chat.Pending
	case se.Fault == chat.OverQuota:
		s.State = chat.Held
	default:
		w.t.Errorf("send: %v", err)
		s.State = chat.Dead
	}
	return s
}
