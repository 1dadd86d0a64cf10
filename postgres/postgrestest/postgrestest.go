// Package postgrestest gives each test a database of its own with the current schema, on one real
// server that all packages' tests share.
//
//	func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }
//
//	pool := postgrestest.New(t) // or URL(t); Durable(t) waits for the disk, for benchmarks
//
// A database is a copy of a template that is migrated once for each state of the migrations, which
// takes some 35 ms. Databases are not dropped, since that takes three times as long; once a few
// hundred have gathered, the first to come throws the whole server away. A machine without
// Postgres fails the test: nothing is skipped in silence. Only tests import it.
package postgrestest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"madoguchi/postgres"
	"madoguchi/postgres/embedded"
)

// leftovers is how many databases of earlier tests may gather.
const leftovers = 200

// The servers this process has a share in: the fast one and the durable one.
var servers = [2]share{{dir: "fast"}, {dir: "durable"}}

type share struct {
	dir      string
	once     sync.Once
	server   *embedded.Server
	template string
	err      error
}

// Main runs a package's tests and then gives up the shared server, which stops when nobody else
// uses it. Call it from TestMain and exit with what it returns; without it the server stays for
// the next run.
func Main(m *testing.M) int {
	code := m.Run()
	for i := range servers {
		if s := servers[i].server; s != nil {
			if err := s.Close(); err != nil {
				fmt.Fprintln(os.Stderr, "postgrestest:", err)
				code = max(code, 1)
			}
		}
	}
	return code
}

// New gives the test a pool on a database of its own.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), URL(t))
	if err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// URL gives the test a database of its own. The server forgets everything in a power failure,
// which tests do not mind and which makes them fast.
func URL(t testing.TB) string { t.Helper(); return database(t, &servers[0]) }

// Durable is like URL on a server that waits for the disk as in production: for benchmarks.
func Durable(t testing.TB) string { t.Helper(); return database(t, &servers[1]) }

func database(t testing.TB, s *share) string {
	t.Helper()
	s.once.Do(s.start)
	if s.err != nil {
		t.Fatalf("postgrestest: %v", s.err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	if err := execute(t.Context(), s.server.URL(), fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s`, name, s.template)); err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	return in(s.server.URL(), name)
}

// in is url with another database.
func in(url, database string) string {
	_, query, _ := strings.Cut(url, "?")
	return "postgres:///" + database + "?" + query
}

func (s *share) start() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("madoguchi-test-%d", os.Geteuid()), s.dir)
	if s.err = os.MkdirAll(filepath.Dir(dir), 0o755); s.err != nil {
		return
	}
	config := embedded.Config{Dir: dir, FsyncOff: s == &servers[0], MaxConns: 300}
	if s.server, s.err = embedded.Start(ctx, config); s.err != nil {
		return
	}
	if s.err = s.renew(ctx, config); s.err == nil {
		s.template, s.err = makeTemplate(ctx, s.server.URL())
	}
}

// renew throws the server away if it holds too many databases and nobody else is using it.
func (s *share) renew(ctx context.Context, config embedded.Config) error {
	var n int
	err := query(ctx, s.server.URL(), &n, `SELECT count(*) FROM pg_database WHERE datname LIKE 'test\_%'`)
	if err != nil || n < leftovers {
		return err
	}
	if err := s.server.Close(); err != nil {
		return err
	}
	// Still there: others use it, and one of the next runs will find it alone.
	if _, err := os.Stat(filepath.Join(config.Dir, "data", "postmaster.pid")); errors.Is(err, os.ErrNotExist) {
		if err := os.Rename(config.Dir, config.Dir+thrown+strings.ToLower(rand.Text())); err != nil {
			return err
		}
		if err := remove(config.Dir); err != nil {
			return err
		}
	}
	s.server, err = embedded.Start(ctx, config)
	return err
}

// thrown is between the name of a server's directory and what tells those apart that were thrown away.
const thrown = ".old-"

// remove begins to remove the servers that were thrown away in place of dir, and what an earlier
// removal left. Nobody waits for it, nor does it end with this process: some hundred thousand
// files have taken a slow disk more than two minutes.
func remove(dir string) error {
	all, err := filepath.Glob(dir + thrown + "*")
	if err != nil {
		return err
	}
	rm := exec.Command("rm", append([]string{"-rf", "--"}, all...)...)
	rm.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := rm.Start(); err != nil {
		return fmt.Errorf("remove the old test server: %w", err)
	}
	return rm.Process.Release()
}

// makeTemplate makes the template for the current migrations unless it exists, and names it. Of
// several processes one makes it. A template takes its name when it is finished.
func makeTemplate(ctx context.Context, url string) (string, error) {
	hash, err := postgres.SchemaHash()
	if err != nil {
		return "", err
	}
	name := "template_" + hash[:16]
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", fmt.Errorf("connect to the test server: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(1952805748)`); err != nil {
		return "", fmt.Errorf("wait for the template: %w", err)
	}
	var exists bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists); err != nil || exists {
		return name, err
	}
	fresh := name + "_new"
	for _, sql := range []string{`DROP DATABASE IF EXISTS ` + fresh, `CREATE DATABASE ` + fresh} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", fmt.Errorf("make the template: %w", err)
		}
	}
	if err := postgres.Migrate(ctx, in(url, fresh)); err != nil {
		return "", err
	}
	return name, rename(ctx, conn, fresh, name)
}

// rename waits for the last session of a database to be gone, which the server notices late.
func rename(ctx context.Context, conn *pgx.Conn, from, to string) error {
	for {
		_, err := conn.Exec(ctx, fmt.Sprintf(`ALTER DATABASE %s RENAME TO %s`, from, to))
		var pgErr *pgconn.PgError
		if err == nil || !errors.As(err, &pgErr) || pgErr.Code != "55006" || ctx.Err() != nil {
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func execute(ctx context.Context, url, sql string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

func query(ctx context.Context, url string, into any, sql string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	defer conn.Close(ctx)
	return conn.QueryRow(ctx, sql).Scan(into)
}
