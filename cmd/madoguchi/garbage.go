package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// gcPercent keeps the heap near what lives in it: most of that is dictionaries that never change. With
	// 1,030 entries a process peaks at 184 to 196 MB, at Go's own 100 at 233, for a tenth more processor time.
	gcPercent = 40

	// leastGarbage may gather in any case, in bytes. Two fifths of the little that lives in a small office's program
	// are collected every thirty messages, and each time all that lives is looked through.
	leastGarbage = 16 << 20

	mostPercent = 200
)

// keepPace sets how much garbage may gather, now and after each collection anew, until ctx ends.
func keepPace(ctx context.Context) { (&pace{ctx, gcPercent}).next() }

// A pace is how much garbage may gather now, in percent of what lives.
type pace struct {
	ctx     context.Context // of a program, which tests run as a function
	percent int
}

// next looks at what lived through the last collection. Nothing else refers to the pace, so that the next collection
// finds it and calls this again.
func (p *pace) next() {
	if p.ctx.Err() != nil {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if now := percentFor(live[0].Value.Uint64()); now < p.percent*9/10 || now > p.percent*11/10 {
		p.percent = now
		debug.SetGCPercent(now)
	}
	runtime.SetFinalizer(p, (*pace).next)
}

// percentFor is what may gather beside so many bytes that live, in percent of them.
func percentFor(live uint64) int {
	return int(min(max(leastGarbage*100/max(live, 1), gcPercent), mostPercent))
}
