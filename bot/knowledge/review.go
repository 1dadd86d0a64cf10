package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// Ask asks for a draft to be approved, by whom and by when of r.
func (e *Editor) Ask(ctx context.Context, ref string, version int, r edition.Review, by audit.Record) (edition.Draft, error) {
	return e.review(ctx, ref, version, by, "asked="+cmp.Or(r.Reviewer, "anybody"), func(d *edition.Draft) error {
		d.State, d.Review = edition.Asked, edition.Review{Reviewer: r.Reviewer, Deadline: r.Deadline, Asked: e.Now(), Due: d.Due}
		return nil
	})
}

// Approve lets a draft be published. Who has written it may not: edition.ErrOwn.
func (e *Editor) Approve(ctx context.Context, ref string, version int, by audit.Record) (edition.Draft, error) {
	return e.review(ctx, ref, version, by, "approved", func(d *edition.Draft) error {
		if d.State != edition.Asked {
			return edition.ErrState
		}
		if slices.Contains(d.Authors, by.Actor.ID) {
			return edition.ErrOwn
		}
		d.State, d.Decided, d.Reason = edition.Approved, by.Actor.Name, ""
		return nil
	})
}

// Return sends a draft back with the reason.
func (e *Editor) Return(ctx context.Context, ref string, version int, reason string, by audit.Record) (edition.Draft, error) {
	by.Note = reason
	return e.review(ctx, ref, version, by, "returned", func(d *edition.Draft) error {
		if d.State != edition.Asked && d.State != edition.Approved {
			return edition.ErrState
		}
		d.State, d.Decided, d.Reason, d.Due = edition.Returned, by.Actor.Name, reason, time.Time{}
		return nil
	})
}

// Schedule lets a draft be published by itself at a time; the zero time calls that off. One that has to be
// approved and is not is edition.ErrNotApproved.
func (e *Editor) Schedule(ctx context.Context, ref string, version int, due time.Time, by audit.Record) (edition.Draft, error) {
	what := "due=never"
	if !due.IsZero() {
		what = "due=" + due.UTC().Format(time.RFC3339)
	}
	return e.review(ctx, ref, version, by, what, func(d *edition.Draft) error {
		if err := e.mayPublish(d); err != nil && !due.IsZero() {
			return err
		}
		d.Due = due
		return nil
	})
}

func (e *Editor) review(ctx context.Context, ref string, version int, by audit.Record, what string, decide func(*edition.Draft) error) (edition.Draft, error) {
	d, err := e.Store.ReviewDraft(ctx, ref, version, decide)
	if err != nil {
		return d, err
	}
	return d, e.wrote(ctx, by, audit.FAQReviewed, ref, what)
}

// PublishDue publishes the drafts whose time has come, and says what it has published. One that cannot be
// published (the entry was changed in the same place meanwhile) loses its time: it waits for a person, and is
// among failed.
func (e *Editor) PublishDue(ctx context.Context) (done []edition.Edited, failed []edition.Draft, err error) {
	due, err := e.Store.DueDrafts(ctx)
	for i := range due {
		d := &due[i]
		by := audit.Record{Kind: audit.Program, Via: audit.ViaProgram, Actor: chat.Person{Name: d.By}}
		edited, err := e.PublishDraft(ctx, d.Ref(), d.Version, by)
		clash := (*edition.Clash)(nil)
		switch {
		case err == nil:
			done = append(done, edited)
		case errors.Is(err, edition.ErrNothing), errors.Is(err, edition.ErrChanged), errors.Is(err, chat.ErrNotFound): // another process was quicker
		case errors.As(err, &clash), errors.Is(err, edition.ErrNotApproved):
			failed = append(failed, *d)
			if _, err := e.Schedule(ctx, d.Ref(), d.Version, time.Time{}, by); err != nil {
				return done, failed, err
			}
		default:
			return done, failed, err
		}
	}
	return done, failed, err
}

// Restore lets an entry say again what it said in a version. It is a change like any other.
func (e *Editor) Restore(ctx context.Context, ref string, version int, by audit.Record) (Done, error) {
	all, err := e.Store.Versions(ctx, ref)
	if err != nil {
		return Done{}, err
	}
	i := slices.IndexFunc(all, func(v edition.Version) bool { return v.Number == version })
	if i < 0 {
		return Done{}, fmt.Errorf("restore version %d of %s: %w", version, ref, chat.ErrNotFound)
	}
	return e.change(ctx, ref, by, func(now faq.Entry) faq.Entry {
		was := all[i].Entry
		was.Label, was.Source = now.Label, now.Source
		return was
	})
}

// Withdraw takes an entry out of service at once: nobody need approve that. Reinstate serves it again, which
// is a publication.
func (e *Editor) Withdraw(ctx context.Context, ref, why string, by audit.Record) error {
	by.Note = why
	return e.decide(ctx, ref, faq.Withdrawn, by)
}

// Reinstate serves an entry again that was withdrawn, or never served.
func (e *Editor) Reinstate(ctx context.Context, ref string, by audit.Record) error {
	return e.decide(ctx, ref, faq.Public, by)
}

func (e *Editor) decide(ctx context.Context, ref string, state faq.State, by audit.Record) error {
	programme, number, _ := strings.Cut(ref, "/")
	var ordinal int
	if _, err := fmt.Sscan(number, &ordinal); err != nil {
		return fmt.Errorf("decide of %s: %w", ref, chat.ErrNotFound)
	}
	if err := e.Store.Decide(ctx, programme, []int{ordinal}, state, by.Actor.Name); err != nil {
		return err
	}
	return e.wrote(ctx, by, audit.FAQPublished, ref, "state="+string(state))
}

// Move puts an entry behind another of its programme, or before all where after is 0.
func (e *Editor) Move(ctx context.Context, ref string, after int, by audit.Record) error {
	if err := e.Store.Move(ctx, ref, after, by.Actor.Name); err != nil {
		if errors.Is(err, edition.ErrNothing) {
			return nil
		}
		return err
	}
	return e.wrote(ctx, by, audit.FAQPublished, ref, fmt.Sprintf("behind=%d", after))
}
