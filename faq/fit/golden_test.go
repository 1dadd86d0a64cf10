package fit_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/fit"
)

var update = flag.Bool("update", false, "write the golden files anew")

const goldenFile = "testdata/quality.golden"

// tolerated is how far a total may fall before the test fails.
const tolerated = .01

// TestQuality holds the search to the golden file: per query the rank of its target and the
// decision, and totals. Single queries may move and are reviewed as a diff of the file; a total may
// not fall. Run with -update to accept a change.
func TestQuality(t *testing.T) {
	got := measure(t)
	if *update {
		if err := os.WriteFile(goldenFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	b, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	want := string(b)
	for name, before := range totals(t, want) {
		after, ok := totals(t, got)[name]
		if !ok {
			t.Errorf("total %s is gone", name)
			continue
		}
		if fall := before - after; fall > tolerated && !lowerIsBetter(name) || -fall > tolerated && lowerIsBetter(name) {
			t.Errorf("%s was %.3f and is %.3f", name, before, after)
		}
	}
	if t.Failed() {
		t.Logf("what changed (accept it with -update):\n%s", cmp.Diff(want, got))
	}
}

func lowerIsBetter(name string) bool {
	return strings.HasSuffix(name, "answered") || strings.HasSuffix(name, "false_actions")
}

// measure runs the labelled queries over the samples, alone and among foreign entries.
func measure(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	queries := faqtest.Queries(t)
	for _, grown := range []bool{false, true} {
		cs, name := faqtest.Samples(t), "alone"
		if grown {
			cs, name = append(cs, faqtest.Foreign(t)), "grown"
		}
		out, err := fit.Run(t.Context(), newIndex(t, cs), queries, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := fit.Summarise(out)
		for _, f := range []struct {
			name  string
			value float64
		}{
			{"r1", r.R1.Value}, {"r3", r.R3.Value}, {"r5", r.R5.Value}, {"mrr", r.MRR.Value}, {"coverage", r.Coverage.Value}, {"precision", r.Precision.Value},
			{"suggested", r.Suggested.Value}, {"far_answered", r.FarAnswer.Value}, {"near_answered", r.NearAnswer.Value}, {"actions", r.Actions.Value},
			{"false_actions", r.FalseActs.Value}, {"ambiguous", r.Ambiguous.Value}, {"auroc", r.AUROC.Value},
		} {
			fmt.Fprintf(&b, "total\t%s_%s\t%.4f\n", name, f.name, f.value)
		}
		for _, o := range out {
			fmt.Fprintf(&b, "%s\t%d\t%s\t%s\t%s\n", name, o.Rank, o.Verdict, o.Want, strings.ReplaceAll(o.Query, "\n", " "))
		}
	}
	return b.String()
}

func totals(t *testing.T, text string) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	for sc := bufio.NewScanner(strings.NewReader(text)); sc.Scan(); {
		f := strings.Split(sc.Text(), "\t")
		if f[0] != "total" {
			continue
		}
		v, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			t.Fatalf("%s: %v", goldenFile, err)
		}
		out[f[1]] = v
	}
	return out
}

// TestSamplesAreEnough holds the labelled queries to what measuring needs.
func TestSamplesAreEnough(t *testing.T) {
	queries := faqtest.Queries(t)
	wants := map[string]int{}
	seen := map[string]bool{}
	ix := newIndex(t, faqtest.Samples(t))
	for _, q := range queries {
		wants[q.Want]++
		if seen[q.Query] {
			t.Errorf("%q is there twice", q.Query)
		}
		seen[q.Query] = true
		for _, ref := range q.Targets {
			if _, ok := ix.Entry(ref); !ok {
				t.Errorf("%q wants %s, which is no entry", q.Query, ref)
			}
		}
	}
	for want, n := range map[string]int{fit.WantAnswer: 200, fit.WantAbstain: 80, fit.WantChoices: 10, fit.WantHuman: 10, faq.FormChange: 8, faq.FormConsultation: 8, faq.FormInquiry: 8} {
		if wants[want] < n {
			t.Errorf("%d queries want %s, need %d", wants[want], want, n)
		}
	}
}
