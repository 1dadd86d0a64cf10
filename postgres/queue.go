package postgres

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// queuePage is the length of a page of tickets where the filter names none; queueMost the most.
const (
	queuePage = 50
	queueMost = 500
)

// pairsCap is how many candidates of a text search are looked at: enough for every page people
// turn to, and a bound on what a common pair of letters can cost.
const pairsCap = 5000

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

// ticketsQuery writes only the conditions that a filter has, so that the planner can choose the
// partial index made for each page of the queue: a condition "or the parameter is empty" hides it.
func ticketsQuery(f ticket.Filter) (string, pgx.NamedArgs) {
	var where []string
	args := pgx.NamedArgs{"limit": min(cmp.Or(max(f.Limit, 0), queuePage), queueMost)}
	add := func(condition, name string, value any) {
		where = append(where, condition)
		args[name] = value
	}
	onlyOpen := len(f.Status) > 0 && !slices.ContainsFunc(f.Status, func(s ticket.Status) bool { return !s.Open() })
	if onlyOpen || !f.Overdue.IsZero() {
		where = append(where, "open")
	}
	if len(f.Status) > 0 {
		add("status = ANY (@status)", "status", f.Status)
	}
	if f.Kind != "" {
		add("kind = @kind", "kind", f.Kind)
	}
	if f.Programme != "" {
		add("programme = @programme", "programme", clean(f.Programme))
	}
	if f.Team != "" {
		add("team = @team", "team", clean(f.Team))
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
	if !f.Overdue.IsZero() {
		add("due < @overdue", "overdue", f.Overdue)
	}
	if f.Before > 0 {
		add("id < @before", "before", f.Before)
	}
	if f.Within != nil {
		add("(assignee = @own OR team = ANY (@teams) OR tags @> ARRAY[@planned::text])", "own", clean(f.Within.Person.ID))
		args["teams"], args["planned"] = append([]string{}, f.Within.Teams...), ticket.PlannedTag+clean(f.Within.Person.Name)
	}
	with := addText(f.Text, &where, args)
	sql := with + "SELECT " + ticketColumns + "\nFROM tickets\n"
	if len(where) > 0 {
		sql += "WHERE " + strings.Join(where, "\nAND ") + "\n"
	}
	return sql + "ORDER BY id DESC\nLIMIT @limit", args
}

// addText adds the conditions of a text search and returns what stands before the SELECT. The
// probe is materialised: else the planner walks the tickets by age and looks into each for the
// text, which takes seconds when it is rare.
func addText(text string, where *[]string, args pgx.NamedArgs) (with string) {
	words := strings.Fields(fold(text))
	if len(words) == 0 {
		return ""
	}
	var wanted []int32
	for i, word := range words {
		name := fmt.Sprintf("word%d", i)
		*where = append(*where, "strpos(words, @"+name+") > 0")
		args[name] = word
		wanted = append(wanted, pairs(word)...)
	}
	if len(wanted) == 0 { // single letters: nothing to probe with
		return ""
	}
	args["pairs"], args["cap"] = wanted, pairsCap
	*where = append(*where, "id IN (SELECT id FROM probe)")
	return "WITH probe AS MATERIALIZED (SELECT id FROM tickets WHERE pairs @> @pairs LIMIT @cap)\n"
}

// searchWords is the text by which a ticket is found: its number, its title and its answers.
func searchWords(t *ticket.Ticket) string {
	parts := []string{t.Number, t.Title, t.Trace.Query}
	for _, field := range slices.Sorted(maps.Keys(t.Fields)) {
		parts = append(parts, t.Fields[field]...)
	}
	return fold(strings.Join(parts, "\n"))
}

// pairs are the pairs of neighbouring letters within the words of a folded text, each as a number.
// Two pairs may share a number: what is found by them is compared with the text itself.
func pairs(words string) []int32 {
	seen := map[int32]bool{}
	last := rune(0)
	for _, r := range words {
		if unicode.IsSpace(r) {
			last = 0
			continue
		}
		if last != 0 {
			seen[int32(uint32(last)<<16^uint32(r)*0x9E37)] = true
		}
		last = r
	}
	return slices.Sorted(maps.Keys(seen))
}

func byID(tickets []*ticket.Ticket) []*ticket.Ticket {
	return slices.SortedFunc(slices.Values(tickets), func(a, b *ticket.Ticket) int { return cmp.Compare(a.ID, b.ID) })
}
