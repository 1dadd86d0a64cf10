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
func (ix *Index) learnNames(n *nameCounts) {
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
func (ix *Index) nameWords(c int32, text string) {
	for _, w := range words(ix.lex.tok, Normalise(text)) {
		if nameLike(&w) && !commonLatin[w.surface] {
			ix.name(c, w.surface, nameSound(&w))
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

// nameSpans are the places of a text that name a programme: as it is spelled, where the analyser
// takes that apart, or as it is said. A name in kana is a katakana word, or begins where a word does.
func nameSpans(r *reading, s *stream, names []programmeName) []span {
	var out []span
	for i := range names {
		n := &names[i]
		if spelled := []rune(n.spelling); hasHan(n.spelling) && len(spelled) >= minName {
			for at := 0; at+len(spelled) <= len(r.runes); at++ {
				if slices.Equal(r.runes[at:at+len(spelled)], spelled) {
					out = append(out, nameSpan(n, at, at+len(spelled)))
				}
			}
		}
		sound := []rune(n.sound)
		for at := 0; len(sound) >= minName && at+len(sound) <= len(s.folded); at++ {
			if end := at + len(sound); slices.Equal(s.folded[at:end], sound) && s.allKana(at, end) && s.nameStands(r, at, end) {
				out = append(out, nameSpan(n, s.from[at], s.to[end-1]))
			}
		}
	}
	return out
}

// minName is the fewest characters or kana that a name is known by where no word of its own stands there.
const minName = 3

func nameSpan(n *programmeName, start, end int) span {
	length := float32(end - start)
	return span{start: start, end: end, exact: true, name: n, value: length * length}
}

// nameStands says whether the sounds from one to another, all in kana, can be a word of their own.
func (s *stream) nameStands(r *reading, from, to int) bool {
	start, end := s.from[from], s.to[to-1]
	for end < len(r.runes) && r.runes[end] == 'ー' {
		end++
	}
	if isKatakana(r.runes[start]) {
		return (start == 0 || !isKatakana(r.runes[start-1])) && (end == len(r.runes) || !isKatakana(r.runes[end]))
	}
	return s.begin[from] || start == 0 || to-from > minName
}

// nameAtom is the atom of a programme's name.
func nameAtom(r *reading, s span) atom {
	return atom{start: s.start, end: s.end, text: string(r.runes[s.start:s.end]), class: proper, exact: true,
		words: []lexeme{{base: s.name.spelling, sound: s.name.sound, class: proper}}}
}

// nameIn says whether an atom only names a programme, and notes which.
func (ix *Index) nameIn(q *question, a *atom) bool {
	whole := ""
	for _, w := range a.words {
		whole += w.sound
	}
	if allKana(a.text) {
		whole = foldReading(a.text)
	}
	alone := false
	for i := range ix.names {
		n := &ix.names[i]
		heard := len([]rune(n.sound)) >= minName
		is := n.spelling == a.text || heard && n.sound == whole && !hasHan(a.text)
		in := slices.ContainsFunc(a.words, func(w lexeme) bool { return n.spelling == w.base || heard && n.sound == w.sound && !hasHan(w.base) })
		if !is && !in {
			continue
		}
		if q.named == nil {
			q.named = make([]bool, len(ix.collections))
		}
		q.named[n.collection] = true
		alone = alone || is || len(a.words) == 1
	}
	return alone
}
