package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// The practice mode (練習モード) throws its database away whenever somebody wants to begin anew. So it has to know which
// database is its own. It says so in the comment of the database itself: a table could come with a backup of the real one.
const (
	practiceBegun = "madoguchi practice: being filled"
	practiceReady = "madoguchi practice"
)

// practiceLock is held, beside advisoryClass, by the process that practises. Those of epochs are from 1 on.
const practiceLock = -4

var (
	// ErrNotPractice is a database that holds something, and is not the practice mode's.
	ErrNotPractice = errors.New("the database is not the practice mode's: it holds something else")
	// ErrPractising is another process at work on the practice mode's database.
	ErrPractising = errors.New("somebody is practising on this database already")
)

const (
	sqlPracticeMark = `
		SELECT current_database(), coalesce(shobj_description(oid, 'pg_database'), '')
		FROM   pg_database
		WHERE  datname = current_database()`

	sqlHoldsAnything = `
		SELECT EXISTS (SELECT
		               FROM   pg_class
		               WHERE  relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema') OR nspname LIKE 'pg\_toast%'))`

	// Two statements, which cannot be prepared: no name of those that are.
	emptyPractice = `DROP SCHEMA public CASCADE; CREATE SCHEMA public`
)

// A Practice is the practice mode's hold on its database, until Close.
type Practice struct {
	Fresh bool // the database is empty, and is to be filled

	conn     *pgx.Conn
	database string
}

// OpenPractice takes a database for the practice mode: an empty one, or one that it has filled before. With anew what it has
// filled is thrown away, and so is what it had not finished filling. Any other is ErrNotPractice, and nothing in it is touched.
func OpenPractice(ctx context.Context, url string, anew bool) (*Practice, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("connect to the practice mode's database: %w", err)
	}
	p := &Practice{conn: conn}
	if err := p.take(ctx, anew); err != nil {
		p.Close()
		return nil, fmt.Errorf("take the practice mode's database: %w", err)
	}
	return p, nil
}

func (p *Practice) take(ctx context.Context, anew bool) error {
	var free, anything bool
	var mark string
	if err := p.conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1, $2)`, advisoryClass, practiceLock).Scan(&free); err != nil {
		return err
	}
	if !free {
		return ErrPractising
	}
	if err := p.conn.QueryRow(ctx, sqlPracticeMark).Scan(&p.database, &mark); err != nil {
		return err
	}
	if err := p.conn.QueryRow(ctx, sqlHoldsAnything).Scan(&anything); err != nil {
		return err
	}
	ours := mark == practiceReady || mark == practiceBegun
	switch {
	case !ours && (anything || mark != ""):
		return ErrNotPractice
	case mark == practiceReady && !anew:
		return nil
	}
	p.Fresh = true
	if err := p.mark(ctx, practiceBegun); err != nil {
		return err
	}
	if _, err := p.conn.Exec(ctx, emptyPractice); err != nil {
		return fmt.Errorf("empty it: %w", err)
	}
	return nil
}

// Ready says that the database is filled.
func (p *Practice) Ready(ctx context.Context) error { return p.mark(ctx, practiceReady) }

func (p *Practice) mark(ctx context.Context, as string) error {
	if _, err := p.conn.Exec(ctx, `COMMENT ON DATABASE `+pgx.Identifier{p.database}.Sanitize()+` IS '`+as+`'`); err != nil {
		return fmt.Errorf("mark %s as the practice mode's: %w", p.database, err)
	}
	return nil
}

// Close gives the database up.
func (p *Practice) Close() {
	_ = p.conn.Close(context.Background()) // broken or not, it is gone
}

// IsPractice reports whether the database is the practice mode's: nothing real may come into it.
func (s *Store) IsPractice(ctx context.Context) (bool, error) {
	return isPractice(ctx, s.workers)
}

// IsPractice is [Store.IsPractice] for a database that is not open.
func IsPractice(ctx context.Context, url string) (bool, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return false, fmt.Errorf("connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return isPractice(ctx, conn)
}

func isPractice(ctx context.Context, db querier) (bool, error) {
	var database, mark string
	if err := db.QueryRow(ctx, sqlPracticeMark).Scan(&database, &mark); err != nil {
		return false, fmt.Errorf("look whether the database is the practice mode's: %w", err)
	}
	return mark == practiceReady || mark == practiceBegun, nil
}
