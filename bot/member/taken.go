package member

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// Take opens a ticket for somebody who has called or come by. A colleague has filled the form in with them: it is
// the member's own, with its checks. The member gets no message of it unless the colleague wants one sent.
func (dg *Dialogue) Take(ctx context.Context, t *turn.Turn) error {
	refuse := func(why string) error {
		t.Outcome = chat.Outcome{Text: why}
		return nil
	}
	in := taken(t.Event)
	form := dg.Office.Form(in.Form)
	if form == nil || !chat.Spoken(t.Event.From.Channel) {
		return refuse(words.UnknownAct)
	}
	filling, faults := ticket.Fill(form, in.Answers, in.Loose, t.Now)
	if len(faults) > 0 {
		return refuse(words.TakenIncomplete)
	}
	to, reachable := dg.receiptTo(form, filling.Values(), in.Tell)
	if in.Receipt && !reachable {
		return refuse(words.NowhereToTell)
	}
	number, err := t.Number(ctx, form.Kind)
	if err != nil {
		return err
	}
	tk, err := dg.takenTicket(ctx, t, filling, in, number)
	if err != nil {
		return err
	}
	t.Opened = append(t.Opened, tk)
	t.Note(tk, ticket.Entry{What: ticket.LogOpened, Text: words.CameBy(t.Event.From.Channel, in.Like)})
	t.Note(tk, ticket.Entry{What: ticket.LogRouted, To: tk.Team, Text: tk.RouteReason})
	dg.settleTaken(t, tk, form, in)
	t.ShowCard(tk)
	if q := form.About(tk.Fields); q != "" {
		t.ToStaff(tk, chat.Message{Author: chat.System, Name: t.Event.Person.Name, Text: words.NoteBy(t.Event.Person.Name, q)})
	}
	if in.Receipt {
		first, lines := words.Opened(tk, form.Countries(tk.Fields), dg.hours(t, tk), t.Now)
		text := words.TakenReceipt(t.Event.From.Channel, strings.Join(append([]string{first}, lines...), "\n"))
		t.Out = append(t.Out, turn.Outgoing{To: to, Ticket: tk.Number, Messages: []chat.Message{{Author: chat.Bot, Text: text}}})
	}
	t.Outcome = chat.Outcome{OK: true, Ticket: number, Text: words.Taken(tk)}
	return nil
}

// taken is what an event says that a colleague has written down: nothing where it cannot be read.
func taken(e chat.Event) (in ticket.Taken) {
	if json.Unmarshal([]byte(e.Value), &in) != nil {
		return ticket.Taken{}
	}
	return in
}

// receiptTo is where the member can be told the number of their ticket: in the talk that they are known from, else
// by mail.
func (dg *Dialogue) receiptTo(form *ticket.Form, values ticket.Values, known chat.Address) (chat.Address, bool) {
	if known.ID != "" && dg.Has(known.Channel) && !chat.Spoken(known.Channel) {
		return known, true
	}
	mail := form.Get(ticket.RoleEmail, values)
	return chat.Address{Channel: chat.Email, ID: mail}, mail != "" && dg.Has(chat.Email)
}

// takenTicket is the ticket of what a colleague has written down.
func (dg *Dialogue) takenTicket(ctx context.Context, t *turn.Turn, filling *ticket.Filling, in ticket.Taken, number string) (*ticket.Ticket, error) {
	form, values := filling.Form(), filling.Values()
	for field, value := range map[string]string{ticket.CallBackField: in.CallBack, ticket.CallWhenField: in.CallWhen} {
		if value = strings.TrimSpace(value); value != "" {
			values[field] = []string{value}
		}
	}
	tk := dg.newTicket(t, form, programmeIn(filling), values, number)
	tk.Urgent = in.Urgent
	if unchecked := filling.Unchecked(); len(unchecked) > 0 {
		tk.Tags = append(tk.Tags, "unchecked:"+strings.Join(unchecked, ","))
	}
	if in.Consent {
		tk.Tags = append(tk.Tags, ticket.ConsentTag+ticket.ConsentAbroad)
	}
	if slices.ContainsFunc(form.Fields, func(f ticket.Field) bool { return f.Verify }) {
		tk.Tags = append(tk.Tags, ticket.IdentityTags(ticket.Unshown, t.Now)...)
	}
	if question := form.About(values); question != "" {
		d, err := dg.consult(ctx, t, question)
		if err != nil {
			return nil, err
		}
		if d.Verdict == faq.Answer || d.Verdict == faq.Suggest || d.Verdict == faq.Choices {
			tk.Trace = traceOf(d)
		}
	}
	return tk, nil
}

// settleTaken does with a new ticket what its colleague has said beside the form.
func (dg *Dialogue) settleTaken(t *turn.Turn, tk *ticket.Ticket, form *ticket.Form, in ticket.Taken) {
	who := t.Event.Person
	if note := strings.TrimSpace(in.Note); note != "" && in.Told == nil {
		t.Note(tk, ticket.Entry{What: ticket.LogNoted, Text: note})
	}
	if in.Mine || in.Told != nil {
		tk.Assignee, tk.Status = who, ticket.Working
		t.Note(tk, ticket.Entry{What: ticket.LogClaimed, To: who.Name})
	}
	if in.Told == nil {
		return
	}
	version := 0
	if e, ok := dg.Entry(in.Told.Ref); ok {
		version = e.Version
	}
	t.Tell(tk, in.Told.Ref, version, reading.Anonymous(form.About(tk.Fields)), strings.TrimSpace(in.Note))
	if in.Told.Resolve {
		t.Note(tk, ticket.Entry{What: ticket.LogMoved, From: string(tk.Status), To: string(ticket.Resolved)})
		tk.Status, tk.Closed = ticket.Resolved, t.Now
	}
}
