package faq

import (
	"time"

	japanese "madoguchi/reading" // reading is what the index makes of a message here
)

// A Date is a day in Japan as "2024-03-29". The empty date is an open end. Dates compare as strings.
type Date string

// DateOf is the day in Japan at t.
func DateOf(t time.Time) Date { return Date(t.In(japanese.JST).Format(time.DateOnly)) }

// A Clock is a time of day in Japan as "17:00". Clocks compare as strings.
type Clock string

// A Validity is the term in which a programme or an answer holds, both days included.
type Validity struct {
	From  Date `json:"from,omitempty"`
	Until Date `json:"until,omitempty"`
	// Closes is until when it holds on its last day; empty is midnight.
	Closes Clock  `json:"until_time,omitempty"`
	Basis  string `json:"basis,omitempty"` // the words it was taken from, for the person who confirms it
	// Receipt says that it is the time in which something is received (受付は…), not the answer's own.
	Receipt bool `json:"receipt,omitempty"`
	// Confirmed says that the office has decided it. One that is not was found in a document's words.
	Confirmed bool `json:"-"`
}

// Open says whether v has neither beginning nor end.
func (v Validity) Open() bool { return v.From == "" && v.Until == "" }

// Same says whether v and w begin and end alike.
func (v Validity) Same(w Validity) bool {
	return v.From == w.From && v.Until == w.Until && v.Closes == w.Closes
}

// A Term says where a moment lies in a validity.
type Term int

// The three places a moment can lie.
const (
	Running Term = iota
	NotYet
	Ended
)

// At says where t lies in v. What closes at 17:00 is still open at that very moment.
func (v Validity) At(t time.Time) Term {
	day := DateOf(t)
	switch {
	case v.Until != "" && day > v.Until:
		return Ended
	case v.Until != "" && day == v.Until && v.Closes != "" && t.In(japanese.JST).Format("15:04:05.999999999") > string(v.Closes)+":00":
		return Ended
	case v.From != "" && day < v.From:
		return NotYet
	}
	return Running
}
