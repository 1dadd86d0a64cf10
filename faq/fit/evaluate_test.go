package fit_test

import (
	"math"
	"strings"
	"testing"

	"madoguchi/faq"
	"madoguchi/faq/fit"
)

func TestReadQueriesErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"not JSON", "{\"query\":\"a\",\"want\":\"abstain\"}\n{", "line 2"},
		{"no query", `{"want":"abstain"}`, "line 1: query is empty"},
		{"odd want", `{"query":"a","want":"maybe"}`, `want "maybe"`},
		{"no targets", `{"query":"a","want":"answer"}`, "no targets"},
	} {
		if _, err := fit.ReadQueries(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: err = %v, want one with %q", c.name, err, c.want)
		}
	}
}

// TestSummarise works the figures out on outcomes small enough to count by hand.
func TestSummarise(t *testing.T) {
	o := func(want string, rank int, v faq.Verdict, form string, human bool, p float64, style string) fit.Outcome {
		return fit.Outcome{LabelledQuery: fit.LabelledQuery{Query: "q", Want: want, Targets: []string{"a/1"}, Style: style}, Rank: rank, Verdict: v, Form: form, Human: human, P: p}
	}
	r := fit.Summarise([]fit.Outcome{
		o("answer", 1, faq.Answer, "", false, .9, "x"),
		o("answer", 2, faq.Answer, "", false, .8, "x"),
		o("answer", 4, faq.Suggest, "", false, .3, "y"),
		o("answer", 1, faq.Form, "change", false, .5, "y"),
		o("abstain", 0, faq.Answer, "", false, .7, fit.NearStyle),
		o("abstain", 0, faq.Handoff, "", false, .1, "chitchat"),
		o("human", 0, faq.Handoff, "inquiry", true, 0, "human"),
		o("change", 1, faq.Form, "change", false, 0, "change"),
		o("choices", 1, faq.Choices, "", false, 0, "ambiguous"),
	})
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"R@1", r.R1.Value, .5}, {"R@3", r.R3.Value, .75}, {"R@5", r.R5.Value, 1}, {"MRR", r.MRR.Value, (1 + .5 + .25 + 1) / 4},
		{"coverage", r.Coverage.Value, .5}, {"precision", r.Precision.Value, .5}, {"suggested", r.Suggested.Value, 1},
		{"near", r.NearAnswer.Value, 1}, {"far", r.FarAnswer.Value, 0}, {"actions", r.Actions.Value, 1}, {"false actions", r.FalseActs.Value, .25},
		{"ambiguous", r.Ambiguous.Value, 1}, {"AUROC", r.AUROC.Value, 6. / 8}, {"style x", r.Styles["x"].R1, .5},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	if r.R1.Low > r.R1.Value || r.R1.High < r.R1.Value {
		t.Errorf("the interval %v–%v does not hold %v", r.R1.Low, r.R1.High, r.R1.Value)
	}
}

func TestChanges(t *testing.T) {
	q := func(query string, rank int) fit.Outcome {
		return fit.Outcome{LabelledQuery: fit.LabelledQuery{Query: query}, Rank: rank}
	}
	got := fit.Changes([]fit.Outcome{q("a", 1), q("b", 2), q("c", 3)}, []fit.Outcome{q("a", 1), q("b", 1), q("c", 0), q("d", 1)})
	if len(got) != 2 || got[0].Kind != "better" || got[1].Kind != "worse" {
		t.Errorf("got %+v, want b better and c worse", got)
	}
}

func TestReadForeignErrors(t *testing.T) {
	for _, text := range []string{"", "質問,回答\na,b\n", "分類,質問,回答\na,b\n"} {
		if _, err := fit.ReadForeign(strings.NewReader(text)); err == nil {
			t.Errorf("%q gave no error", text)
		}
	}
}
