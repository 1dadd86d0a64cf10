package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// Benchmarks run on a server that waits for the disk. The figures with many clients are what one
// process with its pools takes in; events of many contacts, as in life.

func BenchmarkAccept(b *testing.B) {
	s := openURL(b, postgrestest.Durable(b), postgres.Options{})
	var n atomic.Int64
	b.ResetTimer()
	b.SetParallelism(32) // webhooks under way on each core
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := int(n.Add(1))
			if _, err := s.Accept(context.Background(), []chat.Event{wrote(contact(i%1000), i, "領収書はもらえますか")}); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func contact(i int) chat.Address {
	return chat.Address{Channel: chat.LINE, ID: fmt.Sprintf("U%031d", i)}
}

// answer is a turn as most are: state changed, one delivery, one line for learning.
func answer(_ context.Context, t *turn.Turn) error {
	t.Conversation.Programme = "selas"
	t.Out = []turn.Outgoing{say(t.Conversation.Address, "領収書の発行は、原則行っておりません。")}
	t.Answered = []turn.Answered{{Query: t.Event.Text, Verdict: "answer", Ref: "selas/8", Version: 1, P: 0.93}}
	return nil
}

func BenchmarkTurn(b *testing.B) {
	for _, clients := range []int{1, 8} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			s := openURL(b, postgrestest.Durable(b), postgres.Options{})
			for i := 0; i < b.N; i += 200 {
				var events []chat.Event
				for j := i; j < min(i+200, b.N); j++ {
					events = append(events, wrote(contact(j%1000), j, "領収書はもらえますか"))
				}
				accept(b, s, events...)
			}
			work := make(chan int, b.N)
			for i := range b.N {
				work <- i
			}
			close(work)
			b.ResetTimer()
			done := make(chan bool)
			for range clients {
				go func() {
					defer func() { done <- true }()
					for i := range work {
						if _, err := s.Turn(context.Background(), contact(i%1000).String(), answer); err != nil {
							b.Error(err)
						}
					}
				}()
			}
			for range clients {
				<-done
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
		})
	}
}

// fill puts n deliveries into as many lanes of LINE, all due.
func fill(b testing.TB, url string, n int) {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, sql := range []string{
		`INSERT INTO deliveries (id, lane, address, staff, messages, created)
		 SELECT g * 32, 'line::B' || g, 'line::B' || g, false, '[{"text":"お知らせ"}]', now() FROM generate_series(1, $1::integer) g`,
		`INSERT INTO lanes (lane, channel, head, due)
		 SELECT 'line::B' || g, 'line', g * 32, now() FROM generate_series(1, $1::integer) g`,
		`SELECT setval('delivery_ids', 32 * ($1::bigint + 1))`,
	} {
		if _, err := conn.Exec(b.Context(), sql, n); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := conn.Exec(b.Context(), `ANALYZE`); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkClaim(b *testing.B) {
	for _, backlog := range []int{1_000, 100_000, 1_000_000} {
		for _, paused := range []bool{false, true} {
			b.Run(fmt.Sprintf("backlog=%d/paused=%v", backlog, paused), func(b *testing.B) {
				url := postgrestest.Durable(b)
				fill(b, url, backlog+b.N)
				s := openURL(b, url, postgres.Options{})
				names, from := []string{}, member
				if paused { // LINE is down: what is claimed is the web's, past all of LINE's
					names, from = []string{chat.LINE}, chat.Address{Channel: chat.Web, ID: "w"}
				}
				took := make([]time.Duration, 0, b.N)
				b.ResetTimer()
				for n := range b.N {
					if paused {
						b.StopTimer()
						accept(b, s, wrote(from, n, "…"))
						runTurn(b, s, from, func(t *turn.Turn) { t.Out = []turn.Outgoing{say(from, "答え")} })
						b.StartTimer()
					}
					begin := time.Now()
					got := claim(b, s, 1, names...)
					took = append(took, time.Since(begin))
					b.StopTimer()
					if len(got) != 1 {
						b.Fatalf("claimed %d", len(got))
					}
					if n%2 == 0 || paused { // some come back later, as in life
						settle(b, s, chat.Sent, got...)
					}
					b.StartTimer()
				}
				slices.Sort(took)
				for name, t := range map[string]time.Duration{"p50-ms": took[len(took)/2], "p99-ms": took[len(took)*99/100], "worst-ms": took[len(took)-1]} {
					b.ReportMetric(float64(t.Microseconds())/1000, name)
				}
			})
		}
	}
}

// BenchmarkRelay is the outbox at work: claims of 32 and settlements of what came of them.
func BenchmarkRelay(b *testing.B) {
	url := postgrestest.Durable(b)
	fill(b, url, max(b.N, 1000))
	s := openURL(b, url, postgres.Options{})
	b.ResetTimer()
	for sent := 0; sent < b.N; {
		got := claim(b, s, 32)
		settle(b, s, chat.Sent, got...)
		sent += len(got)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}

// BenchmarkRoad is the store's part of the whole road: each event accepted, decided, claimed and
// settled, all at once, as by one process.
func BenchmarkRoad(b *testing.B) {
	s := openURL(b, postgrestest.Durable(b), postgres.Options{})
	ctx, stop := context.WithCancel(context.Background())
	lanes := make(chan string, b.N)
	var next, sent atomic.Int64
	var workers, clients sync.WaitGroup
	b.ResetTimer()
	for range 8 {
		workers.Go(func() {
			for lane := range lanes {
				if _, err := s.Turn(ctx, lane, answer); err != nil {
					b.Error(err)
				}
			}
		})
	}
	workers.Go(func() {
		for sent.Load() < int64(b.N) && !b.Failed() {
			got, err := s.Claim(ctx, 64, nil)
			if err != nil {
				b.Error(err)
			}
			if len(got) == 0 {
				s.Wait(ctx)
				continue
			}
			settle(b, s, chat.Sent, got...)
			sent.Add(int64(len(got)))
		}
	})
	for range 32 {
		clients.Go(func() {
			for i := int(next.Add(1)); i <= b.N; i = int(next.Add(1)) {
				stored, err := s.Accept(ctx, []chat.Event{wrote(contact(i%1000), i, "領収書はもらえますか")})
				if err != nil || len(stored) != 1 {
					b.Errorf("accepted %v, %v", stored, err)
					return
				}
				lanes <- stored[0]
			}
		})
	}
	clients.Wait()
	close(lanes)
	workers.Wait()
	stop()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
