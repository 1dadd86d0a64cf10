package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"madoguchi/faq"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
	"madoguchi/faq/search/fitted"
)

// runFit finds the weights of the ranking, the forest of the confidence and the signs of the intents
// from labelled queries, and writes them as the files that the program carries. With the files of the source tree it gives the
// files of the source tree:
//
//	madoguchi fit -faq hanro=samples/hanro.txt -faq tsunagu=samples/tsunagu.txt \
//	    -distractors faq/testdata/foreign.csv -subjects faq/fit/testdata/subjects -write faq/search/fitted samples/*.jsonl
func runFit(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("fit", flag.ContinueOnError)
	var docs documents
	docs.flag(fs)
	distractors := fs.String("distractors", "", "fit on the index alone and among the foreign entries of a CSV `FILE`")
	subjects := fs.String("subjects", "", "fit on the sample FAQs of other subjects in `FOLDER`, too, and measure each by a fit without it")
	write := fs.String("write", "", "write weights.json, confidence.json and intents.tsv into `FOLDER` instead of printing the weights")
	folds := fs.Int("folds", 5, "measure on queries that were not fitted on, in `K` parts")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return usageError{"fit: name a file of labelled queries"}
	}
	if *folds < 2 {
		return usageError{"fit: -folds must be at least 2"}
	}
	queries, err := fit.ReadQueryFiles(rest...)
	if err != nil {
		return err
	}
	samples, err := gatherSamples(ctx, docs, env, *distractors, queries)
	if err != nil {
		return err
	}
	if err := heldOut(env.Stderr, samples, queries, *folds); err != nil {
		return err
	}
	if samples, err = addSubjects(ctx, env, *subjects, samples); err != nil {
		return err
	}
	w, confidence := fit.Fit(samples)
	w.Fitted = env.Now().Format("2006-01-02")
	w.Data = strings.Join(slices.DeleteFunc(append(rest, *distractors, *subjects), func(s string) bool { return s == "" }), ", ")
	weights, err := json.MarshalIndent(w, "", "\t")
	if err != nil {
		return fmt.Errorf("print the weights: %w", err)
	}
	weights = append(weights, '\n')
	if *write == "" {
		_, err = env.Stdout.Write(weights)
		return err
	}
	return writeFit(*write, weights, confidence, queries)
}

// addSubjects adds the samples of the subjects in a folder, and says how well a fit does on each without it.
func addSubjects(ctx context.Context, env environment, folder string, samples []fit.Sample) ([]fit.Sample, error) {
	if folder == "" {
		return samples, nil
	}
	opt, err := indexOptions(env)
	if err != nil {
		return nil, err
	}
	subjects, err := fit.ReadSubjects(ctx, folder)
	if err != nil {
		return nil, err
	}
	all := samples
	of := map[string][]fit.Sample{}
	var names []string
	for i := range subjects {
		s, err := subjects[i].Samples(ctx, opt)
		if err != nil {
			return nil, err
		}
		of[subjects[i].Name] = s
		names = append(names, subjects[i].Name)
		all = append(all, s...)
	}
	for _, m := range fit.LeaveOneOut(of, names, samples, fitted.Thresholds.Answer) {
		fmt.Fprintf(env.Stderr, "left out %-8s right first %.3f, in three %.3f, in five %.3f; answered %.3f, right of those %.3f; near-misses answered %.3f  n=%d\n",
			m.Name+":", m.R1, m.R3, m.R5, m.Direct, m.Right, m.Near, m.N)
	}
	return all, nil
}

// heldOut says how well a fit does on queries that it has not seen.
func heldOut(w io.Writer, samples []fit.Sample, queries []fit.LabelledQuery, folds int) error {
	fmt.Fprintf(w, "fitting on %d queries, %d times with a part held out first; this takes a minute\n", len(queries), folds)
	for _, f := range fit.CrossValidate(samples, folds) {
		fmt.Fprintf(w, "held out: right first %.3f, AUROC %.3f, log loss %.3f  n=%d\n", f.R1, f.AUROC, f.LogLoss, f.N)
	}
	known, mistaken, err := fit.CrossValidateIntents(queries, folds)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "held out: actions known %.3f, others taken for one %.3f  n=%d\n", known, mistaken, len(queries))
	return nil
}

// writeFit writes what was fitted as the files that the program carries.
func writeFit(folder string, weights []byte, confidence fit.Confidence, queries []fit.LabelledQuery) error {
	intents, err := fit.Intents(queries)
	if err != nil {
		return err
	}
	trees, err := confidence.MarshalText()
	if err != nil {
		return fmt.Errorf("print the confidence: %w", err)
	}
	for name, b := range map[string][]byte{"weights.json": weights, "confidence.json": trees, "intents.tsv": []byte(intents)} {
		if err := os.WriteFile(filepath.Join(folder, name), b, 0o644); err != nil {
			return fmt.Errorf("write what was fitted: %w", err)
		}
	}
	return nil
}

// gatherSamples reads the queries over the index alone and, where there are distractors, among them.
func gatherSamples(ctx context.Context, docs documents, env environment, distractors string, queries []fit.LabelledQuery) ([]fit.Sample, error) {
	opt, err := indexOptions(env)
	if err != nil {
		return nil, err
	}
	alone, err := docs.load(ctx, env)
	if err != nil {
		return nil, err
	}
	grown, err := addDistractors(alone, distractors)
	if err != nil {
		return nil, err
	}
	sets := [][]faq.Collection{alone}
	if distractors != "" {
		sets = append(sets, grown)
	}
	var samples []fit.Sample
	for _, cs := range sets {
		ix, err := search.NewIndex(ctx, cs, opt)
		if err != nil {
			return nil, err
		}
		s, err := fit.Samples(ctx, ix, queries)
		if err != nil {
			return nil, err
		}
		samples = append(samples, s...)
	}
	return samples, nil
}
