package search_test

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"madoguchi/faq"
)

// TestDecideCases reads testdata/decisions.txt: a verdict (or human, or a form) and a message a line.
func TestDecideCases(t *testing.T) {
	ix := sampleIndex(t)
	f, err := os.Open("testdata/decisions.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for sc := bufio.NewScanner(f); sc.Scan(); {
		want, query, ok := strings.Cut(sc.Text(), "\t")
		if !ok || strings.HasPrefix(want, "#") {
			continue
		}
		n++
		d := decide(t, ix, query, faq.Scope{})
		got := string(d.Verdict)
		switch {
		case d.Human:
			got = "human"
		case d.Act, d.Verdict == faq.Form:
			got = d.Form
		}
		if !slices.Contains(strings.Split(want, "|"), got) {
			t.Errorf("%s: %s (%s, p %.2f), want %s", query, got, d.Reason, d.P, want)
		}
	}
	if n == 0 {
		t.Fatal("testdata/decisions.txt holds no case")
	}
}

// What the office has written on an act comes first: of one programme, or after the question which. Where it
// has written nothing, the form alone is opened.
func TestDecideActs(t *testing.T) {
	ix := sampleIndex(t)
	for _, tc := range []struct {
		query, programme string
		verdict          faq.Verdict
		form, first      string
		choices          []string
	}{
		{"登録の住所を変更してください", "", faq.Choices, faq.FormChange, "", []string{"hanro", "tsunagu"}},
		{"登録の住所を変更してください", "hanro", faq.Answer, faq.FormChange, "hanro/10", nil},
		{"登録の住所を変更してください", "tsunagu", faq.Answer, faq.FormChange, "tsunagu/6", nil},
		{"事前相談を申し込みたい", "", faq.Answer, faq.FormConsultation, "tsunagu/13", nil},
		{"サンプルの輸送を相談したい", "", faq.Answer, faq.FormConsultation, "tsunagu/15", nil},
		{"事前相談を申し込みたい", "hanro", faq.Form, faq.FormConsultation, "", nil},
	} {
		d := decide(t, ix, tc.query, faq.Scope{Programme: tc.programme})
		if !d.Act || d.Verdict != tc.verdict || d.Form != tc.form || len(d.Hits) == 0 || !slices.Equal(sorted(d.Programmes), tc.choices) {
			t.Errorf("%s within %q: %s/%s %v (act %t), want %s/%s %v", tc.query, tc.programme, d.Verdict, d.Form, d.Programmes, d.Act, tc.verdict, tc.form, tc.choices)
		}
		if tc.first != "" && d.Hits[0].Entry.Ref() != tc.first {
			t.Errorf("%s within %q: first %s, want %s", tc.query, tc.programme, d.Hits[0].Entry.Ref(), tc.first)
		}
	}
}

func TestDecideAsksWhichProgramme(t *testing.T) {
	ix := sampleIndex(t)
	const query = "会社の情報を直したい"
	d := decide(t, ix, query, faq.Scope{})
	if d.Verdict != faq.Choices || !slices.Equal(sorted(d.Programmes), []string{"hanro", "tsunagu"}) {
		t.Fatalf("got %s %v, want choices of both programmes", d.Verdict, d.Programmes)
	}
	for programme, want := range map[string]string{"hanro": "hanro/10", "tsunagu": "tsunagu/6"} {
		d := decide(t, ix, query, faq.Scope{Programme: programme})
		if d.Verdict != faq.Answer || d.Hits[0].Entry.Ref() != want {
			t.Errorf("within %s: %s %s, want answer %s", programme, d.Verdict, d.Hits[0].Entry.Ref(), want)
		}
	}
	if d := decide(t, ix, "通訳を連れて行く必要はありますか", faq.Scope{Programme: "hanro"}); d.Hits[0].Entry.Ref() != "tsunagu/14" {
		t.Errorf("a scope is no prison: first hit %s, want tsunagu/14", d.Hits[0].Entry.Ref())
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

func TestDecideSeveralQuestions(t *testing.T) {
	d := decide(t, sampleIndex(t), "領収書は紙で送ってもらえますか？それと、商談に通訳は必要ですか？", faq.Scope{})
	if len(d.Parts) != 2 || d.Verdict != faq.Answer {
		t.Fatalf("got %s with %d parts, want answer with 2", d.Verdict, len(d.Parts))
	}
	for i, want := range []string{"hanro/8", "tsunagu/14"} {
		if got := d.Parts[i].Hits[0].Entry.Ref(); got != want {
			t.Errorf("part %d answers %s, want %s", i+1, got, want)
		}
	}
	if one := decide(t, sampleIndex(t), "領収書は出ますか？ 領収書を送ってもらえますか？", faq.Scope{}); one.Parts != nil {
		t.Errorf("one question asked twice gave %d parts", len(one.Parts))
	}
}

func TestDecideFollowUp(t *testing.T) {
	ix := sampleIndex(t)
	d := decide(t, ix, "税込だと？", faq.Scope{Last: "tsunagu/2"})
	if d.Hits[0].Entry.Ref() != "tsunagu/2" || d.Verdict != faq.Answer {
		t.Errorf("税込だと？ after the price: %s %s, want answer tsunagu/2", d.Verdict, d.Hits[0].Entry.Ref())
	}
	if d := decide(t, ix, "猫は好きですか", faq.Scope{Last: "tsunagu/2"}); d.Verdict == faq.Answer {
		t.Errorf("a word the last answer does not speak of was answered with %s", d.Hits[0].Entry.Ref())
	}
	if d := decide(t, ix, "年の途中で入ったら月割りになる？", faq.Scope{Last: "tsunagu/2"}); d.Hits[0].Entry.Ref() != "tsunagu/10" {
		t.Errorf("a question with its own answer: %s, want tsunagu/10", d.Hits[0].Entry.Ref())
	}
}

// TestAnsweringFrom holds that an index with another threshold answers more or less at once, finds the same, and
// leaves the one that it was made of as it is; a succession in between changes nothing of that.
func TestAnsweringFrom(t *testing.T) {
	ix := sampleIndex(t)
	const query = "領収書は発行してもらえますか"
	plain, err := ix.Decide(t.Context(), query, faq.Scope{})
	if err != nil || plain.Verdict != faq.Answer {
		t.Fatalf("%q: %s (P %.2f), %v; want an answer", query, plain.Verdict, plain.P, err)
	}
	last := faq.Succession{Old: "none", New: "other"}
	for _, of := range []faq.Index{ix, faq.Succeed(ix, []faq.Succession{last})} {
		above, err := faq.AnsweringFrom(of, plain.P+.001).Decide(t.Context(), query, faq.Scope{})
		if err != nil || above.Verdict != faq.Suggest || above.P != plain.P || above.Hits[0].Entry != plain.Hits[0].Entry {
			t.Errorf("from above its probability on: %s (P %.2f), %v; want it suggested", above.Verdict, above.P, err)
		}
		again, err := of.Decide(t.Context(), query, faq.Scope{})
		if err != nil || again.Verdict != faq.Answer {
			t.Errorf("as before: %s, %v; want an answer", again.Verdict, err)
		}
	}
}
