package postgres

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
)

// A site that carries the web chat may vouch for who its visitor is. The session then changes hands: a token
// that somebody knew before is dead, however they came by it.

const (
	// A token that was replaced serves its own member once more for a little while, by a browser that never
	// got the answer.
	sqlVouchedSession = `
		SELECT id, subject, replaced
		FROM   web_sessions
		WHERE  hash = $1 AND expires > $2 AND (retired IS NULL OR retired > $2::timestamptz - interval '2 minutes')
		FOR UPDATE`

	sqlReplaceTokens = `
		UPDATE web_sessions
		SET    retired = coalesce(retired, $2), replaced = true, subject = $3
		WHERE  id = $1`

	sqlOpenVouched = `
		INSERT INTO web_sessions (hash, id, expires, subject)
		VALUES                   ($1,   $2, $3,      $4)`

	// Of two who bring one word at once, the later one waits here and finds the other's session.
	sqlKeepWord = `
		INSERT INTO site_words (hash, session, expires)
		VALUES                 ($1,   $2,      $3)
		ON CONFLICT (hash) DO UPDATE SET expires = excluded.expires
		RETURNING session`

	sqlSignOutSession = `
		DELETE FROM web_sessions
		WHERE  id = (SELECT id FROM web_sessions WHERE hash = $1 AND retired IS NULL AND expires > $2 AND subject IS NOT NULL)
		RETURNING id`

	sqlForgetWords = `DELETE FROM site_words WHERE expires < $1`
)

// IdentifySession gives the session of v's old token to v's member: the fresh token speaks for it from then on,
// and no other. Where it is another member's, it is over, and v's new one begins. It returns which session it is,
// and which has ended by it, or "". The error is [chat.ErrNotFound] where the old token speaks for nobody, and
// [chat.ErrTaken] where the site's word has served another session; then nothing has changed.
func (s *Store) IdentifySession(ctx context.Context, v chat.Vouching) (id, ended string, err error) {
	err = pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		var subject []byte
		var replaced bool
		err := tx.QueryRow(ctx, sqlVouchedSession, v.Old, v.Now).Scan(&id, &subject, &replaced)
		other := subject != nil && !bytes.Equal(subject, v.Subject)
		if err == nil && replaced && other {
			err = chat.ErrNotFound
		}
		if err != nil {
			return orNotFound(err)
		}
		if other {
			if _, err := tx.Exec(ctx, sqlEndSession, id); err != nil {
				return err
			}
			id, ended = v.NewID, id
		} else if _, err := tx.Exec(ctx, sqlReplaceTokens, id, v.Now, v.Subject); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sqlOpenVouched, v.Fresh, id, v.Expires, v.Subject); err != nil {
			return err
		}
		var served string
		if err := tx.QueryRow(ctx, sqlKeepWord, v.Word, id, v.WordUntil).Scan(&served); err != nil {
			return err
		}
		if served != id {
			return chat.ErrTaken
		}
		return nil
	})
	if err != nil {
		return "", "", fmt.Errorf("identify a web session: %w", err)
	}
	return id, ended, nil
}

// SignOutSession ends the session of a token where a site has vouched for its visitor, and says which it was; ""
// where it was nobody's.
func (s *Store) SignOutSession(ctx context.Context, hash []byte, now time.Time) (id string, err error) {
	rows, _ := s.workers.Query(ctx, sqlSignOutSession, hash, now) // CollectRows returns the error
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", fmt.Errorf("sign a web session out: %w", err)
	}
	if len(ids) == 0 {
		return "", nil
	}
	return ids[0], nil
}
