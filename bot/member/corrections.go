package member

import (
	"errors"
	"strconv"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// Who makes a slip in a form says so in their own words, at once or at the summary.

// correct takes a text that says that an earlier answer was wrong, or is something else; it reports
// false for all else. At the summary a label with a value is enough: 「会社名はみなと商事です」.
func (dg *Dialogue) correct(t *turn.Turn, filling *ticket.Filling, text string) bool {
	s := &t.Conversation.State
	if key := s.Form.Mend; key != "" {
		s.Form.Mend = ""
		if done := dg.answerMend(t, filling, key, text); done {
			return true
		}
	}
	f, _, _ := filling.Next()
	if f != nil && f.Item != "" && reading.WantsMore(text) && filling.AddItems(ticket.RoleItems, text) { // 電話番号も変えたい
		t.SayText(words.ItemAdded)
		dg.ask(t)
		return true
	}
	if dg.correctProgramme(t, filling, f, text) {
		return true
	}
	a, ok := reading.Amends(text)
	if !ok {
		return false
	}
	if f != nil && (f.Chooses(text) || filling.Form().Is(f, ticket.RoleQuestion) && filling.Named(a.Word) == nil && (a.Word != "" || a.Value != "")) {
		return false // an answer to the question that says such a thing of something else
	}
	if f != nil && f.Is(a.Word) && !a.Slip {
		return false // the question itself, and its answer
	}
	line := dg.meant(filling, &a)
	switch {
	case !a.Slip && (line == nil || !s.Form.Confirming && (f == nil || f.Type == ticket.TypeText || !line.Is(a.Word))):
		return false
	case line == nil && a.Value == "" && a.Word == "" && !s.Form.Confirming:
		return dg.offerMend(t, filling)
	case line == nil && (!s.Form.Confirming || a.Word != "" && a.Value != ""): // 「12日の予約を17日に変更したい」 is of their matter, and no slip
		return false
	case line == nil:
		dg.editLine(t, filling, reading.Wish{})
	case a.Value == "":
		filling.EditKey(line.Key)
		dg.ask(t)
	default:
		dg.amend(t, filling, line, a)
	}
	return true
}

// correctProgramme takes a text that only names another programme than the form is about: 「いや、つなぐのほうでした」.
func (dg *Dialogue) correctProgramme(t *turn.Turn, filling *ticket.Filling, f *ticket.Field, text string) bool {
	p := filling.Form().Role(ticket.RoleProgramme)
	if p == nil || f != nil && f.Type == ticket.TypeProgramme {
		return false
	}
	ids, more := dg.mentioned(t, text)
	now := filling.Form().Get(ticket.RoleProgramme, filling.Values())
	if more || len(ids) != 1 || now == "" || now == ids[0] || filling.Amend(p.ID, dg.ProgrammeName(ids[0]), t.Now) != nil {
		return false
	}
	t.Conversation.Programme = ids[0]
	for _, l := range filling.Summary() {
		if l.Key == p.ID {
			t.SayText(words.Mended(&l))
		}
	}
	dg.ask(t)
	return true
}

// meant is the line that an amendment is about: the one it names, the one that shows the value it calls
// wrong, or, with a value alone, the one answered last. What is named and is no line is the value.
func (dg *Dialogue) meant(filling *ticket.Filling, a *reading.Amendment) *ticket.Line {
	if a.Word != "" {
		if line := filling.Named(a.Word); line != nil {
			return line
		}
		if a.Value != "" && a.Slip {
			for _, l := range filling.Summary() { // みなと商店をみなと商事に直して
				if l.Shown == a.Word {
					return &l
				}
			}
		}
		if a.Value != "" || !a.Slip {
			return nil
		}
		a.Word, a.Value = "", a.Word
	}
	if a.Old != "" {
		for _, l := range filling.Summary() {
			if strings.Contains(l.Shown, a.Old) || l.Label == a.Old {
				return &l
			}
		}
		return nil
	}
	if a.Value == "" {
		return nil
	}
	return filling.Latest()
}

// amend puts a value in the place of a line's, or asks for it where it cannot be read.
func (dg *Dialogue) amend(t *turn.Turn, filling *ticket.Filling, line *ticket.Line, a reading.Amendment) {
	var unread *ticket.FieldError
	if err := filling.Amend(line.Key, a.Value, t.Now); errors.As(err, &unread) {
		t.SayText(unread.Text)
		filling.EditKey(line.Key)
		dg.ask(t)
		return
	}
	for _, l := range filling.Summary() {
		if l.Key == line.Key {
			t.SayText(words.Mended(&l))
		}
	}
	if a.Rest != "" && !reading.Courteous(a.Rest) {
		dg.addNote(t, filling, a.Rest)
	}
	dg.ask(t)
}

// offerMend offers to mend the answer given last, or another one. It reports false where nothing was
// answered yet.
func (dg *Dialogue) offerMend(t *turn.Turn, filling *ticket.Filling) bool {
	latest := filling.Latest()
	if latest == nil {
		t.SayText(words.NothingToMend)
		dg.ask(t)
		return true
	}
	t.Conversation.State.Form.Mend = latest.Key
	choices := []chat.Choice{mendChoice(latest)}
	for _, l := range filling.Summary() {
		if l.Key != latest.Key && len(choices) < 9 {
			choices = append(choices, mendChoice(&l))
		}
	}
	choices = append(choices, chat.Choice{Label: words.LabelGoOn, Data: turn.Data("go-on", "")})
	t.SayText(words.MendLatest(latest), choices...)
	return true
}

func mendChoice(l *ticket.Line) chat.Choice {
	return chat.Choice{Label: words.LabelMend(l), Data: turn.Data("edit", strconv.Itoa(l.No))}
}

// answerMend takes the answer to the offer to mend the line with the key: a yes or a no, or at once the
// value. It reports false where the text is none of these.
func (dg *Dialogue) answerMend(t *turn.Turn, filling *ticket.Filling, key, text string) bool {
	if dg.editNamed(t, filling, text) {
		return true
	}
	if a, ok := reading.Amends(text); ok && a.Word != "" && filling.Named(a.Word) != nil {
		return false
	}
	switch reading.YesNo(text) {
	case reading.Yes:
		filling.EditKey(key)
		dg.ask(t)
		return true
	case reading.No:
		t.SayText(words.NothingToMend)
		dg.ask(t)
		return true
	}
	if reading.Control(text).Act != reading.NoControl || reading.Inquires(text) || reading.Courteous(text) {
		return false
	}
	if filling.Amend(key, text, t.Now) != nil {
		return false
	}
	dg.ask(t)
	return true
}

// addNote keeps words that answer no question with the form.
func (dg *Dialogue) addNote(t *turn.Turn, filling *ticket.Filling, text string) {
	said := words.AddedNote
	if reading.Urgent(text) {
		t.Conversation.State.Form.Urgent, said = true, words.AddedUrgent
	} else if reading.Unhurried(text) {
		t.Conversation.State.Form.Urgent = false
	}
	if filling.Note(text) {
		t.SayText(said)
	}
}

// restored takes 「口座ではありません」 within a form: where the number stands behind it, it takes the place
// of the one that was struck out. It reports false where the text says no such thing.
func (dg *Dialogue) restored(t *turn.Turn, filling *ticket.Filling, text string) bool {
	rest, denied := reading.DeniesSecret(text)
	if !denied {
		return false
	}
	if !strings.ContainsAny(rest, "0123456789０１２３４５６７８９") {
		t.SayText(words.SayNumberAgain)
		dg.ask(t)
		return true
	}
	for _, l := range filling.Summary() {
		if reading.Struck(l.Shown) && filling.Amend(l.Key, rest, t.Now) == nil {
			t.SayText(words.NumberTakenBack)
			dg.ask(t)
			return true
		}
	}
	return false
}
