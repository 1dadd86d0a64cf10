//go:build unix

package child

import (
	"fmt"
	"syscall"
	"time"
)

// bound limits the process's writable memory and its processor time. RLIMIT_AS would count what a
// runtime only reserves; RLIMIT_DATA counts what it may write.
func bound(memory uint64, cpu time.Duration) error {
	seconds := uint64(cpu / time.Second)
	for _, l := range []struct {
		what  int
		limit uint64
	}{{syscall.RLIMIT_DATA, memory}, {syscall.RLIMIT_CPU, seconds}} {
		if err := syscall.Setrlimit(l.what, &syscall.Rlimit{Cur: l.limit, Max: l.limit}); err != nil {
			return fmt.Errorf("bound a child: %w", err)
		}
	}
	return nil
}
