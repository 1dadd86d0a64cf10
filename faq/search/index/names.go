package index

import (
	"slices"
	"strings"

	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/lexicon"
	"madoguchi/faq/search/morph"
)

// How often a name or foreign word must stand in a collection's entries, and how much oftener than
// in any other's, to be taken for the programme's own.
const (
	nameShare   = .15
	nameEntries = 2
)

// learnNames gathers what each programme is called: as given, as its title and ID say, and the
// names that its entries use and no other's do.
func (ix *Index) learnNames() {
	n := ix.names
	for c := range ix.Collections {
		col := &ix.Collections[c]
		for _, n := range append([]string{col.ID, col.Title}, col.Names...) {
			ix.nameWords(int32(c), n)
		}
		for _, n := range append([]string{col.ID}, col.Names...) { // these are names, whatever else they mean
			w := morph.Word{Surface: kana.Normalise(n)}
			if strings.IndexFunc(w.Surface, func(r rune) bool { return !kana.IsLatin(r) }) < 0 {
				w.Class = morph.Latin
			}
			ix.Names = append(ix.Names, lexicon.Name{Spelling: w.Surface, Sound: nameSound(&w), Collection: int32(c)})
		}
	}
	for c := range n.entries {
		for w, in := range n.entries[c] {
			if in > nameEntries && float64(in) >= nameShare*float64(n.sizes[c]) && n.onlyHere(c, w) {
				ix.name(int32(c), w, n.sounds[w])
			}
		}
	}
	slices.SortFunc(ix.Names, func(a, b lexicon.Name) int { return strings.Compare(a.Spelling, b.Spelling) })
}

// nameCounts says in how many entries of each collection names and foreign words stand.
type nameCounts struct {
	entries []map[string]int
	sizes   []int
	sounds  map[string]string
}

func newNameCounts(collections int) *nameCounts {
	n := &nameCounts{entries: make([]map[string]int, collections), sizes: make([]int, collections), sounds: map[string]string{}}
	for c := range n.entries {
		n.entries[c] = map[string]int{}
	}
	return n
}

// count adds the names of an entry, or, by -1, takes them away.
func (n *nameCounts) count(collection int32, r *entryReading, by int) {
	n.sizes[collection] += by
	for w, sound := range namesOf(r) {
		n.entries[collection][w] += by
		n.sounds[w] = sound
	}
}

func (n *nameCounts) onlyHere(c int, w string) bool {
	for o := range n.entries {
		if o != c && n.entries[o][w]*4 > n.entries[c][w] {
			return false
		}
	}
	return true
}

// namesOf are the names and foreign words of an entry, each with its sound.
func namesOf(r *entryReading) map[string]string {
	out := map[string]string{}
	for _, p := range append(slices.Clone(r.phrasings), r.answer) {
		for i := range p.Words {
			if w := &p.Words[i]; nameLike(w) {
				out[w.Surface] = nameSound(w)
			}
		}
	}
	return out
}

// nameSound is how a name is said: 「セラス」 is heard for SELAS.
func nameSound(w *morph.Word) string {
	if w.Reading == "" && w.Class == morph.Latin {
		if said, ok := kana.Loanword(w.Surface); ok {
			return kana.FoldReading(said)
		}
	}
	return kana.FoldReading(w.Reading)
}

func nameLike(w *morph.Word) bool {
	return w.End-w.Start > 2 && (w.Class == morph.Latin || w.Class == morph.Proper || w.Class == morph.Unknown && kana.IsKatakana([]rune(w.Surface)[0]))
}

// nameWords takes the names out of a title.
func (ix *Index) nameWords(c int32, text string) {
	for _, w := range morph.Words(ix.Lex.Tok, kana.Normalise(text)) {
		if nameLike(&w) && !commonLatin[w.Surface] {
			ix.name(c, w.Surface, nameSound(&w))
		}
	}
}

// commonLatin are words of addresses and titles that name nothing.
var commonLatin = map[string]bool{"com": true, "www": true, "http": true, "https": true, "faq": true, "net": true, "org": true, "html": true, "jp": true, "pdf": true, "japan": true, "url": true, "web": true, "pro": true}

func (ix *Index) name(c int32, spelling, sound string) {
	if spelling == "" || commonLatin[spelling] {
		return
	}
	if _, known := ix.Lex.Spelled.Get(spelling); known {
		return
	}
	ix.Names = append(ix.Names, lexicon.Name{Spelling: spelling, Sound: sound, Collection: c})
}
