package lexicon

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"madoguchi/faq/dictionary"
	"madoguchi/faq/dictionary/sudachi"
	"madoguchi/faq/search/compiled"
	"madoguchi/faq/search/flat"
	"madoguchi/faq/search/morph"
	"madoguchi/faq/search/trie"
)

// Builtin is the dictionary that the program carries, made ready once: read from what the build has
// compiled, where it has, and compiled now where it has not.
var Builtin = sync.OnceValues(func() (*Lexicon, error) {
	if !compiled.On {
		return Compile(nil)
	}
	tok, err := morph.Shared()
	if err != nil {
		return nil, err
	}
	return read(compiled.Lexicon(), tok)
})

// For makes the built-in dictionary ready with an office's own over it, once for the same words: an index is built
// anew at each publication, and the dictionaries hardly ever change.
func For(own []*dictionary.Dictionary) (*Lexicon, error) {
	last.Lock()
	defer last.Unlock()
	words, err := json.Marshal(own)
	if err != nil {
		return nil, fmt.Errorf("compare dictionaries: %w", err)
	}
	if last.lexicon != nil && bytes.Equal(words, last.words) {
		return last.lexicon, nil
	}
	lex, err := Compile(own)
	if err == nil {
		last.words, last.lexicon = words, lex
	}
	return lex, err
}

// last is what was compiled last, and from what.
var last struct {
	sync.Mutex
	words   []byte
	lexicon *Lexicon
}

// Compile makes the built-in dictionary ready, with an office's own over it; later ones win.
func Compile(own []*dictionary.Dictionary) (*Lexicon, error) {
	tok, err := morph.Shared()
	if err != nil {
		return nil, err
	}
	ds, err := dictionary.Builtin()
	if err != nil {
		return nil, err
	}
	general, err := sudachi.Words()
	if err != nil {
		return nil, err
	}
	ds = append(ds, own...)
	if general != nil {
		ds = append(ds, general)
	}
	return newLexicon(tok, ds)
}

// Flat is the lexicon as [compiled] carries it.
func (l *Lexicon) Flat() []byte {
	var names []string
	var questions, general []bool
	var related, twins, asks [][]int32
	var kin [][]kinship
	for _, c := range l.Concepts {
		names, questions = append(names, c.Name), append(questions, c.question)
		general = append(general, c.general)
		related, twins, kin = append(related, c.related), append(twins, c.Twins), append(kin, c.kin)
		asks = append(asks, c.asks)
	}
	var stop []string
	for word := range l.stop {
		stop = append(stop, word)
	}
	slices.Sort(stop)
	var w flat.Writer
	w.PutStrings(names)
	flat.Put(&w, questions)
	flat.Put(&w, general)
	flat.NewLists(related).Put(&w)
	flat.NewLists(twins).Put(&w)
	flat.NewLists(kin).Put(&w)
	flat.NewLists(asks).Put(&w)
	w.PutStrings(stop)
	l.Spelled.Put(&w)
	l.sounded.Put(&w)
	l.meanings.Put(&w)
	l.patterns.put(&w)
	return w.Bytes()
}

// read reads what Flat wrote. Its tables point into data; only the list of concepts and the words that
// carry nothing are built anew.
func read(data string, tok *morph.Analyser) (*Lexicon, error) {
	r := flat.NewReader(data)
	names, questions, general := r.Strings(), flat.Get[bool](r), flat.Get[bool](r)
	related, twins, kin := flat.GetLists[int32](r), flat.GetLists[int32](r), flat.GetLists[kinship](r)
	asks, stop := flat.GetLists[int32](r), r.Strings()
	l := &Lexicon{Tok: tok, Concepts: make([]concept, len(names)), stop: make(map[string]bool, len(stop)),
		Spelled: trie.Read(r), sounded: trie.Read(r), meanings: flat.GetLists[meaning](r), patterns: readPatterns(r)}
	if err := r.Err(); err != nil || len(questions) != len(names) || len(general) != len(names) {
		return nil, fmt.Errorf("read the compiled dictionary of %d concepts: %w", len(names), err)
	}
	for i, name := range names {
		l.Concepts[i] = concept{name, questions[i], general[i], related.At(int32(i)), kin.At(int32(i)), asks.At(int32(i)), twins.At(int32(i))}
	}
	for _, word := range stop {
		l.stop[word] = true
	}
	return l, nil
}
