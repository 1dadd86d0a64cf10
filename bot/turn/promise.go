package turn

import "time"

// A Move is a promise that a closure of the office has moved, or that is looked at again once the closure is undone. The
// closure is a switch, or a change of the office's hours or closures that is to stay until it is changed again.
type Move struct {
	Switch   int64 // the closure's; 0 = it is an edit
	Edit     int64
	Ticket   string
	Was, Due time.Time // before and after
	Why      string    // as the member is told it
	Untold   bool      // the member is not told
	Back     bool      // the closure is undone: this is the end of the matter, whether or not Due has become Was again
}

// A Broken is a promise that a closure breaks, and what the closure says of it. With Back it is one that it breaks no
// more.
type Broken struct {
	Move
	From, Until time.Time // of the closure
	Push        bool      // whoever waits is told at once

	Edited []Step // with Back and Edit: how edits have moved it, the latest first
}

// A Step is how an edit has moved a promise.
type Step struct {
	Move
	Keep bool // what was promised before can be kept by now
}
