package faq

// Features of an entry for a question, which the ranking adds up. All lie between 0 and about 1.
const (
	featExplained = iota // share of what is asked that the entry's question explains
	featAnswered         // … that its question or answer explains
	featCovered          // share of the entry's question that the message says
	featSpelling         // BM25 of character pairs on the question, as a share of the message's own
	featSpellingA        // … on the answer
	featSound            // BM25 of kana runs on the question
	featSoundA           // … on the answer
	featAsks             // the question words agree
	featNamed            // the message names the entry's programme
	featMisnamed         // the message names another programme
	featTwin             // the message means the near-twin of what the entry is about
	featScope            // the entry is of the conversation's programme
	featLast             // the entry was answered last
	featBoth             // harmonic mean of explained and covered
	featFacet            // the entry holds the kind of fact that is asked for: a sum, a date, a number
	featAsked            // share of what asks that its question or answer speaks of
	featHead             // … of the last things asked about
	featVector           // cosine of an embedder's vectors, when there is one
	featureCount
)

type features [featureCount]float32

// featureNames are the features as an explanation prints them.
var featureNames = [featureCount]string{
	"explained", "answered", "covered", "spelling", "spelling_answer", "sound", "sound_answer",
	"asks", "named", "misnamed", "twin", "scope", "last", "both", "facet", "asked", "head", "vector",
}

// rankWeights are what each feature counts.
var rankWeights = func() (w [featureCount]float64) {
	for i, name := range featureNames {
		w[i] = thresholds.Rank[name]
	}
	return w
}()

func rankScore(f *features) float64 {
	sum := 0.0
	for i, x := range f {
		sum += rankWeights[i] * float64(x)
	}
	return sum
}
