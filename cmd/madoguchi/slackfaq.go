package main

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/slack"
	"madoguchi/office/staffwords"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A slackEditor lets colleagues change the FAQ in Slack, by the road of the desk.
type slackEditor struct{ s *server }

func bySlack(who chat.Person) audit.Record {
	return audit.Record{Kind: audit.Staff, Actor: who, Via: audit.ViaSlack}
}

// slackAnswer is the longest answer that is changed in Slack: what one of its fields holds.
const slackAnswer = 3000

// Entry implements [slack.Editor].
func (x slackEditor) Entry(ctx context.Context, ref string) (slack.Entry, error) {
	d, err := x.s.editor().Begin(ctx, ref)
	if err != nil {
		return slack.Entry{}, err
	}
	return x.shown(ctx, &d)
}

func (x slackEditor) shown(ctx context.Context, d *edition.Draft) (slack.Entry, error) {
	e := slack.Entry{
		Ref: d.Ref(), Question: d.Entry.Question, Section: d.Entry.Section, Aliases: d.Entry.Aliases, Version: d.Version, Base: d.Base,
		Waits: x.s.db.store.Approves(d.Entry.Collection), Approved: d.State == edition.Approved, Asked: d.State == edition.Asked,
	}
	e.Answer = typedAnswer(d.Entry.Answer)
	if chars.Units(e.Answer) > slackAnswer || !reflect.DeepEqual(answerBlocks(e.Answer), d.Entry.Answer) {
		e.Answer, e.Locked = "", say("slack.faq.locked")
	}
	if d.Version == 0 {
		return e, nil
	}
	e.State = x.state(d)
	if effect, err := x.s.trials.try(ctx, &d.Entry); err != nil {
		x.s.log.Warn("try what a draft would change", "ref", e.Ref, "err", err)
	} else {
		e.Effect = staffwords.EffectNow(&effect, e.Ref) + worstLine(&effect)
	}
	if stored, err := x.s.db.store.StoredEntry(ctx, e.Ref); err == nil {
		e.Change = say("slack.faq.change", "was", saysAll(&stored.Entry), "is", saysAll(&d.Entry))
	}
	people, err := x.s.db.store.Accounts(ctx)
	for i := range people {
		if a := &people[i]; a.Active(x.s.env.Now()) && a.May(staff.Approve) && !slices.Contains(d.Authors, a.Person().ID) {
			e.Reviewers = append(e.Reviewers, [2]string{a.Person().ID, a.Name})
		}
	}
	return e, err
}

// saysAll is an entry in words.
func saysAll(e *faq.Entry) string {
	return strings.TrimSpace(strings.Join(append([]string{"Q. " + e.Question, e.AnswerText()}, e.Aliases...), "\n"))
}

// state says how far a draft is.
func (x slackEditor) state(d *edition.Draft) string {
	text := cmp.Or(staffwords.Review(d.State, &d.Review), say("console.edit.saved", "name", d.By, "when", x.moment(d.Saved)))
	if d.State == edition.Returned {
		text += say("console.review.reason") + d.Reason
	}
	return text
}

func (x slackEditor) moment(t time.Time) string {
	return ticket.LongDay(x.s.env.Now(), t) + " " + ticket.Clock(t)
}

// typedAnswer is an answer as it is typed: see answerBlocks.
func typedAnswer(blocks []faq.Block) string {
	var b strings.Builder
	for i := range blocks {
		if i > 0 && blocks[i].Type == faq.Note {
			b.WriteString("\n")
		} else if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(blocks[i].Text)
	}
	return b.String()
}

// worstLine is what is worst of an effect, on a line of its own.
func worstLine(e *edition.Effect) string {
	if len(e.Shifts) == 0 {
		return ""
	}
	named := func(o edition.Outcome) string {
		switch o.Kind {
		case edition.Direct:
			return o.Text
		case edition.Offered:
			return say("console.effect.offered", "question", o.Text)
		}
		return say("console.effect.unanswered")
	}
	sh := &e.Shifts[0]
	return "\n" + say("slack.faq.worst", "question", reading.MaskPersonal(sh.Question), "from", named(sh.From), "to", named(sh.To))
}

// Keep implements [slack.Editor]. Sent twice, it is kept once.
func (x slackEditor) Keep(ctx context.Context, e slack.Entry, who chat.Person) (slack.Entry, error) {
	d, err := x.s.editor().Begin(ctx, e.Ref)
	if err != nil {
		return e, err
	}
	if len([]rune(e.Question)) > 1000 {
		return e, slack.Refusal(say("slack.faq.long_question"))
	}
	next := d
	next.Version = e.Version
	if e.Base != 0 {
		next.Base = e.Base
	}
	next.Entry.Question, next.Entry.Section, next.Entry.Aliases = e.Question, e.Section, e.Aliases
	if e.Locked == "" {
		next.Entry.Answer = answerBlocks(e.Answer)
	}
	kept, err := x.s.editor().Save(ctx, next, bySlack(who))
	if errors.Is(err, edition.ErrChanged) && kept.By == who.Name && len(edition.Fields(&kept.Entry, &next.Entry)) == 0 && slices.Equal(kept.Entry.Aliases, next.Entry.Aliases) {
		err = nil // it is this one, sent again
	}
	if err != nil {
		return e, x.refusal(err, &kept)
	}
	return x.shown(ctx, &kept)
}

// refusal puts what stands in the way of a change into words.
func (x slackEditor) refusal(err error, theirs *edition.Draft) error {
	clash := (*edition.Clash)(nil)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &clash):
		return slack.Refusal(say("slack.faq.clash", "url", x.s.base+"/desk/edit/"+clash.Now.Ref()))
	case errors.Is(err, edition.ErrChanged) && theirs != nil && theirs.Version != 0:
		return slack.Refusal(say("slack.faq.second", "name", theirs.By, "when", x.moment(theirs.Saved)))
	case errors.Is(err, edition.ErrChanged), errors.Is(err, edition.ErrState):
		return slack.Refusal(say("slack.faq.stale"))
	case errors.Is(err, edition.ErrNothing):
		return slack.Refusal(say("console.edit.nothing"))
	case errors.Is(err, edition.ErrOwn):
		return slack.Refusal(say("console.review.own"))
	case errors.Is(err, edition.ErrNotApproved):
		return slack.Refusal(say("console.review.not_approved"))
	case errors.Is(err, edition.ErrReviewer):
		return slack.Refusal(say("console.review.others"))
	case errors.Is(err, edition.ErrApproved):
		return slack.Refusal(say("console.review.goes_out"))
	}
	return err
}

// Publish implements [slack.Editor].
func (x slackEditor) Publish(ctx context.Context, ref string, version int, sure bool, who chat.Person) (string, error) {
	if !sure {
		if d, err := x.s.editor().Begin(ctx, ref); err == nil && d.Version == version {
			effect, err := x.s.trials.try(ctx, &d.Entry)
			if err != nil {
				x.s.log.Warn("try what a draft would change", "ref", ref, "err", err)
			}
			if why := against(&effect, ref, err == nil); why != "" {
				return "", slack.TakesAway(why)
			}
		}
	}
	_, err := x.s.editor().PublishDraft(ctx, ref, version, bySlack(who))
	if errors.Is(err, chat.ErrNotFound) { // published already, or given up
		err = edition.ErrChanged
	}
	return say("console.edit.published"), x.refusal(err, nil)
}

// against is what speaks against a change of an entry that nobody has said to be sure of: what it takes from other
// entries, or that this is not known, or not yet. "" where nothing does.
func against(e *edition.Effect, ref string, known bool) string {
	switch losses := e.Losses(ref); {
	case len(losses) > 0:
		return say("console.effect.takes", "n", len(losses)) + worstLine(e)
	case !known:
		return say("slack.faq.unknown")
	case e.Left > 0:
		return say("slack.faq.untried", "percent", e.Asked*100/(e.Asked+e.Left))
	}
	return ""
}

// Ask implements [slack.Editor].
func (x slackEditor) Ask(ctx context.Context, ref string, version int, reviewer, deadline string, who chat.Person) (string, error) {
	r := edition.Review{ReviewerID: reviewer, Deadline: faq.Date(deadline)}
	if reviewer != "" {
		people, err := x.s.db.store.Accounts(ctx)
		if err != nil {
			return "", err
		}
		for i := range people {
			if people[i].Person().ID == reviewer {
				r.Reviewer = people[i].Name
			}
		}
	}
	_, err := x.s.editor().Ask(ctx, ref, version, r, bySlack(who))
	return say("console.review.was_asked"), x.refusal(err, nil)
}

// Judge implements [slack.Editor].
func (x slackEditor) Judge(ctx context.Context, ref string, version int, approve bool, reason string, who chat.Person) (string, error) {
	if !approve {
		_, err := x.s.editor().Return(ctx, ref, version, reason, bySlack(who))
		return say("console.review.was_returned"), x.refusal(gone(err), nil)
	}
	if _, err := x.s.editor().Approve(ctx, ref, version, bySlack(who)); err != nil {
		return "", x.refusal(gone(err), nil)
	}
	_, err := x.s.editor().PublishDraft(ctx, ref, version, bySlack(who))
	return say("console.edit.published"), x.refusal(gone(err), nil)
}

// gone says of a draft that is not there any more that it has changed.
func gone(err error) error {
	if errors.Is(err, chat.ErrNotFound) {
		return edition.ErrChanged
	}
	return err
}

// AddWording implements [slack.Editor]. Where it would wait to be approved, who approves it reads what it takes away.
func (x slackEditor) AddWording(ctx context.Context, ref, wording string, sure bool, who chat.Person) (string, error) {
	if t := teacher(x); !sure && !t.waits(ref) {
		effect, known := t.TryAlias(ctx, ref, wording)
		if why := against(&effect, ref, known); why != "" {
			return "", slack.TakesAway(why)
		}
	}
	done, err := x.s.editor().AddAlias(ctx, ref, wording, bySlack(who))
	return learnt(ref, &done).Said("console.unanswered.added"), x.refusal(err, nil)
}

// Withdraw implements [slack.Editor].
func (x slackEditor) Withdraw(ctx context.Context, ref, why string, who chat.Person) (string, error) {
	return say("console.shelf.withdrawn"), x.refusal(x.s.editor().Withdraw(ctx, ref, why, bySlack(who)), nil)
}

// Reinstate implements [slack.Editor].
func (x slackEditor) Reinstate(ctx context.Context, ref string, who chat.Person) (string, error) {
	done, err := x.s.editor().Reinstate(ctx, ref, bySlack(who))
	switch {
	case err != nil:
		return "", x.refusal(err, nil)
	case done.Writing():
		return say("console.review.into_draft"), nil
	case done.Waiting:
		return say("console.unanswered.waits"), nil
	}
	return say("console.shelf.served"), nil
}

// pendingShown is how many of what waits are listed in Slack: what one message holds. The desk lists all.
const pendingShown = 10

// Pending implements [slack.Editor].
func (x slackEditor) Pending(ctx context.Context) ([]slack.Pending, error) {
	drafts, err := x.s.db.store.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(drafts, func(a, b edition.Draft) int { return b.Saved.Compare(a.Saved) })
	var out []slack.Pending
	for i := range drafts[:min(len(drafts), pendingShown)] {
		d := &drafts[i]
		out = append(out, slack.Pending{Ref: d.Ref(), Question: d.Entry.Question, State: x.state(d), Version: d.Version})
	}
	withdrawn, err := x.s.db.store.Withdrawn(ctx, pendingShown)
	for i := range withdrawn {
		out = append(out, slack.Pending{Ref: withdrawn[i].Ref(), Question: withdrawn[i].Question, State: say("console.shelf.is_withdrawn"), Withdrawn: true})
	}
	return out, err
}
