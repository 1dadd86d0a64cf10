package postgres_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

var visitor = chat.Address{Channel: chat.Web, ID: "visitor"}

// TestW2ExchangedToken: a token that was exchanged finds no session, and can be exchanged for a little while.
func TestW2ExchangedToken(t *testing.T) {
	t.Parallel()
	s, now := open(t), time.Now()
	later := now.Add(time.Hour)
	if err := s.OpenSession(t.Context(), hash("old"), "visitor", later); err != nil {
		t.Fatal(err)
	}
	renew := func(old, fresh string, at time.Time) bool {
		id, ok, err := s.RenewSession(t.Context(), hash(old), hash(fresh), later, at)
		if err != nil || ok && id != "visitor" {
			t.Fatalf("%s for %s: %q %v", old, fresh, id, err)
		}
		return ok
	}
	if !renew("old", "fresh", now) || !renew("old", "again", now.Add(time.Minute)) || renew("old", "late", now.Add(3*time.Minute)) || renew("unknown", "x", now) {
		t.Error("exchanged what cannot be, or not what can")
	}
	for token, want := range map[string]bool{"old": false, "fresh": true, "again": true, "late": false, "x": false} {
		if _, ok, err := s.Session(t.Context(), hash(token), now); ok != want || err != nil {
			t.Errorf("by the %s token: %t, %v", token, ok, err)
		}
	}
	if err := s.EndSession(t.Context(), "visitor"); err != nil {
		t.Fatal(err)
	}
	if lasts, err := s.SessionLasts(t.Context(), "visitor", now); lasts || err != nil || renew("fresh", "y", now) {
		t.Errorf("the session lasts after its end: %v", err)
	}
}

// TestArrivedFile: a file comes in pieces, again and out of order; once a message names it, it goes the way
// of all files.
func TestArrivedFile(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := chat.File{ID: "visitor:1", Name: "地図.png", Type: "image", Bytes: 6}
	put := func(id string, at int64, piece string) int64 {
		t.Helper()
		f.ID = id
		have, err := s.ArriveFile(t.Context(), visitor, f, "image/png", at, []byte(piece))
		if err != nil {
			t.Fatal(err)
		}
		return have
	}
	if _, err := s.ArriveFile(t.Context(), visitor, f, "image/png", 0, []byte("abc")); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("of somebody nobody knows: %v", err)
	}
	accept(t, s, wrote(visitor, 1, "こんにちは"))
	runTurn(t, s, visitor, func(*turn.Turn) {})
	steps := []int64{put("visitor:1", 0, "abc"), put("visitor:1", 0, "abc"), put("visitor:1", 4, "x"), put("visitor:1", 3, "defg"), put("visitor:1", 3, "def")}
	if want := []int64{3, 3, 3, 3, 6}; !slices.Equal(steps, want) {
		t.Errorf("there were %v bytes, want %v", steps, want)
	}
	put("visitor:half", 0, "abc")
	if _, err := s.Arrived(t.Context(), visitor, []string{"visitor:1", "visitor:half"}); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("half a file counts as a whole one: %v", err)
	}
	files, err := s.Arrived(t.Context(), visitor, []string{"visitor:1"})
	if err != nil || len(files) != 1 || files[0].Name != "地図.png" || files[0].Bytes != 6 {
		t.Fatalf("arrived %+v: %v", files, err)
	}
	if _, err := s.Arrived(t.Context(), member, []string{"visitor:1"}); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("W2: of another contact: %v", err)
	}
	if wanted, err := s.ClaimFiles(t.Context(), []string{chat.Web}, 10); err != nil || len(wanted) > 0 {
		t.Errorf("fetched before its message is decided: %v %v", wanted, err)
	}
	accept(t, s, chat.Event{ID: "m2", Kind: chat.Media, From: visitor, MessageID: "m2", Files: files, At: time.Now()})
	runTurn(t, s, visitor, func(*turn.Turn) {})
	wanted, err := s.ClaimFiles(t.Context(), []string{chat.Web}, 10)
	if err != nil || len(wanted) != 1 || wanted[0].File.ID != "visitor:1" {
		t.Fatalf("to be fetched: %+v %v", wanted, err)
	}
	kind, content, err := s.File(t.Context(), visitor, "visitor:1")
	if err != nil || kind != "image/png" || string(content) != "abcdef" {
		t.Fatalf("%s %q %v", kind, content, err)
	}
	if err := s.KeepFile(t.Context(), wanted[0], kind, content); err != nil {
		t.Fatal(err)
	}
	if _, content, err := s.File(t.Context(), visitor, "visitor:1"); err != nil || string(content) != "abcdef" {
		t.Errorf("kept %q: %v", content, err)
	}
	if err := s.DropArrived(t.Context(), visitor, "visitor:1"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.File(t.Context(), visitor, "visitor:1"); err != nil {
		t.Errorf("one that was sent was taken back: %v", err)
	}
	f.ID, f.Bytes = "visitor:big", 101<<20
	if _, err := s.ArriveFile(t.Context(), visitor, f, "image/png", 0, []byte("x")); !errors.Is(err, chat.ErrTooBig) {
		t.Errorf("more than is kept of one contact: %v", err)
	}
}

// TestArrivedFileIsForgotten: a file whose message never comes goes after a day.
func TestArrivedFileIsForgotten(t *testing.T) {
	t.Parallel()
	now := time.Now().AddDate(0, 0, -2)
	s := openAt(t, func() time.Time { return now })
	accept(t, s, wrote(visitor, 1, "こんにちは"))
	runTurn(t, s, visitor, func(*turn.Turn) {})
	if _, err := s.ArriveFile(t.Context(), visitor, chat.File{ID: "visitor:1", Bytes: 1}, "", 0, []byte("x")); err != nil {
		t.Fatal(err)
	}
	same(t, "forgotten at once", forgotten(t, s), []string(nil))
	now = now.Add(25 * time.Hour)
	same(t, "forgotten after a day", forgotten(t, s), []string{"arrived"})
}

// TestCheckTicket: the code of a receipt tells how its ticket stands; wrong ones are counted, also when they
// come all at once, and five of them lock the number for an hour.
func TestCheckTicket(t *testing.T) {
	t.Parallel()
	s, now := open(t), time.Now()
	var check *ticket.Check
	var number string
	accept(t, s, wrote(visitor, 1, "相談です"))
	runTurn(t, s, visitor, func(tn *turn.Turn) {
		var err error
		if number, err = tn.Number(t.Context(), ticket.Inquiry); err != nil {
			t.Fatal(err)
		}
		check = ticket.DrawCheck(number)
		tk := &ticket.Ticket{Number: number, Kind: ticket.Inquiry, Status: ticket.Received, Title: "相談", Check: check}
		tn.Opened = []*ticket.Ticket{tk}
		tn.Log = []ticket.Entry{{Ticket: number, What: ticket.LogReplied, Text: "3営業日ほどです。"}, {Ticket: number, What: ticket.LogNoted, Text: "社内のこと"}}
	})
	try := func(number string, hash []byte, at time.Time) bool {
		t.Helper()
		tk, told, ok, err := s.CheckTicket(t.Context(), number, hash, at)
		if err != nil {
			t.Fatal(err)
		}
		if ok && (tk.Number != number || len(told) != 1 || told[0].Text != "3営業日ほどです。") {
			t.Errorf("told %+v of %+v", told, tk)
		}
		return ok
	}
	if !try(number, check.Hash, now) || try("Q-9999", check.Hash, now) || try(openTicket(t, s, 1), check.Hash, now) {
		t.Error("the right code is none, or is one of another ticket")
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { try(number, []byte("wrong"), now) })
	}
	wg.Wait()
	if try(number, check.Hash, now) || try(number, check.Hash, now.Add(59*time.Minute)) {
		t.Error("after five wrong codes the right one is taken")
	}
	if !try(number, check.Hash, now.Add(61*time.Minute)) {
		t.Error("the number is locked for ever")
	}
	for range 4 {
		try(number, []byte("wrong"), now)
	}
	if !try(number, check.Hash, now) {
		t.Error("four wrong codes lock the number")
	}
}

// TestAskedMost: what fewer than three conversations wanted is nobody's business.
func TestAskedMost(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, of := range []struct {
		id   string
		refs []string
	}{{"a", []string{"x/1", "x/1", "x/2"}}, {"b", []string{"x/1", "x/2", "x/2"}}, {"c", []string{"x/2", "x/1", "x/3"}}, {"d", []string{"x/2"}}} {
		from := chat.Address{Channel: chat.Web, ID: of.id}
		accept(t, s, wrote(from, 1, "質問"))
		runTurn(t, s, from, func(tn *turn.Turn) {
			for _, ref := range of.refs {
				tn.Answered = append(tn.Answered, turn.Answered{Query: "質問", Verdict: "answer", Ref: ref})
			}
		})
	}
	got, err := s.AskedMost(t.Context(), time.Now().Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "asked most", got, []string{"x/2", "x/1"})
	if none, err := s.AskedMost(t.Context(), time.Now().Add(time.Hour)); err != nil || len(none) > 0 {
		t.Errorf("in the future: %v %v", none, err)
	}
}

func openAt(t testing.TB, now func() time.Time) *postgres.Store {
	t.Helper()
	return openURL(t, postgrestest.URL(t), postgres.Options{Now: now})
}
