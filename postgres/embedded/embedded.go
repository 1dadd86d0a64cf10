// Package embedded runs a private Postgres server for an office that has none: the binaries of an
// installed Postgres on a data directory of our own, reached by a unix socket only.
//
//	server, err := embedded.Start(ctx, embedded.Config{Dir: dir})
//	defer server.Close()
//	store, err := postgres.Open(ctx, server.URL(), postgres.Options{})
//
// The first start takes about a second, later ones a tenth of that. A server that outlived a
// killed program is adopted, not restarted. Several processes may share one directory: whoever
// comes first starts the server, whoever leaves last stops it; if it dies between, one of them
// starts it again. A data directory is never deleted, and never opened by another major version than the one
// that made it. As root, the server runs as an unprivileged user, because Postgres refuses to run as root.
package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// A Config says where the server lives.
type Config struct {
	Dir      string       // holds data, socket, locks and log; "" means DefaultDir
	BinDir   string       // where initdb and postgres are; "" searches
	Log      *slog.Logger // nil means none
	FsyncOff bool         // for tests alone: a power failure then loses the database
	MaxConns int          // 0 means 50
}

// The name of the superuser, which is also that of the database.
const name = "madoguchi"

// A Server is a share in a running server.
type Server struct {
	config  Config
	socket  string // directory of the socket
	share   *lock
	started bool // by this process

	closing chan struct{}
	keeping sync.WaitGroup
}

// DefaultDir is where the database lives unless the configuration says otherwise:
// /var/lib/madoguchi for root, since the server runs as another user that cannot look into
// /root, else below the user's data directory.
func DefaultDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/madoguchi", nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "madoguchi"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find a place for the database: %w", err)
	}
	return filepath.Join(home, ".local", "share", "madoguchi"), nil
}

// Start starts the server in c.Dir, or takes a share in the one that already runs there.
func Start(ctx context.Context, c Config) (*Server, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.MaxConns == 0 {
		c.MaxConns = 50
	}
	if c.Dir == "" {
		dir, err := DefaultDir()
		if err != nil {
			return nil, err
		}
		c.Dir = dir
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("find database directory %s: %w", c.Dir, err)
	}
	c.Dir = dir
	s := &Server{config: c, closing: make(chan struct{})}
	if err := s.start(ctx); err != nil {
		return nil, fmt.Errorf("start the database in %s: %w", c.Dir, err)
	}
	return s, nil
}

func (s *Server) start(ctx context.Context) error {
	owner, err := findOwner()
	if err != nil {
		return err
	}
	if err := makeDir(s.config.Dir, owner); err != nil {
		return err
	}
	if err := reachable(s.config.Dir, owner); err != nil {
		return err
	}
	gate, err := acquire(ctx, s.path("start.lock"), exclusive)
	if err != nil {
		return err
	}
	defer gate.release()
	if s.socket, err = socketDir(s.config.Dir, owner); err != nil {
		return err
	}
	if err := s.run(ctx, owner); err != nil {
		return err
	}
	if s.share, err = acquire(ctx, s.path("users.lock"), shared); err != nil {
		return err
	}
	s.keeping.Go(func() { s.keep(owner) })
	return nil
}

// keepCheck is how often a process looks whether the server still lives.
const keepCheck = 200 * time.Millisecond

// keep starts the server again when it has died, until Close: the kernel kills it when memory runs
// out, and nobody else would notice.
func (s *Server) keep(owner *owner) {
	tick := time.NewTicker(keepCheck)
	defer tick.Stop()
	for {
		select {
		case <-s.closing:
			return
		case <-tick.C:
		}
		if s.postmaster() != 0 {
			continue
		}
		s.config.Log.Warn("the database has died; starting it again", "dir", s.config.Dir)
		if err := s.revive(owner); err != nil {
			s.config.Log.Error("start the database again", "dir", s.config.Dir, "err", err)
		}
	}
}

func (s *Server) revive(owner *owner) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	gate, err := acquire(ctx, s.path("start.lock"), exclusive)
	if err != nil {
		return err
	}
	defer gate.release()
	bin, err := findBinaries(s.config.BinDir, s.data())
	if err != nil {
		return err
	}
	_, err = s.launch(ctx, bin, owner)
	return err
}

// run adopts the running server or starts one, and sees to it that our database exists.
func (s *Server) run(ctx context.Context, owner *owner) error {
	begin := time.Now()
	bin, err := findBinaries(s.config.BinDir, s.data())
	if err != nil {
		return err
	}
	if err := s.initialise(ctx, bin, owner); err != nil {
		return err
	}
	adopted, err := s.launch(ctx, bin, owner)
	if err != nil {
		return err
	}
	s.started = !adopted
	if err := s.createDatabase(ctx); err != nil {
		return err
	}
	s.config.Log.Info("database ready", "dir", s.config.Dir, "adopted", adopted, "took", time.Since(begin).Round(time.Millisecond))
	return nil
}

// URL is the connection string of the server's database.
func (s *Server) URL() string { return s.url(name) }

func (s *Server) url(database string) string {
	q := url.Values{"host": {s.socket}, "user": {name}}
	return "postgres:///" + database + "?" + q.Encode()
}

// Close gives up this process's share. The last share to go stops the server, after its clients'
// transactions are rolled back and everything is on disk.
func (s *Server) Close() error {
	if s.share == nil {
		return nil
	}
	close(s.closing)
	s.keeping.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	gate, err := acquire(ctx, s.path("start.lock"), exclusive)
	if err != nil {
		return fmt.Errorf("stop the database in %s: %w", s.config.Dir, err)
	}
	defer gate.release()
	s.share.release()
	s.share = nil
	last, err := try(s.path("users.lock"), exclusive)
	if err != nil || last == nil {
		return err // others still use it
	}
	defer last.release()
	if err := s.stop(ctx); err != nil {
		return fmt.Errorf("stop the database in %s: %w", s.config.Dir, err)
	}
	return nil
}

func (s *Server) path(file string) string { return filepath.Join(s.config.Dir, file) }
func (s *Server) data() string            { return s.path("data") }

// settings are the server's, given on the command line so that the data directory's own
// configuration file stays as initdb made it and a person may add to it.
func (s *Server) settings() []string {
	set := []string{
		"listen_addresses=",
		"unix_socket_directories=" + s.socket,
		"unix_socket_permissions=0700",
		"shared_buffers=64MB",
		"max_connections=" + strconv.Itoa(s.config.MaxConns),
		"log_timezone=UTC",
		"timezone=UTC",
	}
	if s.config.FsyncOff {
		// A commit is still handed to the kernel: a killed server, other than a lost machine, forgets nothing.
		set = append(set, "fsync=off", "full_page_writes=off")
	}
	return set
}
