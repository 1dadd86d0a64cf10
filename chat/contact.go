package chat

import "time"

// A Contact is one member on one channel, as a list shows it.
type Contact struct {
	ID        int64 // of the conversation
	Address   Address
	Name      string // as they are called there
	Programme string // the one they last spoke of; "" = none
	Reachable bool   // false while they have blocked us
	Opened    time.Time
	Touched   time.Time // when something was last said
}
