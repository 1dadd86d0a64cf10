package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/postgres/postgrestest"
)

// pagesEach is how many pages a visitor has open: as many as a session may have.
const pagesEach = 5

// A crowdedTown has many pages open, each with a connection of its own and no reader until it is asked.
type crowdedTown struct {
	*town
	b      *testing.B
	tokens []string
	pages  []net.Conn
}

// BenchmarkPages opens 10,000 pages on the whole program and prints what one of them takes of its
// memory, how long one line for each of them is under way (the 2,000 visitors are all told at once), and how long it
// takes until all are back after they were cut off together, and whether one of them missed a line: R11. Program,
// database and pages share the machine's cores.
//
//	go test -tags compiled -run '^$' -bench Pages -benchtime 1x ./cmd/madoguchi
func BenchmarkPages(b *testing.B) {
	const visitors = 2000
	url := postgrestest.Durable(b)
	c := &crowdedTown{town: openTown(b, url), b: b}
	c.enter(visitors)
	c.open(visitors / 10) // what the program takes for the first of them, once: pools, plans, tables
	c.leave()
	time.Sleep(2 * time.Second)
	before := c.resident()
	for range b.N {
		took := c.open(visitors)
		b.ReportMetric(took.Seconds(), "s-open")
		b.ReportMetric(float64(c.resident()-before)/float64(len(c.pages)), "B/page")
		waits := c.tellAll(url)
		slices.Sort(waits)
		b.ReportMetric(float64(waits[len(waits)/2].Milliseconds()), "told-p50-ms")
		b.ReportMetric(float64(waits[len(waits)*99/100].Milliseconds()), "told-p99-ms")
		c.leave()
		b.ReportMetric(c.open(visitors).Seconds(), "s-storm")
		c.leave()
	}
}

// address is the n-th visitor's own: limits are counted an address.
func address(n int) *net.TCPAddr { return &net.TCPAddr{IP: net.IPv4(127, 1, byte(n>>8), byte(n))} }

func (c *crowdedTown) each(n int, do func(int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// enter opens a session for each visitor.
func (c *crowdedTown) enter(visitors int) {
	c.tokens = make([]string, visitors)
	c.each(visitors, func(i int) {
		dialer := net.Dialer{LocalAddr: address(i)}
		client := http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
		req, _ := http.NewRequest("POST", c.base+"/chat/session", strings.NewReader("{}"))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Origin", c.base)
		resp, err := client.Do(req)
		if err != nil {
			c.b.Error(err)
			return
		}
		defer resp.Body.Close()
		var session struct{ Token string }
		if err := json.NewDecoder(resp.Body).Decode(&session); err != nil || session.Token == "" {
			c.b.Errorf("visitor %d is not let in: %s, %v", i, resp.Status, err)
		}
		c.tokens[i] = session.Token
	})
	if c.b.Failed() {
		c.b.FailNow()
	}
}

// open opens all pages of so many visitors and reads until each has what there was.
func (c *crowdedTown) open(visitors int) time.Duration {
	c.pages = make([]net.Conn, pagesEach*visitors)
	began := time.Now()
	c.each(len(c.pages), func(i int) {
		dialer := net.Dialer{LocalAddr: address(i / pagesEach)}
		for c.pages[i] == nil { // a browser comes back, too, where it was turned away
			conn, err := dialer.Dial("tcp", strings.TrimPrefix(c.base, "http://"))
			if err != nil {
				continue
			}
			fmt.Fprintf(conn, "GET /chat/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", c.tokens[i/pagesEach])
			if _, ok := hears(conn, "event: ready"); !ok {
				conn.Close()
				continue
			}
			c.pages[i] = conn
		}
	})
	return time.Since(began)
}

func (c *crowdedTown) leave() {
	for _, conn := range c.pages {
		conn.Close()
	}
}

// hears reads a connection until the words have come.
func hears(conn net.Conn, words string) (time.Time, bool) {
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	var seen bytes.Buffer
	part := make([]byte, 2048)
	for !bytes.Contains(seen.Bytes(), []byte(words)) {
		n, err := conn.Read(part)
		if err != nil {
			return time.Time{}, false
		}
		seen.Write(part[:n])
	}
	return time.Now(), true
}

// tellAll writes one line into every visitor's talk, and gives how long each page waited for it.
func (c *crowdedTown) tellAll(url string) []time.Duration {
	db := connectTo(c.b, url)
	heard := make([]time.Time, len(c.pages))
	var wg sync.WaitGroup
	for i := range c.pages {
		wg.Go(func() {
			var ok bool
			if heard[i], ok = hears(c.pages[i], "本日は休業です"); !ok {
				c.b.Errorf("page %d was not told", i)
			}
		})
	}
	began := time.Now()
	_, err := db.Exec(c.b.Context(), `
		INSERT INTO messages (conversation, seq, at, author, body)
		SELECT c.id, coalesce((SELECT max(seq) FROM messages WHERE conversation = c.id), 0) + 1000, now(), 'bot', '{"text": "本日は休業です"}'
		FROM   conversations c
		WHERE  address LIKE 'web:%'`)
	if err == nil {
		began = time.Now()
		_, err = db.Exec(c.b.Context(), `SELECT pg_notify('madoguchi_lines', address) FROM conversations WHERE address LIKE 'web:%'`)
	}
	if err != nil {
		c.b.Fatal(err)
	}
	wg.Wait()
	waits := make([]time.Duration, len(heard))
	for i := range heard {
		waits[i] = heard[i].Sub(began)
	}
	return waits
}

// resident is the program's memory in bytes.
func (c *crowdedTown) resident() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		c.b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		var kb int64
		if _, err := fmt.Sscanf(line, "RssAnon: %d kB", &kb); err == nil {
			return kb << 10
		}
	}
	c.b.Fatal("the program's memory is not told")
	return 0
}
