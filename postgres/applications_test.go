package postgres_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/audit"
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
		kept, err := s.BeginOnce(ctx, a.ID, "key", []byte(request), at)
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
