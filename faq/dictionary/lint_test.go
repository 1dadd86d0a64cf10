package dictionary_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"madoguchi/faq/dictionary"
	"madoguchi/faq/faqtest"
)

// What a word of the built-in dictionary may be. A word that means too much harms every office.
const (
	mostConcepts = 4   // concepts that one word may stand in without being vague
	mostEntries  = .08 // share of entries of other subjects that it may stand in

	longestCommon = 4 // a longer word is never so common
)

// TestBuiltinIsNarrow holds the built-in dictionary to what makes it useful: a word says which thing is meant.
func TestBuiltinIsNarrow(t *testing.T) {
	ds, err := dictionary.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	concepts := map[string][]string{}
	for _, d := range ds {
		for _, l := range d.Lines {
			if l.Kind != dictionary.LineConcept {
				continue
			}
			for _, w := range append(slices.Clone(l.Words), l.Name) {
				if !l.Vague[w] && !slices.Contains(concepts[w], l.Name) {
					concepts[w] = append(concepts[w], l.Name)
				}
			}
		}
	}
	texts := entryTexts(t)
	for w, in := range concepts {
		if len(in) > mostConcepts {
			t.Errorf("%s stands in %d concepts: %s", w, len(in), strings.Join(in, "、"))
		}
		if letters := utf8.RuneCountInString(w); letters < 2 || letters > longestCommon {
			continue
		}
		if n := countIn(texts, w); float64(n) > mostEntries*float64(len(texts)) {
			t.Errorf("%s (%s) stands in %d of %d entries on other subjects: mark it with * or leave it", w, strings.Join(in, "、"), n, len(texts))
		}
	}
}

// entryTexts are the entries of the sample FAQs of other subjects and of the foreign ones.
func entryTexts(t *testing.T) []string {
	var out []string
	for _, e := range faqtest.Foreign(t).Entries {
		out = append(out, e.Question+e.AnswerText())
	}
	for _, s := range faqtest.Subjects(t) {
		for _, e := range s.Collection.Entries {
			out = append(out, e.Question+e.AnswerText())
		}
	}
	return out
}

func countIn(texts []string, w string) int {
	n := 0
	for _, text := range texts {
		if strings.Contains(text, w) {
			n++
		}
	}
	return n
}

// TestKindsHaveNoCircle: what is a kind of something is never what that is a kind of.
func TestKindsHaveNoCircle(t *testing.T) {
	ds, err := dictionary.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	above := map[string][]string{}
	for _, d := range ds {
		for _, l := range d.Lines {
			if l.Kind == dictionary.LineKinds {
				for _, w := range l.Words {
					above[w] = append(above[w], l.Name)
				}
			}
		}
	}
	for w := range above {
		if path := circle(above, w, nil); path != nil {
			t.Errorf("a circle of kinds: %s", strings.Join(path, " < "))
		}
	}
}

// circle follows what a thing is a kind of until it meets itself.
func circle(above map[string][]string, at string, path []string) []string {
	if slices.Contains(path, at) {
		return append(path, at)
	}
	for _, up := range above[at] {
		if c := circle(above, up, append(slices.Clone(path), at)); c != nil {
			return c
		}
	}
	return nil
}
