package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/catalogue"
)

// A backup is of a moment, and after that moment the program went on: it decided what waited in the
// inbox, and sent what waited in the outbox. Whoever restores the backup brings both back, and a program
// started on it would answer members a second time.
//
// So a database knows its place: the number of its cluster, which initdb draws, and its own in it. A
// restored one finds itself elsewhere, whichever tool has brought it there, and is settled in before
// anything is decided or sent:
//
//   - what waits to go to members is given up, as a dead letter that staff may send again;
//   - what waits to go to staff counts as tried, so that Slack is asked whether it is there already;
//   - what waits in the inbox is put where staff find events that could not be decided;
//   - ticket numbers and transcripts go on behind a gap, for the numbers in it may have been given;
//   - colleagues sign in again, for whoever was signed out since the backup would be in.
//
// A physical copy (a standby that was promoted, a snapshot of the disk) keeps its numbers, and is not
// seen: a standby has what its primary had. [Restored] says that one was set back all the same.

// numberGap is how many ticket numbers of each kind a restoration leaves out: more than an office gives
// between two backups, and few enough for a number of four digits.
const numberGap = 100

// seqGap is the same for lines of a transcript: an open page asks for what comes after the last it saw.
const seqGap = 1000

const (
	sqlHome = `SELECT system_identifier::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text FROM pg_control_system()`

	sqlPlace = `SELECT home FROM place`

	sqlSettleIn = `
		INSERT INTO place (home, since)
		VALUES            ($1,   $2)
		ON CONFLICT (one) DO UPDATE SET home = excluded.home, since = excluded.since`

	// Lines of the web chat are in the transcript already: sending them only wakes open pages.
	sqlGiveUpWaiting = `
		UPDATE deliveries
		SET    state = 'dead', settled = $1, failed = true, fault = 'rejected', reason = $2,
		       error = 'restored from a backup: it may have gone out after that was made'
		WHERE  settled IS NULL AND NOT (staff AND address LIKE 'slack:%') AND address NOT LIKE 'web:%'
		RETURNING lane`

	sqlDoubtWaiting = `
		UPDATE deliveries
		SET    state = 'pending', failed = false, attempt = greatest(attempt, 1), due = now()
		WHERE  settled IS NULL AND state IN ('pending', 'sending')`

	sqlFreeAllLanes = `UPDATE lanes SET epoch = NULL, due = now() WHERE epoch IS NOT NULL`

	sqlGiveUpInbox = `
		UPDATE inbox
		SET    dead = true, last_error = 'restored from a backup: it may have been decided after that was made'
		WHERE  NOT dead`

	sqlDropTokens = `DELETE FROM reply_tokens`

	sqlSkipLines = `UPDATE conversations SET last_seq = last_seq + $1 WHERE address LIKE 'web:%'`

	sqlSkipNumbers = `
		SELECT setval(s.seqrelid::regclass, coalesce(pg_sequence_last_value(s.seqrelid), 0) + $1)
		FROM   pg_sequence s
		       JOIN pg_class c ON c.oid = s.seqrelid
		WHERE  c.relnamespace = 'public'::regnamespace AND starts_with(c.relname, 'ticket_numbers_')`

	sqlSignOut = `WITH links AS (DELETE FROM staff_logins) DELETE FROM staff_sessions`
)

// Withheld is what a restored database does not do by itself any more.
type Withheld struct {
	Deliveries int // to members, given up
	Events     int // that waited to be decided
}

// errOccupied is what whoever restores onto a database in use reads.
var errOccupied = errors.New("the database is not empty: a backup is restored into an empty one, so that nothing is overwritten")

// Restore fills an empty database: load puts the tables there, in a connection of its own. Programs that are
// started meanwhile wait. With resume, what waits goes out as if nothing had happened: for a move, when the
// old program was stopped before the backup was made. b is noted, with by as who did it.
func Restore(ctx context.Context, url string, load func(ctx context.Context) error, resume bool, b Backup, by string) (Withheld, error) {
	return withMigrationLock(ctx, url, func(conn *pgx.Conn) (held Withheld, err error) {
		var tables []string
		rows, _ := conn.Query(ctx, sqlTables) // CollectRows returns the error
		if tables, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			return held, fmt.Errorf("look into the database: %w", err)
		}
		if len(tables) > 0 {
			return held, errOccupied
		}
		if err := load(ctx); err != nil {
			return held, err
		}
		all, err := migrations()
		if err != nil {
			return held, err
		}
		if err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return migrate(ctx, tx, all) }); err != nil {
			return held, fmt.Errorf("migrate the restored database: %w", err)
		}
		return settleIn(ctx, conn, resume, b, by)
	})
}

// Restored says of a database that something else has restored in its place that it was set back.
func Restored(ctx context.Context, url string, resume bool, b Backup, by string) (Withheld, error) {
	if err := Migrate(ctx, url); err != nil {
		return Withheld{}, err
	}
	return withMigrationLock(ctx, url, func(conn *pgx.Conn) (Withheld, error) { return settleIn(ctx, conn, resume, b, by) })
}

func withMigrationLock(ctx context.Context, url string, work func(*pgx.Conn) (Withheld, error)) (Withheld, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return Withheld{}, fmt.Errorf("connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx)) // with the lock
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1, 0)`, advisoryClass); err != nil {
		return Withheld{}, fmt.Errorf("wait for a program that migrates: %w", err)
	}
	return work(conn)
}

// settleInMoved looks whether the database has been restored elsewhere since it was last opened.
func settleInMoved(ctx context.Context, url string, o Options) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	home, was, err := places(ctx, conn)
	closed := conn.Close(context.WithoutCancel(ctx))
	if err != nil || home == was {
		return errors.Join(err, closed)
	}
	held, err := withMigrationLock(ctx, url, func(conn *pgx.Conn) (Withheld, error) {
		home, was, err := places(ctx, conn) // another process may have been faster
		if err != nil || home == was {
			return Withheld{}, err
		}
		if was == "" {
			_, err := conn.Exec(ctx, sqlSettleIn, home, o.Now())
			return Withheld{}, err
		}
		o.Log.Warn("this database was restored from a backup: what it would send again is held back", "was", was, "is", home)
		return settleIn(ctx, conn, false, Backup{Act: BackupRestored, Began: o.Now(), Ended: o.Now()}, "")
	})
	if err != nil {
		return fmt.Errorf("settle in after a restoration: %w", err)
	}
	if held != (Withheld{}) {
		o.Log.Warn("held back", "deliveries", held.Deliveries, "events", held.Events)
	}
	return nil
}

// places are where the database is and where it last was. A server that tells its number to nobody leaves
// both empty: there only [Restore] protects.
func places(ctx context.Context, conn *pgx.Conn) (is, was string, err error) {
	if conn.QueryRow(ctx, sqlHome).Scan(&is) != nil {
		return "", "", ctx.Err()
	}
	if err = conn.QueryRow(ctx, sqlPlace).Scan(&was); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", "", fmt.Errorf("read where the database was: %w", err)
	}
	return is, was, nil
}

// settleIn holds back what would be done twice, and writes down where the database is now.
func settleIn(ctx context.Context, conn *pgx.Conn, resume bool, b Backup, by string) (held Withheld, err error) {
	home, _, err := places(ctx, conn)
	if err != nil {
		return held, err
	}
	now := time.Now()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if home != "" {
			if _, err := tx.Exec(ctx, sqlSettleIn, home, now); err != nil {
				return fmt.Errorf("note where the database is: %w", err)
			}
		}
		if !resume {
			if held, err = withhold(ctx, tx, now); err != nil {
				return fmt.Errorf("hold back what waits: %w", err)
			}
		}
		b.Tables = Sums{"deliveries": {Rows: int64(held.Deliveries)}, "inbox": {Rows: int64(held.Events)}}
		return noteBackup(ctx, tx, &b, by)
	})
	return held, err
}

func withhold(ctx context.Context, tx pgx.Tx, now time.Time) (held Withheld, err error) {
	if _, err := tx.Exec(ctx, sqlFreeAllLanes); err != nil {
		return held, err
	}
	rows, _ := tx.Query(ctx, sqlGiveUpWaiting, now, catalogue.JA.Say("postgres.restored")) // CollectRows returns the error
	lanes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return held, err
	}
	held.Deliveries = len(lanes)
	if _, err := tx.Exec(ctx, sqlDoubtWaiting); err != nil {
		return held, err
	}
	if _, err := tx.Exec(ctx, sqlAdvance, lanes, []int64{}); err != nil {
		return held, err
	}
	tag, err := tx.Exec(ctx, sqlGiveUpInbox)
	if err != nil {
		return held, err
	}
	held.Events = int(tag.RowsAffected())
	for _, step := range []struct {
		sql  string
		args []any
	}{{sqlDropTokens, nil}, {sqlSkipLines, []any{seqGap}}, {sqlSkipNumbers, []any{numberGap}}, {sqlSignOut, nil}} {
		if _, err := tx.Exec(ctx, step.sql, step.args...); err != nil {
			return held, err
		}
	}
	return held, nil
}
