package slack_test

import (
	"errors"
	"io"
	"log/slog"
)

// errBroken stands for a database that is away.
var errBroken = errors.New("the database is away")

// errorsTo is a log of errors alone.
func errorsTo(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelError}))
}
