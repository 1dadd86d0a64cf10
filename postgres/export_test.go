package postgres

import (
	"context"
	"time"

	"madoguchi/chars"
)

// For tests of the package from outside.
var (
	Pairs   = pairs
	Probing = probing
	Fold    = fold
	Month   = month
)

// ClaimSQL is the statement of Claim.
const ClaimSQL = sqlClaim

// NamingStatements are those by which tables name an erased colleague no more.
func NamingStatements() (all []string) {
	for _, n := range namings {
		all = append(all, n.sql())
	}
	return all
}

// The statements for a filter, and what stands at a place.
var (
	TicketsQuery = ticketsQuery
	CountQuery   = countQuery
	Nth          = nth
)

// Die makes the process seem killed: its session ends, nothing is tidied up.
func (s *Store) Die() {
	s.cancel()
	s.wg.Wait()
	s.session.end()
}

// BringForward acts as where the clock was seen to step back.
func (s *Store) BringForward(ctx context.Context, back time.Duration) error {
	return s.bringForward(ctx, back)
}

// A ClockWatch compares a clock with the time that passes.
type ClockWatch struct{ w clockWatch }

// Look takes what the clock showed at a moment.
func (c *ClockWatch) Look(shown, before, after time.Time) time.Duration {
	return c.w.look(shown, before, after)
}

// Epoch is the epoch of the store's process.
func (s *Store) Epoch() int64 { return s.session.current() }

// NoticeRoom is how many notices wait at most.
const NoticeRoom = noticeRoom

// SetPause sets the pause between attempts to store a notice.
func (n *Notices) SetPause(d time.Duration) { n.pause = d }

// Grams are a text's pairs with its week, as the search's table has them.
func Grams(text string, at time.Time) []int32 {
	return append(pairs(chars.Seek(text).Text), weekGram(at))
}

// TicketText is what a ticket says, as the search reads it.
var TicketText = ticketText
