package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// Ask asks for a draft to be approved, by whom and by when of r; asked again, of somebody else.
func (e *Editor) Ask(ctx context.Context, ref string, version int, r edition.Review, by audit.Record) (edition.Draft, error) {
	d, err := e.review(ctx, ref, version, by, asked(r), func(d *edition.Draft) error { return d.Reviewed().Ask(r, e.Now()) })
	if err != nil {
		return d, err
	}
	return d, e.tell(ctx, Asked{By: by.Actor.Name, Drafts: []edition.Draft{d}})
}

func asked(r edition.Review) string { return "asked=" + cmp.Or(r.Reviewer, "anybody") }

// Approve lets a draft be published. Who has written it may not, edition.ErrOwn, under whichever name they have
// written; and where somebody was asked nobody else may, edition.ErrReviewer.
func (e *Editor) Approve(ctx context.Context, ref string, version int, by audit.Record) (edition.Draft, error) {
	id, err := e.Store.PersonID(ctx, by.Actor.ID)
	if err != nil {
		return edition.Draft{}, err
	}
	d, err := e.review(ctx, ref, version, by, "approved", func(d *edition.Draft) error { return d.Reviewed().Approve(id, by.Actor.Name) })
	if err != nil {
		return d, err
	}
	return d, e.decided(ctx, Decision{By: by.Actor, Draft: &d})
}

// Return sends a draft back with the reason.
func (e *Editor) Return(ctx context.Context, ref string, version int, reason string, by audit.Record) (edition.Draft, error) {
	by.Note = reason
	d, err := e.review(ctx, ref, version, by, "returned", func(d *edition.Draft) error { return d.Reviewed().Return(by.Actor.Name, reason) })
	if err != nil {
		return d, err
	}
	return d, e.decided(ctx, Decision{By: by.Actor, Draft: &d})
}

// Schedule lets a draft be published by itself at a time; the zero time calls that off. One that has to be
// approved and is not is edition.ErrNotApproved.
func (e *Editor) Schedule(ctx context.Context, ref string, version int, due time.Time, by audit.Record) (edition.Draft, error) {
	return e.review(ctx, ref, version, by, dueAt(due), func(d *edition.Draft) error {
		if !due.IsZero() && d.State != edition.Approved && e.Store.Approves(d.Entry.Collection) {
			return edition.ErrNotApproved
		}
		d.Due = due
		return nil
	})
}

func dueAt(due time.Time) string {
	if due.IsZero() {
		return "due=never"
	}
	return "due=" + due.UTC().Format(time.RFC3339)
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
