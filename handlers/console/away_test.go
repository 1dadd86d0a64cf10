package console

import (
	"context"
	"net/url"
	"slices"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// A board says who is away.
type board struct{ away []ticket.Absence }

func (b *board) Away(_ context.Context, at time.Time) ([]ticket.Absence, error) {
	return slices.DeleteFunc(slices.Clone(b.away), func(a ticket.Absence) bool { return !a.Until.After(at) }), nil
}

func (b *board) SetAway(_ context.Context, who chat.Person, until time.Time) error {
	b.away = slices.DeleteFunc(b.away, func(a ticket.Absence) bool { return a.Person.ID == who.ID })
	if !until.IsZero() {
		b.away = append(b.away, ticket.Absence{Person: who, Until: until})
	}
	return nil
}

// TestAway: who is away says so on their own page, for themselves alone, and is back with one press.
func TestAway(t *testing.T) {
	d := newDesk(t)
	shared := &board{away: []ticket.Absence{{Person: chat.Person{ID: "staff:9", Name: "小川"}, Until: ticket.AwayUntil(today)}}}
	d.svc.stores.Absences = shared
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/me"), "小川さん（10/9（金）まで）", `name="until"`)
	for day, want := range map[string]string{"": "日付を選んでください", "2026-10-08": "日付を選んでください", "2027-10-20": "日付を選んでください", "x": "日付を選んでください"} {
		b.post("/desk/me/away", url.Values{"until": {day}})
		wantIn(t, b.page("/desk/me"), want)
	}
	if len(shared.away) != 1 {
		t.Fatalf("away: %+v", shared.away)
	}
	b.post("/desk/me/away", url.Values{"until": {"2026-10-13"}})
	if n := len(shared.away); n != 2 || shared.away[1].Person.Name != "佐々木" || !shared.away[1].Until.Equal(ticket.AwayUntil(today.AddDate(0, 0, 4))) {
		t.Fatalf("away: %+v", shared.away)
	}
	wantIn(t, b.page("/desk/me"), "10/13（火）まで不在にしました", "戻りました", "小川さん")
	b.post("/desk/me/away", url.Values{"back": {"1"}})
	if len(shared.away) != 1 || shared.away[0].Person.Name != "小川" {
		t.Errorf("back: %+v", shared.away)
	}
}

// TestNewsWithoutMail: who chooses how to hear of tickets by mail reads that none goes out.
func TestNewsWithoutMail(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.Unmailed = true })
	wantIn(t, d.signIn("佐々木").page("/desk/me"), "お知らせのメールはまだ届きません")
	d = newDesk(t)
	wantNotIn(t, d.signIn("佐々木").page("/desk/me"), "お知らせのメールはまだ届きません")
}
