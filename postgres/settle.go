package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/reading"
)

const (
	// The card of a ticket was posted: from now on its thread is known, if the card still belongs
	// there. One that was posted anew, because somebody deleted it, takes the place of the card that
	// the attempt knew of, and of no later one; where its channel is closed it stands in another. Tickets are locked in the order of their ids, and before lanes, as everywhere.
	sqlSaveThreads = `
		UPDATE tickets t
		SET    thread = n.thread, channel = coalesce(nullif(n.moved, ''), t.channel)
		FROM   (SELECT   k.id, u.thread, u.moved
		        FROM     unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS u (number, channel, thread, before, moved)
		                 JOIN tickets k ON k.number = u.number AND k.channel = u.channel AND k.thread = u.before
		        ORDER BY k.id
		        FOR      UPDATE OF k) n
		WHERE  t.id = n.id`

	// What waits for the thread of a card that moved goes along. Its lane, which is locked, is that of the
	// delivery which has found the channel closed.
	sqlMoveWaiting = `
		UPDATE deliveries d
		SET    address = u.moved
		FROM   unnest($1::text[], $2::text[], $3::text[]) AS u (number, channel, moved)
		WHERE  d.ticket = u.number AND d.address = u.channel AND d.staff AND d.settled IS NULL`

	// The count of attempts is the token of the lease: who has lost it finds a higher one, and
	// changes nothing. A paid quota is counted in the same breath. A push that the quota does not
	// allow is not held where a reply token has come while it was tried.
	sqlSettle = `
		WITH brought AS (
		    SELECT *
		    FROM   unnest($1::bigint[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
		                  $8::float8[], $9::text[], $10::integer[], $11::text[], $14::text[], $15::text[], $16::timestamptz[])
		           AS s (id, attempt, state, fault, reason, error, progress, delay, via, pushes, platform_ids, fate, token, until)
		), freed AS (
		    SELECT b.id
		    FROM   brought b
		           JOIN deliveries d USING (id)
		    WHERE  b.state = 'held' AND b.fault = 'over_quota' AND b.token = '' AND b.fate <> ''
		    AND    EXISTS (SELECT FROM reply_tokens r WHERE r.lane = d.lane AND r.until > $12)
		), done AS (
		    SELECT id, attempt, CASE WHEN free THEN 'pending' ELSE state END AS state, fault, reason, error, progress,
		           CASE WHEN free THEN 0 ELSE delay END AS delay, via, pushes, platform_ids, fate, token, until
		    FROM   (SELECT *, id IN (SELECT id FROM freed) AS free FROM brought) b
		), settled AS (
		    UPDATE deliveries d
		    SET    state = s.state, fault = s.fault, reason = s.reason, error = s.error,
		           progress = CASE WHEN s.progress = '' THEN d.progress ELSE s.progress END,
		           due = CASE WHEN s.state = 'held' AND s.fault <> 'over_quota' THEN 'infinity'
		                      ELSE now() + s.delay * interval '1 second' END,
		           settled = CASE WHEN s.state IN ('sent', 'dead', 'discarded') THEN $12::timestamptz END, failed = s.state IN ('held', 'dead'),
		           via = s.via, pushes = d.pushes + s.pushes, platform_ids = s.platform_ids::jsonb,
		           sure = CASE WHEN s.fate = '' THEN d.sure ELSE d.attempt END,
		           reply_token = CASE WHEN s.fate = '' THEN d.reply_token ELSE '' END,
		           reply_until = CASE WHEN s.fate = '' THEN d.reply_until END
		    FROM   done s
		    WHERE  d.id = s.id AND d.attempt = s.attempt AND d.state = 'sending'
		    RETURNING d.id, d.lane, d.address, s.pushes, s.fate, s.token, s.until
		), returned AS (
		    INSERT INTO reply_tokens (lane, token, until)
		    SELECT lane, token, until
		    FROM   settled
		    WHERE  fate = 'unused' AND token <> '' AND until IS NOT NULL
		    ON CONFLICT (lane, token) DO NOTHING
		), counted AS (
		    INSERT INTO quotas (month, channel, account, used)
		    SELECT   $13, split_part(address, ':', 1), split_part(address, ':', 2), sum(pushes)
		    FROM     settled
		    WHERE    pushes > 0
		    GROUP BY 2, 3
		    ORDER BY 2, 3
		    ON CONFLICT (month, channel, account) DO UPDATE SET used = quotas.used + excluded.used
		)
		SELECT id FROM settled`

	sqlCardChannels = `
		SELECT number, channel
		FROM   tickets
		WHERE  number = ANY ($1) AND channel <> ''`
)

// Settle implements [turn.Outbox].
func (s *Store) Settle(ctx context.Context, done []turn.Settlement) error {
	if len(done) == 0 {
		return nil
	}
	now := s.options.Now()
	done = apart(done)
	err := s.persist(ctx, func() error {
		follows, err := s.follows(ctx, done, now)
		if err != nil {
			return err
		}
		conn, err := s.workers.Acquire(ctx)
		if err != nil {
			return fmt.Errorf("begin to settle: %w", err)
		}
		defer conn.Release()
		if err = s.settle(ctx, conn, done, follows, now); err != nil {
			rollback(ctx, conn)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("settle %d deliveries: %w", len(done), err)
	}
	back := make([]chat.Delivery, len(done))
	for i, d := range done {
		back[i] = d.Delivery
	}
	s.away.end(back)
	for _, d := range done {
		s.wakeAfter(wait(d, now))
	}
	s.wake()
	return nil
}

// persist tries again for as long as a lease lasts where the database is away: until then nobody else knows
// what became of the attempts, and who found out by trying again would show some a second copy.
func (s *Store) persist(ctx context.Context, work func() error) error {
	began := time.Now()
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		err := work()
		if err == nil || !broken(err) || time.Since(began) > s.options.Lease {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// A follow is the parcels that one settlement brings about.
type follow struct {
	delivery int64
	parcels  []parcel
}

// follows prepares what is to be sent because of the settlements. It is done before the
// transaction: where a card is does not change with it.
func (s *Store) follows(ctx context.Context, done []turn.Settlement, now time.Time) ([]follow, error) {
	var numbers []string
	for _, d := range done {
		for _, o := range d.Follow {
			numbers = append(numbers, o.Ticket)
		}
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	channels := map[string]string{}
	rows, _ := s.workers.Query(ctx, sqlCardChannels, numbers) // ForEachRow returns the error
	var number, channel string
	_, err := pgx.ForEachRow(rows, []any{&number, &channel}, func() error {
		channels[number] = channel
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for the tickets' cards: %w", err)
	}
	var follows []follow
	for _, d := range done {
		parcels, err := newParcels(d.Follow, now, func(number string) (string, bool) {
			channel, ok := channels[number]
			return channel, ok
		})
		if err != nil {
			return nil, err
		}
		if len(parcels) > 0 {
			follows = append(follows, follow{d.Delivery.ID, parcels})
		}
	}
	return follows, nil
}

// settle costs one round trip, and more only where something follows.
func (s *Store) settle(ctx context.Context, conn *pgxpool.Conn, done []turn.Settlement, follows []follow, now time.Time) error {
	ids := make([]int64, len(done))
	for i, d := range done {
		ids[i] = d.Delivery.ID
	}
	var lanes []string
	for _, f := range follows {
		for _, p := range f.parcels {
			lanes = append(lanes, p.lane)
		}
	}
	var settled []int64
	b := &pgx.Batch{}
	b.Queue(`BEGIN`)
	b.Queue(sqlOnTheRoad)
	queueThreads(b, done)
	b.Queue(sqlLockLanes, lanes, ids)
	if err := queueSettle(b, done, now, func(rows pgx.Rows) (err error) {
		settled, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	}); err != nil {
		return err
	}
	queueMoves(b, done)
	b.Queue(sqlAdvance, []string{}, ids)
	if len(follows) == 0 {
		b.Queue(`COMMIT`)
	}
	if err := conn.SendBatch(ctx, b).Close(); err != nil || len(follows) == 0 {
		return err
	}
	if err := sendFollows(ctx, conn, follows, settled, now); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, `COMMIT`)
	return err
}

// sendFollows stores what the settlements bring about, except of those that came too late.
func sendFollows(ctx context.Context, conn querier, follows []follow, settled []int64, now time.Time) error {
	var parcels []parcel
	for _, f := range follows {
		if slices.Contains(settled, f.delivery) {
			parcels = append(parcels, f.parcels...)
		}
	}
	if len(parcels) == 0 {
		return nil
	}
	var block int64
	if err := conn.QueryRow(ctx, sqlMoreIDs, 1).Scan(&block); err != nil {
		return fmt.Errorf("draw delivery ids: %w", err)
	}
	if err := numberParcels(ctx, conn, parcels, block); err != nil {
		return err
	}
	b := &pgx.Batch{}
	if err := enqueue(b, parcels, now); err != nil {
		return err
	}
	return conn.SendBatch(ctx, b).Close()
}

func queueThreads(b *pgx.Batch, done []turn.Settlement) {
	var numbers, channels, threads, before, moved []string
	for _, d := range done {
		if d.Receipt.Thread != "" && d.Delivery.Ticket != "" {
			numbers, channels, threads = append(numbers, d.Delivery.Ticket), append(channels, d.Delivery.To.String()), append(threads, clean(d.Receipt.Thread))
			before, moved = append(before, clean(d.Delivery.Thread)), append(moved, clean(d.Receipt.Moved))
		}
	}
	if len(numbers) > 0 {
		b.Queue(sqlSaveThreads, numbers, channels, threads, before, moved)
	}
}

func queueMoves(b *pgx.Batch, done []turn.Settlement) {
	var numbers, channels, moved []string
	for _, d := range done {
		if d.Receipt.Moved != "" && d.Delivery.Ticket != "" {
			numbers, channels, moved = append(numbers, d.Delivery.Ticket), append(channels, d.Delivery.To.String()), append(moved, clean(d.Receipt.Moved))
		}
	}
	if len(numbers) > 0 {
		b.Queue(sqlMoveWaiting, numbers, channels, moved)
	}
}

func queueSettle(b *pgx.Batch, done []turn.Settlement, now time.Time, collect func(pgx.Rows) error) error {
	n := len(done)
	ids, attempts, pushes, delays := make([]int64, n), make([]int, n), make([]int, n), make([]float64, n)
	states, faults, reasons, errs := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	progress, vias, platform := make([]string, n), make([]string, n), make([]string, n)
	fates, tokens, untils := make([]string, n), make([]string, n), make([]*time.Time, n)
	for i, d := range done {
		ids[i], attempts[i], pushes[i] = d.Delivery.ID, d.Delivery.Attempt, d.Receipt.Pushes
		states[i], faults[i], reasons[i], errs[i] = string(d.State), string(d.Fault), clean(d.Reason), clean(d.Error)
		progress[i], vias[i] = clean(d.Progress), clean(d.Receipt.Via)
		fates[i], tokens[i], untils[i] = string(d.Receipt.Token), clean(d.Delivery.ReplyToken), instant(d.Delivery.ReplyUntil)
		delays[i] = wait(d, now).Seconds()
		raw, err := marshal(append([]string{}, d.Receipt.IDs...))
		if err != nil {
			return err
		}
		platform[i] = raw
	}
	b.Queue(sqlSettle, ids, attempts, states, faults, reasons, errs, progress, delays, vias, pushes, platform, now, month(now),
		fates, tokens, untils).Query(collect)
	return nil
}

// maxRetry is the longest that an attempt is put off: longer than we or any platform ask for.
const maxRetry = time.Hour

// wait is how long a delivery waits for its next attempt: as its settlement says, and for a quota
// until the month in Japan is over.
func wait(d turn.Settlement, now time.Time) time.Duration {
	switch {
	case d.State == chat.Held && d.Fault == chat.OverQuota:
		j := now.In(reading.JST)
		return time.Date(j.Year(), j.Month()+1, 1, 0, 0, 0, 0, reading.JST).Sub(now)
	case d.State == chat.Pending && d.Retry.After(now):
		return min(d.Retry.Sub(now), maxRetry) // our clock may have been set back since the attempt
	}
	return 0
}

// month is the month in Japan by which quotas are counted.
func month(t time.Time) string { return t.In(reading.JST).Format("2006-01") }

const sqlPushes = `
	SELECT coalesce(sum(used), 0)::bigint
	FROM   quotas
	WHERE  month = $1 AND channel = $2 AND account = $3`

// Pushes is how many units of a paid quota an account has used in the month of at, in Japan.
func (s *Store) Pushes(ctx context.Context, channel, account string, at time.Time) (int64, error) {
	var used int64
	if err := s.workers.QueryRow(ctx, sqlPushes, month(at), channel, account).Scan(&used); err != nil {
		return 0, fmt.Errorf("read the quota used on %s: %w", channel, err)
	}
	return used, nil
}
