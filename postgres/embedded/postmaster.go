package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func (s *Server) pidFile() string { return filepath.Join(s.data(), "postmaster.pid") }

// readPidFile reads the process id, line 1, and the status, line 8, of postmaster.pid.
func (s *Server) readPidFile() (pid int, status string) {
	raw, err := os.ReadFile(s.pidFile())
	if err != nil {
		return 0, ""
	}
	lines := strings.Split(string(raw), "\n")
	pid, err = strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 0 {
		return 0, ""
	}
	if len(lines) >= 8 {
		status = strings.TrimSpace(lines[7])
	}
	return pid, status
}

// postmaster is the process id of the server running on our data directory, or 0. That the
// process in the pid file lives is not enough: its number may have gone to another program, or it
// may be a zombie. A server of ours has our data directory as its working directory.
func (s *Server) postmaster() int {
	pid, _ := s.readPidFile()
	if pid == 0 || syscall.Kill(pid, 0) != nil {
		return 0
	}
	if runtime.GOOS != "linux" {
		return pid
	}
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return 0
	}
	data, err := filepath.EvalSymlinks(s.data())
	if err != nil || cwd != data {
		return 0
	}
	return pid
}

// stop ends the server in the fast way: clients are cut off, everything is written to disk.
func (s *Server) stop(ctx context.Context) error {
	pid := s.postmaster()
	if pid == 0 {
		return nil
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("signal process %d: %w", pid, err)
	}
	for s.postmaster() == pid {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for process %d to end: %w", pid, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}
