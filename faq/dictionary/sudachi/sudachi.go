// Package sudachi is the general synonym dictionary that the search is built with, below its own: 70,000 words of
// Japanese in groups that mean the same, for offices whose subject our dictionary does not know well.
//
// It is no part of the source tree. "make build" fetches it from npm, pinned, and its converter (gen) writes
// table/synonyms.txt, which is embedded where it lies there; a plain "go build" in a fresh clone does without.
// [Words] says which. The folder table always holds the licence and what was changed.
//
//	weak, err := sudachi.Words() // nil where the build has none
package sudachi

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"madoguchi/faq/dictionary"
)

// File is the table's name in its folder: a group a line, its words parted by tabs.
const File = "synonyms.txt"

//go:embed table
var table embed.FS

// Words reads the dictionary; it is nil where the program was built without.
func Words() (*dictionary.Dictionary, error) {
	b, err := table.ReadFile("table/" + File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the general synonyms: %w", err)
	}
	return parse(string(b)), nil
}

// parse makes a concept of each group. Its name is no word of its own: a group may share its first word with a
// concept of ours, and stays apart from it.
func parse(text string) *dictionary.Dictionary {
	d := &dictionary.Dictionary{Name: File, General: true}
	for line := range strings.Lines(text) {
		words := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(words) < 2 {
			continue
		}
		d.Lines = append(d.Lines, dictionary.EntryLine{Kind: dictionary.LineConcept, Name: "≈" + words[0] + "/" + words[1], Words: words})
	}
	return d
}
