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
func keepPace(ctx context.Context) { (&pace{ctx, livingBytes, gcPercent}).next() }

// livingBytes is what lived through the last collection.
func livingBytes() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// A pace is how much garbage may gather now, in percent of what lives.
type pace struct {
	ctx     context.Context // of a program, which tests run as a function
	living  func() uint64
	percent int
}

// next looks at what lives. Nothing else refers to the pace, so that the next collection finds it and calls this again.
func (p *pace) next() {
	if p.ctx.Err() != nil {
		return
	}
	if now := percentFor(p.living()); now < p.percent*9/10 || now > p.percent*11/10 {
		p.percent = now
		debug.SetGCPercent(now)
	}
	runtime.SetFinalizer(p, (*pace).next)
}

// percentFor is what may gather beside so many bytes that live, in percent of them.
func percentFor(live uint64) int {
	return int(min(max(leastGarbage*100/max(live, 1), gcPercent), mostPercent))
}
