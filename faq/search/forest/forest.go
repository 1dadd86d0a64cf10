// Package forest gives probabilities by boosted decision trees: [Forest.P] of a row of features. Package rank
// asks one how surely an entry answers, and another whether a message is ambiguous.
//
// A forest is only read here, from JSON or from flat arrays. It is grown by package fit; what its features
// mean, package rank knows.
package forest

import (
	"encoding/json"
	"fmt"
	"math"

	"madoguchi/faq/search/flat"
)

// A Forest is gradient-boosted decision trees (Friedman 2001) with logistic loss: each tree adds a
// little to a sum whose sigmoid is a probability. Evidence for an answer does not add up linearly,
// so that trees beat a logistic regression on the same features: a missing noun means much in a short
// question and little in a story. On messages of authors whom no weight was fitted on, AUROC for the
// first entry being right was .89 beside .86.
type Forest struct {
	Bias  float64 `json:"bias"`
	Trees []Tree  `json:"trees"`
}

// A Tree is complete: its inner nodes lie in rows from the root, the children of node i are 2i+1 and
// 2i+2, and the leaves follow.
type Tree struct {
	Over    [Inner]float64     // the right child of an inner node is next when its feature is over this
	Add     [Inner + 1]float64 // what each leaf adds
	Feature [Inner + 1]uint8   // of each inner node; the last is not used
}

const (
	TreeDepth = 3
	Inner     = 1<<TreeDepth - 1
)

// P is the probability for one row of features.
func (f *Forest) P(x []float64) float64 {
	sum := f.Bias
	for i := range f.Trees {
		sum += f.Trees[i].Leaf(x)
	}
	return Sigmoid(sum)
}

// Leaf is what the leaf adds that a row of features leads to. The way down has no branches: which child is next is
// a coin's toss to a processor.
func (t *Tree) Leaf(x []float64) float64 {
	at := 0
	for range TreeDepth {
		at = 2*at + 1 + one(x[t.Feature[at&Inner]] > t.Over[at])
	}
	return t.Add[at-Inner]
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// treeText is a tree as JSON has it.
type treeText struct {
	Feature []int     `json:"if"`
	Over    []float64 `json:"over"`
	Add     []float64 `json:"add"`
}

// MarshalJSON implements [json.Marshaler].
func (t Tree) MarshalJSON() ([]byte, error) {
	j := treeText{Over: t.Over[:], Add: t.Add[:]}
	for _, f := range t.Feature[:Inner] {
		j.Feature = append(j.Feature, int(f))
	}
	return json.Marshal(j)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *Tree) UnmarshalJSON(b []byte) error {
	var j treeText
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	if len(j.Feature) != Inner || len(j.Over) != Inner || len(j.Add) != Inner+1 {
		return fmt.Errorf("a tree has %d, %d and %d values, want %d, %d and %d", len(j.Feature), len(j.Over), len(j.Add), Inner, Inner, Inner+1)
	}
	for i, f := range j.Feature {
		if f < 0 || f > math.MaxUint8 {
			return fmt.Errorf("a tree asks for feature %d", f)
		}
		t.Feature[i] = uint8(f)
	}
	copy(t.Over[:], j.Over)
	copy(t.Add[:], j.Add)
	return nil
}

// Check says whether a forest can be used with rows of n features.
func (f *Forest) Check(n int) error {
	for i := range f.Trees {
		for _, x := range f.Trees[i].Feature {
			if int(x) >= n {
				return fmt.Errorf("tree %d asks for feature %d of %d", i, x, n)
			}
		}
	}
	return nil
}

// Sigmoid is the probability whose log odds are x.
func Sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// Put writes the forest.
func (f *Forest) Put(w *flat.Writer) {
	flat.Put(w, []float64{f.Bias})
	flat.Put(w, f.Trees)
}

// Read reads a forest, which points into what it was read from.
func Read(r *flat.Reader) Forest {
	var f Forest
	for _, x := range flat.Get[float64](r) {
		f.Bias = x
	}
	f.Trees = flat.Get[Tree](r)
	return f
}
