package index

import (
	"math"

	"madoguchi/faq/search/kana"
	"madoguchi/faq/search/lexicon"
)

// Okapi BM25's usual saturation and length normalisation.
const (
	bm25K = 1.2
	bm25B = .75
)

// A gramIndex ranks entries by runs of characters, over the question and over the answer.
type gramIndex struct {
	ids      map[uint64]int32
	postings [][]gramPosting
	idf      []float32
	lengths  [2][]float32 // of each entry's question and answer; gone once built
}

type gramPosting struct {
	doc              int32
	question, answer float32 // counts while building, then BM25 impacts
}

func (g *gramIndex) begin() { g.ids = map[uint64]int32{} }

// add counts the grams of one field of an entry. Entries come in order.
func (g *gramIndex) add(doc int32, grams []uint64, question bool) {
	for f := range g.lengths {
		for len(g.lengths[f]) <= int(doc) {
			g.lengths[f] = append(g.lengths[f], 0)
		}
	}
	for _, x := range grams {
		id, ok := g.ids[x]
		if !ok {
			id = int32(len(g.postings))
			g.ids[x] = id
			g.postings = append(g.postings, nil)
		}
		ps := g.postings[id]
		if len(ps) == 0 || ps[len(ps)-1].doc != doc {
			ps = append(ps, gramPosting{doc: doc})
		}
		if question {
			ps[len(ps)-1].question++
			g.lengths[0][doc]++
		} else {
			ps[len(ps)-1].answer++
			g.lengths[1][doc]++
		}
		g.postings[id] = ps
	}
}

// finish turns counts into impacts, so that a search only adds.
func (g *gramIndex) finish(docs int) {
	means := [2]float32{mean(g.lengths[0]), mean(g.lengths[1])}
	g.idf = make([]float32, len(g.postings))
	for i, ps := range g.postings {
		idf := float32(math.Log(1 + (float64(docs)-float64(len(ps))+.5)/(float64(len(ps))+.5)))
		g.idf[i] = idf
		for j := range ps {
			p := &ps[j]
			p.question = idf * saturate(p.question, g.lengths[0][p.doc], means[0])
			p.answer = idf * saturate(p.answer, g.lengths[1][p.doc], means[1])
		}
	}
	g.lengths = [2][]float32{}
}

func saturate(count, length, mean float32) float32 {
	if count == 0 {
		return 0
	}
	return count * (bm25K + 1) / (count + bm25K*(1-bm25B+bm25B*length/mean))
}

func mean(xs []float32) float32 {
	sum := float32(0)
	for _, x := range xs {
		sum += x
	}
	return max(sum/float32(max(len(xs), 1)), 1)
}

// Search adds each entry's score to the two fields, as a share of the most that the query's grams
// could give at a count of one.
func (g *gramIndex) Search(grams []uint64, question, answer []float32) {
	mass := float32(0)
	unknown := float32(math.Log(1 + (float64(len(question))+.5)/.5))
	for _, x := range grams {
		if id, ok := g.ids[x]; ok {
			mass += g.idf[id]
		} else {
			mass += unknown
		}
	}
	if mass == 0 {
		return
	}
	for _, x := range grams {
		id, ok := g.ids[x]
		if !ok {
			continue
		}
		for _, p := range g.postings[id] {
			question[p.doc] += p.question / mass
			answer[p.doc] += p.answer / mass
		}
	}
}

// SpellingGrams are the pairs of characters and the single kanji of a text, without fillers.
func SpellingGrams(r *lexicon.Reading) []uint64 {
	out := make([]uint64, 0, 2*len(r.Runes))
	before := rune(0)
	for i, x := range r.Runes {
		if !kana.IsWordRune(x) || r.Skipped[i] {
			before = 0
			continue
		}
		x = kana.Hiragana(x)
		if kana.IsHan(x) {
			out = append(out, uint64(x))
		}
		if before != 0 {
			out = append(out, uint64(before)<<21|uint64(x))
		}
		before = x
	}
	return out
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
