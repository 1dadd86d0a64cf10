package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

const (
	sqlTalkCopies = `
		SELECT coalesce(jsonb_array_length(state -> 'copies'), 0),
		       coalesce(state -> 'copies', '[]') @> jsonb_build_array(jsonb_build_object('key', $2::text))
		FROM   conversations
		WHERE  address = $1
		FOR    UPDATE`

	// The address is kept with the talk: whoever has their data shown or erased has this mail, too.
	sqlNoteTalkCopy = `
		UPDATE conversations
		SET    state = jsonb_set(state, '{copies}', coalesce(state -> 'copies', '[]') || jsonb_build_array(jsonb_build_object('key', $2::text, 'to', $3::text)))
		WHERE  address = $1`
)

// MailTalk puts the copy of a talk into the outbox, once for its key. It reports false where as many went out as
// may be, and fails with chat.ErrNotFound where nobody has talked.
func (s *Store) MailTalk(ctx context.Context, c chat.TalkCopy) (bool, error) {
	of, id, to := clean(c.Of.String()), key(c.Key), clean(c.To)
	fresh, ok := false, false
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		var had int
		var again bool
		err := tx.QueryRow(ctx, sqlTalkCopies, of, id).Scan(&had, &again)
		if err != nil {
			return orNotFound(err)
		}
		ok = again || had < c.Most
		if fresh = ok && !again; !fresh {
			return nil
		}
		if _, err := tx.Exec(ctx, sqlNoteTalkCopy, of, id, to); err != nil {
			return err
		}
		return s.enqueueApart(ctx, tx, []turn.Outgoing{{To: chat.Address{Channel: chat.Email, ID: to}, Messages: []chat.Message{c.Mail}}})
	})
	if err != nil {
		return false, fmt.Errorf("mail the talk of %s: %w", c.Of, err)
	}
	if fresh {
		s.wake()
	}
	return ok, nil
}
