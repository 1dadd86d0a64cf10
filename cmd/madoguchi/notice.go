package main

import (
	"context"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/handlers/console"
	"madoguchi/reading"
)

// A notice is something the staff are to be told once.
type notice struct{ key, text string }

// alert takes a notice from where nobody may wait. There is room for more than a month brings.
func (s *server) alert(key, text string) {
	select {
	case s.notices <- notice{key, text}:
	default:
		s.log.Error("too many notices at once", "key", key, "text", text)
	}
}

const (
	noticeTime  = 10 * time.Second // bounds one attempt to store a notice
	noticePause = 5 * time.Second  // between attempts
)

// tellStaff stores notices, each until it is stored.
func (s *server) tellStaff(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-s.notices:
			for !s.notify(ctx, n) {
				select {
				case <-ctx.Done():
					return
				case <-time.After(noticePause):
				}
			}
		}
	}
}

// notify reports whether the notice is stored.
func (s *server) notify(ctx context.Context, n notice) bool {
	ctx, cancel := context.WithTimeout(ctx, noticeTime)
	defer cancel()
	_, err := s.db.store.Notify(ctx, n.key, turn.Outgoing{
		To: s.staffAddress(), Staff: true, Messages: []chat.Message{{Author: chat.System, Text: "⚠️ " + n.text}},
	})
	if err != nil {
		s.log.Error("tell staff", "key", n.key, "err", err)
	}
	return err == nil
}

// countLINE counts what the LINE channel reports, by its name without the channel's.
func (s *server) countLINE() func(name string) {
	events := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "madoguchi_line_total", Help: "What happened at LINE's door, by what it was.",
	}, []string{"what"})
	s.metrics.MustRegister(events)
	return func(name string) { events.WithLabelValues(strings.TrimPrefix(name, "line_")).Inc() }
}

// quotaTime is how long the desk's page on the state of things waits for LINE.
const quotaTime = 2 * time.Second

// deskQuota is the month's quota of all accounts that have one. What LINE does not tell is left
// out: the page must be there above all when LINE is not.
func (s *server) deskQuota(ctx context.Context) (console.Quota, error) {
	ctx, cancel := context.WithTimeout(ctx, quotaTime)
	defer cancel()
	var all console.Quota
	for _, account := range s.line.Accounts() {
		q, err := s.line.Quota(ctx, account)
		if err != nil {
			s.log.Warn("read quota for the desk", "account", account, "err", err)
			continue
		}
		if q.Limited {
			all.Used, all.Limit = all.Used+int(q.Used), all.Limit+int(q.Limit)
		}
	}
	now := s.env.Now().In(reading.JST)
	all.Until = time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, reading.JST)
	return all, nil
}
