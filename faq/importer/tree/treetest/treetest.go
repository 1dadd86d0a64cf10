// Package treetest is what every reader owes the importer, as one test that each of them passes, and a
// short way to write a tree down in a test.
package treetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq/importer/tree"
)

// Check holds for what any reader makes of any bytes: a tree or an error, words that can be shown, known
// kinds and roles, rows for tables alone, and nothing that JSON loses.
func Check(t testing.TB, doc tree.Doc, err error) {
	t.Helper()
	if err != nil {
		var fault *tree.Fault
		if !errors.As(err, &fault) {
			t.Errorf("error %v is no fault of the document", err)
		}
		if len(doc.Blocks) > 0 {
			t.Errorf("%d blocks beside %v", len(doc.Blocks), err)
		}
		return
	}
	for _, blocks := range [][]tree.Block{doc.Blocks, doc.Contents, doc.Stated} {
		for i := range blocks {
			check(t, &blocks[i], 0)
		}
	}
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	var again tree.Doc
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(again)
	if err != nil || string(second) != string(b) {
		t.Errorf("JSON changes the tree: %v\n%s", err, cmp.Diff(string(b), string(second)))
	}
}

func check(t testing.TB, b *tree.Block, depth int) {
	t.Helper()
	switch b.Kind {
	case tree.Heading, tree.Paragraph, tree.Item, tree.Pre, tree.Line:
		if len(b.Rows) > 0 {
			t.Errorf("a %s with rows", b.Kind)
		}
	case tree.Table:
		if len(b.Spans) > 0 {
			t.Error("a table with words of its own")
		}
	default:
		t.Errorf("kind %q", b.Kind)
	}
	switch b.Role {
	case "", tree.Title, tree.Intro, tree.Section, tree.Question, tree.Alias, tree.Answer:
	default:
		t.Errorf("role %q", b.Role)
	}
	if b.Role == tree.Question && strings.TrimSpace(b.Text()) == "" {
		t.Error("a question without words")
	}
	if (b.Kind == tree.Heading || b.Kind == tree.Item) && b.Level < 1 {
		t.Errorf("a %s of level %d", b.Kind, b.Level)
	}
	for i := range b.Rows {
		for k := range b.Rows[i].Cells {
			for n := range b.Rows[i].Cells[k].Blocks {
				if depth < 50 {
					check(t, &b.Rows[i].Cells[k].Blocks[n], depth+1)
				}
			}
		}
	}
	if !utf8.ValidString(b.Text()) {
		t.Errorf("words that are no text: %q", b.Text())
	}
}

// Show writes blocks down, a line each: what it is, and its words with links as [words](address) and
// struck-through words as ~words~.
//
//	h2 返す
//	p? 壊したら
//	p! お持ちください。
//	* ! ① 本体
//	table 品目|料金 / いす|300円
func Show(blocks []tree.Block) string {
	var lines []string
	for i := range blocks {
		lines = append(lines, show(&blocks[i]))
	}
	return strings.Join(lines, "\n")
}

var kinds = map[tree.Kind]string{tree.Paragraph: "p", tree.Item: "*", tree.Pre: "pre", tree.Line: "line", tree.Table: "table"}

var roles = map[tree.Role]string{tree.Title: " title", tree.Intro: " intro", tree.Section: " section", tree.Question: "?", tree.Alias: "~", tree.Answer: "!"}

func show(b *tree.Block) string {
	s := kinds[b.Kind]
	switch b.Kind {
	case tree.Heading:
		s = fmt.Sprintf("h%d", b.Level)
	case tree.Item:
		s = strings.Repeat("*", max(b.Level, 1))
	}
	if b.Strong {
		s = "b"
	}
	s += roles[b.Role]
	if b.Kind == tree.Table {
		return s + " " + showRows(b.Rows)
	}
	if b.Label != "" {
		s += " " + b.Label
	}
	return s + " " + showSpans(b.Spans)
}

func showRows(rows []tree.Row) string {
	var out []string
	for i := range rows {
		var cells []string
		for k := range rows[i].Cells {
			c := &rows[i].Cells[k]
			var parts []string
			for n := range c.Blocks {
				parts = append(parts, showSpans(c.Blocks[n].Spans))
			}
			text := strings.Join(parts, "↵")
			if c.Merged {
				text = "=" + text
			}
			cells = append(cells, text)
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return strings.Join(out, " / ")
}

func showSpans(spans []tree.Span) string {
	var b strings.Builder
	for _, s := range spans {
		text := s.Text
		if s.Struck {
			text = "~" + text + "~"
		}
		if s.URL != "" {
			text = "[" + text + "](" + s.URL + ")"
		}
		b.WriteString(text)
	}
	return strings.ReplaceAll(b.String(), "\n", "↵")
}

// Want compares blocks with a tree that was written down.
func Want(t testing.TB, blocks []tree.Block, want string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimSpace(want), Show(blocks)); diff != "" {
		t.Errorf("tree (-want +got):\n%s", diff)
	}
}
