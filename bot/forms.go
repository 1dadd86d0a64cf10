package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// bindForm gives the form under way its definition again. A form the office has since removed is
// dropped.
func (b *Bot) bindForm(s *State) *ticket.Filling {
	if s.Form == nil || s.Form.Filling == nil {
		s.Form = nil
		return nil
	}
	form := b.Office.Form(s.Form.Filling.FormID)
	if form == nil {
		s.Form = nil
		return nil
	}
	return s.Form.Filling.Bind(form)
}

// ask puts the form's present question, or shows the summary to be confirmed.
func (b *Bot) ask(t *Turn) {
	s := &t.Conversation.State
	filling := b.bindForm(s)
	if filling == nil {
		t.sayText(words.NoForm)
		return
	}
	if b.askCode(t) {
		return
	}
	f, index, total := filling.Next()
	if f == nil {
		b.confirm(t, filling)
		return
	}
	s.Form.Confirming = false
	filling.Asked++
	var lines []string
	if filling.Asked == 1 && filling.Form().Intro != "" {
		lines = append(lines, filling.Form().Intro)
	}
	if f.Personal && !s.Form.Purpose && filling.Form().Purpose != "" {
		s.Form.Purpose = true
		lines = append(lines, filling.Form().Purpose)
	}
	question := words.step(index, total, f.Mark) + f.Ask
	if f.Hint != "" {
		question += "\n" + f.Hint
	}
	t.say(chat.Message{Text: strings.Join(append(lines, question), "\n\n"), Choices: b.fieldChoices(f), Input: inputHint(f)})
}

// fieldChoices are the buttons of a question.
func (b *Bot) fieldChoices(f *ticket.Field) []chat.Choice {
	var choices []chat.Choice
	add := func(label string) {
		choices = append(choices, chat.Choice{Label: label, Data: data("form", f.Key(), label)})
	}
	if f.Type == ticket.TypeYesNo {
		add(words.LabelYes)
		add(words.LabelNo)
	}
	for _, o := range f.Choices {
		add(o.Label)
	}
	if f.Skip {
		add(words.LabelSkip)
	}
	return choices
}

func inputHint(f *ticket.Field) string {
	switch f.Type {
	case ticket.TypeEmail:
		return "email"
	case ticket.TypePhone:
		return "tel"
	case ticket.TypeDate:
		return "date"
	case ticket.TypeYesNo, ticket.TypeFiles, ticket.TypeProgramme:
		return ""
	case ticket.TypeChoice:
		if !f.Free {
			return ""
		}
	}
	return "text"
}

// confirm shows what will be sent.
func (b *Bot) confirm(t *Turn, filling *ticket.Filling) {
	t.Conversation.State.Form.Confirming = true
	var lines []string
	for _, l := range filling.Summary() {
		lines = append(lines, fmt.Sprintf("%d %s：%s", l.No, l.Label, l.Shown))
	}
	t.sayText(words.confirm(filling.Form().Title, lines),
		chat.Choice{Label: words.LabelSend, Data: data("send", "")},
		chat.Choice{Label: words.LabelEdit, Data: data("edit", "")},
		chat.Choice{Label: words.LabelQuit, Data: data("quit", "")})
}

// formPause is after how long a member is reminded where they were.
const formPause = 2 * time.Hour

// fill takes a message while a form is under way: a word of control, an answer, or a question of
// the member's own, which is answered before the form goes on.
func (b *Bot) fill(ctx context.Context, t *Turn, text string) error {
	s := &t.Conversation.State
	filling := b.bindForm(s)
	if filling == nil {
		return b.converse(ctx, t, text)
	}
	paused := s.Form.Paused
	if paused || t.Now.Sub(s.Form.At) > formPause {
		t.sayText(words.resume(filling.Form().Title))
	}
	s.Form.At, s.Form.Paused = t.Now, false
	if done, err := b.fillCode(ctx, t, filling, text); done || err != nil {
		return err
	}
	control := filling.Control(text)
	if f, _, _ := filling.Next(); f != nil && f.Skip && reading.Control(text).Act == reading.Send {
		control = reading.Wish{Act: reading.Send} // enough said: what is optional is left out
	}
	if b.steer(t, filling, control) {
		return nil
	}
	if s.Form.Confirming {
		return b.answerConfirm(ctx, t, filling, text)
	}
	f, _, _ := filling.Next()
	if f == nil {
		b.ask(t)
		return nil
	}
	if f.Type != ticket.TypeText && reading.Upset(text) {
		b.personFromForm(t, filling, text)
		return nil
	}
	if asked, err := b.askedMeanwhile(ctx, t, f, text); asked || err != nil {
		return err
	}
	if paused { // the words came from elsewhere: the question has scrolled away
		b.ask(t)
		return nil
	}
	if a, ok := t.askedNow(); ok && f.Prefill == "question" {
		s.Form.Asked = &a
	}
	b.take(t, filling, f, text)
	return nil
}

// steer carries out a word of control within a form; it reports false if there was none.
func (b *Bot) steer(t *Turn, filling *ticket.Filling, c reading.Wish) bool {
	s := &t.Conversation.State
	f, _, _ := filling.Next()
	switch c.Act {
	case reading.Quit:
		s.Form = nil
		t.sayText(words.Quit, b.menu()...)
	case reading.Human:
		b.personFromForm(t, filling, "")
	case reading.Back:
		if !filling.Back() {
			t.sayText(words.FirstQuestion)
		}
		b.ask(t)
	case reading.Skip:
		if !filling.Skip(f) {
			t.sayText(words.CannotSkip)
		}
		b.ask(t)
	case reading.Edit:
		b.editLine(t, filling, c)
	case reading.Again:
		b.ask(t)
	case reading.Status:
		b.listTickets(t)
		b.ask(t)
	case reading.Thanks:
		t.sayText(words.ThanksInForm)
		b.ask(t)
	case reading.Resolved:
		s.Form = nil
		t.sayText(words.Glad + "\n" + words.Quit)
	case reading.Send:
		switch {
		case s.Form.Confirming:
			b.sendForm(t, filling)
		case filling.Skip(f): // enough said: the question may be left out
			b.ask(t)
		default:
			return false
		}
	default:
		return false
	}
	return true
}

// editLine asks one line of the summary again, or which one.
func (b *Bot) editLine(t *Turn, filling *ticket.Filling, c reading.Wish) {
	switch {
	case c.N > 0 && filling.Edit(c.N), c.Word != "" && filling.EditNamed(c.Word):
		b.ask(t)
	default:
		var choices []chat.Choice
		for _, l := range filling.Summary() {
			choices = append(choices, chat.Choice{Label: fmt.Sprintf("%d %s", l.No, l.Label), Data: data("edit", fmt.Sprint(l.No))})
		}
		if len(choices) == 0 {
			b.ask(t)
			return
		}
		t.sayText(words.WhichLine, choices...)
	}
}

// askedMeanwhile answers a question of the member's own in the middle of a form. Only a text that
// asks, and that the FAQ answers with confidence, counts: all else is an answer to the form.
func (b *Bot) askedMeanwhile(ctx context.Context, t *Turn, f *ticket.Field, text string) (bool, error) {
	if f.Prefill == "question" || !reading.Asks(text) {
		return false, nil
	}
	d, err := b.consult(ctx, t, text)
	if err != nil || d.Verdict != faq.Answer || len(d.Hits) == 0 {
		return false, err
	}
	t.Answered = append(t.Answered, answered(d))
	t.say(b.answerMessage(t, d.Hits[0].Entry))
	t.sayText(words.GoingOn)
	b.ask(t)
	return true, nil
}

// take reads an answer into the form, or says kindly why it could not be understood.
func (b *Bot) take(t *Turn, filling *ticket.Filling, f *ticket.Field, text string) {
	reading, err := f.Read(text, t.Now)
	var unread *ticket.FieldError
	switch {
	case errors.As(err, &unread):
		choices := b.fieldChoices(f)
		if filling.Miss() {
			choices = append(choices, chat.Choice{Label: words.LabelKeep, Data: data("keep", f.Key(), text)},
				chat.Choice{Label: words.LabelAskOffice, Data: data("quit", "person")})
			choices = fitData(choices)
		}
		t.say(chat.Message{Text: unread.Text, Choices: choices, Input: inputHint(f)})
		return
	case err != nil:
		t.sayText(words.SayAgain)
		return
	}
	filling.Put(f, reading)
	if !b.checkIdentity(t, f, reading) {
		b.ask(t)
	}
}

// fitData drops choices whose data would not survive the way through a platform.
func fitData(choices []chat.Choice) []chat.Choice {
	var out []chat.Choice
	for _, c := range choices {
		if len(c.Data) <= 300 {
			out = append(out, c)
		}
	}
	return out
}

// answerConfirm takes a message at the summary.
func (b *Bot) answerConfirm(ctx context.Context, t *Turn, filling *ticket.Filling, text string) error {
	yesNo := ticket.Field{ID: "confirm", Type: ticket.TypeYesNo}
	if r, err := yesNo.Read(text, t.Now); err == nil && len(r.Values) > 0 {
		if r.Values[0] == "yes" {
			b.sendForm(t, filling)
		} else {
			b.editLine(t, filling, reading.Wish{})
		}
		return nil
	}
	if reading.Asks(text) {
		d, err := b.consult(ctx, t, text)
		if err != nil {
			return err
		}
		if d.Verdict == faq.Answer && len(d.Hits) > 0 {
			t.Answered = append(t.Answered, answered(d))
			t.say(b.answerMessage(t, d.Hits[0].Entry))
			t.sayText(words.GoingOn)
		}
	}
	b.confirm(t, filling)
	return nil
}

// pressInForm takes a pressed button of the form under way.
func (b *Bot) pressInForm(ctx context.Context, t *Turn, verb, arg string) error {
	s := &t.Conversation.State
	filling := b.bindForm(s)
	if filling == nil {
		return b.staleButton(ctx, t, "")
	}
	s.Form.At, s.Form.Paused = t.Now, false
	f, _, _ := filling.Next()
	switch verb {
	case "form", "keep":
		key, value, _ := strings.Cut(arg, ":")
		if f == nil || f.Key() != key {
			return b.staleButton(ctx, t, "")
		}
		switch {
		case verb == "keep":
			filling.Put(f, f.Keep(value))
			b.ask(t)
		case value == words.LabelSkip && f.Skip:
			filling.Skip(f)
			b.ask(t)
		default:
			b.take(t, filling, f, value)
		}
	case "send":
		if !s.Form.Confirming {
			return b.staleButton(ctx, t, "")
		}
		b.sendForm(t, filling)
	case "edit":
		var n int
		_, _ = fmt.Sscanf(arg, "%d", &n) // no number: ask which
		b.editLine(t, filling, reading.Wish{N: n})
	case "quit":
		act := reading.Quit
		if arg == "person" {
			act = reading.Human
		}
		b.steer(t, filling, reading.Wish{Act: act})
	}
	return nil
}

// sendForm makes the ticket.
func (b *Bot) sendForm(t *Turn, filling *ticket.Filling) {
	if !filling.Complete() {
		b.ask(t)
		return
	}
	b.openTicket(t, filling)
}
