package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// What is put off is due by the database's clock. Where somebody sets that clock back by an hour, what
// should be tried again in a minute would wait an hour and a minute, and a lane whose process holds it
// as long. So a process that sees the clock stepped back brings forward what waits by as much.
//
// Our own clock cannot tell, for it may be the same; the time that passes between two looks can. Of
// several processes, all of which see it, the oldest one acts: moved twice, a reply would go out before
// its writer could take it back.

const (
	clockCheck = time.Second // how often the clock is looked at
	clockSlack = time.Second // clocks are adjusted by less all the time
)

// sqlClock also says whether this is the oldest process alive.
const sqlClock = `SELECT clock_timestamp(), (SELECT min(epoch) = $1 FROM processes WHERE ended IS NULL)`

const (
	// What is being sent is held by its lease, which is never longer than $2: it may be one made after the
	// step. What waits for the next month's quota, or for somebody to act, waits for a date.
	sqlStepLanes = `
		UPDATE lanes l
		SET    due = CASE WHEN d.state = 'sending' THEN least(l.due, now() + $2::interval) ELSE l.due - $1::interval END
		FROM   deliveries d
		WHERE  d.id = l.head AND d.state IN ('pending', 'sending') AND l.due > now() AND l.due < 'infinity'`

	sqlStepDeliveries = `
		UPDATE deliveries
		SET    due = due - $1::interval
		WHERE  settled IS NULL AND state = 'pending' AND due > now() AND due < 'infinity'`

	sqlStepFiles = `
		UPDATE files
		SET    due = due - $1::interval
		WHERE  state = 'wanted' AND due > now()`
)

// A clockWatch compares the database's clock with the time that passes.
type clockWatch struct {
	seen   time.Time // by the database's clock
	looked time.Time // by ours, of which only differences count
}

// look takes what the database's clock showed at some moment between two of ours, and says by how much
// it has stepped back since the last look; 0 where it has not.
func (c *clockWatch) look(shown, before, after time.Time) time.Duration {
	first := c.looked.IsZero()
	passed := before.Sub(c.looked) // at least
	back := passed - shown.Sub(c.seen)
	c.seen, c.looked = shown, after
	if first || back <= clockSlack {
		return 0
	}
	return back
}

// watchClock looks at the database's clock until ctx ends.
func (s *Store) watchClock(ctx context.Context) {
	tick := time.NewTicker(clockCheck)
	defer tick.Stop()
	var watch clockWatch
	for {
		if err := s.lookAtClock(ctx, &watch); err != nil && ctx.Err() == nil && s.session.alive() {
			s.log.Error("look at the database's clock", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *Store) lookAtClock(ctx context.Context, watch *clockWatch) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var shown time.Time
	var oldest *bool
	before := time.Now()
	if err := s.workers.QueryRow(ctx, sqlClock, s.session.current()).Scan(&shown, &oldest); err != nil {
		return err
	}
	back := watch.look(shown, before, time.Now())
	if back == 0 || oldest == nil || !*oldest {
		return nil
	}
	return s.bringForward(ctx, back)
}

// bringForward makes due earlier what was put off by a clock that has since stepped back.
func (s *Store) bringForward(ctx context.Context, back time.Duration) error {
	s.log.Warn("the database's clock was set back; what waits is brought forward", "by", back.String())
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlStepLanes, back, s.options.Lease); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqlStepDeliveries, back); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sqlStepFiles, back)
		return err
	})
	if err != nil {
		return fmt.Errorf("bring forward by %v what waits: %w", back, err)
	}
	s.wake()
	return nil
}
