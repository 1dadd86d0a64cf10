package main

import (
	"context"
	"fmt"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/search"
	"madoguchi/postgres"
)

// A movedAnswer is a member's question that would be answered otherwise.
type movedAnswer struct {
	Query  string `json:"query"`
	Before string `json:"before"` // what it is answered with: an entry's question, or what else is done
	After  string `json:"after"`
}

const (
	// Of what members have asked, the latest are tried: more than these say nothing new.
	mostTried = 200
	// A preview is looked at by a person who waits.
	tryTime = 5 * time.Second
)

// movedAnswers tries the questions of members on the FAQ as it is served, and as it would be.
func movedAnswers(ctx context.Context, env environment, store *postgres.Store, after []faq.Collection) ([]movedAnswer, error) {
	questions, err := store.Questions(ctx, mostTried)
	if err != nil || len(questions) == 0 {
		return nil, err
	}
	before, _, err := store.LoadCollections(ctx)
	if err != nil || len(before) == 0 || len(after) == 0 {
		return nil, err
	}
	off, _, err := officeInForce(env)
	if err != nil {
		return nil, err
	}
	opt, err := indexOptions(env)
	if err != nil {
		return nil, err
	}
	var indexes [2]faq.Index
	for i, cs := range [][]faq.Collection{before, after} {
		if indexes[i], err = search.NewIndex(ctx, withNames(cs, off), opt); err != nil {
			return nil, fmt.Errorf("index the FAQ for a trial: %w", err)
		}
	}
	return compareAnswers(ctx, indexes[0], indexes[1], questions)
}

// compareAnswers asks two indexes the same, for as long as a person would wait.
func compareAnswers(ctx context.Context, before, after faq.Index, questions []string) ([]movedAnswer, error) {
	var moved []movedAnswer
	began := time.Now()
	for _, q := range questions {
		if time.Since(began) > tryTime {
			break
		}
		was, err := answerOf(ctx, before, q)
		if err != nil {
			return nil, err
		}
		is, err := answerOf(ctx, after, q)
		if err != nil {
			return nil, err
		}
		switch {
		case was.key == is.key:
		case was.text == is.text:
			moved = append(moved, movedAnswer{Query: q, Before: was.text, After: say("terminal.import.same_entry")})
		default:
			moved = append(moved, movedAnswer{Query: q, Before: was.text, After: is.text})
		}
	}
	return moved, nil
}

// A tried is what a question is answered with.
type tried struct{ key, text string }

func answerOf(ctx context.Context, ix faq.Index, question string) (tried, error) {
	d, err := ix.Decide(ctx, question, faq.Scope{})
	if err != nil {
		return tried{}, fmt.Errorf("try a question: %w", err)
	}
	switch {
	case d.Verdict == faq.Answer && len(d.Hits) > 0:
		e := d.Hits[0].Entry
		return tried{e.Ref() + "\n" + e.AnswerText(), e.Ref() + " " + e.Question}, nil
	case d.Verdict == faq.Suggest && len(d.Hits) > 0:
		e := d.Hits[0].Entry
		return tried{"suggest " + e.Ref(), say("terminal.import.suggests", "ref", e.Ref(), "question", e.Question)}, nil
	case d.Verdict == faq.Choices:
		return tried{"choices", say("console.verdict.choices")}, nil
	case d.Verdict == faq.Form:
		return tried{"form " + d.Form, say("terminal.import.form")}, nil
	}
	return tried{"handoff", say("console.verdict.handoff")}, nil
}
