// Package switches holds what an office turns on for a while when a day goes wrong: that it is closed today, a
// notice, that the program answers no questions of a programme by itself, that answers take longer than usual.
//
// A [Switch] is one of these with its time; a [Set] is all that are on, and says what follows from them at a moment.
// The office file stays the source of all that stands: its hours, its closures, its notices. What is here comes on
// top of it, for every process at once, and is gone with one press.
//
// Values and pure functions: nothing is stored or sent here. postgres keeps the switches, office.WithSwitches lays a
// set over the office file, bot/desk moves the promises that a closure breaks.
//
//	sw := switches.Switch{Kind: switches.Closed, From: now, Until: midnight, Text: "台風接近のため"}
//	if err := sw.Check(now); err != nil { … } // a *Fault names the field
//	off = off.WithSwitches(switches.Set{sw}, now)
package switches

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// A Kind is what a switch does. The database keeps the word.
type Kind string

// The kinds.
const (
	Closed Kind = "closed" // 臨時休業: the office is closed from From until Until
	Notice Kind = "notice" // お知らせ: Text is shown to members
	Silent Kind = "silent" // 自動回答を止める: questions about Programmes go to people
	Busy   Kind = "busy"   // 混雑中: what is promised from now on takes Days working days more
)

// Kinds are all there are, in the order in which they are offered.
func Kinds() []Kind { return []Kind{Closed, Notice, Silent, Busy} }

// FAQPages is the channel by which a notice names the public pages of the FAQ, beside those on which members talk.
const FAQPages = "faq"

// Channels are where a notice can be shown.
func Channels() []string { return []string{chat.LINE, chat.Web, chat.Email, FAQPages} }

// A Switch is one thing that was turned on.
type Switch struct {
	ID         int64
	Kind       Kind
	From       time.Time
	Until      time.Time // zero = until it is turned off; a closure always has one
	Text       string    // of a notice, what it says; of a closure, why, "" = 臨時休業
	Programmes []string  // which ones it is about; none = all
	Channels   []string  // of a notice, where it is shown; none = everywhere
	Days       int       // of Busy
	Push       bool      // of a closure: whose promise it breaks is told at once, by a paid message if need be

	Made     time.Time
	By       chat.Person
	Off      time.Time // since when it is off by somebody's hand; zero = it is not
	OffBy    chat.Person
	Moved    int // of a closure: how many promises it has moved so far
	Restored int // and how many of them are back where they were
}

// On reports whether s is in force at a moment.
func (s *Switch) On(now time.Time) bool { return !now.Before(s.From) && s.Ahead(now) }

// Ahead reports whether s is in force or will be.
func (s *Switch) Ahead(now time.Time) bool {
	return s.Off.IsZero() && (s.Until.IsZero() || now.Before(s.Until))
}

// About reports whether s is about a programme; "" is one that is not known, which every switch is about.
func (s *Switch) About(programme string) bool {
	return len(s.Programmes) == 0 || programme == "" || slices.Contains(s.Programmes, programme)
}

// Break is what a closure takes out of the calendar.
func (s *Switch) Break() ticket.Break {
	return ticket.Break{From: s.From, Until: s.Until, Note: reason(s.Text)}
}

// Bounds: a notice is three lines on a telephone, as in the office file; a reason one. An office that is closed for
// longer than a month has a closure in its file, and one that needs more than ten days longer has another promise.
const (
	LongestNotice = 200
	LongestReason = 60
	LongestClosed = 31 * 24 * time.Hour
	MostDays      = 10
	longestAhead  = 366 * 24 * time.Hour
)

// A Fault is what a switch cannot have, by the name of its field: kind, until, text, days, channels.
type Fault struct{ Field string }

func (f *Fault) Error() string { return "switch: " + f.Field + " cannot be so" }

// Check says what s cannot have, as it is turned on at now.
func (s *Switch) Check(now time.Time) error {
	n := utf8.RuneCountInString(strings.TrimSpace(s.Text))
	unknown := func(channel string) bool { return !slices.Contains(Channels(), channel) }
	switch {
	case !slices.Contains(Kinds(), s.Kind):
		return &Fault{"kind"}
	case s.From.Sub(now) > longestAhead, !s.Until.IsZero() && (!s.Until.After(s.From) || !s.Until.After(now) || s.Until.Sub(now) > 2*longestAhead):
		return &Fault{"until"}
	case s.Kind == Closed && (s.Until.IsZero() || s.Until.Sub(s.From) > LongestClosed):
		return &Fault{"until"}
	case s.Kind == Closed && n > LongestReason, s.Kind == Notice && (n == 0 || n > LongestNotice):
		return &Fault{"text"}
	case s.Kind == Busy && (s.Days < 1 || s.Days > MostDays):
		return &Fault{"days"}
	case slices.ContainsFunc(s.Channels, unknown):
		return &Fault{"channels"}
	}
	return nil
}

// A Set is all that are on or will be, by ID. Closures that are over may be among them, for the calendar of the past.
type Set []Switch

// Breaks are what its closures take, or have taken, out of the calendar.
func (set Set) Breaks() []ticket.Break {
	var out []ticket.Break
	for i := range set {
		if s := &set[i]; s.Kind == Closed && s.Off.IsZero() {
			out = append(out, s.Break())
		}
	}
	return out
}

// Notices are those shown at a moment on a channel to who has chosen a programme, "" = none.
func (set Set) Notices(programme, channel string, now time.Time) []Switch {
	var out []Switch
	for i := range set {
		if s := &set[i]; s.Kind == Notice && s.On(now) && s.About(programme) && (len(s.Channels) == 0 || slices.Contains(s.Channels, channel)) {
			out = append(out, *s)
		}
	}
	return out
}

// Silent reports whether the program answers no questions of a programme by itself.
func (set Set) Silent(programme string, now time.Time) bool {
	return slices.ContainsFunc(set, func(s Switch) bool { return s.Kind == Silent && s.On(now) && s.About(programme) && programme != "" })
}

// AnySilent reports whether there is a programme of which it answers none.
func (set Set) AnySilent(now time.Time) bool {
	return slices.ContainsFunc(set, func(s Switch) bool { return s.Kind == Silent && s.On(now) })
}

// Longer is how many working days more are promised at a moment.
func (set Set) Longer(now time.Time) int {
	days := 0
	for i := range set {
		if s := &set[i]; s.Kind == Busy && s.On(now) {
			days = max(days, s.Days)
		}
	}
	return days
}

// A Moved is a promise that a closure has moved.
type Moved struct {
	Ticket   string
	Was, Due time.Time
	Back     bool // the closure is undone, and the promise was looked at again
}

// A Hit is a promise that a closure would move, with whose it is.
type Hit struct {
	Number, Title, Channel string
	Was, Due               time.Time
}

// An Impact is what a closure would move.
type Impact struct {
	Hits []Hit // the nearest first
	More bool  // there are more than are listed

	Back int // promises moved before that may become again what they were
	Late int // promises that end after the end of business, and stay
}
