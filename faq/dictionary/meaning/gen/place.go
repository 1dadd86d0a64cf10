package main

import (
	"maps"
	"math"
	"slices"

	"madoguchi/faq/dictionary/meaning"
)

// A spot is where a word lies.
type spot struct {
	meaning.Vector
	common bool
}

// What a word of a spelling counts beside a common one, and what its reading does as a spelling.
const (
	rareWorth    = .1
	archaicWorth = .2
	readingWorth = .1
	laterSense   = .5 // what a sense counts beside the one before
)

// place gives each spelling the vector of the words that are written so.
func place(entries []entry, english map[string]known) map[string]*spot {
	out := map[string]*spot{}
	add := func(spelling string, v *meaning.Vector, weight float32, common bool) {
		if spelling == "" {
			return
		}
		s := out[spelling]
		if s == nil {
			s = &spot{}
			out[spelling] = s
		}
		s.Add(v, weight)
		s.common = s.common || common
	}
	for i := range entries {
		e := &entries[i]
		v := explained(e, english)
		if !v.Unit() {
			continue
		}
		weight := float32(1)
		if !e.common {
			weight = rareWorth
		}
		if e.archaic {
			weight *= archaicWorth
		}
		add(e.word, &v, weight, e.common)
		if !e.kana {
			weight *= readingWorth
		}
		add(e.reading, &v, weight, false)
	}
	for _, s := range out {
		s.Unit()
	}
	part(out)
	return out
}

// explained is the mean of a word's explanations, sense by sense.
func explained(e *entry, english map[string]known) (v meaning.Vector) {
	worth := float32(1)
	for _, sense := range e.senses {
		if len(sense) == 0 {
			continue
		}
		for _, x := range sense {
			addExplanation(&v, x, worth/float32(len(sense)), english)
		}
		worth *= laterSense
	}
	return v
}

// addExplanation adds the mean of an explanation's words.
func addExplanation(v *meaning.Vector, x string, worth float32, english map[string]known) {
	words := content(x, func(w string) bool { _, ok := english[w]; return ok })
	sum := float32(0)
	for _, w := range words {
		sum += inverse(english[w].rank)
	}
	for _, w := range words {
		k := english[w]
		v.Add(&k.Vector, inverse(k.rank)/max(sum, leastSaid)*worth)
	}
}

// leastSaid keeps an explanation of common words alone (to do, to be) from counting as much as one that says something.
const leastSaid = .3

// inverse is the weight of the n-th commonest word, by smooth inverse frequency: words are as frequent as Zipf's law
// has them.
func inverse(n int) float32 {
	const most, offset, smooth = .08, 3, 1e-3
	return float32(smooth / (smooth + most/(float64(n)+offset)))
}

// shared is how many directions are common to all words: what a word is beside them tells it from others.
const shared = 2

// part takes off what all words have in common, by the common ones: their mean, and the directions in which they
// differ most.
func part(words map[string]*spot) {
	var common []*meaning.Vector
	for _, w := range slices.Sorted(maps.Keys(words)) {
		if words[w].common {
			common = append(common, &words[w].Vector)
		}
	}
	var mean meaning.Vector
	for _, v := range common {
		mean.Add(v, 1/float32(len(common)))
	}
	for _, s := range words {
		s.Add(&mean, -1)
	}
	for range shared {
		u := direction(common)
		for _, s := range words {
			s.Add(&u, -dot(&u, &s.Vector))
		}
	}
	for _, s := range words {
		s.Unit()
	}
}

// direction is the one in which vectors differ most, by power iteration.
func direction(vs []*meaning.Vector) (u meaning.Vector) {
	const rounds = 30
	for k := range u {
		u[k] = float32(math.Sin(float64(7 * k)))
	}
	u.Unit()
	for range rounds {
		var next meaning.Vector
		for _, v := range vs {
			next.Add(v, dot(&u, v))
		}
		next.Unit()
		u = next
	}
	return u
}

func dot(a, b *meaning.Vector) float32 {
	sum := float32(0)
	for k := range a {
		sum += a[k] * b[k]
	}
	return sum
}
