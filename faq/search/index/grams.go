package index

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/lexicon"
	"madoguchi/faq/search/sentence"
)

// Okapi BM25's usual saturation and length normalisation.
const (
	bm25K = 1.2
	bm25B = .75
)

// A gramTable numbers runs of characters and knows how rare each is. Which entries have a run is for bleve; what
// it counts in an entry stands with the entry, see [GramVector].
type gramTable struct {
	ids map[uint64]int32
	df  []int32 // in how many entries it stands
	idf []float32
	of  func(*lexicon.Reading) []uint64
	// How many an entry's question and answer have in the mean.
	meanQuestion, meanAnswer float32
}

// A GramVector is an entry's runs of characters, by number: what each is worth in its question and in its answer.
type GramVector []gramImpact

type gramImpact struct {
	id               int32
	question, answer float32 // counts while building, then BM25 impacts
	sentences        uint32  // of the answer, those that it stands in; see [GramVector.mark]
}

func newGramTable(of func(*lexicon.Reading) []uint64) gramTable {
	return gramTable{ids: map[uint64]int32{}, of: of}
}

// enter counts the grams of an entry's question and of its answer.
func (g *gramTable) enter(r *entryReading) GramVector {
	counts := map[int32]*gramImpact{}
	count := func(texts []*lexicon.Reading, field func(*gramImpact) *float32) {
		for _, text := range texts {
			for _, x := range g.of(text) {
				id := g.id(x)
				c := counts[id]
				if c == nil {
					c = &gramImpact{id: id}
					counts[id] = c
					g.df[id]++
				}
				*field(c)++
			}
		}
	}
	count(r.phrasings[:min(1, len(r.phrasings))], func(c *gramImpact) *float32 { return &c.question })
	count([]*lexicon.Reading{r.answer}, func(c *gramImpact) *float32 { return &c.answer })
	v := make(GramVector, 0, len(counts))
	for _, c := range counts {
		v = append(v, *c)
	}
	slices.SortFunc(v, func(a, b gramImpact) int { return cmp.Compare(a.id, b.id) })
	return v
}

func (g *gramTable) id(x uint64) int32 {
	id, ok := g.ids[x]
	if !ok {
		id = int32(len(g.df))
		g.ids[x] = id
		g.df = append(g.df, 0)
	}
	return id
}

// finish turns the counts of all entries into impacts, so that a search only adds.
func (g *gramTable) finish(docs []GramVector) {
	g.weigh(len(docs))
	var question, answer float32
	for _, v := range docs {
		q, a := v.lengths()
		question, answer = question+q, answer+a
	}
	n := float32(max(len(docs), 1))
	g.meanQuestion, g.meanAnswer = max(question/n, 1), max(answer/n, 1)
	for _, v := range docs {
		g.impacts(v)
	}
}

// weigh finds how rare each run is among so many entries.
func (g *gramTable) weigh(entries int) {
	g.idf = make([]float32, len(g.df))
	for i, n := range g.df {
		g.idf[i] = float32(math.Log(1 + (float64(entries)-float64(n)+.5)/(float64(n)+.5)))
	}
}

// impacts turns an entry's counts into impacts.
func (g *gramTable) impacts(v GramVector) {
	q, a := v.lengths()
	for i := range v {
		p := &v[i]
		p.question = g.idf[p.id] * saturate(p.question, q, g.meanQuestion)
		p.answer = g.idf[p.id] * saturate(p.answer, a, g.meanAnswer)
	}
}

// lengths are how many grams an entry's question and answer have, while they are counts.
func (v GramVector) lengths() (question, answer float32) {
	for i := range v {
		question, answer = question+v[i].question, answer+v[i].answer
	}
	return question, answer
}

func saturate(count, length, mean float32) float32 {
	if count == 0 {
		return 0
	}
	return count * (bm25K + 1) / (count + bm25K*(1-bm25B+bm25B*length/mean))
}

// AskedGrams are the runs of characters of a message.
type AskedGrams struct {
	ids   []int32 // that the index knows, in order
	share []float32
}

// ask looks up a message's runs. Each counts as a share of the most that all could give at a count of one.
func (g *gramTable) ask(r *lexicon.Reading, docs int) AskedGrams {
	mass := float32(0)
	unknown := float32(math.Log(1 + (float64(docs)+.5)/.5))
	var a AskedGrams
	for _, x := range g.of(r) {
		if id, ok := g.ids[x]; ok {
			mass += g.idf[id]
			a.ids = append(a.ids, id)
		} else {
			mass += unknown
		}
	}
	slices.Sort(a.ids)
	n := 0
	for i, id := range a.ids {
		if i > 0 && id == a.ids[n-1] {
			a.share[n-1] += 1 / mass
			continue
		}
		a.ids[n] = id
		a.share = append(a.share, 1/mass)
		n++
	}
	a.ids = a.ids[:n]
	return a
}

// Score is how much of a message's runs an entry's question and answer have. Both lists are in order.
func (v GramVector) Score(a AskedGrams) (question, answer float32) {
	for i, id := range a.ids {
		at, end := 0, len(v)
		for at < end { // slices.BinarySearchFunc takes twice as long, and this is asked some thousand times a search
			if mid := int(uint(at+end) / 2); v[mid].id < id {
				at = mid + 1
			} else {
				end = mid
			}
		}
		if v = v[at:]; len(v) == 0 {
			break
		}
		if v[0].id == id {
			question += a.share[i] * v[0].question
			answer += a.share[i] * v[0].answer
		}
	}
	return question, answer
}

// sentencesApart is how many sentences of an answer are told apart. Of a longer one, neighbours count as one.
const sentencesApart = 32

// mark notes in which sentences of an entry's answer its runs of characters stand.
func (g *gramTable) mark(v GramVector, answer *lexicon.Reading) {
	of := make([]int, len(answer.Runes)) // the number of each rune's sentence
	n := 0
	for i, x := range answer.Runes {
		of[i] = n
		if sentence.Ends(x) {
			n++
		}
	}
	apart := max(n+1, sentencesApart)
	spellingGrams(answer, func(at int, x uint64) {
		id := g.ids[x]
		i, _ := slices.BinarySearchFunc(v, id, func(p gramImpact, id int32) int { return cmp.Compare(p.id, id) })
		v[i].sentences |= 1 << (of[at] * sentencesApart / apart)
	})
}

// BestSentence is the share of a message's pairs of characters that one sentence of an entry's answer has, the best.
func (ix *Index) BestSentence(doc int32, a AskedGrams) float32 {
	var sums [sentencesApart]float32
	v := ix.Docs[doc].Spelling
	for i, id := range a.ids {
		at, ok := slices.BinarySearchFunc(v, id, func(p gramImpact, id int32) int { return cmp.Compare(p.id, id) })
		if v = v[at:]; !ok {
			continue
		}
		worth := a.share[i] * ix.spelling.idf[id]
		for in := v[0].sentences; in != 0; in &= in - 1 {
			sums[bits.TrailingZeros32(in)] += worth
		}
	}
	return slices.Max(sums[:])
}

// SpellingGrams are the pairs of characters and the single kanji of a text, without fillers.
func SpellingGrams(r *lexicon.Reading) []uint64 {
	out := make([]uint64, 0, 2*len(r.Runes))
	spellingGrams(r, func(_ int, x uint64) { out = append(out, x) })
	return out
}

// spellingGrams gives them one by one, each with the rune that it ends at.
func spellingGrams(r *lexicon.Reading, give func(at int, gram uint64)) {
	before := rune(0)
	for i, x := range r.Runes {
		if !kana.IsWordRune(x) || r.Skipped[i] {
			before = 0
			continue
		}
		x = kana.Hiragana(x)
		if kana.IsHan(x) {
			give(i, uint64(x))
		}
		if before != 0 {
			give(i, uint64(before)<<21|uint64(x))
		}
		before = x
	}
}

// SoundGrams are the pairs and triples of kana of a text's sound.
func SoundGrams(r *lexicon.Reading) []uint64 {
	s := r.Sound
	out := make([]uint64, 0, 2*len(s))
	for i := range s {
		if s[i] == 0 || i+1 >= len(s) || s[i+1] == 0 {
			continue
		}
		out = append(out, uint64(s[i])<<21|uint64(s[i+1]))
		if i+2 < len(s) && s[i+2] != 0 {
			out = append(out, uint64(s[i])<<42|uint64(s[i+1])<<21|uint64(s[i+2]))
		}
	}
	return out
}
