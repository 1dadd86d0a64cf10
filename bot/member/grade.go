package member

import (
	"context"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// longestWhy is in characters: a line, with what people call one.
const longestWhy = 1000

// pressGrade notes how content the member is with a ticket that is resolved. Who presses another button of the same
// notice has changed their mind.
func (dg *Dialogue) pressGrade(ctx context.Context, t *turn.Turn, arg string) error {
	number, value, _ := strings.Cut(arg, ":")
	g := ticket.Grade(value)
	if !g.Known() || !dg.Office.Satisfaction {
		return dg.staleButton(ctx, t, arg)
	}
	tk := dg.own(t, number)
	switch {
	case tk == nil:
		return nil
	case tk.Status.Open():
		t.SayText(words.StillOpen(tk))
		return nil
	case tk.Status != ticket.Resolved || t.Now.Sub(tk.Closed) > reopenFor:
		t.SayText(words.GradeLate)
		return nil
	}
	if tk.Grade() != g {
		tk.SetGrade(g)
		t.Change(tk)
		dg.noteGrade(t, tk, words.GradedBy(g), g.Label())
	}
	choices := []chat.Choice{{Label: words.LabelWhy, Data: turn.Data("why", tk.Number)}}
	if g == ticket.Discontent || g == ticket.Unhappy {
		choices = append(choices, chat.Choice{Label: words.LabelStill, Data: turn.Data("reopen", tk.Number)})
	}
	t.Acknowledge(words.Graded(g), choices...)
	return nil
}

// noteGrade writes into a ticket's log and thread what its member thinks of how it was handled.
func (dg *Dialogue) noteGrade(t *turn.Turn, tk *ticket.Ticket, told, text string) {
	t.Note(tk, ticket.Entry{Who: chat.Person{ID: "member", Name: dg.memberName(tk)}, What: ticket.LogGraded, Text: text})
	t.ToStaff(tk, chat.Message{Author: chat.System, Text: told})
}

// pressWhy lets the member's next words say why.
func (dg *Dialogue) pressWhy(ctx context.Context, t *turn.Turn, number string) error {
	tk := dg.own(t, number)
	if tk == nil {
		return nil
	}
	if tk.Grade() == "" || tk.Status.Open() {
		return dg.staleButton(ctx, t, number)
	}
	t.Conversation.State.Why = &turn.Adding{Ticket: number, At: t.Now}
	t.SayText(words.AskWhy, chat.Choice{Label: words.LabelQuit, Data: turn.Data("why-not")})
	return nil
}

// pressWhyNot takes that back.
func (dg *Dialogue) pressWhyNot(_ context.Context, t *turn.Turn, _ string) error {
	t.Conversation.State.Why = nil
	t.Greet(words.WhyNot)
	return nil
}

// why takes the words that were asked for. It reports false where none were, and where they come so late that they may
// be about anything.
func (dg *Dialogue) why(t *turn.Turn, text string) bool {
	s := &t.Conversation.State
	asked := s.Why
	if s.Why = nil; asked == nil || t.Now.Sub(asked.At) >= turn.FollowUp {
		return false
	}
	tk := t.Find(asked.Ticket)
	if tk == nil || tk.Status.Open() {
		return false
	}
	if reading.Control(text).Act == reading.Quit {
		t.Greet(words.WhyNot)
		return true
	}
	said := chars.Clip(text, longestWhy)
	dg.noteGrade(t, tk, words.GradedWhy(said), said)
	t.Acknowledge(words.WhyTaken)
	return true
}
