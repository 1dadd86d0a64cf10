package lexicon

import (
	"strings"
	"testing"
)

func TestInflection(t *testing.T) {
	lex, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"やめる", "やめたい", "やめます", "やめたら", "やめれば", "辞めて"} {
		r := lex.Read(text, nil)
		found := false
		for _, a := range r.Atoms {
			for _, c := range a.Concepts {
				found = found || lex.Concepts[c.Id].Name == "解約"
			}
		}
		if !found {
			t.Errorf("%s does not mean 解約: %+v", text, r.Atoms)
		}
	}
}

// TestPolitenessCarriesNothing holds that greetings and requests leave what is asked alone.
func TestPolitenessCarriesNothing(t *testing.T) {
	lex, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"いつもお世話になっております。会費についてご教示いただけますでしょうか。よろしくお願いいたします。",
		"すみません、会費を教えてほしいのですが", "えっと会費について聞きたいんですけど", "会費のことば教えてつかあさい",
	} {
		r := lex.Read(text, nil)
		for _, a := range r.Atoms {
			if !a.Question && !strings.Contains(a.Text, "会費") {
				t.Errorf("%s: %q is taken for what is asked", text, a.Text)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	lex, err := Builtin()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"会費は？", "りょうしゅうしょ", "ｱ゛", "領収所を髪で", "abc-123", "、、、"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := lex.Read(s, nil)
		for _, a := range r.Atoms {
			if a.Start < 0 || a.End > len(r.Runes) || a.Start >= a.End {
				t.Errorf("%q: atom %q at %d–%d of %d", s, a.Text, a.Start, a.End, len(r.Runes))
			}
		}
	})
}
