package postgres

import (
	"cmp"
	"math"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// How a page of a million tickets is found without walking through them. What a list is narrowed by decides where its
// rows are read from, each time from an index that has them in the list's order:
//
//	open tickets alone      the partial indexes of the tabs: there are few open ones, whatever lies behind them
//	kind, programme, team,  by class: a class is what all of these and the status have in common (ticket_classes). The
//	channel                 first rows of each class that fits are read, and the first among those are the page
//	a person                their own tickets, with the class beside each
//	who sees only some      what is theirs, what is their teams', and what is planned for them, each as above
//	days                    by the thirty days in which a ticket was opened, as by class
//	nothing                 all tickets in the list's order
//
// Only ids are looked for so; the rows of the page are then read by id. See docs/data-model.md for what it takes.

// A listing writes the statement for a filter.
type listing struct {
	f    ticket.Filter
	args pgx.NamedArgs
}

// An ordering is how a list is read, as an index has it, and by which columns.
type ordering struct {
	by      string
	columns string
	rising  bool // the earliest first
	opened  bool // by when tickets were opened, or nearly so
}

var orderings = map[ticket.Order]ordering{
	ticket.Newest:    {by: "id DESC", columns: "id", opened: true},
	ticket.Oldest:    {by: "id", columns: "id", rising: true, opened: true},
	ticket.LastOpen:  {by: "opened DESC, id DESC", columns: "opened, id", opened: true},
	ticket.FirstOpen: {by: "opened, id", columns: "opened, id", rising: true, opened: true},
	ticket.LastHeard: {by: "urgent DESC, heard DESC, id DESC", columns: "urgent, heard, id"},
	ticket.LastMoved: {by: "touched DESC, id DESC", columns: "touched, id"},
	ticket.DueFirst:  {by: "due, id", columns: "due, id", rising: true},
	ticket.LastEnded: {by: "closed DESC, id DESC", columns: "closed, id"},
}

// ticketsQuery is the statement that reads a page of the tickets a filter chooses.
func ticketsQuery(f ticket.Filter) (string, pgx.NamedArgs) {
	l := listing{f: f, args: pgx.NamedArgs{}}
	o := orderings[f.Order]
	limit := min(cmp.Or(max(f.Limit, 0), queuePage), queueMost)
	l.args["limit"], l.args["offset"], l.args["first"] = limit, max(f.Offset, 0), limit+max(f.Offset, 0)
	ids := l.ids(o, "@first")
	return "SELECT " + ticketColumns + "\nFROM tickets\nWHERE id = ANY (ARRAY(\nSELECT id FROM (\n" + ids + "\n) AS found\nORDER BY " + o.by + "\nLIMIT @limit OFFSET @offset))\nORDER BY " + o.by, l.args
}

// countQuery is the statement that counts what a filter chooses, up to most: a queue that says 999+ needs no
// more, and the walk through an index ends there.
func countQuery(f ticket.Filter, most int) (string, pgx.NamedArgs) {
	f.Order = ticket.LastOpen
	l := listing{f: f, args: pgx.NamedArgs{"most": most}}
	return "SELECT count(*) FROM (SELECT FROM (\n" + l.ids(ordering{columns: "id"}, "@most") + "\n) AS ids LIMIT @most) AS found", l.args
}

// ids is the statement that finds the ids of what is chosen, with the columns of an order, at least as many as are
// wanted. Without an order it finds whichever.
func (l *listing) ids(o ordering, wanted string) string {
	f := &l.f
	open, _ := ended(f.Status)
	switch {
	case f.IDs != nil || f.Before > 0 || f.Contact != (chat.Address{}), // few, or by id
		f.Unanswered || f.Alike > 0 || len(f.NotAlike) > 0:
		return l.plain(o, wanted)
	case !f.Overdue.IsZero(), open && f.Assignee != "":
		return l.open(o, wanted)
	case f.Within != nil:
		return l.within(o, wanted)
	case f.Assignee != "":
		return l.branch(l.person()+l.inClasses(), o, wanted)
	case l.narrowed(), open && o.by != orderings[ticket.LastHeard].by:
		return l.byClass(l.classes(""), o, wanted)
	case l.buried(o) && !open:
		return l.byPeriod(o, wanted)
	}
	return l.plain(o, wanted)
}

// open reads tickets that wait for something, from the index of their tab.
func (l *listing) open(o ordering, wanted string) string {
	f := &l.f
	conditions, narrowed := []string{"open"}, l.narrowed()
	switch {
	case !f.Overdue.IsZero():
		conditions = []string{running, "due < " + l.arg("overdue", f.Overdue)}
		narrowed = narrowed || f.Status != nil && !halves(f.Status)
	case f.Assignee == "-" && statusIn(f.Status) == statusIn(ticket.RunningStatuses):
		conditions = []string{statusIn(f.Status)} // as the index says it; that they are open, too, said besides hides that
	default:
		narrowed = narrowed || !halves(f.Status)
	}
	if f.Assignee != "" {
		conditions = append(conditions, l.person())
	}
	if f.Within != nil {
		conditions = append(conditions, "(assignee = "+l.arg("own", clean(f.Within.Person.ID))+" OR class = ANY (ARRAY(SELECT class FROM ticket_classes WHERE "+l.teams()+
			")) OR id = ANY (ARRAY(SELECT id FROM tickets WHERE "+l.planned()+")))")
	}
	if narrowed {
		conditions = append(conditions, "class = ANY (ARRAY(SELECT class FROM ticket_classes "+l.classes("")+"))")
	}
	return l.read(l.where(strings.Join(conditions, "\nAND "), false), o, wanted)
}

// narrowed reports whether a list is narrowed by what makes a class, other than the status.
func (l *listing) narrowed() bool {
	return string(l.f.Kind)+l.f.Programme+l.f.Team+l.f.Channel != ""
}

// person is the condition on whose tickets a list is of.
func (l *listing) person() string {
	if l.f.Assignee == "-" {
		return "assignee = ''"
	}
	return "assignee = " + l.arg("assignee", clean(l.f.Assignee))
}

func (l *listing) arg(name string, value any) string {
	l.args[name] = value
	return "@" + name
}

// plain reads from the table itself, by the conditions on its columns.
func (l *listing) plain(o ordering, wanted string) string {
	where, args := conditions(l.f)
	for name, value := range args {
		l.args[name] = value
	}
	return l.read(where, o, wanted)
}

// branch reads what one condition chooses, and the days.
func (l *listing) branch(condition string, o ordering, wanted string) string {
	return l.read(l.where(condition, true), o, wanted)
}

// where is a condition with that of the days, and that tickets are closed, where that is not known otherwise.
func (l *listing) where(condition string, ofAny bool) string {
	conditions := []string{condition}
	if _, closed := ended(l.f.Status); closed && ofAny {
		conditions = append(conditions, "NOT open")
	}
	if !l.f.From.IsZero() {
		conditions = append(conditions, "opened >= "+l.arg("from", l.f.From))
	}
	if !l.f.Until.IsZero() {
		conditions = append(conditions, "opened < "+l.arg("until", l.f.Until))
	}
	return "WHERE " + strings.Join(conditions, "\nAND ") + "\n"
}

// buried reports whether the days of a list lie behind others in its order: to walk through those takes long.
func (l *listing) buried(o ordering) bool {
	return o.by != "" && !o.opened && (o.rising && !l.f.From.IsZero() || !o.rising && !l.f.Until.IsZero())
}

// read reads rows in their order. Where their days are buried, they are read first and put in order then.
func (l *listing) read(where string, o ordering, wanted string) string {
	return l.rows(where, o, l.buried(o), wanted)
}

// rows reads rows in their order, few of them before they are put in order.
func (l *listing) rows(where string, o ordering, few bool, wanted string) string {
	rows := "SELECT " + o.columns + "\nFROM tickets t\n" + where
	switch {
	case o.by == "":
	case few:
		rows = "SELECT " + o.columns + " FROM (\n" + rows + "OFFSET 0) AS days\nORDER BY " + o.by + "\n"
	default:
		rows += "ORDER BY " + o.by + "\n"
	}
	return "(" + rows + "LIMIT " + wanted + ")"
}

// classes chooses classes by what a list is narrowed by, and by a condition of its own.
func (l *listing) classes(condition string) string {
	var conditions []string
	if condition != "" {
		conditions = append(conditions, condition)
	}
	if l.f.Status != nil {
		conditions = append(conditions, statusIn(l.f.Status))
	}
	for _, c := range []struct{ column, value string }{{"kind", string(l.f.Kind)}, {"programme", l.f.Programme}, {"team", l.f.Team}, {"channel", l.f.Channel}} {
		if c.value != "" {
			conditions = append(conditions, c.column+" = "+l.arg(c.column, clean(c.value)))
		}
	}
	if len(conditions) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(conditions, " AND ")
}

// byClass reads the first rows of each class.
func (l *listing) byClass(classes string, o ordering, wanted string) string {
	enough := ""
	if o.by == "" { // any will do
		enough = "\nLIMIT " + wanted
	}
	return "(SELECT t.*\nFROM (SELECT class FROM ticket_classes " + classes + ") AS c\nCROSS JOIN LATERAL " + l.read(l.where("t.class = c.class", l.f.Order == ticket.LastEnded), o, wanted) + " AS t" + enough + ")"
}

// byPeriod reads the first rows of each thirty days.
func (l *listing) byPeriod(o ordering, wanted string) string {
	from, until := "(SELECT min(period) FROM tickets)", "(SELECT max(period) FROM tickets)"
	if !l.f.From.IsZero() {
		from = l.arg("first_period", periodOf(l.f.From))
	}
	if !l.f.Until.IsZero() {
		until = l.arg("last_period", periodOf(l.f.Until))
	}
	return "(SELECT t.*\nFROM generate_series(" + from + "::integer, " + until + "::integer) AS p\nCROSS JOIN LATERAL " + l.rows(l.where("t.period = p", true), o, false, wanted) + " AS t)"
}

// periodOf is the period of a ticket that is opened then, as tickets.period has it.
func periodOf(t time.Time) int { return int(math.Floor(float64(t.Unix()) / (30 * 24 * 60 * 60))) }

// inClasses is the condition that a row is of one of the classes that a list is narrowed to.
func (l *listing) inClasses() string {
	if _, closed := ended(l.f.Status); l.narrowed() || l.f.Status != nil && !closed {
		return "\nAND class = ANY (ARRAY(SELECT class FROM ticket_classes " + l.classes("") + "))"
	}
	return ""
}

// teams is the condition that a class is of the teams of who sees only some.
func (l *listing) teams() string {
	return "team = ANY (" + l.arg("teams", append([]string{}, l.f.Within.Teams...)) + ")"
}

// planned is the condition that a ticket is planned for who sees only some.
func (l *listing) planned() string {
	return "tags @> ARRAY[" + l.arg("planned", ticket.PlannedTag+clean(l.f.Within.Person.Name)) + "::text]"
}

// within reads what concerns one person: what is theirs, what is their teams', and what is planned for them.
func (l *listing) within(o ordering, wanted string) string {
	f, person := &l.f, ""
	if open, _ := ended(f.Status); open {
		person = "\nAND open"
	}
	if f.Assignee != "" {
		person += "\nAND " + l.person()
	}
	own := l.branch("assignee = "+l.arg("own", clean(f.Within.Person.ID))+person+l.inClasses(), o, wanted)
	planned := l.planned() + person + l.inClasses()
	theirs := l.classes(l.teams())
	if f.Assignee != "" {
		theirs = l.branch("class = ANY (ARRAY(SELECT class FROM ticket_classes "+theirs+"))"+person, o, wanted)
	} else {
		theirs = l.byClass(theirs, o, wanted)
	}
	return own + "\nUNION\n" + theirs + "\nUNION\n" + l.rows(l.where(planned, true), o, true, wanted)
}
