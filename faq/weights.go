package faq

// rankWeights are what each feature counts in the order of entries.
var rankWeights = [featureCount]float64{
	featExplained: 2, featAnswered: 1, featCovered: 1, featSpelling: 1, featSpellingA: .3, featSound: .6, featSoundA: .2,
	featAsks: .25, featNamed: .4, featMisnamed: -.5, featTwin: -.5, featScope: .4, featLast: .2, featBoth: 1, featVector: 1,
}

func rankScore(f *features) float64 {
	sum := 0.0
	for i, x := range f {
		sum += rankWeights[i] * float64(x)
	}
	return sum
}

// Features of the confidence that a hit answers.
const (
	sureBias = iota
	sureScore
	sureMargin
	sureExplained
	sureAnswered
	sureCovered
	sureSpelling
	sureUnknown // share of what is asked that no entry knows
	sureMissing // weight of the heaviest thing asked that the entry does not explain
	sureAtoms
	sureCount
)

var sureWeights = [sureCount]float64{sureBias: -5, sureScore: .9, sureMargin: 1.5, sureExplained: 1, sureAnswered: 1, sureCovered: 1, sureSpelling: 1, sureUnknown: -1, sureMissing: -2}

// A hit answers when its probability is at least this.
const answerThreshold = .6

// A hit is suggested when its probability is at least this.
const suggestThreshold = .12

// Two entries are rivals when both would answer alone with this probability and their scores are this near.
const (
	rivalAlone = .7
	rivalGap   = .35
)
