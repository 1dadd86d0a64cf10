package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/postgres/postgrestest"
)

// A counter is an office whose desk is tried: its variables, and a clock that the test moves.
type counter struct {
	t    *testing.T
	vars map[string]string

	mu  sync.Mutex
	now time.Time
}

func newCounter(t *testing.T, vars map[string]string) *counter {
	vars["MADOGUCHI_ADDR"] = "127.0.0.1:0"
	return &counter{t: t, vars: vars, now: time.Date(2026, 11, 27, 18, 0, 0, 0, time.UTC)}
}

func (c *counter) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *counter) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *counter) environment(stdout io.Writer) environment {
	return environment{Getenv: func(name string) string { return c.vars[name] }, Stdin: strings.NewReader(""), Stdout: stdout, Stderr: io.Discard, Now: c.clock}
}

// serve runs the program until stop, and gives what it printed at its start and where it is.
func (c *counter) serve() (said, base string, stop func()) {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"serve"}, c.environment(in)); _ = in.Close() }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			c.t.Errorf("serve: %v", err)
		}
	})
	c.t.Cleanup(stop)
	first := make([]byte, 1<<16)
	n, err := out.Read(first) // it says all in one piece
	if err != nil {
		c.t.Fatalf("serve said nothing: %v", err)
	}
	said = string(first[:n])
	return said, regexp.MustCompile(`http://[\d.:]+`).FindString(said), stop
}

// link is what desk login prints, which is nothing else.
func (c *counter) link() string {
	c.t.Helper()
	var out bytes.Buffer
	if err := run(c.t.Context(), []string{"desk", "login"}, c.environment(&out)); err != nil {
		c.t.Fatalf("desk login: %v", err)
	}
	if !regexp.MustCompile(`^http://\S+/desk/login\?t=[\w-]{43}\n$`).Match(out.Bytes()) {
		c.t.Fatalf("desk login printed %q", out.String())
	}
	return strings.TrimSpace(out.String())
}

// enter follows a link as its reader does. The answer's status is 303 for who is let in.
func (c *counter) enter(base, link string) (*http.Client, int) {
	c.t.Helper()
	return c.enterAs(base, link, "佐々木")
}

func (c *counter) enterAs(base, link, name string) (*http.Client, int) {
	c.t.Helper()
	jar, _ := cookiejar.New(nil) // without options it cannot fail
	client := &http.Client{Jar: jar, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	_, token, _ := strings.Cut(link, "?t=")
	res, err := client.PostForm(base+"/desk/login", url.Values{"t": {token}, "name": {name}})
	if err != nil {
		c.t.Fatal(err)
	}
	res.Body.Close()
	return client, res.StatusCode
}

// at is the status of the desk's first page: 200 for who is signed in, 303 for who is not.
func (c *counter) at(base string, client *http.Client) int {
	c.t.Helper()
	res, err := client.Get(base + "/desk")
	if err != nil {
		c.t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

const day = 24 * time.Hour

// TestDeskLoginBesideServe is an office's way in beside the running program, on the program's own
// database: a link is good once, for 15 minutes, and until the next one is made.
func TestDeskLoginBesideServe(t *testing.T) {
	t.Parallel()
	c := newCounter(t, map[string]string{"MADOGUCHI_DATA": privateDir(t)})
	said, base, stop := c.serve()
	printed := regexp.MustCompile(`http://\S+/desk/login\?t=[\w-]{43}`).FindString(said)
	if printed == "" {
		t.Fatalf("the first start prints no link:\n%s", said)
	}
	older, newer := c.link(), c.link()
	for what, link := range map[string]string{"the start's": printed, "the older": older} {
		if _, status := c.enter(base, link); status != http.StatusForbidden {
			t.Errorf("%s link, superseded: %d", what, status)
		}
	}
	if _, status := c.enterAs(base, newer, "高橋"); status != http.StatusSeeOther {
		t.Fatalf("the newest link: %d", status)
	}
	newer = c.link()
	sasaki, status := c.enter(base, newer) // a clerk: the first is the administrator, whose session is short
	if status != http.StatusSeeOther || c.at(base, sasaki) != http.StatusOK {
		t.Fatalf("the newest link: %d", status)
	}
	if _, status := c.enter(base, newer); status != http.StatusForbidden {
		t.Errorf("a link used twice: %d", status)
	}
	for minutes, want := range map[time.Duration]int{14: http.StatusSeeOther, 16: http.StatusForbidden} {
		link := c.link()
		c.pass(minutes * time.Minute)
		if _, status := c.enter(base, link); status != want {
			t.Errorf("a link after %d minutes: %d, want %d", minutes, status, want)
		}
	}
	c.pass(14 * time.Hour)
	if status := c.at(base, sasaki); status != http.StatusOK {
		t.Errorf("the next morning: %d", status)
	}
	stop()

	said, base, stop = c.serve()
	defer stop()
	if strings.Contains(said, "/desk/login?t=") || !strings.Contains(said, "madoguchi desk login") {
		t.Errorf("the second start, with somebody signed in, says\n%s", said)
	}
	if status := c.at(base, sasaki); status != http.StatusOK {
		t.Errorf("after a restart: %d", status)
	}
}

// TestDeskSessionTerm holds a session to 30 days without use and 90 in all, through the whole program.
func TestDeskSessionTerm(t *testing.T) {
	t.Parallel()
	c := newCounter(t, map[string]string{"DATABASE_URL": postgrestest.URL(t)})
	_, base, stop := c.serve()
	defer stop()
	if _, status := c.enterAs(base, c.link(), "高橋"); status != http.StatusSeeOther {
		t.Fatalf("the administrator: %d", status)
	}
	for name, steps := range map[string][]struct {
		after time.Duration
		want  int
	}{
		"idle for 29 days":     {{29 * day, http.StatusOK}},
		"idle for 31 days":     {{31 * day, http.StatusSeeOther}},
		"used until the 89th":  {{29 * day, http.StatusOK}, {29 * day, http.StatusOK}, {29 * day, http.StatusOK}, {2 * day, http.StatusOK}},
		"used beyond the 90th": {{29 * day, http.StatusOK}, {29 * day, http.StatusOK}, {29 * day, http.StatusOK}, {4 * day, http.StatusSeeOther}},
	} {
		client, status := c.enter(base, c.link())
		if status != http.StatusSeeOther {
			t.Fatalf("%s: sign in: %d", name, status)
		}
		for i, step := range steps {
			c.pass(step.after)
			if got := c.at(base, client); got != step.want {
				t.Errorf("%s, step %d: %d, want %d", name, i, got, step.want)
			}
		}
	}
}

// TestDeskFirstIsAdministrator: the first who signs in by a printed link makes and ends accounts, the
// next is a clerk; an administrator who is away for a night signs in again.
func TestDeskFirstIsAdministrator(t *testing.T) {
	t.Parallel()
	c := newCounter(t, map[string]string{"DATABASE_URL": postgrestest.URL(t)})
	_, base, stop := c.serve()
	defer stop()
	first, status := c.enterAs(base, c.link(), "高橋")
	second, status2 := c.enter(base, c.link())
	if status != http.StatusSeeOther || status2 != http.StatusSeeOther {
		t.Fatalf("signed in: %d, %d", status, status2)
	}
	for client, want := range map[*http.Client]int{first: http.StatusOK, second: http.StatusForbidden} {
		res, err := client.Get(base + "/desk/staff")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("the accounts: %d, want %d", res.StatusCode, want)
		}
	}
	if out, failure, code := call(t, "", c.vars, "staff", "set", "佐々木", "-role", "viewer"); code != 0 || !strings.Contains(out, "viewer") {
		t.Errorf("staff set: %q, %s, %d", out, failure, code)
	}
	if out, _, _ := call(t, "", c.vars, "staff", "list"); !strings.Contains(out, "高橋") || !strings.Contains(out, "admin") || !strings.Contains(out, "viewer") {
		t.Errorf("staff list:\n%s", out)
	}
	if _, failure, code := call(t, "", c.vars, "staff", "end", "高橋"); code == 0 || !strings.Contains(failure, "nobody would be left") {
		t.Errorf("the last administrator: %s, %d", failure, code)
	}
	if _, failure, code := call(t, "", c.vars, "staff", "end", "佐々木"); code != 0 {
		t.Errorf("staff end: %s, %d", failure, code)
	}
	c.pass(time.Second)
	if got := c.at(base, second); got != http.StatusSeeOther {
		t.Errorf("whose account has ended: %d", got)
	}
	c.pass(11 * time.Hour)
	if got := c.at(base, first); got != http.StatusOK {
		t.Errorf("an administrator after eleven hours: %d", got)
	}
	c.pass(13 * time.Hour)
	if got := c.at(base, first); got != http.StatusSeeOther {
		t.Errorf("an administrator after thirteen hours without use: %d", got)
	}
}

// TestDeskLoginWithoutServe: the link is made where nothing runs, and nothing runs on afterwards.
func TestDeskLoginWithoutServe(t *testing.T) {
	t.Parallel()
	c := newCounter(t, map[string]string{"MADOGUCHI_DATA": privateDir(t)})
	link := c.link()
	if _, err := os.Stat(filepath.Join(c.vars["MADOGUCHI_DATA"], "data", "postmaster.pid")); !os.IsNotExist(err) {
		t.Errorf("the database runs on after the command: %v", err)
	}
	_, base, stop := c.serve() // its own link takes the place of the older one, for nobody has signed in
	defer stop()
	if _, status := c.enter(base, link); status != http.StatusForbidden {
		t.Errorf("a link from before the start that printed one: %d", status)
	}
	if _, status := c.enter(base, c.link()); status != http.StatusSeeOther {
		t.Errorf("a link made beside serve: %d", status)
	}
}

// TestDeskCommandLine holds where the link leads, and what is no command line.
func TestDeskCommandLine(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	for want, vars := range map[string]map[string]string{
		"http://127.0.0.1:8080/desk/login?t=":   {},
		"http://10.1.2.3:9000/desk/login?t=":    {"MADOGUCHI_ADDR": "10.1.2.3:9000"},
		"http://localhost:9000/desk/login?t=":   {"MADOGUCHI_ADDR": ":9000"},
		"http://localhost:9001/desk/login?t=":   {"MADOGUCHI_ADDR": "[::]:9001"},
		"http://[::1]:9000/desk/login?t=":       {"MADOGUCHI_ADDR": "[::1]:9000"},
		"https://faq.example.jp/desk/login?t=":  {"MADOGUCHI_URL": "https://faq.example.jp/", "MADOGUCHI_ADDR": ":9000"},
		"https://example.jp/faq/desk/login?t=":  {"MADOGUCHI_URL": "https://example.jp/faq"},
		"http://127.0.0.1:18080/desk/login?t=":  {"MADOGUCHI_ADDR": "127.0.0.1:18080", "MADOGUCHI_URL": ""},
		"http://faq.localhost/desk/login?t=":    {"MADOGUCHI_URL": "http://faq.localhost"},
		"http://office.internal:80/desk/login?": {"MADOGUCHI_ADDR": "office.internal:80"},
	} {
		vars["DATABASE_URL"] = database
		if out, failure, code := call(t, "", vars, "desk", "login"); code != 0 || !strings.HasPrefix(out, want) || strings.Count(out, "\n") != 1 {
			t.Errorf("with %v: %q, %s, exit code %d", vars, out, failure, code)
		}
	}
	for _, wrong := range []string{"desk", "desk logout", "desk login now", "desk login -name x"} {
		if out, failure, code := call(t, "", map[string]string{"DATABASE_URL": database}, strings.Fields(wrong)...); code != 2 || out != "" {
			t.Errorf("%s: %q, %s, exit code %d", wrong, out, failure, code)
		}
	}
}

// privateDir is a place for a private database that the user Postgres runs as can reach.
func privateDir(t *testing.T) string {
	t.Helper()
	parent, err := os.MkdirTemp("", "madoguchi-desk-")
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
