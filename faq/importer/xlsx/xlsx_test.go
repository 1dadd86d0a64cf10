package xlsx

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"madoguchi/faq/importer/tree"
	"madoguchi/faq/importer/tree/treetest"
)

// book makes a workbook of what fill puts into it.
func book(t testing.TB, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func rows(f *excelize.File, sheet string, all ...[]any) error {
	for i, row := range all {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := f.SetSheetRow(sheet, at, &row); err != nil {
			return err
		}
	}
	return nil
}

// TestShown: values come as Excel shows them in Japan.
func TestShown(t *testing.T) {
	day := time.Date(2031, 9, 30, 9, 5, 0, 0, time.UTC)
	for _, tt := range []struct {
		value        any
		format, want string
	}{
		{4500, `#,##0"円"`, "4,500円"},
		{0.15, `0%`, "15%"},
		{5, `000`, "005"},
		{day, `yyyy"年"m"月"d"日"`, "2031年9月30日"},
		{day, `[$-411]ggge"年"m"月"d"日"`, "令和13年9月30日"},
		{day, `m"月"d"日"(aaa)`, "9月30日(火)"},
		{day, `h:mm`, "9:05"},
		{day, `yyyy/m/d h:mm`, "2031/9/30 9:05"},
		{1234567, `General`, "1234567"},
	} {
		b := book(t, func(f *excelize.File) error {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &tt.format})
			if err != nil {
				return err
			}
			return errors.Join(f.SetCellValue("Sheet1", "A1", tt.value), f.SetCellStyle("Sheet1", "A1", "A1", style))
		})
		doc, err := Read(b)
		if err != nil || len(doc.Blocks) != 1 {
			t.Fatal(doc, err)
		}
		if got := doc.Blocks[0].Rows[0].Text(); got != tt.want {
			t.Errorf("%v as %s: %q, want %q", tt.value, tt.format, got, tt.want)
		}
	}
}

// TestSheet: merged cells, links, struck words, line breaks, and the place of each row.
func TestSheet(t *testing.T) {
	doc, err := Read(book(t, func(f *excelize.File) error {
		struck, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
		if err != nil {
			return err
		}
		return errors.Join(
			rows(f, "Sheet1", []any{"表題"}, nil, []any{"分類", "質問", "回答"}, []any{"品", "傘は", "一\n二"}, []any{"", "靴は", "様式"}, []any{"", "鍵は", "棚"}),
			f.MergeCell("Sheet1", "A1", "C1"), f.MergeCell("Sheet1", "A4", "A6"),
			f.SetCellHyperLink("Sheet1", "C5", "https://a.example/x", "External"),
			f.SetCellStyle("Sheet1", "B6", "B6", struck),
			f.SetCellRichText("Sheet1", "C6", []excelize.RichTextRun{{Text: "左"}, {Text: "右", Font: &excelize.Font{Strike: true}}}),
		)
	}))
	if err != nil {
		t.Fatal(err)
	}
	treetest.Want(t, doc.Blocks, "table 表題|=表題|=表題 / 分類|質問|回答 / 品|傘は|一↵二 / =品|靴は|[様式](https://a.example/x) / =品|~鍵は~|左~右~")
	if at := doc.Blocks[0].Rows[2].At; at != (tree.Place{Line: 4, Sheet: "Sheet1"}) {
		t.Errorf("the third row stands at %+v", at)
	}
}

// TestHidden: what nobody sees is left out and noted.
func TestHidden(t *testing.T) {
	doc, err := Read(book(t, func(f *excelize.File) error {
		for _, name := range []string{"旧版", "改訂履歴"} {
			if _, err := f.NewSheet(name); err != nil {
				return err
			}
			if err := rows(f, name, []any{"質問", "回答"}); err != nil {
				return err
			}
		}
		return errors.Join(
			rows(f, "Sheet1", []any{"質問", "回答", "内部"}, []any{"傘は", "はい", "田中"}, []any{"鍵は", "棚", "田中"}),
			f.SetSheetVisible("旧版", false), f.SetRowVisible("Sheet1", 3, false), f.SetColVisible("Sheet1", "C", false),
		)
	}))
	if err != nil {
		t.Fatal(err)
	}
	treetest.Want(t, doc.Blocks, "table 質問|回答 / 傘は|はい")
	var codes []tree.NoteCode
	for _, n := range doc.Notes {
		codes = append(codes, n.Code)
	}
	want := []tree.NoteCode{tree.HiddenRows, tree.HiddenText, tree.HiddenSheet, tree.HistorySheet}
	if len(codes) != len(want) {
		t.Fatalf("notes %v, want %v", codes, want)
	}
	for i := range want {
		if codes[i] != want[i] {
			t.Errorf("note %d is %s, want %s", i, codes[i], want[i])
		}
	}
}

func TestFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		data []byte
		want tree.FaultCode
	}{
		"no archive": {[]byte("PK\x03\x04"), tree.Broken},
		"empty":      {book(t, func(*excelize.File) error { return nil }), tree.Empty},
		"many rows": {book(t, func(f *excelize.File) error {
			return f.SetCellValue("Sheet1", "A20001", "x")
		}), tree.TooMany},
	} {
		_, err := Read(tt.data)
		var fault *tree.Fault
		if !errors.As(err, &fault) || fault.Code != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(book(f, func(x *excelize.File) error {
		return errors.Join(rows(x, "Sheet1", []any{"質問", "回答"}, []any{"傘は", 4500}), x.MergeCell("Sheet1", "A1", "B1"))
	}))
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := Read(b)
		treetest.Check(t, doc, err)
	})
}
