package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A cluster is a Postgres server of a test's own that it may stop, kill, copy and promote: as an office runs it
// that has one, unlike the private one, which its programs start again.
type cluster struct {
	t    testing.TB
	dir  string // below it data and run, the folder of the socket
	cmd  *exec.Cmd
	done chan struct{} // closed once it has ended
}

// postgresBin is where Postgres's programs are.
func postgresBin(t testing.TB) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if path, err := exec.LookPath("initdb"); err == nil && len(found) == 0 {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		t.Fatal("no Postgres is installed")
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1])
}

// asPostgres makes a command run as the user postgres where we are root, as Postgres wants.
func asPostgres(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() != 0 {
		return
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(u.Uid) // numbers on every system that has Postgres
	gid, _ := strconv.Atoi(u.Gid)
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// newCluster makes and starts a server with an empty database.
func newCluster(t testing.TB) *cluster {
	t.Helper()
	c := emptyCluster(t)
	c.runs("initdb", "-D", c.data(), "-U", "madoguchi", "-A", "trust", "-E", "UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--no-sync")
	c.start()
	conn, err := pgx.Connect(t.Context(), strings.Replace(c.url(), "///madoguchi", "///postgres", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), `CREATE DATABASE madoguchi`); err != nil {
		t.Fatal(err)
	}
	return c
}

func emptyCluster(t testing.TB) *cluster {
	t.Helper()
	dir, err := os.MkdirTemp("", "cluster-")
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, dir: dir}
	t.Cleanup(func() {
		c.signal(syscall.SIGQUIT)
		_ = os.RemoveAll(dir)
	})
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	c.command("mkdir", c.socket())
	return c
}

func (c *cluster) data() string   { return filepath.Join(c.dir, "data") }
func (c *cluster) socket() string { return filepath.Join(c.dir, "run") }

// url is its database, or, of several, whichever of them may be written.
func (c *cluster) url(others ...*cluster) string {
	hosts, ports := []string{c.socket()}, []string{"5432"}
	for _, o := range others {
		hosts, ports = append(hosts, o.socket()), append(ports, "5432")
	}
	q := url.Values{"host": {strings.Join(hosts, ",")}, "port": {strings.Join(ports, ",")}, "user": {"madoguchi"}}
	if len(others) > 0 {
		q.Set("target_session_attrs", "read-write")
	}
	return "postgres:///madoguchi?" + q.Encode()
}

// runs runs one of Postgres's programs.
func (c *cluster) runs(program string, args ...string) {
	c.t.Helper()
	c.command(filepath.Join(postgresBin(c.t), program), args...)
}

func (c *cluster) command(program string, args ...string) {
	c.t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = "/"
	asPostgres(c.t, cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

// start starts the server and waits until it answers.
func (c *cluster) start() {
	c.t.Helper()
	c.cmd = exec.Command(filepath.Join(postgresBin(c.t), "postgres"), "-D", c.data(), "-c", "listen_addresses=", "-c", "unix_socket_directories="+c.socket(),
		"-c", "shared_buffers=32MB", "-c", "max_connections=120", "-c", "fsync=off")
	c.cmd.Dir = "/"
	asPostgres(c.t, c.cmd)
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.done = make(chan struct{})
	go func(cmd *exec.Cmd, done chan struct{}) { _ = cmd.Wait(); close(done) }(c.cmd, c.done)
	for begin := time.Now(); time.Since(begin) < limit; time.Sleep(20 * time.Millisecond) {
		conn, err := pgx.Connect(c.t.Context(), strings.Replace(c.url(), "///madoguchi", "///postgres", 1))
		if err == nil {
			_ = conn.Close(c.t.Context())
			return
		}
	}
	c.t.Fatalf("the server in %s does not start", c.dir)
}

// signal ends the server: SIGINT as pg_ctl's fast, SIGQUIT as its immediate, SIGKILL as the kernel does.
func (c *cluster) signal(s syscall.Signal) {
	if c.cmd == nil || c.cmd.Process == nil {
		return
	}
	_ = c.cmd.Process.Signal(s)
	<-c.done
	c.cmd = nil
}

// standby is a copy of c that follows it, started.
func (c *cluster) standby() *cluster {
	c.t.Helper()
	s := emptyCluster(c.t)
	s.runs("pg_basebackup", "-h", c.socket(), "-U", "madoguchi", "-D", s.data(), "-R", "--no-sync", "-c", "fast")
	s.start()
	return s
}

func (c *cluster) exec(sql string) {
	c.t.Helper()
	conn, err := pgx.Connect(c.t.Context(), c.url())
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(c.t.Context()))
	if _, err := conn.Exec(c.t.Context(), sql); err != nil {
		c.t.Fatalf("%s: %v", sql, err)
	}
}

// quiet waits until nothing waits any more in the database at url.
func (f *fleet) quiet(url string) {
	f.t.Helper()
	f.until("all to be decided and sent", func() bool {
		ctx, cancel := context.WithTimeout(f.t.Context(), 10*time.Second)
		defer cancel()
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return false
		}
		defer conn.Close(ctx)
		var left int
		err = conn.QueryRow(ctx, `SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM deliveries WHERE settled IS NULL)`).Scan(&left)
		return err == nil && left == 0
	})
	time.Sleep(time.Second) // what would come twice has come by then
}

// whole fails the test unless everybody was answered once and in order. Who might have been told twice after a
// reply token's life was over counts, too, unless the program has said so.
func (c *crowd) whole() {
	c.f.t.Helper()
	lost, doubled, wrong := c.compare(false)
	marked := c.marked()
	if lost+wrong > 0 || doubled > marked {
		c.compare(true)
		c.f.t.Errorf("%d answers lost, %d doubled and %d of them said to be so, %d members told out of order", lost, doubled, marked, wrong)
	}
	if faults := c.f.line.Faults(); len(faults) > 0 {
		c.f.t.Errorf("LINE would have refused: %v", faults)
	}
	c.f.t.Logf("%s", fmt.Sprintf("%d events, %d deliveries again: %d lost, %d doubled (%d marked), %d out of order", c.asked(), c.copies.Load(), lost, doubled, marked, wrong))
}

// maybeCopies is where a program says in how many copies besides the one just sent somebody may have got a reply.
var maybeCopies = regexp.MustCompile(`this may be a second copy[^\n]*"?copies"?[:=](\d+)`)

// marked is how many copies the programs have said somebody may have got too many.
func (c *crowd) marked() (n int) {
	for _, m := range c.f.members {
		for _, said := range maybeCopies.FindAllStringSubmatch(m.log(), -1) {
			copies, _ := strconv.Atoi(said[1]) // the expression takes digits only
			n += copies
		}
	}
	return n
}
