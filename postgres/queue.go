package postgres

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// queuePage is the length of a page of tickets where the filter names none; queueMost the most.
const (
	queuePage = 50
	queueMost = 500
)

// Tickets lists tickets, newest first.
func (s *Store) Tickets(ctx context.Context, f ticket.Filter) ([]ticket.Ticket, error) {
	sql, args := ticketsQuery(f)
	rows, _ := s.workers.Query(ctx, sql, args) // collectTickets returns the error
	found, err := collectTickets(rows)
	if err != nil {
		return nil, fmt.Errorf("list tickets: %w", err)
	}
	return found, nil
}

// conditions writes only those that a filter has, so that the planner can choose the partial index made for
// each page of the queue: a condition "or the parameter is empty" hides it. Statuses, which are words of ours, stand
// in the text for the same reason.
func conditions(f ticket.Filter) (text string, args pgx.NamedArgs) {
	var where []string
	args = pgx.NamedArgs{}
	add := func(condition, name string, value any) {
		where = append(where, condition)
		args[name] = value
	}
	if open, closed := ended(f.Status); open {
		where = append(where, "open")
	} else if closed {
		where = append(where, "NOT open")
	}
	if f.Status != nil && !halves(f.Status) {
		where = append(where, statusIn(f.Status))
	}
	for _, c := range []struct{ column, value string }{
		{"kind", string(f.Kind)}, {"programme", f.Programme}, {"team", f.Team},
	} {
		if c.value != "" {
			add(c.column+" = @"+c.column, c.column, clean(c.value))
		}
	}
	switch f.Assignee {
	case "":
	case "-":
		where = append(where, "assignee = ''")
	default:
		add("assignee = @assignee", "assignee", clean(f.Assignee))
	}
	if f.Contact != (chat.Address{}) {
		add("contact = @contact", "contact", clean(f.Contact.String()))
	}
	if f.Channel != "" {
		add("starts_with(contact, @channel)", "channel", clean(f.Channel)+":")
	}
	for _, c := range []struct {
		condition, name string
		value           time.Time
	}{{"opened >= @from", "from", f.From}, {"opened < @until", "until", f.Until}, {running + " AND due < @overdue", "overdue", f.Overdue}} {
		if !c.value.IsZero() {
			add(c.condition, c.name, c.value)
		}
	}
	if f.IDs != nil {
		add("id = ANY (@ids)", "ids", f.IDs)
	}
	if f.Unanswered || f.Alike > 0 {
		where = append(where, unanswered)
	}
	if f.Alike > 0 {
		where = append(where, "open")
		add("alike = @alike", "alike", f.Alike)
	}
	if len(f.NotAlike) > 0 {
		add("NOT coalesce(alike = ANY (@not_alike) AND "+unanswered+", false)", "not_alike", f.NotAlike)
	}
	if f.Before > 0 {
		add("id < @before", "before", f.Before)
	}
	if f.Within != nil {
		add("(assignee = @own OR team = ANY (@teams) OR tags @> ARRAY[@planned::text])", "own", clean(f.Within.Person.ID))
		args["teams"], args["planned"] = append([]string{}, f.Within.Teams...), ticket.PlannedTag+clean(f.Within.Person.Name)
	}
	if len(where) > 0 {
		text = "WHERE " + strings.Join(where, "\nAND ") + "\n"
	}
	return text, args
}

// unanswered says of a ticket that no person has had a word for its member yet, and that nobody has put it off.
const unanswered = "replied IS NULL AND status IN ('received', 'working')"

// running says of a ticket what [ticket.Ticket.Running] does.
const running = "replied IS NULL AND due IS NOT NULL AND status IN ('received', 'working')"

// ended reports whether a filter chooses open tickets alone, or closed ones alone.
func ended(statuses []ticket.Status) (open, closed bool) {
	isOpen := func(s ticket.Status) bool { return s.Open() }
	return len(statuses) > 0 && !slices.ContainsFunc(statuses, func(s ticket.Status) bool { return !s.Open() }),
		len(statuses) > 0 && !slices.ContainsFunc(statuses, isOpen)
}

// halves reports whether statuses are all the open ones, or all the closed ones: then the column open says it, and said
// twice the planner would take it for much rarer than it is.
func halves(statuses []ticket.Status) bool {
	open := len(statuses) > 0 && statuses[0].Open()
	for _, s := range ticket.Statuses {
		if slices.Contains(statuses, s) != (s.Open() == open) {
			return false
		}
	}
	return true
}

// statusIn is the condition on a status. A word that is no status chooses nothing.
func statusIn(statuses []ticket.Status) string {
	var words []string
	for _, s := range ticket.Statuses {
		if slices.Contains(statuses, s) {
			words = append(words, "'"+string(s)+"'")
		}
	}
	if words == nil {
		return "false"
	}
	return "status IN (" + strings.Join(words, ", ") + ")"
}

// CountTickets counts what each filter chooses, each up to most.
func (s *Store) CountTickets(ctx context.Context, most int, filters ...ticket.Filter) ([]int, error) {
	counts := make([]int, len(filters))
	b := &pgx.Batch{}
	for i, f := range filters {
		sql, args := countQuery(f, most)
		b.Queue(sql, args).QueryRow(func(row pgx.Row) error { return row.Scan(&counts[i]) })
	}
	if err := s.workers.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("count tickets: %w", err)
	}
	return counts, nil
}

// searchWords is the text by which the program of before finds a ticket: its number, its title and its answers.
func searchWords(t *ticket.Ticket) string {
	parts := []string{t.Number, t.Title, t.Trace.Query}
	for _, field := range slices.Sorted(maps.Keys(t.Fields)) {
		parts = append(parts, t.Fields[field]...)
	}
	return fold(strings.Join(parts, "\n"))
}

func byID(tickets []*ticket.Ticket) []*ticket.Ticket {
	return slices.SortedFunc(slices.Values(tickets), func(a, b *ticket.Ticket) int { return cmp.Compare(a.ID, b.ID) })
}
