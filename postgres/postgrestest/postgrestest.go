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
	"io"
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
// the next run, as it does where it does not stop in time: that says nothing of what was tested.
func Main(m *testing.M) int {
	code := m.Run()
	for i := range servers {
		if err := servers[i].close(); err != nil {
			fmt.Fprintln(os.Stderr, "postgrestest:", err)
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

// patience is how long a start may take: others start, or throw away, before it is our turn, and a slow disk makes a
// server in a minute. It is shorter than what a package's tests may take.
const patience = 8 * time.Minute

func (s *share) start() {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	dir, err := s.path()
	if err != nil {
		s.err = err
		return
	}
	alone, err := gate(ctx, dir)
	if err != nil {
		s.err = err
		return
	}
	defer alone.Close()
	config := embedded.Config{Dir: dir, FsyncOff: s == &servers[0], MaxConns: 300}
	if s.server, s.err = begin(ctx, config); s.err != nil {
		return
	}
	if s.err = s.renew(ctx, config); s.err == nil {
		s.template, s.err = makeTemplate(ctx, s.server.URL())
	}
}

func (s *share) close() error {
	if s.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	alone, err := gate(ctx, filepath.Join(root(), s.dir))
	if err != nil {
		return err
	}
	defer alone.Close()
	return s.server.Close()
}

// root is where the servers of this user's tests are.
func root() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("madoguchi-test-%d", os.Geteuid()))
}

func (s *share) path() (string, error) {
	if err := os.MkdirAll(root(), 0o755); err != nil {
		return "", fmt.Errorf("make a place for the test server: %w", err)
	}
	return filepath.Join(root(), s.dir), nil
}

// gate waits until this process alone starts or stops the server in dir, until what it gives is closed. The server's own
// locks are in its directory, and go with it when it is thrown away: who waited there for its turn would fail.
func gate(ctx context.Context, dir string) (io.Closer, error) {
	f, err := os.OpenFile(dir+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock of the test server: %w", err)
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) || ctx.Err() != nil {
			_ = f.Close() // nothing was written
			return nil, fmt.Errorf("wait for the lock of the test server: %w", errors.Join(err, ctx.Err()))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// begin starts the server or joins it. What an earlier run has left and cannot be started is thrown away: the remains
// of a machine that was stopped, for this server does not wait for the disk, or of another version of Postgres.
func begin(ctx context.Context, config embedded.Config) (*embedded.Server, error) {
	server, err := embedded.Start(ctx, config)
	if err == nil || ctx.Err() != nil || used(config.Dir) {
		return server, err
	}
	fmt.Fprintln(os.Stderr, "postgrestest: begin anew:", err)
	if err := discard(config.Dir); err != nil {
		return nil, err
	}
	return embedded.Start(ctx, config)
}

// used reports whether somebody has a share in the server in dir.
func used(dir string) bool {
	f, err := os.OpenFile(filepath.Join(dir, "users.lock"), os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil
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
	// Where others use it, one of the next runs will find it alone.
	if _, err := os.Stat(filepath.Join(config.Dir, "data", "postmaster.pid")); errors.Is(err, os.ErrNotExist) && !used(config.Dir) {
		if err := discard(config.Dir); err != nil {
			return err
		}
	}
	s.server, err = embedded.Start(ctx, config)
	return err
}

// discard throws the server in dir away.
func discard(dir string) error {
	if err := os.Rename(dir, dir+thrown+strings.ToLower(rand.Text())); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("throw the old test server away: %w", err)
	}
	return remove(dir)
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
