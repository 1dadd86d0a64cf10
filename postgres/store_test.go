package postgres_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }

// open gives a store on a database of its own.
func open(t testing.TB) *postgres.Store {
	t.Helper()
	return openURL(t, postgrestest.URL(t), postgres.Options{})
}

func openURL(t testing.TB, url string, o postgres.Options) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

var (
	member  = chat.Address{Channel: chat.LINE, ID: "Umember"}
	channel = chat.Address{Channel: chat.Slack, ID: "C1"}
	base    = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
)

// wrote is a member's message, the n-th by its sender's clock.
func wrote(from chat.Address, n int, text string) chat.Event {
	return chat.Event{
		ID: fmt.Sprintf("%s-%d", from.ID, n), Kind: chat.Text, From: from, At: base.Add(time.Duration(n) * time.Second),
		Text: text, MessageID: fmt.Sprintf("m%d", n),
	}
}

func accept(t testing.TB, s *postgres.Store, events ...chat.Event) []string {
	t.Helper()
	lanes, err := s.Accept(t.Context(), events)
	if err != nil {
		t.Fatal(err)
	}
	return lanes
}

// runTurn decides one event of a lane.
func runTurn(t testing.TB, s *postgres.Store, lane chat.Address, decide func(*turn.Turn)) {
	t.Helper()
	found, err := s.Turn(t.Context(), lane.String(), func(_ context.Context, tn *turn.Turn) error {
		decide(tn)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !found {
		t.Fatalf("no event waits in %s", lane)
	}
}

func say(to chat.Address, texts ...string) turn.Outgoing {
	o := turn.Outgoing{To: to}
	for _, text := range texts {
		o.Messages = append(o.Messages, chat.Message{Text: text, Author: chat.Bot})
	}
	return o
}

func claim(t testing.TB, s *postgres.Store, limit int, paused ...string) []chat.Delivery {
	t.Helper()
	claimed, err := s.Claim(t.Context(), limit, paused)
	if err != nil {
		t.Fatal(err)
	}
	return claimed
}

// texts are the first messages of deliveries.
func texts(ds []chat.Delivery) []string {
	out := []string{}
	for _, d := range ds {
		out = append(out, d.Messages[0].Text)
	}
	return out
}

func settle(t testing.TB, s *postgres.Store, state chat.DeliveryState, ds ...chat.Delivery) {
	t.Helper()
	var done []turn.Settlement
	for _, d := range ds {
		done = append(done, turn.Settlement{Delivery: d, State: state})
	}
	if err := s.Settle(t.Context(), done); err != nil {
		t.Fatal(err)
	}
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestS5RedeliveryTenfoldIsOneEvent(t *testing.T) {
	t.Parallel()
	s := open(t)
	var wg sync.WaitGroup
	var stored atomic.Int64
	for range 10 {
		for n := range 20 {
			wg.Go(func() {
				lanes, err := s.Accept(t.Context(), []chat.Event{wrote(member, n, "はい")})
				if err != nil {
					t.Error(err)
				}
				stored.Add(int64(len(lanes)))
			})
		}
	}
	wg.Wait()
	if stored.Load() != 20 {
		t.Errorf("%d events stored, want 20", stored.Load())
	}
	seen := map[string]bool{}
	for range 20 {
		runTurn(t, s, member, func(tn *turn.Turn) {
			if seen[tn.Event.ID] {
				t.Errorf("%s decided twice", tn.Event.ID)
			}
			seen[tn.Event.ID] = true
		})
	}
	found, err := s.Turn(t.Context(), member.String(), nil)
	if found || err != nil {
		t.Errorf("something is left: %v, %v", found, err)
	}
}

func TestTurnsOfALaneFollowOneAnother(t *testing.T) {
	t.Parallel()
	s := open(t)
	const lanes, each = 4, 25
	for n := range each {
		for lane := range lanes {
			accept(t, s, wrote(chat.Address{Channel: chat.LINE, ID: fmt.Sprint("U", lane)}, n, fmt.Sprint(n)))
		}
	}
	var busy [lanes]atomic.Int32
	var decided [lanes][]string
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			lane := g % lanes
			address := chat.Address{Channel: chat.LINE, ID: fmt.Sprint("U", lane)}
			for {
				found, err := s.Turn(t.Context(), address.String(), func(_ context.Context, tn *turn.Turn) error {
					if busy[lane].Add(1) != 1 {
						t.Error("two turns of a lane at once")
					}
					defer busy[lane].Add(-1)
					decided[lane] = append(decided[lane], tn.Event.Text) // the race detector watches this
					time.Sleep(time.Millisecond)
					return nil
				})
				if err != nil {
					t.Error(err)
				}
				if !found || err != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	want := make([]string, each)
	for n := range want {
		want[n] = fmt.Sprint(n)
	}
	for lane := range lanes {
		same(t, "order", decided[lane], want)
	}
}

func TestTurnFollowsThePlatformsClock(t *testing.T) {
	t.Parallel()
	s := open(t)
	accept(t, s, wrote(member, 2, "あと"), wrote(member, 1, "さき"))
	var got []string
	for range 2 {
		runTurn(t, s, member, func(tn *turn.Turn) { got = append(got, tn.Event.Text) })
	}
	same(t, "order", got, []string{"さき", "あと"})
}

func TestAcceptCleansWhatPostgresRefuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	bad := wrote(member, 1, "a\x00b\xffc\\u0000d")
	bad.Name, bad.MessageID = "\x00", strings.Repeat("長", 2000)
	bad.Files = []chat.File{{ID: "\x00f", Name: "x\x00.pdf"}}
	bad.At = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC) // taken for now
	long := wrote(member, 1, "二つ目")
	long.ID, long.At = strings.Repeat("\x00長", 4000), base.AddDate(100, 0, 0)
	accept(t, s, bad, long)
	var got []string
	for range 2 {
		runTurn(t, s, member, func(tn *turn.Turn) { got = append(got, tn.Event.Text) })
	}
	same(t, "texts", got, []string{"ab\uFFFDc\\u0000d", "二つ目"})
}
