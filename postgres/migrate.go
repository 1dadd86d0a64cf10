package postgres

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// advisoryClass is the first half of every advisory lock we take: "MADG". The second is an epoch,
// or 0 for migrations.
const advisoryClass = 0x4D414447

// A migration is one step of the schema. Its number is the beginning of its file's name. Its first
// line, "-- oldest: 10", names the oldest schema whose program still runs on what it makes.
type migration struct {
	version int
	name    string
	sql     string
	oldest  int // 0 for those from before there was such a line
}

// firstPromised is the first migration that says for which programs it is safe.
const firstPromised = 11

var oldestLine = regexp.MustCompile(`^-- oldest: (\d+)\n`)

// migrations are all steps in order. A runner of our own does what is needed of one (number, lock,
// transaction, refusal of a newer schema) in a page, without another dependency.
func migrations() ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql") // sorted
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	all := make([]migration, len(names))
	for i, name := range names {
		sql, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		base := strings.TrimPrefix(name, "migrations/")
		number, _, _ := strings.Cut(base, "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s: want number %04d", base, i+1)
		}
		all[i] = migration{version: version, name: base, sql: string(sql)}
		if err := all[i].readOldest(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (m *migration) readOldest() error {
	if m.version < firstPromised {
		return nil
	}
	found := oldestLine.FindStringSubmatch(m.sql)
	if found == nil {
		return fmt.Errorf("migration %s: want \"-- oldest: N\" as its first line, the oldest schema whose program runs on this one", m.name)
	}
	var err error
	if m.oldest, err = strconv.Atoi(found[1]); err != nil || m.oldest > m.version {
		return fmt.Errorf("migration %s: oldest %s: want the number of a schema up to its own", m.name, found[1])
	}
	return nil
}

// SchemaHash names the schema that the migrations make: the digest of all of them.
func SchemaHash() (string, error) {
	all, err := migrations()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, m := range all {
		fmt.Fprintf(h, "%s\n%s\n", m.name, m.sql)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Migrate brings the database's schema up to date. Of several processes one does it and the
// others wait. A schema newer than this program is left as it is where it says that this program
// may still run on it, and refused otherwise: an old program would not know what it breaks.
func Migrate(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	all, err := migrations()
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return migrate(ctx, tx, all) })
	if err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

func migrate(ctx context.Context, tx pgx.Tx, all []migration) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1, 0)`, advisoryClass); err != nil {
		return fmt.Errorf("wait for another process that migrates: %w", err)
	}
	_, err := tx.Exec(ctx, `
		CREATE TABLE IF NOT EXISTS schema_migrations (
		    version integer     PRIMARY KEY,
		    name    text        NOT NULL,
		    applied timestamptz NOT NULL DEFAULT now()
		)`)
	if err != nil {
		return fmt.Errorf("make schema_migrations: %w", err)
	}
	rows, _ := tx.Query(ctx, `SELECT version FROM schema_migrations ORDER BY version`) // CollectRows returns the error
	have, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if n := len(have); n > 0 && have[n-1] > len(all) {
		return outlived(ctx, tx, have[n-1], len(all))
	}
	for _, m := range all {
		if slices.Contains(have, m.version) {
			continue
		}
		if err := m.apply(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (m *migration) apply(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, m.sql); err != nil { // no arguments: several statements at once
		return fmt.Errorf("apply %s: %w", m.name, err)
	}
	insert, args := `INSERT INTO schema_migrations (version, name) VALUES ($1, $2)`, []any{m.version, m.name}
	if m.oldest > 0 {
		insert, args = `INSERT INTO schema_migrations (version, name, oldest) VALUES ($1, $2, $3)`, append(args, m.oldest)
	}
	if _, err := tx.Exec(ctx, insert, args...); err != nil {
		return fmt.Errorf("note %s: %w", m.name, err)
	}
	return nil
}

// outlived reports an error where a program that knows the schema only up to known cannot run on the
// one that the database has.
func outlived(ctx context.Context, tx pgx.Tx, have, known int) error {
	var oldest int
	// A later migration that is kinder does not take back what an earlier one has changed.
	err := tx.QueryRow(ctx, `SELECT coalesce(max(coalesce(oldest, version)), 0) FROM schema_migrations WHERE version > $1`, known).Scan(&oldest)
	if err != nil {
		return fmt.Errorf("read for which programs the schema is: %w", err)
	}
	if known < oldest {
		return fmt.Errorf("the database has schema %d and this program knows only %d: run the newer program", have, known)
	}
	return nil
}
