package export

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"

	"madoguchi/chars"
	"madoguchi/faq"
)

// columns are the heads of the table, and how each is read and written.
var columns = []struct {
	head string
	get  func(*item) string
	set  func(*item, string)
}{
	{"参照番号", func(it *item) string { return it.Ref }, func(it *item, s string) { it.Ref = strings.TrimSpace(s) }},
	{"質問", func(it *item) string { return it.Question }, func(it *item, s string) { it.Question = s }},
	{"別の聞き方", func(it *item) string { return strings.Join(it.Aliases, "\n") }, func(it *item, s string) { it.Aliases = readLines(s) }},
	{"見出し", func(it *item) string { return it.Section }, func(it *item, s string) { it.Section = s }},
	{"回答", func(it *item) string { return WriteAnswer(it.Answer) }, func(it *item, s string) { it.Answer = ReadAnswer(s) }},
	{"回答の種類", func(it *item) string { return string(it.Kind) }, func(it *item, s string) { it.Kind = faq.Kind(s) }},
	{"フォーム", func(it *item) string { return it.Form }, func(it *item, s string) { it.Form = s }},
	{"開始日", func(it *item) string { return string(it.From) }, func(it *item, s string) { it.From = faq.Date(s) }},
	{"終了日", func(it *item) string { return string(it.Until) }, func(it *item, s string) { it.Until = faq.Date(s) }},
	{"終了時刻", func(it *item) string { return string(it.Closes) }, func(it *item, s string) { it.Closes = faq.Clock(s) }},
	{"担当者", func(it *item) string { return it.Owner }, func(it *item, s string) { it.Owner = s }},
	{"見直す日", func(it *item) string { return string(it.Review) }, func(it *item, s string) { it.Review = faq.Date(s) }},
}

func readLines(s string) []string {
	out := []string{}
	for line := range strings.Lines(s) {
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// writeCSV begins with the mark of byte order, by which Excel knows UTF-8, and a head whose last cell is our mark.
func writeCSV(all *file) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := make([]string, 0, len(columns)+1)
	for _, c := range columns {
		head = append(head, c.head)
	}
	_ = w.Write(append(head, mark+" "+all.Programme)) // into memory
	for i := range all.Entries {
		row := make([]string, 0, len(columns)+1)
		for _, c := range columns {
			row = append(row, chars.Harmless(c.get(&all.Entries[i])))
		}
		_ = w.Write(append(row, "")) // into memory
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

var errHead = errors.New("the heads of the table are others")

func readCSV(data []byte, all *file) error {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return err
	}
	head := rows[0]
	at := map[string]int{}
	for i, name := range head {
		at[strings.TrimSpace(name)] = i
		if programme, ok := strings.CutPrefix(name, mark+" "); ok {
			all.Programme = programme
		}
	}
	for _, c := range columns {
		if _, ok := at[c.head]; !ok {
			return fmt.Errorf("%w: %s is missing", errHead, c.head)
		}
	}
	for _, row := range rows[1:] {
		var it item
		for _, c := range columns {
			if i := at[c.head]; i < len(row) {
				c.set(&it, chars.Unguarded(row[i]))
			}
		}
		if it.Question != "" || it.Ref != "" {
			all.Entries = append(all.Entries, it)
		}
	}
	return nil
}
