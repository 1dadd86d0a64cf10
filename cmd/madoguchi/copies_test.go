package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sources gives each file of the program, but for tests, to see.
func sources(t *testing.T, see func(path string)) {
	t.Helper()
	files := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files++
			see(strings.TrimPrefix(filepath.ToSlash(path), "../../"))
		}
		return err
	})
	if err != nil || files < 300 {
		t.Fatalf("%d files, %v", files, err)
	}
}

// TestTablesAreHarmless: whoever writes a table that a spreadsheet opens guards its cells by chars.Harmless.
func TestTablesAreHarmless(t *testing.T) {
	t.Parallel()
	writers := 0
	sources(t, func(path string) {
		raw, err := os.ReadFile("../../" + path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(raw), "csv.NewWriter(") {
			return
		}
		if writers++; !strings.Contains(string(raw), "chars.Harmless(") {
			t.Errorf("%s writes cells that a spreadsheet may run", path)
		}
	})
	if writers < 3 {
		t.Errorf("found %d writers of tables", writers)
	}
}

// TestOneClock: Japan's time, and the midnight with which its days begin, come from package reading. Nobody makes
// another.
func TestOneClock(t *testing.T) {
	t.Parallel()
	sources(t, func(path string) {
		if strings.HasPrefix(path, "reading/") {
			return
		}
		for _, fault := range clocks(t, "../../"+path, nil) {
			t.Errorf("%s: %s", path, fault)
		}
	})
	for source, want := range map[string]int{
		`var jst = time.FixedZone("JST", 9*60*60)`: 1,
		`func f(t time.Time) time.Time { y, m, d := t.In(jst).Date(); return time.Date(y, m, d, 0, 0, 0, 0, reading.JST) }`:       1,
		`func f(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, reading.JST) }`:               1,
		`func f(t time.Time) time.Time { y, m, _ := t.Date(); return time.Date(y, m+1, 1, 0, 0, 0, 0, reading.JST) }`:             0,
		`func f(t time.Time) time.Time { y, m, d := t.Date(); return time.Date(y, m, d+1, 9, 0, 0, 0, reading.JST) }`:             0,
		`func f(t time.Time, l *time.Location) time.Time { y, m, d := t.In(l).Date(); return time.Date(y, m, d, 0, 0, 0, 0, l) }`: 0,
		`func f(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, reading.JST) }`:                     0,
	} {
		if got := clocks(t, "x.go", "package x\n"+source); len(got) != want {
			t.Errorf("%s: found %v", source, got)
		}
	}
}

// clocks are the places of a file that make what reading has.
func clocks(t *testing.T, path string, source any) (faults []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	days := map[string]bool{} // variables that hold the day of a moment
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			clear(days)
		case *ast.AssignStmt:
			if call, is := n.Rhs[0].(*ast.CallExpr); is && len(n.Lhs) == 3 && called(call) == "Date" {
				if day, is := n.Lhs[2].(*ast.Ident); is {
					days[day.Name] = true
				}
			}
		case *ast.CallExpr:
			switch {
			case called(n) == "FixedZone":
				faults = append(faults, "another clock than reading.JST")
			case called(n) == "Date" && len(n.Args) == 8 && midnightOf(n.Args, days):
				faults = append(faults, "another midnight than reading.Midnight")
			}
		}
		return true
	})
	return faults
}

// called is the name of a method, or of another package's function.
func called(call *ast.CallExpr) string {
	if sel, is := call.Fun.(*ast.SelectorExpr); is {
		return sel.Sel.Name
	}
	return ""
}

// midnightOf reports whether they are a day's own in Japan, at midnight.
func midnightOf(args []ast.Expr, days map[string]bool) bool {
	for _, clock := range args[3:7] {
		if lit, is := clock.(*ast.BasicLit); !is || lit.Value != "0" {
			return false
		}
	}
	if zone, is := args[7].(*ast.SelectorExpr); !is || zone.Sel.Name != "JST" {
		return false
	}
	switch day := args[2].(type) {
	case *ast.Ident:
		return days[day.Name]
	case *ast.CallExpr:
		return called(day) == "Day"
	}
	return false
}
