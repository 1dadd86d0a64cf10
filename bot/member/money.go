package member

import (
	"regexp"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

var (
	taxAsked = regexp.MustCompile(`税込|税抜|税別|消費税|内税|外税`)
	inclTax  = regexp.MustCompile(`税込|内税`)
	exclTax  = regexp.MustCompile(`税抜|税別|外税`)
)

// askTax answers 「税込だと？」 after an answer that names a sum. The office has written the sum
// either with the tax or without, and nothing is computed here: where it has not written the one
// asked for, a person says it. It reports false where the text is no such follow-up.
func (dg *Dialogue) askTax(t *turn.Turn, text string) bool {
	last := t.Conversation.State.Last
	asked := chars.Fold(text)
	if last == nil || t.Now.Sub(last.At) >= turn.FollowUp || !taxAsked.MatchString(asked) || len([]rune(asked)) > 16 {
		return false
	}
	e, ok := dg.Entry(last.Ref)
	if !ok {
		return false
	}
	written := e.AnswerText()
	incl, excl := inclTax.MatchString(written), exclTax.MatchString(written)
	switch {
	case !strings.Contains(written, "円") || incl == excl:
		return false
	case incl && !exclTax.MatchString(asked), excl && exclTax.MatchString(asked):
		dg.giveAnswer(t, e, text, last.P)
		return true
	}
	dg.admitTax(t, e, text, incl)
	return true
}

// admitTax says which of the two sums is written, and offers to ask for the other.
func (dg *Dialogue) admitTax(t *turn.Turn, e *faq.Entry, text string, incl bool) {
	trace := dg.traceOfLast(t, string(faq.Handoff), "tax_not_written")
	trace.Query = words.InContext(text, e.Question)
	t.Answered = append(t.Answered, turn.Answered{Query: trace.Query, Verdict: string(faq.Handoff), Ref: e.Ref(), Version: e.Version})
	t.Conversation.State.Missed = &trace
	t.SayText(words.OnlyTax(incl),
		chat.Choice{Label: words.LabelAsk, Data: turn.Data("start", string(ticket.Inquiry), e.Collection)},
		chat.Choice{Label: words.LabelNoNeed, Data: turn.Data("other", "no")})
}
