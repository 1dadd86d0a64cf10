package facts

import (
	"context"
	"testing"
	"time"

	"madoguchi/faq"
	"madoguchi/office"
)

// near is an index whose entries are as near to any query as they say.
type near struct {
	faq.Index
	hits []faq.Hit
}

func (n near) Search(context.Context, string, int, faq.Scope) ([]faq.Hit, error) { return n.hits, nil }
func (n near) Collections() []faq.Collection                                     { return nil }

// TestFindNothingNear: what is far from the question is not shown as an answer to it.
func TestFindNothingNear(t *testing.T) {
	hit := func(p float64) faq.Hit {
		return faq.Hit{Entry: &faq.Entry{Question: "領収書はもらえますか？"}, P: p}
	}
	for want, hits := range map[int][]faq.Hit{0: {hit(.09), hit(.01)}, 1: {hit(.4), hit(.02)}, 2: {hit(.9), hit(.1)}} {
		library := &faq.Library{}
		library.Replace(near{hits: hits})
		f := New(library, office.Default(), time.Now)
		got, err := f.Find(t.Context(), "量子", 3)
		if err != nil || len(got) != want {
			t.Errorf("%d answers (%v), want %d", len(got), err, want)
		}
	}
}
