package chat

import (
	"errors"
	"time"
)

// ErrTaken is what a store returns, wrapped, where what can be used once was used already.
var ErrTaken = errors.New("used already")

// A Vouching is a site's word that the visitor of a web session is one of its members. All that could be used by
// whoever reads it comes as its hash.
type Vouching struct {
	Old, Fresh []byte    // tokens of the session: the one it has, and the one it gets
	NewID      string    // of the session that begins where the old one is another member's
	Subject    []byte    // the site's id of the member
	Word       []byte    // the site's token, which serves one session
	WordUntil  time.Time // after which the site's token is good for nothing
	Expires    time.Time // of the fresh token
	Now        time.Time
}
