package web

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"madoguchi/chat"
	"madoguchi/chat/chattest"
)

// TestConformance holds the web to what every channel promises, as far as a page sees it.
func TestConformance(t *testing.T) {
	const written = "the turn has written the lines before Send, which only wakes those who wait for them"
	chattest.Run(t, chattest.Harness{New: newBench, Impossible: map[chattest.Failure]string{
		chattest.Refuse: written, chattest.Limit: written, chattest.Down: written, chattest.Hang: written,
	}})
}

func newBench(t testing.TB) chattest.Bench {
	s := serve(t, Config{})
	a, b := s.openSession(t), s.openSession(t)
	tokens := map[string]string{a.ID: a.Token, b.ID: b.Token}
	c := &decided{Service: s.service, store: s.memory, done: map[string]bool{}}
	return chattest.Bench{
		Channel: c, To: address(a.ID), Other: address(b.ID),
		Seen:      func(to chat.Address) []chattest.Seen { return s.seen(t, tokens[to.ID]) },
		Break:     c.fail,
		Calls:     func() int { return int(c.calls.Load()) },
		Malformed: []chat.Address{{Channel: chat.LINE, ID: a.ID}},
	}
}

// decided is the service behind a turn that has decided on each delivery: it writes the lines
// under the delivery's key, in the same transaction as the delivery itself.
type decided struct {
	*Service
	store *memory
	mu    sync.Mutex
	done  map[string]bool
	calls atomic.Int64
	lose  int // how many calls from now the answer is lost, from 1; 0 = never
}

func (d *decided) fail(f chattest.Failure, after int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lose = 0; f == chattest.Drop {
		d.lose = after + 1
	}
}

func (d *decided) Send(ctx context.Context, delivery chat.Delivery) (chat.Receipt, error) {
	r, err := d.Service.Send(ctx, delivery)
	if chat.FaultOf(err) == chat.Rejected {
		return r, err
	}
	d.calls.Add(1)
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.done[delivery.Key] {
		d.done[delivery.Key] = true
		for _, m := range delivery.Messages {
			d.store.say(delivery.To.ID, m)
		}
	}
	if d.lose > 0 {
		if d.lose--; d.lose == 0 {
			return chat.Receipt{}, context.DeadlineExceeded
		}
	}
	return r, err
}

// seen reads a session's lines as the widget shows them.
func (s *site) seen(t testing.TB, token string) []chattest.Seen {
	t.Helper()
	var page struct{ Lines []view }
	r := s.do(t, "GET", "/chat/events?wait=0", "", bearer(token))
	if err := json.Unmarshal([]byte(r.body), &page); err != nil {
		t.Fatal(err)
	}
	var all []chattest.Seen
	for _, v := range page.Lines {
		one := chattest.Seen{Text: v.Text, Choices: v.Choices}
		if v.Answer != nil {
			one.Text, one.Links = seenAnswer(v.Answer)
		}
		all = append(all, one)
	}
	return all
}

func seenAnswer(a *chat.Answer) (text string, links []string) {
	parts := []string{a.Lead, a.Question}
	for _, b := range a.Blocks {
		parts = append(parts, b.Text, strings.Join(b.Header, " "))
		for _, row := range b.Rows {
			parts = append(parts, strings.Join(row, " "))
		}
		if url := safeURL(b.URL); url != "" {
			links = append(links, url)
		} else {
			parts = append(parts, b.URL)
		}
	}
	return strings.Join(append(parts, a.Tail, a.Source.Document, a.Source.Label), "\n"), links
}
