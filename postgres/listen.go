package postgres

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
)

// The channels of LISTEN. NOTIFY takes a lock of the whole server at commit, which halves what it
// can commit in a second: it is sent only where another process may be waiting.
const (
	channelLines = "madoguchi_lines" // a conversation has a new line; the address
	channelFAQ   = "madoguchi_faq"   // the FAQ has changed; its revision
)

const sqlNotify = `SELECT pg_notify($1, $2)`

// hints tells the goroutines of this process that wait for something to look again. A hint says
// nothing and may be lost or doubled: whoever waits reads what is true from the database.
type hints struct {
	mu    sync.Mutex
	lines map[string]map[chan struct{}]bool // by address
	faq   map[chan struct{}]bool
}

func newHints() *hints {
	return &hints{lines: map[string]map[chan struct{}]bool{}, faq: map[chan struct{}]bool{}}
}

// A nudge is never waited for: a full channel holds the same hint already.
func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (h *hints) line(address string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.lines[address] {
		nudge(c)
	}
}

func (h *hints) revision() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.faq {
		nudge(c)
	}
}

// everything wakes all, after a time in which hints may have been lost.
func (h *hints) everything() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, watchers := range h.lines {
		for c := range watchers {
			nudge(c)
		}
	}
	for c := range h.faq {
		nudge(c)
	}
}

// Watch gives a channel that receives whenever the contact's transcript may have grown, until the
// returned function is called. Read first after Watch, then after each receive.
func (s *Store) Watch(addr chat.Address) (<-chan struct{}, func()) {
	c, address := make(chan struct{}, 1), addr.String()
	h := s.hints
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.lines[address] == nil {
		h.lines[address] = map[chan struct{}]bool{}
	}
	h.lines[address][c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.lines[address], c)
		if len(h.lines[address]) == 0 {
			delete(h.lines, address)
		}
	}
}

// Announce wakes those who watch the contact's transcript, here and in other processes.
func (s *Store) Announce(ctx context.Context, addr chat.Address) error {
	s.hints.line(addr.String())
	if _, err := s.workers.Exec(ctx, sqlNotify, channelLines, addr.String()); err != nil {
		return fmt.Errorf("announce a line of %s: %w", addr, err)
	}
	return nil
}

// sessionPing is how often the session is tried: a connection that a firewall has dropped gives
// no other sign.
const sessionPing = 5 * time.Second

// listen receives hints until ctx ends, and restores the session when it breaks.
func (s *Store) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.receive(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("session with the database lost; restoring it", "err", err)
			s.session.end()
			s.restore(ctx)
			s.away.doubt()
			s.hints.everything()
			s.wake()
		}
	}
}

// receive passes hints on until the connection breaks.
func (s *Store) receive(ctx context.Context) error {
	conn := s.session.conn // only this goroutine replaces it
	for {
		waiting, cancel := context.WithTimeout(ctx, sessionPing)
		n, err := conn.WaitForNotification(waiting)
		cancel()
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil && n.Channel == channelLines:
			s.hints.line(n.Payload)
		case err == nil && n.Channel == channelFAQ:
			s.hints.revision()
		case err != nil:
			if conn.IsClosed() {
				return err
			}
			pinging, cancel := context.WithTimeout(ctx, sessionPing)
			_, err := conn.Exec(pinging, `SELECT`)
			cancel()
			if err != nil {
				return err
			}
		}
	}
}

// restore tries to reach the database again until it succeeds or ctx ends.
func (s *Store) restore(ctx context.Context) {
	for wait := 20 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		trying, cancel := context.WithTimeout(ctx, 10*time.Second)
		err := s.session.connect(trying)
		cancel()
		if err == nil {
			s.log.Info("session with the database restored", "epoch", s.session.current())
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

const sqlRevision = `SELECT revision FROM faq_revision`

// revisionSweep is how often the FAQ's revision is read without a hint, in case one was lost.
const revisionSweep = 30 * time.Second

// Revisions gives the revision of the FAQ: at once, then whenever it has changed, until ctx ends.
func (s *Store) Revisions(ctx context.Context) <-chan int64 {
	out, hint := make(chan int64), make(chan struct{}, 1)
	s.hints.mu.Lock()
	s.hints.faq[hint] = true
	s.hints.mu.Unlock()
	go func() {
		defer close(out)
		defer func() {
			s.hints.mu.Lock()
			defer s.hints.mu.Unlock()
			delete(s.hints.faq, hint)
		}()
		s.followRevision(ctx, hint, out)
	}()
	return out
}

func (s *Store) followRevision(ctx context.Context, hint <-chan struct{}, out chan<- int64) {
	tick := time.NewTicker(revisionSweep)
	defer tick.Stop()
	last := int64(-1)
	for {
		revision, err := s.Revision(ctx)
		if err == nil && revision != last {
			select {
			case out <- revision:
				last = revision
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-hint:
		case <-tick.C:
		}
	}
}

// Revision counts the changes of the FAQ.
func (s *Store) Revision(ctx context.Context) (int64, error) {
	rows, _ := s.workers.Query(ctx, sqlRevision) // CollectExactlyOneRow returns the error
	revision, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("read the FAQ's revision: %w", err)
	}
	return revision, nil
}

func notifyRevision(b *pgx.Batch, revision int64) {
	b.Queue(sqlNotify, channelFAQ, strconv.FormatInt(revision, 10))
}
