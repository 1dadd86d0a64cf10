package main

import (
	"context"
	"errors"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq/edition"
	"madoguchi/handlers/console"
)

// Ask implements [console.Editions].
func (x editions) Ask(ctx context.Context, id string, c console.EditionChoice, seen int64, r edition.Review, by audit.Record) error {
	plan, err := x.plan(ctx, id, c, seen)
	if err != nil {
		return err
	}
	_, err = x.s.editor().AskRequest(ctx, id, edition.Choice(c), plan, r, by)
	return err
}

// Schedule implements [console.Editions].
func (x editions) Schedule(ctx context.Context, id string, c console.EditionChoice, seen int64, due time.Time, by audit.Record) error {
	var plan []byte
	if !due.IsZero() {
		q, err := x.s.db.store.Request(ctx, id)
		if err != nil {
			return err
		}
		if q.State == edition.Approved {
			c = console.EditionChoice(q.Choice)
		}
		if plan, err = x.plan(ctx, id, c, seen); err != nil {
			return err
		}
	}
	_, err := x.s.editor().ScheduleRequest(ctx, id, edition.Choice(c), plan, due, by)
	return err
}

// plan is the digest of what a file would change, to who has looked at it beside a revision of the FAQ.
func (x editions) plan(ctx context.Context, id string, c console.EditionChoice, seen int64) ([]byte, error) {
	imp, err := x.open(ctx, id, c)
	if err != nil {
		return nil, err
	}
	if err := x.known(imp.Collection.ID); err != nil {
		return nil, err
	}
	p, err := x.s.db.store.Preview(ctx, imp)
	if err != nil {
		return nil, err
	}
	if p.Revision != seen {
		return nil, edition.ErrChanged
	}
	return p.Plans[0].Digest(), nil
}

// publishDue publishes the documents whose time has come, and takes back the publications whose time to be so has. What
// cannot be carried out as it was seen loses its time, and staff hear of it.
func (x editions) publishDue(ctx context.Context) error {
	due, err := x.s.db.store.DueRequests(ctx)
	if err != nil {
		return err
	}
	for i := range due {
		if err := x.carryOut(ctx, due[i].ID); err != nil {
			return err
		}
	}
	return nil
}

func (x editions) carryOut(ctx context.Context, id string) error {
	q, err := x.s.db.store.Request(ctx, id)
	if errors.Is(err, chat.ErrNotFound) {
		return nil // another process was quicker
	}
	if err != nil {
		return err
	}
	by := audit.Record{Kind: audit.Program, Via: audit.ViaProgram, Actor: chat.Person{Name: q.By}}
	if q.Act == edition.ActBack {
		err = x.s.editor().TakeBackApproved(ctx, id, by)
	} else if plan, failed := x.publish(ctx, &q, console.EditionChoice(q.Choice), 0, q.By); failed != nil {
		err = failed
	} else {
		err = x.s.editor().Imported(ctx, &plan, by)
	}
	refused, fault := (*console.Refused)(nil), (*edition.Fault)(nil)
	switch {
	case err == nil:
		x.s.log.Info("a document was due and is published", "collection", q.Collection, "document", q.Name)
	case errors.Is(err, chat.ErrNotFound):
	case errors.Is(err, edition.ErrChanged), errors.Is(err, edition.ErrNotApproved), errors.As(err, &refused), errors.As(err, &fault):
		x.s.notices.Tell("due:"+id+q.Due.String(), say("terminal.due_document_failed", "file", q.Name, "name", q.By))
		_, err := x.s.editor().ScheduleRequest(ctx, id, q.Choice, q.Seen, time.Time{}, by)
		return err
	default:
		return err
	}
	return nil
}
