package member

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A member asks after what they have handed over, and adds to it, in sentences: 「さっきの件どうなりましたか」,
// 「追記です。請求先は本社です」. Which ticket is meant is told by its number, by what it is called, or by there
// being only one; and where nothing of it can be told, the member is asked and says it once.

// aboutTicket takes a message about one of the member's own tickets: how it stands, or more for it. It
// reports false where the message is about none.
func (dg *Dialogue) aboutTicket(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	if number, rest, ok := reading.TicketNumber(text); ok {
		if done, err := dg.byNumber(ctx, t, number, rest, text); done || err != nil {
			return done, err
		}
	}
	if q, ok := reading.CaseAsked(text); ok {
		return dg.caseAsked(t, q), nil
	}
	if reading.SaysHanded(text) {
		return dg.caseAsked(t, reading.CaseQuestion{}), nil
	}
	add, adds := reading.AdditionOf(text)
	if len(t.StillOpen()) == 0 {
		return adds && add.Firm && dg.nothingToAddTo(t, text), nil
	}
	if reading.Control(text).Act == reading.Quit && strings.ContainsAny(text, "消キ") {
		dg.listTickets(t)
		return true, nil
	}
	switch {
	case adds:
		return dg.adds(ctx, t, add, text)
	case dg.justOpened(t) && !reading.Asks(text) && (reading.Phone(text).OK() || reading.Mail(text).OK()) && chars.Length(text) <= 60: // 電話番号は090-…です
		return dg.adds(ctx, t, reading.Addition{Text: text, Firm: true}, text)
	case reading.AddsToHanded(text):
		add := reading.Addition{Text: text, Firm: true}
		if reading.AnnouncesMore(text) {
			add.Text = ""
		}
		return dg.adds(ctx, t, add, text)
	case reading.AsksAfterHanded(text), reading.AsksHowItStands(text), reading.AsksForReply(text), (reading.AsksWhen(text) || reading.AsksHowLong(text)) && dg.justOpened(t):
		return dg.caseAsked(t, reading.CaseQuestion{}), nil
	}
	return false, nil
}

// justOpened reports whether the member has asked the FAQ nothing since they handed over what is open.
func (dg *Dialogue) justOpened(t *turn.Turn) bool {
	last := t.Conversation.State.Last
	return last == nil || slices.ContainsFunc(t.StillOpen(), func(tk *ticket.Ticket) bool { return !tk.Opened.Before(last.At) })
}

// byNumber takes a message that names a ticket. A question is never an addition: it is answered, and can
// be handed over with one press.
func (dg *Dialogue) byNumber(ctx context.Context, t *turn.Turn, number, rest, text string) (bool, error) {
	tk := t.Find(number)
	_, after := reading.CaseAsked("さっきの件" + strings.TrimPrefix(rest, "の件"))
	switch {
	case tk == nil && !after && !reading.OnlyNumber(rest):
		return false, nil // it may be somebody else's number for something else
	case tk == nil && slices.ContainsFunc(t.LinkedTickets, func(l ticket.Ticket) bool { return l.Number == number }):
		dg.listTickets(t)
	case tk == nil:
		t.SayText(words.NotYourCase)
	case after, reading.OnlyNumber(rest), !tk.Status.Open(), takesBack(rest):
		dg.tellCase(t, tk)
	case reading.Asks(rest):
		return true, dg.askedOf(ctx, t, tk, text)
	default:
		dg.bring(t, tk, text)
		t.Acknowledge(words.AddedTo(tk))
	}
	return true, nil
}

// takesBack reports whether a text wants to withdraw something: its ticket is shown with the button that does.
func takesBack(text string) bool {
	return strings.Contains(text, "取り消") || strings.Contains(text, "取消") || strings.Contains(text, "キャンセル") || strings.Contains(text, "取り下げ")
}

// askedOf answers a question that names a ticket: by the FAQ where that is sure, else by how the ticket
// stands. Either way the words can still go to the ticket.
func (dg *Dialogue) askedOf(ctx context.Context, t *turn.Turn, tk *ticket.Ticket, text string) error {
	d, err := dg.consult(ctx, t, text)
	if err != nil {
		return err
	}
	if d.Verdict == faq.Answer && len(d.Hits) > 0 && len(d.Parts) <= 1 {
		if err := dg.carryOut(ctx, t, d); err != nil {
			return err
		}
	} else {
		dg.tellCase(t, tk)
	}
	dg.keepToAdd(t, text)
	t.SayText(words.MayAdd(tk), addTo(tk))
	return nil
}

func addTo(tk *ticket.Ticket) chat.Choice {
	return chat.Choice{Label: tk.Number + words.LabelAdd, Data: turn.Data("add", tk.Number)}
}

// caseAsked answers how a case stands, whichever is meant; it reports false where it may be no case at all.
func (dg *Dialogue) caseAsked(t *turn.Turn, q reading.CaseQuestion) bool {
	if len(t.LinkedTickets) > 0 && !t.Event.Shared { // it may be any of either contact's
		dg.listTickets(t)
		return true
	}
	if len(t.Tickets) > 0 {
		if tk := dg.caseMeant(t, q.About); tk != nil {
			dg.tellCase(t, tk)
		} else {
			dg.listTickets(t)
		}
		return true
	}
	if q.Named { // 「補助金の件はどうなっていますか」 may be about a programme
		return false
	}
	t.SayText(words.NoCases, chat.Choice{Label: words.LabelAskOffice, Data: turn.Data("start", string(ticket.Inquiry), "")})
	return true
}

// caseMeant is the one ticket that is meant: by its kind or matter, the latest where that is said, or the
// only one that is open; nil where it cannot be told.
func (dg *Dialogue) caseMeant(t *turn.Turn, about string) *ticket.Ticket {
	open := t.StillOpen()
	if len(open) == 0 {
		open = []*ticket.Ticket{&t.Tickets[0]}
	}
	if len(open) == 1 {
		return open[0]
	}
	if about == "" {
		return nil
	}
	for _, is := range []func(*ticket.Ticket) bool{
		func(tk *ticket.Ticket) bool { return dg.concerns(tk, about) },
		func(tk *ticket.Ticket) bool { return kindCalled(about) == tk.Kind },
	} {
		if fits := slices.DeleteFunc(slices.Clone(open), func(tk *ticket.Ticket) bool { return !is(tk) }); len(fits) == 1 {
			return fits[0]
		}
	}
	if strings.HasPrefix(about, "さっき") || strings.HasPrefix(about, "先ほど") || strings.HasPrefix(about, "先程") {
		return slices.MaxFunc(open, func(a, b *ticket.Ticket) int { return a.Opened.Compare(b.Opened) })
	}
	return nil
}

// concerns reports whether a ticket's own words have what a member calls it by: 「請求書の件」.
func (dg *Dialogue) concerns(tk *ticket.Ticket, about string) bool {
	form := dg.Office.Form(tk.FormID)
	words := chars.FoldKana(tk.Title + form.About(tk.Fields) + strings.Join(tk.Fields["product"], ""))
	return chars.Length(about) >= 2 && strings.Contains(words, about)
}

// kindCalled is the kind of ticket that a member names: 「変更の件」.
func kindCalled(about string) ticket.Kind {
	switch {
	case strings.Contains(about, "変更"):
		return ticket.Change
	case strings.Contains(about, "相談"), strings.Contains(about, "申し込"):
		return ticket.Consultation
	case strings.Contains(about, "問い合わせ"), strings.Contains(about, "質問"):
		return ticket.Inquiry
	}
	return ""
}

// tellCase says how a ticket stands, and what the member can do. Staff hear of who waits beyond the promise.
func (dg *Dialogue) tellCase(t *turn.Turn, tk *ticket.Ticket) {
	var choices []chat.Choice
	switch {
	case tk.Status.Open():
		choices = []chat.Choice{addTo(tk), {Label: tk.Number + words.LabelCancel, Data: turn.Data("cancel", tk.Number)}}
	case t.Now.Sub(tk.Closed) <= reopenFor && !tk.Has(ticket.SpamTag):
		choices = []chat.Choice{{Label: words.LabelReopen, Data: turn.Data("reopen", tk.Number)}}
	}
	late := tk.Status.Open() && tk.Replied.IsZero() && !tk.Due.IsZero() && tk.Due.Before(t.Now)
	if n := t.Frame(fmt.Sprint("case:", tk.Number, tk.Status, late, tk.Replied.Unix())); n > 0 {
		t.SayText(words.CaseAgain(tk, n, t.Now), choices...)
		return
	}
	if late {
		dg.alert(t, tk, words.MemberWaitLate)
	}
	t.SayText(words.Case(tk, dg.caseView(t, tk), t.Now), choices...)
}

// caseView is what the member is told of a ticket besides its state.
func (dg *Dialogue) caseView(t *turn.Turn, tk *ticket.Ticket) words.CaseView {
	v := dg.reads(t)
	about := cmp.Or(dg.Office.Form(tk.FormID).Get(ticket.RoleQuestion, tk.Fields), tk.Kind.Label())
	v.About = chars.Clip(strings.Join(strings.Fields(reading.MaskPersonal(about)), " "), 24)
	v.Why = dg.hours(t, tk)
	return v
}

// reads is when a person reads what is written now.
func (dg *Dialogue) reads(t *turn.Turn) words.CaseView {
	return words.CaseView{Open: dg.Office.Calendar.IsOpen(t.Now), Next: dg.Office.Calendar.NextOpen(t.Now)}
}

// adds brings what a member adds to their ticket. What only may be an addition is first a question.
func (dg *Dialogue) adds(ctx context.Context, t *turn.Turn, add reading.Addition, text string) (bool, error) {
	if !add.Firm && reading.Asks(text) {
		if d, err := dg.consult(ctx, t, text); err != nil || d.Verdict != faq.Handoff {
			return false, err
		}
	}
	open := t.StillOpen()
	tk := open[0]
	if len(open) > 1 {
		tk = dg.caseMeant(t, meantIn(text))
	}
	switch {
	case tk == nil:
		dg.keepToAdd(t, add.Text)
		dg.askWhich(t, open)
	case add.Text == "":
		return true, dg.pressAdd(ctx, t, tk.Number)
	default:
		dg.bring(t, tk, text)
		t.Acknowledge(words.AddedTo(tk), chat.Choice{Label: words.LabelAddMore, Data: turn.Data("add", tk.Number)})
	}
	return true, nil
}

// nothingToAddTo offers a new inquiry to who wants to add to a matter where none is open.
func (dg *Dialogue) nothingToAddTo(t *turn.Turn, text string) bool {
	t.Conversation.State.Missed = &ticket.Trace{Query: text, Decision: string(faq.Handoff), Reason: "nothing_to_add_to"}
	t.SayText(words.NothingToAddTo, chat.Choice{Label: words.LabelAsk, Data: turn.Data("start", string(ticket.Inquiry), "")},
		chat.Choice{Label: words.LabelNoNeed, Data: turn.Data("other", "no")})
	return true
}

// meantIn is what an addition says of the ticket that it is for: 「さっきの」, 「変更の」.
func meantIn(text string) string {
	folded := chars.FoldKana(text)
	for _, w := range []string{"さっき", "先ほど", "先程", "変更の件", "変更依頼", "相談の件", "問い合わせの件"} {
		if strings.Contains(folded, w) {
			return w
		}
	}
	return ""
}

func (dg *Dialogue) askWhich(t *turn.Turn, open []*ticket.Ticket) {
	var lines []string
	var choices []chat.Choice
	for _, tk := range open[:min(len(open), 6)] {
		lines = append(lines, words.TicketLine(tk, t.Now))
		choices = append(choices, addTo(tk))
	}
	t.SayText(words.WhichCase+"\n"+strings.Join(lines, "\n"), choices...)
}

// keepToAdd keeps words until the member has said which ticket they are for.
func (dg *Dialogue) keepToAdd(t *turn.Turn, text string) {
	if t.Conversation.State.ToAdd = nil; text != "" {
		t.Conversation.State.ToAdd = &turn.ToAdd{Text: text, MessageID: t.Event.MessageID, At: t.Now}
	}
}

// addKept brings the words that waited for their ticket; it reports false where none did.
func (dg *Dialogue) addKept(t *turn.Turn, tk *ticket.Ticket) bool {
	kept := t.Conversation.State.ToAdd
	t.Conversation.State.ToAdd = nil
	if kept == nil || t.Now.Sub(kept.At) >= turn.FollowUp {
		return false
	}
	event := t.Event
	t.Event.MessageID, t.Event.Files = kept.MessageID, nil
	dg.bring(t, tk, kept.Text)
	t.Event = event
	t.Acknowledge(words.AddedTo(tk), chat.Choice{Label: words.LabelAddMore, Data: turn.Data("add", tk.Number)})
	return true
}

// talkingNow reports whether a person is talking with the member at this moment, each word going to the other.
func talkingNow(t *turn.Turn, tk *ticket.Ticket) bool {
	live := t.Conversation.State.Live
	return live != nil && live.Ticket == tk.Number && !live.Idle(t.Now)
}

// passOn acknowledges what the member has written to a person: once, and again only where the office has
// closed since, so that they know when it is read.
func (dg *Dialogue) passOn(t *turn.Turn, tk *ticket.Ticket) {
	s := &t.Conversation.State
	if talkingNow(t, tk) || tk.Has(ticket.DistressTag) {
		return
	}
	cal, told := &dg.Office.Calendar, t.ToldOf(tk)
	view := dg.reads(t)
	view.Open = view.Open || t.Now.Sub(s.Spoke) < turn.FollowUp // whoever has just written is there
	if !told.IsZero() && (view.Open || cal.NextOpen(told).Equal(cal.NextOpen(t.Now))) {
		return
	}
	t.TellOf(tk)
	if tk.Has(ticket.EnglishTag) {
		t.Greet(words.EnglishPassedOn)
		return
	}
	t.Greet(words.PassedOn(view, t.Now))
}
