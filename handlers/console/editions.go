package console

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// Editions read FAQ documents, show what they would change, and publish them.
type Editions interface {
	// Take reads a file and keeps it for a week under the id it returns. A file that cannot be read is
	// Refused.
	Take(ctx context.Context, f EditionFile, by chat.Person) (id string, err error)
	// Look says what a file would change. One that is not kept (any more) is chat.ErrNotFound.
	Look(ctx context.Context, id string, c EditionChoice) (EditionLook, error)
	// Effect says how members' questions would be answered otherwise, as far as that is known when the wait is over: it
	// goes on beside.
	Effect(ctx context.Context, id string, c EditionChoice, wait time.Duration) (edition.Effect, error)
	// Publish publishes a file as it was seen. Where the FAQ has changed since it is edition.ErrChanged;
	// what may not be published is Refused.
	Publish(ctx context.Context, id string, c EditionChoice, seen int64, by string) (edition.Plan, error)
	// Ask asks for a file to be published as it was seen; Schedule lets that happen by itself at a time, or, with the
	// zero time, calls it off. Both are edition.ErrChanged where Publish would be.
	Ask(ctx context.Context, id string, c EditionChoice, seen int64, r edition.Review, by audit.Record) error
	Schedule(ctx context.Context, id string, c EditionChoice, seen int64, due time.Time, by audit.Record) error
	// Drop forgets a file.
	Drop(ctx context.Context, id string) error
	// Inherit takes over the entries of one programme as drafts of another, and says how many.
	Inherit(ctx context.Context, from, to, by string) (int, error)
}

// Shelves keep the documents of the FAQ. What is not there is chat.ErrNotFound.
type Shelves interface {
	Shelves(ctx context.Context) (edition.Shelves, error)
	StoredEntry(ctx context.Context, ref string) (edition.Stored, error)
	Original(ctx context.Context, collection string, document int) (name string, content []byte, err error)
}

// An EditionFile is a file that a colleague has brought.
type EditionFile struct {
	Programme, Title string
	Name             string
	Content          []byte
}

// An EditionChoice is what a person has said of a file where only they can know.
type EditionChoice edition.Choice

// An EditionLook is what a file would change.
type EditionLook struct {
	Programme, Title, File string
	Revision               int64          // of the FAQ that it was compared with
	Plan                   *edition.Plan  // nil where Fault says why
	Back                   bool           // it is our own export, with its changes
	Fault                  *edition.Fault // which document it is, is for a person to say
	Stored                 []string       // the programme's documents
	Warnings               []faq.Warning  // of the document as a whole
	Nothing                bool           // all of it is stored already, word for word
}

// Refused says to a person why a file was not taken.
type Refused struct{ Text string }

// Error implements error.
func (e *Refused) Error() string { return e.Text }

// publisher is the name under which what a person does to the FAQ is recorded: that of their account.
func publisher(p chat.Person) string { return p.Name }

// audited writes down what the signed-in person did to the FAQ: one entry, one document or a programme's all.
func (s *Service) audited(r *http.Request, act audit.Act, object, after string) error {
	rec := s.record(r, act, object)
	rec.After = after
	if err := s.stores.Trail.Audit(r.Context(), rec); err != nil {
		return fmt.Errorf("write down %s of %s: %w", act, object, err)
	}
	return nil
}
