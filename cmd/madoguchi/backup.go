package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"madoguchi/postgres"
	"madoguchi/postgres/archive"
	"madoguchi/reading"
)

const (
	backupPrefix, backupSuffix = "madoguchi-", ".dump"

	backupKept = 14 // in a folder: two weeks, where one is made each night

	// drillEvery is how often a backup is read back to see whether it can be; a little less than a week, so that
	// the same night's backup does it.
	drillEvery = 7*24*time.Hour - 12*time.Hour
)

// A backupJob is one run of the command.
type backupJob struct {
	env environment
	url string // of the database
	by  string
}

// runBackup writes everything there is to a file that nobody else can read, and once a week reads it back.
func runBackup(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("backup", flag.ContinueOnError)
	keep := fs.Int("keep", backupKept, "in a folder: keep the latest N, 0 for all")
	drill := fs.Bool("drill", false, "read it back in any case, not only once a week")
	noDrill := fs.Bool("no-drill", false, "do not read it back")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) > 1 || *keep < 0 || *drill && *noDrill {
		return usageError{"backup: name one folder or file, or - for the standard output"}
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	folder, file, err := backupPlace(c, env, rest)
	if err != nil {
		return err
	}
	db, url, err := findServer(ctx, c, env, newLog(env))
	if err != nil {
		return err
	}
	defer db.close()
	j := backupJob{env, url, terminalName(env)}
	if file == "-" {
		_, err := j.make(ctx, "-", func(dump func(io.Writer) error) (int64, error) { return 0, dump(env.Stdout) })
		return err
	}
	made, err := j.make(ctx, filepath.Base(file), func(dump func(io.Writer) error) (int64, error) { return writeNew(file, dump) })
	if err != nil {
		return err
	}
	var rows int64
	for _, t := range made.Tables {
		rows += t.Rows
	}
	fmt.Fprintln(env.Stdout, env.words().Say("terminal.backup.made", "file", file, "size", megabytes(made.Bytes), "tables", len(made.Tables), "rows", rows))
	if folder != "" && *keep > 0 {
		if err := prune(folder, *keep); err != nil {
			return err
		}
	}
	if *noDrill {
		return nil
	}
	return j.drillWhenDue(ctx, file, made, *drill)
}

// backupPlace is where the backup goes: a file, and the folder of which older ones are cleared, if it is one.
func backupPlace(c config, env environment, rest []string) (folder, file string, err error) {
	target := ""
	switch {
	case len(rest) == 1:
		target = rest[0]
	case env.Getenv("MADOGUCHI_BACKUPS") != "":
		target = env.Getenv("MADOGUCHI_BACKUPS") + "/"
	default:
		dir, err := dataDir(c, env.Getenv)
		if err != nil {
			return "", "", fmt.Errorf("%w; name a folder for the backup, or set MADOGUCHI_BACKUPS", err)
		}
		target = filepath.Join(dir, "backups") + "/"
	}
	if target == "-" {
		return "", target, nil
	}
	info, err := os.Stat(target)
	if !strings.HasSuffix(target, "/") && (err != nil || !info.IsDir()) {
		if err == nil {
			return "", "", fmt.Errorf("%s is there already: a backup overwrites nothing", target)
		}
		return "", target, nil
	}
	if err := os.MkdirAll(target, 0o700); err != nil {
		return "", "", fmt.Errorf("make the folder for backups: %w", err)
	}
	name := backupPrefix + env.Now().In(reading.JST).Format("2006-01-02-150405") + backupSuffix
	return target, filepath.Join(target, name), nil
}

// make writes a backup by way of write, and notes how it went, in vain or not.
func (j backupJob) make(ctx context.Context, name string, write func(dump func(io.Writer) error) (int64, error)) (postgres.Backup, error) {
	b := postgres.Backup{Act: postgres.BackupMade, File: name, Began: j.env.Now()}
	err := j.fill(ctx, &b, write)
	if err != nil {
		err = fmt.Errorf("back up the database: %w", err)
		b.Error = err.Error()
	}
	b.Ended = j.env.Now()
	return b, errors.Join(err, postgres.NoteBackup(context.WithoutCancel(ctx), j.url, b, j.by))
}

func (j backupJob) fill(ctx context.Context, b *postgres.Backup, write func(dump func(io.Writer) error) (int64, error)) error {
	moment, err := postgres.OpenSnapshot(ctx, j.url)
	if err != nil {
		return err
	}
	defer moment.Close()
	if b.Tables, err = moment.Sums(ctx); err != nil {
		return err
	}
	b.Bytes, err = write(func(w io.Writer) error { return archive.Dump(ctx, j.url, moment.ID, w) })
	return err
}

// writeNew makes a file that is whole or not there, for its owner alone. One that is there already stays.
func writeNew(file string, write func(io.Writer) error) (size int64, err error) {
	if _, err := os.Lstat(file); err == nil {
		return 0, fmt.Errorf("%s is there already: a backup overwrites nothing", file)
	}
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".part-*") // 0600
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone already where all went well
	defer f.Close()           //nolint:errcheck // closed already where all went well
	out := bufio.NewWriterSize(f, 1<<20)
	if err := errors.Join(write(out), out.Flush()); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err := cmp.Or(err, f.Sync(), f.Close()); err != nil {
		return 0, err
	}
	if err := os.Link(f.Name(), file); err != nil { // unlike a rename it overwrites nothing
		return 0, err
	}
	return info.Size(), syncDir(filepath.Dir(file))
}

// syncDir has the disk keep the names in a folder, too.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// prune removes all but the latest backups of a folder. Their names tell their age.
func prune(folder string, keep int) error {
	files, err := filepath.Glob(filepath.Join(folder, backupPrefix+"*"+backupSuffix))
	if err != nil {
		return fmt.Errorf("list backups: %w", err)
	}
	slices.Sort(files)
	for len(files) > keep {
		if err := os.Remove(files[0]); err != nil {
			return fmt.Errorf("remove an old backup: %w", err)
		}
		files = files[1:]
	}
	return nil
}

// drillWhenDue reads a backup back where none has been for a week.
func (j backupJob) drillWhenDue(ctx context.Context, file string, made postgres.Backup, now bool) error {
	_, _, last, err := postgres.BackupNotes(ctx, j.url, made.File)
	if err != nil {
		return err
	}
	if !now && j.env.Now().Sub(last) < drillEvery {
		return nil
	}
	return j.drill(ctx, file, made.Tables)
}

// megabytes is a size as people read it.
func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
