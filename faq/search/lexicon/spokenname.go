package lexicon

import (
	"slices"

	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/morph"
)

// A Name is a word that only one programme is called by.
type Name struct {
	Spelling   string
	Sound      string
	Collection int32
}

// nameSpans are the places of a text that name a programme: as it is spelled, where the analyser
// takes that apart, or as it is said. A name in kana is a katakana word, or begins where a word does.
func nameSpans(r *Reading, s *stream, names []Name) []span {
	var out []span
	for i := range names {
		n := &names[i]
		if spelled := []rune(n.Spelling); kana.HasHan(n.Spelling) && len(spelled) >= MinName {
			for at := 0; at+len(spelled) <= len(r.Runes); at++ {
				if slices.Equal(r.Runes[at:at+len(spelled)], spelled) {
					out = append(out, nameSpan(n, at, at+len(spelled)))
				}
			}
		}
		sound := []rune(n.Sound)
		for at := 0; len(sound) >= MinName && at+len(sound) <= len(s.folded); at++ {
			if end := at + len(sound); slices.Equal(s.folded[at:end], sound) && s.allKana(at, end) && s.nameStands(r, at, end) {
				out = append(out, nameSpan(n, s.from[at], s.to[end-1]))
			}
		}
	}
	return out
}

// MinName is the fewest characters or kana that a name is known by where no word of its own stands there.
const MinName = 3

func nameSpan(n *Name, start, end int) span {
	length := float32(end - start)
	return span{start: start, end: end, exact: true, name: n, value: length * length}
}

// nameStands says whether the sounds from one to another, all in kana, can be a word of their own.
func (s *stream) nameStands(r *Reading, from, to int) bool {
	start, end := s.from[from], s.to[to-1]
	for end < len(r.Runes) && r.Runes[end] == 'ー' {
		end++
	}
	if kana.IsKatakana(r.Runes[start]) {
		return (start == 0 || !kana.IsKatakana(r.Runes[start-1])) && (end == len(r.Runes) || !kana.IsKatakana(r.Runes[end]))
	}
	return s.begin[from] || start == 0 || to-from > MinName
}

// nameAtom is the atom of a programme's name.
func nameAtom(r *Reading, s span) Atom {
	return Atom{Start: s.start, End: s.end, Text: string(r.Runes[s.start:s.end]), Class: morph.Proper, Loose: true, Exact: true,
		Words: []Lexeme{{Base: s.name.Spelling, Sound: s.name.Sound, class: morph.Proper}}}
}
