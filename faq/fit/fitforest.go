package fit

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"madoguchi/faq/search/forest"
	"madoguchi/faq/search/rank"
)

// Confidence are the fitted forests, as the program carries them.
type Confidence struct{ sure, ambiguous forest.Forest }

// MarshalText is the file of the forests: JSON, one tree a line.
func (c Confidence) MarshalText() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{\"sure\": ")
	if err := writeForest(&b, &c.sure); err != nil {
		return nil, err
	}
	b.WriteString(",\n\"ambiguous\": ")
	if err := writeForest(&b, &c.ambiguous); err != nil {
		return nil, err
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

func writeForest(b *bytes.Buffer, f *forest.Forest) error {
	fmt.Fprintf(b, "{\"bias\": %g, \"trees\": [", f.Bias)
	for i := range f.Trees {
		t, err := json.Marshal(f.Trees[i])
		if err != nil {
			return fmt.Errorf("write tree %d: %w", i, err)
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(t)
	}
	b.WriteString("]}")
	return nil
}

func growSure(samples []Sample, weights rank.Weights) forest.Forest {
	return growForest(examplesOf(samples, weights), sureTrees, sureRate)
}

// The forest of the confidence.
const (
	sureTrees = 500
	sureRate  = .025
)

// rankedBelow is what an example counts whose entry does not rank first: it teaches what a rival is.
const rankedBelow = .5

// examplesOf are the first entries of each query, in the order of a fitted ranking, to grow the
// confidence on. All that an ambiguous query may mean are right.
func examplesOf(samples []Sample, weights rank.Weights) []example {
	var out []example
	for i := range samples {
		s := &samples[i]
		found := s.ordered(weights)
		for j := range found[:min(len(found), rank.Believed)] {
			x := s.index.Evidence(s.question, found, j)
			e := example{x: x[:], y: one(s.targets(found[j].Doc)), weight: 1}
			if j > 0 {
				e.weight = rankedBelow
			}
			out = append(out, e)
		}
	}
	return out
}

// ordered are a sample's candidates by the scores of some weights.
func (s *Sample) ordered(weights rank.Weights) []rank.Candidate {
	out := slices.Clone(s.candidates)
	for i := range out {
		out[i].Score = dot(weights[:], out[i].Features[:])
	}
	slices.SortFunc(out, func(a, b rank.Candidate) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Doc, b.Doc)) })
	return out
}

// targets says whether an entry is one that the query is about.
func (s *Sample) targets(doc int32) bool {
	return slices.Contains(s.Query.Targets, s.index.Entries[doc].Ref())
}

// The forest of ambiguity: fewer queries teach it.
const (
	ambiguousTrees = 200
	ambiguousRate  = .05
	ambiguousParts = 3
)

// growAmbiguous learns, from the queries that want an answer and those that want choices, which need
// asking back. The probabilities that it is given are those of a confidence that has not seen the
// query: over its own queries a confidence is too sure.
func growAmbiguous(samples []Sample, weights rank.Weights) forest.Forest {
	var examples []example
	for part := range ambiguousParts {
		fit, held := partOf(samples, part, ambiguousParts)
		sure := growSure(fit, weights)
		for i := range held {
			s := &held[i]
			if s.Query.Want == WantAbstain {
				continue
			}
			found := s.ordered(weights)
			for j := range found[:min(len(found), rank.Believed)] {
				x := s.index.Evidence(s.question, found, j)
				found[j].P = sure.P(x[:])
			}
			if other := rank.LikeliestOther(found); other > 0 {
				x := s.index.Ambiguity(s.question, found, other)
				examples = append(examples, example{x: x[:], y: one(s.Query.Want == WantChoices), weight: 1})
			}
		}
	}
	return growForest(examples, ambiguousTrees, ambiguousRate)
}

// partOf parts samples into those of one of k parts and the others. A query's samples over several
// indexes stay in one part.
func partOf(samples []Sample, part, k int) (others, held []Sample) {
	number := map[string]int{}
	for i := range samples {
		q := samples[i].Query.Query
		if _, ok := number[q]; !ok {
			number[q] = len(number)
		}
		if number[q]%k == part {
			held = append(held, samples[i])
		} else {
			others = append(others, samples[i])
		}
	}
	return others, held
}
