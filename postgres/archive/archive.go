// Package archive writes a database to a file and reads it back, by Postgres's own pg_dump and
// pg_restore.
//
//	err := archive.Dump(ctx, url, snapshot.ID, file)
//	err := archive.Load(ctx, url, file.Name())
//
// What is in the file, and what becomes of a database that came out of one, is package postgres's
// matter. A password is handed to the programs by their environment, where other users do not see it.
package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Magic begins every file that Dump writes.
const Magic = "PGDMP"

// Dump writes the database to w as it stood at a snapshot that its caller holds open; "" for now.
func Dump(ctx context.Context, database, snapshot string, w io.Writer) error {
	args := []string{"--format=custom", "--no-owner", "--no-privileges", "--no-password"}
	if snapshot != "" {
		args = append(args, "--snapshot="+snapshot)
	}
	return run(ctx, "pg_dump", database, args, w)
}

// Load reads a file of Dump into an empty database, all of it or nothing.
func Load(ctx context.Context, database, file string) error {
	return run(ctx, "pg_restore", database, []string{"--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password", file}, io.Discard)
}

func run(ctx context.Context, program, database string, args []string, w io.Writer) error {
	place, password := conninfo(database)
	var failed error
	// An older program refuses a newer server, and a newer one reads files that an older does not: the newest
	// that there is goes first, and the next only where that one is not for this server.
	for _, path := range programs(program) {
		said := &bytes.Buffer{}
		out := &counter{w: w}
		cmd := exec.CommandContext(ctx, path, append(slices.Clone(args), "--dbname="+place)...)
		cmd.Stdout, cmd.Stderr = out, said
		cmd.Env = append(os.Environ(), "LC_ALL=C")
		if password != "" {
			cmd.Env = append(cmd.Env, "PGPASSWORD="+password)
		}
		err := cmd.Run()
		if err == nil {
			return nil
		}
		failed = fmt.Errorf("run %s: %w: %s", program, err, strings.TrimSpace(said.String()))
		if out.n > 0 || ctx.Err() != nil || !strings.Contains(said.String(), "version") {
			return failed
		}
	}
	if failed == nil {
		return fmt.Errorf("%s is not installed here: run `apt-get install postgresql-client` (macOS: `brew install libpq`)", program)
	}
	return failed
}

// A counter counts what goes through it.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// programs are where a program of Postgres is, the newest first.
func programs(name string) []string {
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/*/bin", "/usr/local/opt/*/bin"} {
		dirs, _ := filepath.Glob(filepath.Join(pattern, name)) // the patterns are well formed
		slices.SortFunc(dirs, func(a, b string) int { return version(b) - version(a) })
		found = append(found, dirs...)
	}
	if path, err := exec.LookPath(name); err == nil {
		found = append(found, path)
	}
	return found
}

// version is the number in a path such as /usr/lib/postgresql/15/bin/pg_dump, or 0.
func version(path string) int {
	n, _ := strconv.Atoi(digits.FindString(path)) // digits only
	return n
}

var digits = regexp.MustCompile(`\d+`)

var passwordWord = regexp.MustCompile(`(?i)\bpassword\s*=\s*('(?:[^'\\]|\\.)*'|\S+)`)

// conninfo is a connection string as libpq takes it, and the password that stood in it. What pgx alone
// understands is left out: libpq would refuse it.
func conninfo(database string) (place, password string) {
	u, err := url.Parse(database)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		word := passwordWord.FindStringSubmatch(database)
		if word == nil {
			return database, ""
		}
		password = strings.NewReplacer(`\'`, `'`, `\\`, `\`).Replace(strings.Trim(word[1], "'"))
		return strings.TrimSpace(passwordWord.ReplaceAllString(database, "")), password
	}
	if u.User != nil {
		password, _ = u.User.Password()
		u.User = url.User(u.User.Username())
	}
	q := u.Query()
	if p := q.Get("password"); p != "" {
		password = p
		q.Del("password")
	}
	for name := range q {
		if strings.HasPrefix(name, "pool_") || slices.Contains([]string{"default_query_exec_mode", "statement_cache_capacity", "description_cache_capacity"}, name) {
			q.Del(name)
		}
	}
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20") // libpq takes a plus for a plus
	return u.String(), password
}

// In is a connection string with another database.
func In(database, name string) (string, error) {
	u, err := url.Parse(database)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return "", errors.New("name another database: the connection string is no postgres:// address")
	}
	u.Path = "/" + name
	q := u.Query()
	q.Del("dbname")
	q.Del("database")
	u.RawQuery = q.Encode()
	return u.String(), nil
}
