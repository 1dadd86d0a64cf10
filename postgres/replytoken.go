package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
)

// A reply token lets one delivery go out free of charge. Its life in the store:
//
//	Accept           puts it into the contact's pool (reply_tokens), with the event that brought it
//	Claim            the head of the contact's lane takes the one that ends soonest
//	Settle, sent     it is used up
//	Settle, unused   nothing was sent with it: it returns to the pool, for this delivery or another
//	Settle, dead     the platform takes it no more, and nothing arrived: the delivery may take another
//	Settle, unknown  it may have been used: it stays with its delivery, which takes no other one
//	Forget           deletes what nobody took
//
// So a push is made only where the pool was empty when the delivery was claimed. The channel asks
// [Store.TokenWaits] once more just before it pushes, for a token may have come meanwhile.
//
// A lane has one delivery under way at a time, so that its pool is never taken from twice at once.
// What the column sure says keeps an answer from arriving twice: where an attempt may have arrived,
// by reply or by push, only the same token or the same retry key can tell. Rows of the pool are locked
// after the lanes.

const (
	// They run in the transaction of the claim, under the locks of the lanes, so that what is taken
	// is written down before it is used. The attempt that begins is counted already.
	sqlTakeTokens = `
		WITH wanting AS (
		    SELECT id, lane
		    FROM   deliveries
		    WHERE  id = ANY ($1) AND (reply_token = '' OR reply_until <= $2) AND sure = attempt - 1
		), taken AS (
		    DELETE FROM reply_tokens r
		    USING  wanting w
		           CROSS JOIN LATERAL (SELECT   token
		                               FROM     reply_tokens
		                               WHERE    lane = w.lane AND until > $2
		                               ORDER BY until, token
		                               LIMIT    1) t
		    WHERE  r.lane = w.lane AND r.token = t.token
		    RETURNING w.id, r.token, r.until
		)
		UPDATE deliveries d
		SET    reply_token = t.token, reply_until = t.until
		FROM   taken t
		WHERE  d.id = t.id
		RETURNING d.id, d.reply_token, d.reply_until`

	sqlTokenWaits = `SELECT EXISTS (SELECT FROM reply_tokens WHERE lane = $1 AND until > $2)`

	sqlForgetTokens = `DELETE FROM reply_tokens WHERE until < $1`
)

// tokenKept is for how long a token is kept that nobody took in time: an event that is sent again
// makes it good for another minute, up to twenty minutes after it happened.
const tokenKept = 20 * time.Minute

// queueTokens gives reply tokens to claimed deliveries to contacts.
func queueTokens(b *pgx.Batch, claimed []chat.Delivery, now time.Time) {
	at := map[int64]*chat.Delivery{}
	ids := make([]int64, len(claimed))
	for i := range claimed {
		ids[i], at[claimed[i].ID] = claimed[i].ID, &claimed[i]
	}
	b.Queue(sqlTakeTokens, ids, now).Query(func(rows pgx.Rows) error {
		var id int64
		var token string
		var until time.Time
		_, err := pgx.ForEachRow(rows, []any{&id, &token, &until}, func() error {
			at[id].ReplyToken, at[id].ReplyUntil = token, until.UTC()
			return nil
		})
		return err
	})
}

// TokenWaits reports whether a contact has a good reply token that no delivery has taken.
func (s *Store) TokenWaits(ctx context.Context, to chat.Address) (bool, error) {
	var waits bool
	if err := s.workers.QueryRow(ctx, sqlTokenWaits, clean(to.String()), s.options.Now()).Scan(&waits); err != nil {
		return false, fmt.Errorf("look for a reply token of %s: %w", to, err)
	}
	return waits, nil
}
