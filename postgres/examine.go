package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/office/edits"
)

// An Examination is what a database's server says of itself, and of us in it.
type Examination struct {
	Version    int       // of Postgres: 15
	Encoding   string    // of what it keeps: UTF8
	Now        time.Time // by its own clock
	MayCreate  bool      // our role may make tables, as an upgrade does
	MayConnect int       // connections that the server takes in all
	Encrypted  bool      // ours to it
	Local      bool      // it is reached by a socket of this machine
	Schema     int       // what it has; 0 = none yet
	Known      int       // what this program makes of it
	Entries    int       // that members are answered with; 0 where there is no schema yet
	SignedIn   bool      // somebody of the office ever has

	OfficeEdits []edits.Edit // the latest of each part of the office file
}

const (
	examineServer = `
		SELECT current_setting('server_version_num')::integer / 10000, current_setting('server_encoding'), clock_timestamp(),
		       has_schema_privilege(current_user, 'public', 'CREATE'), current_setting('max_connections')::integer,
		       coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false), inet_server_addr() IS NULL`

	examineSchema = `SELECT to_regclass('public.schema_migrations') IS NOT NULL`
)

// Examine asks a database how it is, and changes nothing in it: it may be of any schema, or empty.
func Examine(ctx context.Context, url string) (Examination, error) {
	var e Examination
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return e, fmt.Errorf("connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	all, err := migrations()
	if err != nil {
		return e, err
	}
	e.Known = len(all)
	err = conn.QueryRow(ctx, examineServer).Scan(&e.Version, &e.Encoding, &e.Now, &e.MayCreate, &e.MayConnect, &e.Encrypted, &e.Local)
	if err != nil {
		return e, fmt.Errorf("ask the database how it is: %w", err)
	}
	var has bool
	if err := conn.QueryRow(ctx, examineSchema).Scan(&has); err != nil || !has {
		return e, err
	}
	if err := conn.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM schema_migrations`).Scan(&e.Schema); err != nil {
		return e, fmt.Errorf("read the database's schema: %w", err)
	}
	if e.Schema < minForDoctor {
		return e, nil
	}
	err = conn.QueryRow(ctx, `SELECT (SELECT count(*) FROM entries WHERE state = 'public'), EXISTS (SELECT FROM desk_opened)`).Scan(&e.Entries, &e.SignedIn)
	if err != nil {
		return e, fmt.Errorf("look what is in the database: %w", err)
	}
	return e, e.readEdits(ctx, conn)
}

// readEdits reads what was changed of the office file at the desk, where the schema knows of that.
func (e *Examination) readEdits(ctx context.Context, conn *pgx.Conn) error {
	var has bool
	err := conn.QueryRow(ctx, `SELECT to_regclass('public.office_edits') IS NOT NULL`).Scan(&has)
	if err == nil && has {
		rows, _ := conn.Query(ctx, sqlEdits) // CollectRows returns the error
		e.OfficeEdits, err = pgx.CollectRows(rows, scanEdit)
	}
	if err != nil {
		return fmt.Errorf("read what was changed of the office file: %w", err)
	}
	return nil
}

// minForDoctor is the first schema with the tables that Examine looks into.
const minForDoctor = 17
