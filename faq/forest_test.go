package faq

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
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
		if (f.p(e.x) > .5) != (e.y == 1) {
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

func TestForestCheck(t *testing.T) {
	whole := tree{Feature: make([]int, 7), Over: make([]float64, 7), Add: make([]float64, 8)}
	short, foreign := whole, whole
	short.Add = short.Add[:7]
	foreign.Feature = []int{0, 0, 0, 0, 0, 0, 2}
	for name, c := range map[string]struct {
		tree tree
		ok   bool
	}{"whole": {whole, true}, "a leaf is missing": {short, false}, "a feature that there is not": {foreign, false}} {
		f := forest{Trees: []tree{c.tree}}
		if err := f.check(2); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseIntentsNamesTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"bias\t0\t0\t0\t0\t0\nwか\t0\t0\t0\t0\n":      "line 2",
		"bias\t0\t0\tx\t0\t0\n":                      "line 1",
		"bias\t0\t0\t0\t0\t0\nw\t1\t2\t3\t4\t5\t6\n": "line 2",
	} {
		if _, err := parseIntents(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error that names %s", text, err, want)
		}
	}
}

func TestSignsOfAMessage(t *testing.T) {
	lex, err := builtinLexicon()
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	eachSign(lex.read("住所を直して。お願いします!"), func(key string) { have[key] = true })
	for _, key := range []string{"w住所", "w直して", "l願いしま", "eします", "sじゅしょ", "n0"} {
		if !have[key] {
			t.Errorf("%q is no sign", key)
		}
	}
	if have["w住 所"] || have["l直して"] {
		t.Error("a sign reaches over a blank or another sentence")
	}
}

func TestLoanword(t *testing.T) {
	for in, want := range map[string]string{"selas": "せらす", "jetro": "じぇとろ", "alibaba": "ありばば", "tsunagu": "つなぐ"} {
		if got, ok := loanword(in); !ok || got != want {
			t.Errorf("loanword(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
	if got, ok := loanword("a1"); ok {
		t.Errorf("a1 is said %q", got)
	}
}
