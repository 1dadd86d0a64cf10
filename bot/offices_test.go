package bot_test

import (
	"context"
	"fmt"
	"testing"

	"madoguchi/bot"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
)

// TestOneOfficeATurn: the office file may change at any moment, and a turn sees one state of it.
func TestOneOfficeATurn(t *testing.T) {
	t.Parallel()
	read := 0
	offices := func() *office.Office {
		read++
		o := *sampleOffice(t)
		o.Name = fmt.Sprintf("窓口その%d", read)
		return &o
	}
	s := newScene(t)
	library := &faq.Library{}
	library.Replace(sampleIndex(t))
	b := bot.New(bot.Config{Inbox: s.store, Outbox: s.store, Library: library, Offices: offices, Now: s.bot.Now, LINE: true})
	for n, text := range []string{"こんにちは", "人", "株式会社ミナト 木村", "会員証について", "つなぐ", "送る"} {
		before := read
		e := chat.Event{ID: fmt.Sprint("e", n), Kind: chat.Text, From: member, At: s.now, Text: text, MessageID: fmt.Sprint("m", n)}
		if _, _, err := b.Converse(context.Background(), s.store, e); err != nil {
			t.Fatal(err)
		}
		if read != before+1 {
			t.Errorf("%s: the turn read the office %d times, want once", text, read-before)
		}
	}
}
