package line_test

import (
	"context"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// TestQuotas adds the accounts' quotas up; while LINE is away what is known from before is told, and then
// nothing.
func TestQuotas(t *testing.T) {
	first, second := linefake.DefaultDestination, linefake.User("second account")
	b := newSendBench(t, func(c *line.Config) {
		c.Accounts = []line.Account{
			{Destination: first, Secrets: []string{"s1"}, Token: linefake.DefaultToken},
			{Destination: second, Secrets: []string{"s2"}, Token: linefake.DefaultToken},
		}
	})
	if q := b.service.Quotas(t.Context()); q.Limited {
		t.Errorf("without a limit: %+v", q)
	}
	b.advance(time.Hour)
	b.SetQuota(200, 30)
	want := line.Quota{Limited: true, Limit: 400, Used: 60}
	if q := b.service.Quotas(t.Context()); q != want {
		t.Errorf("%+v, want %+v", q, want)
	}
	b.Down()
	if q := b.service.Quotas(t.Context()); q != want {
		t.Errorf("a moment later: %+v, want %+v", q, want)
	}
	b.advance(time.Hour)
	if q := b.service.Quotas(t.Context()); q.Limited || q.Limit != 0 {
		t.Errorf("with LINE away: %+v", q)
	}
	if end := line.MonthEnd(time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC)); !end.Equal(time.Date(2026, 12, 31, 15, 0, 0, 0, time.UTC)) {
		t.Errorf("the first of December in Japan is in a month that ends at %v", end)
	}
}

// TestRunsOut: the forecast of the month's quota.
func TestRunsOut(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 11, day, 0, 0, 0, 0, time.FixedZone("JST", 9*3600)) }
	for name, c := range map[string]struct {
		q    line.Quota
		now  time.Time
		want int // the day; 0 = not in this month
	}{
		"on the 22nd":      {line.Quota{Limited: true, Limit: 200, Used: 95}, at(11), 22},
		"not this month":   {line.Quota{Limited: true, Limit: 200, Used: 60}, at(11), 0},
		"too early to say": {line.Quota{Limited: true, Limit: 200, Used: 90}, at(3), 0},
		"over already":     {line.Quota{Limited: true, Limit: 200, Used: 200}, at(11), 0},
		"without a limit":  {line.Quota{Used: 5000}, at(11), 0},
		"nothing sent":     {line.Quota{Limited: true, Limit: 200}, at(11), 0},
	} {
		got, ok := c.q.RunsOut(c.now)
		if ok != (c.want != 0) || ok && got.In(c.now.Location()).Day() != c.want {
			t.Errorf("%s: %v, %t; want the %d", name, got, ok, c.want)
		}
	}
}

// TestProspect: what a reply would cost, before it is sent.
func TestProspect(t *testing.T) {
	waits := false
	b := newSendBench(t, func(c *line.Config) {
		c.TokenWaits = func(context.Context, chat.Address) (bool, error) { return waits, nil }
	})
	b.SetQuota(200, 37)
	look := func(to chat.Address) chat.Prospect {
		b.advance(time.Hour) // past what is known of the quota
		p, err := b.service.Prospect(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := look(address("a")); p.Left != 163 || p.Cost != 1 || p.Group || !p.Arrives() || p.Free {
		t.Errorf("%+v", p)
	}
	b.SetQuota(200, 200)
	if p := look(address("a")); !p.Over || p.Arrives() {
		t.Errorf("%+v", p)
	}
	waits = true
	if p := look(address("a")); !p.Free || !p.Arrives() {
		t.Errorf("%+v", p)
	}
}
