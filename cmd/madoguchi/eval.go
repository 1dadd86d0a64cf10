package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"syscall"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
)

// runEval measures the search on labelled queries.
func runEval(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("eval", flag.ContinueOnError)
	var docs documents
	docs.flag(fs)
	asJSON := fs.Bool("json", false, "print the report as one JSON object")
	distractors := fs.String("distractors", "", "add the foreign entries of a CSV `FILE` with the columns that faq.ReadForeign reads to the index")
	curve := fs.Bool("curve", false, "print how the search does once 0, 10, 25, 50 and 80 % of the messages are confirmed wordings of their entries, each asked only while it is none")
	compare := fs.String("compare", "", "show what changed since the report `REPORT.json` of an earlier eval -json")
	model := fs.Bool("llm", false, "ask the language model of MADOGUCHI_LLM_URL where the search is unsure, and show what that changes")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return usageError{"eval: name a file of labelled queries"}
	}
	if *model {
		return runEvalModel(ctx, docs, env, *distractors, rest, *asJSON)
	}
	if *curve {
		return runCurve(ctx, docs, env, *distractors, rest)
	}
	before, err := readReport(*compare)
	if err != nil {
		return err
	}
	r, err := evaluate(ctx, docs, env, *distractors, rest)
	if err != nil {
		return err
	}
	switch {
	case *asJSON:
		return json.NewEncoder(env.Stdout).Encode(r)
	case before != nil:
		return printChanges(env.Stdout, before, r)
	}
	return printReport(env.Stdout, r)
}

// measuringTime bounds a search that is measured: a busy machine must not end what has run for minutes.
const measuringTime = time.Minute

// material is what is measured: the queries of files, the documents, and how an index is built of them.
func material(ctx context.Context, docs documents, env environment, distractors string, files []string) ([]fit.LabelledQuery, []faq.Collection, search.Options, error) {
	queries, err := fit.ReadQueryFiles(files...)
	if err != nil {
		return nil, nil, search.Options{}, err
	}
	cs, err := docs.load(ctx, env)
	if err == nil {
		cs, err = addDistractors(cs, distractors)
	}
	if err != nil {
		return nil, nil, search.Options{}, err
	}
	opt, err := indexOptions(env)
	opt.Limit = measuringTime
	return queries, cs, opt, err
}

// runCurve prints the learning curve of the documents and queries.
func runCurve(ctx context.Context, docs documents, env environment, distractors string, files []string) error {
	queries, cs, opt, err := material(ctx, docs, env, distractors, files)
	if err != nil {
		return err
	}
	points, err := fit.Learn(ctx, cs, queries, opt)
	if err != nil {
		return err
	}
	return fit.PrintCurve(env.Stdout, points)
}

// evaluate runs the queries of files over the documents.
func evaluate(ctx context.Context, docs documents, env environment, distractors string, files []string) (*fit.Report, error) {
	queries, cs, opt, err := material(ctx, docs, env, distractors, files)
	if err != nil {
		return nil, err
	}
	ix, err := search.NewIndex(ctx, cs, opt)
	if err != nil {
		return nil, err
	}
	err = ix.Ranker().AwaitVectors(ctx, func(done, of int) { fmt.Fprintf(env.Stderr, "%d of %d entries have a vector\n", done, of) })
	if err != nil {
		return nil, err
	}
	cpu := processorTime()
	outcomes, err := fit.Run(ctx, ix, queries, progress(env.Stderr, len(queries)))
	if err != nil {
		return nil, err
	}
	cpu = processorTime() - cpu
	r := fit.Summarise(outcomes)
	r.Latency.CPU = float64(cpu.Microseconds()) / float64(2*max(len(queries), 1)) // a query is searched and decided
	return &r, nil
}

// progressEvery is how often a long run says how far it is.
const progressEvery = 2 * time.Second

// progress tells w now and then how many of n are done; nothing when it is over soon.
func progress(w io.Writer, n int) func(done int) {
	last := time.Now()
	return func(done int) {
		if now := time.Now(); now.Sub(last) >= progressEvery && done < n {
			last = now
			fmt.Fprintf(w, "%d of %d queries\n", done, n)
		}
	}
}

// processorTime is what this process has used of the processors so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func readReport(file string) (*fit.Report, error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the earlier report: %w", err)
	}
	var r fit.Report
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("read the earlier report %s: %w", file, err)
	}
	return &r, nil
}

// printChanges shows which queries rank or are decided otherwise than before, and the totals.
func printChanges(w io.Writer, before, after *fit.Report) error {
	for _, c := range fit.Changes(before.Outcomes, after.Outcomes) {
		fmt.Fprintf(w, "%-6s rank %d → %d  %s → %s  p %.2f → %.2f  %s\n", c.Kind, c.Before.Rank, c.After.Rank, c.Before.Verdict, c.After.Verdict, c.Before.P, c.After.P, c.After.Query)
	}
	row := func(name string, b, a fit.Figure) error {
		_, err := fmt.Fprintf(w, "%-34s %.3f → %.3f  (%+.3f)\n", name, b.Value, a.Value, a.Value-b.Value)
		return err
	}
	row("right entry first", before.R1, after.R1)
	row("in the first three", before.R3, after.R3)
	row("in the first five", before.R5, after.R5)
	row("answered directly", before.Coverage, after.Coverage)
	row("right of direct answers", before.Precision, after.Precision)
	row("near-misses answered", before.NearAnswer, after.NearAnswer)
	return row("actions recognised", before.Actions, after.Actions)
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
	foreign, err := fit.ReadForeign(f)
	if err != nil {
		return nil, fmt.Errorf("read distractors %s: %w", file, err)
	}
	return append(cs, foreign), nil
}

func printReport(w io.Writer, r *fit.Report) error {
	row := func(name string, f fit.Figure) {
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
	_, err := fmt.Fprintf(w, "latency mean %.0f µs, p50 %.0f, p99 %.0f; processor time %.0f µs\n", r.Latency.Mean, r.Latency.P50, r.Latency.P99, r.Latency.CPU)
	return err
}
