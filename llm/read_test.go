package llm

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var (
	choosing = Question{Purpose: Choose, Split: true, Text: "会費はいくらですか。あと、領収書は出ますか", Candidates: []Candidate{{ID: "a/1", Question: "会費は"}, {ID: "a/2", Question: "領収書は"}}}
	filling  = Question{Purpose: Fill, Text: "ハノイで南部鉄器を売りたいです", Fields: []Field{{"country", "どちらの国ですか"}, {"product", "何を"}}}
	wording  = Question{Purpose: Wordings, Text: "会費はいくらですか", Context: "1万円です。"}
)

func TestRead(t *testing.T) {
	for name, tc := range map[string]struct {
		q       Question
		content string
		want    Answer
		invalid bool
	}{
		"a choice":                        {choosing, `{"choice":"2","parts":[]}`, Answer{Choice: "a/2"}, false},
		"none":                            {choosing, `{"choice":"none"}`, Answer{Choice: None}, false},
		"in a fence":                      {choosing, "```json\n{\"choice\":\"1\"}\n```", Answer{Choice: "a/1"}, false},
		"behind what it thought":          {choosing, "<think>choice 2?</think>\n{\"choice\":\"1\"}", Answer{Choice: "a/1"}, false},
		"parts":                           {choosing, `{"choice":"1","parts":["会費はいくらですか","領収書は出ますか"]}`, Answer{Choice: "a/1", Parts: []string{"会費はいくらですか", "領収書は出ますか"}}, false},
		"parts in other words":            {choosing, `{"choice":"1","parts":["会費の金額","領収書は出ますか"]}`, Answer{Choice: "a/1"}, false},
		"parts in another order":          {choosing, `{"choice":"1","parts":["領収書は出ますか","会費はいくらですか"]}`, Answer{Choice: "a/1"}, false},
		"one part":                        {choosing, `{"choice":"1","parts":["会費はいくらですか"]}`, Answer{Choice: "a/1"}, false},
		"the reference itself":            {choosing, `{"choice":"a/1"}`, Answer{}, true},
		"a number that was not given":     {choosing, `{"choice":"3"}`, Answer{}, true},
		"zero":                            {choosing, `{"choice":"0"}`, Answer{}, true},
		"another spelling of a number":    {choosing, `{"choice":"+1"}`, Answer{}, true},
		"a number":                        {choosing, `{"choice":1}`, Answer{}, true},
		"no choice":                       {choosing, `{"parts":[]}`, Answer{}, true},
		"null":                            {choosing, `null`, Answer{}, true},
		"a sentence":                      {choosing, `会費は1万円です。`, Answer{}, true},
		"a sentence behind":               {choosing, `{"choice":"1"} 会費は1万円です。`, Answer{}, true},
		"a member more":                   {choosing, `{"choice":"1","answer":"会費は1万円です。"}`, Answer{}, true},
		"two objects":                     {choosing, `{"choice":"1"}{"choice":"2"}`, Answer{}, true},
		"no text":                         {choosing, "{\"choice\":\"\xff\"}", Answer{}, true},
		"nothing":                         {choosing, ``, Answer{}, true},
		"parts where none were asked":     {Question{Purpose: Choose, Text: "会費", Candidates: choosing.Candidates}, `{"choice":"1","parts":["会"]}`, Answer{}, true},
		"values":                          {filling, `{"values":{"country":"ハノイ","product":"南部鉄器"}}`, Answer{Values: map[string]string{"country": "ハノイ", "product": "南部鉄器"}}, false},
		"a value of its own words":        {filling, `{"values":{"country":"ベトナム","product":"南部鉄器"}}`, Answer{Values: map[string]string{"product": "南部鉄器"}}, false},
		"a value that is empty":           {filling, `{"values":{"country":"","product":""}}`, Answer{Values: map[string]string{}}, false},
		"a field that was not asked for":  {filling, `{"values":{"email":"ハノイ"}}`, Answer{}, true},
		"values that are no strings":      {filling, `{"values":{"country":["ハノイ"]}}`, Answer{}, true},
		"a choice where values are asked": {filling, `{"choice":"1"}`, Answer{}, true},
		"wordings":                        {wording, `{"wordings":["会費って 何円？"," 会費っ て 何円？ ","会費って 何円？","x","会費はいくらですか"]}`, Answer{Wordings: []string{"会費って 何円？", "会費っ て 何円？"}}, false},
		"wordings that are too long":      {wording, `{"wordings":["` + strings.Repeat("あ", 81) + `"]}`, Answer{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := tc.q.Read(tc.content)
			if tc.invalid != errors.Is(err, ErrInvalid) {
				t.Fatalf("error %v, want an invalid answer: %v", err, tc.invalid)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzRead: whatever a server says, what is taken of it are signs that we gave and pieces of the text that we sent.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"choice":"1","parts":["会費はいくらですか","領収書は出ますか"]}`, `{"choice":"none"}`, "```json\n{\"choice\":\"2\"}```", `<think></think>{"choice":"1"}`,
		`{"values":{"country":"ハノイ"}}`, `{"wordings":["会費って"]}`, `{"choice":"1","parts":["","会"]}`, `[]`, `{"values":{"country":"ハ\u30ce"}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		for _, q := range []Question{choosing, filling, wording} {
			a, err := q.Read(content)
			if err != nil {
				if diff := cmp.Diff(Answer{}, a); diff != "" {
					t.Fatalf("an answer beside an error: %s", diff)
				}
				continue
			}
			if a.Choice != "" && a.Choice != None && !slices.Contains(q.IDs(), a.Choice) {
				t.Errorf("chose %q, which was not given", a.Choice)
			}
			pieces := slices.Clone(a.Parts)
			for id, v := range a.Values {
				pieces = append(pieces, v)
				if !slices.Contains(q.IDs(), id) {
					t.Errorf("filled %q, which was not asked for", id)
				}
			}
			for _, p := range pieces {
				if p == "" || !strings.Contains(q.Text, p) {
					t.Errorf("%q is no piece of the text", p)
				}
			}
			if len(a.Wordings) > 0 && q.Purpose != Wordings {
				t.Errorf("wordings for %s", q.Purpose)
			}
			for _, w := range a.Wordings {
				if utf8.RuneCountInString(w) > maxWording || strings.ContainsAny(w, "\n\r") {
					t.Errorf("the wording %q", w)
				}
			}
		}
	})
}
