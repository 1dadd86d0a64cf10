package faq

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// Features of the confidence that an entry answers.
const (
	sureBias      = iota
	sureScore     // the ranking's score
	sureMargin    // over the strongest rival
	sureExplained // the ranking's features, see featExplained and so on
	sureAnswered
	sureCovered
	sureSpelling
	sureAsks
	sureTwin
	sureFacet
	sureMass    // how much is explained at all: one common word is little to go by
	sureNouns   // share of the things asked about, verbs aside, that the entry explains
	sureUnknown // share of what is asked that no entry knows
	sureMissing // weight of the heaviest thing asked that the entry does not explain
	sureLack    // … as a share of all that is asked
	sureAtoms   // how many things are asked, by logarithm
	sureGap     // share of what the asking sentences say that neither question nor answer speaks of
	sureGaps    // how many such things, by logarithm
	sureHead    // share of the last things asked about that neither speaks of
	sureStory   // how many things are told beside the asking, by logarithm
	sureCount
)

var sureNames = [sureCount]string{
	"bias", "score", "margin", "explained", "answered", "covered", "spelling", "asks", "twin", "facet", "mass", "nouns", "unknown", "missing", "lack", "atoms", "gap", "gaps", "head", "story",
}

// weightsFile holds what the ranking and the confidence count, fitted by "madoguchi fit", which
// writes it, on the labelled queries over the sample programmes, alone and among foreign entries.
//
//go:embed weights.json
var weightsFile []byte

// Weights are all that is fitted.
type Weights struct {
	Fitted    string             `json:"fitted"` // the day
	Data      string             `json:"data"`   // on what
	Rank      map[string]float64 `json:"rank"`
	Sure      map[string]float64 `json:"sure"`
	Answer    float64            `json:"answer"`     // a hit answers when its probability is at least this
	Suggest   float64            `json:"suggest"`    // and is suggested when it is at least this
	RivalP    float64            `json:"rival_p"`    // two entries are rivals when both alone have this probability …
	RivalNear float64            `json:"rival_near"` // … and their scores are this near
}

var (
	rankWeights, sureWeights, thresholds = mustReadTable(weightsFile)
)

// mustReadTable reads the embedded table; that it can be read is a matter of the build.
func mustReadTable(b []byte) ([featureCount]float64, [sureCount]float64, Weights) {
	var t Weights
	var rank [featureCount]float64
	var sure [sureCount]float64
	if err := json.Unmarshal(b, &t); err != nil {
		panic(fmt.Sprintf("faq: weights.json: %v", err))
	}
	for i, name := range featureNames {
		rank[i] = t.Rank[name]
	}
	for i, name := range sureNames {
		sure[i] = t.Sure[name]
	}
	return rank, sure, t
}

func rankScore(f *features) float64 {
	sum := 0.0
	for i, x := range f {
		sum += rankWeights[i] * float64(x)
	}
	return sum
}
