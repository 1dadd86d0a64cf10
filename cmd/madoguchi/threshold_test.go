package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/search"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// pressed writes down that members pressed something below direct answers.
func pressed(t *testing.T, store *postgres.Store, member string, p float64, n int, useful string) {
	t.Helper()
	from := chat.Address{Channel: chat.Web, ID: member}
	lanes, err := store.Accept(t.Context(), []chat.Event{{ID: member, Kind: chat.Text, From: from, At: time.Now(), Text: "…", MessageID: member}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Turn(t.Context(), lanes[0], func(_ context.Context, tn *turn.Turn) error {
		for i := range n {
			tn.Answered = append(tn.Answered, turn.Answered{Query: fmt.Sprint(useful, i), Verdict: "feedback", Ref: "hanro/1", P: p, Useful: useful})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestThresholdFollowsTheOffice holds that a process answers from the threshold on that the judgements in the
// database give: at its start, as the desk shows, and in the index that is in service an hour later.
func TestThresholdFollowsTheOffice(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	store, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	ix, err := search.NewIndex(t.Context(), faqtest.Samples(t), search.Options{Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	const query = "領収書は発行してもらえますか"
	s := &server{env: environment{Now: time.Now}, log: newLog(environment{Getenv: func(string) string { return "" }, Stderr: t.Output()}), db: &database{store: store}, library: faq.OpenLibrary()}
	s.library.Replace(s.answering(ix))
	decided := func() faq.Decision {
		t.Helper()
		d, err := s.library.Current().Decide(t.Context(), query, faq.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	before := decided()
	if before.Verdict != faq.Answer || before.P < .78 || before.P >= .95 {
		t.Fatalf("%q: %s (P %.2f); the test wants an answer below .95", query, before.Verdict, before.P)
	}
	pressed(t, store, "w1", .94, 30, "no")
	if err := s.followThreshold(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := decided(); d.Verdict != faq.Suggest || s.threshold().Answer != .95 {
		t.Errorf("after 30 wrong answers: %s from %.2f on, want it suggested", d.Verdict, s.threshold().Answer)
	}

	w := openTown(t, url, "MADOGUCHI_OFFICE="+lifeOffice(t))
	holds(t, "the desk", w.desk("/desk/status"), "0.95 以上（まちがった答えが多かったため、初期値の 0.78 から上げています）")
}
