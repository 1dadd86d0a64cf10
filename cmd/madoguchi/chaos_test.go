package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
)

// The rig: members write on LINE and in the web chat, staff reply from Slack, while programs and Postgres are
// killed with SIGKILL at no particular moment, a platform is away, and every event is delivered several times.
// Afterwards every event is audited: answered once, in order, each ticket and each reply there once, nothing
// left over. What must be 0 fails the test; how long things take is printed and fails nothing, for a busy
// machine takes longer. `make chaos` runs it as long as one likes; docs/reliability.md keeps its tables.
var (
	chaosKills  = flag.Int("chaos.kills", 60, "how often something is killed in all; every tenth time Postgres, and of those every other time all at once")
	chaosEvents = flag.Int("chaos.events", 3000, "how many events there are at least under kills")
	chaosStorm  = flag.Int("chaos.storm", 300, "how many events are delivered tenfold")
	chaosOutage = flag.Duration("chaos.outage", 2*time.Second, "how long LINE is away in each of five ways")
)

// A chaos is one run.
type chaos struct {
	*fleet
	crowd *crowd

	kills, postgresKills int
	programBack          []time.Duration // from a kill to the next event acknowledged by whichever program
	postgresBack         []time.Duration
	twins                int // kills while two programs ran
}

// TestPromise1Chaos holds R1, R2 (printed), R3, R4 (rates printed), R5 (printed) and R18.
func TestPromise1Chaos(t *testing.T) {
	f := newFleet(t, 1, "", privateData(t))
	c := &chaos{fleet: f, crowd: newCrowd(f)}
	began := time.Now()
	c.crowd.open(16, 2, 2)
	half := *chaosKills / 2
	c.killing(half)
	f.add()
	c.killing(*chaosKills)
	c.twins = c.kills - half
	for c.crowd.asked() < *chaosEvents {
		time.Sleep(50 * time.Millisecond)
	}
	c.crowd.close()
	c.drained()
	t.Logf("\n%s", c.table(time.Since(began)))

	storm := c.storm(*chaosStorm)
	t.Logf("\n%s", storm)
	t.Logf("\n%s", c.outages(*chaosOutage))
	c.audit()
}

// killing kills until n times in all. Between two kills is time enough to start and do some work, seldom for
// all of it.
func (c *chaos) killing(n int) {
	for c.kills < n {
		time.Sleep(time.Duration(100+rand.IntN(700)) * time.Millisecond)
		c.crowd.calm.Lock()
		c.kill1()
		c.crowd.calm.Unlock()
		if c.kills%100 == 0 {
			c.t.Logf("%d kills, %d events", c.kills, c.crowd.asked())
		}
	}
}

func (c *chaos) kill1() {
	c.kills++
	if c.kills%10 != 0 {
		m := c.members[rand.IntN(len(c.members))]
		m.kill()
		heard := c.crowd.expect()
		m.startAgain(c.t)
		if took := c.crowd.came(heard); len(c.members) == 1 {
			c.programBack = append(c.programBack, took)
		}
		return
	}
	if c.kills%20 == 0 { // all at once, as when the machine goes
		for _, m := range c.members {
			m.kill()
		}
	}
	if c.killPostgres() {
		c.postgresKills++
	}
	heard := c.crowd.expect()
	for _, m := range c.members {
		if m.cmd.ProcessState != nil {
			m.startAgain(c.t)
		}
	}
	c.postgresBack = append(c.postgresBack, c.crowd.came(heard))
}

// drained waits until nothing waits any more.
func (c *chaos) drained() {
	c.t.Helper()
	conn := connectTo(c.t.(*testing.T), c.privateURL())
	c.until("all to be decided and sent", func() bool {
		var left int
		err := conn.QueryRow(c.t.Context(), `SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM deliveries WHERE settled IS NULL)`).Scan(&left)
		if err != nil {
			conn = connectTo(c.t.(*testing.T), c.privateURL())
		}
		return err == nil && left == 0
	})
	time.Sleep(time.Second) // what would come twice has come by then
}

// audit compares all that members, staff and the database have with what was said. On a machine so busy that answers wait
// for longer than a reply token lives, a copy may be one too many, if the program has said so.
func (c *chaos) audit() {
	c.t.Helper()
	lost, doubled, wrong := c.crowd.compare(false)
	row := struct{ LINE, Tickets, Opened, Dead, DeadEvents, Unsettled int }{}
	err := connectTo(c.t.(*testing.T), c.privateURL()).QueryRow(c.t.Context(), `
		SELECT (SELECT count(*) FROM events WHERE channel = 'line'), (SELECT count(*) FROM tickets), (SELECT count(*) FROM ticket_events WHERE what = 'opened'),
		       (SELECT count(*) FROM deliveries WHERE state = 'dead'), (SELECT count(*) FROM inbox WHERE dead), (SELECT count(*) FROM deliveries WHERE settled IS NULL)`).
		Scan(&row.LINE, &row.Tickets, &row.Opened, &row.Dead, &row.DeadEvents, &row.Unsettled)
	if err != nil {
		c.t.Fatal(err)
	}
	tickets, replies, again := c.crowd.compareTickets()
	doubled += again
	if marked := c.crowd.marked(); lost+wrong+tickets+replies > 0 || doubled > marked {
		c.crowd.compare(true)
		c.t.Errorf("%d answers lost, %d doubled and %d of them said to be so, %d members told out of order, %d tickets or cards too many or too few, %d replies that did not come",
			lost, doubled, marked, wrong, tickets, replies)
	}
	if row.LINE != c.crowd.onLINE() || row.Opened != row.Tickets || row.Dead+row.DeadEvents+row.Unsettled > 0 {
		c.t.Errorf("the database has %+v; %d events were acknowledged on LINE", row, c.crowd.onLINE())
	}
	if faults := c.line.Faults(); len(faults) > 0 {
		c.t.Errorf("LINE would have refused: %v", faults)
	}
	c.t.Logf("%d events on LINE, %d in the web chat, %d tickets, %d copies: %d lost, %d doubled (%d marked), %d out of order, %d wrong tickets, %d wrong replies",
		c.crowd.onLINE(), c.crowd.inWeb(), row.Tickets, c.crowd.copies.Load(), lost, doubled, c.crowd.marked(), wrong, tickets, replies)
}

// table is what docs/reliability.md shows.
func (c *chaos) table(took time.Duration) string {
	var b strings.Builder
	lost, doubled, wrong := c.crowd.compare(false)
	fmt.Fprintf(&b, "R1   %d kills (%d of Postgres) in %s, %d events and %d copies: %d lost, %d doubled, %d out of order\n",
		c.kills, c.postgresKills, took.Round(time.Second), c.crowd.asked(), c.crowd.copies.Load(), lost, doubled, wrong)
	fmt.Fprintf(&b, "R2   from the kill to the next acknowledgement: program %s; Postgres %s\n", spread(c.programBack), spread(c.postgresBack))
	fmt.Fprintf(&b, "R5   from the acknowledgement to the answer, kills included: %s\n", spread(c.crowd.waits()))
	fmt.Fprintf(&b, "R18  of these, kills while two programs ran: %d\n", c.twins)
	return b.String()
}

// storm delivers events tenfold, shuffled, over 16 connections, half of them while the programs start again.
func (c *chaos) storm(n int) string {
	c.t.Helper()
	began, before := time.Now(), c.crowd.copies.Load()
	var hooks []*linefake.Webhook
	for i := range n {
		hook := c.crowd.solo(fmt.Sprint("storm ", i))
		for range 10 {
			hooks = append(hooks, hook)
		}
	}
	rand.Shuffle(len(hooks), func(i, j int) { hooks[i], hooks[j] = hooks[j], hooks[i] })
	next := make(chan *linefake.Webhook)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for hook := range next {
				c.crowd.deliver(hook)
			}
		})
	}
	for i, hook := range hooks {
		if i == len(hooks)/2 {
			for _, m := range c.members {
				c.restart(m)
			}
		}
		next <- hook
	}
	close(next)
	wg.Wait()
	c.crowd.copies.Add(int64(9 * n))
	c.drained()
	lost, doubled, wrong := c.crowd.compare(false)
	return fmt.Sprintf("R3   %d events tenfold, %d deliveries in %s, the programs killed in between: %d lost, %d doubled, %d out of order",
		n, 10*n+int(c.crowd.copies.Load()-before)-9*n, time.Since(began).Round(100*time.Millisecond), lost, doubled, wrong)
}

// outages has LINE away in each way while members write, and measures what is taken in meanwhile and how fast
// the rest goes out afterwards.
func (c *chaos) outages(d time.Duration) string {
	c.t.Helper()
	var b strings.Builder
	for _, way := range []struct {
		name       string
		begin, end func()
	}{
		{"refuses connections", c.line.Down, func() { _ = c.line.Up() }},
		{"answers 500", c.mode(linefake.Error500), c.mode(linefake.OK)},
		{"answers 429", c.mode(linefake.RateLimited), c.mode(linefake.OK)},
		{"hangs", c.mode(linefake.Hang), c.mode(linefake.OK)},
		{"accepts and drops the answer", c.mode(linefake.AcceptThenDrop), c.mode(linefake.OK)},
	} {
		way.begin()
		began, before := time.Now(), c.line.Count()
		n := c.crowd.pour("away: "+way.name, d)
		took := time.Since(began)
		way.end()
		back := time.Now()
		c.drained()
		drained := time.Since(back) - time.Second
		lost, doubled, wrong := c.crowd.compare(false)
		fmt.Fprintf(&b, "R4   LINE %s for %s: %d events taken in, %.0f/s; drained %s after (%.0f/s): %d lost, %d doubled, %d out of order\n",
			way.name, took.Round(100*time.Millisecond), n, float64(n)/took.Seconds(), drained.Round(100*time.Millisecond),
			float64(c.line.Count()-before)/drained.Seconds(), lost, doubled, wrong)
	}
	return b.String()
}

func (c *chaos) mode(m linefake.Mode) func() { return func() { c.line.SetMode(m) } }

// spread says the middle, the 95th of 100 and the longest of some times.
func spread(times []time.Duration) string {
	if len(times) == 0 {
		return "none"
	}
	slices.Sort(times)
	n := len(times)
	return fmt.Sprintf("p50 %s, p95 %s, p99 %s, longest %s (%d)", times[n/2].Round(time.Millisecond), times[n*95/100].Round(time.Millisecond),
		times[n*99/100].Round(time.Millisecond), times[n-1].Round(time.Millisecond), n)
}
