package faq_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"madoguchi/faq"
)

// TestWeightsAreFitted fits anew on the files of the tree and holds weights.json to the result, so
// that the numbers in service are always those that "madoguchi fit" gives.
func TestWeightsAreFitted(t *testing.T) {
	if testing.Short() {
		t.Skip("fitting takes seconds")
	}
	var samples []faq.Sample
	for _, grown := range []bool{false, true} {
		cs := sampleCollections(t)
		if grown {
			cs = append(cs, foreignCollection(t))
		}
		s, err := faq.Samples(t.Context(), newIndex(t, cs, faq.Options{}), sampleQueries(t))
		if err != nil {
			t.Fatal(err)
		}
		samples = append(samples, s...)
	}
	b, err := os.ReadFile("weights.json")
	if err != nil {
		t.Fatal(err)
	}
	var kept faq.Weights
	if err := json.Unmarshal(b, &kept); err != nil {
		t.Fatal(err)
	}
	const drift = .05 // a new sample query moves a weight by less; a forgotten fit by more
	fitted := faq.Fit(samples)
	for _, part := range []struct {
		name      string
		got, want map[string]float64
	}{{"rank", kept.Rank, fitted.Rank}, {"sure", kept.Sure, fitted.Sure}} {
		for name, want := range part.want {
			if got := part.got[name]; math.Abs(got-want) > drift {
				t.Errorf("%s weight %s is %.3f, the fit gives %.3f", part.name, name, got, want)
			}
		}
	}
}
