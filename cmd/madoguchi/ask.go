package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"time"

	"madoguchi/faq"
)

// askLine is the answer to one query of ask -json.
type askLine struct {
	Query    string      `json:"query"`
	Decision faq.Verdict `json:"decision"`
	Form     string      `json:"form"`
	Hits     []askHit    `json:"hits"`
	P        float64     `json:"p"`
	Took     int64       `json:"took_us"`
	Human    bool        `json:"human,omitempty"`
	Choices  []string    `json:"choices,omitempty"`
	Parts    []askLine   `json:"parts,omitempty"`
	Reason   string      `json:"reason,omitempty"`
}

type askHit struct {
	Ref      string  `json:"ref"`
	Question string  `json:"question"`
	Score    float64 `json:"score"`
	P        float64 `json:"p"`
}

func newAskLine(d *faq.Decision, took time.Duration) askLine {
	l := askLine{Query: d.Query, Decision: d.Verdict, Form: d.Form, Hits: []askHit{}, P: d.P,
		Took: took.Microseconds(), Human: d.Human, Choices: d.Programmes, Reason: d.Reason}
	for _, h := range d.Hits {
		l.Hits = append(l.Hits, askHit{h.Entry.Ref(), h.Entry.Question, h.Score, h.P})
	}
	for i := range d.Parts {
		l.Parts = append(l.Parts, newAskLine(&d.Parts[i], 0))
	}
	return l
}

// runAsk shows what the bot decides for messages, each without anything said before it.
func runAsk(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("ask", flag.ContinueOnError)
	var docs documents
	docs.flag(fs)
	at := fs.String("at", "", "the moment of the message, `RFC3339`; the clock when empty")
	asJSON := fs.Bool("json", false, "print one JSON object a query")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if _, err := clockAt(*at, env); err != nil {
		return err
	}
	if len(rest) == 0 {
		return usageError{"ask: give a query, or - to read queries from standard input"}
	}
	ix, err := docs.index(ctx, env)
	if err != nil {
		return err
	}
	return eachQuery(rest, env, func(query string) error {
		began := time.Now()
		d, err := ix.Decide(ctx, query, faq.Scope{})
		if err != nil {
			return err
		}
		line := newAskLine(&d, time.Since(began))
		if *asJSON || rest[0] == "-" {
			return json.NewEncoder(env.Stdout).Encode(line)
		}
		fmt.Fprintf(env.Stdout, "%s %s p=%.3f (%s)\n", line.Decision, line.Form, line.P, line.Reason)
		for _, h := range line.Hits {
			fmt.Fprintf(env.Stdout, "%6.3f  %-12s %s\n", h.P, h.Ref, h.Question)
		}
		return nil
	})
}
