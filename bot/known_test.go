package bot_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// What the dialogue cannot do yet stands in one list, testdata/known_failures.txt, a line each. It is no
// golden file: -update does not touch it, so that no failure is hidden by rewriting. A failure that is not
// listed fails the tests, and so does a line whose check holds now or is gone: the list only becomes
// shorter. -shrink takes such lines off; a new failure is written in by hand, with its reason in the commit.

const knownFile = "testdata/known_failures.txt"

var shrink = flag.Bool("shrink", false, "take what holds now off "+knownFile)

// A knownList is the part of the list whose lines begin with a prefix: what one test judges.
type knownList struct {
	mu     sync.Mutex
	listed map[string]bool // by line; true once it has failed as listed
	held   map[string]bool // what was judged and holds
	failed int
}

// writing guards the file.
var writing sync.Mutex

// readKnown reads the lines that a test is responsible for, and holds them to what came about when the
// test and all its subtests have ended.
func readKnown(t *testing.T, prefixes ...string) *knownList {
	t.Helper()
	k := &knownList{listed: map[string]bool{}, held: map[string]bool{}}
	for _, line := range knownLines(t) {
		for _, prefix := range prefixes {
			if strings.HasPrefix(line, prefix) {
				k.listed[line] = false
			}
		}
	}
	t.Cleanup(func() {
		if t.Skipped() || filtered() {
			return
		}
		k.settle(t)
	})
	return k
}

// filtered reports whether only some subtests run: then a line nobody failed says nothing.
func filtered() bool { return strings.Contains(flag.Lookup("test.run").Value.String(), "/") }

func knownLines(t *testing.T) []string {
	t.Helper()
	writing.Lock()
	defer writing.Unlock()
	b, err := os.ReadFile(knownFile)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

// settle reports the lines that are no failures any more, or takes them off. A line that nothing has judged
// is taken off only where all else is well: the test may have ended early.
func (k *knownList) settle(t *testing.T) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var over, unjudged []string
	for line, failed := range k.listed {
		switch {
		case failed:
		case k.held[line]:
			over = append(over, line)
		default:
			unjudged = append(unjudged, line)
		}
	}
	t.Logf("%d hold, %d fail, %d of them listed in %s", len(k.held), k.failed, len(k.listed)-len(over)-len(unjudged), knownFile)
	if *shrink {
		if !t.Failed() {
			over = append(over, unjudged...)
		}
		strike(t, over)
		return
	}
	for _, line := range over {
		t.Errorf("%s: this holds now; take it off the list (-shrink does): %s", knownFile, line)
	}
	for _, line := range unjudged {
		t.Errorf("%s: nothing judges this any more: %s", knownFile, line)
	}
}

// strike takes lines off the list and leaves all else as it is.
func strike(t *testing.T, over []string) {
	writing.Lock()
	defer writing.Unlock()
	b, err := os.ReadFile(knownFile)
	if err != nil {
		t.Fatal(err)
	}
	gone := map[string]bool{}
	for _, line := range over {
		gone[line] = true
	}
	var kept strings.Builder
	for line := range strings.Lines(string(b)) {
		if !gone[strings.TrimSpace(line)] {
			kept.WriteString(line)
		}
	}
	if err := os.WriteFile(knownFile, []byte(kept.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// outcome takes one result: err is nil where what the line names holds.
func (k *knownList) outcome(t *testing.T, line string, err error) {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		k.held[line] = true
		return
	}
	k.failed++
	if _, known := k.listed[line]; known {
		k.listed[line] = true
		t.Logf("known failure: %s: %v", line, err)
		return
	}
	t.Errorf("not in %s: %s\n%v", knownFile, line, err)
}

// judge takes the checks of a script. A line is told from the same one before it by how often it has come.
func (k *knownList) judge(t *testing.T, script string, checked []check) {
	t.Helper()
	seen := map[string]int{}
	for _, c := range checked {
		line := script + " ? " + c.line
		if seen[c.line]++; seen[c.line] > 1 {
			line += fmt.Sprintf(" (%d)", seen[c.line])
		}
		k.outcome(t, line, c.err)
	}
}

// manners takes what holds of every conversation.
func (k *knownList) manners(t *testing.T, script string, s *scene) {
	t.Helper()
	broken := s.unmannerly()
	for _, what := range mannersNames {
		k.outcome(t, script+" manners "+what, broken[what])
	}
}
