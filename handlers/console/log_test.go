package console

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// logged finds what the bot writes into a ticket's log.
var logged = regexp.MustCompile(`(?:What: *|giveTo\(.*, |what :?= )"([a-z_]+)"`)

// TestLogNames: staff read in words whatever the bot writes into a ticket's log.
func TestLogNames(t *testing.T) {
	files, err := filepath.Glob("../../bot/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range logged.FindAllStringSubmatch(string(source), -1) {
			found++
			if logNames[m[1]] == "" {
				t.Errorf("%s: %q has no name", file, m[1])
			}
		}
	}
	if found < 15 {
		t.Errorf("%d log entries were found in the bot", found)
	}
}
