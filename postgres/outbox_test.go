package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// send decides one turn of the member's whose only effect is out.
func send(t testing.TB, s *postgres.Store, n int, out ...turn.Outgoing) {
	t.Helper()
	accept(t, s, wrote(member, n, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Out = out })
}

func TestLaneGoesInOrderOneAtATime(t *testing.T) {
	t.Parallel()
	s := open(t)
	other := chat.Address{Channel: chat.LINE, ID: "Uother"}
	send(t, s, 1, say(member, "一"), say(other, "別"))
	send(t, s, 2, say(member, "二"))

	first := claim(t, s, 10)
	if len(first) != 2 {
		t.Fatalf("claimed %v, want the head of each lane", texts(first))
	}
	same(t, "while the heads are being sent", texts(claim(t, s, 10)), []string{})
	settle(t, s, chat.Sent, first...)
	second := claim(t, s, 10)
	same(t, "after", texts(second), []string{"二"})
	if second[0].Attempt != 1 || second[0].Key == first[0].Key || second[0].Key == "" {
		t.Errorf("attempt %d, key %q after %q", second[0].Attempt, second[0].Key, first[0].Key)
	}
	settle(t, s, chat.Sent, second...)
	same(t, "at the end", texts(claim(t, s, 10)), []string{})
}

// pass lets time go by for what waits in the outbox: the database's own clock cannot be set, and a busy
// machine passes over any time that a test could wait.
func pass(t *testing.T, url string, d time.Duration) {
	t.Helper()
	if _, err := connect(t, url).Exec(t.Context(), fmt.Sprintf(`
		UPDATE lanes SET due = due - interval '%[1]d milliseconds' WHERE due < 'infinity';
		UPDATE deliveries SET due = due - interval '%[1]d milliseconds' WHERE due < 'infinity'`, d.Milliseconds())); err != nil {
		t.Fatal(err)
	}
}

func TestRetryKeepsKeyAndPlace(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	send(t, s, 1, say(member, "一"), say(member, "二"))
	first := claim(t, s, 10)
	err := s.Settle(t.Context(), []turn.Settlement{{
		Delivery: first[0], State: chat.Pending, Retry: time.Now().Add(time.Minute), Error: "temporary: 500", Progress: "1 of 2",
	}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "before its time", texts(claim(t, s, 10)), []string{})
	pass(t, url, time.Minute)
	again := claim(t, s, 10)
	same(t, "again", texts(again), []string{"一"})
	if again[0].Key != first[0].Key || again[0].Attempt != 2 || again[0].Progress != "1 of 2" {
		t.Errorf("got key %q (was %q), attempt %d, progress %q", again[0].Key, first[0].Key, again[0].Attempt, again[0].Progress)
	}
}

func TestPausedChannelIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	web := chat.Address{Channel: chat.Web, ID: "w"}
	send(t, s, 1, say(member, "LINE"), say(web, "Web"))
	same(t, "paused", texts(claim(t, s, 10, chat.LINE)), []string{"Web"})
	same(t, "resumed", texts(claim(t, s, 10)), []string{"LINE"})
}

func TestDeadLetsTheNextGoHeldDoesNot(t *testing.T) {
	t.Parallel()
	s := open(t)
	send(t, s, 1, say(member, "一"), say(member, "二"), say(member, "三"))
	settle(t, s, chat.Dead, claim(t, s, 10)...)
	second := claim(t, s, 10)
	same(t, "after a dead one", texts(second), []string{"二"})
	hold(t, s, chat.OverQuota, second[0])
	same(t, "behind a held one", texts(claim(t, s, 10)), []string{})

	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{States: []chat.DeliveryState{chat.Dead}})
	if err != nil || len(rows) != 1 || rows[0].Messages[0].Text != "一" {
		t.Errorf("dead letters: %+v, %v", rows, err)
	}
}

func TestLateSettlementIsIgnored(t *testing.T) {
	t.Parallel()
	s := openURL(t, postgrestest.URL(t), postgres.Options{Lease: time.Millisecond})
	send(t, s, 1, say(member, "一"), say(member, "二"))
	slow := claim(t, s, 10)
	time.Sleep(5 * time.Millisecond) // the lease is over
	quick := claim(t, s, 10)
	same(t, "claimed anew", texts(quick), []string{"一"})
	settle(t, s, chat.Dead, slow...)
	settle(t, s, chat.Sent, quick...)
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{States: []chat.DeliveryState{chat.Sent}})
	if err != nil || len(rows) != 1 {
		t.Errorf("sent: %+v, %v", rows, err)
	}
}

// TestLostSettlementIsMadeAgain: a crash of Postgres loses the last settlements, and cuts the session. What they
// were of comes back at once, for its reply token tells only for a minute; what is being sent does not.
func TestLostSettlementIsMadeAgain(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{Lease: time.Hour})
	other := chat.Address{Channel: chat.LINE, ID: "Uother"}
	send(t, s, 1, say(member, "一"), say(other, "別"))
	both := claim(t, s, 10)
	i := slices.IndexFunc(both, func(d chat.Delivery) bool { return d.To == member })
	settle(t, s, chat.Sent, both[i])
	conn := connect(t, url)
	if _, err := conn.Exec(t.Context(), `
		UPDATE deliveries SET state = 'sending', settled = NULL WHERE id = $1`, both[i].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `
		UPDATE lanes SET head = $1, due = now() + interval '1 hour', epoch = (SELECT max(epoch) FROM processes) WHERE lane = $2`, both[i].ID, member.String()); err != nil {
		t.Fatal(err)
	}
	same(t, "before the crash is noticed", texts(claim(t, s, 10)), []string{})
	if _, err := conn.Exec(t.Context(), `
		SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'madoguchi session'`); err != nil {
		t.Fatal(err)
	}
	var again []chat.Delivery
	eventually(t, "the lost one", func() error {
		if again = append(again, claim(t, s, 10)...); len(again) == 0 {
			return errors.New("not there")
		}
		return nil
	})
	if again[0].Key != both[i].Key || again[0].Attempt != 2 {
		t.Errorf("got %+v, want attempt 2 of %s", again[0], both[i].Key)
	}
	time.Sleep(600 * time.Millisecond) // two more looks
	same(t, "what is being sent", texts(append(again[1:], claim(t, s, 10)...)), []string{})
}

// TestBuriedAliveClaimsNothing: a process that was taken for dead claims nothing under its old epoch.
func TestBuriedAliveClaimsNothing(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	send(t, s, 1, say(member, "一"))
	conn := connect(t, url)
	for _, step := range []struct {
		sql  string
		want []string
	}{{`UPDATE processes SET ended = now()`, []string{}}, {`UPDATE processes SET ended = NULL`, []string{"一"}}} {
		if _, err := conn.Exec(t.Context(), step.sql); err != nil {
			t.Fatal(err)
		}
		same(t, step.sql, texts(claim(t, s, 10)), step.want)
	}
}

func TestLeasesOfADeadProcessAreVoidAtOnce(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	killed := openURL(t, url, postgres.Options{Lease: time.Hour})
	send(t, killed, 1, say(member, "一"))
	accept(t, killed, wrote(member, 2, "まだ"))
	if got := claim(t, killed, 10); len(got) != 1 {
		t.Fatalf("claimed %v", texts(got))
	}
	living := openURL(t, url, postgres.Options{})
	same(t, "while it lives", texts(claim(t, living, 10)), []string{})
	lanes, err := living.Undecided(t.Context(), time.Now().Add(-time.Hour), 10)
	if err != nil || len(lanes) != 0 {
		t.Errorf("undecided of a living process: %v, %v", lanes, err)
	}
	killed.Die()
	begin := time.Now()
	for {
		got := claim(t, living, 10)
		if len(got) == 1 && got[0].Attempt == 2 {
			break
		}
		if time.Since(begin) > time.Minute { // the lease is an hour
			t.Fatal("not taken over")
		}
		time.Sleep(10 * time.Millisecond)
	}
	lanes, err = living.Undecided(t.Context(), time.Now().Add(-time.Hour), 10)
	same(t, "undecided of a dead process", lanes, []string{member.String()})
	if err != nil {
		t.Error(err)
	}
	restarted := openURL(t, url, postgres.Options{}) // whose start does not take its own for dead
	if restarted.Epoch() == living.Epoch() {
		t.Error("two processes of one epoch")
	}
}

func TestManyParcelsInOneTurn(t *testing.T) {
	t.Parallel()
	s := open(t)
	var out []turn.Outgoing
	var want []string
	for i := range 100 {
		want = append(want, fmt.Sprint(i))
		out = append(out, say(member, want[i]))
	}
	send(t, s, 1, out...)
	var got []string
	for range want {
		one := claim(t, s, 10)
		got = append(got, texts(one)...)
		settle(t, s, chat.Sent, one...)
	}
	same(t, "order", got, want)
}

func TestWaitReturnsOnACommit(t *testing.T) {
	t.Parallel()
	s := open(t)
	claim(t, s, 1)
	s.Wait(t.Context()) // whatever is left of the opening
	soonest := time.Hour
	for i := range 30 { // of a busy machine, the one time in which nothing held it up
		begin := time.Now()
		sent := make(chan struct{})
		go func() { defer close(sent); send(t, s, 1+i, say(member, "一")) }()
		s.Wait(t.Context())
		soonest = min(soonest, time.Since(begin))
		<-sent
		if soonest <= 900*time.Millisecond {
			break
		}
	}
	if soonest > 900*time.Millisecond {
		t.Errorf("waited %v", soonest)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Wait(ctx)
}

// TestClaimDoesNotGrowWithTheBacklog counts the pages that a claim touches, which unlike its time
// does not depend on what else the machine does.
func TestClaimDoesNotGrowWithTheBacklog(t *testing.T) {
	t.Parallel()
	pages := map[int]int{}
	for _, backlog := range []int{100, 20_000} {
		url := postgrestest.URL(t)
		fill(t, url, backlog)
		s := openURL(t, url, postgres.Options{})
		web := chat.Address{Channel: chat.Web, ID: "w"}
		accept(t, s, wrote(web, 1, "…"))
		runTurn(t, s, web, func(tn *turn.Turn) { tn.Out = []turn.Outgoing{say(web, "答え")} })
		conn := connect(t, url)
		for _, paused := range [][]string{{}, {chat.LINE}} { // LINE has the backlog
			var plan []struct {
				Plan struct {
					Hit  int `json:"Shared Hit Blocks"`
					Read int `json:"Shared Read Blocks"`
				}
			}
			err := conn.QueryRow(t.Context(), `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) `+postgres.ClaimSQL, 1, paused, time.Minute, 1, time.Now()).Scan(&plan)
			if err != nil {
				t.Fatal(err)
			}
			pages[backlog] += plan[0].Plan.Hit + plan[0].Plan.Read
		}
	}
	if pages[20_000] > 2*pages[100]+20 {
		t.Errorf("pages touched by a claim: %d with a backlog of 100, %d with 20,000", pages[100], pages[20_000])
	}
}

// TestR6ClaimReadsNoMore: what a claim reads of the database does not grow with what waits. How long it takes is
// for BenchmarkClaim.
func TestR6ClaimReadsNoMore(t *testing.T) {
	t.Parallel()
	blocks := func(backlog int) int {
		url := postgrestest.URL(t)
		fill(t, url, backlog)
		conn := connect(t, url)
		if _, err := conn.Exec(t.Context(), `INSERT INTO processes (epoch, host, pid) VALUES (1, '', 0)`); err != nil {
			t.Fatal(err)
		}
		var plan []struct {
			Plan struct {
				Hit  int `json:"Shared Hit Blocks"`
				Read int `json:"Shared Read Blocks"`
			}
		}
		if err := conn.QueryRow(t.Context(), `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) `+readStatements(t)["sqlClaim"], 8, []string{}, time.Minute, int64(1), time.Now()).Scan(&plan); err != nil {
			t.Fatal(err)
		}
		return plan[0].Plan.Hit + plan[0].Plan.Read
	}
	few, many := blocks(1_000), blocks(100_000)
	t.Logf("a claim of 8 reads %d blocks of 8 kB with 1,000 waiting, %d with 100,000", few, many)
	if many > 2*few {
		t.Errorf("a claim reads %d blocks with 1,000 waiting, %d with 100,000", few, many)
	}
}
