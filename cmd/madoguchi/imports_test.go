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
	"chat":                     {},
	"chat/chattest":            {"chat"},
	"faq":                      {},
	"faq/importer":             {"faq"},
	"faq/baseline":             {"faq"},
	"faq/embed":                {"faq"},
	"stored":                   {},
	"ticket":                   {"chat", "stored"},
	"office":                   {"faq", "ticket"},
	"bot":                      {"chat", "faq", "office", "stored", "ticket"},
	"postgres":                 {"bot", "chat", "faq", "ticket"},
	"postgres/embedded":        {},
	"postgres/postgrestest":    {"postgres", "postgres/embedded"},
	"handlers":                 {"handlers/problem"},
	"handlers/problem":         {"chat"},
	"handlers/browsertest":     {},
	"handlers/line":            {"chat", "handlers/problem"},
	"handlers/line/linefake":   {},
	"handlers/slack":           {"chat", "handlers/problem", "ticket"},
	"handlers/slack/slackfake": {},
	"handlers/email":           {"chat"},
	"handlers/email/smtpfake":  {},
	"handlers/shared":          {"chat", "handlers/problem"},
	"handlers/web":             {"chat", "handlers/problem"},
	"handlers/console":         {"chat", "faq", "handlers/problem", "ticket"},
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
