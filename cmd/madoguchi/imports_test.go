package main

import (
	"bytes"
	"encoding/json"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowed says which of our packages a package may import. A package that is not listed may
// import none, and is missed here.
var allowed = map[string][]string{
	"catalogue":                  {},
	"catalogue/markup":           {"catalogue"},
	"chars":                      {},
	"chat":                       {},
	"chat/chattest":              {"chat"},
	"faq":                        {"chars", "faq/search/kana", "lazyregexp", "reading"},
	"faq/importer":               {"catalogue", "chars", "faq", "faq/importer/child", "faq/importer/csv", "faq/importer/data", "faq/importer/docx", "faq/importer/html", "faq/importer/markdown", "faq/importer/pdf", "faq/importer/tree", "faq/importer/xlsx", "lazyregexp", "reading"},
	"faq/importer/csv":           {"faq/importer/tree"},
	"faq/importer/data":          {"faq/importer/tree"},
	"faq/importer/docx":          {"faq/importer/parcel", "faq/importer/tree"},
	"faq/importer/html":          {"faq/importer/tree"},
	"faq/importer/markdown":      {"faq/importer/data", "faq/importer/html", "faq/importer/tree"},
	"faq/importer/parcel":        {"faq/importer/tree"},
	"faq/importer/xlsx":          {"faq/importer/parcel", "faq/importer/tree"},
	"faq/importer/tree":          {},
	"faq/importer/tree/treetest": {"faq/importer/tree"},
	"faq/importer/child":         {"faq/importer/tree"},
	"faq/edition":                {"faq"},
	"faq/contrast":               {"faq/edition"},
	"faq/lint":                   {"faq", "lazyregexp"},
	"faq/links":                  {"faq", "faq/lint"},
	"faq/correction":             {"faq/edition"},
	"faq/baseline":               {"faq", "faq/fit"},
	"lazyregexp":                 {},
	"faq/dictionary":             {"faq/search/kana"},
	"faq/search/flat":            {},
	"faq/search/kana":            {},
	"faq/search/sentence":        {"reading"},
	"faq/search/compiled":        {},
	"faq/search/compiled/gen":    {"faq/search/fitted", "faq/search/lexicon", "faq/search/morph"},
	"faq/search/trie":            {"faq/search/flat"},
	"faq/search/forest":          {"faq/search/flat"},
	"faq/search/morph":           {"faq/search/compiled", "faq/search/flat", "faq/search/kana"},
	"faq/search/lexicon":         {"faq/dictionary", "faq/search/compiled", "faq/search/flat", "faq/search/kana", "faq/search/morph", "faq/search/trie", "faq/dictionary/sudachi"},
	"faq/search/intent":          {"faq", "faq/search/flat", "faq/search/kana", "faq/search/lexicon", "faq/search/sentence", "faq/search/trie"},
	"faq/search/fitted":          {"faq/search/compiled", "faq/search/flat", "faq/search/forest", "faq/search/intent"},
	"faq/search/index":           {"faq", "faq/dictionary/meaning", "faq/search/kana", "faq/search/lexicon", "faq/search/morph", "faq/search/sentence"},
	"faq/search/rank":            {"faq", "faq/dictionary/meaning", "faq/search/fitted", "faq/search/index", "faq/search/kana", "faq/search/lexicon", "faq/search/morph", "faq/search/sentence"},
	"faq/search":                 {"faq", "faq/dictionary", "faq/search/fitted", "faq/search/index", "faq/search/intent", "faq/search/lexicon", "faq/search/rank", "faq/search/sentence", "reading"},
	"faq/fit":                    {"faq", "faq/search", "faq/search/fitted", "faq/search/forest", "faq/search/intent", "faq/search/lexicon", "faq/search/rank", "faq/importer"},
	"faq/faqtest":                {"faq", "faq/fit", "faq/importer"},
	"faq/embed":                  {"faq"},
	"audit":                      {"chat", "ticket"},
	"incident":                   {"chat", "reading", "ticket"},
	"switches":                   {"catalogue", "chat", "office/staffwords", "reading", "ticket"},
	"staff":                      {"catalogue", "chat", "reading", "ticket"},
	"ticket":                     {"catalogue", "chars", "chat", "lazyregexp", "reading", "stored"},
	"office":                     {"catalogue", "colour", "faq", "office/edits", "reading", "staff", "switches", "ticket"},
	"office/edits":               {"catalogue", "chat"},
	"office/staffwords":          {"audit", "catalogue", "chat", "faq", "faq/edition", "ticket"},
	"bot":                        {"bot/desk", "bot/facts", "bot/member", "bot/memory", "bot/turn", "bot/words", "chars", "chat", "faq", "llm", "office", "reading", "staff", "ticket"},
	"postgres":                   {"audit", "bot/turn", "bot/words", "catalogue", "chars", "chat", "faq", "faq/correction", "faq/edition", "faq/links", "faq/lint", "figures", "incident", "learn", "llm", "office/edits", "reading", "records", "staff", "switches", "ticket", "webhook"},
	"bot/turn":                   {"chat", "llm", "stored", "ticket"},
	"reading":                    {"chars", "lazyregexp"},
	"bot/words":                  {"bot/turn", "catalogue", "chars", "chat", "faq", "faq/correction", "reading", "ticket"},
	"bot/facts":                  {"bot/words", "chat", "faq", "office", "reading", "staff", "ticket"},
	"bot/member":                 {"bot/facts", "bot/turn", "bot/words", "chars", "chat", "faq", "faq/choose", "llm", "reading", "ticket"},
	"bot/desk":                   {"bot/facts", "bot/turn", "bot/words", "catalogue", "chars", "chat", "reading", "staff", "ticket"},
	"bot/memory":                 {"bot/turn", "chat", "llm", "ticket"},
	"bot/turn/turntest":          {"bot/turn", "chat", "llm", "ticket"},
	"postgres/embedded":          {},
	"postgres/postgrestest":      {"postgres", "postgres/embedded"},
	"handlers":                   {"handlers/peer", "handlers/problem"},
	"handlers/peer":              {},
	"handlers/browsertest":       {},
	"handlers/line":              {"catalogue", "chars", "chat", "handlers/problem", "reading"},
	"handlers/line/linefake":     {},
	"handlers/slack":             {"catalogue", "chars", "chat", "handlers/problem", "learn", "lazyregexp", "office/staffwords", "reading", "staff", "switches", "ticket"},
	"stored":                     {},
	"handlers/problem":           {"catalogue", "chat"},
	"handlers/slack/slackfake":   {},
	"handlers/email":             {"catalogue", "chars", "chat", "handlers/email/incoming", "reading"},
	"handlers/email/smtpfake":    {},
	"handlers/oidc":              {"staff"},
	"handlers/oidc/oidcfake":     {},
	"handlers/web":               {"catalogue", "catalogue/markup", "chars", "chat", "handlers/logo", "handlers/peer", "handlers/problem", "handlers/throttle", "reading"},
	"handlers/console":           {"audit", "catalogue", "catalogue/markup", "chars", "chat", "faq", "faq/contrast", "faq/correction", "faq/edition", "faq/export", "faq/lint", "figures", "handlers/problem", "incident", "learn", "lazyregexp", "llm", "office", "office/edits", "office/staffwords", "reading", "records", "staff", "switches", "ticket", "webhook"},
	"handlers/files":             {"catalogue", "chars", "chat", "handlers/problem", "reading", "ticket"},
	"samples":                    {},
	"cmd/madoguchi":              {"*"},

	"handlers/formpage": {"catalogue", "catalogue/markup", "chat", "handlers/problem"},

	"faq/dictionary/sudachi":     {"faq/dictionary"},
	"faq/dictionary/sudachi/gen": {"faq/search/kana"},
	"faq/dictionary/meaning":     {"faq/search/compiled", "faq/search/flat"},
	"faq/dictionary/meaning/gen": {"faq/dictionary", "faq/dictionary/meaning", "faq/search/kana"},
	"faq/importer/pdf":           {"faq/importer/tree"},

	"colour":            {},
	"deploy":            {},
	"docs":              {},
	"handlers/faqsite":  {"catalogue", "catalogue/markup", "chars", "chat", "colour", "faq", "faq/edition", "handlers/logo", "handlers/peer", "handlers/problem", "handlers/throttle"},
	"handlers/logo":     {},
	"handlers/throttle": {},

	"bot/knowledge": {"audit", "chat", "faq", "faq/correction", "faq/edition"},
	"faq/export":    {"chars", "faq"},

	"postgres/archive": {},

	"learn": {"catalogue"},

	"practice":           {"chat", "reading", "ticket"},
	"handlers/rehearsal": {},

	"llm":         {},
	"llm/llmfake": {},
	"faq/choose":  {"chars", "faq", "llm", "reading"},

	"figures": {"catalogue", "chars", "reading"},
	"records": {},

	"handlers/email/incoming": {},
	"webhook":                 {},
	"handlers/mcp":            {"handlers/api", "handlers/problem", "staff", "ticket"},
	"handlers/api":            {"audit", "chars", "chat", "faq", "faq/edition", "faq/export", "figures", "handlers/peer", "handlers/problem", "handlers/throttle", "office/staffwords", "reading", "staff", "ticket"},
	"handlers/email/imapfake": {},
}

// sole says which packages alone may import a library.
var sole = map[string][]string{
	"github.com/blevesearch/bleve":    {"faq/search/index", "faq/baseline"},
	"github.com/ikawaha/kagome":       {"faq/search/morph", "faq/search/compiled/gen", "faq/dictionary/meaning/gen"},
	"github.com/jackc/pgx":            {"postgres", "postgres/embedded", "postgres/postgrestest"},
	"github.com/line/line-bot-sdk":    {"handlers/line"},
	"github.com/slack-go/slack":       {"handlers/slack"},
	"github.com/wneessen/go-mail":     {"handlers/email"},
	"github.com/emersion/":            {"handlers/email", "handlers/email/imapfake", "handlers/email/incoming", "handlers/email/smtpfake"},
	"github.com/go-jose/go-jose":      {"handlers/web"},
	"github.com/coreos/go-oidc":       {"handlers/oidc"},
	"github.com/srwiley/":             {"handlers/logo"},
	"github.com/klippa-app/go-pdfium": {"faq/importer/pdf"},
	"github.com/tetratelabs/wazero":   {"faq/importer/pdf"},
	"golang.org/x/oauth2":             {"handlers/oidc"},
	"github.com/goccy/go-yaml":        {"office", "faq/importer/data", "handlers/api"},
	"github.com/xuri/excelize":        {"faq/importer/xlsx", "figures"},
	"github.com/yuin/goldmark":        {"faq/importer/markdown"},
	"golang.org/x/net/html":           {"faq/importer/html", "handlers/email/incoming"},
	"github.com/pelletier/go-toml":    {"catalogue"},
	"github.com/rivo/uniseg":          {"chars", "handlers/line", "handlers/line/linefake"},
	"github.com/prometheus/client_":   {"handlers", "cmd/madoguchi"},

	"github.com/blevesearch/scorch_segment_api": {"faq/search/index"},

	"github.com/kyokomi/emoji": {"handlers/slack"},

	"github.com/modelcontextprotocol/go-sdk": {"handlers/mcp"},
}

// TestImports holds the house's picture: imports run one way.
func TestImports(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "madoguchi/...").Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for dec.More() {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		seen++
		checkImports(t, strings.TrimPrefix(p.ImportPath, "madoguchi/"), p.Imports)
	}
	if seen < len(allowed) {
		t.Errorf("found %d packages, the table lists %d: is one gone?", seen, len(allowed))
	}
}

func checkImports(t *testing.T, name string, imports []string) {
	may, listed := allowed[name]
	if !listed {
		t.Errorf("package %s is not in the table of this test", name)
		return
	}
	for _, imp := range imports {
		if ours, ok := strings.CutPrefix(imp, "madoguchi/"); ok && !slices.Contains(may, ours) && !slices.Contains(may, "*") {
			t.Errorf("%s imports %s: the house's order does not allow it", name, ours)
		}
		for lib, users := range sole {
			if strings.HasPrefix(imp, lib) && !slices.Contains(users, name) {
				t.Errorf("%s imports %s, which is only for %v", name, imp, users)
			}
		}
	}
}

// TestNothingThatServesIsTrained holds that the package fit, which trains and measures the search, is
// no part of what answers: neither the search nor the dialogue nor the store needs it, and of the
// program only the subcommands fit and eval do.
func TestNothingThatServesIsTrained(t *testing.T) {
	t.Parallel()
	const fit = "madoguchi/faq/fit"
	args := []string{"list", "-json=ImportPath,Deps"}
	for _, pkg := range []string{"faq", "faq/search", "faq/importer", "faq/embed", "office", "bot", "postgres", "handlers/console", "handlers/web"} {
		args = append(args, "madoguchi/"+pkg)
	}
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatalf("list what they need: %v", err)
	}
	seen := 0
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); seen++ {
		var p struct {
			ImportPath string
			Deps       []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(p.Deps, fit) {
			t.Errorf("%s needs %s", p.ImportPath, fit)
		}
	}
	if want := len(args) - 2; seen != want {
		t.Errorf("%d packages are listed, want %d", seen, want)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range f.Imports {
			if imp.Path.Value == strconv.Quote(fit) && name != "fit.go" && name != "eval.go" && name != "evalmodel.go" && name != "learn.go" && !strings.HasSuffix(name, "_test.go") {
				t.Errorf("%s imports %s: it is for the subcommands fit, eval and learn alone", name, fit)
			}
		}
	}
}
