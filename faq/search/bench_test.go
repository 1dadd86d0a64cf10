package search_test

import (
	"context"
	"fmt"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
)

// grown is the samples with foreign entries, repeated under new words, up to n entries.
func grown(tb testing.TB, n int) []faq.Collection {
	cs := faqtest.Samples(tb)
	if n <= 30 {
		return cs
	}
	base := faqtest.Foreign(tb)
	c := faq.Collection{ID: fit.Foreign}
	for len(c.Entries) < n-30 {
		i := len(c.Entries)
		e := base.Entries[i%len(base.Entries)]
		e.Order = i + 1
		e.Question = fmt.Sprintf("%s（%d号）", e.Question, i)
		c.Entries = append(c.Entries, e)
	}
	return append(cs, c)
}

func BenchmarkSearch(b *testing.B) {
	queries := faqtest.Queries(b)
	for _, n := range []int{30, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			ix := newIndex(b, grown(b, n), search.Options{})
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if _, err := ix.Search(context.Background(), queries[i%len(queries)].Query, 5, faq.Scope{}); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}

func BenchmarkNewIndex(b *testing.B) {
	for _, n := range []int{30, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			cs := grown(b, n)
			b.ReportAllocs()
			for b.Loop() {
				newIndex(b, cs, search.Options{})
			}
		})
	}
}

// BenchmarkDecide is a search with what is made of it: the intent, and the parts of long messages.
func BenchmarkDecide(b *testing.B) {
	queries := faqtest.Queries(b)
	for _, n := range []int{30, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			ix := newIndex(b, grown(b, n), search.Options{})
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if _, err := ix.Decide(context.Background(), queries[i%len(queries)].Query, faq.Scope{}); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}
