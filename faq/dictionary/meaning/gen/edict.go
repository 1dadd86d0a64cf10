package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/japanese"

	"madoguchi/faq/search/kana"
)

// readFile reads a file by a function.
func readFile[T any](name string, read func(io.Reader) (T, error)) (T, error) {
	f, err := os.Open(name)
	if err != nil {
		var none T
		return none, err
	}
	defer f.Close()
	out, err := read(f)
	if err != nil {
		return out, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}

// An entry is a word of EDICT.
type entry struct {
	word, reading string // as the search reads text; reading is empty where the word is written in kana
	senses        [][]string
	common        bool // EDICT counts it among the 20,000 common words
	kana          bool // it is usually written in kana
	archaic       bool
}

// readEdict reads EDICT: a word a line, "言葉 [ことば] /(n) (1) language/dialect/(2) word/(P)/", in EUC-JP.
func readEdict(r io.Reader) ([]entry, error) {
	var out []entry
	sc := bufio.NewScanner(japanese.EUCJP.NewDecoder().Reader(r))
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		head, explained, ok := strings.Cut(sc.Text(), " /")
		if !ok {
			continue
		}
		if e := readEntry(head, strings.Split(strings.Trim(explained, "/"), "/")); len(e.senses) > 0 {
			out = append(out, e)
		}
	}
	return out, sc.Err()
}

var (
	note   = regexp.MustCompile(`\([^)]*\)`)
	number = regexp.MustCompile(`^(\([^)]*\) )?\((\d+)\)`)
)

func readEntry(head string, explanations []string) entry {
	word, reading, _ := strings.Cut(head, " [")
	e := entry{word: kana.Normalise(word), reading: kana.Normalise(strings.TrimSuffix(reading, "]"))}
	for _, x := range explanations {
		if x == "(P)" {
			e.common = true
			continue
		}
		e.kana = e.kana || strings.Contains(x, "(uk)")
		e.archaic = e.archaic || strings.Contains(x, "(arch)") || strings.Contains(x, "(obs)")
		if n := number.FindStringSubmatch(x); len(e.senses) == 0 || n != nil && n[2] != "1" {
			e.senses = append(e.senses, nil)
		}
		if x = strings.TrimSpace(note.ReplaceAllString(x, " ")); x != "" {
			last := &e.senses[len(e.senses)-1]
			*last = append(*last, strings.ToLower(x))
		}
	}
	return e
}

// Words of English that say nothing of what a thing is.
var stop = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(`a an the of to and in for on at by with from as or be is are was were been being it its that this these those
		one one's oneself someone something someone's do does into up out over off so etc esp e.g i.e who which his her their not no than also about
		used such when where having`) {
		out[w] = true
	}
	return out
}()

var english = regexp.MustCompile(`[a-z][a-z'\-]*`)

// content are the words of an explanation that the vectors know; of what they do not know, its parts.
func content(explanation string, known func(string) bool) []string {
	var out []string
	for _, w := range english.FindAllString(explanation, -1) {
		w = strings.Trim(w, "'-")
		if stop[w] {
			continue
		}
		if known(w) {
			out = append(out, w)
			continue
		}
		for _, part := range parts(w) {
			if len(part) > 1 && !stop[part] && known(part) {
				out = append(out, part)
			}
		}
	}
	return out
}

func parts(w string) []string {
	return strings.FieldsFunc(w, func(r rune) bool { return r == '-' || r == '\'' })
}

// wordsIn are all English words that explain anything, and their parts.
func wordsIn(entries []entry) map[string]bool {
	out := map[string]bool{}
	note := func(w string) bool {
		out[w] = true
		return false
	}
	for i := range entries {
		for _, sense := range entries[i].senses {
			for _, x := range sense {
				content(x, note)
			}
		}
	}
	return out
}
