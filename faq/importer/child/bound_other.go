//go:build !unix

package child

import "time"

// bound does nothing where a process cannot bound itself: there the parent's clock and the runtime's
// own memory limit remain.
func bound(uint64, time.Duration) error { return nil }
