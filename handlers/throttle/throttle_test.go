package throttle

import (
	"fmt"
	"testing"
	"time"
)

// TestBucketsForget holds that a flood from ever new addresses does not fill the memory.
func TestBucketsForget(t *testing.T) {
	b := New[string](Rate{time.Second, 3})
	now := time.Now()
	for i := range maxBuckets + 10 {
		b.Take(fmt.Sprint(i), now)
	}
	if len(b.of) > maxBuckets {
		t.Errorf("%d buckets, limit %d", len(b.of), maxBuckets)
	}
	b.Take("a", now.Add(time.Minute))
	if len(b.of) != 1 {
		t.Errorf("%d buckets are kept though all but one are full", len(b.of))
	}
}
