package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// propose puts a change into the entry's draft and asks for approval, and tells who is asked. A draft that somebody is
// writing takes the change in and is asked for when they do so; one that is asked for goes on being so, of the same
// person, unless that is who has written of it now: it is another version, and they are told of that. What is approved
// already goes out as it is: edition.ErrApproved.
func (e *Editor) propose(ctx context.Context, ref string, by audit.Record, change func(*edition.Draft)) (Done, error) {
	done, err := e.draft(ctx, ref, by, change)
	if err != nil {
		return done, err
	}
	return done, e.tellOf(ctx, by, done)
}

// tellOf tells who is to approve what has become drafts that are asked for, all of it at once.
func (e *Editor) tellOf(ctx context.Context, by audit.Record, all ...Done) error {
	a := Asked{By: by.Actor.Name}
	for i := range all {
		if d := &all[i]; d.Waiting && !d.Already && !d.Writing() {
			a.Drafts = append(a.Drafts, d.Draft)
		}
	}
	return e.tell(ctx, a)
}

// draft is propose without a word to anybody.
func (e *Editor) draft(ctx context.Context, ref string, by audit.Record, change func(*edition.Draft)) (Done, error) {
	fresh, serves := false, false
	d, err := e.Store.ProposeDraft(ctx, ref, by.Actor, func(d *edition.Draft, now edition.Stored, author string) error {
		was := *d
		change(d)
		fresh = d.Version == 0
		switch {
		case sameDraft(&was, d) && now.State == faq.Public:
			return edition.ErrNothing
		case fresh:
			return d.Reviewed().Ask(edition.Review{}, e.Now())
		case d.State == edition.Approved:
			return edition.ErrApproved
		case sameDraft(&was, d): // its publication will put the entry into service as well
			serves = true
			return edition.ErrNothing
		}
		d.Reviewed().Joined(author)
		return nil
	})
	switch {
	case errors.Is(err, edition.ErrNothing):
		return Done{Ref: ref, Draft: d, Already: true, Waiting: serves}, nil
	case err != nil:
		return Done{}, err
	}
	if err := e.wrote(ctx, by, audit.FAQDrafted, ref, fmt.Sprintf("draft=%d", d.Version)); err != nil || !fresh {
		return Done{Ref: ref, Draft: d, Waiting: true}, err
	}
	return Done{Ref: ref, Draft: d, Waiting: true}, e.wrote(ctx, by, audit.FAQReviewed, ref, asked(d.Review))
}

func sameDraft(a, b *edition.Draft) bool {
	return len(edition.Fields(&a.Entry, &b.Entry)) == 0 && slices.Equal(a.Confirms, b.Confirms) && a.After == b.After
}

// ConfirmKind notes what kind of answer a person has found an entry to give.
func (e *Editor) ConfirmKind(ctx context.Context, ref string, kind faq.Kind, by audit.Record) (Done, error) {
	return e.confirm(ctx, ref, by, "kind="+string(kind),
		func() error { return e.Store.ConfirmKind(ctx, ref, kind, by.Actor.Name) },
		func(d *edition.Draft) { d.Entry.Kind, d.Confirms = kind, with(d.Confirms, edition.FieldKind) })
}

// ConfirmTerm notes when a person has found an entry to hold; an open term, that what was found in its words is none.
func (e *Editor) ConfirmTerm(ctx context.Context, ref string, term faq.Validity, by audit.Record) (Done, error) {
	return e.confirm(ctx, ref, by, fmt.Sprintf("term=%s..%s %s", term.From, term.Until, term.Closes),
		func() error { return e.Store.ConfirmTerm(ctx, ref, term, by.Actor.Name) },
		func(d *edition.Draft) { d.Entry.Validity, d.Confirms = term, with(d.Confirms, edition.FieldTerm) })
}

func with(confirms []string, field string) []string {
	if slices.Contains(confirms, field) {
		return confirms
	}
	return append(slices.Clone(confirms), field)
}

// confirm does something of an entry at once, or puts it into its draft where the programme has its changes approved.
func (e *Editor) confirm(ctx context.Context, ref string, by audit.Record, what string, do func() error, change func(*edition.Draft)) (Done, error) {
	programme, _, _ := strings.Cut(ref, "/")
	if e.Store.Approves(programme) {
		return e.propose(ctx, ref, by, change)
	}
	if err := do(); err != nil {
		return Done{}, err
	}
	return Done{Ref: ref}, e.wrote(ctx, by, audit.FAQEdited, ref, what)
}

// Withdraw takes an entry out of service at once: nobody need approve that. What was to go out of it at a time waits
// from then on.
func (e *Editor) Withdraw(ctx context.Context, ref, why string, by audit.Record) error {
	programme, ordinal, err := cut(ref)
	if err != nil {
		return err
	}
	if err := e.Store.Decide(ctx, programme, []int{ordinal}, faq.Withdrawn, by.Actor.Name); err != nil {
		return err
	}
	by.Note = why
	return e.wrote(ctx, by, audit.FAQPublished, ref, "state="+string(faq.Withdrawn))
}

func cut(ref string) (programme string, ordinal int, err error) {
	programme, number, _ := strings.Cut(ref, "/")
	if ordinal, err = strconv.Atoi(number); err != nil {
		return "", 0, fmt.Errorf("decide of %s: %w", ref, chat.ErrNotFound)
	}
	return programme, ordinal, nil
}

// Merge withdraws an entry, and leads who has its public address to another one that is served.
func (e *Editor) Merge(ctx context.Context, ref, heir string, by audit.Record) error {
	if err := e.Store.Merge(ctx, ref, heir, by.Actor.Name); err != nil {
		return err
	}
	return e.wrote(ctx, by, audit.FAQPublished, ref, "heir="+heir)
}

// Keep leaves an entry in service that its document has no more.
func (e *Editor) Keep(ctx context.Context, ref string, by audit.Record) error {
	if err := e.Store.Keep(ctx, ref, by.Actor.Name); err != nil {
		return err
	}
	return e.wrote(ctx, by, audit.FAQPublished, ref, "kept")
}

// Serve serves entries of a programme that were withdrawn, or never served: a publication like any other. It says of
// each what has come of it.
func (e *Editor) Serve(ctx context.Context, programme string, ordinals []int, by audit.Record) ([]Done, error) {
	return e.serve(ctx, programme, ordinals, by, programme, fmt.Sprint("served=", ordinals))
}

// Reinstate is Serve for one entry.
func (e *Editor) Reinstate(ctx context.Context, ref string, by audit.Record) (Done, error) {
	programme, ordinal, err := cut(ref)
	if err != nil {
		return Done{}, err
	}
	done, err := e.serve(ctx, programme, []int{ordinal}, by, ref, "state="+string(faq.Public))
	if len(done) == 0 {
		return Done{}, err
	}
	return done[0], err
}

// serve serves entries, or proposes to, and says what has come of each; object and what are what is written down of it
// where they are served at once.
func (e *Editor) serve(ctx context.Context, programme string, ordinals []int, by audit.Record, object, what string) (all []Done, err error) {
	if !e.Store.Approves(programme) {
		if err := e.Store.Decide(ctx, programme, ordinals, faq.Public, by.Actor.Name); err != nil {
			return nil, err
		}
		for _, n := range ordinals {
			all = append(all, Done{Ref: fmt.Sprintf("%s/%d", programme, n)})
		}
		return all, e.wrote(ctx, by, audit.FAQPublished, object, what)
	}
	for _, n := range ordinals {
		var done Done
		if done, err = e.draft(ctx, fmt.Sprintf("%s/%d", programme, n), by, func(*edition.Draft) {}); err != nil {
			break
		}
		all = append(all, done)
	}
	return all, errors.Join(err, e.tellOf(ctx, by, all...)) // of those before a failure, too: they are asked for
}

// Move puts an entry behind another of its programme, or before all where after is 0.
func (e *Editor) Move(ctx context.Context, ref string, after int, by audit.Record) (Done, error) {
	programme, _, _ := strings.Cut(ref, "/")
	if e.Store.Approves(programme) {
		return e.propose(ctx, ref, by, func(d *edition.Draft) { d.After = &after })
	}
	if err := e.Store.Move(ctx, ref, after, by.Actor.Name); err != nil {
		if errors.Is(err, edition.ErrNothing) {
			return Done{Ref: ref, Already: true}, nil
		}
		return Done{}, err
	}
	return Done{Ref: ref}, e.wrote(ctx, by, audit.FAQPublished, ref, fmt.Sprintf("behind=%d", after))
}
