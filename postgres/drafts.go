package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

const (
	draftColumns = `collection, ordinal, title, body, base, version, state, authors, who, saved, reviewer, deadline, asked, decided, reason, due, reviewer_id, confirms, after`

	sqlDrafts = `
		SELECT   ` + draftColumns + `
		FROM     drafts
		ORDER BY collection, ordinal`

	sqlDraft = `
		SELECT ` + draftColumns + `
		FROM   drafts
		WHERE  collection = $1 AND ordinal = $2`

	sqlDraftLocked = sqlDraft + ` FOR UPDATE`

	sqlDueDrafts = `
		SELECT   ` + draftColumns + `
		FROM     drafts
		WHERE    due <= $1
		ORDER BY due, collection, ordinal`

	sqlSaveDraft = `
		INSERT INTO drafts (` + draftColumns + `)
		VALUES             ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT (collection, ordinal) DO UPDATE
		SET    title = excluded.title, body = excluded.body, base = excluded.base, version = excluded.version, state = excluded.state,
		       authors = excluded.authors, who = excluded.who, saved = excluded.saved, reviewer = excluded.reviewer, deadline = excluded.deadline,
		       asked = excluded.asked, decided = excluded.decided, reason = excluded.reason, due = excluded.due, reviewer_id = excluded.reviewer_id,
		       confirms = excluded.confirms, after = excluded.after`

	sqlDraftedBy = `SELECT object FROM audit WHERE request = $1 AND request <> '' AND act IN ('faq.drafted', 'faq.published') LIMIT 1`

	sqlDropDraft = `DELETE FROM drafts WHERE collection = $1 AND ordinal = $2`
)

func draftRow(row pgx.CollectableRow) (d edition.Draft, err error) {
	var body []byte
	var collection string
	var ordinal int
	var asked, due *time.Time
	err = row.Scan(&collection, &ordinal, &d.Title, &body, &d.Base, &d.Version, &d.State, &d.Authors, &d.By, &d.Saved, &d.Reviewer, &d.Deadline, &asked, &d.Decided, &d.Reason, &due,
		&d.ReviewerID, &d.Confirms, &d.After)
	if err == nil {
		err = json.Unmarshal(body, &d.Entry)
	}
	d.Entry.Collection, d.Entry.Order = collection, ordinal
	d.Saved, d.Asked, d.Due = d.Saved.UTC(), moment(asked), moment(due)
	return d, err
}

func queueDraft(b *pgx.Batch, d *edition.Draft) error {
	e := d.Entry
	e.Version = 0
	body, err := marshal(e)
	if err != nil {
		return err
	}
	b.Queue(sqlSaveDraft, d.Entry.Collection, d.Entry.Order, clean(d.Title), body, d.Base, d.Version, string(d.State), d.Authors, clean(d.By), d.Saved,
		clean(d.Reviewer), string(d.Deadline), instant(d.Asked), clean(d.Decided), clean(d.Reason), instant(d.Due),
		d.ReviewerID, append([]string{}, d.Confirms...), d.After)
	return nil
}

// Drafts are all entries that somebody is changing.
func (s *Store) Drafts(ctx context.Context) ([]edition.Draft, error) {
	rows, _ := s.workers.Query(ctx, sqlDrafts) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, draftRow)
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	return all, nil
}

// DueDrafts are those whose time to be published has come.
func (s *Store) DueDrafts(ctx context.Context) ([]edition.Draft, error) {
	rows, _ := s.workers.Query(ctx, sqlDueDrafts, s.options.Now()) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, draftRow)
	if err != nil {
		return nil, fmt.Errorf("list drafts that are due: %w", err)
	}
	return all, nil
}

// Draft is the draft of an entry. Where there is none it is chat.ErrNotFound.
func (s *Store) Draft(ctx context.Context, ref string) (edition.Draft, error) {
	collection, ordinal, err := parseRef(ref)
	if err != nil {
		return edition.Draft{}, fmt.Errorf("read the draft of %s: %w", ref, err)
	}
	rows, _ := s.workers.Query(ctx, sqlDraft, collection, ordinal) // CollectExactlyOneRow returns the error
	d, err := pgx.CollectExactlyOneRow(rows, draftRow)
	if err = orNotFound(err); err != nil {
		return d, fmt.Errorf("read the draft of %s: %w", ref, err)
	}
	return d, nil
}

// SaveDraft saves a draft and writes it down, both or neither, and gives it as it is kept. One of a new entry
// (Entry.Order 0) gets its number. Where somebody else has saved it since (its Version is another one), nothing is saved:
// the result is theirs, with edition.ErrChanged. What was approved was another text: a draft that is saved is being
// written again.
//
// by.Request names the act that brings the draft: where that has been done before nothing is saved, and before is the
// reference of the entry that it has drafted.
func (s *Store) SaveDraft(ctx context.Context, d edition.Draft, by audit.Record) (kept edition.Draft, before string, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if _, err := lockFAQ(ctx, tx); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, sqlDraftedBy, clean(by.Request)).Scan(&before)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if kept, err = s.saveDraft(ctx, tx, d, by.Actor); err != nil {
			return err
		}
		by.Act, by.Object, by.After = audit.FAQDrafted, kept.Ref(), fmt.Sprintf("draft=%d", kept.Version)
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return kept, "", fmt.Errorf("save a draft of %s: %w", d.Entry.Collection, err)
	}
	return kept, before, nil
}

// saveDraft is SaveDraft under the FAQ's lock.
func (s *Store) saveDraft(ctx context.Context, tx pgx.Tx, d edition.Draft, by chat.Person) (edition.Draft, error) {
	if d.Entry.Order == 0 {
		sh, err := loadShelf(ctx, tx, d.Entry.Collection)
		if err != nil {
			return edition.Draft{}, err
		}
		d.Entry.Order, d.Version, d.Base = sh.Last+1, 0, 0
	}
	kept, err := lockedDraft(ctx, tx, d.Entry.Collection, d.Entry.Order)
	switch {
	case errors.Is(err, chat.ErrNotFound) && d.Version == 0:
		kept = edition.Draft{Title: d.Title, Base: d.Base}
	case errors.Is(err, chat.ErrNotFound):
		return kept, edition.ErrChanged // published or given up
	case err != nil:
		return kept, err
	case kept.Version != d.Version:
		return kept, edition.ErrChanged
	}
	kept.Entry, kept.State, kept.Review = d.Entry, edition.Writing, edition.Review{}
	if d.Base > kept.Base {
		kept.Base = d.Base // its writer has seen what the entry became
	}
	return kept, s.keepDraft(ctx, tx, &kept, by)
}

// keepDraft saves a draft under its lock, as one that by has written of.
func (s *Store) keepDraft(ctx context.Context, tx pgx.Tx, d *edition.Draft, by chat.Person) error {
	authors, err := persons(ctx, tx, append(slices.Clone(d.Authors), by.ID)...)
	if err != nil {
		return err
	}
	d.Authors = nil
	for _, a := range authors {
		if !slices.Contains(d.Authors, a) {
			d.Authors = append(d.Authors, a)
		}
	}
	d.Version, d.By, d.Saved = d.Version+1, by.Name, s.options.Now()
	b := &pgx.Batch{}
	if err := queueDraft(b, d); err != nil {
		return err
	}
	return tx.SendBatch(ctx, b).Close()
}

// ProposeDraft changes an entry's draft in by's name, under its lock, or one that is made of the entry as it is and
// has Version 0: change is given it, says what it becomes, and no by an error. Unlike SaveDraft it leaves standing
// what was asked of the draft, unless change says otherwise.
func (s *Store) ProposeDraft(ctx context.Context, ref string, by chat.Person, change func(d *edition.Draft, now edition.Stored, author string) error) (edition.Draft, error) {
	var d edition.Draft
	collection, ordinal, err := parseRef(ref)
	if err == nil {
		err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
			if _, err := lockFAQ(ctx, tx); err != nil {
				return err
			}
			now, err := storedEntryOf(ctx, tx, ref) // nobody changes it while the FAQ is locked
			if err != nil {
				return err
			}
			if d, err = lockedDraft(ctx, tx, collection, ordinal); errors.Is(err, chat.ErrNotFound) {
				d, err = edition.Draft{Entry: now.Entry, Base: now.Entry.Version, State: edition.Writing}, nil
			}
			if err != nil {
				return err
			}
			author, err := persons(ctx, tx, by.ID)
			if err != nil {
				return err
			}
			if err := change(&d, now, author[0]); err != nil {
				return err
			}
			return s.keepDraft(ctx, tx, &d, by)
		})
	}
	if err != nil {
		return d, fmt.Errorf("propose a change of %s: %w", ref, err)
	}
	return d, nil
}

func lockedDraft(ctx context.Context, tx pgx.Tx, collection string, ordinal int) (edition.Draft, error) {
	rows, _ := tx.Query(ctx, sqlDraftLocked, collection, ordinal) // CollectExactlyOneRow returns the error
	d, err := pgx.CollectExactlyOneRow(rows, draftRow)
	err = orNotFound(err)
	return d, err
}

// ReviewDraft changes what is asked and said of a draft, or its time, under its lock: decide is given the draft
// as it is, and says no by an error. Where it is another version it is edition.ErrChanged.
func (s *Store) ReviewDraft(ctx context.Context, ref string, version int, decide func(*edition.Draft) error) (edition.Draft, error) {
	var d edition.Draft
	collection, ordinal, err := parseRef(ref)
	if err == nil {
		err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) (err error) {
			if d, err = lockedDraft(ctx, tx, collection, ordinal); err != nil {
				return err
			}
			if d.Version != version {
				return edition.ErrChanged
			}
			if d.Authors, err = persons(ctx, tx, d.Authors...); err != nil {
				return err
			}
			if err := decide(&d); err != nil {
				return err
			}
			b := &pgx.Batch{}
			if err := queueDraft(b, &d); err != nil {
				return err
			}
			return tx.SendBatch(ctx, b).Close()
		})
	}
	if err != nil {
		return d, fmt.Errorf("review the draft of %s: %w", ref, err)
	}
	return d, nil
}

// DropDraft gives a draft up. Where it is another version it is edition.ErrChanged.
func (s *Store) DropDraft(ctx context.Context, ref string, version int) error {
	collection, ordinal, err := parseRef(ref)
	if err == nil {
		err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
			d, err := lockedDraft(ctx, tx, collection, ordinal)
			if err != nil {
				return err
			}
			if d.Version != version {
				return edition.ErrChanged
			}
			_, err = tx.Exec(ctx, sqlDropDraft, collection, ordinal)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("give up the draft of %s: %w", ref, err)
	}
	return nil
}

// PublishDraft publishes a draft of that version, in by's name: one that is approved, where its programme has its
// changes approved, else it is edition.ErrNotApproved. What the entry has become since the draft was begun is kept; where both have changed the same it is an
// *edition.Clash, and where the draft is another version edition.ErrChanged. One that changes nothing is given
// up, with edition.ErrNothing. What was done is written down with it, both or neither.
func (s *Store) PublishDraft(ctx context.Context, ref string, version int, by audit.Record) (edition.Edited, error) {
	var done edition.Edited
	nothing := false
	err := s.editing(ctx, ref, func(tx pgx.Tx, sh *shelf, ordinal int) (license, error) {
		d, err := lockedDraft(ctx, tx, sh.Collection, ordinal)
		if err != nil {
			return license{}, err
		}
		if d.Version != version {
			return license{}, edition.ErrChanged
		}
		why, err := s.reviewed(sh.Collection, d.State)
		if err != nil {
			return why, err
		}
		if d.Entry, err = sh.merge(ctx, tx, &d); err != nil {
			return why, err
		}
		if _, err := tx.Exec(ctx, sqlDropDraft, sh.Collection, ordinal); err != nil {
			return why, err
		}
		done, err = s.edit(ctx, tx, sh, d.Entry.Order, &d, cmp.Or(by.Actor.Name, d.By))
		by.Object = ref
		switch nothing = errors.Is(err, edition.ErrNothing); {
		case nothing:
			by.Act, by.After = audit.FAQDrafted, "draft=dropped"
		case err != nil:
			return why, err
		default:
			by.Act, by.After = audit.FAQPublished, done.Said()
		}
		return why, s.audit(ctx, tx, by)
	})
	if nothing && err == nil {
		err = edition.ErrNothing
	}
	if err != nil {
		return done, fmt.Errorf("publish the draft of %s: %w", ref, err)
	}
	s.hints.revision()
	return done, nil
}

// merge is what a draft's entry becomes, over what has become of the entry since.
func (sh *shelf) merge(ctx context.Context, tx pgx.Tx, d *edition.Draft) (faq.Entry, error) {
	e := d.Entry
	now, stored, err := sh.entry(e.Order)
	switch {
	case err != nil:
		return e, err
	case !stored:
		return e, nil
	case d.Base == 0: // its number went to another entry: a program of before knows no drafts
		e.Order = sh.Last + 1
		return e, nil
	case d.Base == now.Version:
		e.Label, e.Source, e.Warnings, e.KindReason = now.Label, now.Source, now.Warnings, now.KindReason
		return e, nil
	}
	base, err := version(ctx, tx, sh.Collection, e.Order, d.Base)
	if err != nil {
		return e, err
	}
	merged, clash := edition.Merge(&base, &e, &now)
	if len(clash) > 0 {
		return e, &edition.Clash{Fields: clash, Now: now}
	}
	return merged, nil
}
