package member

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A ticketNow is a ticket that is made of a member's words as they are, without the form's questions:
// whoever writes them cannot be asked now, or could not read what is asked.
type ticketNow struct {
	text   string
	title  string // "" is made of the text
	trace  ticket.Trace
	tags   []string
	urgent bool
	known  map[string]string // who the member is, by role, as far as a form has asked already

	kind   ticket.Kind   // "" is an inquiry
	values ticket.Values // more answers to the form's questions
	log    string        // what the ticket's log keeps of the words, where that is more than they
}

// openNow makes such a ticket. Who the member is stands in it as far as an earlier ticket tells.
func (dg *Dialogue) openNow(ctx context.Context, t *turn.Turn, now ticketNow) (*ticket.Ticket, error) {
	kind := cmp.Or(now.kind, ticket.Inquiry)
	form := dg.Office.Form(string(kind))
	number, err := t.Number(ctx, kind)
	if err != nil {
		return nil, err
	}
	values := ticket.Values{}
	maps.Copy(values, now.values)
	put := func(name, value string) {
		if f := form.Role(ticket.Role(name)); f != nil && value != "" {
			values[f.ID] = []string{value}
		}
	}
	for _, role := range []ticket.Role{ticket.RoleQuestion, ticket.RoleDetail, ticket.RoleNote} {
		if form.Role(role) != nil {
			put(string(role), now.text)
			break
		}
	}
	put(string(ticket.RoleProgramme), t.Conversation.Programme)
	dg.remembered(t, put)
	for role, value := range now.known {
		put(role, value)
	}
	tk := dg.newTicket(t, form, form.Get(ticket.RoleProgramme, values), values, number)
	tk.Trace, tk.Tags, tk.Urgent = now.trace, append(tk.Tags, now.tags...), now.urgent
	if now.title != "" {
		tk.Title = now.title
	}
	t.Asked(number)
	t.Opened = append(t.Opened, tk)
	t.Note(tk, ticket.Entry{Who: chat.Person{ID: "member", Name: dg.memberName(tk)}, What: ticket.LogOpened, Text: cmp.Or(now.log, now.text)})
	t.Note(tk, ticket.Entry{What: ticket.LogRouted, To: tk.Team, Text: tk.RouteReason})
	t.ShowCard(tk)
	t.ToStaff(tk, chat.Message{Author: chat.Member, Name: dg.memberName(tk), Text: now.text, MessageID: t.Event.MessageID})
	return tk, nil
}

// alert tells staff of a ticket in its thread, and in their channel where everybody sees it at once.
func (dg *Dialogue) alert(t *turn.Turn, tk *ticket.Ticket, text string) {
	t.ToStaff(tk, chat.Message{Author: chat.System, Text: text})
	if to := t.CardAddress(tk); to.ID != "" {
		t.Out = append(t.Out, turn.Outgoing{To: to, Staff: true, Messages: []chat.Message{{Author: chat.System, Text: words.About(tk, text)}}})
	}
}

// mark puts a tag onto an open ticket and makes it urgent; it reports false where it had both.
func (dg *Dialogue) mark(t *turn.Turn, tk *ticket.Ticket, tag string) bool {
	if tk.Urgent && tk.Has(tag) {
		return false
	}
	tk.Urgent = true
	if !tk.Has(tag) {
		tk.Tags = append(slices.Clone(tk.Tags), tag)
	}
	t.Change(tk)
	return true
}
