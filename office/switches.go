package office

import (
	"slices"
	"time"

	"madoguchi/switches"
)

// WithSwitches is the office while switches are on: its calendar has their closures, and what it promises at now
// takes as much longer as they say. The office itself, which is what the file says, stays as it is.
func (o *Office) WithSwitches(set switches.Set, now time.Time) *Office {
	if len(set) == 0 {
		return o
	}
	other := *o
	other.Switches = set
	other.Calendar = *o.Calendar.With(set.Breaks()...)
	other.longer = set.Longer(now)
	other.Forms = slices.Clone(o.Forms)
	for i := range other.Forms {
		other.Forms[i].Fields = slices.Clone(o.Forms[i].Fields)
	}
	other.tellCalendar()
	return &other
}
