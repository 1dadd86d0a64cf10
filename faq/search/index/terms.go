package index

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"madoguchi/faq/search/lexicon"
)

// A Term is one thing that texts are compared by: a concept, a word's dictionary form, or its sound.
type Term struct {
	Id       uint32
	Strength float32
}

// An EntryTerm says how strongly a term stands in an entry's question and in its answer.
type EntryTerm struct {
	Id               uint32
	Question, Answer float32
}

// A termTable numbers the terms of an index, concepts first, and knows how common each is. Which entries have a
// term is for bleve.
type termTable struct {
	ids map[string]uint32 // "b…" dictionary forms, "s…" sounds
	df  []int32           // in how many entries it stands
	has []bool            // whether any entry has it at all, also in another wording
}

func (t *termTable) id(kind byte, s string, enter bool) (uint32, bool) {
	var buf [64]byte
	key := append(append(buf[:0], kind), s...)
	if id, ok := t.ids[string(key)]; ok || !enter {
		return id, ok
	}
	id := uint32(len(t.df))
	t.ids[string(key)] = id
	t.df = append(t.df, 0)
	t.has = append(t.has, false)
	return id, true
}

// What a word's dictionary form counts, its sound when the spelling differs, and a concept on either side:
// another word for the same thing counts .8 of the same word.
const (
	sameWord    = 1
	sameSound   = .85
	sameConcept = .95
	partWorth   = .55 // of a word within a longer one that the dictionary knows as a whole
)

// Of are the terms of an atom: of an entry, whose words are entered into the table, or of a message. What is
// said in a message may also stand for what it is a kind of; an entry is about what it says.
func (t *termTable) Of(a *lexicon.Atom, enter bool) []Term {
	var out []Term
	for _, c := range a.Concepts {
		if !c.Kin || !enter {
			out = append(out, Term{uint32(c.Id), sameConcept * c.Strength})
		}
	}
	if len(a.Concepts) > 0 && len(a.Words) != 1 {
		if id, ok := t.id('b', a.Text, enter); ok {
			out = append(out, Term{id, sameWord})
		}
	}
	share := float32(1)
	if len(a.Words) > 1 {
		share = partWorth
	}
	for _, w := range a.Words {
		if id, ok := t.id('b', w.Base, enter); ok {
			out = append(out, Term{id, sameWord * share})
		}
		if utf8.RuneCountInString(w.Sound) >= lexicon.MinSound {
			if id, ok := t.id('s', w.Sound, enter); ok {
				out = append(out, Term{id, sameSound * share})
			}
		}
	}
	return MergeTerms(out)
}

// AskedTerms are the terms of an atom of a message: its own, and those of words that its words share kanji with.
func (ix *Index) AskedTerms(a *lexicon.Atom) []Term {
	out := ix.Terms.Of(a, false)
	share := float32(1)
	if len(a.Words) > 1 {
		share = partWorth
	}
	for _, w := range a.Words {
		id, known := ix.Terms.id('b', w.Base, false)
		out = append(out, scale(ix.kanji.alike(w.Base, id, known), share)...)
	}
	return MergeTerms(out)
}

// Known are those of an atom's terms that any entry has: what is compared.
func (ix *Index) Known(ts []Term) []Term {
	return slices.DeleteFunc(ts, func(t Term) bool { return !ix.Terms.has[t.Id] })
}

// enter makes an entry's terms of those of its question and of its answer, and counts it for each.
func (t *termTable) enter(questions, answers []Term) []EntryTerm {
	out := make([]EntryTerm, 0, len(questions)+len(answers))
	for i, j := 0, 0; i < len(questions) || j < len(answers); {
		var e EntryTerm
		switch {
		case j == len(answers) || i < len(questions) && questions[i].Id < answers[j].Id:
			e.Id, e.Question = questions[i].Id, questions[i].Strength
			i++
		case i == len(questions) || answers[j].Id < questions[i].Id:
			e.Id, e.Answer = answers[j].Id, answers[j].Strength
			j++
		default:
			e = EntryTerm{questions[i].Id, questions[i].Strength, answers[j].Strength}
			i, j = i+1, j+1
		}
		t.df[e.Id]++
		out = append(out, e)
	}
	return slices.Clip(out)
}

// Held is how strongly terms of a message stand in an entry's question and in its answer: of each, the strongest.
func Held(entry []EntryTerm, ts []Term) (question, answer float32) {
	for _, t := range ts {
		i, ok := slices.BinarySearchFunc(entry, t.Id, func(e EntryTerm, id uint32) int { return cmp.Compare(e.Id, id) })
		if ok {
			question, answer = max(question, t.Strength*entry[i].Question), max(answer, t.Strength*entry[i].Answer)
		}
		if entry = entry[i:]; len(entry) == 0 {
			break
		}
	}
	return question, answer
}

// MergeTerms sorts terms by id and keeps the strongest of each.
func MergeTerms(ts []Term) []Term {
	slices.SortFunc(ts, func(a, b Term) int {
		return cmp.Or(cmp.Compare(a.Id, b.Id), cmp.Compare(b.Strength, a.Strength))
	})
	return slices.CompactFunc(ts, func(a, b Term) bool { return a.Id == b.Id })
}

func scale(ts []Term, by float32) []Term {
	out := slices.Clone(ts)
	for i := range out {
		out[i].Strength *= by
	}
	return out
}
