package console

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A changed is one item of a change: what it was, and what it is to be.
type changed struct {
	Item, Before, After string
	Copy                bool // what it is to be can be copied: it is shown
}

// changes are the items of a change, each with its two sides, and the ids of the fields that they come from. A form
// whose items are asked for otherwise than once before and once after gives none.
func (s *Service) changes(tk *ticket.Ticket, revealed bool) (out []changed, ids []string) {
	fm := s.formOf(tk)
	items := fm.Role(ticket.RoleItems)
	if items == nil {
		return nil, nil
	}
	var sides []*ticket.Field
	for i := range fm.Fields {
		if fm.Fields[i].Each == items.ID {
			sides = append(sides, &fm.Fields[i])
		}
	}
	if len(sides) != 2 {
		return nil, nil
	}
	value := func(f *ticket.Field, n int) string {
		switch values := tk.Fields[f.ID]; {
		case n >= len(values) || values[n] == "":
			return ""
		case f.Personal && !revealed:
			return hidden
		default:
			return f.Show([]string{values[n]}).Shown
		}
	}
	for n, item := range tk.Fields[items.ID] {
		c := changed{Item: items.Show([]string{item}).Shown, Before: value(sides[0], n), After: value(sides[1], n)}
		c.Copy = c.After != "" && c.After != hidden
		out = append(out, c)
	}
	return out, []string{sides[0].ID, sides[1].ID}
}

// fold is where the talk that led to a ticket ends: all that came before it was opened is folded away, for the
// case says it. It is 0 where there is next to nothing to fold.
func fold(lines []bubble, opened time.Time) int {
	n := 0
	for n < len(lines) && !lines[n].at.IsZero() && !lines[n].at.After(opened) {
		n++
	}
	if n <= shortTalk {
		return 0
	}
	return n
}

// shortTalk is how many lines are not worth folding.
const shortTalk = 3

// nameReplies puts the name of the colleague who wrote it beside each reply: the member sees the office's alone.
func nameReplies(lines []bubble, entries []ticket.Entry) {
	used := map[int64]bool{}
	for i := range lines {
		if lines[i].Side != string(chat.Staff) {
			continue
		}
		for _, e := range entries {
			if e.What == ticket.LogReplied && !used[e.ID] && strings.TrimSpace(e.Text) == lines[i].said {
				lines[i].By, used[e.ID] = e.Who.Name, true
				break
			}
		}
	}
}

// A related are a member's other tickets, and those of the same company by others.
type related struct{ Member, Company []relatedRow }

type relatedRow struct {
	Number, Case, Status, StatusClass, When string
	Open                                    bool
}

// mostRelated is how many of each are named.
const mostRelated = 8

// relatedTo finds what else there is of a ticket's member and of their company, as far as the account may see it.
func (s *Service) relatedTo(ctx context.Context, tk *ticket.Ticket, within func(ticket.Filter) ticket.Filter) (related, error) {
	var out related
	theirs, err := s.stores.Tickets.Tickets(ctx, within(ticket.Filter{Contact: tk.Contact, Limit: mostRelated + 1}))
	if err != nil {
		return out, fmt.Errorf("list the member's tickets: %w", err)
	}
	row := func(o *ticket.Ticket) relatedRow {
		_, about := parts(o.Title)
		return relatedRow{o.Number, about, o.Status.Label(), string(o.Status), ticket.LongDay(s.Now(), o.Opened), o.Status.Open()}
	}
	for i := range theirs {
		if theirs[i].Number != tk.Number {
			out.Member = append(out.Member, row(&theirs[i]))
		}
	}
	company := s.formOf(tk).Get(ticket.RoleCompany, tk.Fields)
	if company == "" {
		return out, nil
	}
	found, err := s.stores.Queue.Search(ctx, within(ticket.Filter{Limit: 3 * mostRelated}), company)
	if err != nil {
		return out, err
	}
	for i := range found {
		o := &found[i].Ticket
		same := chars.Seek(s.formOf(o).Get(ticket.RoleCompany, o.Fields)).Text == chars.Seek(company).Text
		if o.Number != tk.Number && o.Contact != tk.Contact && same && len(out.Company) < mostRelated {
			out.Company = append(out.Company, row(o))
		}
	}
	return out, nil
}

// mergeable are the member's tickets that another can be joined into.
func (r related) mergeable() []option {
	var out []option
	for _, o := range r.Member {
		if o.Open {
			out = append(out, option{Value: o.Number, Label: strings.TrimSpace(o.Number + " " + o.Case)})
		}
	}
	return slices.Clip(out)
}
