package main

import (
	"fmt"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
)

// BenchmarkEffect tries a change with 1,000 questions over 1,000 entries, as the page of a draft does once the
// questions have been asked of the FAQ as it is.
func BenchmarkEffect(b *testing.B) {
	cs := faqtest.Samples(b)
	base, more := faqtest.Foreign(b), faq.Collection{ID: fit.Foreign}
	for i := range 970 {
		e := base.Entries[i%len(base.Entries)]
		e.Order, e.Question = i+1, fmt.Sprintf("%s（%d号）", e.Question, i)
		more.Entries = append(more.Entries, e)
	}
	cs = append(cs, more)
	now, err := search.NewIndex(b.Context(), cs, search.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var questions []savedQuestion
	for _, q := range faqtest.Queries(b) {
		if len(questions) < 1000 {
			questions = append(questions, savedQuestion{text: q.Query})
		}
	}
	is := map[string]edition.Outcome{}
	if _, err := compareEffect(b.Context(), now, now, questions, is); err != nil {
		b.Fatal(err)
	}
	changed := cs[0]
	changed.Entries = append([]faq.Entry{}, changed.Entries...)
	changed.Entries[0].Answer = []faq.Block{{Type: faq.Paragraph, Text: "受付でお貸しします。"}}
	for b.Loop() {
		then, err := search.NewIndex(b.Context(), append([]faq.Collection{changed}, cs[1:]...), search.Options{})
		if err != nil {
			b.Fatal(err)
		}
		effect, err := compareEffect(b.Context(), now, then, questions, is)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(effect.Asked), "asked")
		b.ReportMetric(float64(effect.Skipped), "skipped")
	}
}
