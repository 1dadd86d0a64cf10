package member

import (
	"context"
	"errors"
	"fmt"
	"regexp"
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
	t.Say(chat.Message{Text: strings.Join(append(lines, question), "\n\n"), Choices: dg.fieldChoices(f), Input: inputHint(f)})
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
	if dg.restored(t, filling, text) || dg.correct(t, filling, text) {
		return nil
	}
	control := filling.Control(text)
	if control.Act == reading.NoControl && reading.GivesUp(text) {
		control = reading.Wish{Act: reading.Quit}
	}
	if f, _, _ := filling.Next(); f != nil && f.Skip && reading.Control(text).Act == reading.Send {
		control = reading.Wish{Act: reading.Send} // enough said: what is optional is left out
	}
	if dg.steer(t, filling, control, text) {
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
	if f.Skip && f.Type != ticket.TypeYesNo && reading.CourtesyOf(text) == reading.Enough && !f.Chooses(text) { // それだけです
		filling.Skip(f)
		dg.ask(t)
		return nil
	}
	if f.Type != ticket.TypeYesNo && f.Type != ticket.TypeFiles && reading.Courteous(text) && !f.Chooses(text) {
		waits := reading.AsksToWait(text) && !reading.Defers(text)
		if (f.Skip || !wordsOfTheirOwn[f.Type]) && !waits && filling.Miss(f, text) { // 「うん」 to a choice, twice
			dg.goOnWith(t, filling, f, text)
			return nil
		}
		t.SayText(courteously(text))
		dg.ask(t)
		return nil
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

// wordsOfTheirOwn are the types to which many first answer with a courtesy, however often: 「よろしくお願いします」. It is
// never kept as their answer.
var wordsOfTheirOwn = map[ticket.FieldType]bool{ticket.TypeText: true, ticket.TypeCompany: true, ticket.TypeName: true, ticket.TypeAddress: true}

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

// askedMeanwhile answers a question of the member's own in the middle of a form, and hands over who asks
// for a person in it. A question that the FAQ does not answer goes along as a note where it is none of the
// form's answers: a question is no company's name.
func (dg *Dialogue) askedMeanwhile(ctx context.Context, t *turn.Turn, f *ticket.Field, text string) (bool, error) {
	filling := dg.bindForm(&t.Conversation.State)
	if filling.Form().Is(f, ticket.RoleQuestion) || f.Chooses(text) || !mayAsk(f, text, t.Now) {
		return false, nil
	}
	if reading.Agrees(text, words.LabelSend) { // 「送ってもらっていいですか」 before the end
		filling.Skip(f)
		dg.ask(t)
		return true, nil
	}
	if q, ok := reading.OfficeAsked(text, t.Now); ok {
		dg.sayOffice(t, q)
		t.SayText(words.GoingOn)
		dg.ask(t)
		return true, nil
	}
	told, human, err := dg.tell(ctx, t, text)
	switch {
	case err != nil:
		return false, err
	case human:
		dg.personFromForm(t, filling, "")
	case told:
		t.SayText(words.GoingOn)
		dg.ask(t)
	case reading.Inquires(text) && !takesQuestions(f):
		if filling.Note(text) {
			t.SayText(words.QuestionNoted)
		} else {
			t.SayText(words.QuestionLater)
		}
		dg.ask(t)
	default:
		return false, nil
	}
	return true, nil
}

// takesQuestions reports whether a question may be the answer to f: what somebody wants to be advised on.
func takesQuestions(f *ticket.Field) bool {
	return f.Type == ticket.TypeText || f.Type == ticket.TypeFiles || f.Type == ticket.TypeChoice && f.Free && f.Multiple
}

// mayAsk reports whether a text may be a question of the member's own, or a wish, rather than the answer
// to f. Where a value of the field's own form stands in it, it is the answer: 「10月16日でもいいですか」.
func mayAsk(f *ticket.Field, text string, now time.Time) bool {
	r, err := f.Read(text, now)
	if err == nil && f.Type == ticket.TypeChoice && len(r.Values) > 0 && f.Has(r.Values[0]) && !strings.ContainsAny(text, "?？") && !reading.Asks(text) {
		return false
	}
	switch f.Type {
	case ticket.TypeEmail, ticket.TypePhone, ticket.TypeDate, ticket.TypeSlots, ticket.TypePostal, ticket.TypeURL, ticket.TypeCountry,
		ticket.TypeJAN, ticket.TypeCorporate, ticket.TypeYesNo:
		if err == nil {
			return false
		}
	}
	return reading.Inquires(text) || err != nil && forPerson.MatchString(text)
}

// forPerson are words of a sentence that may ask for a person. Only the search can tell whether it does.
var forPerson = regexp.MustCompile(`担当|係の|職員|スタッフ|オペレーター|人(?:間)?(?:と|に|を)|誰か|事務局`)

// take reads an answer into the form, or says kindly why it could not be understood.
func (dg *Dialogue) take(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) {
	if filling.PutPair(f, text, t.Now) {
		dg.ask(t)
		return
	}
	answer, err := f.Read(text, t.Now)
	var unread *ticket.FieldError
	switch {
	case errors.As(err, &unread):
		if dg.tookMatter(t, filling, f, text) {
			return
		}
		if f.Skip && reading.Unknown(text) {
			filling.Skip(f)
			dg.ask(t)
			return
		}
		if maybeOpen[f.Type] && reading.NotDecided(text) { // there is nothing to ask again for
			filling.Put(f, f.Keep(text))
			dg.ask(t)
			return
		}
		if filling.Miss(f, text) {
			dg.goOnWith(t, filling, f, text)
			return
		}
		t.Say(chat.Message{Text: unread.Text, Choices: dg.fieldChoices(f), Input: inputHint(f)})
		return
	case err != nil:
		t.SayText(words.SayAgain)
		return
	}
	filling.Put(f, answer)
	filling.SortNames(t.Now)
	if !dg.checkIdentity(t, f, answer) {
		dg.ask(t)
	}
}

// maybeOpen are the types of what a member may not know yet.
var maybeOpen = map[ticket.FieldType]bool{ticket.TypeCountry: true, ticket.TypeDate: true, ticket.TypeSlots: true, ticket.TypeCategory: true, ticket.TypeAmount: true}

// tookMatter takes what somebody says who is asked for their name and tells what it is about, where the form asks for
// that as well. The name is asked for again.
func (dg *Dialogue) tookMatter(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) bool {
	q := filling.Form().Role(ticket.RoleQuestion)
	switch {
	case f.Type != ticket.TypeCompany && f.Type != ticket.TypeName && f.Type != ticket.TypeProgramme || !reading.TellsMatter(text):
		return false
	case q != nil && filling.Fill(q, text, t.Now):
		t.SayText(words.MatterTaken)
	case filling.Misses > 0 || !filling.Note(text):
		return false
	default:
		filling.Misses++
		t.SayText(words.AddedNote)
	}
	if f.Type == ticket.TypeProgramme {
		filling.Skip(f)
	}
	dg.ask(t)
	return true
}

// goOnWith lets a form go on after two answers that could not be read: nobody is asked the same a third time
// for a parser's sake. What they said goes along as a note, if it is not the answer itself.
func (dg *Dialogue) goOnWith(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) {
	r := f.Otherwise(text)
	filling.Put(f, r)
	if !r.Unchecked && !reading.Courteous(text) && filling.Note(reading.Unapologetic(text)) {
		t.SayText(words.AddedNote)
	}
	dg.ask(t)
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
