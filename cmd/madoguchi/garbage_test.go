package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
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

// TestPaceFollowsWhatLives: where much comes to live, as while an index is made, no more than the two fifths gather.
func TestPaceFollowsWhatLives(t *testing.T) {
	before := debug.SetGCPercent(gcPercent)
	defer debug.SetGCPercent(before)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	keepPace(ctx)
	ballast := make([]byte, 512<<20)
	untilPercent(t, func(percent uint64) bool { return percent == gcPercent })
	runtime.KeepAlive(ballast)
	ballast = nil
	untilPercent(t, func(percent uint64) bool { return percent > gcPercent })
}

// untilPercent collects garbage until the percentage is as wanted.
func untilPercent(t *testing.T, wanted func(uint64) bool) {
	t.Helper()
	for range 100 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond) // finalizers run beside
		got := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		if metrics.Read(got); wanted(got[0].Value.Uint64()) {
			return
		}
	}
	t.Fatal("the percentage does not follow what lives")
}
