package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/morph"
	"madoguchi/faq/search/trie"
)

// A Vocabulary is what the entries of an index say that no dictionary knows: programmes' names, and words by
// their sound, for members who write them in kana.
type Vocabulary struct {
	Names []Name
	heard *trie.Trie // folded sound -> number in words
	words [][]Lexeme
}

// NewVocabulary makes a vocabulary of names and of the nouns that stand in readings, as [Reading.Nouns] counts them.
func NewVocabulary(names []Name, nouns map[Lexeme]int) *Vocabulary {
	bySound := map[string][]Lexeme{}
	for w, n := range nouns {
		if n > 0 && !kana.AllKana(w.Base) && utf8.RuneCountInString(w.Sound) >= MinSound {
			bySound[w.Sound] = append(bySound[w.Sound], w)
		}
	}
	v := &Vocabulary{Names: names}
	sounds := make([]string, 0, len(bySound))
	for s := range bySound {
		sounds = append(sounds, s)
	}
	slices.Sort(sounds)
	numbers := make([]int32, len(sounds))
	for i, s := range sounds {
		numbers[i] = int32(i)
		ws := bySound[s]
		slices.SortFunc(ws, func(a, b Lexeme) int { return strings.Compare(a.Base, b.Base) })
		v.words = append(v.words, ws)
	}
	v.heard = trie.New(sounds, numbers)
	return v
}

// Nouns counts the nouns of a reading, each by a number.
func (r *Reading) Nouns(in map[Lexeme]int, by int) {
	for i := range r.Words {
		if w := &r.Words[i]; w.Class == morph.Noun || w.Class == morph.Proper {
			in[newLexeme(w)] += by
		}
	}
}

// heardWorth is what a word of the entries is worth that is heard in kana, beside one found by its spelling: a
// little less than the same word of a dictionary.
const heardWorth = .85

// heardSpans are words of the index that the text writes in kana, or in the wrong kanji: 遠長 for 延長.
func (v *Vocabulary) heardSpans(r *Reading, s *stream) []span {
	if v.heard == nil {
		return nil
	}
	kanaOnly := !kana.HasHan(r.Text)
	var out []span
	for i := range s.folded {
		node := int32(0)
		for j := i; j < len(s.folded) && s.folded[j] != 0; j++ {
			if node = v.heard.Step(node, s.folded[j]); node < 0 {
				break
			}
			n := v.heard.Value(node)
			if n < 0 {
				continue
			}
			worth := s.worth(i, j+1, kanaOnly)
			if !s.allKana(i, j+1) && !misconverted(r, s.from[i], s.to[j]) {
				worth = 0
			}
			if worth > 0 {
				length := float32(s.to[j] - s.from[i])
				out = append(out, span{start: s.from[i], end: s.to[j], heard: v.words[n], value: heardWorth * worth * length * length})
			}
		}
	}
	return out
}

// misconverted says whether a stretch of a text, of whole words, is likelier a word in wrong kanji than what it
// says: the analyser knows no such word, and takes it apart.
func misconverted(r *Reading, start, end int) bool {
	words, unknown := 0, false
	for i := range r.Words {
		if w := &r.Words[i]; w.Start >= start && w.End <= end {
			words++
			unknown = unknown || w.Class == morph.Unknown
		}
	}
	return words > 1 || unknown
}
