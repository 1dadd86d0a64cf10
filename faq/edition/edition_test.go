package edition

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"madoguchi/faq"
)

// shelfOf is programme "port" with documents, each "name" and "question|answer" lines.
func shelfOf(documents ...[]string) *Shelf {
	s := &Shelf{Collection: "port"}
	for i, lines := range documents {
		d := Document{Number: i + 1, Name: lines[0], Head: faq.Collection{ID: "port", Document: lines[0]}}
		for place, line := range lines[1:] {
			s.Last++
			e := entryOf(line)
			e.Collection, e.Order = "port", s.Last
			d.Rows = append(d.Rows, Row{Entry: e, Place: place + 1, Version: 1, State: faq.Public})
		}
		s.Documents = append(s.Documents, d)
	}
	return s
}

func entryOf(line string) faq.Entry {
	question, answer, _ := strings.Cut(line, "|")
	return faq.Entry{Question: question, Answer: []faq.Block{{Type: faq.Paragraph, Text: answer}}}
}

func fileOf(name string, lines ...string) Import {
	imp := Import{Collection: faq.Collection{ID: "port", Document: name}}
	for _, line := range lines {
		imp.Collection.Entries = append(imp.Collection.Entries, entryOf(line))
	}
	return imp
}

// TestPlan: what a file changes, as "kind reference" words; a likely one has a question mark behind it, and a new one
// that may be another names it.
func TestPlan(t *testing.T) {
	shelf := func() *Shelf {
		return shelfOf([]string{"a.txt", "会費はいくらですか|月に三千円です。", "審査の結果はいつ届きますか？|会期の翌週に届きます。", "申込の期限はいつですか|四月の末日です。"},
			[]string{"b.txt", "駐車場はありますか|三台分あります。"})
	}
	reworded := fileOf("a.txt", "会費はいくらですか|月に三千円です。", "結果の通知の時期を教えてください。|会期の翌週に届きます。", "申込の締切はいつですか|四月の末日です。")
	apart, same := reworded, reworded
	apart.Apart, same.Same = []int{2}, []int{3}
	for _, test := range []struct {
		name     string
		imp      Import
		document string
		want     string
	}{
		{"unchanged", fileOf("a.txt", "会費はいくらですか|月に三千円です。", "審査の結果はいつ届きますか？|会期の翌週に届きます。", "申込の期限はいつですか|四月の末日です。"), "a.txt", ""},
		{"worded anew", reworded, "a.txt", "changed port/2?, added port/5 (port/3), missing port/3"},
		{"said to be another question", apart, "a.txt", "added port/5 (port/2), added port/6 (port/3), missing port/2, missing port/3"},
		{"said to be the same", same, "a.txt", "changed port/2?, changed port/3?"},
		{"in a file of another name", fileOf("【差替】a2.txt", "会費はいくらですか|月に四千円です。", "審査の結果はいつ届きますか？|会期の翌週に届きます。"), "a.txt", "changed port/1, missing port/3"},
		{"without a question in common", fileOf("a.txt", "通訳を頼めますか|頼めません。"), "a.txt（2）", "added port/5"},
	} {
		plan, err := shelf().Plan(test.imp)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		var got []string
		for _, c := range plan.Changes {
			word := c.Kind + " " + c.Ref
			if c.Likely {
				word += "?"
			}
			if c.Maybe != "" {
				word += fmt.Sprintf(" (%s)", c.Maybe)
			}
			got = append(got, word)
		}
		if plan.Name != test.document || strings.Join(got, ", ") != test.want {
			t.Errorf("%s: %s: %s, want %s: %s", test.name, plan.Name, strings.Join(got, ", "), test.document, test.want)
		}
	}
	var fault *Fault
	_, err := shelf().Plan(fileOf("c.txt", "会費はいくらですか|月に三千円です。", "通訳を頼めますか|頼めません。", "送料はかかりますか|かかります。", "会場はどこですか|港です。"))
	if !errors.As(err, &fault) || fault.Kind != Unlike || fault.Shared != 1 {
		t.Errorf("one question of four: %v", err)
	}
}

// TestWithdrawnStays: what a person has withdrawn stays so while its document has it, and is back where it came back
// to its document.
func TestWithdrawnStays(t *testing.T) {
	for missing, want := range map[bool]int{false: 0, true: 1} {
		s := shelfOf([]string{"a.txt", "会費はいくらですか|月に三千円です。", "領収書は出ますか|出ます。"})
		row := &s.Documents[0].Rows[1]
		row.State, row.Missing = faq.Withdrawn, missing
		plan, err := s.Plan(fileOf("a.txt", "会費はいくらですか|月に三千円です。", "領収書は出ますか|出ます。"))
		if err != nil {
			t.Fatal(err)
		}
		if got := plan.Count(Back); got != want || len(plan.Changes) != want {
			t.Errorf("missing %v: %+v", missing, plan.Changes)
		}
	}
}
