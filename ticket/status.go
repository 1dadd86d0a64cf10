package ticket

import (
	"fmt"
	"slices"
	"time"

	"madoguchi/catalogue"
)

// A Status is where a ticket stands.
type Status string

// The statuses.
const (
	Received  Status = "received"  // 受付: nobody has it yet
	Working   Status = "working"   // 対応中: somebody has it
	Waiting   Status = "waiting"   // 会員待ち: the member's turn
	OnHold    Status = "on_hold"   // 保留: until a time
	Resolved  Status = "resolved"  // 解決
	Cancelled Status = "cancelled" // 取消
)

// moves lists where a ticket may go from each status. The database holds the same words in a CHECK.
var moves = map[Status][]Status{
	Received:  {Working, Waiting, OnHold, Resolved, Cancelled},
	Working:   {Received, Waiting, OnHold, Resolved, Cancelled},
	Waiting:   {Working, OnHold, Resolved, Cancelled},
	OnHold:    {Received, Working, Waiting, Resolved, Cancelled},
	Resolved:  {Working, Received},
	Cancelled: {Working, Received},
}

// Statuses are all statuses in the order of a ticket's life.
var Statuses = []Status{Received, Working, Waiting, OnHold, Resolved, Cancelled}

// Open reports whether work remains.
func (s Status) Open() bool { return s != Resolved && s != Cancelled }

// Label is the status as people read it.
func (s Status) Label() string {
	if label, ok := catalogue.JA.Find(catalogue.Key("ticket.status." + string(s))); ok {
		return label
	}
	return string(s)
}

// CanMove reports whether a ticket may go from one status to another. Staying is always allowed.
func CanMove(from, to Status) bool { return from == to || slices.Contains(moves[from], to) }

// Move sets t's status, or says why it cannot.
func (t *Ticket) Move(to Status) error {
	if !CanMove(t.Status, to) {
		return fmt.Errorf("move ticket %s from %s to %s: not allowed", t.Number, t.Status, to)
	}
	t.Status = to
	return nil
}

// LatestHold is until when a ticket may be put on hold at most: a year. What is put off for longer is
// forgotten, and a slip of the finger in the year is not seen before.
func LatestHold(now time.Time) time.Time { return now.AddDate(1, 0, 0) }
