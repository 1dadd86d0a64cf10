package member

import (
	"cmp"
	"context"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// welcome greets somebody new, once, and tells the staff of open tickets that a contact is back.
func (dg *Dialogue) welcome(t *turn.Turn) {
	if t.Late { // they have written, or blocked us, since
		return
	}
	t.Conversation.Reachable = true
	if t.Event.Name != "" {
		t.Conversation.Name = t.Event.Name
	}
	if t.Event.Kind == chat.Follow {
		dg.tellOpenTickets(t, words.BackAgain)
	}
	if t.Conversation.State.Greeted && t.Event.Kind == chat.Open || t.Hushed() != nil {
		return
	}
	if t.Event.Shared {
		dg.greetGroup(t)
		return
	}
	t.Conversation.State.Greeted = true
	if t.Event.Kind == chat.Open && t.Event.Data == chat.English {
		t.Greet(words.EnglishHello) // the menu's words are Japanese, and on the first screen anyway
		return
	}
	t.Greet(dg.greet(t), dg.menu()...)
}

// leave notes that the contact has blocked us. Nothing is deleted: they may come back.
func (dg *Dialogue) leave(t *turn.Turn) {
	if t.Late { // they have come back since
		return
	}
	t.Conversation.Reachable = false
	dg.tellOpenTickets(t, words.Blocked)
}

func (dg *Dialogue) tellOpenTickets(t *turn.Turn, text string) {
	for i := range t.Tickets {
		if tk := &t.Tickets[i]; tk.Status.Open() {
			t.ToStaff(tk, chat.Message{Author: chat.System, Text: text})
			t.Note(tk, ticket.Entry{What: ticket.LogReachable, Text: text})
			t.ShowCard(tk)
		}
	}
}

// withPerson reports whether a person has this conversation: from the first reply of the staff
// until the ticket closes.
func (dg *Dialogue) withPerson(t *turn.Turn) bool {
	s := &t.Conversation.State
	if tk := t.Find(s.Person); tk != nil && tk.Status.Open() {
		return true
	}
	s.Person = ""
	return false
}

// personHears reports whether the member's words are for a person: while one has the conversation,
// but for a form that the member has begun since that person last spoke.
func (dg *Dialogue) personHears(t *turn.Turn) bool {
	s := &t.Conversation.State
	return s.Person != "" && (s.Form == nil || s.Form.Paused) && dg.withPerson(t)
}

// relay brings a member's words to the person they are talking with. The bot itself is silent,
// but shows the staff what the FAQ would have said, and offers to close where the member thanks.
func (dg *Dialogue) relay(ctx context.Context, t *turn.Turn, text string) error {
	s := &t.Conversation.State
	tk := t.Find(s.Person)
	s.Offer = nil // a bare yes is for the person from now on
	dg.bring(t, tk, cmp.Or(text, words.Blank))
	if reading.Upset(text) {
		dg.raise(t, tk)
	}
	act := reading.Control(text).Act
	_, after := reading.CaseAsked(text)
	after = after || reading.AsksAfterHanded(text)
	switch {
	case act == reading.Quit && s.Form != nil:
		s.Form = nil
		t.SayText(words.Quit)
	case after && !talkingNow(t, tk) && !tk.Has(ticket.DistressTag):
		dg.tellCase(t, tk)
	case (act == reading.Thanks || act == reading.Resolved) && !tender(tk):
		t.SayText(words.AskResolved(tk),
			chat.Choice{Label: words.LabelYes, Data: turn.Data("resolve", tk.Number)},
			chat.Choice{Label: words.LabelNotYet, Data: turn.Data("closed-ok", "-")})
	default:
		dg.passOn(t, tk)
		return dg.proposeToStaff(ctx, t, tk, text)
	}
	return nil
}

// raise marks the ticket of a member who has lost patience.
func (dg *Dialogue) raise(t *turn.Turn, tk *ticket.Ticket) {
	if dg.mark(t, tk, ticket.ComplaintTag) {
		dg.alert(t, tk, words.ComplaintInTicket)
		t.TellOf(tk)
		t.SayText(words.UpsetPassedOn)
	}
}

// bring puts a member's message into the ticket's thread and log. The ticket is the staff's turn again.
func (dg *Dialogue) bring(t *turn.Turn, tk *ticket.Ticket, text string) {
	if t.Event.Edited {
		text = words.Reworded + text
	}
	t.Asked(tk.Number)
	t.Note(tk, ticket.Entry{Who: chat.Person{ID: "member", Name: dg.memberName(tk)}, What: ticket.LogMemberWrote, Text: text})
	t.ToStaff(tk, chat.Message{Author: chat.Member, Name: dg.memberName(tk), Text: text, MessageID: t.Event.MessageID, Files: t.Event.Files})
	if tk.Status == ticket.Waiting || tk.Status == ticket.OnHold {
		t.Move(tk, workingOr(tk))
	}
}

// workingOr is where a ticket goes when the member has written: to whoever has it, or back into the queue.
func workingOr(tk *ticket.Ticket) ticket.Status {
	if tk.Assignee.ID != "" || tk.Status == ticket.Waiting {
		return ticket.Working
	}
	return ticket.Received
}

// memberName is how a ticket's thread calls the member. Personal names stay out of it, as they do out of the
// card: the company's, if the form does not hold that for personal, or what the office calls its members.
func (dg *Dialogue) memberName(tk *ticket.Ticket) string {
	form := dg.Office.Form(tk.FormID)
	var names []string
	for _, role := range []ticket.Role{ticket.RoleCompany, ticket.RolePerson} {
		if f := form.Role(role); f != nil && !f.Personal {
			names = append(names, form.Get(role, tk.Fields))
		}
	}
	name := strings.TrimSpace(strings.Join(names, " "))
	if name == "" {
		name = dg.Office.MemberWord
	}
	return reading.MaskPersonal(name) // some answer every question with their telephone number
}

// proposeToStaff shows in the thread, to staff alone, what the FAQ knows, word for word as the
// member would read it, with the button that sends it on.
func (dg *Dialogue) proposeToStaff(ctx context.Context, t *turn.Turn, tk *ticket.Ticket, text string) error {
	d, err := dg.consult(ctx, t, text)
	if err != nil || d.Act || d.Verdict != faq.Answer || len(d.Hits) == 0 || len(d.Hits[0].Entry.Answer) == 0 {
		return err
	}
	dg.propose(t, tk, d.Hits[0].Entry)
	return nil
}

func (dg *Dialogue) propose(t *turn.Turn, tk *ticket.Ticket, e *faq.Entry) {
	t.ToStaff(tk, chat.Message{
		Author: chat.System, Text: words.Proposal(e, dg.Where(e.Ref())) + "\n\n" + dg.Show(t.Now, e).Text,
		Choices: []chat.Choice{{Label: words.LabelSendThis, Data: turn.Proposal{Ref: e.Ref(), Version: e.Version, Seq: t.Seq}.Data()}},
	})
}

// listTickets shows a member their own tickets, and those of the contact they are linked with where
// nobody reads along.
func (dg *Dialogue) listTickets(t *turn.Turn) {
	elsewhere := t.LinkedTickets
	if t.Event.Shared {
		elsewhere = nil
	}
	if len(t.Tickets)+len(elsewhere) == 0 {
		t.SayText(words.NoTickets)
		return
	}
	var lines []string
	var choices []chat.Choice
	for i := range t.Tickets {
		tk := &t.Tickets[i]
		lines = append(lines, words.TicketLine(tk, t.Now))
		if tk.Status.Open() && len(choices) < 6 {
			choices = append(choices,
				chat.Choice{Label: tk.Number + words.LabelAdd, Data: turn.Data("add", tk.Number)},
				chat.Choice{Label: tk.Number + words.LabelCancel, Data: turn.Data("cancel", tk.Number)})
		}
	}
	for i := range elsewhere {
		lines = append(lines, words.LinkedLine(&elsewhere[i], t.Now))
	}
	t.SayText(words.YourTickets(lines), choices...)
}

// reopenFor is how long a closed ticket can be taken up again by the member.
const reopenFor = 14 * 24 * time.Hour

// own finds the ticket a member's button names: only among their own.
func (dg *Dialogue) own(t *turn.Turn, number string) *ticket.Ticket {
	tk := t.Find(number)
	if tk == nil {
		t.SayText(words.NotYourTicket)
	}
	return tk
}

func (dg *Dialogue) pressReopen(_ context.Context, t *turn.Turn, number string) error {
	tk := dg.own(t, number)
	switch {
	case tk == nil:
	case tk.Status.Open():
		t.SayText(words.StillOpen(tk))
	case t.Now.Sub(tk.Closed) > reopenFor:
		t.SayText(words.TooLateToReopen, chat.Choice{Label: words.LabelAskOffice, Data: turn.Data("start", string(ticket.Inquiry), "")})
	default:
		to := ticket.Received
		if tk.Assignee.ID != "" {
			to = ticket.Working
		}
		if t.Move(tk, to) {
			dg.listenFor(t, tk)
			t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.ReopenedByMember})
			t.Acknowledge(words.Reopened(tk))
		}
	}
	return nil
}

// listenFor lets the member's next words go to a ticket they took up again: to the person who had
// it, or, where nobody had, one message into its thread.
func (dg *Dialogue) listenFor(t *turn.Turn, tk *ticket.Ticket) {
	s := &t.Conversation.State
	if tk.Replied.IsZero() {
		s.Adding = &turn.Adding{Ticket: tk.Number, At: t.Now}
		return
	}
	t.TakeOver(tk)
}

func (dg *Dialogue) pressClosedOK(_ context.Context, t *turn.Turn, number string) error {
	if number == "-" {
		t.Greet(words.GoOnThen)
		return nil
	}
	t.Greet(words.Glad)
	return nil
}

// pressResolve closes a ticket on the member's own word.
func (dg *Dialogue) pressResolve(_ context.Context, t *turn.Turn, number string) error {
	tk := dg.own(t, number)
	if tk == nil {
		return nil
	}
	if tk.Status.Open() && t.Move(tk, ticket.Resolved) {
		t.Release(tk)
		t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.ResolvedByMember})
	}
	t.Greet(words.Glad)
	return nil
}

func (dg *Dialogue) pressCancel(_ context.Context, t *turn.Turn, number string) error {
	tk := dg.own(t, number)
	if tk == nil {
		return nil
	}
	again := chat.Choice{Label: words.LabelReopen, Data: turn.Data("reopen", tk.Number)}
	if !tk.Status.Open() {
		t.SayText(words.ClosedForYou(tk), again)
		return nil
	}
	if t.Move(tk, ticket.Cancelled) {
		t.Release(tk)
		t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.CancelledByMember})
	}
	t.Acknowledge(words.CancelledForYou(tk), again)
	return nil
}
