// Package docs is what is written about Madoguchi. Its test holds that every link leads somewhere.
package docs

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	inlineLink = regexp.MustCompile(`!?\[[^\]]*\]\(([^)\s]+)\)`)
	heading    = regexp.MustCompile(`(?m)^#{1,6} +(.+?)\s*$`)
	fence      = regexp.MustCompile("(?ms)^```.*?^```$|`[^`\n]+`")
)

// TestLinks: every link of every page leads to a file of the tree, and to a heading of it where it names one.
func TestLinks(t *testing.T) {
	pages, links := 0, 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == "testdata" || name == "dist" || path != ".." && strings.HasPrefix(name, ".")) {
			return fs.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".md" {
			return nil
		}
		pages++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range inlineLink.FindAllStringSubmatch(fence.ReplaceAllString(string(text), ""), -1) {
			links++
			if fault := follow(path, m[1]); fault != "" {
				t.Errorf("%s: %s: %s", path, m[1], fault)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages < 12 || links < 60 {
		t.Errorf("only %d links on %d pages are found", links, pages)
	}
}

// follow says why a link of a page leads nowhere, "" where it leads somewhere. Addresses of others are not
// asked for: only their form is looked at.
func follow(page, target string) string {
	u, err := url.Parse(target)
	switch {
	case err != nil:
		return err.Error()
	case u.Scheme == "https" && u.Host != "" || u.Scheme == "mailto":
		return ""
	case u.Scheme != "":
		return "want https"
	}
	file := page
	if u.Path != "" {
		file = filepath.Join(filepath.Dir(page), u.Path)
	}
	info, err := os.Stat(file)
	if err != nil {
		return "no such file"
	}
	if u.Fragment == "" || info.IsDir() {
		return ""
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	for _, m := range heading.FindAllStringSubmatch(string(text), -1) {
		if anchor(m[1]) == u.Fragment {
			return ""
		}
	}
	return "no such heading"
}

// anchor is a heading as GitHub names it in an address.
func anchor(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

var japanese = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}ー]+`)

// TestWordsOfTheDesk: what the English guide says stands on the desk's buttons does stand somewhere.
func TestWordsOfTheDesk(t *testing.T) {
	page, err := os.ReadFile("guide-desk.md")
	if err != nil {
		t.Fatal(err)
	}
	words, err := os.ReadFile("../catalogue/ja.toml")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.SplitSeq(string(page), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			continue
		}
		rows++
		for _, word := range japanese.FindAllString(cells[1], -1) {
			if !strings.Contains(string(words), word) {
				t.Errorf("%s is nowhere on the desk", word)
			}
		}
	}
	if rows < 25 {
		t.Errorf("only %d rows are found", rows)
	}
}
