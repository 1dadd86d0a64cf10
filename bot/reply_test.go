package bot_test

import (
	"context"
	"strings"
	"testing"

	"madoguchi/chat"
)

// TestR2TooLongAtTheDesk: a reply longer than LINE carries in one go is refused to who writes it at the desk,
// too; one that just fits is sent.
func TestR2TooLongAtTheDesk(t *testing.T) {
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

// TestL14LongText: of a text of more than 300 characters, the search reads 300, of its head and its end, and it
// is kept whole.
func TestL14LongText(t *testing.T) {
	const question = "経理で使うので領収書を紙で送ってもらえますか。"
	for name, tc := range map[string]struct {
		text string
		want bool // answered
	}{
		"question first":  {question + strings.Repeat("よろしく。", 500), true},
		"question last":   {strings.Repeat("よろしく。", 500) + question, true},
		"question within": {strings.Repeat("よろしく。", 250) + question + strings.Repeat("よろしく。", 250), false},
	} {
		k := newTalk(t)
		if said := texts(k.hear(0, says(tc.text))); strings.Contains(said, "紙の領収書") != tc.want {
			t.Errorf("%s: answered\n%.300s", name, said)
		}
	}
	k := newTalk(t)
	story := "会員証の再発行をお願いします。" + strings.Repeat("事情をご説明します。", 50) + "以上です。"
	summary := ""
	for _, say := range []string{"人", "株式会社ミナト", "木村", story, "つなぐ"} {
		summary = texts(k.hear(0, says(say)))
	}
	if !strings.Contains(summary, story) {
		t.Errorf("the summary does not hold the whole text:\n%s", summary)
	}
}
