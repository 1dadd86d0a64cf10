package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// welcome greets somebody new, once, and tells the staff of open tickets that a contact is back.
func (b *Bot) welcome(t *Turn) {
	if t.late { // they have written, or blocked us, since
		return
	}
	t.Conversation.Reachable = true
	if t.Event.Name != "" {
		t.Conversation.Name = t.Event.Name
	}
	if t.Event.Kind == chat.Follow {
		b.tellOpenTickets(t, words.BackAgain)
	}
	if t.Conversation.State.Greeted && t.Event.Kind == chat.Open {
		return
	}
	t.Conversation.State.Greeted = true
	t.greet(words.greeting(b.Office.Name), b.menu()...)
}

// leave notes that the contact has blocked us. Nothing is deleted: they may come back.
func (b *Bot) leave(t *Turn) {
	if t.late { // they have come back since
		return
	}
	t.Conversation.Reachable = false
	b.tellOpenTickets(t, words.Blocked)
}

func (b *Bot) tellOpenTickets(t *Turn, text string) {
	for i := range t.Tickets {
		if tk := &t.Tickets[i]; tk.Status.Open() {
			b.toStaff(t, tk, chat.Message{Author: chat.System, Text: text})
			b.log(t, tk, ticket.Entry{What: "reachable", Text: text})
			b.showCard(t, tk)
		}
	}
}

// unsend wipes what a member took back, here and in the staff's copy.
func (b *Bot) unsend(t *Turn) {
	t.withdraw(t.Event.MessageID)
	for i := range t.Tickets {
		b.toStaff(t, &t.Tickets[i], chat.Message{Author: chat.System, Text: words.Unsent, Unsent: t.Event.MessageID})
	}
}

// withPerson reports whether a person has this conversation: from the first reply of the staff
// until the ticket closes.
func (b *Bot) withPerson(t *Turn) bool {
	s := &t.Conversation.State
	if tk := findTicket(t, s.Person); tk != nil && tk.Status.Open() {
		return true
	}
	s.Person = ""
	return false
}

// personHears reports whether the member's words are for a person: while one has the conversation,
// but for a form that the member has begun since that person last spoke.
func (b *Bot) personHears(t *Turn) bool {
	s := &t.Conversation.State
	return s.Person != "" && (s.Form == nil || s.Form.Paused) && b.withPerson(t)
}

func findTicket(t *Turn, number string) *ticket.Ticket {
	for i := range t.Tickets {
		if t.Tickets[i].Number == number {
			return &t.Tickets[i]
		}
	}
	return nil
}

// relay brings a member's words to the person they are talking with. The bot itself is silent,
// but shows the staff what the FAQ would have said, and offers to close where the member thanks.
func (b *Bot) relay(ctx context.Context, t *Turn, text string) error {
	s := &t.Conversation.State
	tk := findTicket(t, s.Person)
	s.Offer = nil // a bare yes is for the person from now on
	b.bring(t, tk, cmp.Or(text, words.Blank))
	if reading.Upset(text) {
		b.raise(t, tk)
	}
	switch act := reading.Control(text).Act; act {
	case reading.Quit:
		if s.Form != nil {
			s.Form = nil
			t.sayText(words.Quit)
		}
	case reading.Status:
		b.listTickets(t)
	case reading.Thanks, reading.Resolved:
		t.sayText(words.askResolved(tk),
			chat.Choice{Label: words.LabelYes, Data: data("resolve", tk.Number)},
			chat.Choice{Label: words.LabelNotYet, Data: data("closed-ok", "-")})
	default:
		return b.proposeToStaff(ctx, t, tk, text)
	}
	return nil
}

// raise marks the ticket of a member who has lost patience.
func (b *Bot) raise(t *Turn, tk *ticket.Ticket) {
	if !tk.Urgent {
		tk.Urgent, tk.Tags = true, append(slices.Clone(tk.Tags), complaintTag)
		b.change(t, tk)
	}
}

// bring puts a member's message into the ticket's thread and log. The ticket is the staff's turn again.
func (b *Bot) bring(t *Turn, tk *ticket.Ticket, text string) {
	if t.Event.Edited {
		text = words.Reworded + text
	}
	t.asked(tk.Number)
	b.log(t, tk, ticket.Entry{Who: chat.Person{ID: "member", Name: b.memberName(t, tk)}, What: "member_wrote", Text: text})
	b.toStaff(t, tk, chat.Message{Author: chat.Member, Name: b.memberName(t, tk), Text: text, MessageID: t.Event.MessageID, Files: t.Event.Files})
	if tk.Status == ticket.Waiting || tk.Status == ticket.OnHold {
		b.move(t, tk, workingOr(tk))
	}
}

// workingOr is where a ticket goes when the member has written: to whoever has it, or back into the queue.
func workingOr(tk *ticket.Ticket) ticket.Status {
	if tk.Assignee.ID != "" || tk.Status == ticket.Waiting {
		return ticket.Working
	}
	return ticket.Received
}

func (b *Bot) memberName(t *Turn, tk *ticket.Ticket) string {
	name := strings.TrimSpace(tk.Fields.Get("company") + " " + tk.Fields.Get("person"))
	if name == "" {
		name = t.Conversation.Name
	}
	if name == "" {
		name = words.Member
	}
	return reading.MaskPersonal(name) // some answer every question with their telephone number
}

// proposeToStaff shows in the thread, to staff alone, what the FAQ knows, word for word as the
// member would read it, with the button that sends it on.
func (b *Bot) proposeToStaff(ctx context.Context, t *Turn, tk *ticket.Ticket, text string) error {
	d, err := b.consult(ctx, t, text)
	if err != nil || d.Verdict != faq.Answer || len(d.Hits) == 0 || len(d.Hits[0].Entry.Answer) == 0 {
		return err
	}
	b.propose(t, tk, d.Hits[0].Entry)
	return nil
}

func (b *Bot) propose(t *Turn, tk *ticket.Ticket, e *faq.Entry) {
	b.toStaff(t, tk, chat.Message{
		Author: chat.System, Text: words.proposal(e) + "\n\n" + b.answerMessage(t, e).Text,
		Choices: []chat.Choice{{Label: words.LabelSendThis, Data: proposal{e.Ref(), e.Version, t.Seq}.data()}},
	})
}

// receiveFiles takes stickers, pictures, files and places.
func (b *Bot) receiveFiles(t *Turn) {
	s := &t.Conversation.State
	if b.personHears(t) {
		b.bring(t, findTicket(t, s.Person), words.sent(t.Event))
		return
	}
	if tk := b.addingTo(t); tk != nil && len(t.Event.Files) > 0 {
		b.add(t, tk, words.sent(t.Event))
		return
	}
	if filling := b.bindForm(s); filling != nil && len(t.Event.Files) > 0 {
		s.Form.At = t.Now
		if f, _, _ := filling.Next(); f != nil && f.Type == ticket.TypeFiles {
			filling.Put(f, fileReading(t.Event.Files))
			b.ask(t)
			return
		}
	}
	if tk := openTicket(t); tk != nil && len(t.Event.Files) > 0 {
		b.bring(t, tk, words.sent(t.Event))
		t.sayText(words.fileAdded(tk))
	} else if len(t.Event.Files) > 0 {
		t.sayText(words.FileWithoutTicket, chat.Choice{Label: words.LabelAskOffice, Data: data("start", string(ticket.Inquiry), "")})
	} else if s.Form == nil {
		t.greet(words.Sticker)
	}
	if s.Form != nil {
		b.ask(t)
	}
}

func fileReading(files []chat.File) ticket.Reading {
	r := ticket.Reading{Shown: words.pieces(len(files))}
	for _, f := range files {
		r.Values = append(r.Values, f.Type+":"+f.ID)
	}
	return r
}

// openTicket is the contact's newest open ticket, or nil.
func openTicket(t *Turn) *ticket.Ticket {
	for i := range t.Tickets {
		if t.Tickets[i].Status.Open() {
			return &t.Tickets[i]
		}
	}
	return nil
}

// listTickets shows a member their own tickets, and those of the contact they are linked with where
// nobody reads along.
func (b *Bot) listTickets(t *Turn) {
	elsewhere := t.LinkedTickets
	if t.Event.Shared {
		elsewhere = nil
	}
	if len(t.Tickets)+len(elsewhere) == 0 {
		t.sayText(words.NoTickets)
		return
	}
	var lines []string
	var choices []chat.Choice
	for i := range t.Tickets {
		tk := &t.Tickets[i]
		lines = append(lines, words.ticketLine(tk, t.Now))
		if tk.Status.Open() && len(choices) < 6 {
			choices = append(choices,
				chat.Choice{Label: tk.Number + words.LabelAdd, Data: data("add", tk.Number)},
				chat.Choice{Label: tk.Number + words.LabelCancel, Data: data("cancel", tk.Number)})
		}
	}
	for i := range elsewhere {
		lines = append(lines, words.linkedLine(&elsewhere[i], t.Now))
	}
	t.sayText(words.yourTickets(lines), choices...)
}

// reopenFor is how long a closed ticket can be taken up again by the member.
const reopenFor = 14 * 24 * time.Hour

// own finds the ticket a member's button names: only among their own.
func (b *Bot) own(t *Turn, number string) *ticket.Ticket {
	tk := findTicket(t, number)
	if tk == nil {
		t.sayText(words.NotYourTicket)
	}
	return tk
}

func (b *Bot) pressReopen(_ context.Context, t *Turn, number string) error {
	tk := b.own(t, number)
	switch {
	case tk == nil:
	case tk.Status.Open():
		t.sayText(words.stillOpen(tk))
	case t.Now.Sub(tk.Closed) > reopenFor:
		t.sayText(words.TooLateToReopen, chat.Choice{Label: words.LabelAskOffice, Data: data("start", string(ticket.Inquiry), "")})
	default:
		to := ticket.Received
		if tk.Assignee.ID != "" {
			to = ticket.Working
		}
		if b.move(t, tk, to) {
			b.listenFor(t, tk)
			b.toStaff(t, tk, chat.Message{Author: chat.System, Text: words.ReopenedByMember})
			t.sayText(words.reopened(tk))
		}
	}
	return nil
}

// listenFor lets the member's next words go to a ticket they took up again: to the person who had
// it, or, where nobody had, one message into its thread.
func (b *Bot) listenFor(t *Turn, tk *ticket.Ticket) {
	s := &t.Conversation.State
	if tk.Replied.IsZero() {
		s.Adding = &Adding{Ticket: tk.Number, At: t.Now}
		return
	}
	b.takeOver(t, tk)
}

// takeOver gives the conversation to the person who has the ticket: what the member says next, a
// bare yes or the answer to some form's question, is for them.
func (b *Bot) takeOver(t *Turn, tk *ticket.Ticket) {
	s := &t.Conversation.State
	s.Person, s.Offer, s.Adding = tk.Number, nil, nil
	if s.Form != nil {
		s.Form.Paused = true
	}
}

func (b *Bot) pressClosedOK(_ context.Context, t *Turn, number string) error {
	if number == "-" {
		t.greet(words.GoOnThen)
		return nil
	}
	t.greet(words.Glad)
	return nil
}

// pressResolve closes a ticket on the member's own word.
func (b *Bot) pressResolve(_ context.Context, t *Turn, number string) error {
	tk := b.own(t, number)
	if tk == nil {
		return nil
	}
	if tk.Status.Open() && b.move(t, tk, ticket.Resolved) {
		b.release(t, tk)
		b.toStaff(t, tk, chat.Message{Author: chat.System, Text: words.ResolvedByMember})
	}
	t.greet(words.Glad)
	return nil
}

func (b *Bot) pressCancel(_ context.Context, t *Turn, number string) error {
	tk := b.own(t, number)
	if tk == nil {
		return nil
	}
	again := chat.Choice{Label: words.LabelReopen, Data: data("reopen", tk.Number)}
	if !tk.Status.Open() {
		t.sayText(words.closedForYou(tk), again)
		return nil
	}
	if b.move(t, tk, ticket.Cancelled) {
		b.release(t, tk)
		b.toStaff(t, tk, chat.Message{Author: chat.System, Text: words.CancelledByMember})
	}
	t.sayText(words.cancelledForYou(tk), again)
	return nil
}
