package turn

import (
	"strings"
	"testing"
)

func TestParseData(t *testing.T) {
	for _, tc := range []struct {
		in, verb, arg string
		ok            bool
	}{
		{"v1:send:", "send", "", true},
		{"v1:start:change:tsunagu", "start", "change:tsunagu", true},
		{"v1:form:company:A:B", "form", "company:A:B", true},
		{"v1::", "", "", true},
		{"v1:send", "send", "", false},
		{"v1", "", "", false},
		{"", "", "", false},
		{"v2:send:", "send", "", false},
		{"V1:send:", "send", "", false},
		{" v1:send:", "send", "", false},
		{"v1:form:" + strings.Repeat("x", 293), "form", strings.Repeat("x", 293), false}, // longer than any platform carries
		{"でたらめ", "", "", false},
	} {
		verb, arg, ok := ParseData(tc.in)
		if ok != tc.ok || ok && (verb != tc.verb || arg != tc.arg) {
			t.Errorf("ParseData(%q) = %q, %q, %v", tc.in, verb, arg, ok)
		}
	}
}

// FuzzParseData holds that what Data writes is read back, and that nothing else makes it stumble.
func FuzzParseData(f *testing.F) {
	f.Add("form", "company", "株式会社みなと")
	f.Add("", ":", "v1:")
	f.Fuzz(func(t *testing.T, verb, a, b string) {
		s := Data(verb, a, b)
		gotVerb, gotArg, ok := ParseData(s)
		if strings.Contains(verb, ":") { // never written by us
			return
		}
		if ok != (len(s) <= 300) || gotVerb != verb || gotArg != a+":"+b {
			t.Errorf("ParseData(%q) = %q, %q, %v", s, gotVerb, gotArg, ok)
		}
		ParseData(a)
	})
}
