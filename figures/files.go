package figures

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"

	"madoguchi/chars"
)

// A Sheet is a report on its way into a file.
type Sheet struct {
	Title  string   // of the whole
	About  []string // what it is of, and when it was made
	Tables []Table
}

// CSV is a sheet as Excel opens it: with a byte order mark, and no cell that it would take for a formula. Tables
// stand below one another.
func (s Sheet) CSV() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range s.rows() {
		line := make([]string, len(row))
		for i, c := range row {
			line[i] = chars.Harmless(c.Text)
		}
		if err := w.Write(line); err != nil {
			return nil, fmt.Errorf("write a report: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// rows are all lines of a sheet, an empty one between tables.
func (s Sheet) rows() [][]Cell {
	out := [][]Cell{{word(s.Title)}}
	for _, line := range s.About {
		out = append(out, []Cell{word(line)})
	}
	for _, t := range s.Tables {
		out = append(out, []Cell{word("")}, []Cell{word(t.Title)})
		out = append(out, t.lines()...)
	}
	return out
}

// lines are a table's head, its rows, and what they count.
func (t Table) lines() [][]Cell {
	var head []Cell
	for _, h := range t.Head {
		head = append(head, word(h))
	}
	defined := false
	for _, row := range t.Rows {
		defined = defined || row[0].Def != ""
	}
	if defined {
		head = append(head, word(say("figures.head.definition")))
	}
	out := [][]Cell{head}
	for _, row := range t.Rows {
		if defined {
			row = append(row[:len(row):len(row)], word(row[0].Def))
		}
		out = append(out, row)
	}
	if t.Note != "" {
		out = append(out, []Cell{word(t.Note)})
	}
	return out
}

// XLSX is a sheet as a workbook, a table a sheet of it, numbers as numbers. A text is never a formula there.
func (s Sheet) XLSX() (_ []byte, err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return nil, fmt.Errorf("make a workbook: %w", err)
	}
	for i, t := range s.Tables {
		if i == 0 {
			err = f.SetSheetName("Sheet1", t.Title)
		} else {
			_, err = f.NewSheet(t.Title)
		}
		if err == nil {
			err = s.fill(f, t, bold)
		}
		if err != nil {
			return nil, fmt.Errorf("make a workbook's sheet %q: %w", t.Title, err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, fmt.Errorf("write a workbook: %w", err)
	}
	return b.Bytes(), nil
}

// fill writes a table into its sheet.
func (s Sheet) fill(f *excelize.File, t Table, bold int) error {
	rows := [][]Cell{{word(s.Title)}}
	for _, line := range s.About {
		rows = append(rows, []Cell{word(line)})
	}
	head := len(rows) + 2
	rows = append(append(rows, []Cell{word("")}), t.lines()...)
	for y, row := range rows {
		for x, c := range row {
			at, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				return err
			}
			if c.Is {
				err = f.SetCellValue(t.Title, at, c.Number)
			} else {
				err = f.SetCellStr(t.Title, at, c.Text)
			}
			if err != nil {
				return err
			}
		}
	}
	if err := f.SetRowStyle(t.Title, head, head, bold); err != nil {
		return err
	}
	if err := f.SetColWidth(t.Title, "A", "A", 34); err != nil {
		return err
	}
	return f.SetColWidth(t.Title, "B", "L", 14)
}

// About says of a file what it is of, and when it was made.
func About(q Query, n Names, now time.Time) []string {
	out := []string{say("figures.about.span", "from", n.Day(q.From), "last", n.Day(q.Last()))}
	for _, c := range []struct{ key, value string }{
		{say("figures.table.programmes"), nameIf(q.Programme, n.Programme)}, {say("figures.table.kinds"), nameIf(q.Kind, n.Kind)},
		{say("figures.table.channels"), nameIf(q.Channel, n.Channel)}, {say("figures.table.teams"), nameIf(q.Team, n.Team)},
	} {
		if c.value != "" {
			out = append(out, say("figures.about.only", "what", c.key, "value", c.value))
		}
	}
	return append(out, say("figures.about.made", "day", n.Day(now)))
}

func nameIf(id string, name func(string) string) string {
	if id == "" {
		return ""
	}
	return name(id)
}
