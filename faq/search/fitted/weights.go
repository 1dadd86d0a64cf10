// Package fitted carries what was learnt from the labelled messages: the weights of the ranking and
// the thresholds of the decisions (weights.json), the trees of the confidence and of ambiguity
// (confidence.json) and the signs of the intents (intents.tsv). "madoguchi fit" writes the three,
// fitted on the labelled queries over the sample programmes, alone and among foreign entries.
package fitted

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"madoguchi/faq/search/forest"
	"madoguchi/faq/search/intent"
)

//go:embed weights.json
var weightsFile []byte

//go:embed confidence.json
var confidenceFile []byte

//go:embed intents.tsv
var intentsFile string

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

// Thresholds are the weights in service.
var Thresholds = mustReadWeights(weightsFile)

// mustReadWeights reads the embedded table; that it can be read is a matter of the build.
func mustReadWeights(b []byte) (w Weights) {
	if err := json.Unmarshal(b, &w); err != nil {
		panic(fmt.Sprintf("fitted: weights.json: %v", err))
	}
	return w
}

// Trees are the trees of the confidence and of ambiguity.
type Trees struct {
	Sure      forest.Forest `json:"sure"`
	Ambiguous forest.Forest `json:"ambiguous"`
}

// Forests are the trees in service.
var Forests = sync.OnceValue(func() *Trees { return mustReadForests(confidenceFile) })

func mustReadForests(b []byte) *Trees {
	var f Trees
	if err := json.Unmarshal(b, &f); err != nil {
		panic(fmt.Sprintf("fitted: confidence.json: %v", err))
	}
	return &f
}

// Intents is the intent model in service.
var Intents = sync.OnceValue(func() *intent.Model {
	m, err := intent.Parse(intentsFile)
	if err != nil {
		panic(fmt.Sprintf("fitted: intents.tsv: %v", err)) // a matter of the build
	}
	return m
})
