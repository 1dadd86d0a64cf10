package chattest

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// A verdict is a testing.TB that keeps a failure instead of failing.
type verdict struct {
	testing.TB
	mu     sync.Mutex
	failed string
}

func (v *verdict) Helper() {}

func (v *verdict) Fatal(args ...any) { v.fail(fmt.Sprint(args...)) }

func (v *verdict) Fatalf(format string, args ...any) { v.fail(fmt.Sprintf(format, args...)) }

func (v *verdict) Logf(string, ...any) {}

func (v *verdict) fail(why string) {
	v.mu.Lock()
	v.failed = why
	v.mu.Unlock()
	runtime.Goexit()
}

// tried runs a check and returns why it failed, or "".
func tried(t *testing.T, c check, h Harness) string {
	v := &verdict{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.try(v, h)
	}()
	<-done
	return v.failed
}

// TestEveryCheckCanFail breaks the reference channel in one way at a time and requires the check
// that is there for it to notice.
func TestEveryCheckCanFail(t *testing.T) {
	cases := []struct{ broken, check string }{
		{"name", "name is that of"},
		{"backwards", "arrive whole and in order"},
		{"four are enough", "arrive whole and in order"},
		{"html", "text is verbatim"},
		{"entities", "text is verbatim"},
		{"mentions", "text is verbatim"},
		{"trimmed lines", "text is verbatim"},
		{"cut off", "long text"},
		{"cut anywhere", "long text"},
		{"no checks", "beyond the limit"},
		{"ten buttons", "choices are visible"},
		{"short labels", "choices are visible"},
		{"label for data", "choices are visible"},
		{"no pages", "choices are visible"},
		{"answer without tail", "an answer shows"},
		{"answer out of order", "an answer shows"},
		{"first address", "its address alone"},
		{"new key each attempt", "the same key again"},
		{"key by words", "the same key again"},
		{"marked copies", "the same key again"}, // not declared by Repeats
		{"new key each attempt", "a lost answer"},
		{"gives up", "a lost answer"},
		{"gives up", "is down is temporary"},
		{"shrugs", "is down is temporary"},
		{"new key each attempt", "half way"},
		{"shrugs", "half way"},
		{"tries forever", "a refusal is final"},
		{"shrugs", "a refusal is final"},
		{"limited for how long", "a rate limit"},
		{"shrugs", "a rate limit"},
		{"own clock", "a hang ends"},
		{"gives up", "a hang ends"},
		{"no checks", "malformed"},
		{"one at a time", "concurrent"},
	}
	reached := map[string]bool{}
	for _, tc := range cases {
		t.Run(tc.broken+" fails "+tc.check, func(t *testing.T) {
			for _, c := range checks {
				if !strings.Contains(c.name, tc.check) {
					continue
				}
				reached[c.name] = true
				if tried(t, c, Harness{New: bench(faults{tc.broken: true}), Longest: mostUnits}) == "" {
					t.Errorf("a channel that is broken by %q passes %q", tc.broken, c.name)
				}
				return
			}
			t.Errorf("no check is called %q", tc.check)
		})
	}
	for _, c := range checks {
		if !reached[c.name] {
			t.Errorf("nothing shows that %q can fail", c.name)
		}
	}
}

// TestIncompleteBench requires a harness that leaves something open to be told so.
func TestIncompleteBench(t *testing.T) {
	cases := []struct {
		name  string
		spoil func(*Bench)
		want  string
	}{
		{"no channel", func(b *Bench) { b.Channel = nil }, "without Channel"},
		{"one address", func(b *Bench) { b.Other = b.To }, "two addresses"},
		{"no failures", func(b *Bench) { b.Break = nil }, "without Break"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			h := Harness{New: func(t testing.TB) Bench { b := bench(nil)(t); tc.spoil(&b); return b }}
			if got := tried(t, checks[0], h); !strings.Contains(got, tc.want) {
				t.Errorf("told %q, want %q", got, tc.want)
			}
		})
	}
}
