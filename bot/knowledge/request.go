package knowledge

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"madoguchi/audit"
	"madoguchi/faq/edition"
)

// AskRequest asks for a change of a document to be approved, as it was seen: with what its author has said of the
// file, and the digest of the plan that came of it. Who asks for it is one of its authors from then on.
func (e *Editor) AskRequest(ctx context.Context, id string, c edition.Choice, seen []byte, r edition.Review, by audit.Record) (edition.Request, error) {
	author, err := e.Store.PersonID(ctx, by.Actor.ID)
	if err != nil {
		return edition.Request{}, err
	}
	q, err := e.reviewRequest(ctx, id, by, asked(r), func(q *edition.Request) error {
		if !slices.Contains(q.Authors, author) {
			q.Authors = append(q.Authors, author)
		}
		if err := q.Reviewed().Ask(r, e.Now()); err != nil {
			return err
		}
		q.Choice, q.Seen = c, seen
		return nil
	})
	if err != nil {
		return q, err
	}
	return q, e.tell(ctx, Asked{By: by.Actor.Name, Request: &q})
}

// ApproveRequest lets a change of a document be published as it was seen. It is refused as [Editor.Approve] does it;
// where it is another one by now than the one that was looked at it is edition.ErrChanged.
func (e *Editor) ApproveRequest(ctx context.Context, id string, seen []byte, by audit.Record) (edition.Request, error) {
	person, err := e.Store.PersonID(ctx, by.Actor.ID)
	if err != nil {
		return edition.Request{}, err
	}
	q, err := e.reviewRequest(ctx, id, by, "approved", func(q *edition.Request) error {
		if !bytes.Equal(q.Seen, seen) {
			return edition.ErrChanged
		}
		return q.Reviewed().Approve(person, by.Actor.Name)
	})
	if err != nil {
		return q, err
	}
	return q, e.decided(ctx, Decision{By: by.Actor, Request: &q})
}

// ReturnRequest sends a change of a document back with the reason.
func (e *Editor) ReturnRequest(ctx context.Context, id, reason string, by audit.Record) (edition.Request, error) {
	by.Note = reason
	q, err := e.reviewRequest(ctx, id, by, "returned", func(q *edition.Request) error { return q.Reviewed().Return(by.Actor.Name, reason) })
	if err != nil {
		return q, err
	}
	return q, e.decided(ctx, Decision{By: by.Actor, Request: &q})
}

// ScheduleRequest lets a change of a document be published by itself at a time, as it was seen; the zero time calls
// that off. One that has to be approved and is not is edition.ErrNotApproved.
func (e *Editor) ScheduleRequest(ctx context.Context, id string, c edition.Choice, seen []byte, due time.Time, by audit.Record) (edition.Request, error) {
	return e.reviewRequest(ctx, id, by, dueAt(due), func(q *edition.Request) error {
		approved := q.State == edition.Approved
		switch {
		case due.IsZero():
			if q.State == edition.Writing {
				q.Seen = nil // it is looked at anew
			}
		case approved && !bytes.Equal(q.Seen, seen):
			return edition.ErrChanged
		case !approved && e.Store.Approves(q.Collection):
			return edition.ErrNotApproved
		default:
			q.Choice, q.Seen = c, seen
		}
		q.Due = due
		return nil
	})
}

func (e *Editor) reviewRequest(ctx context.Context, id string, by audit.Record, what string, decide func(*edition.Request) error) (edition.Request, error) {
	q, err := e.Store.ReviewRequest(ctx, id, decide)
	if err != nil {
		return q, err
	}
	return q, e.wrote(ctx, by, audit.FAQReviewed, q.Collection, what+" "+q.Act+"="+q.Name)
}

// TakeBack undoes the last publication of a document, which must have that number. In a programme that has its changes
// approved it becomes a request to do so, whose ID is returned; else the ID is "".
func (e *Editor) TakeBack(ctx context.Context, collection, name string, document, number int, by audit.Record) (request string, err error) {
	if !e.Store.Approves(collection) {
		if err := e.Store.TakeBack(ctx, collection, document, number, by.Actor.Name, ""); err != nil {
			return "", err
		}
		return "", e.wrote(ctx, by, audit.FAQPublished, collection, fmt.Sprintf("document=%d undone=%d", document, number))
	}
	q := edition.Request{ID: rand.Text(), Collection: collection, Act: edition.ActBack, Name: name, Document: document, Number: number}
	if err := e.Store.SaveRequest(ctx, q, by.Actor); err != nil {
		return "", err
	}
	_, err = e.AskRequest(ctx, q.ID, edition.Choice{}, nil, edition.Review{}, by)
	return q.ID, err
}

// TakeBackApproved carries out an approved request to take a publication back.
func (e *Editor) TakeBackApproved(ctx context.Context, id string, by audit.Record) error {
	q, err := e.Store.Request(ctx, id)
	if err != nil {
		return err
	}
	if err := e.Store.TakeBack(ctx, q.Collection, q.Document, q.Number, by.Actor.Name, id); err != nil {
		return err
	}
	return e.wrote(ctx, by, audit.FAQPublished, q.Collection, fmt.Sprintf("document=%d undone=%d", q.Document, q.Number))
}

// Imported writes down that a document was published.
func (e *Editor) Imported(ctx context.Context, p *edition.Plan, by audit.Record) error {
	return e.wrote(ctx, by, audit.FAQPublished, p.Collection, fmt.Sprintf("document=%d changes=%d", p.Number, len(p.Changes)))
}
