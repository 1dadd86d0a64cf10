package fit_test

import (
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/faq/search"
)

func newIndex(t testing.TB, cs []faq.Collection) *search.Index {
	t.Helper()
	ix, err := search.NewIndex(t.Context(), cs, search.Options{Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return ix
}
