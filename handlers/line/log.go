package line

import (
	"log/slog"
	"net/http"
	"time"
)

// LINE asks those who run a bot to keep, of each webhook, the sender's address, the time, method,
// path and status, and of each call its request ID, time, method, endpoint and status. Neither
// holds what anybody wrote.

func logRequest(r *http.Request, status, events int, took time.Duration) []slog.Attr {
	return []slog.Attr{
		slog.String("ip", logIP(r)), slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.Int("status", status), slog.Int("events", events), slog.Duration("took", took),
	}
}

func logCall(r *http.Request, status int, requestID string, took time.Duration) []slog.Attr {
	return []slog.Attr{
		slog.String("request_id", requestID), slog.String("method", r.Method),
		slog.String("endpoint", r.URL.Path), slog.Int("status", status), slog.Duration("took", took),
	}
}

func levelOf(status int) slog.Level {
	if status >= 400 || status == 0 {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}
