package rank

import "madoguchi/faq/search/fitted"

// Features of an entry for a question, which the ranking adds up. All lie between 0 and about 1.
const (
	FeatExplained = iota // share of what is asked that the entry's question explains
	FeatAnswered         // … that its question or answer explains
	FeatCovered          // share of the entry's question that the message says
	FeatSpelling         // BM25 of character pairs on the question, as a share of the message's own
	FeatSpellingA        // … on the answer
	FeatSound            // BM25 of kana runs on the question
	FeatSoundA           // … on the answer
	FeatAsks             // the question words agree
	FeatNamed            // the message names the entry's programme
	FeatMisnamed         // the message names another programme
	FeatTwin             // the message means the near-twin of what the entry is about
	FeatScope            // the entry is of the conversation's programme
	FeatLast             // the entry was answered last
	FeatBoth             // harmonic mean of explained and covered
	FeatFacet            // the entry holds the kind of fact that is asked for: a sum, a date, a number
	FeatAsked            // share of what asks that its question or answer speaks of
	FeatHead             // … of the last things asked about
	FeatSentence         // share of the message that its question and one sentence of its answer explain together
	FeatDense            // share that its answer explains, less for a long answer, which speaks of much
	FeatShort            // its question says little else
	FeatPassage          // runs of characters that its question or one sentence of its answer shares with the message
	FeatMeaning          // how near the meaning of its question is to the message's
	FeatMeaningA         // … of its answer
	FeatBeyond           // … of its question, to what of the message neither its question nor its answer says
	FeatBeyondA          // … of its answer
	FeatVector           // cosine of an embedder's vectors, when there is one
	FeatureCount
)

// Features are what is measured of an entry for a message.
type Features [FeatureCount]float32

// FeatureNames are the features as an explanation prints them.
var FeatureNames = [FeatureCount]string{
	"explained", "answered", "covered", "spelling", "spelling_answer", "sound", "sound_answer",
	"asks", "named", "misnamed", "twin", "scope", "last", "both", "facet", "asked", "head", "sentence", "dense", "short", "passage",
	"meaning", "meaning_answer", "beyond", "beyond_answer", "vector",
}

// Weights are what each feature counts.
type Weights [FeatureCount]float64

// rankWeights are what each feature counts.
var rankWeights = func() (w Weights) {
	for i, name := range FeatureNames {
		w[i] = fitted.Thresholds.Rank[name]
	}
	return w
}()

func rankScore(f *Features) float64 {
	sum := 0.0
	for i, x := range f {
		sum += rankWeights[i] * float64(x)
	}
	return sum
}
