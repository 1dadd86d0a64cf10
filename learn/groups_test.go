package learn_test

import (
	"path/filepath"
	"slices"
	"testing"

	"madoguchi/faq/fit"
	"madoguchi/faq/search"
	"madoguchi/learn"
)

// terms is what a question says, as serve reads it.
func terms(t testing.TB) func(string) []learn.Term {
	return func(text string) []learn.Term {
		found, err := search.Terms(text)
		if err != nil {
			t.Fatal(err)
		}
		out := make([]learn.Term, len(found))
		for i, f := range found {
			out[i] = learn.Term(f)
		}
		return out
	}
}

// place puts questions to groups and gives each one's group.
func place(t testing.TB, questions []string) []int64 {
	g := learn.NewGroups(terms(t))
	out := make([]int64, len(questions))
	for i, q := range questions {
		id, said := g.Find("", q)
		if id == 0 {
			id = int64(i + 1)
			g.Add(id, "", q, said)
		}
		out[i] = id
	}
	return out
}

// TestGroups shows what is one question and what is not.
func TestGroups(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		one  bool
	}{
		{"インボイスの登録番号を教えてください", "インボイスの登録番号は？", true},
		{"インボイスの登録番号を教えてください", "適格請求書の登録番号を知りたいです", true},
		{"駐車場はありますか", "駐車場ありますか？", true},
		{"領収書はもらえますか", "領収書を発行してほしい", true},
		{"会費はいくらですか", "会費はいつ引き落とされますか", false},
		{"インボイスの登録番号を教えてください", "会員番号を教えてください", false},
		{"退会したい", "入会したい", false},
		{"申込の締切はいつですか", "報告書の締切はいつですか", false},
		{"はい", "いいえ", false},
	} {
		got := place(t, []string{tc.a, tc.b})
		if one := got[0] == got[1]; one != tc.one {
			t.Errorf("%q and %q: one question: %v, want %v (%v, %v)", tc.a, tc.b, one, tc.one, terms(t)(tc.a), terms(t)(tc.b))
		}
	}
}

// TestLikeness holds the figures that Alike was chosen by: over the messages of each labelled set, how many
// of those that stand in one group have an entry in common, and how many groups they make.
func TestLikeness(t *testing.T) {
	files, err := filepath.Glob("../faq/fit/testdata/subjects/*/messages.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no labelled messages: %v", err)
	}
	pairs, right, messages, groups := 0, 0, 0, 0
	for _, file := range append(files, "../samples/queries.jsonl") {
		queries, err := fit.ReadQueryFiles(file)
		if err != nil {
			t.Fatal(err)
		}
		queries = slices.DeleteFunc(queries, func(q fit.LabelledQuery) bool { return q.Want != fit.WantAnswer })
		var asked []string
		for _, q := range queries {
			asked = append(asked, q.Query)
		}
		ids := place(t, asked)
		for i := range ids {
			for j := range i {
				if ids[i] != ids[j] {
					continue
				}
				pairs++
				if slices.ContainsFunc(queries[i].Targets, func(r string) bool { return slices.Contains(queries[j].Targets, r) }) {
					right++
				} else {
					t.Logf("%q | %q", asked[i], asked[j])
				}
			}
		}
		messages += len(ids)
		slices.Sort(ids)
		groups += len(slices.Compact(ids))
	}
	t.Logf("%d messages make %d groups; of %d pairs in one group %d have an entry in common", messages, groups, pairs, right)
	if float64(right) < .88*float64(pairs) || pairs < 100 {
		t.Errorf("of %d pairs in one group %d have an entry in common; want at least .88 of 100", pairs, right)
	}
}
