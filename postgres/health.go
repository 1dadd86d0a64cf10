package postgres

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// A database that answers may still take nothing in: its disk is full, or it has become a standby that is
// only read. Then whoever asks for our health must hear so, for what a webhook brings is refused. So
// health is a trial: a page of events is stored and taken back. What is taken back leaves its room to the
// next vacuum; therefore a trial that succeeded is good for a while, and so is what a webhook brought.

const (
	healthTime = 2 * time.Second  // bounds a check
	trialGood  = 15 * time.Second // how long a trial that succeeded is believed
	trialBad   = time.Second      // how long one that failed is
	trialBytes = 700              // of randomness, in hexadecimal: six of them fill a page of 8 kB, so that the table has to grow
)

const sqlTrial = `
	INSERT INTO events (channel, event_id, body)
	SELECT              'trial', $1 || n, jsonb_build_object('noise', $2::text)
	FROM   generate_series(1, 6) AS n`

// A trial is what is known of whether events can be stored.
type trial struct {
	mu  sync.Mutex
	err error     // of the last trial, or of the last attempt to store events
	at  time.Time // of that; zero = there was none
}

// learn notes what became of an attempt to store what came in.
func (t *trial) learn(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err == nil:
		t.err, t.at = nil, time.Now()
	case broken(err):
		t.err, t.at = err, time.Now()
	}
}

// known is what the last attempt showed, while that is recent enough.
func (t *trial) known() (err error, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	good := trialGood
	if t.err != nil {
		good = trialBad
	}
	return t.err, !t.at.IsZero() && time.Since(t.at) < good
}

// Healthy says whether the database answers, takes events in, and knows that this process lives.
func (s *Store) Healthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	if _, err := s.intake.Exec(ctx, `SELECT`); err != nil {
		return fmt.Errorf("ask the database for a sign of life: %w", err)
	}
	err, ok := s.trial.known()
	if !ok {
		err = s.try(ctx)
		s.trial.learn(err)
	}
	if err != nil {
		return fmt.Errorf("store an event on trial: %w", err)
	}
	if !s.session.alive() {
		return fmt.Errorf("ask the database for a sign of life: the session of this process is being restored")
	}
	return nil
}

var errTakenBack = errors.New("taken back")

// try stores an event and takes it back.
func (s *Store) try(ctx context.Context) error {
	noise := make([]byte, trialBytes)
	rand.Read(noise)
	err := pgx.BeginFunc(ctx, s.intake, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlTrial, rand.Text(), hex.EncodeToString(noise)); err != nil {
			return err
		}
		return errTakenBack
	})
	if errors.Is(err, errTakenBack) {
		return nil
	}
	return err
}
