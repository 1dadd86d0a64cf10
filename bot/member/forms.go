package member

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// bindForm gives the form under way its definition again. A form the office has since removed is
// dropped.
func (dg *Dialogue) bindForm(s *turn.State) *ticket.Filling {
	if s.Form == nil || s.Form.Filling == nil {
		s.Form = nil
		return nil
	}
	form := dg.Office.Form(s.Form.Filling.FormID)
	if form == nil {
		s.Form = nil
		return nil
	}
	return s.Form.Filling.Bind(form)
}

// ask puts the form's present question, or shows the summary to be confirmed.
func (dg *Dialogue) ask(t *turn.Turn) {
	s := &t.Conversation.State
	filling := dg.bindForm(s)
	if filling == nil {
		t.SayText(words.NoForm)
		return
	}
	if dg.askCode(t) {
		return
	}
	f, index, total := filling.Next()
	if f == nil {
		dg.confirm(t, filling)
		return
	}
	s.Form.Confirming = false
	if f.Personal && dg.askOnPage(t, filling) {
		return
	}
	filling.Asked++
	var lines []string
	if filling.Asked == 1 && filling.Form().Intro != "" {
		lines = append(lines, filling.Form().Intro)
	}
	if f.Personal && !s.Form.Purpose && filling.Form().Purpose != "" {
		s.Form.Purpose = true
		lines = append(lines, filling.Form().Purpose)
	}
	question := words.Step(index, total, f.Mark) + f.Ask
	if f.Hint != "" {
		question += "\n" + ticket.Examples(f.Hint, t.Now)
	}
	t.Say(chat.Message{Text: strings.Join(append(lines, question), "\n\n"), Choices: dg.fieldChoices(f), Input: inputHint(f), Waits: waits(filling.Form(), f), Tool: tool(f), Draft: filling.Draft(f)})
}

// tool is what helps to answer a question on a telephone.
func tool(f *ticket.Field) chat.Tool {
	switch f.Type {
	case ticket.TypeFiles:
		return chat.Pictures
	case ticket.TypeSlots:
		return chat.Moment
	}
	return ""
}

// fieldChoices are the buttons of a question.
func (dg *Dialogue) fieldChoices(f *ticket.Field) []chat.Choice {
	var choices []chat.Choice
	add := func(label string) {
		choices = append(choices, chat.Choice{Label: label, Data: turn.Data("form", f.Key(), label)})
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

// waits is what a question waits for in a word, where it is typed, with what is asked in the same breath.
func waits(form *ticket.Form, f *ticket.Field) string {
	if inputHint(f) == "" {
		return ""
	}
	labels := []string{cmp.Or(f.Name, f.Label)}
	for i := range form.Fields {
		if part := &form.Fields[i]; part.With == f.ID && f.Item == "" {
			labels = append(labels, part.Label)
		}
	}
	return strings.Join(labels, "・")
}

// formPause is after how long a member is reminded where they were.
const formPause = 2 * time.Hour

// fill takes a message while a form is under way: a word of control, an answer, or a question of
// the member's own, which is answered before the form goes on.
func (dg *Dialogue) fill(ctx context.Context, t *turn.Turn, text string) error {
	s := &t.Conversation.State
	filling := dg.bindForm(s)
	if filling == nil {
		return dg.converse(ctx, t, text)
	}
	paused := s.Form.Paused
	if paused || t.Now.Sub(s.Form.At) > formPause {
		t.SayText(words.Resume(filling.Form().Title))
	}
	s.Form.At, s.Form.Paused = t.Now, false
	if done, err := dg.fillCode(ctx, t, filling, text); done || err != nil {
		return err
	}
	filling.From = t.Event.MessageID
	if present, _, _ := filling.Next(); dg.restored(t, filling, text) || dg.askedOfForm(t, filling, present, text) || dg.correct(t, filling, text) {
		return nil
	}
	if dg.steer(t, filling, controlIn(filling, text), text) {
		return nil
	}
	if s.Form.Confirming {
		return dg.answerConfirm(ctx, t, filling, text)
	}
	f, _, _ := filling.Next()
	if f == nil {
		dg.ask(t)
		return nil
	}
	if f.Type != ticket.TypeText && reading.Upset(text) {
		dg.personFromForm(t, filling, text)
		return nil
	}
	if dg.unnamed(t, filling, f, text) || dg.politely(t, filling, f, text) {
		return nil
	}
	if rest := dg.tookIntroduction(t, filling, f, text); rest != text {
		text = rest
		if f, _, _ = filling.Next(); f == nil {
			dg.addNote(t, filling, text)
			dg.ask(t)
			return nil
		}
	}
	if asked, err := dg.askedMeanwhile(ctx, t, f, text); asked || err != nil {
		return err
	}
	if paused { // the words came from elsewhere: the question has scrolled away
		dg.ask(t)
		return nil
	}
	if a, ok := t.AskedNow(); ok && filling.Form().Is(f, ticket.RoleQuestion) {
		s.Form.Asked = &a
	}
	dg.take(t, filling, f, text)
	return nil
}

// controlIn is the word of control that a text is at this point of a form, also one that only means one here.
func controlIn(filling *ticket.Filling, text string) reading.Wish {
	control := filling.Control(text)
	if control.Act == reading.NoControl && reading.GivesUp(text) {
		return reading.Wish{Act: reading.Quit}
	}
	if f, _, _ := filling.Next(); f != nil && f.Skip && reading.Control(text).Act == reading.Send {
		return reading.Wish{Act: reading.Send} // enough said: what is optional is left out
	}
	return control
}

// steer carries out a word of control within a form; it reports false if there was none.
func (dg *Dialogue) steer(t *turn.Turn, filling *ticket.Filling, c reading.Wish, text string) bool {
	s := &t.Conversation.State
	f, _, _ := filling.Next()
	switch c.Act {
	case reading.Quit:
		s.Form = nil
		t.SayText(words.Quit, dg.menu()...)
	case reading.Human:
		dg.personFromForm(t, filling, "")
	case reading.Back:
		if !filling.Back() {
			t.SayText(words.FirstQuestion)
		}
		dg.ask(t)
	case reading.Skip:
		switch {
		case f == nil || filling.Skip(f):
		case filling.Miss(f, text):
			dg.goOnWith(t, filling, f, text)
			return true
		default:
			t.SayText(words.CannotSkip)
		}
		dg.ask(t)
	case reading.Edit:
		dg.editLine(t, filling, c)
	case reading.Again:
		dg.ask(t)
	case reading.Status:
		dg.listTickets(t)
		dg.ask(t)
	case reading.Thanks:
		t.SayText(words.ThanksInForm)
		dg.ask(t)
	case reading.Resolved:
		s.Form = nil
		t.SayText(words.Glad + "\n" + words.Quit)
	case reading.Send:
		switch {
		case s.Form.Confirming:
			dg.sendForm(t, filling, "")
		case filling.Skip(f): // enough said: the question may be left out
			dg.ask(t)
		default:
			return false
		}
	default:
		return false
	}
	return true
}

// editLine asks one line of the summary again, or which one.
func (dg *Dialogue) editLine(t *turn.Turn, filling *ticket.Filling, c reading.Wish) {
	switch {
	case c.N > 0 && filling.Edit(c.N), c.Word != "" && filling.EditNamed(c.Word):
		dg.ask(t)
	default:
		var choices []chat.Choice
		for _, l := range filling.Summary() {
			choices = append(choices, chat.Choice{Label: fmt.Sprintf("%d %s", l.No, l.Label), Data: turn.Data("edit", fmt.Sprint(l.No))})
		}
		if len(choices) == 0 {
			dg.ask(t)
			return
		}
		t.SayText(words.WhichLine, choices...)
	}
}

// pressInForm takes a pressed button of the form under way.
func (dg *Dialogue) pressInForm(ctx context.Context, t *turn.Turn, verb, arg string) error {
	s := &t.Conversation.State
	filling := dg.bindForm(s)
	if filling == nil {
		return dg.staleButton(ctx, t, "")
	}
	s.Form.At, s.Form.Paused, s.Form.Mend = t.Now, false, ""
	filling.From = t.Event.MessageID
	f, _, _ := filling.Next()
	switch verb {
	case "form", "keep":
		key, value, _ := strings.Cut(arg, ":")
		if f == nil || f.Key() != key {
			return dg.staleButton(ctx, t, "")
		}
		switch {
		case verb == "keep":
			filling.Put(f, f.Keep(value))
			dg.ask(t)
		case value == words.LabelSkip && f.Skip:
			filling.Skip(f)
			dg.ask(t)
		default:
			dg.take(t, filling, f, value)
		}
	case "send":
		if !s.Form.Confirming {
			return dg.staleButton(ctx, t, "")
		}
		dg.sendForm(t, filling, arg)
	case "go-on":
		dg.ask(t)
	case "edit":
		var n int
		_, _ = fmt.Sscanf(arg, "%d", &n) // no number: ask which
		dg.editLine(t, filling, reading.Wish{N: n})
	case "quit":
		act := reading.Quit
		if arg == "person" {
			act = reading.Human
		}
		dg.steer(t, filling, reading.Wish{Act: act}, "")
	}
	return nil
}
