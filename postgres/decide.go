package postgres

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

const (
	sqlSetState = `
		UPDATE entries
		SET    document = $3, state = $4
		WHERE  collection = $1 AND ordinal = $2`

	sqlConfirmKind = `
		UPDATE entries
		SET    kind = $3, kind_by = $4, confirmed = $5
		WHERE  collection = $1 AND ordinal = $2`

	sqlConfirmTerm = `
		UPDATE entries
		SET    term = $3::jsonb, term_by = $4, confirmed = $5
		WHERE  collection = $1 AND ordinal = $2`

	sqlKeep = `
		UPDATE entries
		SET    kept_by = $3, confirmed = $4
		WHERE  collection = $1 AND ordinal = $2 AND missing AND state = 'public'`
)

// parseRef takes a reference apart. One that is none is chat.ErrNotFound.
func parseRef(ref string) (collection string, ordinal int, err error) {
	collection, order, _ := strings.Cut(ref, "/")
	if ordinal, err = strconv.Atoi(order); err != nil {
		return "", 0, chat.ErrNotFound
	}
	return collection, ordinal, nil
}

// Decide makes entries of one collection public or withdraws them: acts of a publication each, to be
// taken back like one. An unknown entry is chat.ErrNotFound.
func (s *Store) Decide(ctx context.Context, collection string, ordinals []int, state faq.State, by string) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error { return s.decide(ctx, tx, collection, ordinals, state, by) })
	if err != nil {
		return fmt.Errorf("%s entries of %s: %w", actOf(state), collection, err)
	}
	s.hints.revision()
	return nil
}

// actOf is the act that puts an entry into a state.
func actOf(state faq.State) string {
	if state == faq.Withdrawn {
		return edition.ActWithdraw
	}
	return edition.ActPublish
}

// decide is Decide within a transaction.
func (s *Store) decide(ctx context.Context, tx pgx.Tx, collection string, ordinals []int, state faq.State, by string) error {
	revision, err := lockFAQ(ctx, tx)
	if err != nil {
		return err
	}
	why, err := s.toServe(collection, state)
	if err != nil {
		return err
	}
	sh, err := loadShelf(ctx, tx, collection)
	if err != nil {
		return err
	}
	act, b := actOf(state), &pgx.Batch{}
	changed := map[int][]edition.Told{} // by document
	for _, ordinal := range slices.Compact(slices.Sorted(slices.Values(ordinals))) {
		row, ok := sh.rows[ordinal]
		switch {
		case !ok:
			return chat.ErrNotFound
		case faq.State(row.State) == state:
			continue
		}
		b.Queue(sqlSetState, collection, ordinal, shelved(row.Document, state), string(state))
		if state == faq.Withdrawn {
			b.Queue(sqlHoldDrafts, collection, ordinal)
		}
		changed[row.Document] = append(changed[row.Document], edition.Told{Kind: act, Ref: fmt.Sprintf("%s/%d", collection, ordinal), Question: row.Question})
	}
	if len(changed) == 0 {
		return nil
	}
	for document, changes := range changed {
		if err := queuePublication(b, sh, publication{document: document, act: act, who: by, at: s.options.Now(), changes: changes}); err != nil {
			return err
		}
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	return nextRevision(ctx, tx, revision, why)
}

// sqlHoldDrafts: what was to go out of an entry that is withdrawn since waits for somebody to approve it again, or it
// would bring the entry back.
const sqlHoldDrafts = `
	UPDATE drafts
	SET    due = NULL, state = CASE WHEN state = 'approved' THEN 'asked' ELSE state END
	WHERE  collection = $1 AND ordinal = $2`

// Keep notes that an entry goes on being answered although its document has it no more.
func (s *Store) Keep(ctx context.Context, ref, by string) error {
	return s.note(ctx, "keep", ref, func(string) (license, error) { return asBefore(), nil }, sqlKeep, clean(by), s.options.Now())
}

// ConfirmKind notes that a person has decided what kind of answer an entry gives.
func (s *Store) ConfirmKind(ctx context.Context, ref string, kind faq.Kind, by string) error {
	return s.note(ctx, "confirm kind of", ref, s.unreviewed, sqlConfirmKind, string(kind), clean(by), s.options.Now())
}

// ConfirmTerm notes that a person has decided when an entry holds. An open one says that what was found in
// its words is no term.
func (s *Store) ConfirmTerm(ctx context.Context, ref string, term faq.Validity, by string) error {
	body, err := marshal(term)
	if err != nil {
		return err
	}
	return s.note(ctx, "confirm term of", ref, s.unreviewed, sqlConfirmTerm, body, clean(by), s.options.Now())
}

// note carries out a statement on one entry. Every process follows, as after an import. An unknown
// entry is chat.ErrNotFound.
func (s *Store) note(ctx context.Context, what, ref string, may func(programme string) (license, error), sql string, args ...any) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		collection, ordinal, err := parseRef(ref)
		if err != nil {
			return err
		}
		why, err := may(collection)
		if err != nil {
			return err
		}
		revision, err := lockFAQ(ctx, tx)
		if err != nil {
			return err
		}
		if err := expectOne(tx.Exec(ctx, sql, append([]any{collection, ordinal}, args...)...)); err != nil {
			return err
		}
		return nextRevision(ctx, tx, revision, why)
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", what, ref, err)
	}
	s.hints.revision()
	return nil
}
