package edition

import (
	"cmp"
	"slices"
)

// An Effect is how questions are answered with a change beside how they are answered without it.
type Effect struct {
	Asked   int     // questions that were tried
	Skipped int     // questions for which there was no time
	Left    int     // questions that are still to be tried
	Shifts  []Shift // those that are answered otherwise, the worst first
}

// A Shift is one question that is answered otherwise.
type Shift struct {
	Question string
	From, To Outcome
	// Confirmed is the entry that somebody has confirmed as the question's own: it is its question, one of its other
	// wordings, or it has helped a member who asked so. "" where nobody has.
	Confirmed string
	Asked     bool // a member has asked it
	Anew      bool // the same entry answers, in other words
}

// An Outcome is what a question gets.
type Outcome struct {
	Kind string // Direct, Offered, or None
	Ref  string // of the first entry
	Text string // its question
}

// What a question may get.
const (
	Direct  = "direct"  // an answer
	Offered = "offered" // entries to choose from
	None    = "none"    // a form, a person, or a question back
)

// Loses says whether a shift takes a direct answer away from the entry that a person has confirmed.
func (s *Shift) Loses() bool {
	return s.Confirmed != "" && s.From.Kind == Direct && s.From.Ref == s.Confirmed && (s.To.Kind != Direct || s.To.Ref != s.Confirmed)
}

// Gains says whether it gives the confirmed entry's answer where it was not given before.
func (s *Shift) Gains() bool {
	return s.Confirmed != "" && s.To.Kind == Direct && s.To.Ref == s.Confirmed && !(s.From.Kind == Direct && s.From.Ref == s.Confirmed)
}

// weight orders shifts: what is lost first, then what goes elsewhere, then what is answered less, and what is won
// last.
func (s *Shift) weight() int {
	switch {
	case s.Loses():
		return 0
	case s.From.Kind == Direct && s.To.Kind == Direct && s.From.Ref != s.To.Ref:
		return 1
	case s.From.Kind == Direct && s.To.Kind != Direct:
		return 2
	case s.From.Kind == Offered && s.To.Kind == None:
		return 3
	case s.Gains():
		return 6
	case s.To.Kind == Direct:
		return 5
	}
	return 4
}

// Order puts the worst shifts first.
func (e *Effect) Order() {
	slices.SortStableFunc(e.Shifts, func(a, b Shift) int { return cmp.Compare(a.weight(), b.weight()) })
}

// Sum counts shifts by what becomes of them, towards the entry with the reference: questions that nothing answered
// and it does, that another answered and it does, that it answered and another does, that it answered and nothing
// does, and all others.
func (e *Effect) Sum(ref string) (won, taken, given, lost, other int) {
	for i := range e.Shifts {
		s := &e.Shifts[i]
		was, is := s.From.Kind == Direct, s.To.Kind == Direct
		switch {
		case is && s.To.Ref == ref && !was:
			won++
		case is && s.To.Ref == ref && s.From.Ref != ref:
			taken++
		case was && s.From.Ref == ref && is && s.To.Ref != ref:
			given++
		case was && s.From.Ref == ref && !is:
			lost++
		default:
			other++
		}
	}
	return won, taken, given, lost, other
}

// SumAll counts the shifts of a change of several entries: questions that nothing answered and something does, that
// another entry answers, that the same one answers in other words, that nothing answers any more, and all others.
func (e *Effect) SumAll() (won, elsewhere, anew, lost, other int) {
	for i := range e.Shifts {
		s := &e.Shifts[i]
		was, is := s.From.Kind == Direct, s.To.Kind == Direct
		switch {
		case s.Anew:
			anew++
		case is && !was:
			won++
		case was && is:
			elsewhere++
		case was:
			lost++
		default:
			other++
		}
	}
	return won, elsewhere, anew, lost, other
}

// Losses are the shifts that take a direct answer away from another entry than the one with the reference.
func (e *Effect) Losses(ref string) []Shift {
	var out []Shift
	for _, s := range e.Shifts {
		if s.Loses() && s.Confirmed != ref {
			out = append(out, s)
		}
	}
	return out
}
