package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"madoguchi/faq/importer"
	"madoguchi/faq/importer/child"
	"madoguchi/faq/search/compiled"
	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// program is the built program: what a test starts and kills is what an office runs. It is built
// once, when the first test needs it.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(programDir, "madoguchi")
	args := []string{"build", "-o", path}
	if compiled.On { // as this test was built, so is the program
		args = append(args, "-tags", compiled.Tag)
	}
	if out, err := exec.Command("go", append(args, ".")...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

var programDir string

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == child.Command { // run starts its own program to read a document
		if err := importer.ServeChild(os.Args[2], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	var err error
	if programDir, err = os.MkdirTemp("", "madoguchi-program-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	// They mostly wait, for platforms that hang and replies that can still be called back: many at a time.
	if err := flag.Set("test.parallel", "10"); err != nil { // before flags are read: who says otherwise has it so
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := postgrestest.Main(m)
	_ = os.RemoveAll(programDir)
	os.Exit(code)
}

// A town is everything around one office: its database, the platforms, and the program, which can
// be killed and started again.
type town struct {
	t     testing.TB
	line  *linefake.Server
	slack *slackfake.Server
	args  []string // of the program; nil = serve
	env   []string
	base  string
	login string

	browser *http.Client // signed in at the desk

	mu     sync.Mutex
	cmd    *exec.Cmd
	logs   bytes.Buffer
	starts atomic.Int64
}

// metricsToken opens the figures of the programs of tests.
const metricsToken = "figures-of-the-tests"

// newTown builds the surroundings and starts the program in a process of its own.
func newTown(t testing.TB) *town {
	t.Helper()
	return openTown(t, postgrestest.URL(t))
}

// openTown takes further variables, as NAME=value.
func openTown(t testing.TB, databaseURL string, further ...string) *town {
	t.Helper()
	w := prepareTown(t, databaseURL, further...)
	w.start()
	t.Cleanup(w.stop)
	w.until("the search", func() bool { return w.status("/readyz") == http.StatusOK })
	return w
}

// prepareTown builds the surroundings alone.
func prepareTown(t testing.TB, databaseURL string, further ...string) *town {
	t.Helper()
	w := &town{t: t, line: linefake.MustNew(), slack: slackfake.New(t)}
	t.Cleanup(w.line.Close)
	w.env = append(os.Environ(),
		"MADOGUCHI_ADDR="+freeAddress(t), "MADOGUCHI_METRICS_TOKEN="+metricsToken,
		"DATABASE_URL="+databaseURL,
		"LINE_CHANNEL_SECRET="+w.line.Secret, "LINE_CHANNEL_TOKEN="+w.line.Token,
		"LINE_API_URL="+w.line.URL(), "LINE_DATA_URL="+w.line.URL(),
		"SLACK_SIGNING_SECRET="+slackfake.Secret, "SLACK_BOT_TOKEN="+slackfake.BotToken,
		"SLACK_CHANNEL="+slackfake.Office, "SLACK_API_URL="+w.slack.URL(),
	)
	w.env = append(w.env, further...)
	return w
}

// start runs the program and waits until it says where it is.
func (w *town) start() {
	w.t.Helper()
	w.listen(w.spawn())
}

// spawn runs the program, and gives what it says.
func (w *town) spawn() io.Reader {
	w.t.Helper()
	path, err := program()
	if err != nil {
		w.t.Fatal(err)
	}
	if w.args == nil {
		w.args = []string{"serve"}
	}
	cmd := exec.Command(path, w.args...)
	cmd.Env = w.env
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	cmd.Stderr = writer(func(p []byte) { w.mu.Lock(); w.logs.Write(p); w.mu.Unlock() })
	if err := cmd.Start(); err != nil {
		w.t.Fatalf("start the program: %v", err)
	}
	w.cmd = cmd
	w.starts.Add(1)
	return stdout
}

// listen waits until the program has said where it is.
func (w *town) listen(stdout io.Reader) {
	w.t.Helper()
	lines := bufio.NewScanner(stdout)
	var base string
	for lines.Scan() {
		if f := strings.Fields(lines.Text()); len(f) >= 2 && f[0] == "チャット" {
			base = strings.TrimSuffix(f[1], "/")
		} else if len(f) >= 2 && strings.HasPrefix(f[0], "窓口") {
			w.login = f[1]
			break
		}
	}
	if base == "" || w.login == "" {
		_ = w.cmd.Wait()
		w.t.Errorf("the program did not say where it is; its log:\n%s", w.log())
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	if w.base == "" {
		w.base = base
		w.env = append(w.env, "MADOGUCHI_ADDR="+strings.TrimPrefix(base, "http://")) // the same again after a restart
		w.slack.Connect(base, slackfake.Secret)
	}
}

type writer func([]byte)

func (f writer) Write(p []byte) (int, error) { f(p); return len(p), nil }

func (w *town) log() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.logs.String()
}

// kill ends the program as a power cut would. Call it from one goroutine only, and start after it.
func (w *town) kill() {
	_ = w.cmd.Process.Kill()
	_ = w.cmd.Wait()
}

// stop ends the program as an operator would, and fails the test if it does not go quietly.
func (w *town) stop() {
	if w.cmd.ProcessState != nil {
		return
	}
	_ = w.cmd.Process.Signal(syscall.SIGTERM)
	if err := w.cmd.Wait(); err != nil {
		w.t.Errorf("the program did not end well: %v\n%s", err, w.log())
	}
}

// webhook posts a LINE webhook, again and again while the program is down, as LINE does.
func (w *town) webhook(hook *linefake.Webhook) {
	w.t.Helper()
	w.until("LINE's webhook to be accepted", func() bool {
		status, err := hook.Post(context.Background(), http.DefaultClient, w.base+"/webhook/line")
		return err == nil && status == http.StatusOK
	})
}

// tell sends a member's message on LINE and waits for n more messages in answer.
func (w *town) tell(user, text string, n int) []string {
	w.t.Helper()
	before := len(w.line.Texts(user))
	w.webhook(w.line.Text(user, text))
	w.until(fmt.Sprintf("%d answers to %q", n, text), func() bool { return len(w.line.Texts(user)) >= before+n })
	return w.line.Texts(user)[before:]
}

// patience is how long nothing at all may happen, and limit how long anything may take while something
// does. How long that is depends on how busy the machine is: a test waits for progress, not for a clock.
const (
	patience = 2 * time.Minute
	limit    = 8 * time.Minute
)

// An advance is how far the program has come, as far as it can be seen from outside.
type advance struct {
	starts                 int64
	logged, onLINE, toLINE int
	toSlack                int
}

func (w *town) advance() advance {
	p := advance{starts: w.starts.Load(), onLINE: w.line.Count(), toLINE: w.line.CallCount(), toSlack: w.slack.CallCount()}
	w.mu.Lock()
	defer w.mu.Unlock()
	p.logged = w.logs.Len()
	return p
}

func (w *town) until(what string, ok func() bool) {
	w.t.Helper()
	seen, last := w.advance(), time.Now()
	for began := time.Now(); time.Since(began) < limit && time.Since(last) < patience; time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
		if p := w.advance(); p != seen {
			seen, last = p, time.Now()
		}
	}
	w.t.Fatalf("waited in vain for %s; the program's log:\n%s", what, w.log())
}

// A visitor is somebody on the office's web page.
type visitor struct {
	town  *town
	token string
	n     int
}

func (w *town) visit() *visitor {
	w.t.Helper()
	var session struct{ Token string }
	w.post("/chat/session", "", map[string]any{}, &session)
	if session.Token == "" {
		w.t.Fatal("the session has no token")
	}
	return &visitor{town: w, token: session.Token}
}

func (w *town) post(path, token string, body, into any) {
	w.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	w.until("POST "+path, func() bool {
		req, _ := http.NewRequest("POST", w.base+path, bytes.NewReader(data))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Origin", w.base)
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		if resp.StatusCode >= 400 {
			return false
		}
		return into == nil || json.NewDecoder(resp.Body).Decode(into) == nil
	})
}

// say posts one message.
func (v *visitor) say(text string) {
	v.n++
	v.town.post("/chat/messages", v.token, map[string]any{
		"client_id": fmt.Sprintf("00000000-0000-4000-8000-%012d", v.n), "text": text,
	}, nil)
}

// A webLine is one line of the visitor's stream.
type webLine struct {
	Seq    int64  `json:"seq"`
	Author string `json:"author"`
	Text   string `json:"text"`

	Withdraws int64 `json:"withdraws"` // the number of an earlier line
}

// lines reads the stream from the beginning until ok is content with what it has read.
func (v *visitor) lines(what string, ok func([]webLine) bool) []webLine {
	v.town.t.Helper()
	var got []webLine
	v.town.until(what, func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, "GET", v.town.base+"/chat/events", nil)
		req.Header.Set("Authorization", "Bearer "+v.token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		got = nil
		sc := bufio.NewScanner(resp.Body)
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			data, isData := strings.CutPrefix(sc.Text(), "data: ")
			if !isData {
				continue
			}
			var l webLine
			if json.Unmarshal([]byte(data), &l) == nil && l.Seq > 0 { // the stream's own marks have none
				got = append(got, l)
			}
			if ok(got) {
				return true
			}
		}
		return false
	})
	return got
}
