package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/postgres/postgrestest"
)

// BenchmarkRoad sends signed webhooks, each a question of another member, through the whole
// program to the fake platform and back: acknowledged, decided, searched, answered by reply, with
// fsync on. Program, database, platform and load share the machine's cores.
//
//	go test -run '^$' -bench Road -benchtime 5000x ./cmd/madoguchi
func BenchmarkRoad(b *testing.B) {
	w := newDurableTown(b)
	hooks := make([]*linefake.Webhook, b.N)
	for i := range hooks {
		hooks[i] = w.line.Text(linefake.User(fmt.Sprint("road", i)), "領収書を紙で送ってもらえますか")
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	b.ResetTimer()
	took := w.flood(client, hooks, 32, 0)
	acknowledged := b.Elapsed()
	w.until("every answer", func() bool { return w.line.Count() >= b.N })
	b.ReportMetric(float64(b.N)/acknowledged.Seconds(), "acknowledged/s")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answered/s")
	report(b, took)
}

// BenchmarkRoadAt200 does the same at 200 webhooks a second, where the time to the acknowledgement
// is what matters.
func BenchmarkRoadAt200(b *testing.B) {
	w := newDurableTown(b)
	hooks := make([]*linefake.Webhook, b.N)
	for i := range hooks {
		hooks[i] = w.line.Text(linefake.User(fmt.Sprint("road", i)), "領収書を紙で送ってもらえますか")
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	b.ResetTimer()
	took := w.flood(client, hooks, 32, 5*time.Millisecond)
	w.until("every answer", func() bool { return w.line.Count() >= b.N })
	report(b, took)
}

func newDurableTown(b *testing.B) *town {
	return openTown(b, postgrestest.Durable(b))
}

// flood posts the webhooks, one every so often where every is set, and gives the time each took to
// be acknowledged.
func (w *town) flood(client *http.Client, hooks []*linefake.Webhook, workers int, every time.Duration) []time.Duration {
	took := make([]time.Duration, len(hooks))
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				began := time.Now()
				status, err := hooks[i].Post(context.Background(), client, w.base+"/webhook/line")
				if err != nil || status != http.StatusOK {
					w.t.Errorf("webhook %d: status %d, %v", i, status, err)
				}
				took[i] = time.Since(began)
			}
		})
	}
	began := time.Now()
	for i := range hooks {
		if every > 0 {
			time.Sleep(time.Until(began.Add(time.Duration(i) * every)))
		}
		next <- i
	}
	close(next)
	wg.Wait()
	return took
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
