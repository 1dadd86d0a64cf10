package fit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"madoguchi/faq/search/fitted"
	"madoguchi/faq/search/intent"
	"madoguchi/faq/search/lexicon"
)

// How the intent model is fitted: by full gradient descent with AdaGrad's steps, which suit signs that
// are rare. Fewer rounds or rarer signs make it worse on parts held out, more make no difference.
const (
	intentRounds = 150
	intentRate   = .3
	intentPull   = 2   // on all weights, towards 0
	signTimes    = 5   // a sign is learnt when it stands in so many messages
	signWorth    = .03 // and kept when it weighs so much for or against an intent
)

// Intents finds the intent model and gives it as the program carries it. Queries that want an
// answer, a choice or nothing teach what is nothing to be done.
// It fails only where the dictionaries cannot be read.
func Intents(queries []LabelledQuery) (string, error) {
	messages, err := readMessages(queries)
	if err != nil {
		return "", err
	}
	return fitIntents(messages), nil
}

func fitIntents(messages []message) string {
	f := newIntentFit(messages)
	f.run()
	return f.text()
}

// A message is a labelled query, read.
type message struct {
	reading *lexicon.Reading
	want    int
}

func readMessages(queries []LabelledQuery) ([]message, error) {
	lex, err := lexicon.Builtin()
	if err != nil {
		return nil, err
	}
	out := make([]message, len(queries))
	for i := range queries {
		out[i] = message{lex.Read(queries[i].Query, nil), max(slices.Index(intent.Names[:], queries[i].Want), intent.None)}
	}
	return out, nil
}

// An intentFit is the fit of an intent model.
type intentFit struct {
	signs   []string
	found   [][]int32 // of each message, its signs
	wants   []int
	bias    [intent.Count]float64
	weights [][intent.Count]float64
}

func newIntentFit(messages []message) *intentFit {
	times := map[string]int{}
	texts := make([]map[string]bool, len(messages))
	f := &intentFit{}
	for i := range messages {
		texts[i] = map[string]bool{}
		intent.EachSign(messages[i].reading, func(key string) { texts[i][key] = true })
		for key := range texts[i] {
			times[key]++
		}
		f.wants = append(f.wants, messages[i].want)
	}
	ids := map[string]int32{}
	for key, n := range times {
		if n >= signTimes {
			f.signs = append(f.signs, key)
		}
	}
	slices.Sort(f.signs)
	for i, key := range f.signs {
		ids[key] = int32(i)
	}
	for i := range texts {
		var found []int32
		for key := range texts[i] {
			if id, ok := ids[key]; ok {
				found = append(found, id)
			}
		}
		slices.Sort(found)
		f.found = append(f.found, found)
	}
	f.weights = make([][intent.Count]float64, len(f.signs))
	return f
}

// run descends. The step of each weight shrinks with the slopes that it has seen.
func (f *intentFit) run() {
	slopes := make([][intent.Count]float64, len(f.signs))
	seen := make([][intent.Count]float64, len(f.signs))
	var biasSeen [intent.Count]float64
	for range intentRounds {
		for s := range slopes {
			for k := range slopes[s] {
				slopes[s][k] = -intentPull * f.weights[s][k]
			}
		}
		bias := f.slopes(slopes)
		step(&f.bias, &bias, &biasSeen)
		for s := range f.weights {
			step(&f.weights[s], &slopes[s], &seen[s])
		}
	}
}

// slopes adds each message's part of the slope of the log probability of what it wants, and gives
// that of the bias.
func (f *intentFit) slopes(slopes [][intent.Count]float64) (bias [intent.Count]float64) {
	for i, found := range f.found {
		sums := f.bias
		for _, s := range found {
			for k, w := range f.weights[s] {
				sums[k] += w
			}
		}
		p := intent.Softmax(sums)
		for k := range p {
			p[k] = -p[k]
		}
		p[f.wants[i]]++
		for k := range p {
			bias[k] += p[k]
		}
		for _, s := range found {
			for k := range p {
				slopes[s][k] += p[k]
			}
		}
	}
	return bias
}

func step(w, slope, seen *[intent.Count]float64) {
	for k := range w {
		seen[k] += slope[k] * slope[k]
		if seen[k] > 0 {
			w[k] += intentRate * slope[k] / math.Sqrt(seen[k])
		}
	}
}

// text is the model as parseIntents reads it.
func (f *intentFit) text() string {
	var b strings.Builder
	line := func(key string, w *[intent.Count]float64) {
		b.WriteString(key)
		for _, x := range w {
			fmt.Fprintf(&b, "\t%.2f", x)
		}
		b.WriteByte('\n')
	}
	line("bias", &f.bias)
	for i, key := range f.signs {
		w := &f.weights[i]
		if slices.Max(w[:]) >= signWorth || slices.Min(w[:]) <= -signWorth {
			line(key, w)
		}
	}
	return b.String()
}

// CrossValidateIntents fits on all parts of the queries but one and measures on that one, for each
// of k parts: the share of actions that are known, and of the rest that are taken for one.
func CrossValidateIntents(queries []LabelledQuery, k int) (known, mistaken float64, err error) {
	messages, err := readMessages(queries)
	if err != nil {
		return 0, 0, err
	}
	var actions, others int
	for part := range k {
		var fit, held []message
		for i, m := range messages {
			if i%k == part {
				held = append(held, m)
			} else {
				fit = append(fit, m)
			}
		}
		model, err := intent.Parse(fitIntents(fit))
		if err != nil {
			return 0, 0, err
		}
		for _, m := range held {
			got, ok := model.Action(m.reading, fitted.Thresholds.Act)
			if m.want == intent.None {
				others++
				mistaken += one(ok)
				continue
			}
			actions++
			known += one(ok && got == m.want)
		}
	}
	return known / float64(max(actions, 1)), mistaken / float64(max(others, 1)), nil
}
