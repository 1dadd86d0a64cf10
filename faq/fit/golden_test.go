package fit_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq"
	"madoguchi/faq/dictionary/meaning"
	"madoguchi/faq/dictionary/sudachi"
	"madoguchi/faq/faqtest"
	"madoguchi/faq/fit"
	"madoguchi/faq/search"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden is a golden file's name: a build without the general synonyms or the meanings of words finds less, and has
// files of its own.
func golden(t *testing.T, name string) string {
	t.Helper()
	general, err := sudachi.Words()
	if err != nil {
		t.Fatal(err)
	}
	near, err := meaning.Shared()
	if err != nil {
		t.Fatal(err)
	}
	if general == nil || near == nil {
		t.Logf("built without the general synonyms or the meanings of words (make build puts them there): held to %s.plain", name)
		return "testdata/" + name + ".plain"
	}
	return "testdata/" + name
}

// tolerated is how far a total may fall before the test fails.
const tolerated = .01

// TestQuality holds the search to the golden file: per query the rank of its target and the
// decision, and totals. Single queries may move and are reviewed as a diff of the file; a total may
// not fall. Run with -update to accept a change.
func TestQuality(t *testing.T) {
	holdTotals(t, golden(t, "quality.golden"), measure(t), tolerated)
}

// TestSubjects holds the search over each sample FAQ of another subject. They are fitted on, too: what a fit finds that
// has not seen a subject is printed by "madoguchi fit".
func TestSubjects(t *testing.T) {
	var b strings.Builder
	for _, s := range faqtest.Subjects(t) {
		out, err := fit.Run(t.Context(), newIndex(t, []faq.Collection{s.Collection}), s.Queries, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := fit.Summarise(out)
		for _, f := range []struct {
			name  string
			value float64
		}{
			{"r1", r.R1.Value}, {"r3", r.R3.Value}, {"r5", r.R5.Value}, {"coverage", r.Coverage.Value}, {"precision", r.Precision.Value},
			{"suggested", r.Suggested.Value}, {"far_answered", r.FarAnswer.Value}, {"near_answered", r.NearAnswer.Value}, {"ambiguous", r.Ambiguous.Value},
		} {
			fmt.Fprintf(&b, "total\t%s_%s\t%.4f\n", s.Name, f.name, f.value)
		}
	}
	holdTotals(t, golden(t, "subjects.golden"), b.String(), toleratedSubject)
}

// toleratedSubject is how far a total of one subject may fall: of few near-misses one is .04.
const toleratedSubject = .03

// holdTotals holds what was measured to a golden file: no total may fall by more than is tolerated.
func holdTotals(t *testing.T, goldenFile, got string, tolerated float64) {
	t.Helper()
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

// TestWordingsNeverHarm: other wordings given to some entries take no first hit from the entries that got none, nor do
// more near-misses get an answer, in any subject. One message of a subject may fall either way.
func TestWordingsNeverHarm(t *testing.T) {
	for _, s := range faqtest.Subjects(t) {
		t.Run(s.Name, func(t *testing.T) {
			points, err := fit.Learn(t.Context(), []faq.Collection{s.Collection}, s.Queries, search.Options{Limit: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			before, near := points[0], 0
			for _, q := range s.Queries {
				if q.Style == fit.NearMiss {
					near++
				}
			}
			for _, p := range points[1:] {
				t.Logf("%2.0f%% are wordings: first %.3f, others first %.3f, near-misses answered %.3f", 100*p.Share, p.Report.R1.Value, p.Others.Value, p.Report.NearAnswer.Value)
				if fall := before.Report.R1.Value - p.Report.R1.Value; fall > 1.5/float64(before.Report.R1.N) {
					t.Errorf("with %.0f%% as wordings the right entry is first for %.3f, without for %.3f", 100*p.Share, p.Report.R1.Value, before.Report.R1.Value)
				}
				if fall := before.Others.Value - p.Others.Value; fall > 1.5/float64(before.Others.N) {
					t.Errorf("with %.0f%% as wordings the entries that got none are first for %.3f, without for %.3f", 100*p.Share, p.Others.Value, before.Others.Value)
				}
				if rise := p.Report.NearAnswer.Value - before.Report.NearAnswer.Value; rise > 1.5/float64(near) {
					t.Errorf("with %.0f%% as wordings %.3f of the near-misses are answered, without %.3f", 100*p.Share, p.Report.NearAnswer.Value, before.Report.NearAnswer.Value)
				}
			}
		})
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
			t.Fatalf("%s: %v", sc.Text(), err)
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
