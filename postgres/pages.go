package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
)

// What the public pages of the FAQ keep: where an entry went that was merged into another, and how many
// readers an entry helped.

const (
	// An heir that was merged itself leads on. Two entries that were merged into one another in turn end
	// at the one that is served, and a ring of which none is served leads nowhere.
	sqlHeir = `
		WITH RECURSIVE way (collection, ordinal, steps) AS (
		    SELECT heir_collection, heir_ordinal, 1
		    FROM   entry_heirs
		    WHERE  collection = $1 AND ordinal = $2
		    UNION
		    SELECT h.heir_collection, h.heir_ordinal, w.steps + 1
		    FROM   way w
		           JOIN entry_heirs h ON h.collection = w.collection AND h.ordinal = w.ordinal
		    WHERE  w.steps < 20
		)
		SELECT   w.collection, w.ordinal
		FROM     way w
		         JOIN entries e ON e.collection = w.collection AND e.ordinal = w.ordinal
		WHERE    e.state = 'public'
		ORDER BY w.steps
		LIMIT    1`

	sqlSaveHeir = `
		INSERT INTO entry_heirs (collection, ordinal, heir_collection, heir_ordinal, at)
		VALUES                  ($1,         $2,      $3,              $4,           $5)
		ON CONFLICT (collection, ordinal) DO UPDATE
		SET    heir_collection = excluded.heir_collection, heir_ordinal = excluded.heir_ordinal, at = excluded.at`

	sqlServed = `SELECT EXISTS (SELECT FROM entries WHERE collection = $1 AND ordinal = $2 AND state = 'public')`

	sqlVote = `
		INSERT INTO entry_votes (collection, ordinal, version, day, helped,                unhelped)
		SELECT                   collection, ordinal, $3,      $4,  $5::boolean::integer, (NOT $5::boolean)::integer
		FROM   entries
		WHERE  collection = $1 AND ordinal = $2 AND state = 'public' AND version >= $3
		ON CONFLICT (collection, ordinal, version, day) DO UPDATE
		SET    helped = entry_votes.helped + excluded.helped, unhelped = entry_votes.unhelped + excluded.unhelped`

	sqlVotes = `
		SELECT coalesce(sum(helped), 0)::integer, coalesce(sum(unhelped), 0)::integer
		FROM   entry_votes
		WHERE  collection = $1 AND ordinal = $2 AND version = $3`
)

// Merge withdraws an entry and notes which other one members find what it said in from now on. An
// unknown entry, or an heir that is not served, is chat.ErrNotFound. It can be taken back like any
// withdrawal: an entry that is served is led nowhere.
func (s *Store) Merge(ctx context.Context, ref, heir, by string) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		collection, ordinal, err := parseRef(ref)
		if err != nil {
			return err
		}
		heirs, at, err := parseRef(heir)
		if err != nil || ref == heir {
			return chat.ErrNotFound
		}
		if err := s.decide(ctx, tx, collection, []int{ordinal}, faq.Withdrawn, by); err != nil {
			return err
		}
		var served bool
		if err := tx.QueryRow(ctx, sqlServed, heirs, at).Scan(&served); err != nil {
			return err
		}
		if !served {
			return chat.ErrNotFound
		}
		_, err = tx.Exec(ctx, sqlSaveHeir, collection, ordinal, heirs, at, s.options.Now())
		return err
	})
	if err != nil {
		return fmt.Errorf("merge entry %s into %s: %w", ref, heir, err)
	}
	s.hints.revision()
	return nil
}

// Heir is the entry in which members find what an entry said that was merged: one that is served. Where
// there is none it is chat.ErrNotFound.
func (s *Store) Heir(ctx context.Context, ref string) (heir string, err error) {
	collection, ordinal, err := parseRef(ref)
	if err == nil {
		err = s.workers.QueryRow(ctx, sqlHeir, collection, ordinal).Scan(&collection, &ordinal)
	}
	if err = orNotFound(err); err != nil {
		return "", fmt.Errorf("find the heir of entry %s: %w", ref, err)
	}
	return fmt.Sprintf("%s/%d", collection, ordinal), nil
}

// Vote counts a reader whom an entry helped, or did not. It counts nothing where the entry is not served,
// or never was of that version.
func (s *Store) Vote(ctx context.Context, ref string, version int, helped bool, at time.Time) error {
	collection, ordinal, err := parseRef(ref)
	if err == nil {
		_, err = s.workers.Exec(ctx, sqlVote, collection, ordinal, version, at.In(reading.JST).Format(time.DateOnly), helped)
	}
	if err != nil {
		return fmt.Errorf("count a reader of entry %s: %w", ref, err)
	}
	return nil
}
