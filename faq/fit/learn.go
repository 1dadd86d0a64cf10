package fit

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"slices"

	"madoguchi/faq"
	"madoguchi/faq/search"
)

// A LearnPoint is how a search does once a share of the members' messages has been confirmed as wordings of their
// entries, asked the messages that nobody confirmed.
type LearnPoint struct {
	Share  float64 // of the answerable messages that are wordings now
	Report Report
	// Others is how often the right entry is first for messages about the entries that were given no wording.
	Others Figure
}

// LearnShares are the points of a learning curve. At the last all messages but those that are asked are wordings.
var LearnShares = []float64{0, .1, .25, .5, .8}

// learnFolds is how many parts the messages are in: one is asked, wordings come from the others.
const learnFolds = 5

// Learn measures what confirmed wordings do, each part of the messages asked in turn: to the messages of the entries
// that got some, to those of the others (one entry in five), and to what no entry answers.
func Learn(ctx context.Context, cs []faq.Collection, queries []LabelledQuery, opt search.Options) ([]LearnPoint, error) {
	var out []LearnPoint
	for _, share := range LearnShares {
		var outcomes []Outcome
		for fold := range uint32(learnFolds) {
			os, err := learnFold(ctx, cs, queries, fold, share, opt)
			if err != nil {
				return nil, fmt.Errorf("learn from %.0f%%: %w", 100*share, err)
			}
			outcomes = append(outcomes, os...)
		}
		p := LearnPoint{Share: share, Report: Summarise(outcomes)}
		outcomes = slices.DeleteFunc(outcomes, func(o Outcome) bool {
			return o.Want != WantAnswer || slices.ContainsFunc(o.Targets, func(ref string) bool { return !untouched(ref) })
		})
		p.Others = Summarise(outcomes).R1
		out = append(out, p)
	}
	return out, nil
}

// PrintCurve prints a learning curve, a line a point.
func PrintCurve(w io.Writer, points []LearnPoint) error {
	if _, err := fmt.Fprintln(w, "wordings  first  first 5  answered  right  near-misses  first, of entries without wordings"); err != nil {
		return err
	}
	for _, p := range points {
		r := &p.Report
		_, err := fmt.Fprintf(w, "%7.0f%%  %.3f  %7.3f  %8.3f  %.3f  %11.3f  %.3f\n",
			100*p.Share, r.R1.Value, r.R5.Value, r.Coverage.Value, r.Precision.Value, r.NearAnswer.Value, p.Others.Value)
		if err != nil {
			return err
		}
	}
	return nil
}

// learnFold asks the messages of one part, with a share of the others as wordings.
func learnFold(ctx context.Context, cs []faq.Collection, queries []LabelledQuery, fold uint32, share float64, opt search.Options) ([]Outcome, error) {
	var given, asked []LabelledQuery
	for _, q := range queries {
		switch h := hashOf(q.Query); {
		case h%learnFolds == fold:
			asked = append(asked, q)
		case q.Want == WantAnswer && float64(h/learnFolds%1000) < 1000*share/(1-1./learnFolds) && !untouched(q.Targets[0]):
			given = append(given, q)
		}
	}
	ix, err := search.NewIndex(ctx, withWordings(cs, given), opt)
	if err != nil {
		return nil, err
	}
	return Run(ctx, ix, asked, nil)
}

// untouched are the entries that keep their question alone.
func untouched(ref string) bool { return hashOf(ref)%5 == 0 }

// withWordings are copies of collections whose entries have these messages as other wordings.
func withWordings(cs []faq.Collection, given []LabelledQuery) []faq.Collection {
	out := slices.Clone(cs)
	for i := range out {
		out[i].Entries = slices.Clone(out[i].Entries)
		for j := range out[i].Entries {
			e := &out[i].Entries[j]
			e.Collection = out[i].ID
			e.Aliases = slices.Clone(e.Aliases)
			for _, q := range given {
				if q.Targets[0] == e.Ref() {
					e.Aliases = append(e.Aliases, q.Query)
				}
			}
		}
	}
	return out
}

func hashOf(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s)) // never fails
	return h.Sum32()
}
