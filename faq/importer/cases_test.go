package importer

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"madoguchi/faq"
)

// TestCases reads the small documents of every kind that stand beside the tree, each with the result a
// person wrote down. White space, width and the signs of lists are no difference; a warning is compared
// by its code, and more of them are welcome.
func TestCases(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "data", "import", "cases")
	index, err := os.ReadFile(filepath.Join(root, "INDEX.tsv"))
	if os.IsNotExist(err) {
		t.Skip("SKIPPED, not passed: ../shared/data/import/cases does not stand beside this tree")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(strings.TrimSpace(string(index)), "\n")[1:] {
		name, kind, _ := strings.Cut(l, "\t")
		if !isRead(kind) {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(root, name+".*"))
		files = slices.DeleteFunc(files, func(f string) bool { return f == filepath.Join(root, name+".json") })
		if len(files) != 1 {
			continue // a pair of documents, or one of a kind that no reader knows
		}
		t.Run(name, func(t *testing.T) { checkCase(t, filepath.Join(root, name+".json"), files[0]) })
	}
}

// isRead says whether the documents of a kind have a reader.
func isRead(kind string) bool {
	_, known := readers["pdf"]
	return known || !strings.HasPrefix(kind, "pdf:")
}

func checkCase(t *testing.T, expected, file string) {
	b, err := os.ReadFile(expected)
	if err != nil {
		t.Fatal(err)
	}
	var want Report
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := Read(context.Background(), filepath.Base(file), f, Options{Programme: "case", Today: today})
	if err != nil {
		t.Fatal(err)
	}
	got := NewReport(c)
	if want.Collection.Title != "" && plain(want.Collection.Title) != plain(got.Collection.Title) {
		t.Errorf("title %q, want %q", got.Collection.Title, want.Collection.Title)
	}
	if diff := cmp.Diff(shownCase(want), shownCase(got)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	wanting(t, "the document", want.Warnings, got.Warnings)
	for i := range min(len(want.Entries), len(got.Entries)) {
		wanting(t, got.Entries[i].Question, want.Entries[i].Warnings, got.Entries[i].Warnings)
	}
}

func wanting(t *testing.T, where string, want, got []faq.Warning) {
	for _, w := range want {
		if !has(got, w.Code) {
			t.Errorf("%s lacks the warning %s", where, w.Code)
		}
	}
}

var reListSign = regexp.MustCompile(`(?m)^\s*(?:[-*•・]|\d+[.)])\s*`)

func plain(s string) string {
	return regexp.MustCompile(`[\s・]+`).ReplaceAllString(norm.NFKC.String(s), "")
}

// shownCase is what of a report a case compares.
func shownCase(r Report) [][]string {
	var all [][]string
	for _, e := range r.Entries {
		answer := ""
		rest := []string{}
		for _, b := range e.Answer {
			switch b.Type {
			case faq.Link:
				rest = append(rest, b.URL)
			case faq.Table:
				rest = append(rest, strings.Join(b.Header, "|"))
				for _, row := range b.Rows {
					rest = append(rest, strings.Join(row, "|"))
				}
			default:
				answer += reListSign.ReplaceAllString(b.Text, "")
			}
		}
		entry := []string{plain(e.Question), plain(e.Section), plain(e.Label), plain(answer)}
		for _, a := range e.Aliases {
			entry = append(entry, plain(a))
		}
		all = append(all, append(entry, rest...))
	}
	return all
}
