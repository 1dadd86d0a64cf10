package console

import (
	"net/http"
	"slices"
	"time"

	officefile "madoguchi/office"
	"madoguchi/office/edits"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A lookView is what would come of a change before it is saved.
type lookView struct {
	Part, Label string
	Text        string // the part as it would be said; "" = as the file says
	Again       string // what the form is filled with for who goes back
	Version     int
	Seen        string
	Spared      []string // what forms would leave out to ask for no more than they may
	Which       string   // the form among those that members fill in
	Lines       []diffLine
	Days        []dayLook // today and the two weeks after
	Later       []dayLook // of the year after those that would be otherwise
	LaterMore   bool
	Hits        []movedView
	More        bool
	MovesBack   int          // promises that may become again what they were
	Late        int          // promises that end after the end of business, and stay
	Calendar    bool         // it changes when the office is open
	Routing     bool         // it changes who gets what
	Sayings     []sayingView // what members read
	Ways        []wayView    // where the latest consultations would go
	Differ      int          // how many of them elsewhere than now
	Left        []string     // what hangs on a team that would be gone
	Back        bool         // it gives the part back to the file
}

// A diffLine is a line of what is, what would be, or both.
type diffLine struct {
	Text      string
	Gone, New bool
}

// A dayLook is a day with when the office is open, and would be.
type dayLook struct {
	Day, Was, Will string
	Changed        bool
}

// Bounds of the look ahead.
const (
	daysShown  = 15 // with today
	laterShown = 10
	lookAhead  = 366
)

// lookAtPart is what would come of a part's being said otherwise.
func (s *Service) lookAtPart(r *http.Request, is, would *officefile.Laid, p edits.Part) (lookView, error) {
	was, will := is.Part(p), would.Part(p)
	v := lookView{Part: string(p), Label: p.Label(), Back: will.Edit.Back(), Lines: diff(describe(is.Office, p, was.Now), describe(would.Office, p, will.Now))}
	if v.Calendar = p == edits.Hours || p == edits.Closures; v.Calendar {
		s.lookAtDays(&v, &s.stores.OfficeFile.WithSwitches(is.Office).Calendar, &s.stores.OfficeFile.WithSwitches(would.Office).Calendar)
		impact, err := s.stores.OfficeFile.Breaks(r.Context(), would)
		if err != nil {
			return v, err
		}
		now := s.Now()
		for _, h := range impact.Hits {
			v.Hits = append(v.Hits, movedView{h.Number, h.Title, staffwords.Channel(h.Channel), moment(now, h.Was), moment(now, h.Due)})
		}
		v.More, v.MovesBack, v.Late = impact.More, impact.Back, impact.Late
	}
	if v.Routing = p == edits.Teams || p == edits.Routes; v.Routing {
		return v, s.lookAtWays(r, &v, is, would)
	}
	switch p {
	case edits.Forms:
		v.Lines = onlyChanged(v.Lines) // all that stays is a hundred lines
		v.Spared = sparedBy(was.Now, will.Now)
	case edits.Texts, edits.Notices, edits.Care:
		return v, s.lookAtTexts(r, &v, is, would, p)
	}
	return v, nil
}

func (s *Service) lookAtDays(v *lookView, was, will *ticket.Calendar) {
	now := s.Now()
	day := reading.Midnight(now)
	for n := range lookAhead {
		look := dayLook{Day: ticket.LongDay(now, day), Was: openOn(was, day), Will: openOn(will, day)}
		look.Changed = look.Was != look.Will
		switch {
		case n < daysShown:
			v.Days = append(v.Days, look)
		case look.Changed && len(v.Later) < laterShown:
			v.Later = append(v.Later, look)
		case look.Changed:
			v.LaterMore = true
		}
		day = day.AddDate(0, 0, 1)
	}
}

// openOn is when the office is open on a day, or why it is not.
func openOn(c *ticket.Calendar, day time.Time) string {
	if h, open := c.On(day); open {
		return h.String()
	}
	return say("console.office.shut", "why", c.Closed(day))
}

// describe is a part as people read it, a line for each thing that it says. A text that is none is no lines.
func describe(off *officefile.Office, p edits.Part, text string) []string {
	s, err := officefile.ReadSection(p, text)
	if err != nil {
		return nil
	}
	var lines []string
	switch p {
	case edits.Hours:
		for _, name := range officefile.Weekdays {
			hours := s.Hours[name]
			if hours == "" {
				hours = say("console.office.no_hours")
			}
			lines = append(lines, say("console.office.line_day", "day", weekdayName(name), "hours", hours))
		}
		holidays := say("console.office.holidays_open")
		if s.Holidays != nil && *s.Holidays {
			holidays = say("console.office.holidays_closed")
		}
		lines = append(lines, holidays)
	case edits.Closures:
		for _, c := range s.Closures {
			lines = append(lines, say("console.office.line_closed", "days", period(c.From, c.Until), "note", c.Note))
		}
		for _, h := range s.HalfDays {
			lines = append(lines, say("console.office.line_half", "days", period(h.From, h.Until), "hours", h.Hours, "note", h.Note))
		}
		if len(lines) == 0 {
			lines = []string{say("console.office.no_closures")}
		}
	case edits.Teams:
		lines = describeTeams(s.Teams)
	case edits.Routes:
		lines = describeRoutes(off, s.Routes)
	case edits.Texts:
		lines = describeTexts(s)
	case edits.Forms:
		lines = describeForms(s.Forms)
	case edits.Notices:
		lines = describeNotices(off, s.Notices)
	case edits.Care:
		lines = describeCare(s.Care)
	case edits.After:
		lines = describeAfter(s)
	}
	return lines
}

// weekdayName is a day of the week by its name in the office file.
func weekdayName(name string) string {
	monday := time.Date(2026, 11, 30, 0, 0, 0, 0, reading.JST)
	return ticket.WeekdayOff(monday.AddDate(0, 0, slices.Index(officefile.Weekdays, name)))
}

// period is days as people read them: 毎年12-29〜01-03.
func period(from, until string) string {
	text := from
	if until != "" && until != from {
		text = say("console.office.span", "from", from, "until", until)
	}
	if len(from) == len("12-29") {
		return say("console.office.yearly", "days", text)
	}
	return text
}

// diff is two lists of lines as one: what is gone stands before what is new in its place.
func diff(was, will []string) []diffLine {
	var out, fresh []diffLine
	i := 0
	until := func(j int) { // what is gone up to there, and then what is new
		for ; i < j; i++ {
			out = append(out, diffLine{Text: was[i], Gone: true})
		}
		out, fresh = append(out, fresh...), nil
	}
	for _, line := range will {
		j := slices.Index(was[i:], line)
		if j < 0 {
			fresh = append(fresh, diffLine{Text: line, New: true})
			continue
		}
		until(i + j)
		out, i = append(out, diffLine{Text: line}), i+1
	}
	until(len(was))
	return out
}

// onlyChanged leaves out what stays.
func onlyChanged(lines []diffLine) []diffLine {
	return slices.DeleteFunc(lines, func(l diffLine) bool { return !l.Gone && !l.New })
}
