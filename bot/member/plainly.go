package member

import (
	"context"
	"fmt"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// plainly takes a wish for simpler words. The office's own words cannot be rewritten by a program: they are
// shown again a sentence at a time, and a person can explain them, who is told of the wish by the ticket.
func (dg *Dialogue) plainly(_ context.Context, t *turn.Turn, text string) (bool, error) {
	s := &t.Conversation.State
	if !reading.WantsPlainly(text) || s.Pending != "" { // わからない answers 「どちらのご質問でしょうか」
		return false, nil
	}
	s.Plain = true
	start := chat.Choice{Label: words.LabelPlain, Data: turn.Data("start", string(ticket.Inquiry), "")}
	last := s.Last
	if last == nil || t.Now.Sub(last.At) >= turn.FollowUp {
		t.SayText(words.PlainNothing, start)
		return true, nil
	}
	e, ok := dg.Entry(last.Ref)
	if !ok {
		t.SayText(words.PlainNothing, start)
		return true, nil
	}
	person := chat.Choice{Label: words.LabelPlain, Data: turn.Data("person", last.Ref)}
	solved := chat.Choice{Label: words.LabelSolved, Data: turn.Data("solved", last.Ref)}
	if t.Frame("plain:"+last.Ref) > 0 {
		t.SayText(words.PlainAgain, person, solved)
		return true, nil
	}
	t.SayText(words.PlainIntro)
	t.SayText(sentences(e), person, solved)
	return true, nil
}

// sentences are an entry's answer, a numbered sentence a line.
func sentences(e *faq.Entry) string {
	var out []string
	for _, part := range strings.FieldsFunc(strings.ReplaceAll(e.AnswerText(), "。", "。\n"), func(r rune) bool { return r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, fmt.Sprintf("(%d) %s", len(out)+1, part))
		}
	}
	return strings.Join(out, "\n")
}
