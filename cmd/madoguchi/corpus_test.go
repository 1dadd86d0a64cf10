package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/postgres/postgrestest"
)

// TestL13Corpus gives the whole program every body of LINE's channel tests, one after the other: each
// is acknowledged, no event is left undecided or set aside, and LINE would refuse nothing that is said
// to them. A member who comes afterwards is served.
func TestL13Corpus(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../handlers/line/testdata/events/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d bodies, %v", len(files), err)
	}
	database := postgrestest.URL(t)
	w := openTown(t, database)
	w.slack.LimitPosts(0)
	for i, file := range files {
		events, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// Each file numbers its events, messages and tokens from one.
		body := strings.NewReplacer("01TEST", fmt.Sprintf("%02dTEST", i), `"token`, fmt.Sprintf(`"file%d-token`, i), `"50000000000`, fmt.Sprintf(`"5%02d00000000`, i)).Replace(string(events))
		w.webhook(w.line.Signed([]byte(`{"destination":"` + w.line.Destination + `","events":` + body + `}`)))
	}
	w.within(patience, "everything to be decided", func() bool { return strings.Contains(w.metrics(), `madoguchi_waiting{what="events"} 0`) })
	time.Sleep(2 * time.Second) // what was decided is sent by then, or held for a group that was left
	if metrics := w.metrics(); !strings.Contains(metrics, `madoguchi_waiting{what="dead_events"} 0`) {
		t.Errorf("events were set aside:\n%s", w.log())
	}
	out, _, err := commandOn(t, database, "deliveries -state dead")
	for _, line := range strings.Split(out, "\n")[1:] {
		if line != "" && !strings.Contains(line, "is no LINE user, group or room") { // a made-up sender's
			t.Errorf("undeliverable: %s", line)
		}
	}
	if err != nil {
		t.Error(err)
	}
	w.tell(linefake.User("afterwards"), "こんにちは", 1)
	w.sound()
}
