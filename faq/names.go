package faq

import (
	"slices"
	"strings"
)

// A programmeName is a word that only one programme is called by.
type programmeName struct {
	spelling   string
	sound      string
	collection int32
}

// How often a name or foreign word must stand in a collection's entries, and how much oftener than
// in any other's, to be taken for the programme's own.
const (
	nameShare   = .15
	nameEntries = 2
)

// learnNames gathers what each programme is called: as given, as its title and ID say, and the
// names that its entries use and no other's do.
func (ix *Index) learnNames(read []entryReading) {
	for c := range ix.collections {
		col := &ix.collections[c]
		for _, n := range append([]string{col.ID, col.Title}, col.Names...) {
			ix.nameWords(int32(c), n)
		}
		for _, n := range col.Names {
			ix.name(int32(c), Normalise(n), "")
		}
	}
	counts := make([]map[string]int, len(ix.collections))
	sizes := make([]int, len(ix.collections))
	sounds := map[string]string{}
	for i := range read {
		c := ix.docs[i].collection
		sizes[c]++
		if counts[c] == nil {
			counts[c] = map[string]int{}
		}
		for w, sound := range namesOf(&read[i]) {
			counts[c][w]++
			sounds[w] = sound
		}
	}
	for c := range counts {
		for w, n := range counts[c] {
			if n > nameEntries && float64(n) >= nameShare*float64(sizes[c]) && ix.onlyHere(counts, c, w) {
				ix.name(int32(c), w, sounds[w])
			}
		}
	}
	slices.SortFunc(ix.names, func(a, b programmeName) int { return strings.Compare(a.spelling, b.spelling) })
}

func (ix *Index) onlyHere(counts []map[string]int, c int, w string) bool {
	for o := range counts {
		if o != c && counts[o][w]*4 > counts[c][w] {
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
				out[w.surface] = foldReading(w.reading)
			}
		}
	}
	return out
}

func nameLike(w *word) bool {
	return w.end-w.start > 2 && (w.class == latin || w.class == proper || w.class == unknown && isKatakana([]rune(w.surface)[0]))
}

// nameWords takes the names out of a title.
func (ix *Index) nameWords(c int32, text string) {
	for _, w := range words(ix.lex.tok, Normalise(text)) {
		if nameLike(&w) && !commonLatin[w.surface] {
			ix.name(c, w.surface, foldReading(w.reading))
		}
	}
}

// commonLatin are words of addresses and titles that name nothing.
var commonLatin = map[string]bool{"com": true, "www": true, "http": true, "https": true, "faq": true, "net": true, "org": true, "html": true, "jp": true, "pdf": true, "japan": true, "url": true, "web": true, "pro": true}

func (ix *Index) name(c int32, spelling, sound string) {
	if spelling == "" || commonLatin[spelling] {
		return
	}
	if _, known := ix.lex.spelled.get(spelling); known {
		return
	}
	ix.names = append(ix.names, programmeName{spelling, sound, c})
}

// nameIn says whether an atom only names a programme, and notes which.
func (ix *Index) nameIn(q *question, a *atom) bool {
	found := false
	for _, w := range a.words {
		for i := range ix.names {
			n := &ix.names[i]
			if n.spelling == w.base || n.spelling == a.text || n.sound != "" && len([]rune(n.sound)) > 2 && n.sound == w.sound && !hasHan(w.base) {
				if q.named == nil {
					q.named = make([]bool, len(ix.collections))
				}
				q.named[n.collection] = true
				found = true
			}
		}
	}
	return found && len(a.words) == 1
}
