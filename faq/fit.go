package faq

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// A Sample is one labelled query with the features of the entries found for it, to fit weights on.
type Sample struct {
	Query      LabelledQuery
	candidates []candidate
	good       []bool
	question   *question
	index      *Index
}

// Samples gathers the features of labelled queries over an index.
func Samples(ctx context.Context, ix *Index, queries []LabelledQuery) ([]Sample, error) {
	var out []Sample
	for _, q := range queries {
		if q.Want != WantAnswer && q.Want != WantAbstain && q.Want != WantChoices {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("gather samples: %w", err)
		}
		asked, found := ix.rank(ctx, q.Query, Scope{})
		s := Sample{Query: q, candidates: found, question: asked, index: ix}
		for i := range found {
			s.good = append(s.good, slices.Contains(q.Targets, ix.entries[found[i].doc].Ref()))
		}
		out = append(out, s)
	}
	return out, nil
}

// Fit finds the ranking weights by a softmax over each query's entries and the weights of the
// confidence by logistic regression on whether the first entry answers, both by gradient descent
// with a small pull towards the weights now in use.
func Fit(samples []Sample) Weights {
	rank := fitRank(samples)
	sure := fitSure(samples, rank)
	t := thresholds
	t.Rank, t.Sure = map[string]float64{}, map[string]float64{}
	for i, w := range rank {
		t.Rank[featureNames[i]] = round(w)
	}
	for i, w := range sure {
		t.Sure[sureNames[i]] = round(w)
	}
	return t
}

// round keeps four digits: more would only be noise in the file.
func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// rankStart is where the fit begins and what it is pulled towards: judgement, not data. The weights
// of the conversation's own knowledge stay as they are here, since no labelled query has any.
var rankStart = [featureCount]float64{
	featExplained: 1, featAnswered: 2, featCovered: 1, featSpelling: 1.5, featSpellingA: .5, featSound: 1, featSoundA: .4,
	featAsks: .25, featNamed: .4, featMisnamed: -.5, featTwin: -.4, featScope: 1, featLast: .3, featBoth: 1, featFacet: .15, featVector: 1,
}

// sureStart is the same for the confidence.
var sureStart = [sureCount]float64{sureBias: -5, sureScore: .6, sureMargin: 2, sureExplained: .5, sureAnswered: .5, sureCovered: .5,
	sureSpelling: .3, sureAsks: .3, sureTwin: -.3, sureFacet: .5, sureMass: .3, sureNouns: .7, sureUnknown: -.7, sureMissing: -1, sureLack: -1, sureAtoms: .2,
	sureGap: -1, sureGaps: -.5, sureHead: -.5, sureStory: .2}

const (
	fitRounds = 2000
	fitRate   = .5
	fitPull   = .003
)

func fitRank(samples []Sample) [featureCount]float64 {
	w := rankStart
	prior := rankStart
	for range fitRounds {
		var grad [featureCount]float64
		n := 0.0
		for i := range samples {
			n += rankGradient(&samples[i], &w, &grad)
		}
		for f := range w {
			w[f] += fitRate * (grad[f]/max(n, 1) - fitPull*(w[f]-prior[f]))
			if f == featMisnamed || f == featTwin {
				w[f] = min(w[f], 0)
			} else {
				w[f] = max(w[f], 0)
			}
		}
	}
	return w
}

// sharpness scales scores for the softmax of the fit.
const sharpness = 3

// rankGradient adds one query's part of the gradient of the log probability of its targets.
func rankGradient(s *Sample, w, grad *[featureCount]float64) float64 {
	if s.Query.Want == WantAbstain || !slices.Contains(s.good, true) {
		return 0
	}
	ps := make([]float64, len(s.candidates))
	total, good := 0.0, 0.0
	for i := range s.candidates {
		ps[i] = math.Exp(sharpness * dot(w[:], s.candidates[i].features[:]))
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
		for f, x := range s.candidates[i].features {
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

// fitSure fits the confidence on the entries that the fitted ranking puts first.
func fitSure(samples []Sample, rank [featureCount]float64) []float64 {
	var xs []sureness
	var ys, ws []float64
	for i := range samples {
		s := &samples[i]
		if s.Query.Want == WantChoices || len(s.candidates) == 0 {
			continue
		}
		x, y := s.sureness(rank)
		xs, ys = append(xs, x), append(ys, y)
		ws = append(ws, 1)
	}
	return logistic(xs, ys, ws)
}

// sureness orders a sample by weights and gives the first entry's features and whether it is right.
func (s *Sample) sureness(rank [featureCount]float64) (sureness, float64) {
	type scored struct {
		i int
		v float64
	}
	var order []scored
	for i := range s.candidates {
		order = append(order, scored{i, dot(rank[:], s.candidates[i].features[:])})
	}
	slices.SortStableFunc(order, func(a, b scored) int {
		if a.v > b.v {
			return -1
		} else if a.v < b.v {
			return 1
		}
		return 0
	})
	rival := 0.0
	if len(order) > 1 {
		rival = order[1].v
	}
	c := s.candidates[order[0].i]
	c.score = order[0].v
	fo := focusOf(s.question)
	return s.index.sureness(s.question, &fo, &c, rival), one(s.good[order[0].i])
}

func logistic(xs []sureness, ys, ws []float64) []float64 {
	w := make([]float64, sureCount)
	copy(w, sureStart[:])
	prior := slices.Clone(w)
	for range fitRounds {
		grad := make([]float64, sureCount)
		n := 0.0
		for i := range xs {
			p := 0.0
			for f := range w {
				p += w[f] * xs[i][f]
			}
			g := ws[i] * (ys[i] - sigmoid(p))
			for f := range w {
				grad[f] += g * xs[i][f]
			}
			n += ws[i]
		}
		for f := range w {
			w[f] += fitRate * (grad[f]/max(n, 1) - fitPull*(w[f]-prior[f])*surePull[f])
		}
	}
	return w
}

// surePull holds the bias freely and the other weights firmly.
var surePull = func() (p [sureCount]float64) {
	for i := range p {
		p[i] = 1
	}
	p[sureBias] = .1
	return p
}()

// A Fold is how weights did on queries that they were not fitted on.
type Fold struct {
	N       int
	R1      float64 // of the answerable
	AUROC   float64 // of the confidence, for the first entry being right
	LogLoss float64 // of the confidence
}

// CrossValidate fits on all parts but one and measures on that one, for each of k parts. A query's
// samples over several indexes stay in one part.
func CrossValidate(samples []Sample, k int) []Fold {
	part := map[string]int{}
	for i := range samples {
		if _, ok := part[samples[i].Query.Query]; !ok {
			part[samples[i].Query.Query] = len(part) % k
		}
	}
	out := make([]Fold, k)
	for f := range out {
		var fit, held []Sample
		for i := range samples {
			if part[samples[i].Query.Query] == f {
				held = append(held, samples[i])
			} else {
				fit = append(fit, samples[i])
			}
		}
		rank := fitRank(fit)
		out[f] = measureFold(held, rank, fitSure(fit, rank))
	}
	return out
}

func measureFold(held []Sample, rank [featureCount]float64, sure []float64) Fold {
	f := Fold{N: len(held)}
	var outcomes []Outcome
	answerable := 0
	for i := range held {
		s := &held[i]
		if s.Query.Want == WantChoices || len(s.candidates) == 0 {
			continue
		}
		x, right := s.sureness(rank)
		p := 0.0
		for j := range sure {
			p += sure[j] * x[j]
		}
		p = sigmoid(p)
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
