package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"madoguchi/faq"
)

// runEval measures the search on labelled queries.
func runEval(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("eval", flag.ContinueOnError)
	var docs documents
	docs.flag(fs)
	asJSON := fs.Bool("json", false, "print the report as one JSON object")
	distractors := fs.String("distractors", "", "add the foreign entries of a CSV `FILE` (columns 分類,質問,回答) to the index")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return usageError{"eval: name a file of labelled queries"}
	}
	cs, err := docs.load(ctx, env)
	if err != nil {
		return err
	}
	if cs, err = addDistractors(cs, *distractors); err != nil {
		return err
	}
	queries, err := readQueryFiles(rest)
	if err != nil {
		return err
	}
	opt, err := indexOptions(env)
	if err != nil {
		return err
	}
	ix, err := faq.NewIndex(ctx, cs, opt)
	if err != nil {
		return err
	}
	outcomes, err := faq.Run(ctx, ix, queries, nil)
	if err != nil {
		return err
	}
	r := faq.Summarise(outcomes)
	if *asJSON {
		return json.NewEncoder(env.Stdout).Encode(r)
	}
	return printReport(env.Stdout, &r)
}

func addDistractors(cs []faq.Collection, file string) ([]faq.Collection, error) {
	if file == "" {
		return cs, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read distractors: %w", err)
	}
	defer f.Close()
	foreign, err := faq.ReadForeign(f)
	if err != nil {
		return nil, fmt.Errorf("read distractors %s: %w", file, err)
	}
	return append(cs, foreign), nil
}

func readQueryFiles(files []string) ([]faq.LabelledQuery, error) {
	var out []faq.LabelledQuery
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("read queries: %w", err)
		}
		qs, err := faq.ReadQueries(f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		out = append(out, qs...)
	}
	return out, nil
}

func printReport(w io.Writer, r *faq.Report) error {
	row := func(name string, f faq.Figure) {
		fmt.Fprintf(w, "%-34s %.3f  [%.3f, %.3f]  n=%d\n", name, f.Value, f.Low, f.High, f.N)
	}
	row("right entry first", r.R1)
	row("in the first three", r.R3)
	row("in the first five", r.R5)
	row("MRR", r.MRR)
	row("nDCG@10", r.NDCG10)
	row("answered directly", r.Coverage)
	row("right of direct answers", r.Precision)
	row("suggestion holds the right entry", r.Suggested)
	row("unrelated answered", r.FarAnswer)
	row("near-misses answered", r.NearAnswer)
	row("actions recognised", r.Actions)
	row("questions taken for actions", r.FalseActs)
	row("ambiguous asked back", r.Ambiguous)
	row("AUROC in/out of scope", r.AUROC)
	styles := make([]string, 0, len(r.Styles))
	for s := range r.Styles {
		styles = append(styles, s)
	}
	slices.Sort(styles)
	for _, s := range styles {
		fmt.Fprintf(w, "  %-22s R@1 %.3f  R@5 %.3f  n=%d\n", s, r.Styles[s].R1, r.Styles[s].R5, r.Styles[s].N)
	}
	fmt.Fprintf(w, "calibration error %.3f\n", r.ECE)
	for _, b := range r.Reliability {
		if b.N > 0 {
			fmt.Fprintf(w, "  p %.1f–%.1f: mean %.2f, right %.2f  n=%d\n", b.From, b.From+.1, b.P, b.True, b.N)
		}
	}
	_, err := fmt.Fprintf(w, "latency mean %.0f µs, p50 %.0f, p99 %.0f\n", r.Latency.Mean, r.Latency.P50, r.Latency.P99)
	return err
}
