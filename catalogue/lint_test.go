package catalogue_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// japanese says where Japanese stands outside the catalogue, and why. A name that ends in a slash is
// a folder with all that is below it. A place that holds none any more is taken off the list.
var japanese = map[string]string{
	// What the program reads.
	"bot/facts/answer.go":        "reads the marks in the cells of a table",
	"bot/member/abroad.go":       "reads whether words may go abroad",
	"bot/member/case.go":         "reads what a member calls a matter, and whether they take it back",
	"bot/member/courtesy.go":     "reads that an answer has helped",
	"bot/member/dialogue.go":     "reads the number of a choice",
	"bot/member/followups.go":    "reads whether an answer begins behind a login",
	"bot/member/formasides.go":   "reads whether an answer may ask for a person",
	"bot/member/money.go":        "reads whether a sum is with or without tax",
	"bot/member/offer.go":        "reads which of several is meant: 「つなぐのほう」",
	"bot/member/summary.go":      "reads the number of a line, and a courtesy",
	"bot/words/called.go":        "reads where a sentence says 会員, to put the office's own word there",
	"bot/words/recurs.go":        "reads what recurs in an office's sentence",
	"chars/fold.go":              "reads letters of one script as those of another",
	"chars/sought.go":            "reads letters as those who search think of them",
	"chars/wanted.go":            "reads what stands between the nouns of a search",
	"faq/fit/foreign.go":         "reads the columns of a CSV",
	"faq/search/":                "reads the words, letters and endings of a sentence",
	"faq/importer/":              "reads documents: its patterns and word lists; what it says is in the catalogue",
	"faq/export/":                "names the columns and the marks of the files that it reads again",
	"faq/lint/":                  "reads the days, sums and numbers that answers tell",
	"faq/succession.go":          "reads whether last year's programme is meant",
	"faq/gist.go":                "reads what of a message asks",
	"handlers/line/menuimage.go": "reads the name of a font's file",
	"handlers/console/doubts.go": "reads how a company is addressed",
	"handlers/slack/command.go":  "reads the words of a command",
	"office/parse.go":            "reads weekdays in the office file",
	"postgres/probe.go":          "reads what stands between the nouns of a search",
	"reading/":                   "reads what people write; what stands for a number it has masked is stored, too",
	"handlers/email/incoming/":   "reads mails: their subjects, quotes and signatures",
	"handlers/email/intake.go":   "reads the company in a signature",

	"handlers/console/officeforms.go": "reads days",

	// What is stored, compared or named, and not said.
	"bot/member/within.go":                    "what is asked of the search for who comes too late",
	"bot/turn/turntest/":                      "texts of the test that every store passes",
	"ticket/tags.go":                          "the names by which tickets keep tags",
	"ticket/workdays.go":                      "reads days named by the working days of the office",
	"office/records.go":                       "reads how long records are kept",
	"handlers/mcp/mcp.go":                     "what the program is called",
	"ticket/canned.go":                        "the names of variables, and what a member's answer reads as no name",
	"ticket/category.go":                      "the last of the categories, whose names stand in categories.txt",
	"ticket/readtime.go":                      "what is kept of a value that the member does not know",
	"ticket/route.go":                         "the name by which tickets and office files know the team that gets the rest",
	"chat/chattest/":                          "texts of the test that every channel passes",
	"llm/check.go":                            "a question that is nobody's, by which a model is tried",
	"handlers/line/linefake/":                 "stands in for the other company",
	"handlers/slack/slackfake/":               "stands in for the other company",
	"handlers/web/widget/src/words.ja.ts":     "written from the catalogue",
	"handlers/web/widget/src/copy.ja.ts":      "written from the catalogue",
	"handlers/web/widget/src/filewords.ja.ts": "written from the catalogue",
	"handlers/web/widget/dist/":               "built from src",
	"handlers/web/widget/src/dom.ts":          "finds where an address in a text ends",
}

// TestJapanese finds a sentence that stands outside the catalogue, in Go (but for tests), HTML and
// scripts. What a person reads belongs into the catalogue; what the program reads, on the list above.
func TestJapanese(t *testing.T) {
	found := map[string][]string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, "../"))
		if d.IsDir() {
			if base := d.Name(); base == "testdata" || base == "node_modules" || name == "catalogue" || base != ".." && strings.HasPrefix(base, ".") {
				return fs.SkipDir
			}
			return nil
		}
		if words := japaneseIn(t, path); len(words) > 0 {
			found[name] = words
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	stale := maps.Clone(japanese)
	for _, name := range slices.Sorted(maps.Keys(found)) {
		place := exempt(name)
		if place == "" {
			t.Errorf("%s holds %q: say it from the catalogue, or name the file in the list of this test where the program reads it", name, found[name][0])
		}
		delete(stale, place)
	}
	for _, place := range slices.Sorted(maps.Keys(stale)) {
		t.Errorf("%s holds no Japanese any more: take it off the list", place)
	}
}

// exempt is the place of the list that a file lies in, the narrowest of several; "" for none.
func exempt(name string) string {
	narrowest := ""
	for place := range japanese {
		if len(place) > len(narrowest) && (name == place || strings.HasSuffix(place, "/") && strings.HasPrefix(name, place)) {
			narrowest = place
		}
	}
	return narrowest
}

// comment is a comment of HTML or of a script.
var comment = regexp.MustCompile(`(?s)<!--.*?-->|/\*.*?\*/|(?:^|\s)//[^\n]*`)

// japaneseIn are the literals of a Go file, or the lines of a page or a script, that hold Japanese.
func japaneseIn(t *testing.T, path string) []string {
	t.Helper()
	switch ext := filepath.Ext(path); {
	case ext == ".go" && !strings.HasSuffix(path, "_test.go"):
		return literals(t, path)
	case ext == ".html" || ext == ".tmpl" || ext == ".ts" || ext == ".js":
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.Lines(comment.ReplaceAllString(string(source), "")) {
			if isJapanese(line) {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
		return lines
	}
	return nil
}

func literals(t *testing.T, path string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && (lit.Kind == token.STRING || lit.Kind == token.CHAR) {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				text = lit.Value
			}
			if isJapanese(text) {
				out = append(out, text)
			}
		}
		return true
	})
	return out
}

// isJapanese reports whether text holds kana or kanji. Marks such as 「、」 alone are no sentence.
func isJapanese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) })
}

// TestJapaneseIn: what the lint sees and what it does not.
func TestJapaneseIn(t *testing.T) {
	for name, tc := range map[string]struct {
		source string
		want   int
	}{
		"a.go":      {"package a // 日本語\n\nvar a, b, c = \"送る\", `\n取消`, '々'\n\nvar d = \"\\u9001\\u308b\" + \"、・ー\"\n", 4},
		"a_test.go": {"package a\n\nvar a = \"送る\"\n", 0},
		"a.html":    {"<p>送る</p>\n<!-- 取消 -->\n{{say \"web.send\"}}\n", 1},
		"a.ts":      {"// 送る\nconst a = \"送る\"; // 取消\nconst b = \"https://example.jp/送る\";\n/* 取\n消 */\n", 2},
		"a.txt":     {"送る", 0},
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(tc.source), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := japaneseIn(t, path); len(got) != tc.want {
			t.Errorf("%s: found %q, want %d", name, got, tc.want)
		}
	}
}
