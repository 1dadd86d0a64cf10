package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
)

// uploadLife is for how long a file waits to be published.
const uploadLife = 7 * 24 * time.Hour

const (
	sqlSaveUpload = `
		INSERT INTO uploads (id, collection, name, title, content, who, at)
		VALUES              ($1, $2,         $3,   $4,    $5,      $6,  $7)`

	sqlUpload = `
		SELECT collection, name, title, content, who
		FROM   uploads
		WHERE  id = $1 AND at > $2`

	sqlDropUpload = `DELETE FROM uploads WHERE id = $1`

	sqlOldUploads = `
		SELECT   u.number
		FROM     uploads u
		WHERE    u.number > @after::bigint AND u.at <= @cutoff
		ORDER BY u.number
		LIMIT    @limit`

	sqlForgetUploads = `DELETE FROM uploads WHERE number = ANY (@ids)`
)

// An Upload is a file that somebody looks at before it is published.
type Upload struct {
	Collection, Name, Title string
	Content                 []byte
	By                      string // who has brought it
}

// SaveUpload keeps a file for a week under an id that the caller has made.
func (s *Store) SaveUpload(ctx context.Context, id string, u Upload, by string) error {
	_, err := s.workers.Exec(ctx, sqlSaveUpload, id, clean(u.Collection), clean(u.Name), clean(u.Title), u.Content, clean(by), s.options.Now())
	if err != nil {
		return fmt.Errorf("keep an uploaded file: %w", err)
	}
	return nil
}

// Upload finds a file that waits. One that is unknown or over is chat.ErrNotFound.
func (s *Store) Upload(ctx context.Context, id string) (Upload, error) {
	rows, _ := s.workers.Query(ctx, sqlUpload, id, s.options.Now().Add(-uploadLife)) // CollectExactlyOneRow returns the error
	u, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Upload])
	if err == pgx.ErrNoRows {
		err = chat.ErrNotFound
	}
	if err != nil {
		return u, fmt.Errorf("read an uploaded file: %w", err)
	}
	return u, nil
}

// DropUpload forgets a file. Those that nobody comes back to are forgotten with what is retained no longer.
func (s *Store) DropUpload(ctx context.Context, id string) error {
	if _, err := s.workers.Exec(ctx, sqlDropUpload, id); err != nil {
		return fmt.Errorf("forget an uploaded file: %w", err)
	}
	return nil
}
