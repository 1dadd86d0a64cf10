package bot

import (
	"regexp"
	"strings"

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
func (b *Bot) askTax(t *Turn, text string) bool {
	last := t.Conversation.State.Last
	asked := chars.Fold(text)
	if last == nil || t.Now.Sub(last.At) >= followUp || !taxAsked.MatchString(asked) || len([]rune(asked)) > 16 {
		return false
	}
	e, ok := b.entry(last.Ref)
	if !ok {
		return false
	}
	written := e.AnswerText()
	incl, excl := inclTax.MatchString(written), exclTax.MatchString(written)
	switch {
	case !strings.Contains(written, "円") || incl == excl:
		return false
	case incl && !exclTax.MatchString(asked), excl && exclTax.MatchString(asked):
		b.giveAnswer(t, e, text, last.P)
		return true
	}
	b.admitTax(t, e, text, incl)
	return true
}

// admitTax says which of the two sums is written, and offers to ask for the other.
func (b *Bot) admitTax(t *Turn, e *faq.Entry, text string, incl bool) {
	trace := b.traceOfLast(t, string(faq.Handoff), "tax_not_written")
	trace.Query = words.inContext(text, e.Question)
	t.Answered = append(t.Answered, Answered{Query: trace.Query, Verdict: string(faq.Handoff), Ref: e.Ref(), Version: e.Version})
	t.Conversation.State.Missed = &trace
	t.sayText(words.onlyTax(incl),
		chat.Choice{Label: words.LabelAsk, Data: data("start", string(ticket.Inquiry), e.Collection)},
		chat.Choice{Label: words.LabelNoNeed, Data: data("other", "no")})
}
