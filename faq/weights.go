package faq

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
)

// weightsFile holds what the ranking counts and where the decisions lie, confidenceFile the trees of
// the confidence and of ambiguity. "madoguchi fit" writes both, fitted on the labelled queries over the sample
// programmes, alone and among foreign entries.
//
//go:embed weights.json
var weightsFile []byte

//go:embed confidence.json
var confidenceFile []byte

// Weights are what the ranking counts and the thresholds of the decisions.
type Weights struct {
	Fitted  string             `json:"fitted"` // the day
	Data    string             `json:"data"`   // on what
	Rank    map[string]float64 `json:"rank"`
	Answer  float64            `json:"answer"`  // a hit answers when its probability is at least this
	Suggest float64            `json:"suggest"` // and is suggested when it is at least this
	Act     float64            `json:"act"`     // something is to be done when the intent's probability is at least this
	// Another entry may be meant as well when its own probability is at least Rival, or that of the
	// message being ambiguous at least Ambiguous.
	Rival     float64 `json:"rival"`
	Ambiguous float64 `json:"ambiguous"`
}

var (
	rankWeights, thresholds           = mustReadWeights(weightsFile)
	confidenceForest, ambiguityForest = mustReadForests(confidenceFile)
)

// mustReadWeights reads the embedded table; that it can be read is a matter of the build.
func mustReadWeights(b []byte) ([featureCount]float64, Weights) {
	var t Weights
	var rank [featureCount]float64
	if err := json.Unmarshal(b, &t); err != nil {
		panic(fmt.Sprintf("faq: weights.json: %v", err))
	}
	for i, name := range featureNames {
		rank[i] = t.Rank[name]
	}
	return rank, t
}

// forests are the file of both.
type forests struct {
	Sure      forest `json:"sure"`
	Ambiguous forest `json:"ambiguous"`
}

func mustReadForests(b []byte) (sure, ambiguous forest) {
	var f forests
	err := json.Unmarshal(b, &f)
	if err == nil {
		err = cmp.Or(f.Sure.check(evidenceCount), f.Ambiguous.check(ambiguityCount))
	}
	if err != nil {
		panic(fmt.Sprintf("faq: confidence.json: %v", err))
	}
	return f.Sure, f.Ambiguous
}

func rankScore(f *features) float64 {
	sum := 0.0
	for i, x := range f {
		sum += rankWeights[i] * float64(x)
	}
	return sum
}
