package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"madoguchi/faq/choose"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
)

// A modelReport is what a language model changes.
type modelReport struct {
	Without *fit.Report    `json:"without"`
	With    *fit.Report    `json:"with"`
	Asked   int            `json:"asked"`    // messages
	Ended   map[string]int `json:"outcomes"` // how that ended
}

// runEvalModel measures the search alone, and with the language model that is configured.
func runEvalModel(ctx context.Context, docs documents, env environment, distractors string, files []string, asJSON bool) error {
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	client := c.LLM.client()
	if client == nil {
		return usageError{"eval: -llm wants MADOGUCHI_LLM_URL and MADOGUCHI_LLM_MODEL"}
	}
	queries, cs, opt, err := material(ctx, docs, env, distractors, files)
	if err != nil {
		return err
	}
	ix, err := search.NewIndex(ctx, cs, opt)
	if err != nil {
		return err
	}
	r, err := compareModel(ctx, ix, client, queries, env)
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(env.Stdout).Encode(r)
	}
	return r.print(env)
}

func compareModel(ctx context.Context, ix *search.Index, m choose.Model, queries []fit.LabelledQuery, env environment) (*modelReport, error) {
	alone, err := fit.Run(ctx, ix, queries, nil)
	if err != nil {
		return nil, err
	}
	asking := &choose.Index{Index: ix, Model: m}
	helped, err := fit.Run(ctx, asking, queries, progress(env.Stderr, len(queries)))
	if err != nil {
		return nil, err
	}
	without, with := fit.Summarise(alone), fit.Summarise(helped)
	r := &modelReport{Without: &without, With: &with, Ended: map[string]int{}}
	asked, ended := asking.Outcomes()
	r.Asked = asked
	for outcome, n := range ended {
		r.Ended[string(outcome)] = n
	}
	return r, nil
}

func (r *modelReport) print(env environment) error {
	if err := printChanges(env.Stdout, r.Without, r.With); err != nil {
		return err
	}
	row := func(name string, b, a fit.Figure) {
		fmt.Fprintf(env.Stdout, "%-34s %.3f → %.3f  (%+.3f)\n", name, b.Value, a.Value, a.Value-b.Value)
	}
	row("suggestion holds the right entry", r.Without.Suggested, r.With.Suggested)
	row("unrelated answered", r.Without.FarAnswer, r.With.FarAnswer)
	fmt.Fprintf(env.Stdout, "the model was asked about %d of %d messages", r.Asked, r.With.Queries)
	for _, outcome := range slices.Sorted(maps.Keys(r.Ended)) {
		fmt.Fprintf(env.Stdout, "; %s %d", outcome, r.Ended[outcome])
	}
	_, err := fmt.Fprintln(env.Stdout)
	return err
}
