package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"

	"madoguchi/faq"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
)

// learnShares are of how many of the messages that may be confirmed the simulation tells.
var learnShares = []int{0, 10, 25, 50}

// runLearn shows what learning is worth: over labelled messages, some of which are confirmed as wordings of
// their entries, and the others asked.
func runLearn(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("learn", flag.ContinueOnError)
	var docs documents
	docs.flag(fs)
	simulate := fs.Bool("simulate", false, "confirm some of the labelled messages as wordings, and ask the others")
	subjects := fs.String("subjects", "", "the folder `DIR` of sample FAQs with their messages, instead of files")
	rest, err := parse(fs, args)
	switch {
	case err != nil:
		return err
	case !*simulate:
		return usageError{"learn: want -simulate; what an office learns stands at the desk, /desk/faq/unanswered"}
	case *subjects != "":
		all, err := fit.ReadSubjects(ctx, *subjects)
		if err != nil {
			return err
		}
		return simulateSubjects(ctx, env, all)
	case len(rest) == 0:
		return usageError{"learn: name a file of labelled queries, or -subjects DIR"}
	}
	queries, err := fit.ReadQueryFiles(rest...)
	if err != nil {
		return err
	}
	cs, err := docs.load(ctx, env)
	if err != nil {
		return err
	}
	return simulateLearning(ctx, env, "", cs, queries)
}

func simulateSubjects(ctx context.Context, env environment, subjects []fit.Subject) error {
	for _, s := range subjects {
		if err := simulateLearning(ctx, env, s.Name, []faq.Collection{s.Collection}, s.Queries); err != nil {
			return err
		}
	}
	return nil
}

// A lesson is what the asked messages come to once so many of the others are confirmed.
type lesson struct {
	share, confirmed, asked int
	first, direct, right    int // first hit right; answered directly; and rightly
	again                   int // of the confirmed messages, how many are answered rightly when they are asked again
}

// simulateLearning parts the messages that have an entry into halves, every second one of each entry: one half
// may be confirmed, the other is asked each time.
func simulateLearning(ctx context.Context, env environment, name string, cs []faq.Collection, queries []fit.LabelledQuery) error {
	teach, asked := halves(queries)
	for _, share := range learnShares {
		n := len(teach) * share * 2 / 100 // of all messages: 50 is the whole half
		l, err := learned(ctx, env, cs, everySo(teach, n), asked)
		if err != nil {
			return err
		}
		l.share, l.confirmed = share, n
		if err := printLesson(env.Stdout, name, l); err != nil {
			return err
		}
	}
	return nil
}

// halves are every second message of each entry, and the others.
func halves(queries []fit.LabelledQuery) (teach, asked []fit.LabelledQuery) {
	seen := map[string]int{}
	for _, q := range queries {
		if q.Want != fit.WantAnswer {
			continue
		}
		if seen[q.Targets[0]]++; seen[q.Targets[0]]%2 == 0 {
			teach = append(teach, q)
		} else {
			asked = append(asked, q)
		}
	}
	return teach, asked
}

// everySo are n of the messages, spread evenly.
func everySo(queries []fit.LabelledQuery, n int) []fit.LabelledQuery {
	out := make([]fit.LabelledQuery, 0, n)
	for i := range n {
		out = append(out, queries[i*len(queries)/n])
	}
	return out
}

// withAliases are the collections with messages as wordings of their entries.
func withAliases(cs []faq.Collection, confirmed []fit.LabelledQuery) []faq.Collection {
	further := map[string][]string{}
	for _, q := range confirmed {
		further[q.Targets[0]] = append(further[q.Targets[0]], q.Query)
	}
	out := slices.Clone(cs)
	for c := range out {
		out[c].Entries = slices.Clone(out[c].Entries)
		for i := range out[c].Entries {
			e := &out[c].Entries[i]
			if e.Collection == "" {
				e.Collection = out[c].ID
			}
			e.Aliases = append(slices.Clone(e.Aliases), further[e.Ref()]...)
		}
	}
	return out
}

// learned asks the messages over an index that knows the confirmed ones, and those once more.
func learned(ctx context.Context, env environment, cs []faq.Collection, confirmed, asked []fit.LabelledQuery) (l lesson, err error) {
	opt, err := indexOptions(env)
	if err != nil {
		return l, err
	}
	ix, err := search.NewIndex(ctx, withAliases(cs, confirmed), opt)
	if err != nil {
		return l, err
	}
	outcomes, err := fit.Run(ctx, ix, asked, nil)
	if err != nil {
		return l, err
	}
	again, err := fit.Run(ctx, ix, confirmed, nil)
	if err != nil {
		return l, err
	}
	for _, o := range again {
		if o.Verdict == faq.Answer && o.Rank == 1 {
			l.again++
		}
	}
	for _, o := range outcomes {
		l.asked++
		if o.Rank == 1 {
			l.first++
		}
		if o.Verdict == faq.Answer {
			l.direct++
			if o.Rank == 1 {
				l.right++
			}
		}
	}
	return l, nil
}

func printLesson(w io.Writer, name string, l lesson) error {
	of := func(n, all int) float64 { return float64(n) / float64(max(all, 1)) }
	_, err := fmt.Fprintf(w, "%-8s %3d %% confirmed (%3d): first hit %.3f  answered directly %.3f  right of those %.3f  n=%d; the confirmed asked again: answered rightly %.3f\n",
		name, l.share, l.confirmed, of(l.first, l.asked), of(l.direct, l.asked), of(l.right, l.direct), l.asked, of(l.again, l.confirmed))
	return err
}
