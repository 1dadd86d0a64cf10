package bot

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// answer lets the FAQ decide a question.
func (b *Bot) answer(ctx context.Context, t *Turn, text string) error {
	d, err := b.consult(ctx, t, text)
	if err != nil {
		return err
	}
	if len(d.Parts) > 1 {
		for i, part := range d.Parts {
			b.carryOut(t, part)
			if last := len(t.said) - 1; i < len(d.Parts)-1 && part.Verdict == faq.Answer && last >= 0 {
				t.said[last].Choices = nil // one set of buttons, below the last answer
			}
		}
		return nil
	}
	b.carryOut(t, d)
	return nil
}

// consult asks the index. A search that fails is an error of the turn: it is tried again, for an
// apology is no answer.
func (b *Bot) consult(ctx context.Context, t *Turn, text string) (faq.Decision, error) {
	ix := b.Library.Current()
	if ix == nil {
		return faq.Decision{Query: text, Verdict: faq.Handoff, Form: string(ticket.Inquiry), Reason: "no_index"}, nil
	}
	s := &t.Conversation.State
	scope := faq.Scope{Programme: t.Conversation.Programme}
	if s.Last != nil && t.Now.Sub(s.Last.At) < followUp {
		scope.Last = s.Last.Ref
	}
	d, err := ix.Decide(ctx, text, scope)
	if err != nil {
		return d, fmt.Errorf("decide on a message of %d bytes: %w", len(text), err)
	}
	d.Query = text
	return d, nil
}

// carryOut turns a decision into words.
func (b *Bot) carryOut(t *Turn, d faq.Decision) {
	t.Answered = append(t.Answered, answered(d))
	switch {
	case d.Human:
		b.humanFor(t, d.Query)
	case d.Verdict == faq.Answer && len(d.Hits) > 0 && len(d.Hits[0].Entry.Answer) > 0:
		b.giveAnswer(t, d.Hits[0].Entry, d.Query, d.Hits[0].P, b.beside(d.Hits)...)
	case d.Verdict == faq.Suggest && len(d.Hits) > 0:
		b.suggest(t, d)
	case d.Verdict == faq.Choices && len(d.Programmes) > 1:
		b.askProgramme(t, d)
	case d.Verdict == faq.Form:
		b.offerForm(t, d)
	default:
		b.admit(t, d)
	}
}

// humanFor hands over a message that asks for a person and may say what for.
func (b *Bot) humanFor(t *Turn, text string) {
	trace := b.traceOfLast(t, "human", "human_word")
	question := b.unanswered(t)
	if len([]rune(text)) > bareWish {
		question = strings.TrimSpace(question + "\n" + text)
	}
	trace.Query = cmp.Or(trace.Query, text)
	b.handOver(t, question, trace)
}

// bareWish is the length in characters up to which a wish for a person says nothing of the matter:
// 「担当の方とお話ししたいです」.
const bareWish = 13

func traceOf(d faq.Decision) ticket.Trace {
	trace := ticket.Trace{Query: d.Query, Decision: string(d.Verdict), Reason: d.Reason}
	for _, h := range d.Hits[:min(3, len(d.Hits))] {
		trace.Hits = append(trace.Hits, ticket.TracedHit{Ref: h.Entry.Ref(), Question: h.Entry.Question, P: h.P, Version: h.Entry.Version})
	}
	return trace
}

func answered(d faq.Decision) Answered {
	a := Answered{Query: d.Query, Verdict: string(d.Verdict), P: d.P}
	if len(d.Hits) > 0 {
		a.Ref, a.Version = d.Hits[0].Entry.Ref(), d.Hits[0].Entry.Version
	}
	return a
}

// unanswered is what the member asked and was not answered: the matter of a ticket they ask for
// next. What has been answered is not; then they are asked what it is about.
func (b *Bot) unanswered(t *Turn) string {
	if missed := t.Conversation.State.Missed; missed != nil {
		return missed.Query
	}
	return ""
}

func (b *Bot) lastQuery(t *Turn) string {
	switch s := &t.Conversation.State; {
	case s.Missed != nil:
		return s.Missed.Query
	case s.Last != nil && t.Now.Sub(s.Last.At) < followUp:
		return s.Last.Query
	}
	return ""
}

// giveAnswer shows an entry, with what may follow.
func (b *Bot) giveAnswer(t *Turn, e *faq.Entry, query string, p float64, more ...chat.Choice) {
	m := b.show(t, e, query, p)
	if e.Kind == faq.KindForm && b.running(t, e) {
		t.say(m)
		b.offerStart(t, e, query, more)
		return
	}
	m.Choices = append(b.followUps(t, e), more...)
	t.say(m)
}

// show is an entry as a message, remembered as the last one answered with.
func (b *Bot) show(t *Turn, e *faq.Entry, query string, p float64) chat.Message {
	s := &t.Conversation.State
	s.Last = &Last{Ref: e.Ref(), Version: e.Version, Query: query, P: p, At: t.Now}
	s.Missed = nil
	return b.answerMessage(t, e)
}

// answerMessage is an entry in the office's own words, framed by ours where its programme or it
// has ended or not begun.
func (b *Bot) answerMessage(t *Turn, e *faq.Entry) chat.Message {
	c := b.collection(e.Collection)
	a := &chat.Answer{
		Question: e.Question,
		Lead:     b.frame(t, c, e),
		Source:   chat.Source{Ref: e.Ref(), Document: c.Title, Label: e.Label, Page: e.Source.Page, Version: e.Version, Updated: e.Updated},
	}
	for _, block := range e.Answer {
		a.Blocks = append(a.Blocks, chat.Block{Type: string(block.Type), Text: block.Text, URL: block.URL, Header: block.Header, Rows: block.Rows})
	}
	if c.Validity.At(t.Now) == faq.Running && e.Validity.At(t.Now) == faq.Running {
		a.Tail = b.dateLines(t, e)
	}
	return chat.Message{Text: answerText(a), Answer: a}
}

// answerText is an answer as plain text, for channels and readers that have nothing else.
func answerText(a *chat.Answer) string {
	var parts []string
	if a.Lead != "" {
		parts = append(parts, a.Lead)
	}
	for _, block := range a.Blocks {
		if block.Type == string(faq.Table) {
			parts = append(parts, tableText(block))
			continue
		}
		parts = append(parts, block.Text)
	}
	if a.Tail != "" {
		parts = append(parts, a.Tail)
	}
	return strings.Join(append(parts, words.source(a.Source)), "\n\n")
}

// tableText shows a table on a screen too narrow for one: a line a row, the marked columns named.
// Rows that say the same of every column are gathered first.
func tableText(block chat.Block) string {
	if lines := tickedTable(block); lines != "" {
		return lines
	}
	var lines []string
	for _, row := range block.Rows {
		var cells []string
		for i, cell := range row {
			if i > 0 && cell != "" && i < len(block.Header) && block.Header[i] != "" {
				cell = block.Header[i] + "：" + cell
			}
			if cell != "" {
				cells = append(cells, cell)
			}
		}
		if len(cells) > 0 {
			lines = append(lines, "・"+strings.Join(cells, "／"))
		}
	}
	return strings.Join(lines, "\n")
}

// tickedTable shows a table whose cells are only marks: who needs what, grouped by the columns marked.
func tickedTable(block chat.Block) string {
	var order []string
	groups := map[string][]string{}
	for _, row := range block.Rows {
		if len(row) == 0 {
			continue
		}
		var columns []string
		for i, cell := range row[1:] {
			switch {
			case strings.ContainsAny(cell, "✓✔○◯〇●"):
				if i+1 < len(block.Header) {
					columns = append(columns, block.Header[i+1])
				}
			case cell != "" && cell != "-" && cell != "×" && cell != "－":
				return ""
			}
		}
		key := strings.Join(columns, "・")
		if _, seen := groups[key]; !seen {
			order = append(order, key)
		}
		groups[key] = append(groups[key], row[0])
	}
	var lines []string
	for _, key := range order {
		lines = append(lines, words.tableGroup(key, len(order) > 1)+strings.Join(groups[key], "、"))
	}
	return strings.Join(lines, "\n")
}

// frame is our own line above an answer that does not hold today. A programme's term overrides
// that of its entries.
func (b *Bot) frame(t *Turn, c faq.Collection, e *faq.Entry) string {
	for _, v := range []faq.Validity{c.Validity, e.Validity} {
		switch v.At(t.Now) {
		case faq.Ended:
			return words.ended(v.Until, v == c.Validity)
		case faq.NotYet:
			return words.notYet(v.From, v == c.Validity)
		}
	}
	return ""
}

func (b *Bot) collection(id string) faq.Collection {
	if ix := b.Library.Current(); ix != nil {
		for _, c := range ix.Collections() {
			if c.ID == id {
				return c
			}
		}
	}
	return faq.Collection{ID: id, Title: id}
}

// askProgramme asks which of several programmes a question is about.
func (b *Bot) askProgramme(t *Turn, d faq.Decision) {
	t.Conversation.State.Pending = d.Query
	t.Conversation.State.Missed = ptr(traceOf(d))
	var choices []chat.Choice
	for _, id := range d.Programmes {
		choices = append(choices, chat.Choice{Label: b.programmeName(id), Data: data("programme", id)})
	}
	choices = append(choices, chat.Choice{Label: words.LabelDontKnow, Data: data("programme", "-")})
	t.sayText(words.WhichProgramme, choices...)
}

func ptr[T any](v T) *T { return &v }
