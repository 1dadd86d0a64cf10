package switches

import (
	"strconv"
	"strings"
	"time"

	"madoguchi/catalogue"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/ticket"
)

func say(key catalogue.Key, values ...any) string { return catalogue.JA.Say(key, values...) }

// names are what the kinds are called.
var names = map[Kind]catalogue.Key{Closed: "switches.closed", Notice: "switches.notice", Silent: "switches.silent", Busy: "switches.busy"}

// Label is the kind as staff read it.
func (k Kind) Label() string { return say(names[k]) }

// ChannelName is where a notice can be shown, as staff read it.
func ChannelName(channel string) string {
	if channel == FAQPages {
		return say("console.switches.channel.faq")
	}
	return staffwords.Channel(channel)
}

// reason is why the office is closed, as members read it.
func reason(text string) string {
	if text = strings.TrimSpace(text); text != "" {
		return text
	}
	return Closed.Label()
}

// Span is when a switch is in force, as staff read it.
func (s *Switch) Span(now time.Time) string {
	from := moment(now, s.From)
	if s.Until.IsZero() {
		return say("switches.from", "from", from)
	}
	until := s.Until
	if until.Equal(reading.Midnight(until)) { // the end of its last day
		return say("switches.days", "from", from, "until", ticket.LongDay(now, until.Add(-time.Second)))
	}
	return say("switches.span", "from", from, "until", moment(now, until))
}

func moment(now, t time.Time) string {
	return say("switches.moment", "day", ticket.LongDay(now, t), "clock", ticket.Clock(t))
}

// Summary is a switch in one line, for the record of who turned it.
func (s *Switch) Summary() string {
	parts := []string{string(s.Kind), "from=" + s.From.UTC().Format(time.RFC3339)}
	for _, p := range [][2]string{
		{"programmes", strings.Join(s.Programmes, "+")}, {"channels", strings.Join(s.Channels, "+")}, {"text", strings.TrimSpace(s.Text)},
	} {
		if p[1] != "" {
			parts = append(parts, p[0]+"="+p[1])
		}
	}
	if !s.Until.IsZero() {
		parts = append(parts, "until="+s.Until.UTC().Format(time.RFC3339))
	}
	if s.Days > 0 {
		parts = append(parts, "days="+strconv.Itoa(s.Days))
	}
	if s.Push {
		parts = append(parts, "push")
	}
	return strings.Join(parts, " ")
}

// Refusal says in words what a switch cannot have.
func Refusal(err error) string {
	f, ok := err.(*Fault)
	if !ok {
		return say("switches.fault.kind")
	}
	switch f.Field {
	case "until":
		return say("switches.fault.until", "days", int(LongestClosed/(24*time.Hour)))
	case "text":
		return say("switches.fault.text", "notice", LongestNotice, "reason", LongestReason)
	case "days":
		return say("switches.fault.days", "most", MostDays)
	}
	return say("switches.fault.kind")
}
