// Gen writes the general synonyms from the npm package sudachi-synonyms-dictionary into the table that is embedded.
//
//	go run ./faq/dictionary/sudachi/gen node_modules/sudachi-synonyms-dictionary/sudachi-synonyms-dictionary.json faq/dictionary/sudachi/table/synonyms.txt
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/faq/search/kana"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gen SYNONYMS.json TABLE.txt")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// A group is a set of words that mean the same.
type group struct {
	Items []struct {
		ExpandControl int    `json:"expandControl"`
		Midashi       string `json:"midashi"` // the headword
	} `json:"items"`
}

// neverExpanded marks a headword that the dictionary keeps only to say that it must not be used.
const neverExpanded = 2

// A word of one character, and one of more groups than mostGroups, means too many things to say which; one longer
// than longest is a phrase.
const (
	mostGroups = 2
	longest    = 20
)

func run(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var groups []group
	if err := json.Unmarshal(b, &groups); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	if len(groups) == 0 {
		return fmt.Errorf("%s holds no groups", from)
	}
	out := table(groups)
	if err := os.WriteFile(to+".new", []byte(out), 0o644); err != nil {
		return err
	}
	return os.Rename(to+".new", to)
}

// table is the groups as lines, of words that say which of them is meant.
func table(groups []group) string {
	words := make([][]string, len(groups))
	in := map[string]int{}
	for i := range groups {
		words[i] = wordsOf(&groups[i])
		for _, w := range words[i] {
			in[w]++
		}
	}
	var b strings.Builder
	for _, ws := range words {
		ws = slices.DeleteFunc(ws, func(w string) bool { return in[w] > mostGroups })
		if len(ws) > 1 {
			b.WriteString(strings.Join(ws, "\t") + "\n")
		}
	}
	return b.String()
}

// wordsOf are the different headwords of a group as the search reads text.
func wordsOf(g *group) []string {
	var out []string
	for _, it := range g.Items {
		w := kana.Normalise(it.Midashi)
		n := utf8.RuneCountInString(w)
		if it.ExpandControl == neverExpanded || n < 2 || n > longest || slices.Contains(out, w) {
			continue
		}
		out = append(out, w)
	}
	return out
}
