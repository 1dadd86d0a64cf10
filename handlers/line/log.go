package line

import (
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// LINE asks those who run a bot to keep, of each webhook, the sender's address, the time, method,
// path and status, and of each call its request ID, time, method, endpoint and status. Neither
// holds what anybody wrote, nor who: a log outlives the erasure of a person.

func logRequest(r *http.Request, status, events int, took time.Duration) []slog.Attr {
	return []slog.Attr{
		slog.String("ip", logIP(r)), slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.Int("status", status), slog.Int("events", events), slog.Duration("took", took),
	}
}

// lineIDs are the IDs of users, groups and rooms, wherever they stand.
var lineIDs = regexp.MustCompile(`[UCR][0-9a-f]{32}`)

// nameless is a text without the IDs of anybody.
func nameless(s string) string { return lineIDs.ReplaceAllString(s, "ID") }

// levelOfCall is that of a call: that a profile is not to be had is usual.
func levelOfCall(r *http.Request, status int) slog.Level {
	if status == http.StatusNotFound && strings.HasPrefix(r.URL.Path, "/v2/bot/profile/") {
		return slog.LevelInfo
	}
	return levelOf(status)
}

func levelOf(status int) slog.Level {
	if status >= 400 || status == 0 {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}
