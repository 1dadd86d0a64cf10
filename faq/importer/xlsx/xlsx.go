// Package xlsx reads Excel's workbooks (.xlsx, .xlsm), one table a sheet.
//
// It hands over what a person sees: values as they are shown (「4,500円」, a date in its form), merged
// cells in each place they cover, links, words that are crossed out. What is hidden is not there: hidden
// sheets, rows and columns are left out and noted, as are sheets that only keep the history of changes.
// Formulas are shown by the value that Excel kept.
package xlsx

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"madoguchi/faq/importer/parcel"
	"madoguchi/faq/importer/tree"
)

// Bounds of a workbook. A sheet of 20,000 rows is no FAQ.
const (
	maxRows    = 20_000 // of all sheets together
	maxColumns = 100
	maxSheets  = 60
)

// reHistory are the names of sheets that tell what was changed when.
var reHistory = regexp.MustCompile(`(?i)^(?:改[訂定版]履歴|改[訂版]記録|変更履歴|更新履歴|更新記録|修正履歴|履歴|history|revisions?|revision history|change ?log)[\s（(\d]*`)

// Read reads a workbook. The library gives up on some damaged workbooks by a panic; that is a fault of
// the workbook.
func Read(data []byte) (doc tree.Doc, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = tree.Doc{}, &tree.Fault{Code: tree.Broken, Cause: fmt.Sprint(r)}
		}
	}()
	return read(data)
}

func read(data []byte) (tree.Doc, error) {
	if _, err := parcel.Open(data); err != nil {
		return tree.Doc{}, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: parcel.MaxInflated, UnzipXMLSizeLimit: parcel.MaxInflated,
		ShortDatePattern: "yyyy/m/d", LongDatePattern: "yyyy年m月d日", LongTimePattern: "h:mm:ss", CultureInfo: excelize.CultureNameJaJP,
	})
	if err != nil {
		return tree.Doc{}, &tree.Fault{Code: tree.Broken, Cause: err.Error()}
	}
	defer f.Close()
	names := f.GetSheetList()
	if len(names) > maxSheets {
		return tree.Doc{}, &tree.Fault{Code: tree.TooMany, Limit: maxSheets}
	}
	r := &reader{file: f, looks: map[int]look{}}
	for _, name := range names {
		if err := r.sheet(name); err != nil {
			return tree.Doc{}, err
		}
	}
	if len(r.doc.Blocks) == 0 {
		return tree.Doc{}, &tree.Fault{Code: tree.Empty}
	}
	return r.doc, nil
}

// A reader reads the sheets one after the other.
type reader struct {
	file  *excelize.File
	doc   tree.Doc
	rows  int
	looks map[int]look // by style
}

func (r *reader) note(n tree.Note) { r.doc.Notes = append(r.doc.Notes, n) }

// sheet reads one sheet as a table.
func (r *reader) sheet(name string) error {
	visible, err := r.file.GetSheetVisible(name)
	if err == nil && !visible {
		r.note(tree.Note{Code: tree.HiddenSheet, Words: name})
		return nil
	}
	if reHistory.MatchString(strings.TrimSpace(name)) {
		r.note(tree.Note{Code: tree.HistorySheet, Words: name})
		return nil
	}
	values, err := r.file.GetRows(name)
	if err != nil {
		return nil // a sheet of charts has no rows
	}
	if r.rows += len(values); r.rows > maxRows {
		return &tree.Fault{Code: tree.TooMany, Limit: maxRows}
	}
	t := &sheet{reader: r, name: name, values: values, merged: map[[2]int][2]int{}}
	t.learn()
	b := tree.Block{Kind: tree.Table, At: tree.Place{Sheet: name, Line: 1}}
	hidden := tree.Note{Code: tree.HiddenRows, Words: name}
	for y := range values {
		row, empty := t.row(y)
		if empty {
			continue
		}
		if shown, err := r.file.GetRowVisible(name, y+1); err == nil && !shown {
			if hidden.N++; hidden.N == 1 {
				hidden.At = tree.Place{Sheet: name, Line: y + 1}
			}
			continue
		}
		b.Rows = append(b.Rows, row)
	}
	if hidden.N > 0 {
		r.note(hidden)
	}
	if t.dropped > 0 {
		r.note(tree.Note{Code: tree.HiddenText, N: t.dropped})
	}
	if len(b.Rows) > 0 {
		r.doc.Blocks = append(r.doc.Blocks, b)
	}
	return nil
}
