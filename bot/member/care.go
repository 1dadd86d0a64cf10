package member

import (
	"context"
	"strings"
	"unicode"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// upset takes the words of somebody who has lost patience.
func (dg *Dialogue) upset(_ context.Context, t *turn.Turn, text string) (bool, error) {
	if !reading.Upset(text) {
		return false, nil
	}
	dg.soothe(t, text)
	return true, nil
}

// asksLeave takes 「ちょっと聞いてもいいですか」: whoever asks for leave to ask is given it.
func (dg *Dialogue) asksLeave(_ context.Context, t *turn.Turn, text string) (bool, error) {
	switch {
	case reading.WantsSomebody(text): // 担当の人に質問したいことがあるんですが
		dg.handOver(t, dg.unanswered(t), dg.traceOfLast(t, "human", "human_word"))
		return true, nil
	case reading.Announces(text):
		dg.noteProgramme(t, text)
	case !reading.AsksLeave(text):
		return false, nil
	}
	t.SayText(words.AskAway)
	return true, nil
}

// soothe hands somebody who has lost patience over at once, with all that was said so far.
func (dg *Dialogue) soothe(t *turn.Turn, text string) {
	trace := dg.traceOfLast(t, "complaint", "upset_words")
	question := text
	if trace.Query != "" && trace.Query != text {
		question = trace.Query + "\n" + text
	}
	dg.tellComplaint(t)
	t.Frame("hand_over")
	t.SayText(words.HandOver(true, dg.lastDeclined(t)))
	dg.begin(t, beginning{kind: ticket.Inquiry, query: question, trace: trace, urgent: true, tags: []string{ticket.ComplaintTag}})
}

// lastDeclined reports whether the last answer said that the office does not do or tell something.
func (dg *Dialogue) lastDeclined(t *turn.Turn) bool {
	last := t.Conversation.State.Last
	if last == nil || t.Now.Sub(last.At) >= turn.FollowUp {
		return false
	}
	e, ok := dg.Entry(last.Ref)
	return ok && e.Kind == faq.KindDecline
}

// traceOfLast is a trace of what was shown last, for a ticket that begins with it.
func (dg *Dialogue) traceOfLast(t *turn.Turn, decision, reason string) ticket.Trace {
	trace := ticket.Trace{Query: t.LastQuery(), Decision: decision, Reason: reason}
	last := t.Conversation.State.Last
	if last == nil || t.Now.Sub(last.At) >= turn.FollowUp {
		return trace
	}
	hit := ticket.TracedHit{Ref: last.Ref, P: last.P, Version: last.Version}
	if e, ok := dg.Entry(last.Ref); ok {
		hit.Question = e.Question
	}
	trace.Hits = []ticket.TracedHit{hit}
	return trace
}

// pressOpinion takes what a member has to say about an answer that cannot be otherwise.
func (dg *Dialogue) pressOpinion(_ context.Context, t *turn.Turn, ref string) error {
	trace := dg.traceOfLast(t, "opinion", "")
	if e, ok := dg.Entry(ref); ok && len(trace.Hits) == 0 {
		trace.Hits = []ticket.TracedHit{{Ref: ref, Question: e.Question, Version: e.Version}}
	}
	t.SayText(words.Opinion)
	dg.begin(t, beginning{kind: ticket.Inquiry, programme: dg.programmeOf(ref), trace: trace, tags: []string{ticket.OpinionTag}})
	return nil
}

// pressStuck helps somebody who cannot log in to do it themselves: the office does it for them.
func (dg *Dialogue) pressStuck(ctx context.Context, t *turn.Turn, ref string) error {
	e, ok := dg.Entry(ref)
	if !ok {
		return dg.notHelped(ctx, t)
	}
	dg.feedback(t, "no")
	kind := ticket.Kind(e.Form)
	if dg.Office.Form(e.Form) == nil || kind == ticket.Consultation {
		kind = ticket.Inquiry
	}
	trace := dg.traceOfLast(t, "chosen", ticket.LoginFailure)
	query := trace.Query
	if kind == ticket.Inquiry {
		query = words.CannotLogIn(e.Question)
	}
	t.SayText(words.Stuck)
	dg.begin(t, beginning{kind: kind, programme: e.Collection, query: query, trace: trace,
		known: map[string]string{"issue": ticket.LoginFailure}, tags: []string{ticket.LoginFailure}})
	return nil
}

func (dg *Dialogue) programmeOf(ref string) string {
	if id, _, _ := strings.Cut(ref, "/"); dg.Knows(id) {
		return id
	}
	return ""
}

// nod takes a yes or a no outside any form: the answer to what the bot asked last, or how an
// answer was found. It reports false where the text is neither.
func (dg *Dialogue) nod(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	r, err := (&ticket.Field{ID: "nod", Type: ticket.TypeYesNo}).Read(text, t.Now)
	if err != nil || len(r.Values) == 0 {
		return false, nil
	}
	if reading.Done(text) {
		dg.feedback(t, "yes")
		return true, nil
	}
	switch reading.Control(text).Act {
	case reading.NoControl, reading.Quit, reading.Skip, reading.Send:
	default:
		return false, nil
	}
	yes, offer := r.Values[0] == "yes", t.Conversation.State.Offer
	switch {
	case yesNoOffer(offer) && yes:
		return true, dg.press(ctx, t, offer[0].Data, offer[0].Label)
	case !yes && (hasVerb(offer, "unsolved") || hasVerb(offer, "solved") && !yesNoOffer(offer) && !reading.NoAndMore(text)):
		return true, dg.notHelped(ctx, t)
	case hasVerb(offer, "solved") && !yesNoOffer(offer) && yes:
		dg.feedback(t, "yes")
	case !yes && reading.NoAndMore(text):
		return false, nil
	default:
		t.SayText(words.GoAhead)
	}
	return true, nil
}

// yesNoOffer reports whether the choices last shown answer a question of the bot's whether a form shall be
// begun: the first is the yes.
func yesNoOffer(offer []chat.Choice) bool {
	_, taken := startMeant(offer, words.LabelYes)
	return taken
}

func hasVerb(offer []chat.Choice, verb string) bool {
	for _, c := range offer {
		if v, _, ok := turn.ParseData(c.Data); ok && v == verb {
			return true
		}
	}
	return false
}

// greeted answers a bare greeting; it reports false where more was said.
func (dg *Dialogue) greeted(_ context.Context, t *turn.Turn, text string) (bool, error) {
	if !reading.Greets(text) {
		return false, nil
	}
	t.SayText(dg.greet(t), dg.menu()...)
	return true, nil
}

// typed takes what stands on a button that is always there, or that has scrolled away: the member
// need not find it again.
func (dg *Dialogue) typed(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	inquiry := turn.Data("start", string(ticket.Inquiry), "")
	known := append(dg.menu(),
		chat.Choice{Label: words.LabelRephrase, Data: turn.Data("other", "none")}, chat.Choice{Label: words.LabelOther, Data: turn.Data("other", "none")},
		chat.Choice{Label: words.LabelAskOffice, Data: inquiry}, chat.Choice{Label: words.LabelAsk, Data: inquiry}, chat.Choice{Label: words.LabelContact, Data: inquiry})
	for _, kind := range []ticket.Kind{ticket.Change, ticket.Consultation, ticket.Inquiry} {
		known = append(known, chat.Choice{Label: words.StartLabel(string(kind)), Data: turn.Data("start", string(kind), "")})
	}
	for _, c := range known {
		if chars.Fold(c.Label) == chars.Fold(text) {
			return true, dg.press(ctx, t, c.Data, c.Label)
		}
	}
	if c, ok := partly(t.Conversation.State.Offer, chars.Fold(text)); ok {
		return true, dg.press(ctx, t, c.Data, c.Label)
	}
	return false, nil
}

// partly finds the one short label that a text is a good part of: 「聞く」 for 「事務局に聞く」.
func partly(offer []chat.Choice, text string) (found chat.Choice, ok bool) {
	n := len([]rune(text))
	for _, c := range offer {
		label := chars.Fold(c.Label)
		if size := len([]rune(label)); n >= 2 && size <= 10 && 3*n >= size && strings.Contains(label, text) {
			if ok {
				return chat.Choice{}, false
			}
			found, ok = c, true
		}
	}
	return found, ok
}

// wordless takes a message of signs and pictures alone; it reports false where there are words.
func (dg *Dialogue) wordless(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return false, nil
	}
	last := t.Conversation.State.Last
	switch {
	case strings.ContainsAny(text, "?？❓❔🤔") && last != nil && t.Now.Sub(last.At) < turn.FollowUp:
		return true, dg.notHelped(ctx, t)
	case strings.ContainsAny(text, "🙏🙇😊😄😀🙂❤💕🎉✨👏🤗"):
		t.Greet(words.Welcome)
	default:
		t.SayText(words.SayAgain)
	}
	return true, nil
}
