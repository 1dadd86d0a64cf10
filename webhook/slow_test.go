package webhook

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// A backlog is many messages, as the store keeps them.
type backlog struct {
	mu      sync.Mutex
	due     []Delivery
	under   map[int64]int
	most    map[int64]int // under way at a time, by hook
	settled chan Delivery
}

func (q *backlog) ClaimWebhooks(_ context.Context, c Claim) (claimed []Delivery, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	each := map[int64]int{}
	q.due = slices.DeleteFunc(q.due, func(d Delivery) bool {
		hook := d.Hook.ID
		if len(claimed) == c.Limit || each[hook] == c.Each || slices.Contains(c.Busy, hook) {
			return false
		}
		each[hook]++
		claimed = append(claimed, d)
		q.under[hook]++
		q.most[hook] = max(q.most[hook], q.under[hook])
		return true
	})
	return claimed, nil
}

func (q *backlog) SettleWebhook(_ context.Context, d Delivery, _ time.Time) error {
	q.mu.Lock()
	q.under[d.Hook.ID]--
	q.mu.Unlock()
	q.settled <- d
	return nil
}

// TestASlowHookKeepsNobodyWaiting: while one system takes its time with each of a thousand messages, all that wait for
// another arrive, and the slow one has a few of the places and no more.
func TestASlowHookKeepsNobodyWaiting(t *testing.T) {
	free := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-free:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(slow.Close)
	quick := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(quick.Close)
	const wanted = 40
	q := &backlog{under: map[int64]int{}, most: map[int64]int{}, settled: make(chan Delivery, 2000)}
	for i := range int64(1000 + wanted) {
		hook := Hook{ID: 1, URL: slow.URL, Secret: NewSecret()}
		if i >= 1000 {
			hook = Hook{ID: 2, URL: quick.URL, Secret: NewSecret()}
		}
		q.due = append(q.due, Delivery{ID: i, Message: "m", Event: TicketOpened, State: Pending, Hook: hook, Data: []byte("{}")})
	}
	s := &Sender{Store: q, Client: NewClient(loopback), Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Data: func(_ context.Context, d Delivery) (any, error) { return json.RawMessage(d.Data), nil }}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		s.Run(ctx)
		close(ended)
	}()
	for n, late := 0, 0; n < wanted; {
		switch d := <-q.settled; {
		case d.Hook.ID == 1: // its time is over, on a machine that has a lot to do
			if late++; late > 100 {
				t.Fatalf("the slow one was waited for: %d of %d have arrived at the other", n, wanted)
			}
		case d.State != Sent:
			t.Fatalf("%+v", d)
		default:
			n++
		}
	}
	stop()
	close(free)
	<-ended
	if q.most[1] != atOnceEach || q.most[2] > atOnceEach {
		t.Errorf("under way at a time: %v", q.most)
	}
}
