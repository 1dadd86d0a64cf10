package dictionary

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"madoguchi/faq/search/kana"
)

// Columns of Sudachi's synonym file.
const (
	sudachiGroup   = 0
	sudachiExpand  = 2 // 2: never to be expanded
	sudachiWord    = 8
	sudachiColumns = 9 // those that are read; files have two more, reserved
)

// ParseSudachi reads a dictionary in the synonym format of Sudachi (CSV; groups of lines with one
// number, parted by empty lines): each group becomes a concept. Its errors name the file and line.
func ParseSudachi(name string, r io.Reader) (*Dictionary, error) {
	d := &Dictionary{Name: name}
	byGroup := map[string]int{}
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	cr.LazyQuotes = true
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return d, nil
		}
		if err != nil {
			return nil, fmt.Errorf("synonyms %s: %w", name, err)
		}
		line, _ := cr.FieldPos(0)
		if len(row) < sudachiColumns {
			return nil, fmt.Errorf("synonyms %s:%d: %d columns, want at least %d", name, line, len(row), sudachiColumns)
		}
		if strings.TrimSpace(row[sudachiExpand]) == "2" {
			continue
		}
		word := kana.Normalise(row[sudachiWord])
		if word == "" || len([]rune(word)) > maxDictionaryWord {
			continue
		}
		i, ok := byGroup[row[sudachiGroup]]
		if !ok {
			i = len(d.Lines)
			byGroup[row[sudachiGroup]] = i
			d.Lines = append(d.Lines, EntryLine{Kind: LineConcept, Name: word})
		}
		d.Lines[i].Words = append(d.Lines[i].Words, word)
	}
}
