package handlers

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// secrets is a part whose addresses are secrets.
type secrets struct{}

func (secrets) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /shared/{id}", func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.PathValue("id"), "panic") {
			panic("no file")
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	})
}

// TestNoPathInTheLog: the log names the route of a request and never its path, however it ended.
func TestNoPathInTheLog(t *testing.T) {
	var log bytes.Buffer
	h := New(Config{Parts: []Part{secrets{}}, Metrics: prometheus.NewRegistry(), Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	for path, route := range map[string]string{"/shared/s3cret": "GET /shared/{id}", "/shared/panic-s3cret": "GET /shared/{id}", "/shared/s3cret/else": "", "/s3cret?s3cret": ""} {
		log.Reset()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
		if got := log.String(); strings.Contains(got, "s3cret") || !strings.Contains(got, "route="+slogText(route)) {
			t.Errorf("GET %s is logged as\n%s", path, got)
		}
	}
}

func slogText(s string) string { return `"` + s + `"` }
