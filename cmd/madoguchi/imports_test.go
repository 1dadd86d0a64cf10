package main

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed says which of our packages a package may import. A package that is not listed may
// import none, and is missed here.
var allowed = map[string][]string{
	"catalogue":                {},
	"catalogue/markup":         {"catalogue"},
	"chars":                    {},
	"chat":                     {},
	"chat/chattest":            {"chat"},
	"faq":                      {"chars", "reading"},
	"faq/importer":             {"catalogue", "chars", "faq", "reading"},
	"reading":                  {"chars"},
	"faq/baseline":             {"faq"},
	"faq/embed":                {"faq"},
	"ticket":                   {"catalogue", "chars", "chat", "reading"},
	"office":                   {"faq", "reading", "ticket"},
	"office/staffwords":        {"catalogue", "chat", "ticket"},
	"bot":                      {"bot/desk", "bot/facts", "bot/member", "bot/memory", "bot/turn", "bot/words", "chars", "chat", "faq", "office", "reading", "ticket"},
	"postgres":                 {"bot/turn", "bot/words", "catalogue", "chars", "chat", "faq", "reading", "ticket"},
	"bot/turn":                 {"chat", "ticket"},
	"bot/words":                {"bot/turn", "chars", "chat", "faq", "reading", "ticket"},
	"bot/facts":                {"bot/words", "chat", "faq", "office", "reading", "ticket"},
	"bot/member":               {"bot/facts", "bot/turn", "bot/words", "chars", "chat", "faq", "reading", "ticket"},
	"bot/desk":                 {"bot/facts", "bot/turn", "bot/words", "chars", "chat", "reading", "ticket"},
	"bot/memory":               {"bot/turn", "chat", "ticket"},
	"bot/turn/turntest":        {"bot/turn", "chat", "ticket"},
	"postgres/embedded":        {},
	"postgres/postgrestest":    {"postgres", "postgres/embedded"},
	"handlers":                 {"handlers/peer"},
	"handlers/peer":            {},
	"handlers/browsertest":     {},
	"handlers/line":            {"catalogue", "chars", "chat", "reading"},
	"handlers/line/linefake":   {},
	"handlers/slack":           {"catalogue", "chars", "chat", "office/staffwords", "reading", "ticket"},
	"handlers/slack/slackfake": {},
	"handlers/email":           {"catalogue", "chars", "chat"},
	"handlers/email/smtpfake":  {},
	"handlers/shared":          {"catalogue", "chars", "chat"},
	"handlers/web":             {"catalogue", "catalogue/markup", "chars", "chat", "handlers/peer", "reading"},
	"handlers/console":         {"catalogue", "catalogue/markup", "chars", "chat", "faq", "office/staffwords", "reading", "ticket"},
	"samples":                  {},
	"cmd/madoguchi":            {"*"},
}

// sole says which packages alone may import a library.
var sole = map[string][]string{
	"github.com/blevesearch/bleve":  {"faq", "faq/baseline"},
	"github.com/ikawaha/kagome":     {"faq"},
	"github.com/jackc/pgx":          {"postgres", "postgres/embedded", "postgres/postgrestest"},
	"github.com/line/line-bot-sdk":  {"handlers/line"},
	"github.com/slack-go/slack":     {"handlers/slack"},
	"github.com/wneessen/go-mail":   {"handlers/email"},
	"github.com/goccy/go-yaml":      {"office"},
	"github.com/pelletier/go-toml":  {"catalogue"},
	"github.com/rivo/uniseg":        {"chars", "handlers/line", "handlers/line/linefake"},
	"github.com/prometheus/client_": {"handlers", "cmd/madoguchi"},
}

// TestImports holds the house's picture: imports run one way.
func TestImports(t *testing.T) {
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
