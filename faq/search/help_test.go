package search_test

import (
	"cmp"
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/search"
)

// newIndex gives searches a minute unless the options say otherwise: the machine is busy with other tests.
func newIndex(t testing.TB, cs []faq.Collection, opt search.Options) *search.Index {
	t.Helper()
	opt.Limit = cmp.Or(opt.Limit, time.Minute)
	ix, err := search.NewIndex(t.Context(), cs, opt)
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

func sampleIndex(t testing.TB) *search.Index {
	return newIndex(t, faqtest.Samples(t), search.Options{})
}

func decide(t testing.TB, ix *search.Index, query string, scope faq.Scope) faq.Decision {
	t.Helper()
	d, err := ix.Decide(t.Context(), query, scope)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func firstRef(t testing.TB, ix *search.Index, query string) string {
	t.Helper()
	hits, err := ix.Search(t.Context(), query, 1, faq.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) == 0 {
		return ""
	}
	return hits[0].Entry.Ref()
}
