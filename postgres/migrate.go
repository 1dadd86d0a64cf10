package postgres

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
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

// A migration is one step of the schema. Its number is the beginning of its file's name.
type migration struct {
	version int
	name    string
	sql     string
}

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
		all[i] = migration{version, base, string(sql)}
	}
	return all, nil
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
// others wait. A schema newer than this program is refused: an old program would not know what it
// breaks.
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
		return fmt.Errorf("the database has schema %d and this program knows only %d: run the newer program", have[n-1], len(all))
	}
	for _, m := range all {
		if slices.Contains(have, m.version) {
			continue
		}
		if _, err := tx.Exec(ctx, m.sql); err != nil { // no arguments: several statements at once
			return fmt.Errorf("apply %s: %w", m.name, err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO schema_migrations (version, name) VALUES ($1, $2)`, m.version, m.name); err != nil {
			return fmt.Errorf("note %s: %w", m.name, err)
		}
	}
	return nil
}
