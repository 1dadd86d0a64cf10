package bot_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"madoguchi/faq"
)

// An everyday is a question of testdata/spec/everyday.tsv with what should come of it at once.
type everyday struct {
	question string
	verdict  faq.Verdict // Answer or Choices
	refs     []string    // one of these answers
	form     string      // with this form, "" for whatever
	chosen   []string    // the programmes to choose from
}

func readEveryday(t *testing.T) []everyday {
	t.Helper()
	b, err := os.ReadFile("testdata/spec/everyday.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var all []everyday
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		question, want, ok := strings.Cut(strings.TrimSpace(line), "\t")
		words := strings.Fields(want)
		e := everyday{question: question}
		switch {
		case ok && len(words) >= 2 && words[0] == "answer":
			e.verdict, e.refs = faq.Answer, strings.Split(words[1], "|")
			if len(words) == 3 {
				e.form = words[2]
			}
		case ok && len(words) == 3 && words[0] == "choice":
			e.verdict, e.chosen = faq.Choices, words[1:]
		default:
			t.Fatalf("testdata/spec/everyday.tsv: cannot read the line %q", line)
		}
		all = append(all, e)
	}
	return all
}

// fits compares a decision with what is wanted.
func (e *everyday) fits(d *faq.Decision) error {
	var top []string
	for _, h := range d.Hits[:min(3, len(d.Hits))] {
		top = append(top, fmt.Sprintf("%s %.2f", h.Entry.Ref(), h.P))
	}
	got := fmt.Errorf("%s %s %v %v (%s)", d.Verdict, d.Form, d.Programmes, top, d.Reason)
	chosen := slices.Clone(d.Programmes)
	slices.Sort(chosen)
	switch {
	case len(d.Parts) > 0 || d.Verdict != e.verdict:
		return got
	case e.verdict == faq.Choices && !slices.Equal(chosen, e.chosen):
		return got
	case e.verdict == faq.Answer && (len(d.Hits) == 0 || !slices.Contains(e.refs, d.Hits[0].Entry.Ref())):
		return got
	case e.form != "" && d.Form != e.form:
		return got
	}
	return nil
}

// wrong reports whether a decision answers with an entry that does not say it: worse than asking back.
func (e *everyday) wrong(d *faq.Decision) bool {
	return d.Verdict == faq.Answer && len(d.Hits) > 0 && !slices.Contains(e.refs, d.Hits[0].Entry.Ref())
}

// TestEveryday asks the forty questions, over the invented documents and over the real ones where they
// stand beside the tree; -v prints how many get at once what they should. 34 is the least, none wrongly.
func TestEveryday(t *testing.T) {
	needGeneral(t)
	for _, name := range []string{"spec", "seeds"} {
		t.Run(name, func(t *testing.T) {
			ix, _ := corpus(t, name)
			known := readKnown(t, "everyday/"+name+" ")
			verdicts, right, wrong := map[faq.Verdict]int{}, 0, 0
			for _, e := range readEveryday(t) {
				d, err := ix.Decide(context.Background(), e.question, faq.Scope{})
				if err != nil {
					t.Fatal(err)
				}
				fault := e.fits(&d)
				known.outcome(t, "everyday/"+name+" "+e.question, fault)
				verdicts[d.Verdict]++
				right += count(fault == nil)
				wrong += count(e.wrong(&d))
			}
			t.Logf("%s: %d get at once what they should; %d answered wrongly; verdicts %v", name, right, wrong, verdicts)
			var few error
			if right < 34 || wrong > 0 {
				few = fmt.Errorf("%d right, want 34 at least; %d wrong, want none", right, wrong)
			}
			known.outcome(t, "everyday/"+name+" 34 at least, none wrongly", few)
		})
	}
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}
