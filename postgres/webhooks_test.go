package postgres_test

import (
	"testing"
	"time"

	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/webhook"
)

// TestEachHookHasItsTurn: of a hook with many messages due a few are taken, whatever others have waited for a shorter
// time are taken beside them, and what is taken is taken once until its lease ends.
func TestEachHookHasItsTurn(t *testing.T) {
	t.Parallel()
	url, now := postgrestest.URL(t), base
	s := openURL(t, url, postgres.Options{Now: func() time.Time { return now }})
	conn := connect(t, url)
	hooks := map[string]webhook.Hook{}
	for _, name := range []string{"slow", "quick", "third"} {
		h, err := s.NewWebhook(t.Context(), webhook.Hook{Name: name, URL: "https://" + name + ".example/", Events: webhook.Events(), Secret: webhook.NewSecret()}, operator)
		if err != nil {
			t.Fatal(err)
		}
		hooks[name] = h
	}
	for name, n := range map[string]int{"slow": 100, "quick": 2, "third": 1} {
		if _, err := conn.Exec(t.Context(), `INSERT INTO webhook_messages (webhook, event, at, data, due)
			SELECT $1, 'ticket.opened', $2, '{}', $2::timestamptz + n * interval '1 second' + CASE WHEN $3 = 'slow' THEN interval '0' ELSE interval '1 hour' END FROM generate_series(1, $4) AS n`, hooks[name].ID, base, name, n); err != nil {
			t.Fatal(err)
		}
	}
	now = base.Add(3 * time.Hour)
	claim := func(c webhook.Claim) map[string]int {
		t.Helper()
		c.Now, c.Until = now, now.Add(time.Minute)
		found, err := s.ClaimWebhooks(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, d := range found {
			got[d.Hook.Name]++
		}
		return got
	}
	same(t, "the first", claim(webhook.Claim{Limit: 16, Each: 4}), map[string]int{"slow": 4, "quick": 2, "third": 1})
	same(t, "while the slow one is busy", claim(webhook.Claim{Limit: 16, Each: 4, Busy: []int64{hooks["slow"].ID}}), map[string]int{})
	same(t, "then", claim(webhook.Claim{Limit: 3, Each: 4}), map[string]int{"slow": 3})
	now = now.Add(2 * time.Minute)
	same(t, "what nobody has settled", claim(webhook.Claim{Limit: 16, Each: 2}), map[string]int{"slow": 2, "quick": 2, "third": 1})
}
