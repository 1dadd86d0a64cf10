package search_test

import (
	"fmt"
	"math"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/search"
)

// A change of the samples among many other entries.
var changes = []struct {
	name   string
	change func(cs []faq.Collection) faq.Entry
}{
	{"answer", func(cs []faq.Collection) faq.Entry {
		e := cs[0].Entries[0]
		e.Answer = []faq.Block{{Type: faq.Paragraph, Text: "雨の日は受付で傘をお貸しします。モンブラン山頂でもお使いになれます。"}}
		return e
	}},
	{"question", func(cs []faq.Collection) faq.Entry {
		e := cs[0].Entries[1]
		e.Question, e.Aliases = "会場に駐輪場はありますか", nil
		return e
	}},
	{"wordings", func(cs []faq.Collection) faq.Entry {
		e := cs[0].Entries[2]
		e.Aliases = append([]string{"傘は貸してもらえますか", "領収書はもらえますか"}, e.Aliases...)
		return e
	}},
	{"new", func(cs []faq.Collection) faq.Entry {
		return faq.Entry{Collection: cs[0].ID, Order: 999, Question: "傘は借りられますか", Aliases: []string{"雨具ある？"}, Answer: []faq.Block{{Type: faq.Paragraph, Text: "受付でお貸しします。"}}}
	}},
}

// changed are the collections with an entry changed or added, as a publication makes them.
func changed(cs []faq.Collection, e faq.Entry) []faq.Collection {
	out := append([]faq.Collection{}, cs...)
	for i := range out {
		if out[i].ID != e.Collection {
			continue
		}
		out[i].Entries = append([]faq.Entry{}, out[i].Entries...)
		for j := range out[i].Entries {
			if out[i].Entries[j].Order == e.Order {
				out[i].Entries[j] = e
				return out
			}
		}
		out[i].Entries = append(out[i].Entries, e)
	}
	return out
}

// TestWith: an index on which a change is tried decides as one that is built anew with the change, and the one in service
// goes on as it was.
func TestWith(t *testing.T) {
	t.Parallel()
	cs := grown(t, 1000)
	ix := newIndex(t, cs, search.Options{})
	var asked []string
	for i, q := range faqtest.Queries(t) {
		if i%5 == 0 {
			asked = append(asked, q.Query)
		}
	}
	asked = append(asked, "傘は借りられますか", "傘ある？", "駐輪場はどこですか", "モンブランでも使える？", "雨具ある？", "領収書はもらえますか")
	before := decisions(t, ix, asked)
	for _, c := range changes {
		e := c.change(cs)
		tried, err := ix.With(t.Context(), []faq.Entry{e})
		if err != nil {
			t.Fatal(err)
		}
		got, want := decisions(t, tried, asked), decisions(t, newIndex(t, changed(cs, e), search.Options{}), asked)
		moved := 0
		for i := range asked {
			if got[i].what != want[i].what || math.Abs(got[i].p-want[i].p) > .06 { // trees jump where a feature's third digit differs
				t.Errorf("%s: %q is %v on the changed index, %v on a new one", c.name, asked[i], got[i], want[i])
			}
			if got[i].what != before[i].what {
				moved++
			}
		}
		if moved == 0 {
			t.Errorf("%s: the change moves nothing", c.name)
		}
		if stored, ok := tried.Entry(e.Ref()); !ok || stored.Question != e.Question || stored.AnswerText() != e.AnswerText() {
			t.Errorf("%s: the changed index has %v", c.name, stored)
		}
	}
	for i, d := range decisions(t, ix, asked) {
		if d != before[i] {
			t.Errorf("a trial has changed the index in service: %q is %v, was %v", asked[i], d, before[i])
		}
	}
	if _, err := ix.With(t.Context(), []faq.Entry{{Collection: "none", Order: 1}}); err == nil {
		t.Error("an entry of no collection is entered")
	}
}

type decision struct {
	what string
	p    float64
}

// decisions are what an index does with messages: the verdict, and the first entry where it names one.
func decisions(t *testing.T, ix faq.Index, asked []string) []decision {
	t.Helper()
	var out []decision
	for _, q := range asked {
		d, err := ix.Decide(t.Context(), q, faq.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		one := decision{what: fmt.Sprint(d.Verdict)}
		if len(d.Hits) > 0 && (d.Verdict == faq.Answer || d.Verdict == faq.Suggest) {
			one.what += " " + d.Hits[0].Entry.Ref()
			one.p = d.Hits[0].P
		}
		out = append(out, one)
	}
	return out
}

// BenchmarkWith tries a change of an entry.
func BenchmarkWith(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			cs := grown(b, n)
			ix := newIndex(b, cs, search.Options{})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ix.With(b.Context(), []faq.Entry{changes[0].change(cs)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
