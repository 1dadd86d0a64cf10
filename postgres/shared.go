package postgres

import (
	"context"
	"fmt"
	"time"

	"madoguchi/chat"
)

const (
	sqlShareFile = `
		INSERT INTO files (conversation, address, message_id, file_id, name, kind, state, size, media_type, content, created, shared_until)
		SELECT c.id, c.address, '', $2, $3, $4, 'kept', octet_length($6::bytea), $5, $6, $7, $8
		FROM   conversations c
		WHERE  c.address = $1`

	sqlUnshareFiles = `DELETE FROM files WHERE file_id = ANY ($1) AND shared_until IS NOT NULL`

	sqlSharedFile = `
		SELECT name, media_type, content
		FROM   files
		WHERE  file_id = $1 AND shared_until > $2 AND state = 'kept'`
)

// ShareFile keeps a file that the office sends to a contact, under f.ID, which must be beyond
// guessing, to be fetched until f.Until. A contact nobody knows is chat.ErrNotFound.
func (s *Store) ShareFile(ctx context.Context, to chat.Address, f chat.File, mediaType string, content []byte) error {
	if err := expectOne(s.workers.Exec(ctx, sqlShareFile, clean(to.String()), key(f.ID), clean(f.Name), clean(f.Type), clean(mediaType), content, s.options.Now(), f.Until)); err != nil {
		return fmt.Errorf("share a file with %s: %w", to, err)
	}
	return nil
}

// UnshareFiles forgets files that were to be sent and were not, by their ids.
func (s *Store) UnshareFiles(ctx context.Context, ids ...string) error {
	if _, err := s.workers.Exec(ctx, sqlUnshareFiles, ids); err != nil {
		return fmt.Errorf("forget %d shared files: %w", len(ids), err)
	}
	return nil
}

// SharedFile reads a file that the office has sent to somebody, by its id. One whose time is over,
// or that was never shared, is chat.ErrNotFound.
func (s *Store) SharedFile(ctx context.Context, id string, at time.Time) (name, mediaType string, content []byte, err error) {
	err = s.workers.QueryRow(ctx, sqlSharedFile, key(id), at).Scan(&name, &mediaType, &content)
	if err = orNotFound(err); err != nil {
		return "", "", nil, fmt.Errorf("read a shared file: %w", err)
	}
	return name, mediaType, content, nil
}
