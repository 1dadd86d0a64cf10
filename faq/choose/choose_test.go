package choose_test

import (
	"strings"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/choose"
	"madoguchi/llm"
)

// entries are of one collection, with the probabilities given.
func entries(ps ...float64) []faq.Hit {
	var hits []faq.Hit
	for i, p := range ps {
		hits = append(hits, faq.Hit{P: p, Entry: &faq.Entry{
			Collection: "a", Order: i + 1, Question: "質問", Answer: []faq.Block{{Type: faq.Paragraph, Text: strings.Repeat("答", 300)}}, Form: faq.FormConsultation,
		}})
	}
	return hits
}

func unsure(ps ...float64) faq.Decision {
	return faq.Decision{Query: "株式会社ミナトの木村です。例のあれは090-1111-2222に来ますか", Verdict: faq.Suggest, Reason: "unsure", P: ps[0], Hits: entries(ps...)}
}

func TestQuestion(t *testing.T) {
	d := unsure(.5, .2, .01)
	q, ok := choose.Question(&d)
	if !ok || len(q.Candidates) != 2 || q.Candidates[1].ID != "a/2" {
		t.Fatalf("asks %+v, %v", q, ok)
	}
	if strings.Contains(q.Text, "ミナト") || strings.Contains(q.Text, "木村") || strings.Contains(q.Text, "1111") || !strings.Contains(q.Text, "例のあれ") {
		t.Errorf("what would leave the house: %q", q.Text)
	}
	if n := len([]rune(q.Candidates[0].Answer)); n != 120 {
		t.Errorf("%d characters of an answer", n)
	}
	for name, change := range map[string]func(*faq.Decision){
		"a sure answer":            func(d *faq.Decision) { d.Verdict, d.Reason = faq.Answer, "confident" },
		"an act":                   func(d *faq.Decision) { d.Act = true },
		"a wish for a person":      func(d *faq.Decision) { d.Human = true },
		"several questions":        func(d *faq.Decision) { d.Parts = []faq.Decision{{}, {}} },
		"which programme":          func(d *faq.Decision) { d.Verdict, d.Reason = faq.Choices, "programmes_differ" },
		"a fact that is not held":  func(d *faq.Decision) { d.Reason = "fact_not_held" },
		"nothing is wanted":        func(d *faq.Decision) { d.Reason = "not_wanted" },
		"more told of a matter":    func(d *faq.Decision) { d.Verdict, d.Reason = faq.Handoff, "tells_more" },
		"nothing near":             func(d *faq.Decision) { d.Hits = entries(.01, .01) },
		"nothing found":            func(d *faq.Decision) { d.Hits = nil },
		"only who writes":          func(d *faq.Decision) { d.Query = "株式会社ミナトの木村です。" },
		"asked of a model already": func(d *faq.Decision) { d.Reason = choose.First },
	} {
		d := unsure(.5, .2)
		change(&d)
		if q, ok := choose.Question(&d); ok {
			t.Errorf("%s: a model would be asked %+v", name, q)
		}
	}
}

func TestApply(t *testing.T) {
	for _, tt := range []struct {
		name    string
		d       faq.Decision
		choice  string
		verdict faq.Verdict
		first   string
		reason  string
	}{
		{"the first, at the floor", unsure(choose.Floor, .1), "a/1", faq.Answer, "a/1", choose.Chosen},
		{"another one, at the floor", unsure(.65, choose.Floor), "a/2", faq.Answer, "a/2", choose.Chosen},
		{"below the floor", unsure(.5, choose.Floor-.01), "a/2", faq.Suggest, "a/2", choose.First},
		{"what is hardly near", unsure(.5, .02), "a/2", faq.Suggest, "a/1", "unsure"},
		{"one that was not found", unsure(.5, .2), "b/9", faq.Suggest, "a/1", "unsure"},
		{"no word", unsure(.5, .2), "", faq.Suggest, "a/1", "unsure"},
		{"none of weak ones", unsure(choose.Weak-.01, .1), llm.None, faq.Handoff, "a/1", choose.NoneOf},
		{"none of better ones", unsure(choose.Weak, .1), llm.None, faq.Suggest, "a/1", "unsure"},
	} {
		before := tt.d.Hits[0].Entry
		got := choose.Apply(tt.d, llm.Answer{Choice: tt.choice})
		if got.Verdict != tt.verdict || got.Hits[0].Entry.Ref() != tt.first || got.Reason != tt.reason || got.P != got.Hits[0].P || len(got.Hits) != len(tt.d.Hits) {
			t.Errorf("%s: %s %s (%s) p=%v of %d", tt.name, got.Verdict, got.Hits[0].Entry.Ref(), got.Reason, got.P, len(got.Hits))
		}
		if want := map[bool]string{true: faq.FormConsultation}[got.Verdict == faq.Answer]; got.Verdict != faq.Handoff && got.Form != want {
			t.Errorf("%s: leads to the form %q", tt.name, got.Form)
		}
		if tt.d.Hits[0].Entry != before {
			t.Errorf("%s: the decision before has changed", tt.name)
		}
		if choose.ByModel(&got) != strings.HasPrefix(got.Reason, "model_") {
			t.Errorf("%s: %s is a model's: %v", tt.name, got.Reason, choose.ByModel(&got))
		}
	}
	d := unsure(.1, .05)
	d.Verdict, d.Form, d.Reason = faq.Handoff, faq.FormInquiry, "below_threshold"
	if got := choose.Apply(d, llm.Answer{Choice: "a/2"}); got.Verdict != faq.Suggest || got.Form != "" || got.Hits[0].Entry.Ref() != "a/2" {
		t.Errorf("a hand-over whose near entry was chosen: %s %s", got.Verdict, got.Hits[0].Entry.Ref())
	}
	raised := unsure(choose.Floor+.1, .1)
	raised.From = .9 // sure answers were wrong too often: the floor has risen, too
	if got := choose.Apply(raised, llm.Answer{Choice: "a/1"}); got.Verdict != faq.Suggest {
		t.Errorf("with a threshold that was raised: %s", got.Verdict)
	}
	if got := choose.Apply(d, llm.Answer{Choice: llm.None}); got.Verdict != faq.Handoff || got.Reason != "below_threshold" {
		t.Errorf("a hand-over of which none is meant: %s (%s)", got.Verdict, got.Reason)
	}
}
