package main

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"madoguchi/postgres/postgrestest"
)

var (
	metricName  = regexp.MustCompile(`\b(madoguchi|process|go)_[a-z_]+\b`)
	metricLabel = regexp.MustCompile(`(madoguchi_[a-z_]+)\{what=~?"([a-z_|]+)"`)
)

// TestMonitoringFiles: every metric, and every value of a label, that the dashboard and the alert rules ask for is one
// of the program's, at the address inside.
func TestMonitoringFiles(t *testing.T) {
	inside := freeAddress(t)
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_METRICS_ADDR="+inside)
	res, err := http.Get("http://" + inside + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	figures := w.read(res)
	backedUp := strings.NewReplacer("madoguchi_backup_time_seconds", "") // there is none yet: its name and labels are of metrics.go
	source, err := os.ReadFile("metrics.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"dashboard.json", "alerts.yaml"} {
		data, err := os.ReadFile("../../deploy/monitoring/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if file == "dashboard.json" && !json.Valid(data) {
			t.Errorf("%s is no JSON", file)
		}
		text := strings.ReplaceAll(string(data), `\"`, `"`)
		names := metricName.FindAllString(text, -1)
		if len(names) < 8 {
			t.Errorf("%s asks for %d metrics only", file, len(names))
		}
		for _, name := range names {
			if backedUp.Replace(name) == "" {
				if !strings.Contains(string(source), `"`+name+`"`) {
					t.Errorf("%s asks for %s", file, name)
				}
			} else if !regexp.MustCompile(`(?m)^` + name + `[ {]`).MatchString(figures) {
				t.Errorf("%s asks for %s, and there is none", file, name)
			}
		}
		for _, m := range metricLabel.FindAllStringSubmatch(text, -1) {
			for value := range strings.SplitSeq(m[2], "|") {
				if m[1] != "madoguchi_backup_time_seconds" && !strings.Contains(figures, m[1]+`{what="`+value+`"}`) {
					t.Errorf("%s asks for %s of %s", file, m[1], value)
				}
			}
		}
	}
	for path, want := range map[string]int{"/metrics": http.StatusNotFound, "/healthz": http.StatusOK} {
		if status := w.status(path); status != want {
			t.Errorf("at the public address %s answers %d", path, status)
		}
	}
}
