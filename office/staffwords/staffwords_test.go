package staffwords

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// TestNames: whatever the program stores of these types, staff read in words; and no name stands for
// a word that it does not store.
func TestNames(t *testing.T) {
	for _, tc := range []struct {
		family, folder, kind string
		name                 func(string) string
		silent               []string // never shown to anybody
	}{
		{"office.log", "../../ticket", "What", func(s string) string { return Log(ticket.What(s)) }, nil},
		{"office.delivery", "../../chat", "DeliveryState", func(s string) string { return Delivery(chat.DeliveryState(s)) }, nil},
		{"ticket.status", "../../ticket", "Status", func(s string) string { return ticket.Status(s).Label() }, nil},
		{"office.via", "../../audit", "Via", func(s string) string { return Via(audit.Via(s)) }, nil},
		{"office.actor", "../../audit", "ActorKind", func(s string) string { return Actor(audit.ActorKind(s)) }, nil},
		{
			"office.act", "../../chat", "Act", func(s string) string { return Act(chat.Act(s)) },
			// The clock's and the outbox's acts, and what staff do by editing in Slack, have no button.
			[]string{"wake", "remind", "rest", "fared", "expire", "retract", "move", "lapse", "escalate"},
		},
	} {
		t.Run(tc.kind, func(t *testing.T) {
			names := catalogue.JA.Section(tc.family)
			words := constants(t, tc.folder, tc.kind)
			if len(words) < 5 {
				t.Fatalf("%s has %d constants of type %s", tc.folder, len(words), tc.kind)
			}
			for _, word := range words {
				if tc.name(word) == word && !slices.Contains(tc.silent, word) {
					t.Errorf("%q has no name for staff: add it to [%s]", word, tc.family)
				}
				delete(names, word)
			}
			for word := range names {
				t.Errorf("%s.%s names what is never stored", tc.family, word)
			}
		})
	}
}

// TestAuditNames: each act that is written down has its name, is on the list of all, and says of what it
// is: "object.happened".
func TestAuditNames(t *testing.T) {
	acts := constants(t, "../../audit", "Act")
	if len(acts) != len(audit.Acts()) {
		t.Errorf("%d acts, %d on the list", len(acts), len(audit.Acts()))
	}
	for _, act := range acts {
		if Audit(audit.Act(act)) == act || strings.Count(act, ".") != 1 || !slices.Contains(audit.Acts(), audit.Act(act)) {
			t.Errorf("%s has no name, or is not on the list", act)
		}
	}
}

// TestUnknown: a word from an older or newer program is shown as it is.
func TestUnknown(t *testing.T) {
	for _, got := range []string{Log("unheard"), Delivery("unheard"), Channel("unheard"), Act("unheard")} {
		if got != "unheard" {
			t.Errorf("an unknown word is shown as %q", got)
		}
	}
}

// TestLogWordsAreConstants: nobody writes a log entry with a word of their own.
func TestLogWordsAreConstants(t *testing.T) {
	var files []string
	for _, depth := range []string{"../../*/*.go", "../../*/*/*.go", "../../*/*/*/*.go"} {
		found, err := filepath.Glob(depth)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "node_modules") {
			continue
		}
		ast.Inspect(parse(t, file), func(n ast.Node) bool {
			field, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if key, ok := field.Key.(*ast.Ident); !ok || key.Name != "What" {
				return true
			}
			found++
			if literal, ok := field.Value.(*ast.BasicLit); ok {
				t.Errorf("%s: a log entry tells of %s: use a constant of package ticket", file, literal.Value)
			}
			return true
		})
	}
	if found < 10 {
		t.Errorf("%d log entries were found", found)
	}
}

// constants are the values of the constants of a type, as the source has them.
func constants(t *testing.T, folder, kind string) []string {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, file := range files {
		ast.Inspect(parse(t, file), func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			if of, ok := spec.Type.(*ast.Ident); !ok || of.Name != kind {
				return true
			}
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
				word, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				words = append(words, word)
			}
			return true
		})
	}
	return words
}

func parse(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestProspect: what staff read before a reply goes.
func TestProspect(t *testing.T) {
	for want, p := range map[string]chat.Prospect{
		"無料":              {Free: true, Over: true},
		"1通と数えます（残り163通）": {Cost: 1, Limited: true, Left: 163},
		"1通と数えます。":        {Cost: 1},
		"今月の上限":           {Over: true, Limited: true},
		"ブロックしています）。お急ぎのときは、メールかお電話": {Gone: true},
		"グループに届きます。8通と数えます":          {Group: true, Cost: 8, Limited: true, Left: 20},
	} {
		if got := Prospect(p); !strings.Contains(got, want) {
			t.Errorf("%+v is %q, want %q in it", p, got, want)
		}
	}
}
