package postgres

import (
	"context"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

const (
	noticeRoom  = 16               // more than a month brings
	noticeTime  = 10 * time.Second // bounds one attempt to store a notice
	noticePause = 5 * time.Second  // between attempts
)

// Notices are told to the staff, each once, by those who may not wait for the database: they are
// kept in memory until they are stored.
type Notices struct {
	store   *Store
	to      chat.Address
	waiting chan notice
	pause   time.Duration
}

// A notice is something the staff are to be told. The same key means the same news.
type notice struct{ key, text string }

// Notices go to the staff's address; where that is empty they are kept for the desk alone.
func (s *Store) Notices(to chat.Address) *Notices {
	return &Notices{store: s, to: to, waiting: make(chan notice, noticeRoom), pause: noticePause}
}

// Tell takes a notice and returns at once. Where too many wait it is only logged.
func (n *Notices) Tell(key, text string) {
	select {
	case n.waiting <- notice{key, text}:
	default:
		n.store.log.Error("too many notices at once", "key", key, "text", text)
	}
}

// Run stores notices, each until it is stored, in the order in which they came. It returns when ctx
// ends.
func (n *Notices) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case next := <-n.waiting:
			for !n.notify(ctx, next) {
				select {
				case <-ctx.Done():
					return
				case <-time.After(n.pause):
				}
			}
		}
	}
}

// notify reports whether the notice is stored.
func (n *Notices) notify(ctx context.Context, next notice) bool {
	ctx, cancel := context.WithTimeout(ctx, noticeTime)
	defer cancel()
	_, err := n.store.Notify(ctx, next.key, turn.Outgoing{
		To: n.to, Staff: true, Messages: []chat.Message{{Author: chat.System, Text: "⚠️ " + next.text}},
	})
	if err != nil {
		n.store.log.Error("tell staff", "key", next.key, "err", err)
	}
	return err == nil
}
