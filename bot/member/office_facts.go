package member

import (
	"context"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// aboutOffice answers a question about the office itself by the office file: its hours and days, telephone
// and address. Where the FAQ answers such a question with confidence, its own words come first.
func (dg *Dialogue) aboutOffice(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	q, ok := reading.OfficeAsked(text, t.Now)
	if !ok {
		return false, nil
	}
	d, err := dg.consult(ctx, t, text)
	if err != nil {
		return true, err
	}
	if d.Verdict == faq.Answer && len(d.Hits) > 0 && answersOffice(d.Hits[0].Entry, q, t.Now) {
		return true, dg.carryOut(ctx, t, d)
	}
	dg.sayOffice(t, q)
	return true, nil
}

// answersOffice reports whether an entry is about the same fact of the office: how to change a member's own
// telephone number is not.
func answersOffice(e *faq.Entry, q reading.OfficeQuestion, now time.Time) bool {
	same, ok := reading.OfficeAsked(e.Question, now)
	return ok && same.Topic == q.Topic
}

func (dg *Dialogue) sayOffice(t *turn.Turn, q reading.OfficeQuestion) {
	cal := &dg.Office.Calendar
	ask := chat.Choice{Label: words.LabelAskOffice, Data: turn.Data("start", string(ticket.Inquiry), "")}
	switch q.Topic {
	case reading.OfficePhone:
		dg.sayFact(t, dg.Office.Phone, words.Phone, words.NoPhone, ask)
	case reading.OfficeAddress:
		dg.sayFact(t, dg.Office.Address, words.Address, words.NoAddress, ask)
	case reading.WhoAnswers:
		t.SayText(words.WhoAnswers, ask)
	case reading.OfficeHours:
		t.SayText(words.WeekHours(cal))
	case reading.OpenNow:
		t.SayText(dg.openOn(t, reading.OfficeQuestion{Topic: reading.OpenOn, Day: reading.Midnight(t.Now), Weekday: -1, Weather: q.Weather}))
	case reading.OpenOn:
		said := dg.openOn(t, q)
		if q.Shut {
			said = words.AskedIfShut(said)
		}
		t.SayText(said)
	}
}

// sayFact tells a fact that the office file may have left out.
func (dg *Dialogue) sayFact(t *turn.Turn, fact string, tell func(string) string, none string, ask chat.Choice) {
	if fact == "" {
		t.SayText(none, ask)
		return
	}
	t.SayText(tell(fact))
}

// openOn answers whether the office is open on some day.
func (dg *Dialogue) openOn(t *turn.Turn, q reading.OfficeQuestion) string {
	cal := &dg.Office.Calendar
	switch {
	case q.Season == reading.AllHolidays:
		return words.WeekHours(cal)
	case q.Season != reading.NoSeason:
		from, until := seasonDays(q.Season, t.Now)
		return words.OnBreak(cal, words.Season(q.Season), dg.breaks(from, until, q.Season != reading.GoldenWeek), t.Now)
	case q.Weekday >= 0:
		return words.OpenWeekday(cal, time.Weekday(q.Weekday))
	case q.Day.Equal(reading.Midnight(t.Now)):
		if shut := words.ShutToday(cal, t.Now); shut != "" {
			return shut
		}
		said := words.OpenToday(cal, t.Now)
		if q.Weather && cal.WorkingDay(t.Now) {
			said += words.AsUsual
		}
		return said
	}
	said := words.OpenOn(cal, q.Day, t.Now)
	if _, _, early := cal.Shuts(q.Day); q.Weather && cal.WorkingDay(q.Day) && !early {
		said += words.AsUsual
	}
	return said
}

// seasonDays are the first and the last day of the next season, or of the one that lasts.
func seasonDays(s reading.Season, now time.Time) (from, until time.Time) {
	of := func(year int) (time.Time, time.Time) {
		day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, reading.JST) }
		switch s {
		case reading.YearEnd:
			return day(year-1, time.December, 27), day(year, time.January, 7)
		case reading.Bon:
			return day(year, time.August, 8), day(year, time.August, 19)
		}
		return day(year, time.April, 29), day(year, time.May, 6)
	}
	for year := now.In(reading.JST).Year(); ; year++ {
		if from, until = of(year); !reading.Midnight(now).After(until) {
			return from, until
		}
	}
}

// breaks are the stretches of days between two on which the office does not open. With own, only those count
// that have more in them than weekends: a holiday, or what the office closes for itself.
func (dg *Dialogue) breaks(from, until time.Time, own bool) []words.Break {
	cal := &dg.Office.Calendar
	var all []words.Break
	for day := from; !day.After(until); day = day.AddDate(0, 0, 1) {
		why := cal.Closed(day)
		if why == "" {
			continue
		}
		named := why != ticket.WeekdayOff(day)
		if n := len(all) - 1; n >= 0 && all[n].Until.AddDate(0, 0, 1).Equal(day) {
			all[n].Until = day
			if named && all[n].Why == "" {
				all[n].Why = why
			}
			continue
		}
		b := words.Break{From: day, Until: day}
		if named {
			b.Why = why
		}
		all = append(all, b)
	}
	if !own {
		return all
	}
	var with []words.Break
	for _, b := range all {
		if b.Why != "" {
			with = append(with, b)
		}
	}
	return with
}

// soon is for how long ahead a greeting names the days on which the office is closed.
const soon = 7

// closedSoon names the days within a week on which the office is closed, beside its weekends.
func (dg *Dialogue) closedSoon(t *turn.Turn) string {
	cal, today := &dg.Office.Calendar, reading.Midnight(t.Now)
	var named []words.Break
	if b, broken := cal.BreakAt(t.Now); broken { // which is told of by itself, with what follows from it
		today = reading.Midnight(b.Until.Add(-time.Nanosecond)).AddDate(0, 0, 1)
	}
	for day := today; !day.After(today.AddDate(0, 0, soon)); day = day.AddDate(0, 0, 1) {
		why := cal.Closed(day)
		if !beyondWeekend(cal, day) {
			continue
		}
		b := words.Break{From: day, Until: day, Why: why}
		for next := b.Until.AddDate(0, 0, 1); beyondWeekend(cal, next); next = next.AddDate(0, 0, 1) {
			b.Until, b.Why = next, together(b, next, cal.Closed(next))
		}
		named = append(named, b)
		day = b.Until
	}
	return words.ClosedSoon(named, t.Now)
}

// beyondWeekend reports whether the office is closed on a day on which it opens in other weeks, or that has a name.
func beyondWeekend(cal *ticket.Calendar, day time.Time) bool {
	why := cal.Closed(day)
	return why != "" && why != ticket.WeekdayOff(day)
}

// together is what a stretch of days is closed for when one more joins it: the office's own reason, or 祝日 where
// there are only holidays.
func together(b words.Break, day time.Time, why string) string {
	switch {
	case ticket.Holiday(day) == "" && why != b.Why && ticket.Holiday(b.From) != "":
		return why
	case ticket.Holiday(day) != "" && ticket.Holiday(b.From) != "" && why != b.Why:
		return words.Holidays
	}
	return b.Why
}

// greet greets, once in a row, and says which days the office is closed soon.
func (dg *Dialogue) greet(t *turn.Turn) string {
	if n := t.Frame("greeting"); n > 0 && t.Event.Kind == chat.Text {
		return words.GreetAgain(dg.Office.Name, n)
	}
	text := words.Greeting(dg.Office.Name)
	if shut := words.ShutToday(&dg.Office.Calendar, t.Now); shut != "" {
		text += "\n\n" + shut
	}
	if closed := dg.closedSoon(t); closed != "" {
		text += "\n\n" + closed
	}
	for _, notice := range dg.unseenNotices(t) {
		text += "\n\n" + words.Announce(notice)
	}
	return text
}
