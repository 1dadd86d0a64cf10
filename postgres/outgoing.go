package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

const (
	// Locks the lanes, sorted by name, and gives idle ones their head.
	sqlOpenLanes = `
		INSERT INTO lanes (lane, channel, head, due)
		SELECT   n.lane, n.channel, n.head, now() + n.delay * interval '1 second'
		FROM     unnest($1::text[], $2::text[], $3::bigint[], $4::float8[]) AS n (lane, channel, head, delay)
		ORDER BY n.lane
		ON CONFLICT (lane) DO UPDATE
		SET      head = coalesce(lanes.head, excluded.head),
		         due  = CASE WHEN lanes.head IS NULL THEN excluded.due ELSE lanes.due END`

	sqlEnqueue = `
		INSERT INTO deliveries (id, lane, address, staff, ticket, messages, due, supersede, created)
		SELECT n.id, n.lane, n.address, n.staff, n.ticket, n.messages::jsonb, now() + n.delay * interval '1 second', n.supersede, $9
		FROM   unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[], $7::float8[], $8::boolean[])
		       AS n (id, lane, address, staff, ticket, messages, delay, supersede)`

	// A card that was not yet tried takes the newer text in its own place in the lane: what waits
	// behind a ticket's first card, to be put into its thread, stays behind it.
	sqlSupersede = `
		WITH newer AS (
		    UPDATE deliveries
		    SET    messages = $6::jsonb, created = $8, due = least(due, now() + $7 * interval '1 second')
		    WHERE  id = (SELECT   id
		                 FROM     deliveries
		                 WHERE    lane = $2 AND settled IS NULL AND state = 'pending' AND attempt = 0 AND supersede
		                 ORDER BY id DESC
		                 LIMIT    1)
		    RETURNING id, due
		), sooner AS ( -- what it takes the place of may have been put off
		    UPDATE lanes l
		    SET    due = n.due
		    FROM   newer n
		    WHERE  l.lane = $2 AND l.head = n.id AND l.due > n.due
		)
		INSERT INTO deliveries (id, lane, address, staff, ticket, messages, due, supersede, created)
		SELECT $1, $2, $3, $4, $5, $6::jsonb, now() + $7 * interval '1 second', true, $8
		WHERE  NOT EXISTS (SELECT FROM newer)`

	// A reply token has come for a delivery that the quota holds. What is to be said now goes along
	// with it where both fit into one reply: else each answer would wait for the next token, always
	// one behind.
	sqlRideAlong = `
		WITH carried AS (
		    UPDATE deliveries d
		    SET    messages = d.messages || $6::jsonb
		    WHERE  d.lane = $2 AND d.settled IS NULL AND d.state = 'held' AND d.sure = d.attempt
		    AND    jsonb_array_length(d.messages) + jsonb_array_length($6::jsonb) <= 5
		    AND    NOT EXISTS (SELECT FROM deliveries o WHERE o.lane = $2 AND o.settled IS NULL AND o.id <> d.id)
		    RETURNING id
		)
		INSERT INTO deliveries (id, lane, address, staff, ticket, messages, due, created)
		SELECT $1, $2, $3, $4, $5, $6::jsonb, now() + $7 * interval '1 second', $8
		WHERE  NOT EXISTS (SELECT FROM carried)`

	sqlMoreIDs = `SELECT nextval('delivery_ids') FROM generate_series(1, $1)`
)

// idBlock is the increment of the sequence delivery_ids.
const idBlock = 32

// A parcel is a delivery about to be stored.
type parcel struct {
	id        int64
	lane      string
	to        chat.Address
	staff     bool
	ticket    string
	messages  []chat.Message
	delay     time.Duration
	supersede bool
	rides     bool // with a held delivery that a token sets free, if it can
}

// newParcels makes parcels of what was decided. Ones to a ticket's card go where the card is;
// cardChannel says where, and those of a ticket without a card are dropped. Delays are relative,
// so that it does not matter whether our clock is the database's.
func newParcels(out []turn.Outgoing, now time.Time, cardChannel func(number string) (string, bool)) ([]parcel, error) {
	parcels := make([]parcel, 0, len(out))
	for _, o := range out {
		if len(o.Messages) == 0 {
			continue
		}
		if o.Staff && o.To.ID == "" {
			channel, _ := cardChannel(o.Ticket)
			if channel == "" {
				continue
			}
			to, err := chat.ParseAddress(channel)
			if err != nil {
				return nil, fmt.Errorf("card of ticket %s: %w", o.Ticket, err)
			}
			o.To = to
		}
		p := parcel{
			lane: clean(o.Lane()), to: o.To, staff: o.Staff, ticket: o.Ticket,
			messages: slices.Clone(o.Messages), supersede: o.Supersede,
		}
		if !o.After.IsZero() {
			p.delay = max(o.After.Sub(now), 0)
		}
		parcels = append(parcels, p)
	}
	return parcels, nil
}

// A querier is a connection, a transaction, or a pool of connections.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// numberParcels gives parcels ids: from the block already drawn, and from more where it is too small.
func numberParcels(ctx context.Context, q querier, parcels []parcel, block int64) error {
	blocks := []int64{block}
	if more := (len(parcels) - 1) / idBlock; more > 0 {
		rows, _ := q.Query(ctx, sqlMoreIDs, more) // CollectRows returns the error
		drawn, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return fmt.Errorf("draw ids for %d deliveries: %w", len(parcels), err)
		}
		blocks = append(blocks, drawn...)
	}
	for i := range parcels {
		parcels[i].id = blocks[i/idBlock] + int64(i%idBlock)
	}
	return nil
}

// enqueue puts parcels into their lanes.
func enqueue(b *pgx.Batch, parcels []parcel, now time.Time) error {
	if len(parcels) == 0 {
		return nil
	}
	openLanes(b, parcels)
	var ids []int64
	var lanes, addresses, tickets, bodies []string
	var staff, supersede []bool
	var delays []float64
	for _, p := range parcels {
		body, err := marshal(p.messages)
		if err != nil {
			return err
		}
		if p.supersede || p.rides {
			sql := sqlSupersede
			if p.rides {
				sql = sqlRideAlong
			}
			b.Queue(sql, p.id, p.lane, clean(p.to.String()), p.staff, p.ticket, body, p.delay.Seconds(), now)
			continue
		}
		ids, lanes, addresses, tickets = append(ids, p.id), append(lanes, p.lane), append(addresses, clean(p.to.String())), append(tickets, p.ticket)
		bodies, delays = append(bodies, body), append(delays, p.delay.Seconds())
		staff, supersede = append(staff, p.staff), append(supersede, p.supersede)
	}
	if len(ids) > 0 {
		b.Queue(sqlEnqueue, ids, lanes, addresses, staff, tickets, bodies, delays, supersede, now)
	}
	return nil
}

// openLanes locks the parcels' lanes; the first parcel of an idle lane becomes its head.
func openLanes(b *pgx.Batch, parcels []parcel) {
	var heads []parcel
	seen := map[string]bool{}
	for _, p := range parcels {
		if !seen[p.lane] {
			seen[p.lane] = true
			heads = append(heads, p)
		}
	}
	slices.SortFunc(heads, func(a, b parcel) int { return cmp.Compare(a.lane, b.lane) })
	n := len(heads)
	lanes, channels, ids, delays := make([]string, n), make([]string, n), make([]int64, n), make([]float64, n)
	for i, p := range heads {
		lanes[i], channels[i], ids[i], delays[i] = p.lane, clean(p.to.Channel), p.id, p.delay.Seconds()
	}
	b.Queue(sqlOpenLanes, lanes, channels, ids, delays)
}

const (
	// For changes of deliveries that are waiting already. New lanes are locked by sqlOpenLanes.
	sqlLockLanes = `
		SELECT   lane
		FROM     lanes
		WHERE    lane IN (SELECT unnest($1::text[]) UNION SELECT lane FROM deliveries WHERE id = ANY ($2))
		ORDER BY lane
		FOR      UPDATE`

	// A held one has certainly not gone out; of a pending one that was tried we do not know, but
	// need not try again. A dead one that nobody wants any more leaves the list of what is to be
	// looked after.
	sqlRecall = `
		UPDATE deliveries
		SET    state = 'discarded', settled = $2, failed = false
		WHERE  id = ANY ($1) AND state IN ('pending', 'held', 'dead')`

	// Its age counts from now: the limit on retries is for deliveries nobody looks after.
	sqlResend = `
		UPDATE deliveries
		SET    state = 'pending', due = now(), created = $2, settled = NULL, failed = false, fault = '', reason = ''
		WHERE  id = ANY ($1) AND state IN ('dead', 'held')`

	// A contact who writes can be reached again; while a token of theirs waits it costs no quota.
	sqlRelease = `
		UPDATE deliveries
		SET    state = 'pending', due = now(), failed = false, fault = '', reason = ''
		WHERE  lane = $1 AND settled IS NULL AND state = 'held' AND (fault <> 'over_quota' OR $2)`

	// The head of a lane is the oldest delivery that is not settled for good. A lane whose head is
	// being sent stays as it is until that is settled.
	sqlAdvance = `
		UPDATE lanes l
		SET    head = n.id, due = n.due, epoch = NULL
		FROM   (SELECT x.lane, h.id, h.due
		        FROM   (SELECT unnest($1::text[]) UNION SELECT lane FROM deliveries WHERE id = ANY ($2)) AS x (lane)
		               LEFT JOIN LATERAL (SELECT   id, due
		                                  FROM     deliveries
		                                  WHERE    lane = x.lane AND settled IS NULL
		                                  ORDER BY id
		                                  LIMIT    1) h ON true) n
		WHERE  l.lane = n.lane
		AND    NOT EXISTS (SELECT FROM deliveries d WHERE d.id = l.head AND d.state = 'sending')`
)

// saveOut stores what goes out and changes what was waiting.
func (w *work) saveOut(b *pgx.Batch, parcels []parcel) error {
	t := w.turn
	e := t.Event
	fromContact := e.Kind != chat.StaffAct && e.Kind != chat.Unfollow && e.Kind != chat.Owe && e.Kind != chat.Correct
	release := w.laneHeld && fromContact
	if i := slices.IndexFunc(parcels, func(p parcel) bool { return p.lane == w.lane && p.delay == 0 }); i >= 0 && release && w.free {
		parcels[i].rides = !parcels[i].supersede
	}
	touched := slices.Concat(t.Recall, t.Resend)
	var lanes []string
	if release || len(touched) > 0 {
		lanes = append(lanes, w.lane)
		for _, p := range parcels {
			lanes = append(lanes, p.lane)
		}
		b.Queue(sqlLockLanes, lanes, touched)
	}
	if err := enqueue(b, parcels, t.Now); err != nil {
		return err
	}
	w.slide(b, parcels)
	if len(t.Recall) > 0 {
		b.Queue(sqlRecall, t.Recall, t.Now)
	}
	if len(t.Resend) > 0 {
		b.Queue(sqlResend, t.Resend, t.Now)
	}
	if release {
		b.Queue(sqlRelease, w.lane, w.free)
		if w.free {
			b.Queue(sqlJoin, []int64{w.head}, maxJoined, maxJoinedLength, true)
		}
	}
	if release || len(touched) > 0 {
		b.Queue(sqlAdvance, lanes, touched)
	}
	return nil
}
