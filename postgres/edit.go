package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

const (
	sqlEditEntry = `
		INSERT INTO entries (collection, ordinal, document, place, question, body,      version, state,    kind, kind_by, term,       term_by, confirmed, printed)
		VALUES              ($1,         $2,      $3,       $4,    $5,       $6::jsonb, $7,      $15,      $8,   $9,      $10::jsonb, $11,     $12,       $13::jsonb)
		ON CONFLICT (collection, ordinal) DO UPDATE
		SET    document = excluded.document, question = excluded.question, body = excluded.body, version = excluded.version, state = excluded.state,
		       kind = excluded.kind, kind_by = excluded.kind_by, term = excluded.term, term_by = excluded.term_by, confirmed = excluded.confirmed,
		       printed = excluded.printed, kept_by = CASE WHEN entries.missing THEN $14 ELSE entries.kept_by END`

	sqlMoveEntry = `UPDATE entries SET position = $3 WHERE collection = $1 AND ordinal = $2`

	sqlVersions = `
		SELECT   version, body, who, saved, act
		FROM     entry_versions
		WHERE    collection = $1 AND ordinal = $2
		ORDER BY version DESC`

	sqlVersionBody = `SELECT body FROM entry_versions WHERE collection = $1 AND ordinal = $2 AND version = $3`
)

// Change publishes a change of one entry at once: change is given the entry as it is now and says what it
// becomes. Every process follows within moments. An unknown entry is chat.ErrNotFound; where nothing would
// change it is edition.ErrNothing. The change is a publication of the entry's document like any other, and can
// be taken back.
func (s *Store) Change(ctx context.Context, ref, by string, change func(faq.Entry) faq.Entry) (edition.Edited, error) {
	var done edition.Edited
	err := s.editing(ctx, ref, func(tx pgx.Tx, sh *shelf, ordinal int) (license, error) {
		now, ok, err := sh.entry(ordinal)
		if err != nil {
			return license{}, err
		}
		if !ok {
			return license{}, chat.ErrNotFound
		}
		if done, err = s.edit(ctx, tx, sh, ordinal, &edition.Draft{Entry: change(now)}, by); err != nil {
			return license{}, err
		}
		return s.unreviewed(sh.Collection)
	})
	if err != nil {
		return done, fmt.Errorf("change entry %s: %w", ref, err)
	}
	s.hints.revision()
	return done, nil
}

// editing runs f with the FAQ locked, and tells all processes that it has changed.
// f says by which license.
func (s *Store) editing(ctx context.Context, ref string, f func(tx pgx.Tx, sh *shelf, ordinal int) (license, error)) error {
	collection, ordinal, err := parseRef(ref)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		revision, err := lockFAQ(ctx, tx)
		if err != nil {
			return err
		}
		sh, err := loadShelf(ctx, tx, collection)
		if err != nil {
			return err
		}
		why, err := f(tx, sh, ordinal)
		if err != nil {
			return err
		}
		return nextRevision(ctx, tx, revision, why)
	})
}

// entry is a stored entry as it is shown, with its version.
func (sh *shelf) entry(ordinal int) (faq.Entry, bool, error) {
	row, ok := sh.rows[ordinal]
	if !ok {
		return faq.Entry{}, false, nil
	}
	e, err := storedEntry(row.Body, row.Term, faq.Kind(row.Kind), row.KindBy)
	e.Collection, e.Order, e.Version = sh.Collection, ordinal, row.Version
	return e, true, err
}

// edit publishes what an entry becomes. One that is not stored is added to the programme's own document;
// one that is not served is served from now on.
func (s *Store) edit(ctx context.Context, tx pgx.Tx, sh *shelf, ordinal int, d *edition.Draft, by string) (edition.Edited, error) {
	was, stored, err := sh.entry(ordinal)
	if err != nil {
		return edition.Edited{}, err
	}
	e := d.Entry
	e.Collection, e.Order, e.Version = sh.Collection, ordinal, 0
	row := sh.rows[ordinal]
	done := edition.Edited{Version: row.Version + 1}
	b := &pgx.Batch{}
	told := edition.Told{Kind: edition.Added, Ref: e.Ref(), Question: e.Question}
	if stored {
		done.Before, done.Fields = &was, edition.Fields(&was, &e)
		told.Kind = edition.Changed
		if row.State != string(faq.Public) {
			told.Kind = edition.Back
		}
		if done.Same = len(done.Fields) == 0 && told.Kind == edition.Changed; done.Same && len(d.Confirms) == 0 && d.After == nil {
			return done, edition.ErrNothing
		}
	} else {
		row.Ordinal = ordinal
		if row.Document, row.Place, err = sh.ownDocument(b, d.Title); err != nil {
			return done, err
		}
	}
	if done.Same {
		done.Version = row.Version
	} else if err := sh.write(b, row, was, e, faq.Public, by, s.options.Now()); err != nil {
		return done, err
	}
	if err := sh.confirm(b, ordinal, d, by, s.options.Now()); err != nil {
		return done, err
	}
	p := publication{document: row.Document, act: edition.ActEdit, who: by, at: s.options.Now(), changes: []edition.Told{told}}
	if err := queuePublication(b, sh, p); err != nil {
		return done, err
	}
	done.After = e
	done.After.Version = done.Version
	return done, tx.SendBatch(ctx, b).Close()
}

// confirm queues what else a draft says of an entry: what a person has found to be so, and where it is to stand. An
// entry behind which it was to stand and that is there no more leaves it where it is.
func (sh *shelf) confirm(b *pgx.Batch, ordinal int, d *edition.Draft, by string, now time.Time) error {
	if slices.Contains(d.Confirms, edition.FieldKind) {
		b.Queue(sqlConfirmKind, sh.Collection, ordinal, string(d.Entry.Kind), clean(by), now)
	}
	if slices.Contains(d.Confirms, edition.FieldTerm) {
		term, err := marshal(d.Entry.Validity)
		if err != nil {
			return err
		}
		b.Queue(sqlConfirmTerm, sh.Collection, ordinal, term, clean(by), now)
	}
	if d.After == nil {
		return nil
	}
	if position, ok := sh.behind(ordinal, *d.After); ok {
		b.Queue(sqlMoveEntry, sh.Collection, ordinal, position)
	}
	return nil
}

// write queues an entry with its next version, in a state.
func (sh *shelf) write(b *pgx.Batch, row entryRow, was, e faq.Entry, state faq.State, by string, now time.Time) error {
	fields := edition.Fields(&was, &e)
	changed := func(f string) bool { return slices.Contains(fields, f) }
	if changed(edition.FieldQuestion) || changed(edition.FieldAnswer) {
		e.Warnings = []faq.Warning{} // they were about words that a person has read since
	}
	if changed(edition.FieldKind) {
		row.Kind, row.KindBy, e.KindReason = string(e.Kind), by, ""
	}
	if changed(edition.FieldTerm) {
		term, err := marshal(e.Validity)
		if err != nil {
			return err
		}
		row.Term, row.TermBy = json.RawMessage(term), by
	}
	if row.Confirmed == nil || !slices.Equal(fields, []string{edition.FieldAliases}) {
		row.Confirmed = &now
	}
	body, err := marshal(e)
	if err != nil {
		return err
	}
	printed := sh.printed(row, &e)
	b.Queue(sqlEditEntry, sh.Collection, row.Ordinal, shelved(row.Document, state), row.Place, clean(e.Question), body, row.Version+1,
		row.Kind, clean(row.KindBy), orNull(row.Term), clean(row.TermBy), row.Confirmed, orNull(printed), clean(by), string(state))
	b.Queue(sqlSaveVersion, sh.Collection, row.Ordinal, row.Version+1, body, clean(by), edition.ActEdit)
	return nil
}

// printed is what an entry's document says of it, once the entry says e: nothing where that is the same, or
// where no document but our own has it.
func (sh *shelf) printed(row entryRow, e *faq.Entry) json.RawMessage {
	if row.Body == nil || sh.own(row.Document) {
		return nil
	}
	printed := row.Printed
	if printed == nil {
		printed = row.Body
	}
	var said faq.Entry
	if json.Unmarshal(printed, &said) == nil && len(edition.Fields(&said, e)) == 0 {
		return nil
	}
	return printed
}

// own says whether a document is the office's own: no file is its edition.
func (sh *shelf) own(document int) bool {
	return slices.ContainsFunc(sh.Documents, func(d edition.Document) bool { return d.Number == document && d.Head.Own })
}

// ownDocument is the programme's document of what was added here, which is made where there is none, and the
// place behind its last entry.
func (sh *shelf) ownDocument(b *pgx.Batch, title string) (number, place int, err error) {
	highest := 0
	for i := range sh.Documents {
		d := &sh.Documents[i]
		highest = max(highest, d.Number)
		if i == 0 {
			title = d.Head.Title
		}
		if d.Head.Own {
			last := 0
			for _, row := range d.Rows {
				last = max(last, row.Place)
			}
			return d.Number, last + 1, nil
		}
	}
	if title == "" {
		title = sh.Collection
	}
	name := catalogue.JA.Say("postgres.own_document")
	for n := 2; slices.ContainsFunc(sh.Documents, func(d edition.Document) bool { return d.Name == name }); n++ {
		name = fmt.Sprintf("%s（%d）", catalogue.JA.Say("postgres.own_document"), n)
	}
	body, err := marshal(faq.Collection{ID: sh.Collection, Title: title, Document: name, Own: true})
	if err != nil {
		return 0, 0, err
	}
	if highest == 0 { // without one, its title is the programme's
		queueHead(b, sh.Collection, 1, head{Name: name, Body: json.RawMessage(body)})
		return 1, 1, nil
	}
	queueHead(b, sh.Collection, highest+1, head{Name: name, Body: json.RawMessage(body)})
	return highest + 1, 1, nil
}

// Move puts an entry behind another of its programme, or before all where after is 0.
func (s *Store) Move(ctx context.Context, ref string, after int, by string) error {
	err := s.editing(ctx, ref, func(tx pgx.Tx, sh *shelf, ordinal int) (license, error) {
		row, ok := sh.rows[ordinal]
		if !ok {
			return license{}, chat.ErrNotFound
		}
		position, ok := sh.behind(ordinal, after)
		if !ok {
			return license{}, chat.ErrNotFound
		}
		if position == row.where() {
			return license{}, edition.ErrNothing
		}
		b := &pgx.Batch{}
		b.Queue(sqlMoveEntry, sh.Collection, ordinal, position)
		changes := []edition.Told{{Kind: edition.Moved, Ref: ref, Question: row.Question}}
		if err := queuePublication(b, sh, publication{document: row.Document, act: edition.ActEdit, who: by, at: s.options.Now(), changes: changes}); err != nil {
			return license{}, err
		}
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return license{}, err
		}
		return s.unreviewed(sh.Collection)
	})
	if err != nil {
		return fmt.Errorf("move entry %s: %w", ref, err)
	}
	s.hints.revision()
	return nil
}

// documentSpan is how far documents are apart in the order of a programme's entries.
const documentSpan = 1_000_000

// where is where an entry stands in its programme.
func (e *entryRow) where() float64 {
	if e.Position != nil {
		return *e.Position
	}
	return float64(e.Document)*documentSpan + float64(e.Place)
}

// behind is the place between an entry and the next one; ok is false where there is no such entry. What is
// there already stays there.
func (sh *shelf) behind(ordinal, after int) (position float64, ok bool) {
	var all []entryRow
	for _, row := range sh.rows {
		if row.Ordinal != ordinal {
			all = append(all, row)
		}
	}
	slices.SortFunc(all, compareWhere)
	at := slices.IndexFunc(all, func(row entryRow) bool { return row.Ordinal == after })
	if after != 0 && at < 0 || len(all) == 0 {
		return 0, false
	}
	low, high := all[0].where()-2, all[0].where()
	if after != 0 {
		low = all[at].where()
		high = low + 2
		if at+1 < len(all) {
			high = all[at+1].where()
		}
	}
	own := sh.rows[ordinal]
	if is := own.where(); low < is && is < high {
		return is, true
	}
	return (low + high) / 2, true
}

func compareWhere(a, b entryRow) int {
	switch x, y := a.where(), b.where(); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return a.Ordinal - b.Ordinal
}

// Versions are what an entry has said, the newest first.
func (s *Store) Versions(ctx context.Context, ref string) ([]edition.Version, error) {
	collection, ordinal, err := parseRef(ref)
	if err != nil {
		return nil, fmt.Errorf("list versions of %s: %w", ref, err)
	}
	rows, _ := s.workers.Query(ctx, sqlVersions, collection, ordinal) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v edition.Version, err error) {
		var body []byte
		if err = row.Scan(&v.Number, &body, &v.By, &v.At, &v.Why); err == nil {
			err = json.Unmarshal(body, &v.Entry)
		}
		v.Entry.Collection, v.Entry.Order, v.Entry.Version, v.At = collection, ordinal, v.Number, v.At.UTC()
		return v, err
	})
	if err != nil {
		return nil, fmt.Errorf("list versions of %s: %w", ref, err)
	}
	return all, nil
}

// version is an entry as it was in a version. An unknown one is chat.ErrNotFound.
func version(ctx context.Context, tx pgx.Tx, collection string, ordinal, number int) (e faq.Entry, err error) {
	var body []byte
	err = tx.QueryRow(ctx, sqlVersionBody, collection, ordinal, number).Scan(&body)
	if err == nil {
		err = json.Unmarshal(body, &e)
	}
	e.Collection, e.Order, e.Version = collection, ordinal, number
	return e, orNotFound(err)
}
