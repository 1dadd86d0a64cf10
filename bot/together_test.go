package bot_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
)

// A crowded inbox decides nothing together but what the bot hands it, and notes that.
type crowded struct {
	*memory.Memory
	mu    sync.Mutex
	asked []string
}

// Turns implements [turn.Grouper]. None of them is plain.
func (c *crowded) Turns(_ context.Context, lanes []string, _ func(context.Context, *turn.Turn) error) (again []string, decided int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, lanes...)
	return lanes, 0
}

// TestTurnsTogether: lanes are offered to be decided together unless the search asks another server for each, and what
// is not decided so is decided by itself, all the same.
func TestTurnsTogether(t *testing.T) {
	for _, apart := range []bool{false, true} {
		t.Run(fmt.Sprint("apart ", apart), func(t *testing.T) {
			now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
			store := &crowded{Memory: memory.New(func() time.Time { return now })}
			b := bot.New(bot.Config{Inbox: store, Outbox: store, Library: &faq.Library{}, Office: office.Default(), Now: func() time.Time { return now }, Channels: channels(false, false), Apart: apart, Workers: 2})
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() { b.Run(ctx); close(done) }()
			var lanes []string
			for i := range 5 {
				from := chat.Address{Channel: chat.Web, ID: fmt.Sprint("v", i)}
				lanes = append(lanes, from.String())
				if err := b.Accept(ctx, chat.Event{ID: from.ID, Kind: chat.Text, Text: "会費はいくらですか", From: from, At: now}); err != nil {
					t.Fatal(err)
				}
			}
			for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
				if left, err := store.Undecided(ctx, now.Add(time.Hour), 10); err == nil && len(left) == 0 {
					break
				}
				if time.Now().After(end) {
					t.Fatal("some are never decided")
				}
			}
			stop()
			<-done
			slices.Sort(store.asked)
			if apart && store.asked != nil || !apart && !slices.Equal(slices.Compact(store.asked), lanes) {
				t.Errorf("decided together: %q", store.asked)
			}
		})
	}
}
