package bot_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
)

// TestOldQuestion holds L10: an answer that comes more than twenty minutes late is worth no paid message
// unless something depends on it.
func TestOldQuestion(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	old := chat.Event{Kind: chat.Text, Text: "会費はいくらですか", At: now.Add(-21 * time.Minute), Redelivered: true}
	for name, test := range map[string]struct {
		spoil func(*chat.Event)
		want  bool // answered
	}{
		"old and sent again": {func(*chat.Event) {}, false},
		"with a live token":  {func(e *chat.Event) { e.ReplyToken = "token" }, true},
		"sent once":          {func(e *chat.Event) { e.Redelivered = false }, false},
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
			if n := afterwards(t, b, store, e.From, &now); !test.want && n != 2 {
				t.Errorf("the next free reply brings %d messages, want the answer that waited and its own", n)
			}
		})
	}
}

// afterwards is how many messages the answer to the contact's next message has, an hour later.
func afterwards(t *testing.T, b *bot.Bot, store *memory.Memory, from chat.Address, now *time.Time) int {
	t.Helper()
	at := now.Add(time.Hour)
	e := chat.Event{ID: "next " + from.Channel, Kind: chat.Text, Text: "会議室は借りられますか", From: from, At: at, ReplyToken: "t", ReplyUntil: at.Add(time.Minute)}
	if err := b.Accept(context.Background(), e); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Step(context.Background(), from.String()); err != nil {
		t.Fatal(err)
	}
	sent, err := store.Claim(context.Background(), 10, nil)
	if err != nil || len(sent) == 0 {
		return 0
	}
	return len(sent[0].Messages)
}

// TestNoticeWaits: what the channel would have to pay for and is not worth it is said with what is said
// next, by whomever, once.
func TestNoticeWaits(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.play(">ticket 会費について\n! reply 佐々木 拝見しました。")
	notice := chat.Message{Author: chat.Bot, Text: "お済みとしました。", Later: true}
	s.hear(chat.Event{Kind: chat.Owe, Quiet: true, Owed: []chat.Message{notice, {Text: "おはようございます。", Courtesy: true}}})
	said := s.play("! reply 佐々木 追伸です。\n! reply 佐々木 もう一つ。")
	if strings.Count(said, "お済みとしました。") != 1 || strings.Index(said, "お済み") < strings.Index(said, "追伸です。") || strings.Contains(said, "おはよう") {
		t.Errorf("what was owed is said so:\n%s", said)
	}
}
