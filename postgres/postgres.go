// Package postgres keeps everything: what came in, what was decided, what goes out, the tickets,
// the transcripts and the FAQ, in one Postgres database that any number of equal processes share.
//
//	store, err := postgres.Open(ctx, url, postgres.Options{}) // migrates, and takes over from dead processes
//	defer store.Close()
//
// A [Store] is the bot's inbox and its outbox. Events are stored by [Store.Accept], many callers
// sharing one transaction, and decided by [Store.Turn], one transaction under the lock of the
// contact's conversation. Deliveries wait in lanes, are claimed under a lease by [Store.Claim] and
// settled by [Store.Settle]; nothing is locked while a platform is called. Every process holds an
// advisory lock for as long as it lives, so that the work of a dead one is taken over at once.
//
// The store decides nothing: what an event means is said by the function that Turn is given.
//
// SQL stands beside the method that runs it, as constants: one test prepares every statement
// against the migrated schema. schema.sql shows the tables in full; docs/data-model.md and docs/outbox.md
// describe them.
package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"madoguchi/bot/turn"
	"madoguchi/ticket"
)

// Options adjust a store. The zero value is good.
type Options struct {
	Log         *slog.Logger
	Now         func() time.Time // the clock people see; nil = time.Now. Leases go by the database's
	IntakeConns int              // connections kept for storing what comes in; 0 = 4
	WorkerConns int              // connections for everything else; 0 = 12
	Lease       time.Duration    // how long a live process may take over one delivery; 0 = one minute
	// Approves says whether a programme has the changes of its FAQ approved by a second person; nil: none has.
	Approves   func(programme string) bool
	SessionURL string // where LISTEN and session locks work, if url leads through a transaction pooler; "" = url
}

// A Store is the database. Create one with Open.
type Store struct {
	options Options
	log     *slog.Logger
	// Storing what comes in has connections of its own: however busy or stuck the workers are,
	// a webhook finds one.
	intake  *pgxpool.Pool
	workers *pgxpool.Pool
	session *session
	hints   *hints
	accepts chan *acceptance
	wakes   chan struct{} // something may have become due
	trial   trial
	forms   atomic.Pointer[func(id string) *ticket.Form] // see LearnForms
	away    away
	traffic Traffic
	closing <-chan struct{}

	cancel context.CancelFunc
	wg     sync.WaitGroup
}

var (
	_ turn.Inbox  = (*Store)(nil)
	_ turn.Outbox = (*Store)(nil)
)

// Open brings the schema up to date, holds back what a restored database would do twice, announces this process, takes over what dead ones left, and
// keeps doing so until Close.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	o = o.withDefaults(url)
	if err := Migrate(ctx, o.SessionURL); err != nil {
		return nil, err
	}
	if err := settleInMoved(ctx, o.SessionURL, o); err != nil {
		return nil, err
	}
	s := &Store{
		options: o, log: o.Log, hints: newHints(),
		accepts: make(chan *acceptance, acceptBatch), wakes: make(chan struct{}, 1),
		away: away{ids: map[int64]bool{}},
	}
	var err error
	if s.intake, err = s.newPool(ctx, url, o.IntakeConns); err != nil {
		return nil, err
	}
	if s.workers, err = s.newPool(ctx, url, o.WorkerConns); err != nil {
		s.intake.Close()
		return nil, err
	}
	if s.session, err = openSession(ctx, o.SessionURL); err != nil {
		s.intake.Close()
		s.workers.Close()
		return nil, err
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.cancel, s.closing = cancel, background.Done()
	if err := s.recover(ctx); err != nil {
		s.Close()
		return nil, err
	}
	s.wg.Go(func() { s.listen(background) })
	s.wg.Go(func() { s.watchEpochs(background) })
	s.wg.Go(func() { s.watchClock(background) })
	s.wg.Go(func() { s.commitAccepted(background) })
	return s, nil
}

func (o Options) withDefaults(url string) Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.IntakeConns == 0 {
		o.IntakeConns = 4
	}
	if o.WorkerConns == 0 {
		o.WorkerConns = 12
	}
	if o.Lease == 0 {
		o.Lease = time.Minute
	}
	if o.SessionURL == "" {
		o.SessionURL = url
	}
	return o
}

func (s *Store) newPool(ctx context.Context, url string, conns int) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read database URL: %w", err)
	}
	c.MaxConns = int32(conns)
	c.MinIdleConns = 1
	c.ConnConfig.ConnectTimeout = 5 * time.Second
	c.ConnConfig.RuntimeParams["application_name"] = "madoguchi"
	c.ConnConfig.Tracer = &s.traffic
	// A process that hangs in the middle of a turn must not keep a contact locked for ever.
	c.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "30s"
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open database pool: %w", err)
	}
	return pool, nil
}

// Close gives back the connections and marks this process as ended, so that others take over what
// it left undone. Calls under way should have returned before.
func (s *Store) Close() {
	s.cancel()
	s.wg.Wait()
	s.session.end()
	s.intake.Close()
	s.workers.Close()
}

// wake lets Wait return.
func (s *Store) wake() {
	select {
	case s.wakes <- struct{}{}:
	default: // a wake is waiting already
	}
}
