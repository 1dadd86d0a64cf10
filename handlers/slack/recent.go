package slack

import "sync"

// A recent remembers the last n keys it was shown.
type recent struct {
	mu    sync.Mutex
	known map[string]bool
	ring  []string
	next  int
}

func newRecent(n int) *recent {
	return &recent{known: make(map[string]bool, n), ring: make([]string, n)}
}

// add reports whether key is new.
func (r *recent) add(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known[key] {
		return false
	}
	delete(r.known, r.ring[r.next])
	r.ring[r.next], r.known[key] = key, true
	r.next = (r.next + 1) % len(r.ring)
	return true
}
