package postgres_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/learn"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// TestJudged follows what members press, and what staff decide, to what is known of the first entries.
func TestJudged(t *testing.T) {
	t.Parallel()
	now := base
	s := openURL(t, postgrestest.URL(t), postgres.Options{Now: func() time.Time { return now }})
	a := &asker{t: t, s: s}
	// says is a member's turn, after which the FAQ's part is written down.
	says := func(who string, all ...turn.Answered) {
		t.Helper()
		for _, answered := range all {
			a.n++
			from := chat.Address{Channel: chat.Web, ID: who}
			accept(t, s, wrote(from, a.n, answered.Query))
			runTurn(t, s, from, func(tn *turn.Turn) { tn.Answered = append(tn.Answered, answered) })
		}
	}
	const q = "会費 いくら"
	answer := turn.Answered{Query: q, Verdict: "answer", Ref: "f/1", P: .8}
	offer := turn.Answered{Query: q, Verdict: "suggest", Ref: "f/1", P: .6}
	chose := func(ref string) turn.Answered { return turn.Answered{Query: q, Verdict: "chosen", Ref: ref} }
	press := func(ref string, p float64, useful string) turn.Answered {
		return turn.Answered{Query: q, Verdict: "feedback", Ref: ref, P: p, Useful: useful}
	}
	since := base.Add(-time.Hour)
	check := func(what string, want ...learn.Judged) {
		t.Helper()
		got, err := s.Judged(t.Context(), since)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(got, func(a, b learn.Judged) int { return cmp.Compare(a.P, b.P) })
		same(t, what, append([]learn.Judged(nil), got...), want)
	}
	check("nothing")
	says("w1", answer) // says nothing of it
	says("w2", answer, press("f/1", .8, "yes"))
	says("w3", answer, press("f/1", .9, "yes"), press("f/1", .9, "no")) // the last word counts
	says("w4", offer, chose("f/1"))                                     // says nothing of it
	all := []learn.Judged{{P: .8, Right: true, Direct: true}, {P: .9, Direct: true}}
	check("direct answers", all...)

	for i, c := range []struct{ chosen, useful string }{{"f/1", "yes"}, {"f/1", "no"}, {"f/2", "yes"}, {"f/2", "no"}} {
		offer.P = .61 + float64(i)/100
		says("p"+c.chosen+c.useful, offer, chose(c.chosen), press(c.chosen, 0, c.useful))
	}
	all = append([]learn.Judged{{P: .61, Right: true}, {P: .62}, {P: .63}}, all...)
	check("what was chosen, and another entry that did not help left out", all...)

	says("w5", turn.Answered{Query: q, Verdict: "answer", Ref: "g/1", P: .95}, turn.Answered{Query: q, Verdict: "chosen", Ref: "f/1", P: .95}, press("f/1", .95, "yes"))
	check("the other programme's entry, which the member asked for, is no direct answer", all...)

	offer.P = .55
	says("w6", offer)
	a.asks("w6", turn.Unanswered{Wording: q, How: turn.EndedHandoff})
	groups := a.grouped(learn.NewGroups(letters))
	by := audit.Record{Kind: audit.Staff, Via: audit.ViaDesk, Act: audit.QuestionDecided}
	if err := s.DecideGroup(t.Context(), groups[0].ID, learn.IsAlias, "f/1", by); err != nil {
		t.Fatal(err)
	}
	all = append([]learn.Judged{{P: .55, Right: true}}, all...)
	check("what staff have confirmed", all...)
	if err := s.DecideGroup(t.Context(), groups[0].ID, learn.IsAlias, "f/2", by); err != nil {
		t.Fatal(err)
	}
	all[0].Right = false
	check("what staff have given to another entry", all...)

	since = base.Add(24 * time.Hour)
	check("too old")
}
