package fit

import (
	"math"
	"math/rand/v2"
	"slices"

	"madoguchi/faq/search/forest"
)

// An example is one row to learn from.
type example struct {
	x      []float64
	y      float64 // 1 or 0
	weight float64
}

// How a forest is grown. Found by trying on the sample queries with parts held out; around these
// values little changes.
const (
	forestRows    = .6 // share of the examples that a tree sees
	forestColumns = .3 // share of the features that one level of a tree may ask for
	leafExamples  = 15 // the fewest examples of a leaf
	leafPull      = 1  // pulls leaves of few examples towards 0
)

// growForest fits a forest of n trees to examples, each of which takes rate of its step. The same
// examples give the same forest.
func growForest(examples []example, n int, rate float64) forest.Forest {
	g := newGrower(examples)
	total, positive := 0.0, 0.0
	for i := range examples {
		total += examples[i].weight
		positive += examples[i].weight * examples[i].y
	}
	f := forest.Forest{Bias: round(math.Log(max(positive, 1e-9) / max(total-positive, 1e-9)))}
	for i := range g.sums {
		g.sums[i] = f.Bias
	}
	for range n {
		t := g.grow(rate)
		for i := range examples {
			g.sums[i] += t.Leaf(examples[i].x)
		}
		f.Trees = append(f.Trees, t)
	}
	return f
}

// A grower holds what is needed again for each tree.
type grower struct {
	examples []example
	edges    [][]float64 // of each feature, the thresholds that are tried
	bins     [][]uint8   // of each feature, between which of them each example lies
	sums     []float64
	slopes   []float64 // first and second derivative of the loss, at the sums
	bends    []float64
	node     []int32 // where each example stands in the tree being grown; -1: not in its sample
	rng      *rand.Rand
}

// maxBins is how many ranges a feature's values are parted into, each of about as many examples.
const maxBins = 128

func newGrower(examples []example) *grower {
	n := len(examples)
	g := &grower{examples: examples, sums: make([]float64, n), slopes: make([]float64, n), bends: make([]float64, n),
		node: make([]int32, n), rng: rand.New(rand.NewPCG(3, 14))}
	if n == 0 {
		return g
	}
	values := make([]float64, n)
	for f := range examples[0].x {
		for i := range examples {
			values[i] = examples[i].x[f]
		}
		edges := edgesOf(values)
		bins := make([]uint8, n)
		for i := range examples {
			at, _ := slices.BinarySearch(edges, examples[i].x[f]) // a value on an edge is not over it
			bins[i] = uint8(at)
		}
		g.edges, g.bins = append(g.edges, edges), append(g.bins, bins)
	}
	return g
}

// edgesOf are thresholds between values that part them evenly.
func edgesOf(values []float64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	var edges []float64
	for b := 1; b < maxBins; b++ {
		at := b * len(sorted) / maxBins
		if e := round(sorted[at]); len(edges) == 0 || e > edges[len(edges)-1] {
			edges = append(edges, e)
		}
	}
	return edges
}

// grow makes one more tree for what the sums still get wrong.
func (g *grower) grow(rate float64) forest.Tree {
	var t forest.Tree
	for i := range g.examples {
		e := &g.examples[i]
		p := forest.Sigmoid(g.sums[i])
		g.slopes[i], g.bends[i] = e.weight*(e.y-p), e.weight*p*(1-p)
		g.node[i] = 0
		if g.rng.Float64() >= forestRows {
			g.node[i] = -1
		}
	}
	for depth := range forest.TreeDepth {
		first := 1<<depth - 1
		for at, s := range g.splits(first, 1<<depth) {
			t.Feature[first+at], t.Over[first+at] = uint8(s.feature), s.over
		}
		g.move(&t, first)
	}
	var leaves [forest.Inner + 1]tally
	for i, at := range g.node {
		if at >= 0 {
			leaves[at-forest.Inner].add(g, i)
		}
	}
	for leaf, l := range leaves {
		t.Add[leaf] = round(rate * l.slope / (l.bend + leafPull))
	}
	return t
}

// move sends the examples of the level that begins with node first on to the next level.
func (g *grower) move(t *forest.Tree, first int) {
	for i, at := range g.node {
		if int(at) < first {
			continue
		}
		g.node[i] = 2*at + 1
		if g.examples[i].x[t.Feature[at]] > t.Over[at] {
			g.node[i]++
		}
	}
}

// A split parts the examples of a node by one feature.
type split struct {
	feature int
	over    float64
	gain    float64
}

// never is a threshold that no feature is over: the node stays whole.
const never = 1e6

// splits finds the best split of each of n nodes beginning with first.
func (g *grower) splits(first, n int) []split {
	best := make([]split, n)
	for i := range best {
		best[i].over = never
	}
	whole := make([]tally, n)
	for i, at := range g.node {
		if k := int(at) - first; k >= 0 {
			whole[k].add(g, i)
		}
	}
	parts := make([][maxBins]tally, n)
	for f := range g.bins {
		if g.rng.Float64() >= forestColumns || len(g.edges[f]) == 0 {
			continue
		}
		clear(parts)
		for i, at := range g.node {
			if k := int(at) - first; k >= 0 {
				parts[k][g.bins[f][i]].add(g, i)
			}
		}
		for k := range parts {
			var left tally
			for b, over := range g.edges[f] {
				left.join(&parts[k][b])
				if gain := left.gain(&whole[k]); gain > best[k].gain {
					best[k] = split{f, over, gain}
				}
			}
		}
	}
	return best
}

// A tally adds up the examples on one side of a split.
type tally struct {
	n           int
	slope, bend float64
}

func (t *tally) add(g *grower, i int) {
	t.n++
	t.slope += g.slopes[i]
	t.bend += g.bends[i]
}

func (t *tally) join(o *tally) {
	t.n += o.n
	t.slope += o.slope
	t.bend += o.bend
}

// gain is how much better the loss becomes when t is parted from the rest of a whole, 0 when either
// side has too few examples.
func (t *tally) gain(whole *tally) float64 {
	if t.n < leafExamples || whole.n-t.n < leafExamples {
		return 0
	}
	worth := func(slope, bend float64) float64 { return slope * slope / (bend + leafPull) }
	return worth(t.slope, t.bend) + worth(whole.slope-t.slope, whole.bend-t.bend) - worth(whole.slope, whole.bend)
}
