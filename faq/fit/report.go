package fit

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"madoguchi/faq"
)

// A Figure is a share with its 95 % bootstrap interval and the number of queries it is of.
type Figure struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`
}

// A Report is what an evaluation found.
type Report struct {
	Queries    int    `json:"queries"`
	R1         Figure `json:"r1"` // a right entry first, of the answerable
	R3         Figure `json:"r3"`
	R5         Figure `json:"r5"`
	MRR        Figure `json:"mrr"`
	NDCG10     Figure `json:"ndcg10"`
	Coverage   Figure `json:"coverage"`          // answered directly, of the answerable
	Precision  Figure `json:"precision"`         // right, of the direct answers to answerable messages
	Suggested  Figure `json:"suggested"`         // a right entry among the five shown, of the answerable that were suggested
	OutAnswer  Figure `json:"out_answered"`      // answered directly, of the unanswerable
	NearAnswer Figure `json:"near_out_answered"` // … of those near the FAQ's own subjects
	FarAnswer  Figure `json:"far_out_answered"`  // … of the unrelated
	Actions    Figure `json:"actions"`           // recognised, of the action messages
	FalseActs  Figure `json:"false_actions"`     // taken for an action, of the answerable
	Ambiguous  Figure `json:"ambiguous"`         // choices or suggestions, of the ambiguous
	AUROC      Figure `json:"auroc"`             // how well P parts answerable from unanswerable

	Styles      map[string]Style `json:"styles"`
	ECE         float64          `json:"ece"`         // expected calibration error of P, for the first hit being right
	Reliability []Bin            `json:"reliability"` // by tenths of P
	Latency     Latency          `json:"latency"`
	Outcomes    []Outcome        `json:"outcomes,omitempty"`
}

// A Style is the ranking of one style's answerable queries.
type Style struct {
	N  int     `json:"n"`
	R1 float64 `json:"r1"`
	R5 float64 `json:"r5"`
}

// A Bin is one tenth of the range of P.
type Bin struct {
	From float64 `json:"from"`
	N    int     `json:"n"`
	P    float64 `json:"p"`     // mean probability
	True float64 `json:"right"` // share that was right
}

// Latency is how long searches took, in microseconds.
type Latency struct {
	Mean float64 `json:"mean_us"`
	P50  float64 `json:"p50_us"`
	P99  float64 `json:"p99_us"`
	CPU  float64 `json:"cpu_us"` // processor time a search, where the system tells
}

// The styles of unanswerable queries that are near the FAQ's own subjects.
const (
	NearStyle = "related_unanswered"
	NearMiss  = "near_miss"
)

func (o *Outcome) near() bool { return o.Style == NearStyle || o.Style == NearMiss }

// Summarise computes the figures of an evaluation.
func Summarise(out []Outcome) Report {
	r := Report{Queries: len(out), Styles: map[string]Style{}, Outcomes: out}
	answerable := pick(out, func(o *Outcome) bool { return o.Want == WantAnswer })
	r.R1 = figure(answerable, func(o *Outcome) float64 { return within(o, 1) })
	r.R3 = figure(answerable, func(o *Outcome) float64 { return within(o, 3) })
	r.R5 = figure(answerable, func(o *Outcome) float64 { return within(o, 5) })
	r.MRR = figure(answerable, func(o *Outcome) float64 { return reciprocal(o.Rank) })
	r.NDCG10 = figure(answerable, (*Outcome).ndcg)
	r.Coverage = figure(answerable, func(o *Outcome) float64 { return one(o.Verdict == faq.Answer) })
	r.FalseActs = figure(answerable, func(o *Outcome) float64 { return one(o.Verdict == faq.Form || o.Human) })
	direct := pick(answerable, func(o *Outcome) bool { return o.Verdict == faq.Answer })
	r.Precision = figure(direct, func(o *Outcome) float64 { return one(o.chose && o.chosen || !o.chose && o.right()) })
	unsure := pick(answerable, func(o *Outcome) bool { return o.Verdict == faq.Suggest || o.Verdict == faq.Choices })
	r.Suggested = figure(unsure, func(o *Outcome) float64 { return within(o, 5) })
	r.summariseOut(out)
	r.summariseStyles(answerable)
	r.calibrate(out)
	r.Latency = latency(out)
	return r
}

func (r *Report) summariseOut(out []Outcome) {
	answered := func(o *Outcome) float64 { return one(o.Verdict == faq.Answer) }
	unanswerable := pick(out, func(o *Outcome) bool { return o.Want == WantAbstain })
	r.OutAnswer = figure(unanswerable, answered)
	r.NearAnswer = figure(pick(unanswerable, (*Outcome).near), answered)
	r.FarAnswer = figure(pick(unanswerable, func(o *Outcome) bool { return !o.near() }), answered)
	r.Actions = figure(pick(out, isAction), func(o *Outcome) float64 { return one(o.recognised()) })
	r.Ambiguous = figure(pick(out, func(o *Outcome) bool { return o.Want == WantChoices }),
		func(o *Outcome) float64 { return one(o.Verdict == faq.Choices || o.Verdict == faq.Suggest) })
	r.AUROC = figureOf(auroc(out), len(out))
}

func isAction(o *Outcome) bool {
	return o.Want == WantHuman || o.Want == faq.FormInquiry || o.Want == faq.FormChange || o.Want == faq.FormConsultation
}

func (r *Report) summariseStyles(answerable []Outcome) {
	for i := range answerable {
		o := &answerable[i]
		s := r.Styles[o.Style]
		s.N++
		s.R1 += within(o, 1)
		s.R5 += within(o, 5)
		r.Styles[o.Style] = s
	}
	for k, s := range r.Styles {
		s.R1 /= float64(s.N)
		s.R5 /= float64(s.N)
		r.Styles[k] = s
	}
}

// calibrate compares P with how often the first hit was right, over all messages that are no action.
func (r *Report) calibrate(out []Outcome) {
	r.Reliability = make([]Bin, 10)
	total := 0
	for i := range r.Reliability {
		r.Reliability[i].From = float64(i) / 10
	}
	for i := range out {
		o := &out[i]
		if o.Want != WantAnswer && o.Want != WantAbstain {
			continue
		}
		b := &r.Reliability[min(int(o.P*10), 9)]
		b.N++
		b.P += o.P
		b.True += one(o.right())
		total++
	}
	for i := range r.Reliability {
		b := &r.Reliability[i]
		if b.N == 0 {
			continue
		}
		b.P /= float64(b.N)
		b.True /= float64(b.N)
		r.ECE += math.Abs(b.P-b.True) * float64(b.N) / float64(total)
	}
}

func auroc(out []Outcome) float64 {
	var in, no []float64
	for i := range out {
		switch out[i].Want {
		case WantAnswer:
			in = append(in, out[i].P)
		case WantAbstain:
			no = append(no, out[i].P)
		}
	}
	if len(in)*len(no) == 0 {
		return 0
	}
	wins := 0.0
	for _, a := range in {
		for _, b := range no {
			if a > b {
				wins++
			} else if a == b {
				wins += .5
			}
		}
	}
	return wins / float64(len(in)*len(no))
}

func latency(out []Outcome) Latency {
	if len(out) == 0 {
		return Latency{}
	}
	took := make([]time.Duration, len(out))
	sum := time.Duration(0)
	for i := range out {
		took[i] = out[i].took
		sum += out[i].took
	}
	slices.Sort(took)
	us := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
	return Latency{Mean: us(sum) / float64(len(out)), P50: us(took[len(took)/2]), P99: us(took[len(took)*99/100])}
}

func pick(out []Outcome, keep func(*Outcome) bool) []Outcome {
	var kept []Outcome
	for i := range out {
		if keep(&out[i]) {
			kept = append(kept, out[i])
		}
	}
	return kept
}

// resamples is how many bootstrap samples an interval is taken from.
const resamples = 1000

// figure is the mean of a measure with its bootstrap interval. The seed is fixed, so that one
// evaluation always reports one interval.
func figure(out []Outcome, measure func(*Outcome) float64) Figure {
	f := Figure{N: len(out)}
	if len(out) == 0 {
		return f
	}
	xs := make([]float64, len(out))
	for i := range out {
		xs[i] = measure(&out[i])
		f.Value += xs[i] / float64(len(out))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, resamples)
	for i := range means {
		for range xs {
			means[i] += xs[rng.IntN(len(xs))] / float64(len(xs))
		}
	}
	slices.Sort(means)
	f.Low, f.High = means[resamples*25/1000], means[resamples*975/1000]
	return f
}

func figureOf(v float64, n int) Figure { return Figure{Value: v, Low: v, High: v, N: n} }

func within(o *Outcome, n int) float64 { return one(o.Rank > 0 && o.Rank <= n) }

func reciprocal(rank int) float64 {
	if rank == 0 {
		return 0
	}
	return 1 / float64(rank)
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
