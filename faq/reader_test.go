package faq

import (
	"strings"
	"testing"
)

func TestInflection(t *testing.T) {
	lex, err := builtinLexicon()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"やめる", "やめたい", "やめます", "やめたら", "やめれば", "辞めて"} {
		r := lex.read(text)
		found := false
		for _, a := range r.atoms {
			for _, c := range a.concepts {
				found = found || lex.concepts[c.id].name == "解約"
			}
		}
		if !found {
			t.Errorf("%s does not mean 解約: %+v", text, r.atoms)
		}
	}
}

// TestPolitenessCarriesNothing holds that greetings and requests leave what is asked alone.
func TestPolitenessCarriesNothing(t *testing.T) {
	lex, err := builtinLexicon()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"いつもお世話になっております。会費についてご教示いただけますでしょうか。よろしくお願いいたします。",
		"すみません、会費を教えてほしいのですが", "えっと会費について聞きたいんですけど", "会費のことば教えてつかあさい",
	} {
		r := lex.read(text)
		for _, a := range r.atoms {
			if !a.question && !strings.Contains(a.text, "会費") {
				t.Errorf("%s: %q is taken for what is asked", text, a.text)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	lex, err := builtinLexicon()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"会費は？", "りょうしゅうしょ", "ｱ゛", "領収所を髪で", "abc-123", "、、、"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := lex.read(s)
		for _, a := range r.atoms {
			if a.start < 0 || a.end > len(r.runes) || a.start >= a.end {
				t.Errorf("%q: atom %q at %d–%d of %d", s, a.text, a.start, a.end, len(r.runes))
			}
		}
	})
}
