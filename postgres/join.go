package postgres

import (
	"cmp"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

// Replies of the staff that wait behind one another are sent in one call to the platform, which
// on LINE costs one unit of the month's quota instead of one each. A reply keeps its own row, and
// with it its place in the transcript, its button to take it back and its state in the thread; the
// first of them, the head of the lane, carries the others.
//
// Which go together is written down before the first attempt and kept: an attempt after a failure
// or a crash has the same key and the same body, or LINE would not know it for the same push.

const (
	// maxJoined is how many messages go out in one call: LINE's limit.
	maxJoined = 5
	// maxJoinedLength bounds their JSON, in characters: what fits it fits into five messages of
	// LINE's 5,000 UTF-16 units whichever letters it is made of.
	maxJoinedLength = 8000
	// slideTime is for how long others that follow a reply may put it off.
	slideTime = 15 * time.Second
)

const (
	// Of each head, those right behind it: as far as all are due and untried, everything is a
	// person's plain words, and it is not too much. Where $4 is set, whatever they say: a reply
	// token came for what the quota holds, which has certainly not gone out, and what it does not
	// carry waits for the next one.
	sqlJoin = `
		WITH heads AS (
		    SELECT id, lane, messages
		    FROM   deliveries
		    WHERE  id = ANY ($1) AND settled IS NULL AND (NOT $4 OR sure = attempt)
		), behind AS (
		    SELECT h.id AS head, n.id,
		           jsonb_array_length(h.messages) + sum(jsonb_array_length(n.messages)) OVER w AS messages,
		           length(h.messages::text) + sum(length(n.messages::text)) OVER w AS length,
		           bool_and(n.state = 'pending' AND n.due <= now() AND NOT n.supersede AND n.attempt = 0
		                    AND ($4 OR plain_reply(h.messages) AND plain_reply(n.messages))
		                    OR n.joined IS NOT DISTINCT FROM h.id) OVER w AS fits
		    FROM   heads h
		           CROSS JOIN LATERAL (SELECT   *
		                               FROM     deliveries d
		                               WHERE    d.lane = h.lane AND d.settled IS NULL AND d.id > h.id
		                               ORDER BY d.id
		                               LIMIT    $2) n
		    WINDOW w AS (PARTITION BY h.id ORDER BY n.id)
		)
		UPDATE deliveries d
		SET    joined = b.head
		FROM   behind b
		WHERE  d.id = b.id AND b.fits AND b.messages <= $2 AND b.length <= $3`

	sqlSendJoined = `
		UPDATE deliveries d
		SET    state = 'sending', failed = false, attempt = d.attempt + 1
		FROM   deliveries h
		WHERE  h.id = ANY ($1) AND d.lane = h.lane AND d.settled IS NULL AND d.joined = h.id
		RETURNING h.id, d.id, d.key::text, d.ticket, d.messages, d.attempt, d.created`

	// What was written first waits for what follows it within the seconds in which both can still
	// be taken back, so that they are due at one moment; but nothing waits longer than slideTime.
	sqlSlide = `
		UPDATE deliveries d
		SET    due = greatest(d.due, now() + $2 * interval '1 second')
		WHERE  d.lane = $1 AND d.settled IS NULL AND d.state = 'pending' AND d.attempt = 0
		AND    d.due > now() AND plain_reply(d.messages)
		AND    NOT EXISTS (SELECT FROM deliveries o
		                   WHERE  o.lane = $1 AND o.settled IS NULL AND o.state = 'pending' AND o.attempt = 0
		                   AND    o.created <= $3 AND plain_reply(o.messages))`

	sqlSlideLane = `
		UPDATE lanes l
		SET    due = d.due
		FROM   deliveries d
		WHERE  l.lane = $1 AND d.id = l.head AND d.state = 'pending' AND d.attempt = 0 AND l.due < d.due`
)

// plainReply reports whether all a delivery says are a person's plain words. The database's
// plain_reply says the same.
func plainReply(messages []chat.Message) bool {
	return !slices.ContainsFunc(messages, func(m chat.Message) bool {
		return m.Author != chat.Staff || len(m.Choices) > 0 || m.Answer != nil || m.Status != nil
	})
}

// queueJoin adds to claimed deliveries those that go out with them. Their lanes are locked, for what
// waits in them can still be taken back.
func queueJoin(b *pgx.Batch, claimed []chat.Delivery) {
	var fresh, all []int64
	at := map[int64]*chat.Delivery{}
	for i := range claimed {
		d := &claimed[i]
		if d.Attempt == 1 && plainReply(d.Messages) {
			fresh = append(fresh, d.ID)
		}
		if d.Attempt > 1 || plainReply(d.Messages) {
			all, at[d.ID] = append(all, d.ID), d
		}
	}
	if len(all) == 0 {
		return
	}
	b.Queue(sqlJoin, fresh, maxJoined, maxJoinedLength, false)
	b.Queue(sqlSendJoined, all).Query(func(rows pgx.Rows) error { return addJoined(rows, at) })
}

// carryJoined lets each delivery say what goes out with it.
func carryJoined(claimed []chat.Delivery) {
	for i := range claimed {
		d := &claimed[i]
		slices.SortFunc(d.Joined, func(a, b chat.Delivery) int { return cmp.Compare(a.ID, b.ID) })
		for _, j := range d.Joined {
			d.Messages = append(d.Messages, j.Messages...)
		}
	}
}

func addJoined(rows pgx.Rows, at map[int64]*chat.Delivery) error {
	var head int64
	var j chat.Delivery
	_, err := pgx.ForEachRow(rows, []any{&head, &j.ID, &j.Key, &j.Ticket, &j.Messages, &j.Attempt, &j.Created}, func() error {
		d := at[head]
		j.To, j.Created = d.To, j.Created.UTC()
		d.Joined = append(d.Joined, j)
		j.Messages = nil // the next row has its own
		return nil
	})
	return err
}

// slide puts off the replies that stand before a new one of the same lane until that is due.
func (w *work) slide(b *pgx.Batch, parcels []parcel) {
	for _, p := range parcels {
		if p.lane == w.lane && p.delay > 0 && plainReply(p.messages) {
			b.Queue(sqlSlide, p.lane, p.delay.Seconds(), w.turn.Now.Add(-slideTime))
			b.Queue(sqlSlideLane, p.lane)
		}
	}
}

// apart are settlements with one for each delivery that went out with another: what became of the
// first became of all.
func apart(done []turn.Settlement) []turn.Settlement {
	var all []turn.Settlement
	for _, d := range done {
		all = append(all, d)
		for _, j := range d.Delivery.Joined {
			part := d
			part.Delivery, part.Follow = j, nil
			part.Delivery.ReplyToken, part.Delivery.ReplyUntil = d.Delivery.ReplyToken, d.Delivery.ReplyUntil
			part.Receipt.Pushes, part.Receipt.Thread, part.Receipt.IDs = 0, "", nil
			all = append(all, part)
		}
	}
	return all
}
