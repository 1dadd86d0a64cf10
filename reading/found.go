package reading

import (
	"strings"

	"madoguchi/chars"
)

// A Found is what a reader found in a text. With a Fault there is no value, and the other fields say
// what they can.
type Found[T any] struct {
	Value T
	Rest  string // what the text says besides, as it was written; "" where it says nothing else
	Fault Fault
	Meant string // of a Slip: what was meant, in all likelihood
	Count int    // of Several and TooShort: how many there are
}

// OK reports whether there is a value.
func (f Found[T]) OK() bool { return f.Fault == "" }

// A Fault says why a text has no value of the kind asked for.
type Fault string

// The faults. Each reader says which it gives.
const (
	Missing  Fault = "missing"   // the text names nothing of the kind
	Several  Fault = "several"   // more than one, and which is meant cannot be told
	Broken   Fault = "broken"    // it tries to, but what it names cannot be right
	Half     Fault = "half"      // one mark of it is there, but no value around it
	Slip     Fault = "slip"      // a well-known slip of the hand: see Found.Meant
	Comma    Fault = "comma"     // a comma where a point belongs
	TooShort Fault = "too_short" // not as many digits as there must be: see Found.Count
	Checksum Fault = "checksum"  // the check digit does not fit: one digit is wrong
	TooLong  Fault = "too_long"  // longer than anything of the kind
	Unsure   Fault = "unsure"    // there is one, and the text says something of it that cannot be read
)

func missing[T any](rest string) Found[T] { return Found[T]{Fault: Missing, Rest: rest} }

// others is what a text says before and behind a value: the polite words that hold a value in a
// sentence are nothing of their own.
func others(before, behind string) string {
	return strings.TrimSpace(frame(before) + " " + frame(behind))
}

// frame is a piece of text beside a value without the words that only introduce or close it.
func frame(s string) string {
	s = chars.Line(s)
	plain := strings.Trim(chars.FoldKana(s), "<>:：;")
	if plain == "" || framing().MatchString(plain) {
		return ""
	}
	return strings.Trim(s, " 　、。,，：:")
}

var framing = phrases("framing", whole, chars.FoldKana)
