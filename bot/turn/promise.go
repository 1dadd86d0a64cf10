package turn

import "time"

// A Move is a promise that a closure of the office has moved, or that is looked at again once the closure is undone.
type Move struct {
	Switch   int64 // the closure's
	Ticket   string
	Was, Due time.Time // before and after
	Back     bool      // the closure is undone: this is the end of the matter, whether or not Due has become Was again
}

// A Broken is a promise that a closure breaks, and what the closure says of it. One with an Edit is broken by a change of
// the office's hours or closures that is to stay: Switch is 0, and nothing gives the promise back.
type Broken struct {
	Move
	Edit        int64
	From, Until time.Time // of the closure
	Why         string
	Push        bool // whoever waits is told at once
}
