package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"madoguchi/handlers/rehearsal"
	"madoguchi/office"
	"madoguchi/postgres"
)

// practiceVariables are all that the practice mode sees of the environment, each with the one that stands in for it. What is
// not here is not set there: no account at LINE, no Slack, no mail, no company at which people sign in, no server of vectors,
// and not the real database.
var practiceVariables = map[string]string{
	"MADOGUCHI_ADDR": "MADOGUCHI_PRACTICE_ADDR", "MADOGUCHI_URL": "MADOGUCHI_PRACTICE_URL", "MADOGUCHI_DATA": "MADOGUCHI_PRACTICE_DATA",
	"DATABASE_URL":      "MADOGUCHI_PRACTICE_DATABASE_URL",
	"MADOGUCHI_PROXIES": "MADOGUCHI_PROXIES", "MADOGUCHI_PROXY_HEADER": "MADOGUCHI_PROXY_HEADER", "MADOGUCHI_DEBUG": "MADOGUCHI_DEBUG",
	"HOME": "HOME", "XDG_DATA_HOME": "XDG_DATA_HOME",
}

// practiceAddr is where the practice mode is served unless MADOGUCHI_PRACTICE_ADDR says otherwise: beside the real desk.
const practiceAddr = "127.0.0.1:8090"

// practiceURL is the practice mode's desk, below the address at which browsers reach it.
func practiceURL(base string) string {
	if base == "" {
		return ""
	}
	return strings.TrimSuffix(base, "/") + "/desk"
}

// practising is the environment of the practice mode.
func practising(env environment) (environment, error) {
	data, err := dataDir(config{Data: env.Getenv("MADOGUCHI_DATA")}, env.Getenv)
	if err != nil {
		return env, err
	}
	for real, own := range map[string]string{"DATABASE_URL": "MADOGUCHI_PRACTICE_DATABASE_URL", "MADOGUCHI_DATA": "MADOGUCHI_PRACTICE_DATA"} {
		if v := env.Getenv(own); v != "" && v == env.Getenv(real) {
			return env, fmt.Errorf("practice: %s is the real office's %s: name another", own, real)
		}
	}
	usual := map[string]string{"MADOGUCHI_ADDR": practiceAddr, "MADOGUCHI_DATA": filepath.Join(data, "practice")}
	outside := env.Getenv
	env.Getenv = func(name string) string {
		from, known := practiceVariables[name]
		if !known {
			return ""
		}
		return or(outside(from), usual[name])
	}
	return env, nil
}

// runPractice runs the sample office for new staff to practise on (練習モード), with a database of its own, and with nothing
// configured by which anything could leave it.
func runPractice(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("practice", flag.ContinueOnError)
	reset := fs.Bool("reset", false, "throw away what was practised, and begin anew")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError{"practice: takes no arguments besides -reset"}
	}
	if env, err = practising(env); err != nil {
		return err
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return fmt.Errorf("practice: %w", err)
	}
	c.Links = false // no other site is asked for anything
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s (is somebody practising already? MADOGUCHI_PRACTICE_ADDR names another address): %w", c.Addr, err)
	}
	defer listener.Close()
	held, err := preparePractice(ctx, c, env, *reset)
	if err != nil {
		return err
	}
	defer held()
	return serveOffice(ctx, c, env, listener, true)
}

// preparePractice sees to it that there is a database to practise on, in which something has happened. What it gives lets
// go of the database.
func preparePractice(ctx context.Context, c config, env environment, reset bool) (release func(), err error) {
	log := newLog(env)
	db, url, err := findServer(ctx, c, env, log)
	if err != nil {
		return nil, err
	}
	p, err := postgres.OpenPractice(ctx, url, reset)
	if err != nil {
		db.close()
		return nil, practiceError(err)
	}
	release = func() { p.Close(); db.close() }
	if !p.Fresh {
		return release, nil
	}
	fmt.Fprintln(env.Stdout, say("terminal.practice.filling"))
	began := time.Now()
	if err = playMorning(ctx, c, env); err == nil {
		err = p.Ready(ctx)
	}
	if err != nil {
		release()
		return nil, fmt.Errorf("fill the practice mode's database: %w", err)
	}
	log.Info("the practice mode is ready", "after", time.Since(began).Round(time.Millisecond).String())
	return release, nil
}

// practiceError says what to do where a database is not to be had.
func practiceError(err error) error {
	switch {
	case errors.Is(err, postgres.ErrNotPractice):
		return fmt.Errorf("%w; nothing in it was touched: give the practice mode a data directory of its own in MADOGUCHI_PRACTICE_DATA, or an empty database in MADOGUCHI_PRACTICE_DATABASE_URL", err)
	case errors.Is(err, postgres.ErrPractising):
		return fmt.Errorf("%w: end that 'madoguchi practice' first", err)
	}
	return err
}

// termLine is a line of a programme in the sample office file that says when it begins or ends.
var termLine = regexp.MustCompile(`(?m)^    (?:from|until): .*\n`)

// practiceOffice is the sample office as it is practised on: its programmes do not end, or one day nobody could practise.
func practiceOffice(c config) (*officeFile, error) {
	f, err := openOffice(c)
	if err != nil {
		return nil, err
	}
	f.data = termLine.ReplaceAll(f.data, nil)
	laid, err := office.Lay(f.data, nil)
	if err != nil {
		return nil, fmt.Errorf("read the office to practise on: %w", err)
	}
	f.open(laid)
	return f, nil
}

// rightDatabase refuses the practice mode's database to who serves an office, and any other to who practises.
func rightDatabase(ctx context.Context, store *postgres.Store, rehearsing bool) error {
	is, err := store.IsPractice(ctx)
	switch {
	case err != nil:
		return err
	case is && !rehearsing:
		return errPractice
	case !is && rehearsing:
		return postgres.ErrNotPractice
	}
	return nil
}

// errPractice answers who wants to keep something real in the practice mode's database.
var errPractice = errors.New("this is the practice mode's database, which 'madoguchi practice -reset' throws away: name another in DATABASE_URL or MADOGUCHI_DATA")

// rehearsalWords are what the band on every page says.
func rehearsalWords() rehearsal.Words {
	return rehearsal.Words{Band: say("practice.band"), Title: say("practice.title")}
}

// announcePractice prints where the practice mode is.
func (s *server) announcePractice() {
	fmt.Fprintln(s.env.Stdout, strings.Join([]string{
		say("terminal.practice.title", "office", s.office.now().Name),
		say("terminal.serve.chat", "url", s.base+"/"),
		say("terminal.serve.desk", "where", s.base+"/desk"),
		say("terminal.practice.enter"),
		say("terminal.practice.reset"),
	}, "\n"))
}
