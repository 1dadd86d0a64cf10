package catalogue

import (
	"maps"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// TestParse holds that the files are TOML and mean to this package what they mean to others.
func TestParse(t *testing.T) {
	for _, l := range []*Language{JA, EN} {
		compare(t, l.source, true)
	}
	compare(t, "# a\n[a]\nb = \"c \\\"d\\\" \\\\n {e}\"\n\n[a.f]\ng = \"\"\"\nh\n\n\"i\"\"\"\"\nj = \"\"\"\nk\"\"\"\n", true)
}

// FuzzParse: what this package reads without error, go-toml reads alike.
func FuzzParse(f *testing.F) {
	f.Add("[a]\nb = \"c\"\nd = \"\"\"\ne\nf\"\"\"\n")
	f.Add("[a]\nb = \"c\"\n[a.b]\nd = \"\\\\u0041\"\n[a]\ne = \"\\u0041\"\n")
	f.Fuzz(func(t *testing.T, source string) { compare(t, source, false) })
}

// compare reads a source in both ways. Not every source must be one that this package takes, and
// what it takes may be stranger than TOML allows, but they never take it for two things.
func compare(t *testing.T, source string, must bool) {
	t.Helper()
	got, err := parse(source)
	var tree map[string]any
	theirs := toml.Unmarshal([]byte(source), &tree)
	if err != nil || theirs != nil {
		if must {
			t.Errorf("read: %v; by go-toml: %v", err, theirs)
		}
		return
	}
	want := map[string]string{}
	flatten(want, "", tree)
	if !maps.Equal(got, want) {
		t.Errorf("%q is read as\n%q, by go-toml as\n%q", source, got, want)
	}
}

func flatten(into map[string]string, prefix string, tree map[string]any) {
	for name, value := range tree {
		switch value := value.(type) {
		case string:
			into[prefix+name] = value
		case map[string]any:
			flatten(into, prefix+name+".", value)
		}
	}
}

// TestParseRefuses: a line that is no sentence is named.
func TestParseRefuses(t *testing.T) {
	for source, line := range map[string]string{
		"[a]\nb\n":                    "line 2",
		"[a]\nb = c\n":                "line 2",
		"[a]\nb = \"c\n":              "line 2",
		"[a]\nb = \"c\" # d\n":        "line 2",
		"[a]\nb = 'c'\n":              "line 2",
		"[a]\nb = \"c\"\nb = \"d\"\n": "line 3",
		"[a]\nb = \"\"\"\nc\n":        "line ",
		"[a]\nb = \"\\u0041\"\n":      "line 2",
		"[a]\n b = \"c\"\n":           "line 2",
	} {
		if _, err := parse(source); err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("%q: %v", source, err)
		}
	}
}
