package intent

import (
	"strings"
	"testing"

	"madoguchi/faq/search/lexicon"
)

func TestParseIntentsNamesTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"bias\t0\t0\t0\t0\t0\nwか\t0\t0\t0\t0\n":      "line 2",
		"bias\t0\t0\tx\t0\t0\n":                      "line 1",
		"bias\t0\t0\t0\t0\t0\nw\t1\t2\t3\t4\t5\t6\n": "line 2",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error that names %s", text, err, want)
		}
	}
}

func TestSignsOfAMessage(t *testing.T) {
	lex, err := lexicon.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	EachSign(lex.Read("住所を直して。お願いします!", nil), func(key string) { have[key] = true })
	for _, key := range []string{"w住所", "w直して", "l願いしま", "eします", "sじゅしょ", "n0"} {
		if !have[key] {
			t.Errorf("%q is no sign", key)
		}
	}
	if have["w住 所"] || have["l直して"] {
		t.Error("a sign reaches over a blank or another sentence")
	}
}
