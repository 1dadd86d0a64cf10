package line_test

import (
	"testing"
	"time"

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
