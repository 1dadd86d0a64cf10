package line_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

func TestL7ManyEvents(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	s := newService(t, fake, sink, nil)
	a, b, c := fake.TextEvent(linefake.User("a"), "一"), fake.TextEvent(linefake.User("b"), "二"), fake.PostbackEvent(linefake.User("c"), "v1:x")
	bad := []any{42, nil, "text", []any{}, map[string]any{"type": "message", "message": "x"}, map[string]any{"type": 7}, map[string]any{}}
	var list []any
	for i, e := range []any{a, b, c} {
		list = append(list, bad[i], e, bad[i+3])
	}
	body, err := json.Marshal(map[string]any{"destination": fake.Destination, "events": list})
	if err != nil {
		t.Fatal(err)
	}
	if got := postHook(s, fake.Signed(body)); got != 200 {
		t.Fatalf("status %d", got)
	}
	var tokens []string
	for _, e := range sink.all() {
		if e.Kind != chat.Other { // what has the shape of an event is kept as having come
			tokens = append(tokens, e.ReplyToken)
		}
	}
	if diff := cmp.Diff([]string{a.ReplyToken(), b.ReplyToken(), c.ReplyToken()}, tokens); diff != "" {
		t.Errorf("reply tokens (-want +got):\n%s", diff)
	}
}

func TestL8SameIDs(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	s := newService(t, fake, sink, nil)
	hook := fake.Text(linefake.User("a"), "こんにちは")
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if got := postHook(s, hook); got != 200 {
				t.Errorf("status %d", got)
			}
		})
	}
	wg.Wait()
	if all := sink.all(); len(all) != 1 || all[0].ID != hook.Events[0].ID() {
		t.Errorf("stored %d events under different IDs", len(all))
	}
	t.Run("without an ID", func(t *testing.T) {
		e := fake.TextEvent(linefake.User("a"), "番号のない一通")
		delete(e, "webhookEventId")
		hook := fake.Webhook(e)
		postHook(s, hook)
		postHook(s, hook)
		if all := sink.all(); len(all) != 2 || all[1].ID == "" {
			t.Errorf("stored %+v", all)
		}
	})
}

func TestL9Redelivery(t *testing.T) {
	now := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name      string
		age       time.Duration
		wantUntil time.Time
	}{
		{"soon", 30 * time.Second, now.Add(50 * time.Second)},
		{"late", 19*time.Minute + 30*time.Second, now.Add(30 * time.Second)},
		{"too late", 21 * time.Minute, time.Time{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fake, sink := newFake(t), &memory{}
			fake.Now = func() time.Time { return now.Add(-tc.age) }
			hook := fake.Text(linefake.User("a"), "こんにちは")
			s := newService(t, fake, sink, func(c *line.Config) { c.Now = func() time.Time { return now } })
			if got := postHook(s, fake.Redeliver(hook)); got != 200 {
				t.Fatalf("status %d", got)
			}
			e := sink.all()[0]
			if !e.ReplyUntil.Equal(tc.wantUntil) || (e.ReplyToken == "") != tc.wantUntil.IsZero() {
				t.Errorf("token %q until %s, want until %s", e.ReplyToken, e.ReplyUntil, tc.wantUntil)
			}
			if !e.Redelivered || !e.At.Equal(now.Add(-tc.age)) {
				t.Errorf("stored %+v", e)
			}
		})
	}
}

func TestL10OrderWithinABody(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	s := newService(t, fake, sink, nil)
	user := linefake.User("a")
	var events []linefake.Event
	for _, n := range []int{3, 1, 2} {
		e := fake.TextEvent(user, fmt.Sprint(n))
		e["timestamp"] = 1_700_000_000_000 + n
		events = append(events, e)
	}
	postHook(s, fake.Webhook(events...))
	var got []string
	for _, e := range sink.all() {
		got = append(got, e.Text)
	}
	if diff := cmp.Diff([]string{"1", "2", "3"}, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestL11Standby(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	s := newService(t, fake, sink, nil)
	e := fake.TextEvent(linefake.User("a"), "こんにちは")
	e["mode"] = "standby"
	postHook(s, fake.Webhook(e))
	if all := sink.all(); len(all) != 1 || !all[0].Quiet || all[0].ReplyToken != "" {
		t.Errorf("stored %+v", all)
	}
}

func TestL12Destination(t *testing.T) {
	first, second := newFake(t), newFake(t)
	first.Destination, first.Secret = linefake.User("first account"), "first secret"
	second.Destination, second.Secret = linefake.User("second account"), "second secret"
	sink, told := &memory{}, 0
	s := newService(t, first, sink, func(c *line.Config) {
		c.Alert = func(string, string) { told++ }
		c.Accounts = []line.Account{
			{Destination: first.Destination, Secrets: []string{first.Secret}, Token: first.Token},
			{Destination: second.Destination, Secrets: []string{second.Secret}, Token: second.Token},
		}
	})
	postHook(s, first.Text(linefake.User("a"), "一"))
	postHook(s, second.Text(linefake.User("a"), "二"))
	var got []string
	for _, e := range sink.all() {
		got = append(got, e.From.Account+" "+e.Text)
	}
	if diff := cmp.Diff([]string{first.Destination + " 一", second.Destination + " 二"}, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	for _, dest := range []string{linefake.User("a third"), linefake.User("a third"), second.Destination, ""} {
		hook := first.Signed([]byte(`{"destination":"` + dest + `","events":[{"type":"follow"}]}`))
		if status := postHook(s, hook); status != 200 || len(sink.all()) != 2 {
			t.Errorf("for %q: status %d, %d events stored", dest, status, len(sink.all()))
		}
	}
	if told != 3 {
		t.Errorf("the office was told %d times of three accounts it does not have", told)
	}
}
