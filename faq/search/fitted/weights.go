// Package fitted carries what was learnt from the labelled messages: the weights of the ranking and
// the thresholds of the decisions (weights.json), the trees of the confidence and of ambiguity
// (confidence.json) and the signs of the intents (intents.tsv). "madoguchi fit" writes the three,
// fitted on the labelled queries over the sample programmes, alone and among foreign entries; the
// thresholds alone are set by hand.
//
// [Shared] is the trees and signs, read once a process, and [Thresholds] the numbers. Nothing is learnt
// here, and nothing in it depends on the entries that are searched.
package fitted

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"madoguchi/faq/search/compiled"
	"madoguchi/faq/search/flat"
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
	// An answer is held back for another entry of the same programme only from this probability of
	// being ambiguous on: at .18 as between programmes, .13 of the answerable samples were asked back
	// about and .26 of the development messages; at .5 it is .08 and .12, and .81 of the ambiguous
	// samples are still asked about (go test ./faq/fit -run TestQuality).
	Several float64 `json:"several"`
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

// A Model is all that was fitted beside the weights.
type Model struct {
	Sure      forest.Forest // how surely an entry answers
	Ambiguous forest.Forest // how surely a message means several
	Intents   *intent.Model
}

// Shared is the model in service: read from what the build has compiled, where it has, and from the
// files of this package where it has not.
var Shared = sync.OnceValues(func() (*Model, error) {
	if compiled.On {
		return read(compiled.Fitted())
	}
	return Parse()
})

// Parse reads the model from the files of this package.
func Parse() (*Model, error) {
	var trees struct{ Sure, Ambiguous forest.Forest }
	if err := json.Unmarshal(confidenceFile, &trees); err != nil {
		return nil, fmt.Errorf("read confidence.json: %w", err)
	}
	intents, err := intent.Parse(intentsFile)
	if err != nil {
		return nil, fmt.Errorf("read intents.tsv: %w", err)
	}
	return &Model{Sure: trees.Sure, Ambiguous: trees.Ambiguous, Intents: intents}, nil
}

// Flat is the model as [compiled] carries it.
func (m *Model) Flat() []byte {
	var w flat.Writer
	m.Sure.Put(&w)
	m.Ambiguous.Put(&w)
	m.Intents.Put(&w)
	return w.Bytes()
}

// read reads what Flat wrote. The model points into data.
func read(data string) (*Model, error) {
	r := flat.NewReader(data)
	m := &Model{Sure: forest.Read(r), Ambiguous: forest.Read(r), Intents: intent.Read(r)}
	if err := r.Err(); err != nil {
		return nil, fmt.Errorf("read what was fitted: %w", err)
	}
	return m, nil
}
