package bot

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// decide is the dialogue: it looks at one event and writes the effects into the turn.
func (b *Bot) decide(ctx context.Context, t *Turn) error {
	b = b.present()
	t.Now = b.Now()
	t.place()
	if err := b.hear(ctx, t); err != nil {
		return err
	}
	if err := b.finishOpening(ctx, t); err != nil {
		return err
	}
	b.tellLinked(t)
	b.flush(t)
	b.postCards(t)
	return nil
}

func (b *Bot) hear(ctx context.Context, t *Turn) error {
	switch t.Event.Kind {
	case chat.StaffAct:
		return b.act(ctx, t)
	case chat.Follow, chat.Open:
		b.welcome(t)
	case chat.Unfollow:
		b.leave(t)
	case chat.Unsend:
		b.unsend(t)
	case chat.Link:
		return b.link(ctx, t)
	case chat.Text, chat.Choose, chat.Media:
		return b.listen(ctx, t)
	}
	return nil
}

// say adds messages for the member. All that one turn says goes out as one delivery, so that on
// LINE it fits the one free reply.
func (t *Turn) say(messages ...chat.Message) {
	for _, m := range messages {
		if m.Author == "" {
			m.Author = chat.Bot
		}
		t.said = append(t.said, m)
	}
}

// sayText says a sentence, with what can be pressed next.
func (t *Turn) sayText(text string, choices ...chat.Choice) {
	t.say(chat.Message{Text: text, Choices: choices})
}

// greet says a courtesy, which is not worth paying for.
func (t *Turn) greet(text string, choices ...chat.Choice) {
	t.say(chat.Message{Text: text, Choices: choices, Courtesy: true})
}

// maxMessages is how many messages one delivery may hold: LINE's limit for a reply.
const maxMessages = 5

// flush turns what was said into one delivery and remembers what was offered. Where a platform
// asked for silence (LINE's standby mode), nothing goes out.
func (b *Bot) flush(t *Turn) {
	if len(t.said) == 0 || t.Event.Quiet || b.tooLate(t) {
		return
	}
	if len(t.said) > maxMessages { // the last ones hold the question to answer
		t.said = append([]chat.Message{joined(t.said[:len(t.said)-maxMessages+1])}, t.said[len(t.said)-maxMessages+1:]...)
	}
	t.Conversation.State.Offer = t.said[len(t.said)-1].Choices
	if t.quotes() { // above the answer, not above a courtesy that goes first
		answer := slices.IndexFunc(t.said, func(m chat.Message) bool { return !m.Courtesy })
		t.said[max(answer, 0)].Quote = t.Event.Quote
	}
	t.Out = append(t.Out, Outgoing{To: t.Conversation.Address, Messages: t.said})
}

func joined(ms []chat.Message) chat.Message {
	texts := make([]string, len(ms))
	for i, m := range ms {
		texts[i] = m.Text
	}
	return chat.Message{Author: chat.Bot, Text: strings.Join(texts, "\n\n")}
}

// listen decides a member's message.
func (b *Bot) listen(ctx context.Context, t *Turn) error {
	e := &t.Event
	if t.withdrawn() || t.outworded() {
		return nil
	}
	if !t.late {
		t.Conversation.Name, t.Conversation.Reachable = cmp.Or(e.Name, t.Conversation.Name), true
	}
	if e.Masked != "" {
		t.sayText(words.masked(e.Masked))
	}
	if e.Kind == chat.Media {
		b.receiveFiles(t)
		return nil
	}
	if done, err := b.handOff(ctx, t); done || err != nil {
		return err
	}
	if e.Kind == chat.Choose {
		return b.press(ctx, t, e.Data, e.Text)
	}
	return b.read(ctx, t, strings.TrimSpace(e.Text))
}

// read decides a text: the answer to something asked, words for a person, or a question.
func (b *Bot) read(ctx context.Context, t *Turn, text string) error {
	s, withPerson := &t.Conversation.State, b.personHears(t)
	if c, ok := offered(s.Offer, text); ok && !t.late && (!withPerson || aboutClosing(c)) {
		return b.press(ctx, t, c.Data, c.Label)
	}
	adding := b.addingTo(t)
	switch {
	case b.heardCode(t, text):
		return nil
	case withPerson:
		return b.relay(ctx, t, text)
	case adding != nil && text != "" && !aside(text):
		b.add(t, adding, text)
		return nil
	case s.Form != nil && t.late:
		t.sayText(words.cameLate(text))
		b.ask(t)
		return nil
	case s.Form != nil:
		return b.fill(ctx, t, text)
	case text == "":
		t.sayText(words.SayAgain)
		return nil
	case t.Event.Masked != "":
		return b.answerOnlyIfSure(ctx, t, text)
	}
	return b.converse(ctx, t, text)
}

// answerOnlyIfSure answers what stood beside a number that was struck out, where it was a question
// at all. Guesses would only bury the warning.
func (b *Bot) answerOnlyIfSure(ctx context.Context, t *Turn, text string) error {
	d, err := b.consult(ctx, t, text)
	if err == nil && d.Verdict == faq.Answer {
		b.carryOut(t, d)
	}
	return err
}

// aboutClosing reports whether a choice belongs to the one question the bot asks while a person has
// the conversation: whether the matter is settled. All other words are for that person.
func aboutClosing(c chat.Choice) bool {
	verb, _, ok := parseData(c.Data)
	return ok && (verb == "resolve" || verb == "closed-ok")
}

// offered finds the choice that a typed text means: its label, or its number among the choices. One
// that opens a page cannot be typed: only the member's own press opens it.
func offered(offer []chat.Choice, text string) (chat.Choice, bool) {
	folded := fold(text)
	if folded == "" {
		return chat.Choice{}, false
	}
	for _, c := range offer {
		if c.URL == "" && fold(c.Label) == folded {
			return c, true
		}
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(folded, "番")); err == nil && n >= 1 && n <= len(offer) && offer[n-1].URL == "" {
		return offer[n-1], true
	}
	return chat.Choice{}, false
}

// converse decides a text outside any form: a word of control, else a question.
func (b *Bot) converse(ctx context.Context, t *Turn, text string) error {
	for _, take := range []func(*Bot, context.Context, *Turn, string) (bool, error){
		(*Bot).linking, (*Bot).aboutTicket, (*Bot).nod, (*Bot).typed, (*Bot).wordless, (*Bot).greeted,
	} {
		if taken, err := take(b, ctx, t, text); taken || err != nil {
			return err
		}
	}
	if upset(text) {
		b.soothe(t, text)
		return nil
	}
	if id, ok := b.namedProgramme(text); ok {
		return b.switchTo(ctx, t, id)
	}
	if b.askTax(t, text) {
		return nil
	}
	return b.control(ctx, t, text)
}

// control decides a word of control, and takes all else for a question.
func (b *Bot) control(ctx context.Context, t *Turn, text string) error {
	switch ticket.ReadControl(text).Act {
	case ticket.ControlStatus:
		b.listTickets(t)
	case ticket.ControlHuman:
		trace := b.traceOfLast(t, "human", "human_word")
		b.handOver(t, b.unanswered(t), trace)
	case ticket.ControlThanks:
		t.greet(words.Welcome)
	case ticket.ControlResolved:
		b.feedback(t, "yes")
	case ticket.ControlNotResolved:
		return b.notHelped(ctx, t)
	case ticket.ControlQuit, ticket.ControlBack, ticket.ControlSkip:
		t.sayText(words.NothingToQuit)
	default:
		return b.answer(ctx, t, text)
	}
	return nil
}

// press decides a pressed button. Its data is what we once sent, or what a stranger made up: what
// does not make sense now is answered kindly and changes nothing.
func (b *Bot) press(ctx context.Context, t *Turn, data, label string) error {
	verb, arg, ok := parseData(data)
	if !ok {
		return b.staleButton(ctx, t, label)
	}
	if verb != "form" && verb != "send" && verb != "edit" && verb != "quit" && verb != "keep" && verb != "go-on" {
		if do, known := presses[verb]; known {
			return do(b, ctx, t, arg)
		}
		return b.staleButton(ctx, t, label)
	}
	if t.Conversation.State.Form == nil {
		return b.staleButton(ctx, t, label)
	}
	return b.pressInForm(ctx, t, verb, arg)
}

// staleButton answers a button that no longer fits, and shows the present question again.
func (b *Bot) staleButton(_ context.Context, t *Turn, _ string) error {
	if t.Conversation.State.Form != nil {
		t.sayText(words.StaleInForm)
		b.ask(t)
		return nil
	}
	t.sayText(words.Stale, b.menu()...)
	return nil
}

// presses are the buttons that may be pressed at any time.
var presses = map[string]func(*Bot, context.Context, *Turn, string) error{
	"answer":    (*Bot).pressAnswer,
	"programme": (*Bot).pressProgramme,
	"solved":    (*Bot).pressSolved,
	"unsolved":  (*Bot).pressUnsolved,
	"other":     (*Bot).pressOther,
	"instead":   (*Bot).pressInstead,
	"stuck":     (*Bot).pressStuck,
	"opinion":   (*Bot).pressOpinion,
	"start":     (*Bot).pressStart,
	"person":    (*Bot).pressPerson,
	"reopen":    (*Bot).pressReopen,
	"closed-ok": (*Bot).pressClosedOK,
	"cancel":    (*Bot).pressCancel,
	"add":       (*Bot).pressAdd,
	"status":    (*Bot).pressStatus,
	"resolve":   (*Bot).pressResolve,
	"code":      (*Bot).pressCode,
	"stay":      (*Bot).pressStay,
	"link":      (*Bot).pressLink,
}
