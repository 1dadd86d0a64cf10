package lexicon

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/faq/dictionary"
	"madoguchi/faq/search/morph"
)

// lexiconOf is a lexicon of one dictionary alone.
func lexiconOf(t *testing.T, text string) *Lexicon {
	t.Helper()
	tok, err := morph.Shared()
	if err != nil {
		t.Fatal(err)
	}
	d, err := dictionary.Parse("test.txt", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	lex, err := newLexicon(tok, []*dictionary.Dictionary{d})
	if err != nil {
		t.Fatal(err)
	}
	return lex
}

// strength is how surely a text says a concept, by any of its atoms.
func strength(lex *Lexicon, text, concept string, v *Vocabulary) float32 {
	best := float32(0)
	for _, a := range lex.Read(text, v).Atoms {
		for _, c := range a.Concepts {
			if lex.Concepts[c.Id].Name == concept {
				best = max(best, c.Strength)
			}
		}
	}
	return best
}

// TestPhrasesAreMetApart: what a dictionary's phrase says is said by its words in any order and form, near each
// other in one sentence, and denied where the phrase is.
func TestPhrasesAreMetApart(t *testing.T) {
	lex := lexiconOf(t, "日程: 日にち\n予約の変更: 日にちをずらす\n不着: 荷物が届かない\n廃業: 店をたたむ")
	for _, c := range []struct {
		text, concept string
		want          bool
	}{
		{"日にちをずらす", "予約の変更", true},
		{"日程をずらしたいです", "予約の変更", true},
		{"ずらしてもらえますか、日にちを", "予約の変更", true},
		{"春に店を思い切ってたたみました", "廃業", true},
		{"店に行きました。椅子をたたみました", "廃業", false},
		{"店の前の通りにあった古くて重い椅子を弟と二人でたたんで運んだ", "廃業", false},
		{"荷物がまだ届きません", "不着", true},
		{"荷物が届きました", "不着", false},
	} {
		if got := strength(lex, c.text, c.concept, nil) > 0; got != c.want {
			t.Errorf("%s says %s: %v, want %v", c.text, c.concept, got, c.want)
		}
	}
}

// TestAPhraseOfManyConceptsSaysNone: words that several concepts claim alike tell nothing.
func TestAPhraseOfManyConceptsSaysNone(t *testing.T) {
	lex := lexiconOf(t, "所得税: 税金を納める\n法人税: 税金を納めた\n国税: 納める税金")
	if s := strength(lex, "税金をまとめて納めたい", "国税", nil); s > 0 {
		t.Errorf("国税 is said with %.2f by words that three concepts share", s)
	}
}

func TestKinds(t *testing.T) {
	lex := lexiconOf(t, "車両: 自動車\n機械: 機械装置\n機械 > 車両\n車両 > 軽トラ、バイク")
	up, twice, down := strength(lex, "軽トラ", "車両", nil), strength(lex, "軽トラ", "機械", nil), strength(lex, "車両", "バイク", nil)
	if !(up > twice && twice > 0 && up > down && down > 0) {
		t.Errorf("軽トラ says 車両 %.2f and 機械 %.2f, 車両 says バイク %.2f: want the nearer and the more general to count more", up, twice, down)
	}
	if s := strength(lex, "バイク", "軽トラ", nil); s > 0 {
		t.Errorf("バイク says 軽トラ by %.2f: two kinds of one thing are not each other", s)
	}
}

func TestVagueWordsCountByHalf(t *testing.T) {
	lex := lexiconOf(t, "提出: 出す*、届け出る")
	if vague, sure := strength(lex, "出す", "提出", nil), strength(lex, "届け出る", "提出", nil); vague != vagueStrength || sure != 1 {
		t.Errorf("出す says 提出 by %.2f and 届け出る by %.2f, want %.2f and 1", vague, sure, float32(vagueStrength))
	}
}

// TestGeneralWordsStandBelow: a dictionary of the language at large never hides what ours know.
func TestGeneralWordsStandBelow(t *testing.T) {
	tok, err := morph.Shared()
	if err != nil {
		t.Fatal(err)
	}
	own, err := dictionary.Parse("own.txt", strings.NewReader("会員: メンバー\n登録: 記載"))
	if err != nil {
		t.Fatal(err)
	}
	general := &dictionary.Dictionary{Name: "general", General: true, Lines: []dictionary.EntryLine{
		{Kind: dictionary.LineConcept, Name: "≈会員登録", Words: []string{"会員登録", "サインアップ"}},
		{Kind: dictionary.LineConcept, Name: "≈傘", Words: []string{"雨傘", "こうもり傘"}}}}
	lex, err := newLexicon(tok, []*dictionary.Dictionary{own, general})
	if err != nil {
		t.Fatal(err)
	}
	for _, concept := range []string{"会員", "登録"} {
		if s := strength(lex, "会員登録", concept, nil); s != 1 {
			t.Errorf("会員登録 says %s by %.2f, want 1", concept, s)
		}
	}
	if s := strength(lex, "こうもり傘", "≈傘", nil); s <= 0 || s >= 1 {
		t.Errorf("こうもり傘 says its group by %.2f, want less than a word of ours", s)
	}
	atoms := lex.Read("こうもり傘", nil).Atoms
	if len(atoms) != 1 || !atoms[0].Loose {
		t.Errorf("こうもり傘 is %+v, want one thing that no dictionary of ours knows", atoms)
	}
}

// TestHeardWords: a word that only an index knows is heard in kana, and in the wrong kanji.
func TestHeardWords(t *testing.T) {
	lex := lexiconOf(t, "会費: 年会費")
	nouns := map[Lexeme]int{}
	lex.Read("延長料金と駐輪場", nil).Nouns(nouns, 1)
	v := NewVocabulary(nil, nouns)
	for text, want := range map[string]string{"えんちょうできますか": "延長", "ちゅうりんじょうはどこ": "駐輪"} {
		heard := slices.ContainsFunc(lex.Read(text, v).Atoms, func(a Atom) bool {
			return slices.ContainsFunc(a.Words, func(w Lexeme) bool { return strings.HasPrefix(w.Base, want) })
		})
		if !heard {
			t.Errorf("%s: %s is not heard in %+v", text, want, lex.Read(text, v).Atoms)
		}
	}
	if atoms := lex.Read("会費ーーー", v).Atoms; len(atoms) != 1 {
		t.Errorf("会費ーーー is %+v, want one thing: the mark says nothing", atoms)
	}
}

// TestForCompilesOnce: an index that is built anew with the same dictionaries reads by the same lexicon.
func TestForCompilesOnce(t *testing.T) {
	own := func(text string) []*dictionary.Dictionary {
		d, err := dictionary.Parse("own.txt", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return []*dictionary.Dictionary{d}
	}
	a, err := For(own("返金: 払い戻し"))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := For(own("返金: 払い戻し")); err != nil || b != a {
		t.Errorf("the same dictionary was compiled anew (%v)", err)
	}
	if c, err := For(own("返金: 払い戻し、戻し")); err != nil || c == a {
		t.Errorf("another dictionary was not compiled (%v)", err)
	}
}
