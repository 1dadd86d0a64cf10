package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"
)

func TestPercentFor(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int{0: mostPercent, 1 << 20: mostPercent, 10 << 20: 160, 16 << 20: 100, 32 << 20: 50, 160 << 20: gcPercent, 1 << 40: gcPercent} {
		if got := percentFor(live); got != want {
			t.Errorf("%d bytes live: %d %% may gather, want %d", live, got, want)
		}
	}
}

// TestPaceFollowsWhatLives: each collection looks anew, so that no more than the two fifths gather while much lives.
func TestPaceFollowsWhatLives(t *testing.T) {
	before := debug.SetGCPercent(gcPercent)
	defer debug.SetGCPercent(before)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var lives atomic.Uint64
	lives.Store(8 << 20)
	(&pace{ctx, lives.Load, gcPercent}).next()
	untilPercent(t, mostPercent)
	lives.Store(512 << 20)
	untilPercent(t, gcPercent)
	lives.Store(16 << 20)
	untilPercent(t, 100)
}

// untilPercent collects garbage until the percentage is as wanted.
func untilPercent(t *testing.T, want uint64) {
	t.Helper()
	got := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	for range 1000 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond) // finalizers run beside
		if metrics.Read(got); got[0].Value.Uint64() == want {
			return
		}
	}
	t.Fatalf("%d %% of garbage may gather, want %d", got[0].Value.Uint64(), want)
}
