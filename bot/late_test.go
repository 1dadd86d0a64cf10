package bot_test

import (
	"context"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
)

// TestOldQuestionComesAgain holds L10: what is sent again more than twenty minutes late is answered
// only where something depends on the answer.
func TestOldQuestionComesAgain(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	old := chat.Event{Kind: chat.Text, Text: "会費はいくらですか", At: now.Add(-21 * time.Minute), Redelivered: true}
	for name, test := range map[string]struct {
		spoil func(*chat.Event)
		want  bool // answered
	}{
		"old and sent again": {func(*chat.Event) {}, false},
		"with a live token":  {func(e *chat.Event) { e.ReplyToken = "token" }, true},
		"sent once":          {func(e *chat.Event) { e.Redelivered = false }, true},
		"twenty minutes old": {func(e *chat.Event) { e.At = now.Add(-20 * time.Minute) }, true},
		"from the web":       {func(e *chat.Event) { e.From.Channel = chat.Web }, true},
	} {
		t.Run(name, func(t *testing.T) {
			e := old
			e.ID, e.From = name, chat.Address{Channel: chat.LINE, ID: "U1"}
			test.spoil(&e)
			store := memory.New(func() time.Time { return now })
			b := bot.New(bot.Config{Inbox: store, Outbox: store, Library: &faq.Library{}, Office: office.Default(), Now: func() time.Time { return now }, Channels: channels(false, false)})
			if err := b.Accept(context.Background(), e); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Step(context.Background(), e.From.String()); err != nil {
				t.Fatal(err)
			}
			sent, err := store.Claim(context.Background(), 10, nil)
			if err != nil || (len(sent) > 0) != test.want {
				t.Errorf("%d deliveries, %v; want an answer: %t", len(sent), err, test.want)
			}
		})
	}
}
