package chars

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// lines are the rows of a table of testdata whose columns are Go strings without their quotes.
func lines(t testing.TB, file string) [][]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		var row []string
		for cell := range strings.SplitSeq(line, "\t") {
			s, err := strconv.Unquote(`"` + cell + `"`)
			if err != nil {
				t.Fatalf("%s: %q: %v", file, line, err)
			}
			row = append(row, s)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		t.Fatalf("%s has no cases", file)
	}
	return rows
}

func TestClean(t *testing.T) {
	for _, row := range lines(t, "testdata/clean.txt") {
		if got := Clean(row[0]); got != row[1] {
			t.Errorf("Clean(%q) = %q, want %q", row[0], got, row[1])
		}
	}
}

func TestCleanWhole(t *testing.T) {
	for _, c := range []struct {
		do       func(string) string
		in, want string
	}{
		{Line, "  株式会社\r\n　みなと\u200b ", "株式会社 みなと"},
		{Line, "\u00a0\n", ""},
		{Tidy, " 一行目　です \r\n\r\n二行目\t です\u2028 ", "一行目 です\n\n二行目 です"},
		{Valid, "a\x00\xff\u200b\r", "a\ufffd\u200b\r"},
		{Base, `C:\Users\髙橋\見積書.pdf`, "見積書.pdf"},
		{Base, "../../etc/passwd\n", "passwd"},
		{Base, "書類\u202efdp.exe", "書類fdp.exe"},
		{Base, "a/..", ""},
		{Base, "folder/", ""},
	} {
		if got := c.do(c.in); got != c.want {
			t.Errorf("%q gives %q, want %q", c.in, got, c.want)
		}
	}
}

// FuzzClean: what is clean stays as it is, and is safe wherever it is stored or shown.
func FuzzClean(f *testing.F) {
	for _, row := range lines(f, "testdata/clean.txt") {
		f.Add(row[0])
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		switch again := Clean(got); {
		case again != got:
			t.Fatalf("Clean(%q) = %q, and of that %q", s, got, again)
		case !utf8.ValidString(got):
			t.Fatalf("Clean(%q) = %q is no UTF-8", s, got)
		}
		for _, r := range got {
			if hidden(r) && !isTag(r) || r != '\n' && lineEnd(r) {
				t.Fatalf("Clean(%q) = %q keeps %U", s, got, r)
			}
		}
		if tidy := Tidy(s); Tidy(tidy) != tidy {
			t.Fatalf("Tidy(%q) = %q is not tidy", s, tidy)
		}
	})
}

func BenchmarkClean(b *testing.B) {
	s := strings.Repeat("領収書はもらえますか？\n", 40)
	for b.Loop() {
		Clean(s)
	}
}
