package postgres_test

import (
	"sync"
	"testing"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

// TestNoticeOnce tells staff of the same thing from several sides at once: they read it once.
func TestNoticeOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	notice := turn.Outgoing{To: channel, Staff: true, Messages: []chat.Message{{Author: chat.System, Text: "残りは40通です"}}}
	var told [8]bool
	var wg sync.WaitGroup
	for i := range told {
		wg.Go(func() {
			fresh, err := s.Notify(t.Context(), "quota:2026-11:80", notice)
			if err != nil {
				t.Error(err)
			}
			told[i] = fresh
		})
	}
	wg.Wait()
	n := 0
	for _, fresh := range told {
		if fresh {
			n++
		}
	}
	got := claim(t, s, 10)
	if n != 1 || len(got) != 1 {
		t.Errorf("told %d times in %d deliveries, want once in one", n, len(got))
	}
	same(t, "notice", texts(got), []string{"残りは40通です"})

	fresh, err := s.Notify(t.Context(), "quota:2026-11:95", turn.Outgoing{Staff: true, Messages: notice.Messages})
	if err != nil || !fresh {
		t.Errorf("a notice without a channel to go to: %t, %v; want it kept", fresh, err)
	}
}
