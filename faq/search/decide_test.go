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
		case d.Verdict == faq.Form:
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

func TestDecideFormKeepsHits(t *testing.T) {
	d := decide(t, sampleIndex(t), "登録の住所を変更してください", faq.Scope{})
	if d.Verdict != faq.Form || d.Form != faq.FormChange || len(d.Hits) == 0 {
		t.Fatalf("got %s/%s with %d hits, want form/change with hits", d.Verdict, d.Form, len(d.Hits))
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
