package fit

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
)

// crossed are examples that are right when exactly one of two features is high: no sum of the two tells.
func crossed(n int) []example {
	rng := rand.New(rand.NewPCG(1, 1))
	out := make([]example, n)
	for i := range out {
		a, b := rng.Float64(), rng.Float64()
		out[i] = example{x: []float64{a, b, rng.Float64()}, y: one((a > .5) != (b > .5)), weight: 1}
	}
	return out
}

func TestForestLearnsWhatNoSumTells(t *testing.T) {
	examples := crossed(2000)
	f := growForest(examples[:1500], 300, .1)
	wrong := 0
	for _, e := range examples[1500:] {
		if (f.P(e.x) > .5) != (e.y == 1) {
			wrong++
		}
	}
	if wrong > 25 {
		t.Errorf("%d of 500 are wrong", wrong)
	}
}

func TestForestIsGrownAlike(t *testing.T) {
	examples := crossed(300)
	a, errA := json.Marshal(growForest(examples, 20, .1))
	b, errB := json.Marshal(growForest(examples, 20, .1))
	if errA != nil || errB != nil || string(a) != string(b) {
		t.Errorf("the same examples gave two forests: %v %v", errA, errB)
	}
}

func TestForestOfNothing(t *testing.T) {
	for name, examples := range map[string][]example{
		"no examples": nil, "one kind": {{x: []float64{1}, y: 1, weight: 1}, {x: []float64{1}, y: 1, weight: 1}},
	} {
		if p := growForest(examples, 5, .1); len(p.Trees) != 5 {
			t.Errorf("%s: %d trees", name, len(p.Trees))
		}
	}
}
