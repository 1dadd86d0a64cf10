package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"madoguchi/chat"
)

// Which channels have lanes is read by skipping from one to the next in the index; within a
// channel that may be served, the lanes that are due are at the index's beginning. So a channel
// that is down and holds 100,000 lanes costs the others nothing.
//
// A process that was taken for dead, because its session was lost for a moment, claims nothing before it has
// a new epoch: nobody would void such a lease. The lock on its row keeps it from being buried in between.
//
// Lanes locked by somebody are somebody's; the rest is ours once this commits, which it does
// before any platform is called.
//
// That a delivery is not settled is asked by its state, so that each is found by its id: the index of all that
// waits, which the planner took where it thought them few, has an entry for each that has come and gone since
// the last vacuum.
//
// What has no good reply token takes the one of its contact that ends soonest, if no attempt before may have
// arrived. That is asked once more of the row as it is when it is changed: were it another than the one that
// wanted the token, the token would be lost, and nothing said twice.
const sqlClaim = `
	WITH RECURSIVE channels AS (
	    (SELECT channel FROM lanes WHERE head IS NOT NULL ORDER BY channel LIMIT 1)
	    UNION ALL
	    SELECT n.channel
	    FROM   channels c
	           CROSS JOIN LATERAL (SELECT l.channel FROM lanes l WHERE l.head IS NOT NULL AND l.channel > c.channel ORDER BY l.channel LIMIT 1) n
	), alive AS MATERIALIZED (
	    SELECT epoch FROM processes WHERE epoch = $4 AND ended IS NULL FOR SHARE
	), due AS MATERIALIZED (
	    SELECT f.lane, f.head
	    FROM   alive
	           CROSS JOIN channels c
	           CROSS JOIN LATERAL (SELECT   lane, head, due
	                               FROM     lanes
	                               WHERE    channel = c.channel AND head IS NOT NULL AND due <= now()
	                               ORDER BY due
	                               LIMIT    $1
	                               FOR      UPDATE SKIP LOCKED) f
	    WHERE  c.channel <> ALL ($2)
	    ORDER BY f.due
	    LIMIT  $1
	), wanting AS (
	    SELECT d.id, d.lane
	    FROM   due
	           JOIN deliveries d ON d.id = due.head
	    WHERE  d.state IN ('pending', 'sending', 'held') AND (d.reply_token = '' OR d.reply_until <= $5) AND d.sure = d.attempt
	), taken AS (
	    DELETE FROM reply_tokens r
	    USING  wanting w
	           CROSS JOIN LATERAL (SELECT   token
	                               FROM     reply_tokens
	                               WHERE    lane = w.lane AND until > $5
	                               ORDER BY until, token
	                               LIMIT    1) t
	    WHERE  r.lane = w.lane AND r.token = t.token
	    RETURNING w.id, r.token, r.until
	), sending AS (
	    UPDATE deliveries d
	    SET    state = 'sending', failed = false, attempt = d.attempt + 1,
	           reply_token = CASE WHEN d.sure = d.attempt AND t.id IS NOT NULL THEN t.token ELSE d.reply_token END,
	           reply_until = CASE WHEN d.sure = d.attempt AND t.id IS NOT NULL THEN t.until ELSE d.reply_until END
	    FROM   due
	           LEFT JOIN taken t ON t.id = due.head
	    WHERE  d.id = due.head AND d.state IN ('pending', 'sending', 'held')
	    RETURNING d.*
	), leased AS ( -- only lanes whose head was found: one put there since we began is left for the next claim
	    UPDATE lanes l
	    SET    due = now() + $3::interval, epoch = $4
	    FROM   sending d
	    WHERE  l.lane = d.lane
	)
	SELECT d.id, d.key::text, d.address, d.ticket, d.messages, d.reply_token, d.reply_until, d.attempt, d.progress, d.created,
	       CASE WHEN d.staff THEN coalesce((SELECT t.thread FROM tickets t WHERE t.number = d.ticket AND t.channel = d.address), '') ELSE '' END,
	       coalesce((SELECT NOT c.reachable FROM conversations c WHERE c.address = d.lane), false)
	FROM   sending d`

// Claim implements [turn.Outbox]. It costs two round trips and one wait for the disk: what is
// claimed, with the reply tokens taken and what goes along, is written down as one.
func (s *Store) Claim(ctx context.Context, limit int, paused []string) ([]chat.Delivery, error) {
	if paused == nil {
		paused = []string{} // NULL would pause everything
	}
	conn, err := s.workers.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	defer conn.Release()
	claimed, err := s.claim(ctx, conn, limit, paused)
	if err != nil || len(claimed) == 0 {
		rollback(ctx, conn)
	}
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	return claimed, nil
}

func (s *Store) claim(ctx context.Context, conn *pgxpool.Conn, limit int, paused []string) (claimed []chat.Delivery, err error) {
	b := &pgx.Batch{}
	b.Queue(`BEGIN`)
	b.Queue(sqlClaim, limit, paused, s.options.Lease, s.session.current(), s.options.Now()).Query(func(rows pgx.Rows) (err error) {
		claimed, err = pgx.CollectRows(rows, scanDelivery)
		return err
	})
	if err := conn.SendBatch(ctx, b).Close(); err != nil || len(claimed) == 0 {
		return nil, err
	}
	s.away.claims.Lock()
	defer s.away.claims.Unlock()
	s.away.begin(claimed) // before anybody can see them as ours
	b = &pgx.Batch{}
	queueJoin(b, claimed)
	b.Queue(`COMMIT`)
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		s.away.end(claimed)
		s.away.doubt() // it may have been committed all the same
		return nil, err
	}
	carryJoined(claimed)
	return claimed, nil
}

// An away knows which deliveries this process is sending, which the database may not: a settlement commits
// without waiting for the disk, and one that a crash of Postgres loses leaves its lane leased to a process that
// lives and has forgotten it. Nobody would look at that lane before the lease ends, and by then a reply token
// could no longer tell that the first attempt arrived.
type away struct {
	claims   sync.Mutex // held while a claim commits, and while leases are voided: none is voided that begins
	mu       sync.Mutex
	ids      map[int64]bool
	doubtful bool // a session or a commit was lost since this was last looked at
}

func (a *away) begin(claimed []chat.Delivery) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, d := range claimed {
		a.ids[d.ID] = true
	}
}

func (a *away) end(back []chat.Delivery) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, d := range back {
		delete(a.ids, d.ID)
	}
}

func (a *away) doubt() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.doubtful = true
}

// doubted gives what is being sent, where there is cause to compare it with the database.
func (a *away) doubted() (ids []int64, doubtful bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.doubtful {
		return nil, false
	}
	a.doubtful = false
	return slices.AppendSeq([]int64{}, maps.Keys(a.ids)), true
}

const sqlFreeOwn = `
	UPDATE lanes
	SET    due = now(), epoch = NULL
	WHERE  epoch = $1 AND head <> ALL ($2)`

// freeOwn voids our own leases on what we are not sending.
func (s *Store) freeOwn(ctx context.Context) error {
	if !s.away.claims.TryLock() {
		return nil // the next time
	}
	defer s.away.claims.Unlock()
	ids, doubtful := s.away.doubted()
	if !doubtful {
		return nil
	}
	tag, err := s.workers.Exec(ctx, sqlFreeOwn, s.session.current(), ids)
	if err != nil {
		s.away.doubt()
		return fmt.Errorf("void leases of our own: %w", err)
	}
	if n := tag.RowsAffected(); n > 0 {
		s.log.Info("settlements were lost with a crash of the database; what they were of is sent again, under its key", "lanes", n)
		s.wake()
	}
	return nil
}

// The count of attempts is the token of the lease, as where it is settled.
const sqlOurs = `SELECT EXISTS (SELECT FROM deliveries WHERE id = $1 AND attempt = $2 AND state = 'sending')`

// Ours reports whether an attempt that was claimed is the last one begun: nobody else has claimed the delivery since.
func (s *Store) Ours(ctx context.Context, d chat.Delivery) (bool, error) {
	var ours bool
	if err := s.workers.QueryRow(ctx, sqlOurs, d.ID, d.Attempt).Scan(&ours); err != nil {
		return false, fmt.Errorf("ask whether delivery %d is still ours: %w", d.ID, err)
	}
	return ours, nil
}

func scanDelivery(row pgx.CollectableRow) (chat.Delivery, error) {
	var d chat.Delivery
	var address string
	var until *time.Time
	err := row.Scan(&d.ID, &d.Key, &address, &d.Ticket, &d.Messages, &d.ReplyToken, &until, &d.Attempt, &d.Progress, &d.Created, &d.Thread, &d.Gone)
	if err != nil {
		return d, err
	}
	d.ReplyUntil, d.Created = moment(until), d.Created.UTC()
	d.To, err = chat.ParseAddress(address)
	return d, err
}

// sweepEvery is the longest that Wait waits: what falls due without a hint waits no longer.
const sweepEvery = time.Second

// Wait implements [turn.Outbox].
func (s *Store) Wait(ctx context.Context) {
	t := time.NewTimer(sweepEvery)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-s.wakes:
	case <-t.C:
	}
}

// wakeAfter lets Wait return when a delivery that was put off falls due, so that a retry after
// half a second is not made after one and a half. What is far off the sweep finds early enough.
func (s *Store) wakeAfter(d time.Duration) {
	if d > 0 && d < time.Minute {
		time.AfterFunc(d+time.Millisecond, s.wake)
	}
}
