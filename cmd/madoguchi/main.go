// Madoguchi is an FAQ and inquiry assistant for offices that support small businesses: members ask
// on LINE or on a web page, staff answer in Slack or at the desk, everything is kept in Postgres.
//
//	madoguchi help    lists the commands
//	madoguchi serve   runs the whole program
//
// Main only exits; run does the work, with all that it may touch of the world in an environment, so that
// tests run the program as a function. There is one file a subcommand. serve.go is the wiring: it builds
// each part once, in order, and hands it what it needs. What has behaviour of its own belongs into a package.
//
// See README.md for how to run it and docs/architecture.md for how it is built.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // colleagues abroad have their own time, also where the machine knows no zones
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], environment{
		Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now,
	})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "madoguchi:", oneLine(err))
	}
	os.Exit(exitCode(err))
}

// exitCode is 0 for success, 2 for a command line that cannot be understood, 1 for all else.
func exitCode(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		return 2
	}
	return 1
}

// oneLine is an error as one line: libraries break theirs. The list of commands keeps its lines.
func oneLine(err error) string {
	var usage usageError
	if errors.As(err, &usage) {
		return err.Error()
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}
