package faq

import "slices"

// A programmeName is a word that only one programme is called by.
type programmeName struct {
	spelling   string
	sound      string
	collection int32
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
