package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
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

// TestNoticesWaitForTheDatabase: who tells something does not wait for it to be stored, it is stored once the
// database can, in order and once for each key; where far too many wait the rest is given up.
func TestNoticesWaitForTheDatabase(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	conn := connect(t, url)
	exec := func(sql string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec(`ALTER TABLE notices RENAME TO notices_away`)
	notices := s.Notices(channel)
	notices.SetPause(10 * time.Millisecond)
	for n := range 3 * postgres.NoticeRoom {
		notices.Tell(fmt.Sprint("key", n/2), fmt.Sprint("知らせ", n/2))
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); notices.Run(ctx) }()
	time.Sleep(50 * time.Millisecond)
	same(t, "while the database cannot", texts(claim(t, s, 10)), []string{})
	exec(`ALTER TABLE notices_away RENAME TO notices`)
	var got, want []string
	for n := range postgres.NoticeRoom / 2 {
		want = append(want, fmt.Sprint("⚠️ 知らせ", n))
	}
	eventually(t, "all that had room", func() error {
		for _, d := range claim(t, s, 10) {
			got = append(got, texts([]chat.Delivery{d})...)
			settle(t, s, chat.Sent, d)
		}
		if len(got) < len(want) {
			return fmt.Errorf("told %q", got)
		}
		return nil
	})
	same(t, "told", strings.Join(got, " "), strings.Join(want, " "))
	cancel()
	<-done
}
