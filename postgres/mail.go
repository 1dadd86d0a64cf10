package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"madoguchi/chat"
)

const (
	sqlMakeMailKey = `
		INSERT INTO mail_key (key)
		VALUES               ($1)
		ON CONFLICT (one) DO NOTHING`

	sqlMailKey = `SELECT key FROM mail_key`

	sqlKeepMailFile = `
		INSERT INTO mail_files (id, address, content, at)
		VALUES                 ($1, $2,      $3,      $4)
		ON CONFLICT (id) DO NOTHING`

	sqlMailFile = `SELECT content FROM mail_files WHERE id = $1`

	// What has been fetched into files is not needed here; what never was is a file of a mail whose event was not
	// stored, or that is asked for no more.
	sqlOldMailFiles = `
		SELECT   m.number
		FROM     mail_files m
		WHERE    m.number > @after::bigint AND m.at <= @cutoff
		AND      NOT EXISTS (SELECT FROM files f WHERE f.file_id = m.id AND f.state = 'wanted')
		ORDER BY m.number
		LIMIT    @limit`

	sqlForgetMailFiles = `DELETE FROM mail_files WHERE number = ANY (@ids)`

	sqlErasePersonMailFiles = `DELETE FROM mail_files WHERE address = @lane OR address = ANY (@mails::text[])`

	sqlMailbox = `SELECT validity, uid FROM mailboxes WHERE name = $1`

	sqlMarkMailbox = `
		INSERT INTO mailboxes (name, validity, uid)
		VALUES                ($1,   $2,       $3)
		ON CONFLICT (name) DO UPDATE
		SET validity = $2, uid = CASE WHEN mailboxes.validity = $2 THEN greatest(mailboxes.uid, $3) ELSE $3 END`
)

// mailFileLife is for how long the files of a mail wait to be fetched: a little longer than they are asked for.
const mailFileLife = 2 * 24 * time.Hour

// MailKey is the secret of this installation for the addresses of its mails. It is made at the first use and never
// changes: answers to old mails must find their tickets.
func (s *Store) MailKey(ctx context.Context) ([]byte, error) {
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails: see crypto/rand
	if _, err := s.workers.Exec(ctx, sqlMakeMailKey, fresh); err != nil {
		return nil, fmt.Errorf("make the key of mails: %w", err)
	}
	var key []byte
	if err := s.workers.QueryRow(ctx, sqlMailKey).Scan(&key); err != nil {
		return nil, fmt.Errorf("read the key of mails: %w", err)
	}
	return key, nil
}

// KeepMailFile stores a file of a mail under the id that the mail's event gives it. One that is there stays.
func (s *Store) KeepMailFile(ctx context.Context, id string, from chat.Address, content []byte) error {
	if _, err := s.workers.Exec(ctx, sqlKeepMailFile, key(id), clean(from.String()), content, s.options.Now()); err != nil {
		return fmt.Errorf("keep a file of a mail: %w", err)
	}
	return nil
}

// MailFile reads a file of a mail. One that is not there is chat.ErrNotFound.
func (s *Store) MailFile(ctx context.Context, id string) (content []byte, err error) {
	err = s.workers.QueryRow(ctx, sqlMailFile, key(id)).Scan(&content)
	if err = orNotFound(err); err != nil {
		return nil, fmt.Errorf("read file %s of a mail: %w", id, err)
	}
	return content, nil
}

// Mailbox is how far a mailbox has been read: its UIDVALIDITY, and the UID of the last mail that was taken in. It is
// chat.ErrNotFound for one that never was.
func (s *Store) Mailbox(ctx context.Context, name string) (validity, uid uint32, err error) {
	var v, u int64
	err = s.workers.QueryRow(ctx, sqlMailbox, clean(name)).Scan(&v, &u)
	if err = orNotFound(err); err != nil {
		return 0, 0, fmt.Errorf("read how far mailbox %s is read: %w", name, err)
	}
	return uint32(v), uint32(u), nil
}

// MarkMailbox notes how far a mailbox has been read. It never goes back within one UIDVALIDITY.
func (s *Store) MarkMailbox(ctx context.Context, name string, validity, uid uint32) error {
	if _, err := s.workers.Exec(ctx, sqlMarkMailbox, clean(name), int64(validity), int64(uid)); err != nil {
		return fmt.Errorf("note how far mailbox %s is read: %w", name, err)
	}
	return nil
}
