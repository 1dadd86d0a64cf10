package postgres

import (
	"context"
	"fmt"
	"time"

	"madoguchi/chat"
)

// A reply token lets one delivery go out free of charge. Its life in the store:
//
//	Accept           puts it into the contact's pool (reply_tokens), with the event that brought it
//	Claim            the head of the contact's lane takes the one that ends soonest, in the statement that leases it
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
	sqlTokenWaits = `SELECT EXISTS (SELECT FROM reply_tokens WHERE lane = $1 AND until > $2)`

	sqlForgetTokens = `DELETE FROM reply_tokens WHERE until < $1`
)

// tokenKept is for how long a token is kept that nobody took in time: an event that is sent again
// makes it good for another minute, up to twenty minutes after it happened.
const tokenKept = 20 * time.Minute

// TokenWaits reports whether a contact has a good reply token that no delivery has taken.
func (s *Store) TokenWaits(ctx context.Context, to chat.Address) (bool, error) {
	var waits bool
	if err := s.workers.QueryRow(ctx, sqlTokenWaits, clean(to.String()), s.options.Now()).Scan(&waits); err != nil {
		return false, fmt.Errorf("look for a reply token of %s: %w", to, err)
	}
	return waits, nil
}
