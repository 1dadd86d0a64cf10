package bot

import (
	"context"
	"strings"
	"unicode"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// complaintTag marks the ticket of a member who was upset.
const complaintTag = "苦情"

// soothe hands somebody who has lost patience over at once, with all that was said so far.
func (b *Bot) soothe(t *Turn, text string) {
	trace := b.traceOfLast(t, "complaint", "upset_words")
	question := text
	if trace.Query != "" && trace.Query != text {
		question = trace.Query + "\n" + text
	}
	t.sayText(words.handOver(true, b.lastDeclined(t)))
	b.begin(t, beginning{kind: ticket.Inquiry, query: question, trace: trace, urgent: true, tags: []string{complaintTag}})
}

// lastDeclined reports whether the last answer said that the office does not do or tell something.
func (b *Bot) lastDeclined(t *Turn) bool {
	last := t.Conversation.State.Last
	if last == nil || t.Now.Sub(last.At) >= followUp {
		return false
	}
	e, ok := b.entry(last.Ref)
	return ok && e.Kind == faq.KindDecline
}

// traceOfLast is a trace of what was shown last, for a ticket that begins with it.
func (b *Bot) traceOfLast(t *Turn, decision, reason string) ticket.Trace {
	trace := ticket.Trace{Query: b.lastQuery(t), Decision: decision, Reason: reason}
	last := t.Conversation.State.Last
	if last == nil || t.Now.Sub(last.At) >= followUp {
		return trace
	}
	hit := ticket.TracedHit{Ref: last.Ref, P: last.P, Version: last.Version}
	if e, ok := b.entry(last.Ref); ok {
		hit.Question = e.Question
	}
	trace.Hits = []ticket.TracedHit{hit}
	return trace
}

// pressOpinion takes what a member has to say about an answer that cannot be otherwise.
func (b *Bot) pressOpinion(_ context.Context, t *Turn, ref string) error {
	trace := b.traceOfLast(t, "opinion", "")
	if e, ok := b.entry(ref); ok && len(trace.Hits) == 0 {
		trace.Hits = []ticket.TracedHit{{Ref: ref, Question: e.Question, Version: e.Version}}
	}
	t.sayText(words.Opinion)
	b.begin(t, beginning{kind: ticket.Inquiry, programme: b.programmeOf(ref), trace: trace, tags: []string{"意見"}})
	return nil
}

// pressStuck helps somebody who cannot log in to do it themselves: the office does it for them.
func (b *Bot) pressStuck(ctx context.Context, t *Turn, ref string) error {
	e, ok := b.entry(ref)
	if !ok {
		return b.notHelped(ctx, t)
	}
	b.feedback(t, "no")
	kind := ticket.Kind(e.Form)
	if b.Office.Form(e.Form) == nil || kind == ticket.Consultation {
		kind = ticket.Inquiry
	}
	trace := b.traceOfLast(t, "chosen", loginFailure)
	query := trace.Query
	if kind == ticket.Inquiry {
		query = words.cannotLogIn(e.Question)
	}
	t.sayText(words.Stuck)
	b.begin(t, beginning{kind: kind, programme: e.Collection, query: query, trace: trace,
		known: map[string]string{"issue": loginFailure}, tags: []string{loginFailure}})
	return nil
}

// loginFailure is why self-service did not work: who cannot log in cannot change anything there.
const loginFailure = "login_failure"

func (b *Bot) programmeOf(ref string) string {
	if id, _, _ := strings.Cut(ref, "/"); b.knows(id) {
		return id
	}
	return ""
}

// nod takes a yes or a no outside any form: the answer to what the bot asked last, or how an
// answer was found. It reports false where the text is neither.
func (b *Bot) nod(ctx context.Context, t *Turn, text string) (bool, error) {
	r, err := (&ticket.Field{ID: "nod", Type: ticket.TypeYesNo}).Read(text, t.Now)
	if err != nil || len(r.Values) == 0 {
		return false, nil
	}
	switch reading.Control(text).Act {
	case reading.NoControl, reading.Quit, reading.Skip, reading.Send:
	default:
		return false, nil
	}
	yes, offer := r.Values[0] == "yes", t.Conversation.State.Offer
	switch {
	case yesNoOffer(offer) && yes:
		return true, b.press(ctx, t, offer[0].Data, offer[0].Label)
	case hasVerb(offer, "answer") && yes:
		if len(offer) == 2 && hasVerb(offer[:1], "answer") { // the only one
			return true, b.press(ctx, t, offer[0].Data, offer[0].Label)
		}
		t.sayText(words.WhichOne, offer...)
	case hasVerb(offer, "unsolved") && !yes:
		return true, b.notHelped(ctx, t)
	case hasVerb(offer, "solved") && !yesNoOffer(offer) && yes:
		b.feedback(t, "yes")
	default:
		t.sayText(words.GoAhead)
	}
	return true, nil
}

// yesNoOffer reports whether the choices last shown answer a question of the bot's whether a form
// shall be begun: the first is the yes.
func yesNoOffer(offer []chat.Choice) bool {
	if len(offer) == 1 {
		return hasVerb(offer, "start")
	}
	return len(offer) >= 2 && hasVerb(offer[:1], "start") && (hasVerb(offer[1:2], "other") || len(offer) == 2 && hasVerb(offer[1:], "solved"))
}

func hasVerb(offer []chat.Choice, verb string) bool {
	for _, c := range offer {
		if v, _, ok := parseData(c.Data); ok && v == verb {
			return true
		}
	}
	return false
}

// greeted answers a bare greeting; it reports false where more was said.
func (b *Bot) greeted(_ context.Context, t *Turn, text string) (bool, error) {
	if !reading.Greets(text) {
		return false, nil
	}
	t.sayText(words.greeting(b.Office.Name), b.menu()...)
	return true, nil
}

// typed takes what stands on a button that is always there, or that has scrolled away: the member
// need not find it again.
func (b *Bot) typed(ctx context.Context, t *Turn, text string) (bool, error) {
	inquiry := data("start", string(ticket.Inquiry), "")
	known := append(b.menu(),
		chat.Choice{Label: words.LabelRephrase, Data: data("other", "none")}, chat.Choice{Label: words.LabelOther, Data: data("other", "none")},
		chat.Choice{Label: words.LabelAskOffice, Data: inquiry}, chat.Choice{Label: words.LabelAsk, Data: inquiry}, chat.Choice{Label: words.LabelContact, Data: inquiry})
	for _, kind := range []ticket.Kind{ticket.Change, ticket.Consultation, ticket.Inquiry} {
		known = append(known, chat.Choice{Label: words.startLabel(string(kind)), Data: data("start", string(kind), "")})
	}
	for _, c := range known {
		if chars.Fold(c.Label) == chars.Fold(text) {
			return true, b.press(ctx, t, c.Data, c.Label)
		}
	}
	if c, ok := partly(t.Conversation.State.Offer, chars.Fold(text)); ok {
		return true, b.press(ctx, t, c.Data, c.Label)
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
func (b *Bot) wordless(ctx context.Context, t *Turn, text string) (bool, error) {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return false, nil
	}
	last := t.Conversation.State.Last
	switch {
	case strings.ContainsAny(text, "?？❓❔🤔") && last != nil && t.Now.Sub(last.At) < followUp:
		return true, b.notHelped(ctx, t)
	case strings.ContainsAny(text, "🙏🙇😊😄😀🙂❤💕🎉✨👏🤗"):
		t.greet(words.Welcome)
	default:
		t.sayText(words.SayAgain)
	}
	return true, nil
}
