package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
)

// TestQuestionsWaitForTheSearch holds that what a member asks while the search is being made ready is
// neither refused nor answered without it: the turn fails and the event stays for the next one, which
// answers once the search is there. What staff do goes on meanwhile.
func TestQuestionsWaitForTheSearch(t *testing.T) {
	now := time.Date(2026, 4, 1, 10, 0, 0, 0, reading.JST)
	clock := func() time.Time { return now }
	store := memory.New(clock)
	library := faq.OpenLibrary()
	b := bot.New(bot.Config{Inbox: store, Outbox: store, Library: library, Office: sampleOffice(t), Now: clock})
	member := chat.Address{Channel: chat.Web, ID: "v1"}
	question := chat.Event{ID: "1", Kind: chat.Text, From: member, At: now, Text: "領収書を紙で送ってもらえますか"}
	if err := b.Accept(t.Context(), question); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := b.Step(short, member.String()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the turn without the search ended with %v, want its deadline", err)
	}
	claim := func() string {
		sent, err := store.Claim(t.Context(), 10, nil)
		if err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		for _, d := range sent {
			for _, m := range d.Messages {
				said.WriteString(m.Text)
				if m.Answer != nil {
					said.WriteString(m.Answer.Question)
				}
			}
		}
		return said.String()
	}
	if said := claim(); said != "" {
		t.Errorf("without the search the member reads %q", said)
	}
	act := chat.Event{ID: "2", Kind: chat.StaffAct, From: chat.Address{Channel: chat.Desk, ID: "desk"}, At: now, Act: chat.Claim, Ticket: "Q-0001", Person: chat.Person{ID: "S1", Name: "木村"}}
	short, cancel = context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := b.Act(short, act); err != nil {
		t.Errorf("an act of the staff ended with %v", err)
	}
	library.Replace(sampleIndex(t))
	if _, err := b.Step(t.Context(), member.String()); err != nil {
		t.Fatal(err)
	}
	if said := claim(); !strings.Contains(said, "領収書") {
		t.Errorf("with the search the member reads %q", said)
	}
}
