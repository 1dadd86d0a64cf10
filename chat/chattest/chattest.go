// Package chattest is the test that every [chat.Channel] passes.
//
// The bot promises its members that what was decided arrives whole, in order and once. It can keep
// that promise only where each channel keeps its part of it, so the part is written down here, once,
// as checks that run against a channel and a fake of its platform:
//
//	func TestConformance(t *testing.T) {
//		chattest.Run(t, chattest.Harness{New: newBench})
//	}
//
// The fake is the one thing a channel's author writes. It behaves as the platform is documented to,
// tells what a person looking at it would see, and can be made to fail. A platform reached over
// HTTP gets its failures from [Switch].
package chattest

import (
	"testing"
	"time"

	"madoguchi/chat"
)

// A Harness says how a channel is tried.
type Harness struct {
	// New builds a fresh channel before a fresh platform. What it opens it closes by t.Cleanup.
	New func(t testing.TB) Bench

	// Prepare completes a delivery with what the channel needs besides messages: a reply token, a
	// ticket's thread. It is called once for each key. Nil where nothing is needed.
	Prepare func(d *chat.Delivery)

	// Longest is how many UTF-16 units of text one delivery can carry, where the platform sets a
	// limit. One unit more must be Rejected without a call. 0 means no limit.
	Longest int

	// Impossible names failures that cannot happen on this platform, each with the reason.
	Impossible map[Failure]string

	// Repeats says why the platform gives no means to avoid a second copy after an ambiguous
	// failure. At most one is then allowed, and it must be marked (Seen.Again). "" allows none.
	Repeats string
}

// A Bench is one channel with its platform, ready to be tried.
type Bench struct {
	Channel chat.Channel
	To      chat.Address // somebody who can be reached
	Other   chat.Address // somebody else

	// Seen tells what the person at an address has before their eyes, oldest first, as they would
	// read it: markup the platform interprets is interpreted.
	Seen func(chat.Address) []Seen

	// Break makes the platform fail so from the call after the next "after" calls, until it is
	// called again. [None] ends it. Nil where every failure is impossible.
	Break func(f Failure, after int)

	// Calls is how many calls the platform has had.
	Calls func() int

	// Malformed are addresses of this channel that cannot be anybody's, besides the empty one.
	Malformed []chat.Address
}

// A Seen is one bubble, post or paragraph before a person's eyes.
type Seen struct {
	Text    string        // the message's own words, without what the platform adds (a name, a time)
	Choices []chat.Choice // what can be pressed below it; Data is what would come back
	Links   []string      // the addresses that links in it open
	Again   bool          // it is marked as possibly being a second copy
}

// A Failure is one way in which a platform fails.
type Failure string

// The failures.
const (
	None   Failure = ""
	Refuse Failure = "refuse" // it says that this will never work: nothing is accepted
	Down   Failure = "down"   // it fails before accepting anything: a 5xx, no connection
	Drop   Failure = "drop"   // it accepts, and its answer is lost
	Hang   Failure = "hang"   // it takes the call, accepts nothing and never answers
	Limit  Failure = "limit"  // it asks us to wait: nothing is accepted
)

// failures are all of them, for the check that a harness has considered each.
var failures = []Failure{Refuse, Down, Drop, Hang, Limit}

// Run puts a channel to every check, each with a fresh bench.
func Run(t *testing.T, h Harness) {
	t.Helper()
	if h.New == nil {
		t.Fatal("harness without New")
	}
	for f, reason := range h.Impossible {
		if reason == "" {
			t.Fatalf("failure %q is declared impossible without a reason", f)
		}
	}
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) { c.try(t, h) })
	}
}

// A check is one thing that is asked of a channel.
type check struct {
	name string
	run  func(*trial)
	need Failure // a failure the platform must be capable of
}

// checks are all that is asked.
var checks = []check{
	{name: "name is that of its addresses", run: checkName},
	{name: "one to five messages arrive whole and in order", run: checkOrder},
	{name: "text is verbatim", run: checkVerbatim},
	{name: "long text is split without loss", run: checkLong},
	{name: "text beyond the limit is rejected unsent", run: checkTooLong},
	{name: "choices are visible and complete", run: checkChoices},
	{name: "an answer shows every block and its source", run: checkAnswer},
	{name: "a delivery reaches its address alone", run: checkAddress},
	{name: "the same key again is one copy", run: checkAgain},
	{name: "a lost answer is one copy", run: checkLostAnswer, need: Drop},
	{name: "a platform that is down is temporary", run: checkDown, need: Down},
	{name: "a failure half way goes on where it stopped", run: checkHalfWay, need: Down},
	{name: "a refusal is final", run: checkRefuse, need: Refuse},
	{name: "a rate limit says how long to wait", run: checkLimit, need: Limit},
	{name: "a hang ends by the deadline", run: checkHang, need: Hang},
	{name: "a malformed delivery is rejected without a call", run: checkMalformed},
	{name: "concurrent sends do not disturb each other", run: checkConcurrent},
}

// try runs one check on a fresh bench, or says why it does not apply.
func (c check) try(t testing.TB, h Harness) {
	t.Helper()
	if reason, ok := h.Impossible[c.need]; ok && c.need != None {
		t.Logf("%s cannot happen here: %s", c.need, reason)
		return
	}
	b := h.New(t)
	switch {
	case b.Channel == nil || b.Seen == nil || b.Calls == nil:
		t.Fatal("bench without Channel, Seen or Calls")
	case b.To == b.Other || b.To.ID == "" || b.Other.ID == "":
		t.Fatal("bench needs two addresses")
	case b.Break == nil && len(h.Impossible) < len(failures):
		t.Fatal("bench without Break, and not every failure is declared impossible")
	}
	c.run(&trial{TB: t, Harness: h, Bench: b})
}

// sendTime is the deadline a channel is given, as the outbox would give it.
const sendTime = 10 * time.Second
