package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// A lock is a held flock. The kernel lets go of it when the process dies, however it dies.
type lock struct{ file *os.File }

const (
	shared    = syscall.LOCK_SH
	exclusive = syscall.LOCK_EX
)

// try takes the lock if it is free; nil if it is not.
func try(path string, how int) (*lock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
	if err == nil {
		return &lock{f}, nil
	}
	_ = f.Close() // nothing was written
	if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) {
		return nil, nil
	}
	return nil, fmt.Errorf("lock %s: %w", path, err)
}

// acquire waits for the lock as long as ctx allows.
func acquire(ctx context.Context, path string, how int) (*lock, error) {
	for {
		l, err := try(path, how)
		if l != nil || err != nil {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for %s, held by another process: %w", path, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (l *lock) release() { _ = l.file.Close() } // closing lets go
