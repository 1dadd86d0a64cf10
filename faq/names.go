package faq

import (
	"slices"
	"strings"
)

// How often a name or foreign word must stand in a collection's entries, and how much oftener than
// in any other's, to be taken for the programme's own.
const (
	nameShare   = .15
	nameEntries = 2
)

// learnNames gathers what each programme is called: as given, as its title and ID say, and the
// names that its entries use and no other's do.
func (ix *tables) learnNames(n *nameCounts) {
	for c := range ix.collections {
		col := &ix.collections[c]
		for _, n := range append([]string{col.ID, col.Title}, col.Names...) {
			ix.nameWords(int32(c), n)
		}
		for _, n := range append([]string{col.ID}, col.Names...) { // these are names, whatever else they mean
			w := word{surface: Normalise(n)}
			if strings.IndexFunc(w.surface, func(r rune) bool { return !isLatin(r) }) < 0 {
				w.class = latin
			}
			ix.names = append(ix.names, programmeName{w.surface, nameSound(&w), int32(c)})
		}
	}
	for c := range n.entries {
		for w, in := range n.entries[c] {
			if in > nameEntries && float64(in) >= nameShare*float64(n.sizes[c]) && n.onlyHere(c, w) {
				ix.name(int32(c), w, n.sounds[w])
			}
		}
	}
	slices.SortFunc(ix.names, func(a, b programmeName) int { return strings.Compare(a.spelling, b.spelling) })
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

// count adds the names of an entry.
func (n *nameCounts) count(collection int32, r *entryReading) {
	n.sizes[collection]++
	for w, sound := range namesOf(r) {
		n.entries[collection][w]++
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
		for i := range p.words {
			if w := &p.words[i]; nameLike(w) {
				out[w.surface] = nameSound(w)
			}
		}
	}
	return out
}

// nameSound is how a name is said: 「セラス」 is heard for SELAS.
func nameSound(w *word) string {
	if w.reading == "" && w.class == latin {
		if kana, ok := loanword(w.surface); ok {
			return foldReading(kana)
		}
	}
	return foldReading(w.reading)
}

func nameLike(w *word) bool {
	return w.end-w.start > 2 && (w.class == latin || w.class == proper || w.class == unknown && isKatakana([]rune(w.surface)[0]))
}

// nameWords takes the names out of a title.
func (ix *tables) nameWords(c int32, text string) {
	for _, w := range words(ix.lex.tok, Normalise(text)) {
		if nameLike(&w) && !commonLatin[w.surface] {
			ix.name(c, w.surface, nameSound(&w))
		}
	}
}

// commonLatin are words of addresses and titles that name nothing.
var commonLatin = map[string]bool{"com": true, "www": true, "http": true, "https": true, "faq": true, "net": true, "org": true, "html": true, "jp": true, "pdf": true, "japan": true, "url": true, "web": true, "pro": true}

func (ix *tables) name(c int32, spelling, sound string) {
	if spelling == "" || commonLatin[spelling] {
		return
	}
	if _, known := ix.lex.spelled.get(spelling); known {
		return
	}
	ix.names = append(ix.names, programmeName{spelling, sound, c})
}
