package turn

import (
	"crypto/sha256"
	"time"

	"madoguchi/chat"
)

// A Handoff is what waits under a code.
type Handoff struct {
	Hash      []byte       // of the code, which is itself kept nowhere
	From      chat.Address // where it was given
	Until     time.Time    // it is good until then, and after that only for From
	Taken     chat.Address // who has used it; zero while nobody has
	Form      *FormState   // nil where the member was in no form
	Programme string
	Last      *Last
	Link      bool // it is a nonce, for linking alone
}

// HashCode is what is kept of a code or nonce.
func HashCode(code string) []byte { sum := sha256.Sum256([]byte(code)); return sum[:] }

// LinkTime is for how long a nonce is good: as long as LINE's link token.
const LinkTime = 10 * time.Minute

// NewNonce is what is kept of a nonce that stands for a contact from now on: its hash, as of a code.
func NewNonce(nonce string, from chat.Address, now time.Time) *Handoff {
	return &Handoff{Hash: HashCode(nonce), From: from, Until: now.Add(LinkTime), Link: true}
}
