package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/export"
	"madoguchi/faq/importer"
	"madoguchi/handlers/console"
	"madoguchi/office"
	"madoguchi/postgres"
)

// editions read and publish what is brought to the desk. A file is read anew whenever it is compared with another FAQ:
// what is shown is what this program makes of it, and nothing but the file is stored.
type editions struct{ s *server }

var _ console.Editions = editions{}

// Take implements [console.Editions].
func (x editions) Take(ctx context.Context, f console.EditionFile, by chat.Person) (string, error) {
	if !office.IsProgrammeID(f.Programme) {
		return "", &console.Refused{Text: say("terminal.import.bad_programme", "id", f.Programme)}
	}
	q := edition.Request{ID: rand.Text(), Collection: f.Programme, Act: edition.ActImport, Name: f.Name, Title: f.Title, Content: f.Content}
	if _, err := x.read(ctx, &q); err != nil {
		return "", err
	}
	return q.ID, x.s.db.store.SaveRequest(ctx, q, by)
}

// read reads a file, or says why it cannot.
func (x editions) read(ctx context.Context, u *edition.Request) (postgres.Import, error) {
	if imp, ok, err := readBack(u); ok || err != nil {
		return imp, err
	}
	c, err := importer.Read(ctx, u.Name, bytes.NewReader(u.Content), importer.Options{Programme: u.Collection, Title: u.Title, Today: faq.DateOf(x.s.env.Now())})
	if refused := (*importer.Refusal)(nil); errors.As(err, &refused) {
		return postgres.Import{}, &console.Refused{Text: refused.In(catalogue.JA)} // as all the desk's pages are
	}
	if err != nil {
		return postgres.Import{}, fmt.Errorf("read an uploaded document: %w", err)
	}
	digest := sha256.Sum256(u.Content)
	return postgres.Import{Collection: c, Source: digest[:], Content: u.Content}, nil
}

// readBack reads a file that is an export of ours. It must be of the programme for which it is brought.
func readBack(u *edition.Request) (imp postgres.Import, ok bool, err error) {
	c, ok, err := export.Read(u.Content)
	switch {
	case !ok:
		return imp, false, nil
	case err != nil:
		return imp, true, &console.Refused{Text: say("console.takeout.unreadable", "why", err)}
	case c.ID != u.Collection:
		return imp, true, &console.Refused{Text: say("console.takeout.other", "id", c.ID)}
	}
	if u.Title != "" {
		c.Title = u.Title
	}
	c.Document = u.Name
	digest := sha256.Sum256(u.Content)
	return postgres.Import{Collection: c, Source: digest[:], Back: true}, true, nil
}

// open is a file that waits, as it is to be imported.
func (x editions) open(ctx context.Context, id string, c console.EditionChoice) (postgres.Import, error) {
	q, err := x.s.db.store.Request(ctx, id)
	if err != nil {
		return postgres.Import{}, err
	}
	return x.chosen(ctx, &q, c)
}

// chosen is a file as it is to be imported, with what a person has said of it.
func (x editions) chosen(ctx context.Context, q *edition.Request, c console.EditionChoice) (postgres.Import, error) {
	imp, err := x.read(ctx, q)
	imp.Request = q.ID
	imp.Document, imp.New, imp.Apart, imp.Same, imp.Theirs = c.Document, c.New, c.Apart, c.Same, c.Theirs
	return imp, err
}

// Publish implements [console.Editions]. What is approved is published as it was approved, whatever else the FAQ has
// become meanwhile.
func (x editions) Publish(ctx context.Context, id string, c console.EditionChoice, seen int64, by string) (edition.Plan, error) {
	q, err := x.s.db.store.Request(ctx, id)
	if err != nil {
		return edition.Plan{}, err
	}
	if q.State == edition.Approved {
		c, seen = console.EditionChoice(q.Choice), 0
	}
	return x.publish(ctx, &q, c, seen, by)
}

func (x editions) publish(ctx context.Context, q *edition.Request, c console.EditionChoice, seen int64, by string) (edition.Plan, error) {
	imp, err := x.chosen(ctx, q, c)
	if err != nil {
		return edition.Plan{}, err
	}
	if err := x.known(imp.Collection.ID); err != nil {
		return edition.Plan{}, err
	}
	imp.By = by
	plans, err := x.s.db.store.ImportSeen(ctx, seen, imp)
	if errors.Is(err, edition.ErrNotApproved) {
		return edition.Plan{}, &console.Refused{Text: say("console.review.not_approved")}
	}
	if err != nil {
		return edition.Plan{}, err
	}
	return plans[0], nil
}

// known refuses a programme that the office's own file does not name.
func (x editions) known(programme string) error {
	if off := x.s.office.now(); off.Programme(programme) == nil && x.s.config.OfficeFile != "" {
		return &console.Refused{Text: say("terminal.import.not_published_unknown", "id", programme, "known", known(off))}
	}
	return nil
}

// Drop implements [console.Editions].
func (x editions) Drop(ctx context.Context, id string) error {
	return x.s.db.store.DropRequest(ctx, id)
}

// Inherit implements [console.Editions].
func (x editions) Inherit(ctx context.Context, from, to, by string) (int, error) {
	all, revision, err := x.s.db.store.LoadCollections(ctx)
	if err != nil {
		return 0, err
	}
	for i := range all {
		if all[i].ID != from {
			continue
		}
		c := importer.Inherited(all[i], to)
		c.Document = say("terminal.import.inherited", "title", all[i].Title)
		_, err := x.s.db.store.ImportSeen(ctx, revision, postgres.Import{Collection: c, Document: c.Document, New: true, Draft: true, Act: edition.ActInherit, By: by})
		return len(c.Entries), err
	}
	return 0, nil
}
