//go:build slow

package fit_test

import (
	"encoding"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"madoguchi/faq/faqtest"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
	"madoguchi/faq/search/fitted"
)

// TestWeightsAreFitted fits anew on the files of the tree and holds the files that the program carries
// to the result, so that the numbers in service are always those that "madoguchi fit" gives.
func TestWeightsAreFitted(t *testing.T) {
	var samples []fit.Sample
	for _, grown := range []bool{false, true} {
		cs := faqtest.Samples(t)
		if grown {
			cs = append(cs, faqtest.Foreign(t))
		}
		s, err := fit.Samples(t.Context(), newIndex(t, cs), faqtest.Queries(t))
		if err != nil {
			t.Fatal(err)
		}
		samples = append(samples, s...)
	}
	for _, subject := range faqtest.Subjects(t) {
		s, err := subject.Samples(t.Context(), search.Options{Limit: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		samples = append(samples, s...)
	}
	weights, confidence := fit.Fit(samples)
	b, err := os.ReadFile("../search/fitted/weights.json")
	if err != nil {
		t.Fatal(err)
	}
	var kept fitted.Weights
	if err := json.Unmarshal(b, &kept); err != nil {
		t.Fatal(err)
	}
	const drift = .01 // rounding; a forgotten fit moves a weight by more
	for name, want := range weights.Rank {
		if got := kept.Rank[name]; math.Abs(got-want) > drift {
			t.Errorf("rank weight %s is %.3f, the fit gives %.3f", name, got, want)
		}
	}
	intents, err := fit.Intents(faqtest.Queries(t))
	if err != nil {
		t.Fatal(err)
	}
	for file, fitted := range map[string]string{"confidence.json": string(marshal(t, confidence)), "intents.tsv": intents} {
		b, err := os.ReadFile("../search/fitted/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if same := sameLines(string(b), fitted); same < .9 { // another processor rounds some sums otherwise
			t.Errorf("%s shares %.2f of its lines with what the fit gives", file, same)
		}
	}
}

func marshal(t *testing.T, m encoding.TextMarshaler) []byte {
	t.Helper()
	b, err := m.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sameLines is the share of b's lines that a has too.
func sameLines(a, b string) float64 {
	have := map[string]bool{}
	for line := range strings.Lines(a) {
		have[line] = true
	}
	n, same := 0.0, 0.0
	for line := range strings.Lines(b) {
		n++
		if have[line] {
			same++
		}
	}
	return same / n
}

func TestFitLearns(t *testing.T) {
	samples, err := fit.Samples(t.Context(), newIndex(t, faqtest.Samples(t)), faqtest.Queries(t)[len(faqtest.Queries(t))-300:])
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fit.CrossValidate(samples, 2) {
		if f.R1 < .75 || f.LogLoss > .8 {
			t.Errorf("on queries not fitted on: right first %.3f, log loss %.3f", f.R1, f.LogLoss)
		}
	}
}
