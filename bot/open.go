package bot

import (
	"cmp"
	"context"
	"strings"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// openTicket makes a ticket of a filled form: routed, with a promise, a card for the staff and a
// number for the member.
func (b *Bot) openTicket(t *Turn, filling *ticket.Filling) {
	t.pendingOpen = filling
}

// finishOpening draws the number, which needs the store, and writes the effects down.
func (b *Bot) finishOpening(ctx context.Context, t *Turn) error {
	filling := t.pendingOpen
	if filling == nil {
		return nil
	}
	s := &t.Conversation.State
	form, values := filling.Form(), filling.Values()
	number, err := t.Number(ctx, form.Kind)
	if err != nil {
		return err
	}
	asked := s.Last // what the FAQ has told the member already
	tk := b.newTicket(t, form, values, number)
	tk.Trace = s.Form.Trace
	tk.Tags = append(tk.Tags, s.Form.Tags...)
	if tk.Urgent = s.Form.Urgent; !tk.Urgent && reading.Upset(values.Get("question")) {
		tk.Urgent, tk.Tags = true, append(tk.Tags, complaintTag)
	}
	if unchecked := filling.Unchecked(); len(unchecked) > 0 {
		tk.Tags = append(tk.Tags, "unchecked:"+strings.Join(unchecked, ","))
	}
	if form.PurposeVersion != "" && s.Form.Purpose {
		tk.Tags = append(tk.Tags, "purpose:"+form.PurposeVersion)
	}
	tk.Tags = append(tk.Tags, identityTags(s.Form, filling)...)
	if p := values.Get("programme"); b.knows(p) {
		t.Conversation.Programme = p
	}
	if a := s.Form.Asked; a != nil {
		t.wait(number, *a)
	}
	s.Form = nil
	t.Opened = append(t.Opened, tk)
	b.log(t, tk, ticket.Entry{Who: chat.Person{ID: "member", Name: b.memberName(t, tk)}, What: "opened", Text: tk.Trace.Query})
	b.log(t, tk, ticket.Entry{What: "routed", To: tk.Team, Text: tk.RouteReason})
	b.showCard(t, tk)
	if q := values.Get("question"); q != "" {
		b.toStaff(t, tk, chat.Message{Author: chat.Member, Name: b.memberName(t, tk), Text: q, MessageID: t.Event.MessageID})
	}
	t.sayText(words.opened(tk, b.hours(t, tk), t.Now), b.offerLink(t)...)
	return b.proposeAtOpening(ctx, t, tk, asked)
}

// So many answers of the FAQ are proposed for a new ticket at most, none that is not near enough to be
// named to staff at all, and beside the best none that is less than so near: with a half, the sample
// office's scripts show no second answer on another matter.
const (
	proposedAtOnce = 2
	nearly         = 0.5
)

// proposeAtOpening shows in a new ticket's thread what the FAQ has near the question, for staff to
// send with one press. What the member has been told already is not among it.
func (b *Bot) proposeAtOpening(ctx context.Context, t *Turn, tk *ticket.Ticket, asked *Last) error {
	question := cmp.Or(tk.Fields.Get("question"), tk.Fields.Get("trouble"), tk.Trace.Query)
	if question == "" || tk.Channel == "" {
		return nil
	}
	d, err := b.consult(ctx, t, question)
	if err != nil || d.Verdict != faq.Answer && d.Verdict != faq.Suggest && d.Verdict != faq.Choices {
		return err
	}
	n := 0
	for _, h := range d.Hits {
		told := asked != nil && asked.Ref == h.Entry.Ref()
		if told || len(h.Entry.Answer) == 0 || n == proposedAtOnce || h.P < max(nearEnough, nearly*d.P) {
			continue
		}
		b.propose(t, tk, h.Entry)
		n++
	}
	return nil
}

// unmatchedTag marks a ticket that no rule of the routing table fitted.
const unmatchedTag = "unmatched"

// plannedTag begins the tag that names whom the routing table means a ticket for.
const plannedTag = "for:"

// planned is whom the routing table means a ticket for, or "".
func planned(tk *ticket.Ticket) string {
	for _, tag := range tk.Tags {
		if name, is := strings.CutPrefix(tag, plannedTag); is {
			return name
		}
	}
	return ""
}

// hours says why an answer takes until it does: that the office is closed now, and for which
// holidays until then. Weekends need no reason.
func (b *Bot) hours(t *Turn, tk *ticket.Ticket) string {
	cal := &b.Office.Calendar
	var holidays []string
	for day := t.Now.AddDate(0, 0, 1); day.Before(tk.Due) && len(holidays) < 5; day = day.AddDate(0, 0, 1) {
		if why := cal.Closed(day); why != "" && why != ticket.Weekday(day)+"曜日" {
			holidays = append(holidays, ticket.Day(day)+"は"+why)
		}
	}
	next := cal.NextOpen(t.Now)
	over := !cal.IsOpen(t.Now) && next.In(reading.JST).Day() != t.Now.In(reading.JST).Day()
	return words.hours(cal.IsOpen(t.Now), over, cal.Closed(t.Now), holidays)
}

// newTicket is the ticket of a form's values, routed and due.
func (b *Bot) newTicket(t *Turn, form *ticket.Form, values ticket.Values, number string) *ticket.Ticket {
	programme := values.Get("programme")
	if !b.knows(programme) {
		programme = ""
	}
	route := b.Office.Route(ticket.FactsOf(form.Kind, programme, values), t.Now, b.absences()...)
	tk := &ticket.Ticket{
		Number: number, Kind: form.Kind, FormID: form.ID, Programme: programme,
		Status: ticket.Received, Version: 1, Fields: values,
		Contact: t.Conversation.Address, Conversation: t.Conversation.ID,
		Team: route.Team, RouteReason: route.Reason,
		Opened: t.Now, Due: b.Office.Calendar.Due(t.Now, b.Office.PromiseDays(form.Kind)),
	}
	tk.Title = b.title(t, tk)
	if route.Person != "" {
		tk.Tags = append(tk.Tags, plannedTag+route.Person)
	}
	if route.Unmatched {
		tk.Tags = append(tk.Tags, unmatchedTag)
		b.counts.Unmatched.Add(1)
	}
	if b.Staff.ID != "" {
		addr := b.Staff
		if route.SlackChannel != "" && addr.Channel == chat.Slack {
			addr.ID = route.SlackChannel
		}
		tk.Channel = addr.String()
	}
	return tk
}

// title is a ticket in one line without personal data: the company and what it is about.
func (b *Bot) title(t *Turn, tk *ticket.Ticket) string {
	about := tk.Fields.Get("question")
	if about == "" {
		about = tk.Kind.Label()
	}
	about = chars.Clip(strings.Join(strings.Fields(reading.MaskPersonal(about)), " "), 40)
	if company := reading.MaskPersonal(tk.Fields.Get("company")); company != "" {
		return chars.Clip(company, 30) + "｜" + about
	}
	return about
}
