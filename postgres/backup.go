package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/audit"
	"madoguchi/chat"
)

// A BackupAct says what was done.
type BackupAct string

// The acts.
const (
	BackupMade     BackupAct = "backup"  // a backup was written
	BackupDrilled  BackupAct = "drill"   // one was read into a scratch database, and compared
	BackupRestored BackupAct = "restore" // this database was restored from one
)

var auditOfBackup = map[BackupAct]audit.Act{BackupMade: audit.BackupMade, BackupDrilled: audit.BackupDrilled, BackupRestored: audit.BackupRestored}

// A Backup is one line of what was done with backups.
type Backup struct {
	ID           int64
	Act          BackupAct
	File         string // its name without the folder
	Began, Ended time.Time
	Bytes        int64
	Tables       Sums   // of a drill only those that differ
	Error        string // "" where all went well
}

// A Sum stands for all rows of a table, in no order.
type Sum struct {
	Rows int64  `json:"rows"`
	Sum  string `json:"sum"` // of 60 bits of each row's MD5
}

// Sums are those of all tables, by name.
type Sums map[string]Sum

const (
	sqlNoteBackup = `
		INSERT INTO backups (act, file, began, ended, bytes, tables, error)
		VALUES              ($1,  $2,   $3,    $4,    $5,    $6,     $7)
		RETURNING id`

	// The statement is not kept prepared: its connection is used once.
	sqlHasBackups = `SELECT to_regclass('public.backups') IS NOT NULL`

	sqlTables = `
		SELECT   c.relname
		FROM     pg_class c
		WHERE    c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
		ORDER BY c.relname`

	// Times and numbers are written alike whatever the server's settings.
	sqlSumSettings = `SELECT set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO', false), set_config('IntervalStyle', 'postgres', false),
		set_config('extra_float_digits', '1', false), set_config('bytea_output', 'hex', false), set_config('idle_in_transaction_session_timeout', '0', false)`

	sqlLatestBackups = `
		SELECT DISTINCT ON (act) id, act, file, began, ended, bytes, tables, error
		FROM     backups
		WHERE    ($1 OR error = '')
		ORDER BY act, id DESC`

	sqlBackupOf = `
		SELECT   id, act, file, began, ended, bytes, tables, error
		FROM     backups
		WHERE    act = 'backup' AND file = $1 AND error = ''
		ORDER BY id DESC
		LIMIT    1`
)

// A Snapshot is the database as it stood at one moment. pg_dump can be told to write that moment and
// no other, so that what it wrote can be compared with what there was.
type Snapshot struct {
	ID   string // as pg_dump's --snapshot takes it
	conn *pgx.Conn
	tx   pgx.Tx
}

// OpenSnapshot connects, and holds the moment until Close. It brings no schema up to date: a backup is
// what one makes before that.
func OpenSnapshot(ctx context.Context, url string) (*Snapshot, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	s := &Snapshot{conn: conn}
	if err := s.open(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("hold a moment of the database: %w", err)
	}
	return s, nil
}

func (s *Snapshot) open(ctx context.Context) (err error) {
	if _, err = s.conn.Exec(ctx, sqlSumSettings); err != nil {
		return err
	}
	if s.tx, err = s.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}); err != nil {
		return err
	}
	return s.tx.QueryRow(ctx, `SELECT pg_export_snapshot()`).Scan(&s.ID)
}

// Close lets the moment go.
func (s *Snapshot) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = s.conn.Close(ctx) // ends the transaction, too, which has changed nothing
}

// Sums reads every table once.
func (s *Snapshot) Sums(ctx context.Context) (Sums, error) {
	rows, _ := s.tx.Query(ctx, sqlTables) // CollectRows returns the error
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	sums := Sums{}
	for _, table := range tables {
		var sum Sum
		err := s.tx.QueryRow(ctx, fmt.Sprintf(`
			SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0)::text
			FROM   %s t`, pgx.Identifier{"public", table}.Sanitize())).Scan(&sum.Rows, &sum.Sum)
		if err != nil {
			return nil, fmt.Errorf("sum up %s: %w", table, err)
		}
		sums[table] = sum
	}
	return sums, nil
}

// Differ are the tables that two sums do not agree on, with what the second has of them.
func (s Sums) Differ(found Sums) Sums {
	differ := Sums{}
	for table, want := range s {
		if found[table] != want {
			differ[table] = found[table]
		}
	}
	for table, has := range found {
		if _, known := s[table]; !known {
			differ[table] = has
		}
	}
	return differ
}

// NoteBackup writes down what was done, with its line of the audit log. A schema from before there were
// such notes takes none, and that is no error: a backup before an upgrade must not fail for it.
func NoteBackup(ctx context.Context, url string, b Backup, by string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var has bool
	if err := conn.QueryRow(ctx, sqlHasBackups).Scan(&has); err != nil || !has {
		return err
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return noteBackup(ctx, tx, &b, by) })
	if err != nil {
		return fmt.Errorf("note a %s: %w", b.Act, err)
	}
	return nil
}

func noteBackup(ctx context.Context, tx pgx.Tx, b *Backup, by string) error {
	if b.Tables == nil {
		b.Tables = Sums{}
	}
	args := []any{string(b.Act), clean(b.File), b.Began, b.Ended, b.Bytes, b.Tables, clean(b.Error)}
	if err := tx.QueryRow(ctx, sqlNoteBackup, args...).Scan(&b.ID); err != nil {
		return err
	}
	record := audit.Record{
		At: b.Ended, Kind: audit.Operator, Actor: chat.Person{Name: by}, Via: audit.ViaTerminal, Act: auditOfBackup[b.Act],
		Object: b.File, After: map[bool]string{true: "ok", false: "failed"}[b.Error == ""], Note: b.Error,
	}
	_, err := tx.Exec(ctx, sqlAudit, auditArgs([]audit.Record{record})...)
	return err
}

// LatestBackups are the latest line of each act, those that failed included or not.
func (s *Store) LatestBackups(ctx context.Context, failed bool) (map[BackupAct]Backup, error) {
	rows, _ := s.workers.Query(ctx, sqlLatestBackups, failed) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, scanBackup)
	if err != nil {
		return nil, fmt.Errorf("read what was done with backups: %w", err)
	}
	latest := map[BackupAct]Backup{}
	for _, b := range found {
		latest[b.Act] = b
	}
	return latest, nil
}

// BackupNotes reads what is known of a file, by its name, and when the last drill that went well began; the
// zero time where there was none. What is not known is not found.
func BackupNotes(ctx context.Context, url, file string) (of Backup, known bool, drilled time.Time, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return of, false, drilled, fmt.Errorf("connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var has bool
	if err := conn.QueryRow(ctx, sqlHasBackups).Scan(&has); err != nil || !has {
		return of, false, drilled, err
	}
	rows, _ := conn.Query(ctx, sqlBackupOf, file) // CollectOneRow returns the error
	of, err = pgx.CollectOneRow(rows, scanBackup)
	if known = err == nil; err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return of, false, drilled, fmt.Errorf("look for the backup %s: %w", file, err)
	}
	rows, _ = conn.Query(ctx, sqlLatestBackups, false) // CollectRows returns the error
	latest, err := pgx.CollectRows(rows, scanBackup)
	if err != nil {
		return of, known, drilled, fmt.Errorf("look for the last drill: %w", err)
	}
	for _, b := range latest {
		if b.Act == BackupDrilled {
			drilled = b.Began
		}
	}
	return of, known, drilled, nil
}

func scanBackup(row pgx.CollectableRow) (b Backup, err error) {
	err = row.Scan(&b.ID, &b.Act, &b.File, &b.Began, &b.Ended, &b.Bytes, &b.Tables, &b.Error)
	b.Began, b.Ended = b.Began.UTC(), b.Ended.UTC()
	return b, err
}

// scratchPrefix begins the names of databases into which a backup is read to see whether it can be.
const scratchPrefix = "madoguchi_drill_"

// MakeScratch makes an empty database beside the one of url, and drops what drills that were cut short
// have left. ok is false where this user may make none.
func MakeScratch(ctx context.Context, url, suffix string) (name string, ok bool, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", false, fmt.Errorf("connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, _ := conn.Query(ctx, `
		SELECT d.datname
		FROM   pg_database d
		WHERE  starts_with(d.datname, $1) AND pg_get_userbyid(d.datdba) = current_user
		AND    NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)`, scratchPrefix) // CollectRows returns the error
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", false, fmt.Errorf("look for scratch databases: %w", err)
	}
	for _, old := range left {
		_, _ = conn.Exec(ctx, `DROP DATABASE IF EXISTS `+pgx.Identifier{old}.Sanitize()) // another drill may just use it
	}
	name = scratchPrefix + suffix
	_, err = conn.Exec(ctx, `CREATE DATABASE `+pgx.Identifier{name}.Sanitize()+` TEMPLATE template0`)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.Code == "42501" { // insufficient_privilege
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("make a scratch database: %w", err)
	}
	return name, true, nil
}

// DropScratch drops it again.
func DropScratch(ctx context.Context, url, name string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS `+pgx.Identifier{name}.Sanitize()+` WITH (FORCE)`); err != nil {
		return fmt.Errorf("drop the scratch database %s: %w", name, err)
	}
	return nil
}
