// Package fit learns from labelled messages what the search counts, and measures how well it finds.
//
// [Samples] gathers the features of labelled queries over an index, [Fit] and [Intents] find the
// weights, trees and signs in them, and [CrossValidate] tells how they do on queries that they have
// not seen. [Run] puts labelled queries to an index, or to an engine beside it, and [Summarise] counts.
//
// It stands outside the way of a message: search and all that serves never import it, only the
// subcommands fit and eval and the tests do. These are part of the one binary.
//
//	queries, err := fit.ReadQueryFiles("samples/queries.jsonl")
//	outcomes, err := fit.Run(ctx, ix, queries, nil)
//	report := fit.Summarise(outcomes) // report.R1: how often the right entry is first
package fit

import (
	"context"
	"fmt"
	"math"
	"slices"

	"madoguchi/faq"
	"madoguchi/faq/search"
	"madoguchi/faq/search/fitted"
	"madoguchi/faq/search/forest"
	"madoguchi/faq/search/rank"
)

// A Sample is one labelled query with the features of the entries found for it, to fit weights on.
type Sample struct {
	Query      LabelledQuery
	candidates []rank.Candidate
	good       []bool
	question   *rank.Question
	index      *rank.Ranker
	own        bool // the query is an entry's own question
}

type candidate = rank.Candidate

// fitCandidates is how many entries of each query are learnt from: those further down teach nothing.
const fitCandidates = 15

// Samples gathers the features of labelled queries over an index.
func Samples(ctx context.Context, ix *search.Index, queries []LabelledQuery) ([]Sample, error) {
	var out []Sample
	own := ownQuestions(ix)
	for n, q := range append(own, queries...) {
		if q.Want != WantAnswer && q.Want != WantAbstain && q.Want != WantChoices {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("gather samples: %w", err)
		}
		asked, found := ix.Ranker().Rank(ctx, q.Query, faq.Scope{})
		s := Sample{Query: q, candidates: found, question: asked, index: ix.Ranker(), own: n < len(own)}
		found = s.ordered(rankStart) // not by the weights in use: a fit must not depend on the one before
		found = found[:min(len(found), fitCandidates)]
		s.candidates = found
		for i := range found {
			s.good = append(s.good, slices.Contains(q.Targets, ix.Ranker().Entries[found[i].Doc].Ref()))
		}
		out = append(out, s)
	}
	return out, nil
}

// ownQuestions are the entries' questions as queries: who sends one word for word means it.
func ownQuestions(ix *search.Index) []LabelledQuery {
	var out []LabelledQuery
	for _, e := range ix.Ranker().Entries {
		if e.Collection != Foreign {
			out = append(out, LabelledQuery{Query: e.Question, Want: WantAnswer, Targets: []string{e.Ref()}})
		}
	}
	return out
}

// Fit finds the ranking weights by a softmax over each query's entries, by gradient descent with a
// small pull towards judgement, and the forests of the confidence and of ambiguity over the order
// that these weights give. The thresholds stay as they are.
func Fit(samples []Sample) (fitted.Weights, Confidence) {
	weights := fitRank(samples)
	t := fitted.Thresholds
	t.Rank = map[string]float64{}
	for i := range weights {
		t.Rank[rank.FeatureNames[i]] = weights[i]
	}
	return t, Confidence{growSure(samples, weights), growAmbiguous(samples, weights)}
}

// round keeps four digits: more would only be noise in the file.
func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// rankStart is where the fit begins and what it is pulled towards: judgement, not data. The weights
// of the conversation's own knowledge stay as they are here, since no labelled query has any.
var rankStart = rank.Weights{
	rank.FeatExplained: 1, rank.FeatAnswered: 2, rank.FeatCovered: 1, rank.FeatSpelling: 1.5, rank.FeatSpellingA: .5, rank.FeatSound: 1, rank.FeatSoundA: .4,
	rank.FeatAsks: .25, rank.FeatNamed: .4, rank.FeatMisnamed: -.5, rank.FeatTwin: -.4, rank.FeatScope: 1, rank.FeatLast: .3, rank.FeatBoth: 1, rank.FeatFacet: .15, rank.FeatAsked: .3, rank.FeatHead: .6, rank.FeatSentence: .5, rank.FeatDense: .3, rank.FeatShort: .1, rank.FeatPassage: 1,
	rank.FeatMeaning: .4, rank.FeatMeaningA: .6, rank.FeatBeyond: .3, rank.FeatBeyondA: .3, rank.FeatVector: 1,
}

const (
	fitRounds = 1000
	fitRate   = .5
	fitPull   = .01
)

func fitRank(samples []Sample) rank.Weights {
	w := rankStart
	prior := rankStart
	for range fitRounds {
		var grad rank.Weights
		n := 0.0
		for i := range samples {
			n += rankGradient(&samples[i], &w, &grad)
		}
		for f := range w {
			w[f] += fitRate * (grad[f]/max(n, 1) - fitPull*(w[f]-prior[f]))
			if f == rank.FeatMisnamed || f == rank.FeatTwin {
				w[f] = min(w[f], 0)
			} else {
				w[f] = max(w[f], 0)
			}
		}
	}
	for f := range w {
		w[f] = round(w[f])
	}
	return w
}

// sharpness scales scores for the softmax of the fit.
const sharpness = 3

// rankGradient adds one query's part of the gradient of the log probability of its targets.
func rankGradient(s *Sample, w, grad *rank.Weights) float64 {
	if s.Query.Want == WantAbstain || !slices.Contains(s.good, true) {
		return 0
	}
	ps := make([]float64, len(s.candidates))
	total, good := 0.0, 0.0
	for i := range s.candidates {
		ps[i] = math.Exp(sharpness * dot(w[:], s.candidates[i].Features[:]))
		total += ps[i]
		if s.good[i] {
			good += ps[i]
		}
	}
	for i, p := range ps {
		g := -p / total
		if s.good[i] {
			g += p / good
		}
		for f, x := range s.candidates[i].Features {
			grad[f] += g * float64(x)
		}
	}
	return 1
}

func dot(w []float64, x []float32) float64 {
	sum := 0.0
	for i := range w {
		sum += w[i] * float64(x[i])
	}
	return sum
}

// A Fold is how weights did on queries that they were not fitted on.
type Fold struct {
	N       int
	R1      float64 // of the answerable
	AUROC   float64 // of the confidence, for the first entry being right
	LogLoss float64 // of the confidence
}

// CrossValidate fits on all parts but one and measures on that one, for each of k parts.
func CrossValidate(samples []Sample, k int) []Fold {
	out := make([]Fold, k)
	for f := range out {
		fit, held := partOf(samples, f, k)
		weights := fitRank(fit)
		out[f] = measureFold(held, weights, growSure(fit, weights))
	}
	return out
}

func measureFold(held []Sample, weights rank.Weights, sure forest.Forest) Fold {
	f := Fold{N: len(held)}
	var outcomes []Outcome
	answerable := 0
	for i := range held {
		s := &held[i]
		found := s.ordered(weights)
		if s.Query.Want == WantChoices || len(found) == 0 {
			continue
		}
		x := s.index.Evidence(s.question, found, 0)
		p, right := sure.P(x[:]), one(s.targets(found[0].Doc))
		f.LogLoss -= right*math.Log(max(p, 1e-9)) + (1-right)*math.Log(max(1-p, 1e-9))
		want := WantAbstain
		if right == 1 {
			want = WantAnswer
		}
		outcomes = append(outcomes, Outcome{LabelledQuery: LabelledQuery{Want: want}, P: p})
		if s.Query.Want == WantAnswer {
			answerable++
			f.R1 += right
		}
	}
	f.R1 /= float64(max(answerable, 1))
	f.LogLoss /= float64(max(len(outcomes), 1))
	f.AUROC = auroc(outcomes)
	return f
}
