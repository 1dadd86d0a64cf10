package ticket

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/reading"
)

// farthest is how many years ahead a date may lie: beyond it a digit has slipped.
const farthest = 5

// readDate reads the one day an answer names.
func (f *Field) readDate(text string, now time.Time) (Reading, error) {
	text, workday := f.calendar().workdays(text, now)
	found := reading.Date(text, now)
	d, today, ex := found.Value, reading.Midnight(now), examplesOn(now)
	switch {
	case found.Fault == reading.Missing && f.Skip:
		return Reading{}, f.fail(say("ticket.ask.day_or_skip", "date", ex.date, "end", ex.end))
	case found.Fault == reading.Missing:
		return Reading{}, f.fail(say("ticket.ask.day", "date", ex.date, "end", ex.end))
	case d.Fault != "":
		return Reading{}, f.noDay(d)
	case found.Fault == reading.Several:
		return Reading{}, f.fail(whichDay(text, now))
	case found.Fault == reading.Unsure:
		return Reading{}, f.fail(say("ticket.ask.day_unsure", "date", ex.date))
	case f.Future && d.Date.Before(today):
		return Reading{}, f.fail(say("ticket.ask.day_past", "day", LongDay(now, d.Date)))
	case d.Date.After(today.AddDate(farthest, 0, 0)):
		return Reading{}, f.fail(say("ticket.ask.day_far", "year", d.Date.Year(), "day", Day(d.Date)))
	}
	shown := LongDay(now, d.Date)
	words := cmp.Or(workday, d.Words)
	if (d.Vague || workday != "") && !strings.Contains(shown, words) {
		shown = words + "（" + strings.NewReplacer("（", "・", "）", "").Replace(shown) + "）"
	}
	return Reading{Values: []string{d.Date.Format(time.DateOnly)}, Shown: shown}, nil
}

// whichDay asks which of the days that an answer names is meant.
func whichDay(text string, now time.Time) string {
	var days []string
	for _, d := range reading.Days(text, now) {
		if day := LongDay(now, d.Date); d.Fault == "" && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	if len(days) < 2 || len(days) > 4 {
		return say("ticket.ask.one_day")
	}
	return say("ticket.ask.which_day", "days", strings.Join(days, say("ticket.ask.and")))
}

// Examples puts days to come in the place of what a form's text names in braces: {date} and {later} are
// days, {slot} and {later_slot} parts of two, {end} the end of a month. So no example is ever past.
func Examples(text string, now time.Time) string {
	if !strings.Contains(text, "{") {
		return text
	}
	ex := examplesOn(now)
	return strings.NewReplacer("{date}", ex.date, "{later}", ex.later, "{slot}", ex.slot, "{later_slot}", ex.laterSlot, "{end}", ex.end).Replace(text)
}

// An exampleDays holds days to come, as a member may write them.
type exampleDays struct{ date, later, slot, laterSlot, end string }

func examplesOn(now time.Time) exampleDays {
	soon := workday(reading.Midnight(now).AddDate(0, 0, 10))
	later := workday(soon.AddDate(0, 0, 2))
	day := func(t time.Time) string { return say("ticket.ask.month_day", "month", int(t.Month()), "day", t.Day()) }
	return exampleDays{
		date: day(soon), later: day(later),
		slot:      say("ticket.ask.afternoon", "month", int(soon.Month()), "day", soon.Day()),
		laterSlot: say("ticket.ask.morning", "month", int(later.Month()), "day", later.Day()),
		end:       say("ticket.ask.month_end", "month", int(soon.AddDate(0, 0, 7).Month())),
	}
}

// workday is t, or the Monday behind it.
func workday(t time.Time) time.Time {
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// noDay says why what an answer names is no day.
func (f *Field) noDay(d reading.Day) error {
	if d.Fault == reading.WrongWeekday {
		return f.fail(say("ticket.ask.day_or_weekday", "month", int(d.Date.Month()), "day", d.Date.Day(), "weekday", Weekday(d.Date)))
	}
	return f.fail(say("ticket.ask.no_such_day", "words", d.Words))
}

// readSlots reads the times a member proposes. Where no slot alone may be taken from the words, they
// are kept as they are.
func (f *Field) readSlots(text string, now time.Time) (Reading, error) {
	text, _ = f.calendar().workdays(text, now)
	found := reading.Slots(text, now)
	switch {
	case found.Fault != "":
		return Reading{}, f.fail(say("ticket.ask.slots", "slot", examplesOn(now).slot))
	case found.Value.Open:
		return one(text), nil
	}
	var slots []string
	for _, s := range found.Value.Slots {
		switch {
		case s.Day.Fault != "":
			return Reading{}, f.noDay(s.Day)
		case f.Future && s.Day.Date.Before(reading.Midnight(now)):
			return Reading{}, f.fail(say("ticket.ask.slot_past", "day", LongDay(now, s.Day.Date)))
		case s.Unread:
			return Reading{}, f.fail(say("ticket.ask.slot_time"))
		}
		slots = append(slots, s.String())
	}
	if most := f.limit(3); len(slots) > most {
		return Reading{}, f.fail(say("ticket.ask.slots_at_most", "most", most))
	}
	return f.Show(slots), nil
}

// showSlot is a slot as people read it: 「11/3（火）13:00〜17:00」.
func showSlot(v string) string {
	d, times, timed := strings.Cut(v, "T")
	day, err := time.ParseInLocation(time.DateOnly, d, reading.JST)
	if err != nil {
		return v
	}
	if !timed {
		return Day(day)
	}
	from, until, ranged := strings.Cut(times, "/")
	switch {
	case from == "..":
		return say("ticket.promise.until", "day", Day(day), "clock", until)
	case until == "..":
		return say("ticket.promise.from", "day", Day(day), "clock", from)
	case ranged:
		return Day(day) + from + "〜" + until
	}
	return Day(day) + from
}

// readPair reads what stood before a change, and where the same message says it, what is to stand
// after. What stood before is only a help to the office, so it is taken as it is said; what comes
// after is checked.
func (f *Field) readPair(text string, now time.Time) (Reading, error) {
	both := reading.Pair(text)
	if !both.OK() {
		if change, ok := f.twoOf(text, now); ok {
			both = reading.Found[reading.Change]{Value: change}
		}
	}
	if !both.OK() {
		return f.readBefore(text, now), nil
	}
	r := f.readBefore(both.Value.Before, now)
	after, err := f.parts[0].Read(both.Value.After, now)
	if err != nil {
		return Reading{}, err
	}
	r.Also = map[string]Reading{f.parts[0].Key(): after}
	return r, nil
}

// readBefore is canonical where the field's type can read it, else the words as they are.
func (f *Field) readBefore(text string, now time.Time) Reading {
	if reading.Unknown(text) {
		return one("不明")
	}
	alone := *f
	alone.parts = nil
	if r, err := alone.Read(text, now); err == nil {
		return r
	}
	return one(chars.Clip(cmp.Or(reading.Side(chars.Tidy(text)), text), f.limit(200)))
}

// twoOf parts a text that has two numbers or addresses and nothing else that counts: 「03-1111-2222 から 03-1111-3333 です」.
func (f *Field) twoOf(text string, now time.Time) (reading.Change, bool) {
	if f.Type != TypePhone && f.Type != TypeEmail {
		return reading.Change{}, false
	}
	alone := *f
	alone.parts = nil
	for _, between := range []string{"から", "より", "を", "、", ",", "\n"} {
		before, after, found := strings.Cut(text, between)
		if !found {
			continue
		}
		if _, err := alone.Read(before, now); err != nil {
			continue
		}
		if _, err := alone.Read(after, now); err == nil {
			return reading.Change{Before: strings.TrimSpace(before), After: strings.TrimSpace(after)}, true
		}
	}
	return reading.Change{}, false
}
