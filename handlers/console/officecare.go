package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"madoguchi/faq"
	officefile "madoguchi/office"
)

// What the first screen announces, whom members in distress are told of, and what comes after a ticket is resolved.

// An announceRow is an announcement.
type announceRow struct {
	N                 int // from 1
	Text, From, Until string
	Programmes        []option
	Fault             string
}

// A helpRow is somebody outside the office who can be talked to.
type helpRow struct {
	N                       int // from 1
	Name, Phone, Hours, URL string
	Fault                   string
}

// A careForm is the form of what is there for members in distress.
type careForm struct {
	Words, Notify           string // a line each
	WordsFault, NotifyFault string
	Lines                   []helpRow
}

// An afterForm is the form of what comes after a ticket is resolved.
type afterForm struct {
	Satisfaction  bool
	Closes, Fault string
}

func (f *officeForm) fillNotices(off *officefile.Office, notices []officefile.Notice) {
	for i := range len(notices) + spareRows {
		var n officefile.Notice
		if i < len(notices) {
			n = notices[i]
		}
		row := announceRow{N: i + 1, Text: n.Text, From: string(n.From), Until: string(n.Until), Fault: f.under(at("notices", i))}
		for _, o := range programmeOptions(off, "") {
			row.Programmes = append(row.Programmes, option{o.Value, o.Label, slices.Contains(n.Programmes, o.Value)})
		}
		f.Notices = append(f.Notices, row)
	}
}

// under is what is wrong at a path, or further in.
func (f *officeForm) under(path string) string {
	for p, text := range f.Faults {
		if p == path || strings.HasPrefix(p, path+".") || strings.HasPrefix(p, path+"[") {
			return text
		}
	}
	return ""
}

func readNotices(r *http.Request) (out []officefile.Notice) {
	rows(r, "notices", []string{"text", "from", "until"}, func(field func(string) string) {
		out = append(out, officefile.Notice{
			Text: strings.ReplaceAll(field("text"), "\r\n", "\n"), From: faq.Date(writtenDay(field("from"))), Until: faq.Date(writtenDay(field("until"))),
			Programmes: r.PostForm["notices."+field("n")+".programmes"],
		})
	})
	return out
}

func describeNotices(off *officefile.Office, notices []officefile.Notice) (lines []string) {
	for _, n := range notices {
		days := say("console.office.always_shown")
		if n.From != "" || n.Until != "" {
			days = say("console.office.span", "from", string(n.From), "until", string(n.Until))
		}
		var names []string
		for _, id := range n.Programmes {
			names = append(names, labels(programmeOptions(off, id))...)
		}
		if len(names) == 0 {
			names = []string{say("console.office.all_programmes")}
		}
		lines = append(lines, say("console.office.line_notice", "text", n.Text, "days", days, "programmes", strings.Join(names, say("console.office.list_mark"))))
	}
	if len(lines) == 0 {
		lines = []string{say("console.office.no_notices")}
	}
	return lines
}

func (f *officeForm) fillCare(c *officefile.Care) {
	if c == nil {
		c = &officefile.Care{}
	}
	f.Care = &careForm{Words: strings.Join(c.Words, "\n"), Notify: strings.Join(c.Notify, "\n"), WordsFault: f.under("care.words"), NotifyFault: f.under("care.notify")}
	for i := range len(c.Lines) + spareRows {
		row := helpRow{N: i + 1, Fault: f.under(at("care.lines", i))}
		if i < len(c.Lines) {
			l := c.Lines[i]
			row.Name, row.Phone, row.Hours, row.URL = l.Name, l.Phone, l.Hours, l.URL
		}
		f.Care.Lines = append(f.Care.Lines, row)
	}
}

func readCare(r *http.Request) *officefile.Care {
	c := &officefile.Care{Words: typedList(form(r, "words")), Notify: typedList(form(r, "notify"))}
	rows(r, "lines", []string{"name", "phone", "hours", "url"}, func(field func(string) string) {
		c.Lines = append(c.Lines, officefile.HelpLine{Name: field("name"), Phone: field("phone"), Hours: field("hours"), URL: field("url")})
	})
	return c
}

func describeCare(c *officefile.Care) (lines []string) {
	if c == nil {
		return nil
	}
	for _, l := range c.Lines {
		lines = append(lines, say("console.office.line_help", "name", l.Name, "how", strings.TrimSpace(l.Phone+" "+l.Hours+" "+l.URL)))
	}
	for _, list := range []struct {
		words []string
		text  string
	}{
		{c.Words, say("console.office.line_words", "words", strings.Join(c.Words, say("console.office.list_mark")))},
		{c.Notify, say("console.office.line_notify", "mails", strings.Join(c.Notify, say("console.office.list_mark")))},
	} {
		if len(list.words) > 0 {
			lines = append(lines, list.text)
		}
	}
	return lines
}

func (f *officeForm) fillAfter(s *officefile.Section) {
	f.After = &afterForm{Satisfaction: s.Satisfied, Fault: f.under("waiting_closes")}
	if s.Closes != nil {
		f.After.Closes = strconv.Itoa(*s.Closes)
	}
}

// readAfter reads it. Days that are no number are none, which is refused where it is checked.
func readAfter(s *officefile.Section, r *http.Request) {
	s.Satisfied = form(r, "satisfaction") == "on"
	if typed := strings.TrimSpace(form(r, "waiting_closes")); typed != "" {
		n := numberOr(typed, 0)
		s.Closes = &n
	}
}

func describeAfter(s *officefile.Section) []string {
	asked, closes := say("console.office.satisfaction_off"), say("console.office.closes_off")
	if s.Satisfied {
		asked = say("console.office.satisfaction_on")
	}
	if s.Closes != nil {
		closes = say("console.office.closes_on", "n", *s.Closes)
	}
	return []string{asked, closes}
}
