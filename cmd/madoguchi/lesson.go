package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"madoguchi/bot/knowledge"
	"madoguchi/chat"
	"madoguchi/faq/edition"
	"madoguchi/handlers/slack"
	"madoguchi/learn"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// taught is a ticket with its question, without who asked, or why nothing may be made of it.
func (t teacher) taught(ctx context.Context, number string) (tk ticket.Ticket, question, refused string, err error) {
	tk, err = t.s.db.store.Ticket(ctx, number)
	if err != nil {
		return tk, "", "", err
	}
	if !tk.Teaches() {
		return tk, "", say("slack.teach.not_told"), nil
	}
	question = tk.Trace.Query
	if form := t.s.office.now().Form(tk.FormID); form != nil {
		question = cmp.Or(form.Get(ticket.RoleQuestion, tk.Fields), question)
	}
	return tk, reading.Anonymous(question), "", nil
}

// Lesson implements [slack.Teacher].
func (t teacher) Lesson(ctx context.Context, number, wording string) (learn.Lesson, error) {
	var l learn.Lesson
	tk, question, refused, err := t.taught(ctx, number)
	if l.Refused = refused; err != nil || refused != "" {
		return l, err
	}
	off := t.s.office.now()
	for _, p := range off.Programmes {
		l.Programmes = append(l.Programmes, [2]string{p.ID, p.Name})
	}
	l.Programme = tk.Programme
	if l.Programme == "" && len(l.Programmes) > 0 {
		l.Programme = l.Programmes[0][0]
	}
	l.Question = cmp.Or(wording, question)
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
	effect, ref, known := t.TryEntry(ctx, e)
	if !known {
		return ""
	}
	return staffwords.EffectNow(&effect, ref)
}

// TryEntry implements [console.Teacher].
func (t teacher) TryEntry(ctx context.Context, e learn.NewEntry) (effect edition.Effect, ref string, known bool) {
	draft := knowledge.New(e.Programme, e.Programme, e.Question, answerBlocks(e.Answer)...)
	draft.Entry.Aliases, draft.Entry.Order = append(draft.Entry.Aliases, e.Aliases...), unusedOrder
	effect, err := t.s.trials.try(ctx, &draft.Entry)
	if err != nil {
		t.s.log.Warn("try what an entry would change", "err", err)
	}
	return effect, draft.Ref(), err == nil
}

// unusedOrder is the number of an entry that has none yet.
const unusedOrder = 1 << 20

// Teach implements [slack.Teacher]. Where it would wait to be approved, who approves it reads what it takes away.
func (t teacher) Teach(ctx context.Context, number string, e learn.NewEntry, sure bool, who chat.Person) (string, error) {
	if t.s.office.now().Programme(e.Programme) == nil {
		return say("console.unanswered.no_programme"), nil
	}
	if !sure && reading.Nameless(e.Question+e.Answer) {
		return "", slack.TakesAway(say("slack.teach.masked"))
	}
	if !sure && !t.s.db.store.Approves(e.Programme) {
		effect, ref, known := t.TryEntry(ctx, e)
		if why := against(&effect, ref, known); why != "" {
			return "", slack.TakesAway(why)
		}
	}
	g, err := t.groupOf(ctx, number)
	if err != nil {
		return "", err
	}
	done, err := t.AddEntry(ctx, g, e, bySlack(who))
	return done.Said("console.unanswered.published"), err
}

// groupOf is the group of a ticket's question, one without an ID where it has none.
func (t teacher) groupOf(ctx context.Context, number string) (learn.Group, error) {
	id, err := t.s.db.store.GroupOfTicket(ctx, number)
	if err != nil || id == 0 {
		return learn.Group{}, err
	}
	return t.s.db.store.Group(ctx, id)
}
