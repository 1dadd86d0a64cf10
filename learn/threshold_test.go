package learn

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// some are n judgements of one probability, wrong of them wrong.
func some(p float64, n, wrong int, direct bool) (out []Judged) {
	for i := range n {
		out = append(out, Judged{P: p, Right: i >= wrong, Direct: direct})
	}
	return out
}

func TestThreshold(t *testing.T) {
	for _, c := range []struct {
		name   string
		judged [][]Judged
		want   float64
		n      int // of direct answers at or above it
	}{
		{"nothing is judged", nil, .76, 0},
		{"too few wrong ones", [][]Judged{some(.8, 24, 10, true)}, .76, 24},
		{"wrong ones below the rest", [][]Judged{some(.8, 25, 3, true), some(.9, 40, 1, true)}, .81, 40},
		{"wrong ones everywhere", [][]Judged{some(.8, 30, 10, true), some(.97, 30, 10, true)}, .95, 30},
		{"right, and nothing below", [][]Judged{some(.9, 300, 0, true)}, .76, 300},
		{"right below, too few in all", [][]Judged{some(.9, 60, 0, true), some(.7, 25, 0, false)}, .76, 60},
		{"right below, too few of them", [][]Judged{some(.9, 300, 0, true), some(.7, 24, 0, false)}, .76, 300},
		{"right below", [][]Judged{some(.9, 300, 0, true), some(.7, 25, 0, false)}, .70, 300},
		{"two bands", [][]Judged{some(.9, 300, 0, true), some(.7, 25, 0, false), some(.6, 50, 2, false)}, .60, 300},
		{"a band that is wrong too often", [][]Judged{some(.9, 900, 0, true), some(.7, 100, 0, false), some(.6, 50, 3, false)}, .70, 900},
		{"a few wrong ones at the end hide behind nobody", [][]Judged{some(.9, 900, 0, true), some(.7, 300, 0, false), some(.6, 8, 8, false)}, .70, 900},
		{"never below .5", [][]Judged{some(.9, 900, 0, true), some(.4, 300, 0, false)}, .76, 900},
		{"right, but not for certain", [][]Judged{some(.9, 300, 12, true), some(.7, 100, 0, false)}, .76, 300},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := NewThreshold(.76, slices.Concat(c.judged...))
			if got.Answer != c.want || got.Judged != c.n || got.Fitted != .76 {
				t.Errorf("got %+v, want %.2f with %d", got, c.want, c.n)
			}
		})
	}
}

// TestThresholdKeepsItsWord holds over invented offices that what the threshold is computed from is never right
// less often than promised: it is lowered only for certain, and raised until it holds or there is no further to go.
func TestThresholdKeepsItsWord(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	moved := map[string]int{}
	for i := range 900 {
		judged := invented(r, i%701)
		got := NewThreshold(.76, judged)
		direct := tally(judged, got.Answer, 1, true)
		switch before := tally(judged, .76, 1, true); {
		case got.Answer < .5 || got.Answer > .95:
			t.Fatalf("out of bounds: %+v", got)
		case got.Answer < .76:
			moved["lowered"]++
			low, _ := tally(judged, got.Answer, 1, false).interval()
			if band := tally(judged, got.Answer, .76, false); low < .96 || !band.enough() || band.n < leastJudged || direct.n > 0 && !direct.enough() {
				t.Fatalf("lowered to %.2f where %.3f is certain, the band %+v, the direct ones %+v", got.Answer, low, band, direct)
			}
		case before.n < leastJudged || before.enough():
			moved["kept"]++
			if got.Answer != .76 {
				t.Fatalf("raised without need: %+v", got)
			}
		default:
			moved["raised"]++
			if !direct.enough() && got.Answer < .95 {
				t.Fatalf("raised to %.2f, of which %+v", got.Answer, direct)
			}
		}
	}
	for _, how := range []string{"lowered", "kept", "raised"} {
		if moved[how] < 50 {
			t.Errorf("%s in %d offices only: the test says little", how, moved[how])
		}
	}
}

// invented is an office whose confidence is too low, too high, or about right.
func invented(r *rand.Rand, n int) (out []Judged) {
	bias := math.Exp(r.NormFloat64()*2 - 1)
	for range n {
		p := .4 + .6*math.Sqrt(r.Float64())
		out = append(out, Judged{P: p, Right: r.Float64() < 1-(1-p)*bias*.3, Direct: p >= .76 || r.IntN(8) == 0})
	}
	return out
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		right, n  int
		low, high float64
	}{{0, 0, 0, 1}, {129, 132, .935, .992}, {92, 92, .960, 1}, {0, 10, 0, .278}} {
		low, high := wilson(c.right, c.n)
		if math.Abs(low-c.low) > .0005 || math.Abs(high-c.high) > .0005 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.3f to %.3f", c.right, c.n, low, high, c.low, c.high)
		}
	}
}
