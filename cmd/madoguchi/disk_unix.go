//go:build unix

package main

import (
	"fmt"
	"syscall"
)

// freeBytes is how much room a folder's disk has for us.
func freeBytes(dir string) (int64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, err
	}
	return int64(fs.Bavail) * int64(fs.Bsize), nil
}

// round is a number with one digit behind the point.
func round(n float64) string { return fmt.Sprintf("%.1f", n) }
