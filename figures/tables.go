package figures

import (
	"strconv"
	"strings"
	"time"

	"madoguchi/catalogue"
)

// A Table is a part of a report, the same on the page, in a file and in print.
type Table struct {
	ID      string // "summary", "months", …
	Title   string
	Note    string // what it counts, in words
	Head    []string
	Columns []string // what programs call the heads behind the first: the figures' ids
	Rows    [][]Cell
}

// A Cell is a word or a number.
type Cell struct {
	Text   string
	Number float64 // what the text says, where Known
	Known  bool
	Is     bool   // a number in spreadsheets, too: a time is a word there
	Key    string // what a row is of, in its first cell: an id, or Total
	Def    string // what a row counts, in its first cell
	Link   string // of an entry: its page at the desk
}

// Total is the key of the row that sums the others up.
const Total = "total"

func word(text string) Cell { return Cell{Text: text} }

// named begins the row of what key stands for.
func named(key, name string) Cell { return Cell{Text: orUnknown(name), Key: key} }

func count(n int) Cell { return Cell{Text: strconv.Itoa(n), Number: float64(n), Known: true, Is: true} }

// lasting is a time, in seconds.
func lasting(d time.Duration) Cell {
	return Cell{Text: Wait(d), Number: d.Round(time.Second).Seconds(), Known: true}
}

// share is a percentage; a dash where there is nothing to take it of.
func share(part, whole int) Cell {
	p, ok := Share(part, whole)
	if !ok {
		return word(say("figures.none"))
	}
	return Cell{Text: say("figures.percent", "n", p), Number: float64(p), Known: true, Is: true}
}

// Names are what ids are called.
type Names struct {
	Dates
	Programme, Kind, Channel, Team, Country, Entry, State func(id string) string
}

// A Unit is what a figure is counted in.
type Unit string

// The units.
const (
	Ones     Unit = "count"
	Percents Unit = "percent"
	Seconds  Unit = "seconds"
)

// A figure is one line of the summary.
type figure struct {
	name, def catalogue.Key
	unit      Unit
	of        func(r *Report) Cell
	asked     bool // of questions: has no place where only tickets are chosen
}

// id is what programs call the figure.
func (f figure) id() string { return idOf(f.name) }

func idOf(name catalogue.Key) string { return strings.TrimPrefix(string(name), "figures.name.") }

func wait(of func(r *Report) Waits, p90 bool) func(r *Report) Cell {
	return func(r *Report) Cell {
		w := of(r)
		if w.N == 0 {
			return word(say("figures.none"))
		}
		d := w.Median
		if p90 {
			d = w.P90
		}
		return lasting(d)
	}
}

func reply(r *Report) Waits { return r.Total.Reply }
func done(r *Report) Waits  { return r.Total.Done }

// summary is what a report says first, in the order in which an office reads it.
var summary = []figure{
	{"figures.name.asked", "figures.def.asked", Ones, func(r *Report) Cell { return count(r.Questions.Asked()) }, true},
	{"figures.name.answer", "figures.def.answer", Ones, func(r *Report) Cell { return count(r.Questions.Answer) }, true},
	{"figures.name.answer_share", "figures.def.answer_share", Percents, func(r *Report) Cell { return share(r.Questions.Answer, r.Questions.Asked()) }, true},
	{"figures.name.suggest", "figures.def.suggest", Ones, func(r *Report) Cell { return count(r.Questions.Suggest) }, true},
	{"figures.name.form", "figures.def.form", Ones, func(r *Report) Cell { return count(r.Questions.Form) }, true},
	{"figures.name.handoff", "figures.def.handoff", Ones, func(r *Report) Cell { return count(r.Questions.Handoff) }, true},
	{"figures.name.chosen", "figures.def.chosen", Ones, func(r *Report) Cell { return count(r.Questions.Chosen) }, true},
	{"figures.name.told", "figures.def.told", Ones, func(r *Report) Cell { return count(r.Questions.Told) }, true},
	{"figures.name.handed", "figures.def.handed", Ones, func(r *Report) Cell { return count(r.Questions.Handed) }, true},
	{"figures.name.went_on", "figures.def.went_on", Ones, func(r *Report) Cell { return count(r.Questions.WentOn) }, true},
	{"figures.name.left", "figures.def.left", Ones, func(r *Report) Cell { return count(r.Questions.Left) }, true},
	{"figures.name.helped", "figures.def.helped", Ones, func(r *Report) Cell { return count(r.Questions.Helped) }, true},
	{"figures.name.unhelped", "figures.def.unhelped", Ones, func(r *Report) Cell { return count(r.Questions.Unhelped) }, true},
	{"figures.name.tickets", "figures.def.tickets", Ones, func(r *Report) Cell { return count(r.Total.Tickets) }, false},
	{"figures.name.companies", "figures.def.companies", Ones, func(r *Report) Cell { return count(r.Total.Companies) }, false},
	{"figures.name.new", "figures.def.new", Ones, func(r *Report) Cell { return count(r.Total.New) }, false},
	{"figures.name.again", "figures.def.again", Ones, func(r *Report) Cell { return count(r.Total.Again()) }, false},
	{"figures.name.nameless", "figures.def.nameless", Ones, func(r *Report) Cell { return count(r.Total.Tickets - r.Total.Named) }, false},
	{"figures.name.complaints", "figures.def.complaints", Ones, func(r *Report) Cell { return count(r.Total.Complaints) }, false},
	{"figures.name.graded", "figures.def.graded", Ones, func(r *Report) Cell { return count(r.Total.Graded) }, false},
	{"figures.name.content_share", "figures.def.content_share", Percents, func(r *Report) Cell { return share(r.Total.Content, r.Total.Graded) }, false},
	{"figures.name.replied", "figures.def.replied", Ones, func(r *Report) Cell { return count(r.Total.Replied) }, false},
	{"figures.name.reply_median", "figures.def.reply_median", Seconds, wait(reply, false), false},
	{"figures.name.reply_p90", "figures.def.reply_p90", Seconds, wait(reply, true), false},
	{"figures.name.kept", "figures.def.kept", Ones, func(r *Report) Cell { return count(r.Total.Kept) }, false},
	{"figures.name.kept_share", "figures.def.kept_share", Percents, func(r *Report) Cell { return share(r.Total.Kept, r.Total.Promised) }, false},
	{"figures.name.resolved", "figures.def.resolved", Ones, func(r *Report) Cell { return count(r.Total.Resolved) }, false},
	{"figures.name.done_median", "figures.def.done_median", Seconds, wait(done, false), false},
	{"figures.name.done_p90", "figures.def.done_p90", Seconds, wait(done, true), false},
	{"figures.name.cancelled", "figures.def.cancelled", Ones, func(r *Report) Cell { return count(r.Total.Cancelled) }, false},
	{"figures.name.open", "figures.def.open", Ones, func(r *Report) Cell { return count(r.Total.Open) }, false},
	{"figures.name.pushes", "figures.def.pushes", Ones, func(r *Report) Cell { return count(r.Pushes) }, true},
}

// Defined says of the figure that programs call so how it is counted and in what; any other is a number of things,
// which its table's note explains.
func Defined(id string) (def string, unit Unit) {
	for _, f := range summary {
		if f.id() == id {
			return say(f.def), f.unit
		}
	}
	return "", Ones
}

// Tables are a report as tables, beside the same span a year earlier.
func Tables(r, last *Report, n Names) []Table {
	out := []Table{summaryTable(r, last, n), monthTable(r, n)}
	for _, t := range []struct {
		id    string
		title catalogue.Key
		list  []Work
		name  func(string) string
	}{
		{"channels", "figures.table.channels", r.Channels, n.Channel}, {"programmes", "figures.table.programmes", r.Programmes, n.Programme},
		{"kinds", "figures.table.kinds", r.Kinds, n.Kind}, {"teams", "figures.table.teams", r.Teams, n.Team},
	} {
		out = append(out, workTable(t.id, say(t.title), t.list, t.name))
	}
	out = append(out,
		countTable("countries", say("figures.table.countries"), say("figures.note.countries"), r.Countries, n.Country),
		countTable("topics", say("figures.table.topics"), say("figures.note.topics"), r.Topics, func(id string) string { return id }))
	if r.Query.Narrow() {
		return out
	}
	entries := countTable("entries", say("figures.table.entries"), say("figures.note.entries"), r.Entries, n.Entry)
	for i := range entries.Rows {
		entries.Rows[i][0].Link = "/desk/faq/" + r.Entries[i].Key
	}
	return append(out, askedTable(r, n), entries, gapTable(r, n))
}

func summaryTable(r, last *Report, n Names) Table {
	t := Table{ID: "summary", Title: say("figures.table.summary"), Head: []string{say("figures.head.figure"), n.Span(r.Query.Span), n.Span(last.Query.Span)}, Columns: []string{"value", "before"}}
	for _, f := range summary {
		if f.asked && r.Query.Narrow() {
			continue
		}
		t.Rows = append(t.Rows, []Cell{{Text: say(f.name), Key: f.id(), Def: say(f.def)}, f.of(r), f.of(last)})
	}
	return t
}

var workHead = []catalogue.Key{
	"figures.name.tickets", "figures.name.companies", "figures.name.new", "figures.name.complaints", "figures.name.replied", "figures.name.reply_median",
	"figures.name.kept_share", "figures.name.resolved", "figures.name.done_median",
}

func workRow(key, name string, w Work) []Cell {
	waits := func(w Waits) Cell {
		if w.N == 0 {
			return word(say("figures.none"))
		}
		return lasting(w.Median)
	}
	return []Cell{named(key, name), count(w.Tickets), count(w.Companies), count(w.New), count(w.Complaints), count(w.Replied), waits(w.Reply), share(w.Kept, w.Promised), count(w.Resolved), waits(w.Done)}
}

func workTable(id, title string, list []Work, name func(string) string) Table {
	t := Table{ID: id, Title: title, Note: say("figures.note.work"), Head: []string{title}}
	for _, key := range workHead {
		t.Head, t.Columns = append(t.Head, say(key)), append(t.Columns, idOf(key))
	}
	for _, w := range list {
		t.Rows = append(t.Rows, workRow(w.Key, name(w.Key), w))
	}
	return t
}

func orUnknown(name string) string {
	if name == "" {
		return say("figures.unknown")
	}
	return name
}

// monthTable is by month, with the whole below; different companies do not add up.
func monthTable(r *Report, n Names) Table {
	t := workTable("months", say("figures.table.months"), r.Months, n.monthOf)
	t.Note = say("figures.note.months")
	t.Rows = append(t.Rows, workRow(Total, say("figures.total"), r.Total))
	return t
}

func countTable(id, title, note string, list []Count, name func(string) string) Table {
	t := Table{ID: id, Title: title, Note: note, Head: []string{title, say("figures.head.count")}, Columns: []string{"count"}}
	for _, c := range list {
		t.Rows = append(t.Rows, []Cell{named(c.Key, name(c.Key)), count(c.N)})
	}
	return t
}

var askedHead = []catalogue.Key{
	"figures.name.asked", "figures.name.answer", "figures.name.answer_share", "figures.name.suggest", "figures.name.form", "figures.name.handoff", "figures.name.handed", "figures.name.left",
}

// askedTable is what was asked, by month, then by channel.
func askedTable(r *Report, n Names) Table {
	t := Table{ID: "asked", Title: say("figures.table.asked"), Note: say("figures.note.asked"), Head: []string{say("figures.head.month")}}
	for _, key := range askedHead {
		t.Head, t.Columns = append(t.Head, say(key)), append(t.Columns, idOf(key))
	}
	row := func(key, name string, s QuestionSums) {
		t.Rows = append(t.Rows, []Cell{named(key, name), count(s.Asked()), count(s.Answer), share(s.Answer, s.Asked()), count(s.Suggest), count(s.Form), count(s.Handoff), count(s.Handed), count(s.Left)})
	}
	for _, s := range r.Asked {
		row(s.Key, n.monthOf(s.Key), s)
	}
	row(Total, say("figures.total"), r.Questions)
	for _, s := range r.ByChannel {
		row(s.Key, n.Channel(s.Key), s)
	}
	return t
}

func gapTable(r *Report, n Names) Table {
	t := Table{ID: "gaps", Title: say("figures.table.gaps"), Note: say("figures.note.gaps"),
		Head: []string{say("figures.head.question"), say("figures.table.programmes"), say("figures.head.count"), say("figures.head.done")}, Columns: []string{"programme", "count", "done"}}
	for _, g := range r.Gaps {
		done := n.State(g.State)
		if g.Ref != "" {
			done += " " + n.Entry(g.Ref)
		}
		t.Rows = append(t.Rows, []Cell{word(g.Wording), word(orUnknown(n.Programme(g.Programme))), count(g.N), word(done)})
	}
	return t
}
