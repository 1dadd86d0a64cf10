package bot_test

import (
	"context"
	"strings"
	"testing"

	"madoguchi/chat"
)

// TestR2TooLong: a reply longer than LINE carries in one go is refused to its writer, wherever it is
// written; one that just fits is sent.
func TestR2TooLong(t *testing.T) {
	k := newTalk(t)
	k.ticket()
	act := func(text string) chat.Outcome {
		t.Helper()
		k.n++
		outcome, err := k.bot.Act(context.Background(), chat.Event{
			ID: strings.Repeat("r", k.n), Kind: chat.StaffAct, Act: chat.Reply, Ticket: k.store.Newest(), Text: text, At: k.now,
			From: chat.Address{Channel: chat.Desk, ID: "desk"}, Person: chat.Person{ID: "desk:sasaki", Name: "佐々木"},
		})
		if err != nil {
			t.Fatal(err)
		}
		return outcome
	}
	for _, long := range []string{strings.Repeat("あ", 25_001), strings.Repeat("🍎", 12_501)} {
		if outcome := act(long); outcome.OK || !strings.Contains(outcome.Text, "25,000文字以内") {
			t.Errorf("too long: %+v", outcome)
		}
	}
	if said := k.read(member); len(said) != 0 {
		t.Errorf("the member was sent %d messages", len(said))
	}
	if outcome := act(strings.Repeat("🍎", 12_500)); !outcome.OK {
		t.Errorf("just fitting: %+v", outcome)
	}
	if said := k.read(member); len(said) != 1 {
		t.Errorf("the member was sent %d messages, want one", len(said))
	}
}
