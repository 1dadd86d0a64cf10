package postgres

import "time"

// For tests of the package from outside.
var (
	Pairs = pairs
	Fold  = fold
	Month = month
)

// ClaimSQL is the statement of Claim.
const ClaimSQL = sqlClaim

// TicketsQuery is the statement for a filter.
var TicketsQuery = ticketsQuery

// Die makes the process seem killed: its session ends, nothing is tidied up.
func (s *Store) Die() {
	s.cancel()
	s.wg.Wait()
	s.session.end()
}

// Epoch is the epoch of the store's process.
func (s *Store) Epoch() int64 { return s.session.current() }

// NoticeRoom is how many notices wait at most.
const NoticeRoom = noticeRoom

// SetPause sets the pause between attempts to store a notice.
func (n *Notices) SetPause(d time.Duration) { n.pause = d }
