package bot

import (
	"context"
	"sync"
	"time"

	"madoguchi/chat"
)

// An Asked source knows what members ask for.
type Asked interface {
	// AskedMost lists references of entries that members were answered with since then, the most
	// wanted first.
	AskedMost(ctx context.Context, since time.Time) ([]string, error)
}

const (
	askedWithin = 90 * 24 * time.Hour // what was asked before says little of what is asked now
	askedKept   = 10 * time.Minute    // the order of so many days does not change sooner
)

// wanted is what was asked most, as it was last read.
type wanted struct {
	mu   sync.Mutex
	refs []string
	at   time.Time
}

// Front is the first screen of a channel that has one, for who has chosen a programme, or none ("").
// Where the store is away it is made without what members ask most.
func (b *Bot) Front(ctx context.Context, programme string, english bool) chat.Front {
	member, now := b.rooms.Load().member, b.Now()
	f := member.Front(programme, b.askedMost(ctx), now)
	if english {
		return member.EnglishFront(f, now)
	}
	return f
}

func (b *Bot) askedMost(ctx context.Context) []string {
	if b.Asked == nil {
		return nil
	}
	b.wanted.mu.Lock()
	defer b.wanted.mu.Unlock()
	now := b.Now()
	if !b.wanted.at.IsZero() && now.Sub(b.wanted.at) < askedKept {
		return b.wanted.refs
	}
	refs, err := b.Asked.AskedMost(ctx, now.Add(-askedWithin))
	if err != nil {
		b.Log.Error("read what members ask most", "err", err)
		return b.wanted.refs
	}
	b.wanted.refs, b.wanted.at = refs, now
	return refs
}
