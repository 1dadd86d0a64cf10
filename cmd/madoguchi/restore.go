package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"madoguchi/postgres"
	"madoguchi/postgres/archive"
	"madoguchi/postgres/embedded"
)

// runRestore reads a backup into an empty database, so that a program started on it sends nothing twice.
func runRestore(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("restore", flag.ContinueOnError)
	resume := fs.Bool("resume", false, "let what waits go out: the old program was stopped before the backup was made")
	drill := fs.Bool("drill", false, "read the backup into a scratch database only, and compare")
	inPlace := fs.Bool("in-place", false, "something else has restored the database: only hold back what it would do twice")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if *inPlace != (len(rest) == 0) || len(rest) > 1 || *drill && (*resume || *inPlace) {
		return usageError{"restore: name one backup, or -in-place"}
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	file := strings.Join(rest, "")
	if file != "" {
		if err := isBackup(file); err != nil {
			return err
		}
	}
	db, url, err := findServer(ctx, c, env, newLog(env))
	if err != nil {
		return err
	}
	defer db.close()
	j := backupJob{env, url, terminalName(env)}
	if *drill {
		known, _, _, err := postgres.BackupNotes(ctx, url, filepath.Base(file))
		if err != nil {
			return err
		}
		return j.drill(ctx, file, known.Tables)
	}
	if is, err := postgres.IsPractice(ctx, url); err != nil || is {
		return cmp.Or(err, errPractice)
	}
	return j.restore(ctx, file, *resume)
}

// isBackup looks at a file's beginning, before anything is begun.
func isBackup(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("open the backup: %w", err)
	}
	defer f.Close()
	head := make([]byte, len(archive.Magic))
	if _, err := f.Read(head); err != nil || string(head) != archive.Magic {
		return fmt.Errorf("%s is no backup that 'madoguchi backup' has written", file)
	}
	return nil
}

// restore fills the database from a file, or, without one, only settles it in.
func (j backupJob) restore(ctx context.Context, file string, resume bool) error {
	b := postgres.Backup{Act: postgres.BackupRestored, Began: j.env.Now()}
	var held postgres.Withheld
	var err error
	if file == "" {
		b.Ended = j.env.Now()
		held, err = postgres.Restored(ctx, j.url, resume, b, j.by)
	} else {
		info, e := os.Stat(file)
		if e != nil {
			return fmt.Errorf("look at the backup: %w", e)
		}
		b.File, b.Bytes = filepath.Base(file), info.Size()
		load := func(ctx context.Context) error { return archive.Load(ctx, j.url, file) }
		b.Ended = j.env.Now()
		held, err = postgres.Restore(ctx, j.url, load, resume, b, j.by)
	}
	if err != nil {
		return fmt.Errorf("restore the database: %w", err)
	}
	words := j.env.words()
	key := words.Say("terminal.backup.restored", "deliveries", held.Deliveries, "events", held.Events)
	if resume {
		key = words.Say("terminal.backup.resumed")
	}
	_, err = fmt.Fprintln(j.env.Stdout, key)
	return err
}

// drill reads a backup into a scratch database, compares it with what there was when it was written, where
// that is known, brings it up to date, and throws it away. How it went is noted.
func (j backupJob) drill(ctx context.Context, file string, want postgres.Sums) error {
	b := postgres.Backup{Act: postgres.BackupDrilled, File: filepath.Base(file), Began: j.env.Now()}
	if info, err := os.Stat(file); err == nil {
		b.Bytes = info.Size()
	}
	found, err := j.readBack(ctx, file)
	if err == nil && len(want) > 0 {
		if b.Tables = want.Differ(found); len(b.Tables) > 0 {
			err = fmt.Errorf("these tables are not what they were: %s", strings.Join(slices.Sorted(maps.Keys(b.Tables)), ", "))
		}
	}
	if err != nil {
		err = fmt.Errorf("restore drill with %s: %w", b.File, err)
		b.Error = err.Error()
	}
	b.Ended = j.env.Now()
	if err := errors.Join(err, postgres.NoteBackup(context.WithoutCancel(ctx), j.url, b, j.by)); err != nil {
		return err
	}
	words := j.env.words()
	said := words.Say("terminal.backup.drilled", "file", b.File, "tables", len(found))
	if len(want) == 0 {
		said = words.Say("terminal.backup.drilled_unknown", "file", b.File, "tables", len(found))
	}
	_, err = fmt.Fprintln(j.env.Stdout, said)
	return err
}

// readBack gives the sums of a backup's tables as they come out of it.
func (j backupJob) readBack(ctx context.Context, file string) (found postgres.Sums, err error) {
	scratch, drop, err := j.scratch(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	if err := archive.Load(ctx, scratch, file); err != nil {
		return nil, err
	}
	moment, err := postgres.OpenSnapshot(ctx, scratch)
	if err != nil {
		return nil, err
	}
	found, err = moment.Sums(ctx)
	moment.Close()
	if err == nil {
		err = postgres.Migrate(ctx, scratch)
	}
	return found, err
}

// scratch is an empty database: beside ours where we may make one there, else on a server of its own that
// lives as long as the drill.
func (j backupJob) scratch(ctx context.Context) (url string, drop func() error, err error) {
	after := context.WithoutCancel(ctx)
	if _, err := archive.In(j.url, "x"); err == nil {
		name, ok, err := postgres.MakeScratch(ctx, j.url, strings.ToLower(rand.Text()[:12]))
		if err != nil {
			return "", nil, err
		}
		if ok {
			url, err := archive.In(j.url, name)
			return url, func() error { return postgres.DropScratch(after, j.url, name) }, err
		}
	}
	dir, err := os.MkdirTemp("", "madoguchi-drill-")
	if err != nil {
		return "", nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // the server's user has to come through
		return "", nil, err
	}
	server, err := embedded.Start(ctx, embedded.Config{Dir: filepath.Join(dir, "db"), FsyncOff: true})
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("start a scratch server (this user may make no database beside the office's): %w", err), os.RemoveAll(dir))
	}
	return server.URL(), func() error { return errors.Join(server.Close(), os.RemoveAll(dir)) }, nil
}
