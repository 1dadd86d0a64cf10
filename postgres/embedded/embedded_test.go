package embedded

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// testDir is a directory that the user Postgres runs as can reach, even when we are root:
// t.TempDir lies below one that only root can enter.
func testDir(t *testing.T) string {
	t.Helper()
	parent, err := os.MkdirTemp("", "embedded")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(parent, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(parent); err != nil {
			t.Error(err)
		}
	})
	return filepath.Join(parent, "db")
}

func start(t *testing.T, c Config) *Server {
	t.Helper()
	c.FsyncOff = true
	s, err := Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func query(t *testing.T, s *Server, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var got string
	if err := conn.QueryRow(t.Context(), sql).Scan(&got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestStartStopAndStartAgain(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	s := start(t, Config{Dir: dir})
	// lower() and similarity must know Japanese and full-width letters.
	if got := query(t, s, `SELECT lower('ＳＥＬＡＳ')`); got != "ｓｅｌａｓ" {
		t.Errorf("lower: got %q", got)
	}
	if got := query(t, s, `SHOW listen_addresses`); got != "" {
		t.Errorf("the server listens on %q", got)
	}
	query(t, s, `WITH t AS (SELECT 1) SELECT current_database()`)
	pid := s.postmaster()
	if pid == 0 {
		t.Fatal("no server process")
	}
	if pgid, err := syscall.Getpgid(pid); err != nil || pgid == syscall.Getpgrp() {
		t.Errorf("the server shares our process group (%v): Ctrl-C would stop it", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s.postmaster() != 0 {
		t.Error("the server runs on after its last user left")
	}
	again := start(t, Config{Dir: dir})
	if got := query(t, again, `SELECT current_database()`); got != name {
		t.Errorf("got %q", got)
	}
}

func TestSharedByManyAndStoppedByTheLast(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	servers := make([]*Server, 5)
	var wg sync.WaitGroup
	for i := range servers {
		wg.Go(func() {
			s, err := Start(t.Context(), Config{Dir: dir, FsyncOff: true})
			if err != nil {
				t.Error(err)
				return
			}
			servers[i] = s
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	starters := 0
	for i, s := range servers {
		if s.started {
			starters++
		}
		if s.postmaster() == 0 {
			t.Errorf("the server stopped before user %d left", i)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if starters != 1 {
		t.Errorf("%d of them started it, want 1", starters)
	}
	if servers[0].postmaster() != 0 {
		t.Error("the last to leave did not stop it")
	}
}

func TestAdoptsARunningServer(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	first := start(t, Config{Dir: dir})
	pid := first.postmaster()
	die(first)
	second := start(t, Config{Dir: dir})
	if second.started || second.postmaster() != pid {
		t.Errorf("started anew (process %d, before %d)", second.postmaster(), pid)
	}
}

func TestStartsAfterTheServerWasKilled(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	first := start(t, Config{Dir: dir})
	pid := first.postmaster()
	die(first)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	second := start(t, Config{Dir: dir})
	if got := query(t, second, `SELECT current_database()`); got != name {
		t.Errorf("got %q", got)
	}
}

// die ends a share as when its program is killed: the locks go, the server stays.
func die(s *Server) {
	close(s.closing)
	s.keeping.Wait()
	s.share.release()
	s.share = nil
}

func TestADeadServerIsStartedAgain(t *testing.T) {
	t.Parallel()
	s := start(t, Config{Dir: testDir(t)})
	pid := s.postmaster()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if now := s.postmaster(); now != 0 && now != pid {
			if _, status := s.readPidFile(); status == "ready" {
				break
			}
		}
		if time.Since(begin) > 2*time.Minute {
			t.Fatal("not started again")
		}
	}
	if got := query(t, s, `SELECT current_database()`); got != name {
		t.Errorf("got %q", got)
	}
}

func TestStalePidFileOfAnotherProgram(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	s := start(t, Config{Dir: dir})
	raw, err := os.ReadFile(s.pidFile())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(raw), "\n")
	if err := os.WriteFile(s.pidFile(), []byte("1\n"+rest), 0o644); err != nil { // process 1 lives, and is not Postgres
		t.Fatal(err)
	}
	start(t, Config{Dir: dir})
}

func TestAnUnfinishedInitdbIsBegunAnew(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	if err := os.MkdirAll(filepath.Join(dir, "data.new", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	if o, err := findOwner(); err == nil && o.drop {
		if err := os.Chown(dir, int(o.uid), int(o.gid)); err != nil {
			t.Fatal(err)
		}
	}
	start(t, Config{Dir: dir})
}

func TestALongDirectoryGetsAShortSocket(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(testDir(t), strings.Repeat("なが", 20), strings.Repeat("い", 20))
	s := start(t, Config{Dir: dir})
	if strings.HasPrefix(s.socket, dir) {
		t.Errorf("socket in %s", s.socket)
	}
	t.Cleanup(func() { _ = os.RemoveAll(s.socket) })
	query(t, s, `SELECT current_database()`)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		prepare func(t *testing.T, c *Config)
		want    string
	}{
		{"no binaries", func(t *testing.T, c *Config) { c.BinDir = t.TempDir() }, "apt-get install postgresql`"},
		{"another version's data", func(t *testing.T, c *Config) {
			write(t, filepath.Join(c.Dir, "data", "PG_VERSION"), "9\n")
		}, "was made by Postgres 9, which is not installed"},
		{"something else there", func(t *testing.T, c *Config) {
			write(t, filepath.Join(c.Dir, "data", "holiday.jpg"), "x")
		}, "is not empty and not a database"},
		{"a closed parent", func(t *testing.T, c *Config) {
			if os.Geteuid() != 0 {
				c.Dir = "/proc/db" // for anybody but root the user stays the same: any place that refuses will do
				return
			}
			closed := filepath.Join(t.TempDir(), "closed")
			if err := os.Mkdir(closed, 0o700); err != nil {
				t.Fatal(err)
			}
			c.Dir = filepath.Join(closed, "db")
		}, "start the database in"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := Config{Dir: testDir(t)}
			test.prepare(t, &c)
			s, err := Start(t.Context(), c)
			if err == nil {
				s.Close()
				t.Fatal("started")
			}
			if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %q, want one sentence with %q", err, test.want)
			}
		})
	}
}

// write puts a file below the database directory, given to the user Postgres runs as.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := findOwner()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, filepath.Dir(path), filepath.Dir(filepath.Dir(path))} {
		if err := os.Chown(p, int(o.uid), int(o.gid)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNumberOfVersionDirectory(t *testing.T) {
	t.Parallel()
	tests := map[string]int{
		"/usr/lib/postgresql/15/bin":           15,
		"/opt/homebrew/opt/postgresql@17/bin":  17,
		"/usr/pgsql-9/bin":                     9,
		"/opt/homebrew/opt/postgresql/bin":     0,
		"/usr/local/opt/postgresql@16/bin/x86": 16,
	}
	for path, want := range tests {
		if got := number(path); got != want {
			t.Errorf("number(%q) = %d, want %d", path, got, want)
		}
	}
}

func TestLocksExcludeEachOther(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	held, err := acquire(t.Context(), path, exclusive)
	if err != nil {
		t.Fatal(err)
	}
	if l, err := try(path, shared); err != nil || l != nil {
		t.Errorf("taken twice (%v)", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := acquire(ctx, path, shared); err == nil {
		t.Error("acquired while held")
	}
	held.release()
	if l, err := try(path, shared); err != nil || l == nil {
		t.Errorf("not free after release (%v)", err)
	}
}
