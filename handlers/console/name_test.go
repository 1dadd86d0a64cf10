package console

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"madoguchi/chars"
)

func TestIsNumber(t *testing.T) {
	for s, want := range map[string]bool{
		"Q-1204": true, "H-0": true, "S-123456789": true,
		"": false, "Q": false, "Q-": false, "-1204": false, "QQ-1": false, "Q-1234567890": false, "Q-12a": false, "q-1": false,
		"Q-1/../x": false, "Q-１": false, "X-1": false, "Q--1": false, "Q-1 ": false,
	} {
		if got := isNumber(s); got != want {
			t.Errorf("isNumber(%q) = %t, want %t", s, got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0分", 59 * time.Minute: "59分", time.Hour: "1時間", 47 * time.Hour: "47時間", 48 * time.Hour: "2日", 100 * 24 * time.Hour: "100日",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%s) = %s, want %s", d, got, want)
		}
	}
}

// FuzzNames: whatever somebody calls themselves or a file, what is kept is one short visible line
// and no path.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"佐々木 花子", " \t\n", "\u202eevil", "../../etc/passwd", `C:\x.exe`, "a\x00b", "\xff\xfe", "CON.", strings.Repeat("長", 99), strings.Repeat("a", 29) + " b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := cleanName(s)
		if !utf8.ValidString(name) || utf8.RuneCountInString(name) > longestName || strings.ContainsAny(name, "\n\r\x00\u202e") || strings.Contains(name, "  ") {
			t.Errorf("cleanName(%q) = %q", s, name)
		}
		if name != cleanName(name) {
			t.Errorf("cleanName(%q) is not the same when cleaned again: %q", name, cleanName(name))
		}
		file := chars.FileName(s, "attachment")
		if file == "" || strings.ContainsAny(file, "/\\:\n\r\x00\"\u202e") || strings.HasPrefix(file, ".") || strings.HasSuffix(file, ".") {
			t.Errorf("FileName(%q) = %q", s, file)
		}
	})
}
