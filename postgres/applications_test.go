package postgres_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/staff"
)

// TestApplications: a token is good until it is revoked, and that it was used is known.
func TestApplications(t *testing.T) {
	s, ctx := open(t), t.Context()
	by := audit.Record{Kind: audit.Staff, Actor: chat.Person{ID: "staff:1", Name: "佐々木"}, Via: audit.ViaDesk}
	a, err := s.NewApplication(ctx, staff.Application{Name: "kintone", Scopes: []staff.Scope{staff.ReadTickets, staff.SeePersonal}, Hint: "abcd"}, []byte("hash"), by)
	if err != nil {
		t.Fatal(err)
	}
	found, ok, err := s.ApplicationByToken(ctx, []byte("hash"), base)
	if err != nil || !ok || found.ID != a.ID || !found.May(staff.SeePersonal) || found.May(staff.TakeOut) || found.By != "佐々木" {
		t.Errorf("%+v, %t, %v", found, ok, err)
	}
	if found, err = s.Application(ctx, a.ID); err != nil || !found.Used.Equal(base) {
		t.Errorf("used %s, %v", found.Used, err)
	}
	if again, err := s.NewApplication(ctx, staff.Application{Name: "kintone", Scopes: a.Scopes}, []byte("hash"), by); err != nil || again.ID != a.ID {
		t.Errorf("pressed twice: %+v, %v", again, err)
	}
	if err := s.RevokeApplication(ctx, a.ID, by); err != nil {
		t.Fatal(err)
	}
	if again, err := s.NewApplication(ctx, staff.Application{Name: "kintone", Scopes: a.Scopes}, []byte("hash"), by); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("pressed again after it was revoked: %+v, %v", again, err)
	}
	if _, ok, err := s.ApplicationByToken(ctx, []byte("hash"), base); ok || err != nil {
		t.Errorf("a token that was revoked is good: %v", err)
	}
	if err := s.RevokeApplication(ctx, a.ID, by); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("revoked again: %v", err)
	}
	if all, err := s.Applications(ctx); err != nil || len(all) != 1 || all[0].Active() {
		t.Errorf("%+v, %v", all, err)
	}
	records, err := s.Audited(ctx, audit.Filter{Object: a.Person().ID})
	if err != nil || len(records) != 2 || records[0].Act != audit.ApplicationRevoked || records[1].Act != audit.ApplicationMade {
		t.Errorf("written down: %+v, %v", records, err)
	}
}

// TestRequestsOnce: the first request under a key is worked on, its copies have its answer for a day, and what was
// dropped or is left by who has died can be begun again.
func TestRequestsOnce(t *testing.T) {
	s, ctx := open(t), t.Context()
	a, err := s.NewApplication(ctx, staff.Application{Name: "kintone", Scopes: staff.Scopes()}, []byte("hash"), audit.Record{Kind: audit.Program})
	if err != nil {
		t.Fatal(err)
	}
	begin := func(request string, at time.Time) *staff.KeptAnswer {
		t.Helper()
		_, kept, err := s.BeginOnce(ctx, a.ID, "key", []byte(request), at, "api:fresh")
		if err != nil {
			t.Fatal(err)
		}
		return kept
	}
	if kept := begin("one", base); kept != nil {
		t.Fatalf("the first has begun before: %+v", kept)
	}
	if kept := begin("one", base.Add(time.Second)); kept == nil || !kept.Same || kept.Status != 0 {
		t.Errorf("a copy meanwhile: %+v", kept)
	}
	if kept := begin("one", base.Add(2*time.Minute)); kept != nil {
		t.Errorf("who worked on it has died: %+v", kept)
	}
	began := base.Add(2 * time.Minute)
	if err := s.EndOnce(ctx, a.ID, "key", base, staff.KeptAnswer{Status: 500}); err != nil { // the dead one was only slow
		t.Fatal(err)
	}
	if err := s.EndOnce(ctx, a.ID, "key", began, staff.KeptAnswer{Status: 201, Location: "/x", Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if kept := begin("one", began.Add(time.Hour)); kept == nil || !kept.Same || kept.Status != 201 || kept.Location != "/x" || string(kept.Body) != "{}" {
		t.Errorf("a copy: %+v", kept)
	}
	if kept := begin("other", began.Add(time.Hour)); kept == nil || kept.Same {
		t.Errorf("another request: %+v", kept)
	}
	if kept := begin("other", began.Add(25*time.Hour)); kept != nil {
		t.Errorf("after a day: %+v", kept)
	}
	if err := s.DropOnce(ctx, a.ID, "key", began.Add(25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if kept := begin("third", began.Add(25*time.Hour)); kept != nil {
		t.Errorf("after it was dropped: %+v", kept)
	}
	if err := s.ForgetOnce(ctx, began.Add(26*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if kept := begin("fourth", began.Add(25*time.Hour)); kept != nil {
		t.Errorf("after it was forgotten: %+v", kept)
	}
}

// TestRequestEvents: attempts at a request that go on with one another have one event, and what begins anew, after a
// refusal or a day, has another.
func TestRequestEvents(t *testing.T) {
	s, ctx := open(t), t.Context()
	a, err := s.NewApplication(ctx, staff.Application{Name: "kintone", Scopes: staff.Scopes()}, []byte("hash"), audit.Record{Kind: audit.Program})
	if err != nil {
		t.Fatal(err)
	}
	begin := func(at time.Time, fresh, want string) {
		t.Helper()
		event, kept, err := s.BeginOnce(ctx, a.ID, "key", []byte("one"), at, fresh)
		if err != nil || event != want || (kept == nil) != (want != "") {
			t.Errorf("at %s: event %q, %+v, %v; want event %q", at.Sub(base), event, kept, err, want)
		}
	}
	begin(base, "first", "first")
	begin(base.Add(2*time.Minute), "second", "first") // who worked on it has died
	begin(base.Add(2*time.Minute+time.Second), "third", "")
	if err := s.FreeOnce(ctx, a.ID, "key", base.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	begin(base.Add(2*time.Minute+time.Second), "third", "first") // it has failed
	if err := s.DropOnce(ctx, a.ID, "key", base.Add(2*time.Minute+time.Second)); err != nil {
		t.Fatal(err)
	}
	begin(base.Add(3*time.Minute), "fourth", "fourth") // it was refused
	begin(base.Add(26*time.Hour), "fifth", "fifth")    // its day is over

	for _, want := range []chat.Outcome{{Text: "対応中です。", Ticket: "Q-1"}, {OK: true, Ticket: "Q-1"}} {
		event := "decided" + strconv.FormatBool(want.OK)
		if o, stored, err := s.RequestOutcome(ctx, event); o != nil || stored || err != nil {
			t.Errorf("before it came: %+v, %t, %v", o, stored, err)
		}
		at := base.Add(30 * time.Hour)
		if _, _, err := s.BeginOnce(ctx, a.ID, event, []byte("one"), at, event); err != nil {
			t.Fatal(err)
		}
		lanes, err := s.Accept(ctx, []chat.Event{{ID: event, Kind: chat.StaffAct, From: chat.Address{Channel: chat.API, ID: "app:1"}}})
		if err != nil {
			t.Fatal(err)
		}
		if o, stored, err := s.RequestOutcome(ctx, event); o != nil || !stored || err != nil {
			t.Errorf("before it was decided: %+v, %t, %v", o, stored, err)
		}
		if _, err := s.Turn(ctx, lanes[0], func(_ context.Context, t *turn.Turn) error { t.Outcome = want; return nil }); err != nil {
			t.Fatal(err)
		}
		begin(base.Add(26*time.Hour+time.Second), "sixth", "") // other requests are not touched
		if o, stored, err := s.RequestOutcome(ctx, event); o == nil || *o != want || !stored || err != nil {
			t.Errorf("decided: %+v, %t, %v; want %+v", o, stored, err, want)
		}
		if _, _, err := s.BeginOnce(ctx, a.ID, event, []byte("one"), at.Add(2*time.Minute), "unused"); err != nil {
			t.Fatal(err)
		}
		if o, _, err := s.RequestOutcome(ctx, event); o == nil || err != nil {
			t.Errorf("gone on with: %+v, %v", o, err)
		}
	}
	if lanes, err := s.Accept(ctx, []chat.Event{{ID: "older", Kind: chat.StaffAct, From: chat.Address{Channel: chat.API, ID: "app:1"}}}); err != nil {
		t.Fatal(err)
	} else if _, err := s.Turn(ctx, lanes[0], func(context.Context, *turn.Turn) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if o, _, err := s.RequestOutcome(ctx, "older"); err != nil || o == nil || !o.Before { // its request is not kept
		t.Errorf("of no request: %+v, %v", o, err)
	}
	if o, _, err := s.RequestOutcome(ctx, "fifth"); o != nil || err != nil {
		t.Errorf("of another request: %+v, %v", o, err)
	}
}
