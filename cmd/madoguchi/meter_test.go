package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A meter counts what the road of a message costs beside time, which says little on a machine that others use:
// processor time, statements, transactions and what is written to the disk.
type meter struct {
	town *town
	conn *pgx.Conn
}

// costs are all that was used up to a moment.
type costs map[string]float64

// newMeter opens a session of its own with the program's database.
func newMeter(b *testing.B, w *town, url string) *meter {
	b.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close(context.Background()) })
	return &meter{w, conn}
}

// sqlCosts are the counts that Postgres keeps: transactions of this database, the log of the whole server.
const sqlCosts = `
	SELECT d.xact_commit + d.xact_rollback, w.wal_sync, w.wal_bytes,
	       ARRAY(SELECT pid FROM pg_stat_activity
	             WHERE  (datname = current_database() OR backend_type IN ('walwriter', 'background writer', 'checkpointer')) AND pid <> pg_backend_pid())
	FROM   pg_stat_database d
	       CROSS JOIN pg_stat_wal w
	WHERE  d.datname = current_database()`

// flushTime is how long Postgres may keep counts to itself.
const flushTime = 1200 * time.Millisecond

func (m *meter) read(b *testing.B) costs {
	b.Helper()
	time.Sleep(flushTime)
	var tx, syncs, bytes float64
	var pids []int
	if err := m.conn.QueryRow(context.Background(), sqlCosts).Scan(&tx, &syncs, &bytes, &pids); err != nil {
		b.Fatal(err)
	}
	c := costs{"tx": tx, "wal-syncs": syncs, "wal-kB": bytes / 1024, "program-cpu-ms": usedTime(b, m.town.cmd.Process.Pid)}
	for _, pid := range pids {
		c["postgres-cpu-ms"] += usedTime(b, pid)
	}
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		b.Fatal(err)
	}
	c["load-cpu-ms"] = float64(own.Utime.Nano()+own.Stime.Nano()) / 1e6
	for name, metric := range map[string]string{"statements": "madoguchi_database_statements_total", "round-trips": "madoguchi_database_round_trips_total", "program-kB": "go_memstats_alloc_bytes_total"} {
		c[name] = m.town.figure(b, metric)
	}
	c["program-kB"] /= 1024
	return c
}

// report prints what each of n messages cost since before.
func (m *meter) report(b *testing.B, before costs, n int) {
	b.Helper()
	for name, used := range m.read(b) {
		b.ReportMetric((used-before[name])/float64(n), name+"/op")
	}
}

// usedTime is what a process has used of the processors, in milliseconds; 0 where it has ended.
func usedTime(b *testing.B, pid int) float64 {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if os.IsNotExist(err) {
		return 0
	}
	if err != nil {
		b.Skipf("processor time is read where Linux shows it: %v", err)
	}
	_, rest, _ := strings.Cut(string(raw), ") ") // behind the name, which may hold anything
	f := strings.Fields(rest)
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	return (user + system) * 10 // in hundredths of a second
}

// figure reads one of the program's metrics.
func (w *town) figure(b *testing.B, name string) float64 {
	b.Helper()
	sc := bufio.NewScanner(strings.NewReader(w.metrics()))
	for sc.Scan() {
		if value, ok := strings.CutPrefix(sc.Text(), name+" "); ok {
			f, err := strconv.ParseFloat(value, 64)
			if err != nil {
				b.Fatal(err)
			}
			return f
		}
	}
	b.Fatalf("the program has no figure %s", name)
	return 0
}
