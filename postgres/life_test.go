package postgres_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/embedded"
	"madoguchi/postgres/postgrestest"
)

var update = flag.Bool("update", false, "write schema.sql anew")

// A dump begins with the versions of the programs and, since 2025, with a random word.
var passing = regexp.MustCompile(`(?m)^(--.*|\\(un)?restrict .*|SET .*|SELECT pg_catalog.set_config.*)\n`)

// TestSchemaFileIsTrue compares schema.sql, which people read, with what the migrations make.
func TestSchemaFileIsTrue(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(postgrestest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pg_dump", "--schema-only", "--no-owner", "--no-privileges",
		"-h", u.Query().Get("host"), "-U", u.Query().Get("user"), strings.TrimPrefix(u.Path, "/"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pg_dump: %v", err)
	}
	got := passing.ReplaceAll(out, nil)
	got = regexp.MustCompile(`\n{3,}`).ReplaceAll(bytes.TrimSpace(got), []byte("\n\n"))
	got = append([]byte("-- What the migrations make, as pg_dump shows it. Written by: go test ./postgres -run Schema -update\n\n"), append(got, '\n')...)
	if *update {
		if err := os.WriteFile("schema.sql", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("schema.sql is not what the migrations make (-file +made); run with -update:\n%s", diff)
	}
}

func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	if _, err := connect(t, url).Exec(t.Context(), `INSERT INTO schema_migrations (version, name) VALUES (9999, 'future')`); err != nil {
		t.Fatal(err)
	}
	_, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err == nil || !strings.Contains(err.Error(), "schema 9999") {
		t.Errorf("got %v", err)
	}
}

// TestNewerSchemaThatKeepsItsPromise: while a release is rolled out, and after it was taken back, the
// program of before runs on the new schema where that says so.
func TestNewerSchemaThatKeepsItsPromise(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	conn := connect(t, url)
	var have int
	if err := conn.QueryRow(t.Context(), `SELECT max(version) FROM schema_migrations`).Scan(&have); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		oldest  int
		refused bool
	}{{have, false}, {have - 1, false}, {have + 1, true}} {
		if _, err := conn.Exec(t.Context(), `
			INSERT INTO schema_migrations (version, name, oldest) VALUES ($1, 'future', $2)
			ON CONFLICT (version) DO UPDATE SET oldest = excluded.oldest`, have+1, tt.oldest); err != nil {
			t.Fatal(err)
		}
		if err := postgres.Migrate(t.Context(), url); (err != nil) != tt.refused {
			t.Errorf("a schema for programs from %d on, on one of %d: %v", tt.oldest, have, err)
		}
	}
	if _, err := conn.Exec(t.Context(), `INSERT INTO schema_migrations (version, name, oldest) VALUES ($1, 'kinder', $2)`, have+2, have); err != nil {
		t.Fatal(err)
	}
	if err := postgres.Migrate(t.Context(), url); err == nil {
		t.Error("a migration that asks for less has taken back what the one before it asks for")
	}
}

func TestManyProcessesMigrateOnce(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	if _, err := connect(t, url).Exec(t.Context(), `DROP SCHEMA public CASCADE; CREATE SCHEMA public`); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if err := postgres.Migrate(t.Context(), url); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestUnreachableDatabaseIsOneClearError(t *testing.T) {
	t.Parallel()
	_, err := postgres.Open(t.Context(), "postgres://nobody@127.0.0.1:1/none", postgres.Options{})
	if err == nil || !strings.Contains(err.Error(), "connect to the database") {
		t.Errorf("got %v", err)
	}
}

// TestConnectionsCutOff is what a restart of the server does to a process that lives on.
func TestConnectionsCutOff(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{Lease: time.Hour})
	send(t, s, 1, say(member, "一"), say(member, "二"))
	sending := claim(t, s, 10)
	epoch := s.Epoch()
	watch, stop := s.Watch(member)
	defer stop()

	if _, err := connect(t, url).Exec(t.Context(), `
		SELECT pg_terminate_backend(pid)
		FROM   pg_stat_activity
		WHERE  datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	<-watch // woken when the session is restored, since hints may have been lost
	deadline := time.Now().Add(time.Minute)
	for s.Healthy(t.Context()) != nil {
		if time.Now().After(deadline) {
			t.Fatalf("not healthy: %v", s.Healthy(t.Context()))
		}
		time.Sleep(10 * time.Millisecond)
	}
	if s.Epoch() != epoch {
		t.Logf("the process was taken for dead meanwhile and has a new epoch")
	}
	// The pools may still hold cut connections: what was under way is tried again by its caller.
	for {
		err := s.Settle(t.Context(), []turn.Settlement{{Delivery: sending[0], State: chat.Sent}})
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	eventually(t, "goes on", func() error { // other connections of the pool may still be the dead server's
		got, err := s.Claim(t.Context(), 10, nil)
		if err == nil && !slices.Equal(texts(got), []string{"二"}) {
			err = fmt.Errorf("claimed %q", texts(got))
		}
		return err
	})
}

func TestOneBadEventCostsNoOther(t *testing.T) {
	t.Parallel()
	s := open(t)
	noise := make([]byte, 10_000) // no index takes so much, and it cannot be compressed
	rand.NewChaCha8([32]byte{}).Read(noise)
	bad := wrote(chat.Address{Channel: chat.LINE, ID: hex.EncodeToString(noise)}, 1, "索引に入らない")
	bad.ID = "bad"
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			event := wrote(member, n, "よい")
			if n == 7 {
				event = bad
			}
			_, err := s.Accept(t.Context(), []chat.Event{event})
			if (err != nil) != (n == 7) {
				t.Errorf("event %d: %v", n, err)
			}
		})
	}
	wg.Wait()
	for range 19 {
		runTurn(t, s, member, func(*turn.Turn) {})
	}
}

func TestAcceptAfterCloseIsAnError(t *testing.T) {
	t.Parallel()
	s, err := postgres.Open(t.Context(), postgrestest.URL(t), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	_, err = s.Accept(t.Context(), []chat.Event{wrote(member, 1, "…")})
	if err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("got %v", err)
	}
}

// TestTheServerIsKilled is the worst day of a small office: the kernel kills the database.
func TestTheServerIsKilled(t *testing.T) {
	t.Parallel()
	parent, err := os.MkdirTemp("", "killed") // t.TempDir cannot be entered by the user Postgres runs as
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(parent) })
	if err := os.Chmod(parent, 0o755); err != nil {
		t.Fatal(err)
	}
	server, err := embedded.Start(t.Context(), embedded.Config{Dir: filepath.Join(parent, "db"), FsyncOff: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	s := openURL(t, server.URL(), postgres.Options{Lease: time.Hour})
	send(t, s, 1, say(member, "一"), say(member, "二"))
	sending := claim(t, s, 10)

	raw, err := os.ReadFile(filepath.Join(parent, "db", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "accept", func() error {
		_, err := s.Accept(t.Context(), []chat.Event{wrote(member, 2, "まだいますか")})
		return err
	})
	eventually(t, "health", func() error { return s.Healthy(t.Context()) })
	eventually(t, "goes on", func() error {
		// A process of the dead server may outlive it for a moment and take a settlement with it.
		if err := s.Settle(t.Context(), []turn.Settlement{{Delivery: sending[0], State: chat.Sent}}); err != nil {
			return err
		}
		got, err := s.Claim(t.Context(), 10, nil)
		if err == nil && !slices.Equal(texts(got), []string{"二"}) {
			err = fmt.Errorf("claimed %q", texts(got))
		}
		return err
	})
	runTurn(t, s, member, func(tn *turn.Turn) { same(t, "event", tn.Event.Text, "まだいますか") })
}

// eventually tries until it succeeds, within a minute and a half.
func eventually(t *testing.T, what string, try func() error) {
	t.Helper()
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		err := try()
		if err == nil {
			return
		}
		if time.Since(begin) > 90*time.Second {
			t.Fatalf("%s: %v", what, err)
		}
	}
}
