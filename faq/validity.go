package faq

import (
	"time"

	japanese "madoguchi/reading" // reading is what the index makes of a message here
)

// A Date is a day in Japan as "2024-03-29". The empty date is an open end. Dates compare as strings.
type Date string

// DateOf is the day in Japan at t.
func DateOf(t time.Time) Date { return Date(t.In(japanese.JST).Format(time.DateOnly)) }

// A Validity is the term in which a programme or an answer holds, both days included.
type Validity struct {
	From  Date   `json:"from,omitempty"`
	Until Date   `json:"until,omitempty"`
	Basis string `json:"basis,omitempty"` // the words it was taken from, for the person who confirms it
}

// A Term says where a moment lies in a validity.
type Term int

// The three places a moment can lie.
const (
	Running Term = iota
	NotYet
	Ended
)

// At says where t lies in v.
func (v Validity) At(t time.Time) Term {
	day := DateOf(t)
	switch {
	case v.Until != "" && day > v.Until:
		return Ended
	case v.From != "" && day < v.From:
		return NotYet
	}
	return Running
}
