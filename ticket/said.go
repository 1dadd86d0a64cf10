package ticket

import (
	"maps"
	"slices"
	"strings"
)

// A Source is whose words the desk's search has found.
type Source string

// The sources.
const (
	FromMember Source = "member" // the member's, in the talk
	FromStaff  Source = "staff"  // a reply
	FromNote   Source = "note"   // what staff wrote for one another
	FromTicket Source = "ticket" // what the ticket itself says: Said.Label names what of it
)

// A Said is one thing that a ticket says, with its name as staff read it.
type Said struct{ Label, Text string }

// SaidOf is all that a ticket says, by which it is found: its number and title, what was asked, the answers of its
// form as people read them and as they are kept, its team. A form that is not known any more gives its answers
// without names.
func SaidOf(fm *Form, tk *Ticket) []Said {
	out := []Said{{say("ticket.said.number"), tk.Number}, {say("ticket.said.title"), tk.Title}}
	if tk.Trace.Query != "" {
		out = append(out, Said{say("ticket.said.query"), tk.Trace.Query})
	}
	for _, id := range slices.Sorted(maps.Keys(tk.Fields)) {
		values := tk.Fields[id]
		label, text := "", strings.Join(values, "\n")
		if f := fm.field(id); f != nil {
			label = strings.TrimSpace(strings.ReplaceAll(f.Label, "{item}", ""))
			if shown := f.Show(values).Shown; shown != text {
				text = shown + "\n" + text
			}
		}
		out = append(out, Said{label, text})
	}
	return append(out, Said{say("ticket.said.team"), tk.Team}, Said{say("ticket.said.assignee"), tk.Assignee.Name})
}

// field is the field with an id; of no form, none.
func (fm *Form) field(id string) *Field {
	if fm == nil {
		return nil
	}
	return fm.Field(id)
}

// A Found is a ticket that the desk's search has found, with the words that it was found by.
type Found struct {
	Ticket
	Source Source
	Label  string // of FromTicket: what of it
	Text   string
}
