package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// initialise makes the data directory where there is none: beside its place first, then by one
// rename, so that a data directory is never half made.
func (s *Server) initialise(ctx context.Context, bin string, o *owner) error {
	if _, err := os.Stat(filepath.Join(s.data(), "PG_VERSION")); err == nil {
		return nil
	}
	fresh := s.data() + ".new"
	if err := os.RemoveAll(fresh); err != nil { // of an initdb that was cut short: never in use
		return fmt.Errorf("clear %s: %w", fresh, err)
	}
	// With the plain C locale alone, lower() and trigrams know no Japanese; with a national one,
	// the order of text would depend on the machine.
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", fresh, "-U", name, "-A", "trust",
		"-E", "UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--no-instructions")
	if s.config.FsyncOff {
		cmd.Args = append(cmd.Args, "--no-sync")
	}
	cmd.Dir, cmd.Env, cmd.SysProcAttr = s.config.Dir, environment(), o.attr()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("run initdb: %w: %s", err, lastLine(out))
	}
	if err := os.Remove(s.data()); err != nil && !errors.Is(err, os.ErrNotExist) { // an empty one
		return fmt.Errorf("make way for the data directory: %w", err)
	}
	if err := os.Rename(fresh, s.data()); err != nil {
		return fmt.Errorf("put the data directory in place: %w", err)
	}
	return nil
}

const (
	startTime = 60 * time.Second // a recovery after a crash may take long
	retryTime = 10 * time.Second // how long the remains of a killed server may hold up a new one
	stopTime  = 40 * time.Second
)

// launch adopts the running server or starts one, and waits until it is ready. The remains of a
// killed server (its shared memory, its last backends) hold up a new one for a moment: it is
// tried again for some seconds.
func (s *Server) launch(ctx context.Context, bin string, o *owner) (adopted bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for begin := time.Now(); ; {
		if s.postmaster() != 0 {
			if err = s.ready(ctx, nil); err == nil {
				return true, nil
			}
		} else if err = s.spawn(ctx, bin, o); err == nil {
			return false, nil
		}
		if ctx.Err() != nil || time.Since(begin) > retryTime {
			return false, err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// spawn starts the server and waits until it is ready or has exited.
func (s *Server) spawn(ctx context.Context, bin string, o *owner) error {
	// A pid file whose process is not our server is stale. Postgres would believe it where the
	// number has gone to another process of the same user.
	if err := os.Remove(s.pidFile()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove stale pid file: %w", err)
	}
	output, err := s.logFile()
	if err != nil {
		return err
	}
	defer output.Close()
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", s.data())
	for _, set := range s.settings() {
		cmd.Args = append(cmd.Args, "-c", set)
	}
	cmd.Dir, cmd.Env, cmd.SysProcAttr = s.config.Dir, environment(), o.attr()
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("run postgres: %w", err)
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }() // reaps it, whenever it ends
	return s.ready(ctx, exited)
}

// logLimit is where the server's log is begun anew, at a start.
const logLimit = 10 << 20

func (s *Server) logFile() (*os.File, error) {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(s.path("postgres.log")); err == nil && info.Size() > logLimit {
		flags |= os.O_TRUNC
	}
	f, err := os.OpenFile(s.path("postgres.log"), flags, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the database's log: %w", err)
	}
	return f, nil
}

// ready waits for the server to write "ready" into its pid file, unless it exits before.
func (s *Server) ready(ctx context.Context, exited <-chan error) error {
	for {
		pid, status := s.readPidFile()
		if pid != 0 && status == "ready" {
			return nil
		}
		if exited == nil && s.postmaster() == 0 {
			return errors.New("the running server stopped while we waited for it")
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the server to be ready: %w", ctx.Err())
		case <-exited:
			return fmt.Errorf("postgres stopped at once: %s", s.lastWords())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// lastWords is the end of the server's log, for the error message.
func (s *Server) lastWords() string {
	out, err := os.ReadFile(s.path("postgres.log"))
	if err != nil {
		return "see " + s.path("postgres.log")
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for i := len(lines) - 1; i >= 0 && i > len(lines)-20; i-- {
		if _, words, ok := strings.Cut(lines[i], "FATAL:  "); ok {
			return words
		}
	}
	return lastLine(out)
}

func lastLine(out []byte) string {
	out = bytes.TrimSpace(out)
	return string(out[bytes.LastIndexByte(out, '\n')+1:])
}

// environment is what Postgres is given: ours might hold PG variables and secrets.
func environment() []string { return []string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TZ=UTC"} }

func (s *Server) createDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var exists bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists); err != nil {
		return fmt.Errorf("look for database %s: %w", name, err)
	}
	if exists {
		return nil
	}
	if _, err := conn.Exec(ctx, `CREATE DATABASE `+name); err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}
