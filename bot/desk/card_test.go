package desk

import (
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// TestDoneIsReadBefore: the card of a change has the words that 反映しました sends, with the items and the
// day, and they are those that go; other tickets' cards have none.
func TestDoneIsReadBefore(t *testing.T) {
	dk, tn := aTurn(chat.Event{Act: chat.Done})
	tk := tn.Ticket
	if c := dk.card(tn, tk); c.Done != "" {
		t.Errorf("an inquiry's card asks %q", c.Done)
	}
	tk.Kind, tk.FormID = ticket.Change, "change"
	tk.Fields = ticket.Values{"items": {"phone", "address"}, "effective_date": {"2026-12-10"}}
	told := dk.card(tn, tk).Done
	for _, want := range []string{"電話番号", "住所", "12/10"} {
		if !strings.Contains(told, want) {
			t.Errorf("asks %q, which lacks %s", told, want)
		}
	}
	if err := dk.Act(t.Context(), tn); err != nil {
		t.Fatal(err)
	}
	if member, _ := said(tn); strings.Join(member, "") != told {
		t.Errorf("the member is told %q, asked was %q", member, told)
	}
}

// TestGroupOnCard: the card of a group's ticket says who will read a reply.
func TestGroupOnCard(t *testing.T) {
	dk, tn := aTurn(chat.Event{Act: chat.Look})
	if c := dk.card(tn, tn.Ticket); strings.Contains(c.Notice, "グループ") {
		t.Errorf("one member's card says %q", c.Notice)
	}
	tn.Ticket.Tags = []string{ticket.GroupTag}
	if c := dk.card(tn, tn.Ticket); !strings.Contains(c.Notice, "グループの全員に見えます") {
		t.Errorf("the card says %q", c.Notice)
	}
}
