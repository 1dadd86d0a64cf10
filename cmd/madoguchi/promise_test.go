package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/postgres/postgrestest"
)

// The promises of docs/reliability.md that need the whole program, by their numbers. Times are printed, and
// fail nothing.

var chaosRolls = flag.Int("chaos.rolls", 8, "how often a program is replaced under load")

// TestPromise8PostgresRestarts: a server that is stopped in any way turns health red and ends no program; what was
// acknowledged is answered once it is back.
func TestPromise8PostgresRestarts(t *testing.T) {
	t.Parallel()
	db := newCluster(t)
	f := newFleet(t, 1, db.url(), privateData(t))
	c := newCrowd(f)
	c.open(6, 1, 1)
	m := f.members[0]
	for _, way := range []struct {
		name   string
		signal syscall.Signal
	}{{"fast", syscall.SIGINT}, {"immediate", syscall.SIGQUIT}, {"killed", syscall.SIGKILL}} {
		began := time.Now()
		db.signal(way.signal)
		f.until("health to turn red", func() bool { return m.status("/healthz") == http.StatusServiceUnavailable })
		red := time.Since(began)
		time.Sleep(time.Second)
		back := time.Now()
		db.start()
		f.until("health to turn green", func() bool { return m.status("/healthz") == http.StatusOK })
		t.Logf("R8   %s: red after %s, green %s after the start", way.name, red.Round(time.Millisecond), time.Since(back).Round(time.Millisecond))
		if m.cmd.ProcessState != nil || m.cmd.Process.Signal(syscall.Signal(0)) != nil {
			t.Fatalf("the program has ended:\n%s", tail(m.log(), 3000))
		}
		time.Sleep(time.Second)
	}
	c.close()
	f.quiet(db.url())
	c.whole()
}

// TestPromise8FailsOver: the primary is lost for good under load, and its standby promoted. With synchronous
// replication nothing is lost that was acknowledged; programs find the new primary by themselves.
func TestPromise8FailsOver(t *testing.T) {
	t.Parallel()
	primary := newCluster(t)
	standby := primary.standby()
	primary.exec(`ALTER SYSTEM SET synchronous_standby_names = '*'`)
	primary.exec(`SELECT pg_reload_conf()`)
	f := newFleet(t, 2, primary.url(standby), privateData(t))
	c := newCrowd(f)
	c.open(6, 1, 1)
	time.Sleep(3 * time.Second)
	conn := connectTo(t, primary.url())
	f.until("the standby to follow in step", func() bool {
		var state string
		err := conn.QueryRow(t.Context(), `SELECT coalesce(string_agg(sync_state, ' '), '') FROM pg_stat_replication`).Scan(&state)
		return err == nil && state == "sync"
	})
	c.calm.Lock()
	primary.signal(syscall.SIGKILL)
	lost := time.Now()
	f.until("health to turn red", func() bool { return f.members[0].status("/healthz") == http.StatusServiceUnavailable })
	heard := c.expect()
	standby.exec(`SELECT pg_promote()`)
	c.came(heard)
	t.Logf("R8   failover: acknowledged again %s after the loss of the primary", time.Since(lost).Round(time.Millisecond))
	c.calm.Unlock()
	time.Sleep(3 * time.Second)
	c.close()
	f.quiet(standby.url())
	c.whole()
}

// TestPromise17Rolling replaces programs one at a time by SIGTERM under load: each ends well, and whoever sends
// again what was not taken loses nothing.
func TestPromise17Rolling(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	f := newFleet(t, 2, database, privateData(t))
	c := newCrowd(f)
	c.open(6, 2, 1)
	var stops []time.Duration
	for i := range *chaosRolls {
		m := f.members[i%len(f.members)]
		time.Sleep(200 * time.Millisecond)
		c.calm.Lock()
		began := time.Now()
		m.stop() // fails the test unless it ends with 0
		stops = append(stops, time.Since(began))
		m.startAgain(t)
		c.calm.Unlock()
	}
	c.close()
	f.quiet(database)
	c.whole()
	t.Logf("R17  %d programs replaced, SIGTERM to the end: %s", len(stops), spread(stops))
}

// TestPromise19KilledWhilePublishing publishes one edition after the other of a document and kills the program at
// any moment of it: each time it starts, it answers from one edition as a whole, and in the end from the last.
func TestPromise19KilledWhilePublishing(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := openTown(t, database)
	file := filepath.Join(t.TempDir(), "傘.txt")
	const editions = 6
	for n := 1; n <= editions; n++ {
		var doc strings.Builder
		for i, q := range []string{"傘は借りられますか？", "傘の色は選べますか？", "傘はいつ返せばよいですか？"} {
			fmt.Fprintf(&doc, "Q%d %s\n\n第%d版のご案内です。傘の件は受付にお申し出ください。\n\n", i+1, q, n)
		}
		if err := os.WriteFile(file, []byte(doc.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		command := "import -programme tsunagu -document 傘.txt -publish "
		if n == 1 {
			command = "import -programme tsunagu -new-document -publish "
		}
		killed := make(chan struct{})
		go func() {
			defer close(killed)
			time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
			w.kill()
		}()
		if out, _, err := commandOn(t, database, command+file); err != nil {
			t.Fatalf("edition %d: %v\n%s", n, err, out)
		}
		<-killed
		w.startAgain(t)
		w.until("the search", func() bool { return w.status("/readyz") == http.StatusOK })
		said := w.tell(linefake.User(fmt.Sprint("umbrella ", n)), "傘は借りられますか", 1)
		if !strings.Contains(said[0], fmt.Sprintf("第%d版", n)) {
			t.Errorf("after edition %d was published the member reads %q", n, said)
		}
	}
	for i, q := range []string{"傘の色は選べますか", "傘はいつ返せばよいですか"} {
		if said := w.tell(linefake.User(fmt.Sprint("umbrella ", i)), q, 1); !strings.Contains(said[0], fmt.Sprintf("第%d版", editions)) {
			t.Errorf("%s is answered with %q", q, said)
		}
	}
}

// stoppedFor is longer than a lease.
const stoppedFor = 80 * time.Second

// TestPromise18Three runs three programs on one database: one is killed for good, one is stopped for longer than
// a lease and goes on afterwards. A new FAQ is served by each, and a page goes on with another program where its
// own has died.
func TestPromise18Three(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	f := newFleet(t, 3, database, privateData(t))
	first, second, third := f.members[0], f.members[1], f.members[2]
	v := (&visitor{town: first}).town.visit()
	v.say(crowdAsks[0][0])
	seen := v.stream(first.base, 0, 3) // the greeting, the question, the answer

	c := newCrowd(f)
	c.open(6, 2, 1)
	f.served(database)

	f.take(first, true)
	first.kill()
	f.take(second, true)
	if err := second.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	v.town = third
	v.say(crowdAsks[1][0])
	rest := v.stream(third.base, seen[len(seen)-1].Seq, 2)
	if rest[0].Text != crowdAsks[1][0] || answers(rest[1].Text) != 1 || rest[0].Seq != seen[len(seen)-1].Seq+1 {
		t.Errorf("the page goes on with %+v behind %+v", rest, seen)
	}
	c.pause.Store(int64(time.Second)) // what matters is how long, and what is said around its ends
	time.Sleep(stoppedFor - 5*time.Second)
	c.pause.Store(int64(*chaosPause))
	time.Sleep(5 * time.Second)
	if err := second.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	f.take(second, false)
	time.Sleep(2 * time.Second)
	c.close()
	f.quiet(database)
	c.whole()
}

// stream reads n lines of the visitor's stream at a program, as a page does that has seen all up to after.
func (v *visitor) stream(base string, after int64, n int) (lines []webLine) {
	v.town.t.Helper()
	v.town.until(fmt.Sprintf("%d lines after %d", n, after), func() bool {
		lines = nil
		ctx, cancel := context.WithTimeout(v.town.t.Context(), 10*time.Second)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, "GET", base+"/chat/events", nil)
		req.Header.Set("Authorization", "Bearer "+v.token)
		if after > 0 {
			req.Header.Set("Last-Event-ID", fmt.Sprint(after))
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		for sc := bufio.NewScanner(resp.Body); len(lines) < n && sc.Scan(); {
			var l webLine
			if data, ok := strings.CutPrefix(sc.Text(), "data: "); ok && json.Unmarshal([]byte(data), &l) == nil && l.Seq > 0 {
				lines = append(lines, l)
			}
		}
		return len(lines) == n
	})
	return lines
}

// served publishes a document from the terminal and waits until each program offers its question.
func (f *fleet) served(database string) {
	f.t.Helper()
	t := f.t.(*testing.T)
	file := filepath.Join(t.TempDir(), "傘.txt")
	if err := os.WriteFile(file, []byte("Q1 傘は借りられますか？\n\n受付でお貸しします。\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, _, err := commandOn(t, database, "import -programme tsunagu -new-document -publish "+file); err != nil {
		t.Fatalf("import: %v\n%s", err, out)
	}
	began := time.Now()
	for _, m := range f.members {
		f.until("the new question", func() bool {
			resp, err := http.Get(m.base + "/chat/suggest?q=" + url.QueryEscape("傘は借りられ"))
			if err != nil {
				return false
			}
			return strings.Contains(m.read(resp), "傘は借りられますか")
		})
	}
	t.Logf("R18  a new document is served by %d programs %s after it was published", len(f.members), time.Since(began).Round(time.Millisecond))
}
