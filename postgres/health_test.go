package postgres_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/embedded"
	"madoguchi/postgres/postgrestest"
)

// turns waits for health to be as wanted.
func turns(t *testing.T, s *postgres.Store, healthy bool) {
	t.Helper()
	eventually(t, fmt.Sprintf("health %t", healthy), func() error {
		if err := s.Healthy(t.Context()); (err == nil) != healthy {
			return fmt.Errorf("health is %v", err)
		}
		return nil
	})
}

// TestHealthOfAStandby: a database that is only read answers every question and takes nothing in.
func TestHealthOfAStandby(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	turns(t, s, true)
	admin := connect(t, url)
	set := func(onOff string) {
		t.Helper()
		for _, sql := range []string{
			`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ` + onOff + `', current_database()); END $$`,
			`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
		} {
			if _, err := admin.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
	}
	set("on")
	turns(t, s, false)
	if _, err := admin.Exec(t.Context(), `SET default_transaction_read_only = off`); err != nil {
		t.Fatal(err)
	}
	set("off")
	turns(t, s, true)
	if _, err := s.Accept(t.Context(), []chat.Event{wrote(member, 1, "こんにちは")}); err != nil {
		t.Errorf("healthy, and takes nothing in: %v", err)
	}
}

// TestTrialLeavesNothing: no health check ever becomes an event.
func TestTrialLeavesNothing(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	if err := s.Healthy(t.Context()); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := connect(t, url).QueryRow(t.Context(), `SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM inbox)`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows, %v", n, err)
	}
}

// TestR9DiskFull: where the disk of the database is full, health is red, nothing is acknowledged, what was
// can be read, and all is well by itself once there is room again.
func TestR9DiskFull(t *testing.T) {
	disk := smallDisk(t, "size=160m")
	server, err := embedded.Start(t.Context(), embedded.Config{Dir: filepath.Join(disk, "db"), FsyncOff: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	s := openURL(t, server.URL(), postgres.Options{})
	if _, err := s.Accept(t.Context(), []chat.Event{wrote(member, 1, "一")}); err != nil {
		t.Fatal(err)
	}
	turns(t, s, true)

	ballast := filepath.Join(disk, "ballast")
	fillDisk(t, ballast)
	turns(t, s, false)
	n := 1
	eventually(t, "a refusal", func() error { // the last pages still have some room
		n++
		if _, err := s.Accept(t.Context(), []chat.Event{wrote(member, n, "二")}); err == nil {
			return errors.New("taken in")
		}
		return nil
	})
	if err := s.Healthy(t.Context()); err == nil {
		t.Error("green although an event was just refused")
	}
	accepted := n - 1
	var kept int
	if err := connect(t, server.URL()).QueryRow(t.Context(), `SELECT count(*) FROM events`).Scan(&kept); err != nil || kept != accepted {
		t.Errorf("%d were acknowledged, %d are there: %v", accepted, kept, err)
	}

	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	turns(t, s, true)
	eventually(t, "accept", func() error {
		_, err := s.Accept(t.Context(), []chat.Event{wrote(member, n, "二")})
		return err
	})
}

// smallDisk mounts a file system of its own, which takes the rights to.
func smallDisk(t *testing.T, options string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "small-disk") // t.TempDir cannot be entered by the user Postgres runs as
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options+",mode=755"); err != nil {
		t.Skipf("SKIPPED, not passed: mounting a small disk: %v", err)
	}
	t.Cleanup(func() {
		for range 600 { // until the server has gone
			if syscall.Unmount(dir, 0) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Errorf("%s stays mounted", dir)
	})
	return dir
}

// fillDisk writes until there is no room.
func fillDisk(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4 << 10} {
		for block := make([]byte, size); err == nil; {
			_, err = f.Write(block)
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		err = nil
	}
}
