package faq

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// A term is one thing that texts are compared by: a concept, a word's dictionary form, or its sound.
type term struct {
	id       uint32
	strength float32
}

// A posting says how strongly a term stands in an entry's question and in its answer.
type posting struct {
	doc              int32
	question, answer float32
}

// A termTable numbers the terms of an index, concepts first, and knows where each occurs.
type termTable struct {
	concepts uint32
	ids      map[string]uint32 // "b…" dictionary forms, "s…" sounds
	postings [][]posting
}

func (t *termTable) id(kind byte, s string, enter bool) (uint32, bool) {
	var buf [64]byte
	key := append(append(buf[:0], kind), s...)
	if id, ok := t.ids[string(key)]; ok || !enter {
		return id, ok
	}
	id := uint32(len(t.postings))
	t.ids[string(key)] = id
	t.postings = append(t.postings, nil)
	return id, true
}

// What a word's dictionary form counts, and its sound when the spelling differs.
const (
	sameWord  = 1
	sameSound = .85
	partWorth = .55 // of a word within a longer one that the dictionary knows as a whole
)

// of are the terms of an atom. Unknown words are entered into the table only when enter is set.
func (t *termTable) of(a *atom, enter bool) []term {
	var out []term
	for _, c := range a.concepts {
		out = append(out, term{uint32(c.id), c.strength})
	}
	share := float32(1)
	if len(a.words) > 1 {
		share = partWorth
	}
	for _, w := range a.words {
		if id, ok := t.id('b', w.base, enter); ok {
			out = append(out, term{id, sameWord * share})
		}
		if utf8.RuneCountInString(w.sound) >= minSound {
			if id, ok := t.id('s', w.sound, enter); ok {
				out = append(out, term{id, sameSound * share})
			}
		}
	}
	return mergeTerms(out)
}

// post enters an entry's terms.
func (t *termTable) post(doc int32, questions, answers []term) {
	for i, j := 0, 0; i < len(questions) || j < len(answers); {
		p := posting{doc: doc}
		var id uint32
		switch {
		case j == len(answers) || i < len(questions) && questions[i].id < answers[j].id:
			id, p.question = questions[i].id, questions[i].strength
			i++
		case i == len(questions) || answers[j].id < questions[i].id:
			id, p.answer = answers[j].id, answers[j].strength
			j++
		default:
			id, p.question, p.answer = questions[i].id, questions[i].strength, answers[j].strength
			i, j = i+1, j+1
		}
		t.postings[id] = append(t.postings[id], p)
	}
}

// mergeTerms sorts terms by id and keeps the strongest of each.
func mergeTerms(ts []term) []term {
	slices.SortFunc(ts, func(a, b term) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(b.strength, a.strength))
	})
	return slices.CompactFunc(ts, func(a, b term) bool { return a.id == b.id })
}

func scale(ts []term, by float32) []term {
	out := slices.Clone(ts)
	for i := range out {
		out[i].strength *= by
	}
	return out
}

// explains is how well terms account for an atom: the strongest way in which the two meet.
func explains(terms, atom []term) float32 {
	best := float32(0)
	for _, a := range atom {
		if a.strength <= best {
			continue
		}
		if i, ok := slices.BinarySearchFunc(terms, a.id, func(t term, id uint32) int { return cmp.Compare(t.id, id) }); ok {
			best = max(best, a.strength*terms[i].strength)
		}
	}
	return best
}
