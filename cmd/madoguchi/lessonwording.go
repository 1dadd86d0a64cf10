package main

import (
	"context"
	"strings"
	"time"

	"madoguchi/bot/knowledge"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/slack"
	"madoguchi/learn"
	"madoguchi/office/staffwords"
)

// Choices implements [slack.Teacher].
func (t teacher) Choices(ctx context.Context, number string) (learn.Choices, error) {
	tk, wording, refused, err := t.taught(ctx, number)
	c := learn.Choices{Wording: wording, Refused: refused}
	if err != nil || refused != "" {
		return c, err
	}
	g, err := t.groupOf(ctx, number)
	if err != nil {
		return c, err
	}
	if g.State.Name() != "" {
		c.Decided = say("console.unanswered.decided", "what", g.State.Name(), "name", g.By, "when", slackEditor(t).moment(g.Decided))
	}
	c.Off = g.ID != 0 && g.State != learn.Off
	if wording != "" {
		c.Near = t.near(ctx, wording, tk.Programme)
	}
	return c, nil
}

// near are the entries that a wording may be one of, of its own programme first, each with what that would change:
// as far as there is time for it, since somebody waits.
func (t teacher) near(ctx context.Context, wording, programme string) []learn.Near {
	ix := t.s.library.Current()
	if ix == nil {
		return nil
	}
	hits, err := ix.Search(ctx, wording, learn.NearShown, faq.Scope{Programme: programme})
	if err != nil {
		t.s.log.Warn("look for the entries near a question", "err", err)
		return nil // the others may be chosen all the same
	}
	began := time.Now()
	var near []learn.Near
	for _, h := range hits {
		n := learn.Near{Ref: h.Entry.Ref(), Question: h.Entry.Question, Answer: h.Entry.AnswerText()}
		if time.Since(began) < effectTime {
			if effect, known := t.TryAlias(ctx, n.Ref, wording); known {
				n.Effect = staffwords.EffectNow(&effect, n.Ref)
			}
		}
		near = append(near, n)
	}
	return near
}

// TryAlias implements [console.Teacher].
func (t teacher) TryAlias(ctx context.Context, ref, wording string) (effect edition.Effect, known bool) {
	entry, err := t.changed(ctx, ref)
	if err == nil {
		entry = knowledge.WithAlias(entry, wording)
		effect, err = t.s.trials.try(ctx, &entry)
	}
	if err != nil {
		t.s.log.Warn("try what a wording would change", "ref", ref, "err", err)
	}
	return effect, err == nil
}

// changed is the entry that a wording would be added to: its draft, where its programme has changes approved.
func (t teacher) changed(ctx context.Context, ref string) (faq.Entry, error) {
	if t.waits(ref) {
		d, err := t.s.editor().Begin(ctx, ref)
		return d.Entry, err
	}
	stored, err := t.s.db.store.StoredEntry(ctx, ref)
	return stored.Entry, err
}

// waits says whether a change of an entry would wait for somebody to approve it.
func (t teacher) waits(ref string) bool {
	programme, _, _ := strings.Cut(ref, "/")
	return t.s.db.store.Approves(programme)
}

// Reword implements [slack.Teacher]. Where it would wait to be approved, who approves it reads what it takes away.
func (t teacher) Reword(ctx context.Context, number, ref, wording string, sure bool, who chat.Person) (string, error) {
	effect, known := t.TryAlias(ctx, ref, wording)
	if why := against(&effect, ref, known); why != "" && !sure && !t.waits(ref) {
		return "", slack.TakesAway(why)
	}
	g, err := t.groupOf(ctx, number)
	if err != nil {
		return "", err
	}
	done, err := t.AddAlias(ctx, g, ref, wording, bySlack(who))
	if err != nil {
		return "", slackEditor(t).refusal(gone(err), nil)
	}
	said := done.Said("console.unanswered.added")
	if known && !done.Already {
		said += "\n" + staffwords.EffectNow(&effect, ref)
	}
	return said, nil
}

// SetOff implements [slack.Teacher]. Pressed twice, it is written down once.
func (t teacher) SetOff(ctx context.Context, number string, who chat.Person) (string, error) {
	g, err := t.groupOf(ctx, number)
	if err == nil && g.ID == 0 {
		return "", slack.Refusal(say("slack.teach.no_group"))
	}
	if err == nil && g.State != learn.Off {
		err = t.Decide(ctx, g, learn.Off, bySlack(who))
	}
	return say("console.unanswered.off"), err
}
