package faq

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
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

// thresholds are the weights in service.
var thresholds = mustReadWeights(weightsFile)

// mustReadWeights reads the embedded table; that it can be read is a matter of the build.
func mustReadWeights(b []byte) (w Weights) {
	if err := json.Unmarshal(b, &w); err != nil {
		panic(fmt.Sprintf("fitted: weights.json: %v", err))
	}
	return w
}

// forests are the trees of the confidence and of ambiguity.
type forests struct {
	Sure      forest `json:"sure"`
	Ambiguous forest `json:"ambiguous"`
}

// sharedForests are the trees in service.
var sharedForests = sync.OnceValue(func() *forests { return mustReadForests(confidenceFile) })

func mustReadForests(b []byte) *forests {
	var f forests
	if err := json.Unmarshal(b, &f); err != nil {
		panic(fmt.Sprintf("fitted: confidence.json: %v", err))
	}
	return &f
}

// sharedIntents is the intent model in service.
var sharedIntents = sync.OnceValue(func() *intentModel {
	m, err := parseIntents(intentsFile)
	if err != nil {
		panic(fmt.Sprintf("fitted: intents.tsv: %v", err)) // a matter of the build
	}
	return m
})
