package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"madoguchi/audit"
	"madoguchi/bot/knowledge"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq/edition"
	"madoguchi/learn"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// Lesson implements [slack.Teacher].
func (t teacher) Lesson(ctx context.Context, number string) (learn.Lesson, error) {
	var l learn.Lesson
	tk, err := t.s.db.store.Ticket(ctx, number)
	if err != nil {
		return l, err
	}
	if !tk.Teaches() {
		l.Refused = say("slack.teach.not_told")
		return l, nil
	}
	off := t.s.office.now()
	for _, p := range off.Programmes {
		l.Programmes = append(l.Programmes, [2]string{p.ID, p.Name})
	}
	l.Programme = tk.Programme
	if l.Programme == "" && len(l.Programmes) > 0 {
		l.Programme = l.Programmes[0][0]
	}
	question := tk.Trace.Query
	if form := off.Form(tk.FormID); form != nil {
		question = cmp.Or(form.Get(ticket.RoleQuestion, tk.Fields), question)
	}
	l.Question = reading.Anonymous(question)
	l.Aliases = []string{l.Question}
	log, err := t.s.db.store.Log(ctx, number)
	if err != nil {
		return l, err
	}
	for _, e := range slices.Backward(log) {
		if e.What == ticket.LogReplied && strings.TrimSpace(e.Text) != "" {
			l.Answer = reading.AnonymousReply(e.Text)
			break
		}
	}
	l.Waits = t.s.db.store.Approves(l.Programme)
	l.Effect = t.effect(ctx, l.NewEntry)
	return l, nil
}

// effect says in a line what an entry would change.
func (t teacher) effect(ctx context.Context, e learn.NewEntry) string {
	draft := knowledge.New(e.Programme, e.Programme, e.Question, answerBlocks(e.Answer)...)
	draft.Entry.Aliases, draft.Entry.Order = append(draft.Entry.Aliases, e.Aliases...), unusedOrder
	effect, err := (&effects{s: t.s}).try(ctx, &draft.Entry)
	if err != nil {
		t.s.log.Warn("try what an entry would change", "err", err)
		return ""
	}
	return effectLine(&effect, draft.Ref())
}

// unusedOrder is the number of an entry that has none yet.
const unusedOrder = 1 << 20

func effectLine(e *edition.Effect, ref string) string {
	won, taken, given, lost, other := e.Sum(ref)
	var parts []string
	for _, part := range []struct {
		key catalogue.Key
		n   int
	}{{"console.effect.part.won", won}, {"console.effect.part.taken", taken}, {"console.effect.part.given", given}, {"console.effect.part.lost", lost}, {"console.effect.part.other", other}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", say(part.key), part.n))
		}
	}
	if len(parts) == 0 {
		return say("console.effect.none")
	}
	return say("console.effect.sum", "n", len(e.Shifts), "parts", strings.Join(parts, "、"))
}

// Teach implements [slack.Teacher].
func (t teacher) Teach(ctx context.Context, number string, e learn.NewEntry, who chat.Person) (string, error) {
	by := audit.Record{Kind: audit.Staff, Actor: who, Via: audit.ViaSlack}
	if t.s.office.now().Programme(e.Programme) == nil {
		return say("console.unanswered.no_programme"), nil
	}
	done, err := t.AddEntry(ctx, e, by)
	if err != nil {
		return "", err
	}
	id, err := t.s.db.store.GroupOfTicket(ctx, number)
	if err == nil && id != 0 {
		by.Act, by.Object, by.After = audit.QuestionDecided, fmt.Sprintf("question/%d", id), string(learn.IsEntry)+" "+done.Ref
		err = t.s.db.store.DecideGroup(ctx, id, learn.IsEntry, done.Ref, by)
	}
	if err != nil {
		return "", err
	}
	if done.Waiting {
		return say("console.unanswered.waits"), nil
	}
	return say("console.unanswered.published"), nil
}
