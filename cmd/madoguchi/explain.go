package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"madoguchi/faq"
)

// runExplain shows why entries rank where they do for a query, and what is decided.
func runExplain(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("explain", flag.ContinueOnError)
	var docs documents
	docs.flag(fs)
	n := fs.Int("n", 5, "explain the best `N` entries")
	asJSON := fs.Bool("json", false, "print one JSON object a query")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if *n < 1 {
		return usageError{"explain: -n must be at least 1"}
	}
	if len(rest) == 0 {
		return usageError{"explain: give a query, or - to read queries from standard input"}
	}
	ix, err := docs.index(ctx, env)
	if err != nil {
		return err
	}
	return eachQuery(rest, env, func(query string) error {
		x, err := ix.Explain(ctx, query, *n, faq.Scope{})
		if err != nil {
			return err
		}
		if *asJSON {
			return json.NewEncoder(env.Stdout).Encode(struct {
				faq.Explanation
				Decision askLine `json:"decision"`
			}{x, newAskLine(&x.Decision, 0)})
		}
		return printExplanation(env.Stdout, &x)
	})
}

func printExplanation(w io.Writer, x *faq.Explanation) error {
	fmt.Fprintf(w, "read as   %s\n", x.Normalised)
	for _, a := range x.Atoms {
		how := "spelling"
		if a.BySound {
			how = "sound"
		}
		fmt.Fprintf(w, "  %-14s %4.0f%%  in %d entries, by %s  %s\n", a.Text, 100*a.Weight, a.Entries, how, strings.Join(a.Concepts, ", "))
	}
	list := func(label string, words []string) {
		if len(words) > 0 {
			fmt.Fprintf(w, "%-9s %s\n", label, strings.Join(words, ", "))
		}
	}
	list("asks", x.Asks)
	list("names", x.Named)
	list("unknown", x.Unknown)
	for i, h := range x.Hits {
		fmt.Fprintf(w, "%d. %-12s p=%.3f score=%.3f  %s\n", i+1, h.Ref, h.P, h.Score, h.Question)
		list("   found", h.Found)
		list("   missing", h.Missing)
		fmt.Fprintf(w, "   %s\n", featureLine(h.Features))
	}
	_, err := fmt.Fprintf(w, "decision  %s %s p=%.3f (%s)\n", x.Decision.Verdict, x.Decision.Form, x.Decision.P, x.Decision.Reason)
	return err
}

func featureLine(fs map[string]float64) string {
	names := make([]string, 0, len(fs))
	for n := range fs {
		names = append(names, n)
	}
	slices.Sort(names)
	for i, n := range names {
		names[i] = fmt.Sprintf("%s %.2f", n, fs[n])
	}
	return strings.Join(names, "  ")
}
