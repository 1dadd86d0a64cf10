package member

import (
	"cmp"
	"context"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// openTicket makes a ticket of a filled form: routed, with a promise, a card for the staff and a
// number for the member.
func (dg *Dialogue) openTicket(t *turn.Turn, filling *ticket.Filling) {
	t.Opening = filling
}

// finishOpening draws the number, which needs the store, and writes the effects down.
func (dg *Dialogue) finishOpening(ctx context.Context, t *turn.Turn) error {
	filling := t.Opening
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
	tk := dg.newTicket(t, filling.Form(), programmeIn(filling), values, number)
	tk.Trace = s.Form.Trace
	tk.Tags = append(tk.Tags, s.Form.Tags...)
	if tk.Urgent = s.Form.Urgent; !tk.Urgent && reading.Upset(form.Get(ticket.RoleQuestion, values)) {
		tk.Urgent, tk.Tags = true, append(tk.Tags, ticket.ComplaintTag)
	}
	if unchecked := filling.Unchecked(); len(unchecked) > 0 {
		tk.Tags = append(tk.Tags, "unchecked:"+strings.Join(unchecked, ","))
	}
	if form.PurposeVersion != "" && s.Form.Purpose {
		tk.Tags = append(tk.Tags, "purpose:"+form.PurposeVersion)
		if form.Improves() {
			tk.Tags = append(tk.Tags, ticket.TeachesTag)
		}
	}
	if s.Form.Consent != "" {
		tk.Tags = append(tk.Tags, ticket.ConsentTag+s.Form.Consent)
	}
	tk.Tags = append(tk.Tags, identityTags(s.Form, filling)...)
	dg.warnOldAddress(t, tk, filling)
	if p := form.Role(ticket.RoleProgramme); p != nil && dg.Knows(tk.Programme) && !filling.Answers[p.ID].Prefilled {
		t.Conversation.Programme = tk.Programme // they said it themselves
	}
	if a := s.Form.Asked; a != nil {
		t.Wait(number, *a)
	}
	if s.Last != nil && s.Last.Query == tk.Trace.Query {
		s.Last = nil // its matter is the ticket's now, and not the next one's
	}
	origin := turn.Origin{Opening: openingSource(t, filling), Fields: filling.Sources()}
	s.Photos = t.Photos() // while the form is there, they wait with it
	s.Form, s.Receipt = nil, &turn.Receipt{Ticket: number, At: t.Now}
	dg.learnTicket(t, tk, form)
	t.Opened = append(t.Opened, tk)
	t.Note(tk, ticket.Entry{Who: chat.Person{ID: "member", Name: dg.memberName(tk)}, What: ticket.LogOpened, Text: tk.Trace.Query})
	t.Note(tk, ticket.Entry{What: ticket.LogRouted, To: tk.Team, Text: tk.RouteReason})
	t.ShowCard(tk)
	if q := form.Get(ticket.RoleQuestion, values); q != "" {
		t.ToStaff(tk, chat.Message{Author: chat.Member, Name: dg.memberName(tk), Text: q, MessageID: origin.Opening})
	}
	if dg.Can(tk.Contact.Channel).Closes {
		tk.Check = ticket.DrawCheck(number)
	}
	dg.attachPhotos(t, tk)
	t.NoteOrigin(number, origin)
	dg.sayReceipt(t, tk)
	return dg.proposeAtOpening(ctx, t, tk, asked)
}

// openingSource is the message that said the matter a form was sent with: mostly an earlier one than that
// which sends the form.
func openingSource(t *turn.Turn, filling *ticket.Filling) string {
	if f := filling.Form().Role(ticket.RoleQuestion); f != nil && filling.Answers[f.ID].Source != "" {
		return filling.Answers[f.ID].Source
	}
	return t.Event.MessageID
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
func (dg *Dialogue) proposeAtOpening(ctx context.Context, t *turn.Turn, tk *ticket.Ticket, asked *turn.Last) error {
	question := cmp.Or(dg.Office.Form(tk.FormID).About(tk.Fields), tk.Trace.Query)
	if question == "" || tk.Channel == "" {
		return nil
	}
	d, err := dg.consult(ctx, t, question)
	if err != nil || d.Act || d.Verdict != faq.Answer && d.Verdict != faq.Suggest && d.Verdict != faq.Choices {
		return err
	}
	n := 0
	for _, h := range d.Hits {
		told := asked != nil && asked.Ref == h.Entry.Ref()
		elsewhere := tk.Programme != "" && tk.Programme != h.Entry.Collection
		if told || elsewhere || len(h.Entry.Answer) == 0 || n == proposedAtOnce || h.P < max(ticket.NearEnough, nearly*d.P) {
			continue
		}
		dg.propose(t, tk, h.Entry)
		n++
	}
	return nil
}

// hours says why an answer takes until it does: that the office is closed now, and for which
// holidays until then. Weekends need no reason.
func (dg *Dialogue) hours(t *turn.Turn, tk *ticket.Ticket) string {
	cal := &dg.Office.Calendar
	var holidays []string
	for day := t.Now.AddDate(0, 0, 1); day.Before(tk.Due) && len(holidays) < 5; day = day.AddDate(0, 0, 1) {
		if why := cal.Closed(day); why != "" && why != ticket.WeekdayOff(day) {
			holidays = append(holidays, words.ClosedOn(day, why))
		}
	}
	next := cal.NextOpen(t.Now)
	over := !cal.IsOpen(t.Now) && next.In(reading.JST).Day() != t.Now.In(reading.JST).Day()
	return words.Hours(cal.IsOpen(t.Now), over, cal.Closed(t.Now), holidays)
}

// newTicket is the ticket of a form's values about a programme, routed and due.
func (dg *Dialogue) newTicket(t *turn.Turn, form *ticket.Form, programme string, values ticket.Values, number string) *ticket.Ticket {
	if !dg.Knows(programme) {
		programme = ""
	}
	route := dg.Office.Route(ticket.FactsOf(form, form.Kind, programme, values), t.Now, dg.Absences()...)
	if open := t.Conversation.State.Form; open != nil && open.Consent == ticket.ConsentHome {
		route = ticket.AtHome(route)
	}
	if t.Event.Act == chat.Take && route.Abroad != "" && !taken(t.Event).Consent {
		route = ticket.Routing{Team: ticket.Secretariat, Reason: words.TakenStaysHome(route.Abroad)}
	}
	if (t.Event.Kind == chat.Mailed || t.Event.Kind == chat.Filed) && route.Abroad != "" { // nobody has asked them
		route = ticket.Routing{Team: ticket.Secretariat, Reason: words.MailStaysHome(route.Abroad)}
	}
	tk := &ticket.Ticket{
		Number: number, Kind: form.Kind, FormID: form.ID, Programme: programme,
		Status: ticket.Received, Version: 1, Fields: values,
		Contact: t.Conversation.Address, Conversation: t.Conversation.ID,
		Team: route.Team, RouteReason: route.Reason,
		Opened: t.Now, Due: dg.Office.Calendar.Due(t.Now, dg.Office.PromiseDays(form.Kind)),
	}
	if t.Event.Kind != chat.StaffAct {
		tk.Sent = t.Event.SentAt()
	}
	tk.Title = dg.title(t, tk)
	if route.Person != "" {
		tk.Tags = append(tk.Tags, ticket.PlannedTag+route.Person)
	}
	if v := dg.vouch(t); v != nil {
		tk.Tags = append(tk.Tags, ticket.VouchedTag+v.Sub)
	}
	if t.Event.Shared {
		tk.Tags = append(tk.Tags, ticket.GroupTag)
	}
	if route.Unmatched {
		tk.Tags = append(tk.Tags, ticket.UnmatchedTag)
	}
	if dg.Staff.ID != "" {
		addr := dg.Staff
		if route.SlackChannel != "" && dg.Can(addr.Channel).Rooms {
			addr.ID = route.SlackChannel
		}
		tk.Channel = addr.String()
	}
	return tk
}

// title is a ticket in one line without personal data: the company and the case.
func (dg *Dialogue) title(t *turn.Turn, tk *ticket.Ticket) string {
	form := dg.Office.Form(tk.FormID)
	about := form.Case(tk.Kind, tk.Fields)
	about = chars.Clip(strings.Join(strings.Fields(reading.MaskPersonal(about)), " "), 40)
	if company := reading.MaskPersonal(form.Get(ticket.RoleCompany, tk.Fields)); company != "" {
		return chars.Clip(company, 30) + ticket.TitleMark + about
	}
	return about
}
