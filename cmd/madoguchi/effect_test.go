package main

import (
	"context"
	"fmt"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
)

// BenchmarkEffect tries changes with 1,000 questions over many entries, each another one, as the page of a draft does that
// is edited again and again: first, with the questions not asked yet of the FAQ as it is, and later.
func BenchmarkEffect(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		now, err := search.NewIndex(b.Context(), largeFAQ(b, n), search.Options{})
		if err != nil {
			b.Fatal(err)
		}
		s := &server{library: faq.OpenLibrary()}
		b.Run(fmt.Sprintf("first/%d", n), func(b *testing.B) { benchmarkEffect(b, s, now, false) })
		b.Run(fmt.Sprintf("again/%d", n), func(b *testing.B) { benchmarkEffect(b, s, now, true) })
	}
}

// largeFAQ is the samples among foreign entries.
func largeFAQ(b testing.TB, n int) []faq.Collection {
	cs := faqtest.Samples(b)
	base, more := faqtest.Foreign(b), faq.Collection{ID: fit.Foreign}
	for i := range n - 30 {
		e := base.Entries[i%len(base.Entries)]
		e.Order, e.Question = i+1, fmt.Sprintf("%s（%d号）", e.Question, i)
		more.Entries = append(more.Entries, e)
	}
	return append(cs, more)
}

func benchmarkEffect(b *testing.B, s *server, now faq.Index, known bool) {
	var questions []savedQuestion
	for _, q := range faqtest.Queries(b) {
		if len(questions) < 1000 {
			questions = append(questions, savedQuestion{text: q.Query})
		}
	}
	all, changed := &tries{of: now, is: map[string]answered{}}, now.Collections()[0].Entries[0]
	if known {
		tryEffect(b, s, all, &changed, questions)
	}
	i, began := 0, processorTime()
	for b.Loop() {
		if i++; !known {
			all.is = map[string]answered{}
		}
		changed.Answer = []faq.Block{{Type: faq.Paragraph, Text: fmt.Sprintf("受付で%d本お貸しします。", i)}}
		effect := tryEffect(b, s, all, &changed, questions)
		b.ReportMetric(float64(effect.Asked), "asked")
		b.ReportMetric(float64(effect.Skipped), "skipped")
	}
	b.ReportMetric((processorTime()-began).Seconds()*1000/float64(i), "cpu-ms/op")
}

func tryEffect(b *testing.B, s *server, all *tries, e *faq.Entry, questions []savedQuestion) edition.Effect {
	t := &trial{done: make(chan struct{}), effect: edition.Effect{Left: len(questions)}}
	then, err := s.changedIndex(b.Context(), all.of, e)
	if err == nil {
		err = t.compare(context.Background(), all, then, questions, false)
	}
	if err != nil {
		b.Fatal(err)
	}
	effect, err := t.sofar()
	if err != nil {
		b.Fatal(err)
	}
	return effect
}
