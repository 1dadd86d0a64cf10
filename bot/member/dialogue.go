// Package member is the dialogue with members: it decides what an event of theirs means, and what they
// are told, asked and given.
//
// It is a function of a [turn.Turn]: it looks at the event, the conversation and the contact's tickets,
// and writes down effects. It performs none of them: it stores nothing, sends nothing and reads no
// clock. What staff do with the tickets it opens is bot/desk's; how Japanese is read is reading's; which
// entry answers is faq/search's.
//
//	dg := &member.Dialogue{Facts: facts, Staff: room}
//	err := dg.Hear(ctx, t) // t.Said are the answers, t.Opened the tickets
//
// A message is looked at in this order: a code or a wish to go on elsewhere, a choice that was offered,
// words for a person who has taken over, the answer to a form's question, a word of control, and at
// last a question to the FAQ. What it comes to is shown by the conversations in bot/testdata.
package member

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"madoguchi/bot/facts"
	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A Dialogue talks with members.
type Dialogue struct {
	*facts.Facts
	Staff chat.Address // where cards of new tickets go unless their route says otherwise; zero = the desk only
}

// Hear decides one event of a member.
//
// A member is not answered without the FAQ because the program has just begun: Hear waits for the search.
// Where it is not there in time the turn fails and is tried again.
func (dg *Dialogue) Hear(ctx context.Context, t *turn.Turn) error {
	if _, err := dg.Library.Wait(ctx); err != nil {
		return fmt.Errorf("wait for the search: %w", err)
	}
	t.Outgrown()
	defer t.Trace()
	form := t.Conversation.State.Form
	inForm := form != nil && !form.Paused
	if err := dg.hear(ctx, t); err != nil {
		return err
	}
	if t.Wanted != nil { // it is decided anew once a model was asked
		return nil
	}
	dg.silence(t)
	if !inForm {
		dg.announce(t)
	}
	if err := dg.finishOpening(ctx, t); err != nil {
		return err
	}
	dg.tellLinked(t)
	dg.finish(t)
	return nil
}

func (dg *Dialogue) hear(ctx context.Context, t *turn.Turn) error {
	switch t.Event.Kind {
	case chat.Follow, chat.Open:
		dg.welcome(t)
	case chat.Unfollow:
		dg.leave(t)
	case chat.Unsend:
		return dg.unsend(ctx, t)
	case chat.Owe:
		t.Owe(t.Event.Owed...)
	case chat.Correct:
		t.Correct()
	case chat.Fill:
		dg.takePage(t)
	case chat.Vouch:
		dg.vouched(t)
	case chat.Link:
		return dg.link(ctx, t)
	case chat.Text, chat.Choose, chat.Media:
		return dg.listen(ctx, t)
	case chat.Mailed:
		return dg.mailed(ctx, t)
	case chat.Filed:
		return dg.filed(ctx, t)
	}
	return nil
}

// listen decides a member's message.
func (dg *Dialogue) listen(ctx context.Context, t *turn.Turn) error {
	e := &t.Event
	if t.Withdrawn() || t.Outworded() {
		return nil
	}
	if !t.Late {
		t.Conversation.Name, t.Conversation.Reachable = cmp.Or(e.Name, t.Conversation.Name), true
	}
	if e.Programme != "" && !t.Late && dg.Knows(e.Programme) {
		t.Conversation.Programme = e.Programme
	}
	if e.Masked != "" {
		t.SayText(words.Masked(e.Masked) + words.NotOne(e.Masked))
	}
	if e.Kind == chat.Media {
		dg.receiveFiles(t)
		return nil
	}
	if done, err := dg.distressed(ctx, t, strings.TrimSpace(e.Text)); done || err != nil {
		return err
	}
	if done, err := dg.handOff(ctx, t); done || err != nil {
		return err
	}
	if e.Kind == chat.Choose {
		return dg.press(ctx, t, e.Data, e.Text)
	}
	return dg.read(ctx, t, strings.TrimSpace(e.Text))
}

// read decides a text: the answer to something asked, words for a person, or a question.
func (dg *Dialogue) read(ctx context.Context, t *turn.Turn, text string) error {
	text = reading.ShortKana(text)
	s, withPerson := &t.Conversation.State, dg.personHears(t)
	if c, ok := settles(s.Offer, text); ok && withPerson && !t.Late {
		return dg.press(ctx, t, c.Data, c.Label)
	}
	if c, ok := offered(s.Offer, text); ok && !t.Late && (!withPerson || aboutClosing(c)) && !namesLine(s, text) {
		return dg.press(ctx, t, c.Data, c.Label)
	}
	adding := dg.addingTo(t)
	switch {
	case text != "" && !t.Late && dg.why(t, text):
		return nil
	case dg.heardCode(t, text), dg.heardConsent(t, text), !withPerson && dg.addingInEnglish(t, text):
		return nil
	case withPerson:
		return dg.relay(ctx, t, text)
	case adding != nil && text != "" && !aside(text):
		dg.add(t, adding, text)
		return nil
	case s.Form != nil && t.Late:
		t.SayText(words.CameLate(text))
		dg.ask(t)
		return nil
	case s.Form != nil:
		return dg.fill(ctx, t, text)
	case text == "":
		t.SayText(words.SayAgain)
		return nil
	case t.Event.Masked != "":
		return dg.answerOnlyIfSure(ctx, t, text)
	}
	return dg.converse(ctx, t, text)
}

// answerOnlyIfSure answers what stood beside a number that was struck out, where it was a question
// at all. Guesses would only bury the warning.
func (dg *Dialogue) answerOnlyIfSure(ctx context.Context, t *turn.Turn, text string) error {
	d, err := dg.consult(ctx, t, text)
	if err == nil && d.Verdict == faq.Answer && len(d.Hits) > 0 && !dg.justShown(t, d.Hits[0].Entry) {
		err = dg.carryOut(ctx, t, d)
	}
	return err
}

// settles is the answer to 「これで解決でよろしいですか」 that a text gives, in whatever words. It reports false where that was not
// just asked, and where the text says more: then it is for the person.
func settles(offer []chat.Choice, text string) (chat.Choice, bool) {
	if !hasVerb(offer, "resolve") || len(offer) < 2 {
		return chat.Choice{}, false
	}
	courtesy, act := reading.CourtesyOf(text), reading.Control(text).Act
	switch {
	case act == reading.NotResolved, reading.YesNo(text) == reading.No && courtesy != reading.Enough:
		return offer[1], true
	case act == reading.Resolved, act == reading.Thanks, reading.YesNo(text) == reading.Yes,
		courtesy == reading.Enough, courtesy == reading.Settled, courtesy == reading.Thanking, courtesy == reading.Heard:
		return offer[0], true
	}
	return chat.Choice{}, false
}

// aboutClosing reports whether a choice belongs to the one question the bot asks while a person has
// the conversation: whether the matter is settled. All other words are for that person.
func aboutClosing(c chat.Choice) bool {
	verb, _, ok := turn.ParseData(c.Data)
	return ok && (verb == "resolve" || verb == "closed-ok")
}

// offered finds the choice that a typed text means: its label, or its number among the choices. One
// that opens a page cannot be typed: only the member's own press opens it.
func offered(offer []chat.Choice, text string) (chat.Choice, bool) {
	folded := chars.Fold(text)
	if folded == "" {
		return chat.Choice{}, false
	}
	for _, c := range offer {
		if c.URL == "" && chars.Fold(c.Label) == folded {
			return c, true
		}
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(folded, "番")); err == nil && n >= 1 && n <= len(offer) && offer[n-1].URL == "" {
		return offer[n-1], true
	}
	return chat.Choice{}, false
}

// converse decides a text outside any form: a word of control, else a question.
func (dg *Dialogue) converse(ctx context.Context, t *turn.Turn, text string) error {
	text = dg.whole(t, text)
	for _, take := range []func(*Dialogue, context.Context, *turn.Turn, string) (bool, error){
		(*Dialogue).pastLabel, (*Dialogue).solicited, (*Dialogue).repliedWhen, (*Dialogue).heardOffer, (*Dialogue).linking, (*Dialogue).foreign, (*Dialogue).ownData,
		(*Dialogue).sentAgain, (*Dialogue).denied, (*Dialogue).aboutTicket, (*Dialogue).introduced, (*Dialogue).triedInVain, (*Dialogue).doneForThem, (*Dialogue).courteous, (*Dialogue).plainly, (*Dialogue).aboutOffice, (*Dialogue).upset, (*Dialogue).asksLeave, (*Dialogue).nod,
		(*Dialogue).typed, (*Dialogue).goesOn, (*Dialogue).undecided, (*Dialogue).wordless, (*Dialogue).greeted,
	} {
		if taken, err := take(dg, ctx, t, text); taken || err != nil {
			return err
		}
	}
	if ids, more := dg.mentioned(t, text); len(ids) == 1 && !more {
		return dg.switchTo(ctx, t, ids[0])
	}
	if dg.askTax(t, text) {
		return nil
	}
	return dg.control(ctx, t, text)
}

// control decides a word of control, and takes all else for a question.
func (dg *Dialogue) control(ctx context.Context, t *turn.Turn, text string) error {
	switch reading.Control(text).Act {
	case reading.Status:
		dg.listTickets(t)
	case reading.Human:
		trace := dg.traceOfLast(t, "human", "human_word")
		if reading.AsksForNamed(text) { // whom they want is part of the matter
			dg.handOver(t, strings.TrimSpace(dg.unanswered(t)+"\n"+text), trace)
			return nil
		}
		dg.handOver(t, dg.unanswered(t), trace)
	case reading.Thanks:
		t.Greet(words.Welcome)
	case reading.Resolved:
		dg.feedback(t, "yes")
	case reading.NotResolved:
		return dg.notHelped(ctx, t)
	case reading.Quit, reading.Back, reading.Skip:
		return dg.nothingToQuit(ctx, t, text)
	default:
		return dg.answer(ctx, t, text)
	}
	return nil
}

// nothingToQuit takes a wish to stop where nothing is under way here: it may be what they have of the office that they want to
// cancel.
func (dg *Dialogue) nothingToQuit(ctx context.Context, t *turn.Turn, text string) error {
	if takesBack(text) {
		d, err := dg.consult(ctx, t, text)
		if err != nil {
			return err
		}
		if d.Verdict != faq.Handoff && !d.Human {
			return dg.answer(ctx, t, text)
		}
		if last := t.LastQuery(); last != "" { // of what was just spoken of
			t.Conversation.State.Missed = &ticket.Trace{Query: strings.TrimSpace(last + "\n" + text), Decision: string(faq.Handoff), Reason: "cancel"}
			t.SayText(words.OfficeCancels, chat.Choice{Label: words.LabelAsk, Data: turn.Data("start", string(ticket.Inquiry), "")},
				chat.Choice{Label: words.LabelNoNeed, Data: turn.Data("other", "no")})
			return nil
		}
	}
	t.SayText(words.NothingToQuit)
	return nil
}

// press decides a pressed button. Its data is what we once sent, or what a stranger made up: what
// does not make sense now is answered kindly and changes nothing.
func (dg *Dialogue) press(ctx context.Context, t *turn.Turn, data, label string) error {
	verb, arg, ok := turn.ParseData(data)
	if !ok {
		return dg.staleButton(ctx, t, label)
	}
	t.Conversation.State.Why = nil // the words that follow are about what is pressed now
	if verb != "form" && verb != "send" && verb != "edit" && verb != "quit" && verb != "keep" && verb != "go-on" {
		if do, known := presses[verb]; known {
			return do(dg, ctx, t, arg)
		}
		return dg.staleButton(ctx, t, label)
	}
	if t.Conversation.State.Form == nil {
		if verb == "send" && dg.repeatReceipt(t) {
			return nil
		}
		return dg.staleButton(ctx, t, label)
	}
	return dg.pressInForm(ctx, t, verb, arg)
}

// staleButton answers a button that no longer fits, and shows the present question again.
func (dg *Dialogue) staleButton(_ context.Context, t *turn.Turn, _ string) error {
	if t.Conversation.State.Form != nil {
		t.SayText(words.StaleInForm)
		dg.ask(t)
		return nil
	}
	t.SayText(words.Stale, dg.menu()...)
	return nil
}

// presses are the buttons that may be pressed at any time.
var presses = map[string]func(*Dialogue, context.Context, *turn.Turn, string) error{
	"answer":    (*Dialogue).pressAnswer,
	"programme": (*Dialogue).pressProgramme,
	"solved":    (*Dialogue).pressSolved,
	"unsolved":  (*Dialogue).pressUnsolved,
	"other":     (*Dialogue).pressOther,
	"instead":   (*Dialogue).pressInstead,
	"stuck":     (*Dialogue).pressStuck,
	"opinion":   (*Dialogue).pressOpinion,
	"start":     (*Dialogue).pressStart,
	"person":    (*Dialogue).pressPerson,
	"reopen":    (*Dialogue).pressReopen,
	"grade":     (*Dialogue).pressGrade,
	"why":       (*Dialogue).pressWhy,
	"why-not":   (*Dialogue).pressWhyNot,
	"closed-ok": (*Dialogue).pressClosedOK,
	"cancel":    (*Dialogue).pressCancel,
	"add":       (*Dialogue).pressAdd,
	"status":    (*Dialogue).pressStatus,
	"resolve":   (*Dialogue).pressResolve,
	"code":      (*Dialogue).pressCode,
	"stay":      (*Dialogue).pressStay,
	"link":      (*Dialogue).pressLink,
	"english":   (*Dialogue).pressEnglish,
	"abroad":    (*Dialogue).pressAbroad,
}
