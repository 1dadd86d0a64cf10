package postgres_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

// TestMailTalk: a copy of a talk goes out once, so many of a talk, and is among what is known of its member.
func TestMailTalk(t *testing.T) {
	t.Parallel()
	s := open(t)
	visitor := chat.Address{Channel: chat.Web, ID: "b7c1e2a0-0000-4000-8000-000000000001"}
	mailed := func(key, to string) chat.TalkCopy {
		return chat.TalkCopy{Of: visitor, Key: key, To: to, Most: 3, Mail: chat.Message{Author: chat.Bot, Subject: "控え", Text: "控え " + key, Copy: true}}
	}
	if _, err := s.MailTalk(t.Context(), mailed("0", "a@minato.example")); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("of nobody: %v", err)
	}
	accept(t, s, wrote(visitor, 1, "会費は？"))
	runTurn(t, s, visitor, func(*turn.Turn) {})
	var wg sync.WaitGroup
	for range 5 { // the same wish, by several processes
		wg.Go(func() {
			if ok, err := s.MailTalk(t.Context(), mailed("1", "a@minato.example")); !ok || err != nil {
				t.Errorf("the first: %v, %v", ok, err)
			}
		})
	}
	wg.Wait()
	accept(t, s, wrote(visitor, 2, "入会は？"))
	runTurn(t, s, visitor, func(tn *turn.Turn) { // a turn keeps what it does not know of
		if got := tn.Conversation.State.Copies; len(got) != 1 || got[0].To != "a@minato.example" {
			t.Errorf("the turn knows of %v", got)
		}
		tn.Conversation.State.Misses = 2
	})
	for i, want := range []bool{true, true, false, false} {
		if ok, err := s.MailTalk(t.Context(), mailed(string(rune('2'+i)), "b@minato.example")); ok != want || err != nil {
			t.Errorf("copy %d: %v, %v", i+2, ok, err)
		}
	}
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		if r.To.Channel == chat.Email {
			got = append(got, r.To.ID)
		}
	}
	same(t, "mails, newest first", got, []string{"b@minato.example", "b@minato.example", "a@minato.example"})
	claimed := claim(t, s, 10)
	if len(claimed) != 2 || claimed[0].Messages[0].Text != "控え 1" || claimed[0].Ticket != "" { // the head of each lane
		t.Errorf("the outbox gives %+v", claimed)
	}
	r, err := s.Export(t.Context(), visitor)
	if err != nil || strings.Count(string(r.Deliveries), `"控え `) != 3 {
		t.Errorf("what is known of the member: %s, %v", r.Deliveries, err)
	}
	forgotten, err := s.Erase(t.Context(), visitor, "佐々木")
	if err != nil || forgotten.Counts["deliveries"] != 3 {
		t.Errorf("erased %v, %v", forgotten.Counts, err)
	}
	if ok, err := s.MailTalk(t.Context(), mailed("9", "a@minato.example")); ok || !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("of who was forgotten: %v, %v", ok, err)
	}
}
