package importer

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/faq"
)

// perfect is what a person made of a real document by hand.
type perfect struct {
	Source struct {
		File string `json:"file"`
	} `json:"source"`
	Collection struct {
		Title        string `json:"title"`
		Suggested    string `json:"suggested_title"`
		Organisation string `json:"organisation"`
		Intro        string `json:"intro"`
		Validity     *struct {
			Until faq.Date `json:"stated_until"`
			Basis string   `json:"basis"`
		} `json:"validity"`
	} `json:"collection"`
	TOC *struct {
		Items []struct {
			Kind   string `json:"kind"`
			Number int    `json:"number"`
			Page   int    `json:"page"`
		} `json:"items"`
	} `json:"toc"`
	Entries []struct {
		Order    int    `json:"order"`
		Number   int    `json:"number"`
		Label    string `json:"label"`
		Section  string `json:"section"`
		Question string `json:"question"`
		Lines    []int  `json:"question_lines"`
		Alt      []struct {
			Text string `json:"text"`
		} `json:"alt_questions"`
		Answer []struct {
			Type   faq.BlockType `json:"type"`
			Text   string        `json:"text"`
			URL    string        `json:"url"`
			Header []string      `json:"header"`
			Rows   [][]string    `json:"rows"`
		} `json:"answer"`
		Emails   []string      `json:"emails"`
		Warnings []faq.Warning `json:"warnings"`
	} `json:"entries"`
	Warnings []faq.Warning `json:"warnings"`
}

func readPerfect(t *testing.T, name string) (perfect, []byte) {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared")
	b, err := os.ReadFile(filepath.Join(root, "data", "import", name))
	if os.IsNotExist(err) {
		t.Skipf("SKIPPED, not passed: ../shared/data/import/%s does not stand beside this tree", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	var want perfect
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(filepath.Join(root, "seeds", want.Source.File))
	if err != nil {
		t.Fatal(err)
	}
	return want, doc
}

// TestSeeds reads two real documents and compares everything with what a person made of them.
func TestSeeds(t *testing.T) {
	for _, name := range []string{"jetro.json", "selas.json"} {
		t.Run(name, func(t *testing.T) {
			want, doc := readPerfect(t, name)
			got, err := Read(context.Background(), want.Source.File, strings.NewReader(string(doc)), Options{Programme: "p", Today: "2026-11-22"})
			if err != nil {
				t.Fatal(err)
			}
			comparePerfectHead(t, want, got)
			if len(got.Entries) != len(want.Entries) {
				t.Fatalf("%d entries, want %d", len(got.Entries), len(want.Entries))
			}
			for i := range want.Entries {
				comparePerfectEntry(t, want, i, &got.Entries[i])
			}
		})
	}
}

func comparePerfectHead(t *testing.T, want perfect, got faq.Collection) {
	t.Helper()
	title := want.Collection.Title
	if title == "" {
		title = want.Collection.Suggested
	}
	if diff := cmp.Diff([]string{title, want.Collection.Organisation, want.Collection.Intro}, []string{got.Title, got.Organisation, got.Intro}); diff != "" {
		t.Errorf("title, organisation, intro (-want +got):\n%s", diff)
	}
	if v := want.Collection.Validity; v != nil {
		if got.Validity.Until != v.Until || !strings.HasPrefix(got.Validity.Basis, v.Basis) {
			t.Errorf("validity %+v, want until %s on the basis of %q", got.Validity, v.Until, v.Basis)
		}
	} else if got.Validity != (faq.Validity{}) {
		t.Errorf("validity %+v, want none", got.Validity)
	}
	if diff := cmp.Diff(codes(want.Warnings), codes(got.Warnings)); diff != "" {
		t.Errorf("document's warnings (-want +got):\n%s", diff)
	}
}

func comparePerfectEntry(t *testing.T, want perfect, i int, got *faq.Entry) {
	t.Helper()
	w := want.Entries[i]
	e := faq.Entry{
		Order: w.Order, Label: w.Label, Section: w.Section, Question: w.Question,
		Aliases: []string{}, Answer: []faq.Block{}, Source: faq.Source{Line: w.Lines[0]},
	}
	for _, a := range w.Alt {
		e.Aliases = append(e.Aliases, a.Text)
	}
	for _, b := range w.Answer {
		block := faq.Block{Type: b.Type, Text: b.Text, URL: b.URL, Header: b.Header, Rows: b.Rows}
		if b.Type == faq.Contact {
			block.URL = "mailto:" + w.Emails[0]
		}
		e.Answer = append(e.Answer, block)
	}
	if want.TOC != nil {
		for _, it := range want.TOC.Items {
			if it.Kind == "question" && it.Number == w.Number {
				e.Source.Page = it.Page
			}
		}
	}
	shown := faq.Entry{
		Order: got.Order, Label: got.Label, Section: got.Section, Question: got.Question,
		Aliases: got.Aliases, Answer: got.Answer, Source: got.Source,
	}
	if diff := cmp.Diff(e, shown); diff != "" {
		t.Errorf("entry %d (-want +got):\n%s", w.Order, diff)
	}
	// The hand-made result does not list sentences that two entries share; everything else it does.
	found := slices.DeleteFunc(codes(got.Warnings), func(c string) bool { return c == "shared_fact" })
	if diff := cmp.Diff(codes(w.Warnings), found); diff != "" {
		t.Errorf("entry %d, warnings (-want +got):\n%s", w.Order, diff)
	}
	if got.Validity != (faq.Validity{}) {
		t.Errorf("entry %d: term %+v, want none of its own", w.Order, got.Validity)
	}
}

// TestSeedKinds: the answers in the real documents that are no plain answers are known as such.
func TestSeedKinds(t *testing.T) {
	for name, kinds := range map[string]map[int]faq.Kind{
		"jetro.json": {1: faq.KindRedirect, 6: faq.KindDecline, 8: faq.KindDecline, 9: faq.KindAnswer, 10: faq.KindForm, 11: faq.KindRedirect, 12: faq.KindDecline, 14: faq.KindPointer},
		"selas.json": {1: faq.KindAnswer, 4: faq.KindPointer, 5: faq.KindForm, 6: faq.KindSelf, 9: faq.KindSelf, 10: faq.KindDecline, 11: faq.KindSelf, 13: faq.KindForm, 14: faq.KindAnswer, 15: faq.KindForm, 16: faq.KindForm},
	} {
		want, doc := readPerfect(t, name)
		c := readText(t, want.Source.File, doc)
		for order, kind := range kinds {
			if e := c.Entries[order-1]; e.Kind != kind {
				t.Errorf("%s, entry %d: %s (%s), want %s", name, order, e.Kind, e.KindReason, kind)
			}
		}
	}
}

// codes are the warnings' codes in order; which comes first means nothing.
func codes(ws []faq.Warning) []string {
	all := []string{}
	for _, w := range ws {
		all = append(all, w.Code)
	}
	slices.Sort(all)
	return all
}
