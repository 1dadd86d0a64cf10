package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A session is the connection by which the database knows that this process lives: it holds the
// advisory lock of the process's epoch, and listens for hints.
type session struct {
	url string

	mu    sync.Mutex
	conn  *pgx.Conn // nil while it is being restored
	epoch int64
}

const (
	sqlNewEpoch = `SELECT nextval('process_epochs')`

	// Before the row is seen by others: a process without its lock counts as dead.
	sqlLockEpoch = `SELECT pg_advisory_lock($1, $2)`

	sqlStartProcess = `
		INSERT INTO processes (epoch, host, pid)
		VALUES                ($1,    $2,   $3)`

	sqlKeepEpoch = `SELECT EXISTS (SELECT FROM processes WHERE epoch = $1 AND ended IS NULL)`
)

func openSession(ctx context.Context, url string) (*session, error) {
	s := &session{url: url}
	if err := s.connect(ctx); err != nil {
		return nil, fmt.Errorf("announce this process to the database: %w", err)
	}
	return s, nil
}

// connect takes the lock of our epoch, and a new epoch where there is none yet or the last was
// declared dead while we were away.
func (s *session) connect(ctx context.Context) error {
	config, err := pgx.ParseConfig(s.url)
	if err != nil {
		return fmt.Errorf("read database URL: %w", err)
	}
	config.ConnectTimeout = 5 * time.Second
	config.RuntimeParams["application_name"] = "madoguchi session"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	epoch, err := s.takeEpoch(ctx, conn)
	if err == nil {
		_, err = conn.Exec(ctx, `LISTEN `+channelLines)
	}
	if err == nil {
		_, err = conn.Exec(ctx, `LISTEN `+channelFAQ)
	}
	if err != nil {
		_ = conn.Close(context.WithoutCancel(ctx)) // the error before says what is wrong
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn, s.epoch = conn, epoch
	return nil
}

func (s *session) takeEpoch(ctx context.Context, conn *pgx.Conn) (int64, error) {
	if epoch := s.current(); epoch != 0 {
		if _, err := conn.Exec(ctx, sqlLockEpoch, advisoryClass, epoch); err != nil {
			return 0, fmt.Errorf("take epoch %d again: %w", epoch, err)
		}
		var kept bool
		if err := conn.QueryRow(ctx, sqlKeepEpoch, epoch).Scan(&kept); err != nil {
			return 0, fmt.Errorf("look for epoch %d: %w", epoch, err)
		}
		if kept {
			return epoch, nil
		}
	}
	var epoch int64
	if err := conn.QueryRow(ctx, sqlNewEpoch).Scan(&epoch); err != nil {
		return 0, fmt.Errorf("draw an epoch: %w", err)
	}
	if _, err := conn.Exec(ctx, sqlLockEpoch, advisoryClass, epoch); err != nil {
		return 0, fmt.Errorf("take epoch %d: %w", epoch, err)
	}
	host, _ := os.Hostname() // for people's eyes alone
	if _, err := conn.Exec(ctx, sqlStartProcess, epoch, host, os.Getpid()); err != nil {
		return 0, fmt.Errorf("note epoch %d: %w", epoch, err)
	}
	return epoch, nil
}

// current is the epoch of this process.
func (s *session) current() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.epoch
}

func (s *session) alive() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn != nil
}

// end gives up the connection, and with it the lock: by that others know that we are gone.
func (s *session) end() {
	s.mu.Lock()
	conn := s.conn
	s.conn = nil
	s.mu.Unlock()
	if conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = conn.Close(ctx) // broken or not, it is gone
	}
}

// epochCheck is how often a process looks for dead ones: the longest their work lies idle.
const epochCheck = 250 * time.Millisecond

// watchEpochs takes over from dead processes until ctx ends.
func (s *Store) watchEpochs(ctx context.Context) {
	tick := time.NewTicker(epochCheck)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !s.session.alive() {
			continue
		}
		if err := errors.Join(s.recover(ctx), s.freeOwn(ctx)); err != nil && ctx.Err() == nil && s.session.alive() {
			s.log.Error("look for dead processes", "err", err)
		}
	}
}

const (
	// The advisory lock of a live process is held by its session and cannot be taken here. Our own is nobody's for the
	// moment in which our session is lost and we have not noticed: we are not dead for that, and what we are sending is ours.
	sqlBuryDead = `
		UPDATE processes
		SET    ended = now()
		WHERE  ended IS NULL
		AND    epoch <> $2
		AND    pg_try_advisory_xact_lock($1, epoch::integer)
		RETURNING epoch`

	sqlFreeLanes = `
		UPDATE lanes
		SET    due = now(), epoch = NULL
		WHERE  epoch = ANY ($1)`
)

// recover voids the leases of processes that have died since it was last called.
func (s *Store) recover(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var dead []int64
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, sqlBuryDead, advisoryClass, s.session.current()) // CollectRows returns the error
		var err error
		if dead, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil || len(dead) == 0 {
			return err
		}
		_, err = tx.Exec(ctx, sqlFreeLanes, dead)
		return err
	})
	if err != nil {
		return fmt.Errorf("take over from dead processes: %w", err)
	}
	if len(dead) > 0 {
		s.log.Info("took over from dead processes", "epochs", dead)
		s.wake()
	}
	return nil
}

// broken reports whether err is of the connection rather than of what was asked.
func broken(err error) bool {
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) {
		return true
	}
	switch pgErr.Code[:2] {
	case "08", "57", "53", "58", "25": // connection, shutdown, no resources, I/O, read-only after a failover
		return true
	}
	return false
}
