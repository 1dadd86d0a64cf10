package member

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A mail is a letter to the office, and no talk with the bot: it becomes a ticket, or goes into the one that it
// answers, and what goes back by itself is a receipt. Which ticket it answers was decided where it came in, by what
// nobody can guess or forge (package email); what only seems to belong together is told to staff.

const (
	receiptsHour = 3   // receipts to one contact within an hour: two programs must not go on thanking each other
	lettersHour  = 5   // tickets that one contact opens by mail within an hour; what is more goes into the last one
	askedMost    = 600 // characters of a mail that are looked up: questions stand at its beginning
	proofTime    = time.Hour * 72
	proofTries   = 5 // mails with a wrong code
)

// mailed decides a mail.
func (dg *Dialogue) mailed(ctx context.Context, t *turn.Turn) error {
	e := &t.Event
	if e.Mail == nil {
		e.Mail = &chat.Mail{}
	}
	tk := t.Find(e.Ticket)
	if tk != nil && !tk.Status.Open() && t.Now.Sub(tk.Closed) > reopenFor {
		tk = nil
	}
	switch e.Mail.Author {
	case chat.MailBounced, chat.MailDelayed:
		dg.mailLost(t, tk)
		return nil
	case chat.MailAbsent:
		if tk != nil {
			dg.remark(t, tk, words.MailAbsent(mailText(e)))
		}
		return nil
	}
	if e.From == t.Conversation.Address {
		t.Conversation.Name, t.Conversation.Reachable = cmp.Or(e.Name, t.Conversation.Name), true
	}
	if done, err := dg.distressed(ctx, t, strings.TrimSpace(e.Text)); done || err != nil {
		for _, opened := range t.Opened {
			t.NoteLetter(opened)
		}
		return err
	}
	if e.Masked != "" {
		t.SayText(words.Masked(e.Masked) + words.NotOne(e.Masked))
	}
	if tk != nil {
		return dg.continueByMail(ctx, t, tk, strings.TrimSpace(e.Text))
	}
	if dg.tooManyLetters(t) { // nothing shows that it is about the ticket it goes into: staff are told so
		return dg.continueByMail(ctx, t, t.NewestOpen(), words.MailGathered+"\n"+cmp.Or(mailText(e), words.Blank))
	}
	if done, err := dg.answerMail(ctx, t); done || err != nil {
		return err
	}
	return dg.openByMail(ctx, t)
}

// mailText is what a mail says, with its subject; of a mail without words, what came along.
func mailText(e *chat.Event) string {
	text := strings.TrimSpace(e.Text)
	if text == "" && len(e.Files) > 0 {
		text = words.Sent(chat.Event{Files: e.Files})
	}
	return strings.TrimSpace(e.Mail.Subject + "\n\n" + text)
}

// mailLog is what the log keeps: the words, and below them what was folded away.
func mailLog(text string, m *chat.Mail) string {
	if m.Folded == "" {
		return text
	}
	return text + "\n\n" + words.FoldedBelow + "\n" + m.Folded
}

// remark tells staff something about a ticket, in its thread and in its log.
func (dg *Dialogue) remark(t *turn.Turn, tk *ticket.Ticket, text string) {
	t.Note(tk, ticket.Entry{What: ticket.LogNoted, Text: text})
	t.ToStaff(tk, chat.Message{Author: chat.System, Text: text})
}

// remarkOdd tells staff what is odd about the mail.
func (dg *Dialogue) remarkOdd(t *turn.Turn, tk *ticket.Ticket) {
	m := t.Event.Mail
	var lines []string
	for _, odd := range m.Odd {
		if line := words.MailOdd(odd); line != "" {
			lines = append(lines, line)
		}
	}
	if m.Answer != "" {
		lines = append(lines, words.MailElsewhere(string(m.Answer)))
	}
	if len(lines) > 0 {
		dg.remark(t, tk, strings.Join(lines, "\n"))
	}
}

// tooManyLetters reports whether the contact has opened so many tickets within the hour that what comes goes into the
// last of them.
func (dg *Dialogue) tooManyLetters(t *turn.Turn) bool {
	n := 0
	for i := range t.Tickets {
		if t.Now.Sub(t.Tickets[i].Opened) < time.Hour {
			n++
		}
	}
	return n >= lettersHour && t.NewestOpen() != nil
}

// continueByMail brings a mail into the ticket that it answers. Nothing goes back: a person reads it.
func (dg *Dialogue) continueByMail(ctx context.Context, t *turn.Turn, tk *ticket.Ticket, text string) error {
	e := &t.Event
	switch {
	case text == "" && len(e.Files) > 0:
		text = words.Sent(chat.Event{Files: e.Files})
	case text == "":
		text = words.Blank
	}
	closed := !tk.Status.Open()
	name := dg.memberName(tk)
	other := dg.fromElsewhere(t, tk)
	if other {
		name = words.MailedBy(name, e.From.ID)
	}
	t.NoteLetter(tk)
	t.Note(tk, ticket.Entry{Who: chat.Person{ID: "member", Name: name}, What: ticket.LogMemberWrote, Text: mailLog(text, e.Mail)})
	t.ToStaff(tk, chat.Message{Author: chat.Member, Name: name, Text: text, MessageID: e.MessageID, Files: e.Files})
	if other {
		dg.remark(t, tk, words.MailFromOther(e.From.ID))
	}
	dg.remarkOdd(t, tk)
	dg.tryProof(t, tk)
	switch {
	case closed && thanksOnly(text):
		return nil
	case closed:
		if t.Move(tk, workingAgain(tk)) {
			t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.MailReopened})
		}
	case tk.Status == ticket.Waiting || tk.Status == ticket.OnHold:
		t.Move(tk, workingOr(tk))
	}
	if reading.Upset(text) && dg.mark(t, tk, ticket.ComplaintTag) {
		dg.alert(t, tk, words.ComplaintInTicket)
	}
	return dg.proposeToStaff(ctx, t, tk, chars.Clip(text, askedMost))
}

// workingAgain is where a closed ticket goes that is taken up.
func workingAgain(tk *ticket.Ticket) ticket.Status {
	if tk.Assignee.ID != "" {
		return ticket.Working
	}
	return ticket.Received
}

// thanksOnly reports whether a mail into a closed ticket asks for nothing more.
func thanksOnly(text string) bool {
	if chars.Fold(text) == chars.Fold(words.LabelThanks) || chars.Fold(text) == "1" {
		return true
	}
	switch reading.CourtesyOf(text) {
	case reading.Thanking, reading.Settled, reading.Enough, reading.Heard:
		return true
	}
	return len([]rune(text)) < 80 && reading.ClosesWithThanks(text) && !reading.Asks(text)
}

// fromElsewhere reports whether the mail came from another address than the ticket's member is known by.
func (dg *Dialogue) fromElsewhere(t *turn.Turn, tk *ticket.Ticket) bool {
	from := t.Event.From
	return from != tk.Contact && !strings.EqualFold(from.ID, dg.Office.Form(tk.FormID).Get(ticket.RoleEmail, tk.Fields))
}

// openByMail makes a ticket of a mail.
func (dg *Dialogue) openByMail(ctx context.Context, t *turn.Turn) error {
	e := &t.Event
	text := mailText(e)
	dg.noteProgramme(t, text)
	kind, err := dg.kindOfMail(ctx, t, text)
	if err != nil {
		return err
	}
	now := ticketNow{
		text: text, title: dg.mailTitle(e), kind: kind, values: ticket.Values{}, log: mailLog(text, e.Mail), known: map[string]string{},
		trace: ticket.Trace{Query: chars.Clip(text, askedMost), Decision: "mail", Reason: "by_mail"},
	}
	dg.knownByMail(t, kind, &now)
	if e.Mail.Likely != "" {
		now.tags = append(now.tags, ticket.LikelyTag+e.Mail.Likely)
	}
	if now.urgent = reading.Upset(text); now.urgent {
		now.tags = append(now.tags, ticket.ComplaintTag)
	}
	tk, err := dg.openNow(ctx, t, now)
	if err != nil {
		return err
	}
	t.NoteLetter(tk)
	if e.Mail.Likely != "" {
		dg.remark(t, tk, words.MailLikely(e.Mail.Likely))
	}
	dg.remarkOdd(t, tk)
	if dg.receiptGoes(t) {
		t.SayText(words.MailReceipt(tk, dg.hours(t, tk), t.Now, dg.proofFor(t, tk)))
	}
	return dg.proposeAtOpening(ctx, t, tk, nil)
}

// mailTitle is the ticket in one line: the company and the subject.
func (dg *Dialogue) mailTitle(e *chat.Event) string {
	about := cmp.Or(chars.Line(e.Mail.Subject), chars.Line(chars.Clip(e.Text, 200)))
	if about == "" {
		about = words.MailNoSubject
	}
	about = chars.Clip(reading.MaskPersonal(about), 60)
	if company := reading.MaskPersonal(e.Mail.Company); company != "" {
		return chars.Clip(company, 30) + "｜" + about
	}
	return about
}

// kindOfMail is what sort of ticket a mail becomes: a claim to one's own data, a change of what is registered, else an
// inquiry. A consultation is routed by what its form asks; staff see to that.
func (dg *Dialogue) kindOfMail(ctx context.Context, t *turn.Turn, text string) (ticket.Kind, error) {
	if reading.ClaimsOwnData(chars.Clip(text, askedMost)) && dg.Office.Form(string(ticket.Disclosure)) != nil {
		return ticket.Disclosure, nil
	}
	for _, asked := range []string{t.Event.Mail.Subject, chars.Clip(strings.TrimSpace(t.Event.Text), askedMost)} {
		if strings.TrimSpace(asked) == "" {
			continue
		}
		d, err := dg.consult(ctx, t, asked)
		if err != nil {
			return "", err
		}
		if (d.Verdict == faq.Form || d.Act) && d.Form == faq.FormChange && !d.Human {
			return ticket.Change, nil
		}
	}
	return ticket.Inquiry, nil
}

// knownByMail puts into the ticket who wrote, as far as the mail says. None of it is shown to be so.
func (dg *Dialogue) knownByMail(t *turn.Turn, kind ticket.Kind, now *ticketNow) {
	e, form := &t.Event, dg.Office.Form(string(kind))
	now.known[string(ticket.RoleCompany)] = e.Mail.Company
	now.known[string(ticket.RolePerson)] = e.Name
	now.known[string(ticket.RoleEmail)] = e.From.ID
	for _, f := range form.Fields {
		if f.Verify {
			now.values[f.ID] = []string{e.From.ID}
			now.tags = append(now.tags, ticket.IdentityTags(ticket.Unshown, time.Time{})...)
			break
		}
	}
	for role, value := range now.known {
		if value == "" {
			delete(now.known, role)
		}
	}
}

// receiptGoes reports whether a receipt goes back: to somebody, and not more often than anybody writes.
func (dg *Dialogue) receiptGoes(t *turn.Turn) bool {
	s := &t.Conversation.State
	s.Receipts = slices.DeleteFunc(slices.Clone(s.Receipts), func(at time.Time) bool { return t.Now.Sub(at) >= time.Hour })
	if t.Event.Mail.Author != chat.MailPerson || len(s.Receipts) >= receiptsHour {
		return false
	}
	s.Receipts = append(s.Receipts, t.Now)
	return true
}

// answerMail answers a mail out of the FAQ where the office wants that and the answer is sure. It reports false where
// the mail is for a person.
func (dg *Dialogue) answerMail(ctx context.Context, t *turn.Turn) (bool, error) {
	e, s := &t.Event, &t.Conversation.State
	if !dg.Office.MailAnswer || e.Mail.Author != chat.MailPerson || len(e.Files) > 0 || e.Mail.Likely != "" || e.Masked != "" {
		return false, nil
	}
	text := strings.TrimSpace(e.Text)
	if c, ok := offered(s.Offer, text); ok && s.Last != nil {
		if verb, _, _ := turn.ParseData(c.Data); verb == "solved" {
			dg.feedback(t, "yes")
			return true, nil
		}
	}
	if s.Last != nil && len(s.Offer) > 0 {
		if thanksOnly(text) {
			return true, nil
		}
		s.Offer = nil
		return false, nil // what was answered has not helped: a person reads it
	}
	if text == "" || len([]rune(text)) > askedMost {
		return false, nil
	}
	d, err := dg.consult(ctx, t, text)
	if err != nil || d.Verdict != faq.Answer || d.Act || d.Human || len(d.Parts) > 1 || len(d.Left) > 0 || len(d.Hits) == 0 || len(d.Hits[0].Entry.Answer) == 0 {
		return false, err
	}
	if dg.silent(t, d.Hits[0].Entry.Ref()) {
		return false, nil
	}
	t.Answered = append(t.Answered, answered(d))
	m := dg.show(t, d.Hits[0].Entry, d.Query, d.Hits[0].P)
	m.Choices = []chat.Choice{{Label: words.LabelSolved, Data: turn.Data("solved", "")}, {Label: words.LabelAskOffice, Data: turn.Data("start", string(ticket.Inquiry), "")}}
	t.Say(m)
	return true, nil
}

// mailLost tells staff that a mail of theirs has not arrived.
func (dg *Dialogue) mailLost(t *turn.Turn, tk *ticket.Ticket) {
	lost := t.Event.Mail.Lost
	if tk == nil || lost == nil {
		return
	}
	if t.Event.Mail.Author == chat.MailDelayed {
		dg.remark(t, tk, words.MailDelayed(lost.Reason))
		return
	}
	reason := words.MailLost(lost.Reason)
	t.Note(tk, ticket.Entry{What: ticket.LogReachable, Text: reason})
	t.ToStaff(tk, chat.Message{Author: chat.System, Text: reason})
	if lost.Delivery != 0 && lost.Delivery == t.Conversation.State.Replies[tk.Number].Delivery {
		t.NoteReply(tk, chat.Status{Delivery: lost.Delivery, State: chat.Dead, Reason: words.MailLostShort})
	}
	t.ShowCard(tk)
}
