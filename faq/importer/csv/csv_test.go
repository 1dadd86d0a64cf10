package csv

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"madoguchi/faq/importer/tree"
	"madoguchi/faq/importer/tree/treetest"
)

func isHeader(cells []string) bool {
	return slices.Contains(cells, "問") && slices.Contains(cells, "答")
}

var tables = []struct{ name, text, want string }{
	{"title rows above the header", "一覧,,\n,,\n分,問,答\n品,傘は,\"はい。\n\"\"三本\"\"です。\"\n,靴は,棚\n", "p 一覧\ntable 分|問|答 / 品|傘は|はい。↵\"三本\"です。 / |靴は|棚"},
	{"tabs with bare quotes", "問\t答\n\"特価\"は\tない\n", "table 問|答 / \"特価\"は|ない"},
	{"semicolons", "問;答\n傘は;はい\n", "table 問|答 / 傘は|はい"},
	{"a header that comes again", "問,答\n傘は,はい\n問,答\n靴は,棚\n", "table 問|答 / 傘は|はい / 靴は|棚"},
}

func TestTables(t *testing.T) {
	for _, tt := range tables {
		t.Run(tt.name, func(t *testing.T) {
			doc, ok, err := Read(tt.text, isHeader)
			if !ok || err != nil {
				t.Fatal(ok, err)
			}
			treetest.Want(t, doc.Blocks, tt.want)
		})
	}
}

// TestPlaces: a row is found by the line it begins on.
func TestPlaces(t *testing.T) {
	doc, _, _ := Read("表\n問,答\n傘は,\"一\n二\"\n靴は,三\n", isHeader)
	rows := doc.Blocks[1].Rows
	for i, line := range []int{2, 3, 5} {
		if rows[i].At.Line != line {
			t.Errorf("row %d: line %d, want %d", i, rows[i].At.Line, line)
		}
	}
}

// TestBare: rows of one width are a table without a header; prose with commas is none unless its name
// says so.
func TestBare(t *testing.T) {
	for _, tt := range []struct {
		text      string
		named, ok bool
	}{
		{"傘は\tはい\n靴は\t棚\n", false, true},
		{"傘は,はい\n靴は,棚\n", false, false},
		{"傘は,はい\n靴は,棚\n", true, true},
		{"傘は,はい,品\n靴は,棚,品\n", false, true},
		{"傘は三本あります。\n靴は棚へ。\n", true, false},
	} {
		if _, ok, err := ReadBare(tt.text, tt.named); ok != tt.ok || err != nil {
			t.Errorf("%q, named %t: %t, %v", tt.text, tt.named, ok, err)
		}
	}
}

func TestFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want tree.Fault
	}{
		"a mark that is never closed": {"問,答\n傘は,\"はい\n靴は,棚\n", tree.Fault{Code: tree.Quotes, At: tree.Place{Line: 2}}},
		"an endless cell":             {"問,答\n傘は," + strings.Repeat("あ", maxCell+1) + "\n", tree.Fault{Code: tree.LongCell, Limit: maxCell, At: tree.Place{Line: 2}}},
	} {
		_, ok, err := Read(tt.text, isHeader)
		var fault *tree.Fault
		if ok || !errors.As(err, &fault) || *fault != tt.want {
			t.Errorf("%s: %t, %v", name, ok, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, tt := range tables {
		f.Add(tt.text)
	}
	f.Add("問,答\n\"a\"b,c\n")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		doc, _, err := Read(text, isHeader)
		treetest.Check(t, doc, err)
		doc, _, err = ReadBare(text, true)
		treetest.Check(t, doc, err)
	})
}
