package bot_test

import (
	"testing"

	"madoguchi/chat"
)

// TestEnglishHello: who opens the chat on a page in English is greeted in English, once, and others are not.
func TestEnglishHello(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	d.expect("a page in English", d.event(onWeb, chat.Event{Kind: chat.Open, Data: chat.English}), "Hello.", "in English or Japanese", "!こんにちは", "!ご質問")
	if said := d.event(onWeb, chat.Event{Kind: chat.Open, Data: chat.English}); said != "" {
		t.Errorf("greeted again: %q", said)
	}
	d.expect("a page in Japanese", d.event(other, chat.Event{Kind: chat.Open}), "!Hello")
}
