package faq

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNormalise(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"ＳＥＬＡＳ　の　ＪＡＮコード", "selas の janコード"},
		{"ｶﾞｲﾄﾞ", "ガイド"},
		{"か゛", "が"},
		{"か\u3099", "が"},
		{"は゜", "ぱ"},
		{"コ-ディネ―タ−", "コーディネーター"},
		{"ですか〜", "ですかー"},
		{"03-1234", "03-1234"},
		{"会\u200b員\u00ad", "会員"},
		{"一行\r\n二行", "一行\n\n二行"},
		{"  余白  ", "余白"},
		{"\u2f08工", "人工"},
		{"a\x00b\xffc", "ab c"},
		{"", ""},
	} {
		if got := Normalise(c.in); got != c.want {
			t.Errorf("Normalise(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestLongMessagesKeepHeadAndTail(t *testing.T) {
	got := capText("頭" + strings.Repeat("中", 5000) + "尾")
	if !strings.HasPrefix(got, "頭") || !strings.HasSuffix(got, "尾") || utf8.RuneCountInString(got) > headRunes+tailRunes+1 {
		t.Errorf("a long text became %d runes: %.30s…", utf8.RuneCountInString(got), got)
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"", "か゛", "ｶﾞ", "\xff", "ー〜", "A\u0300", strings.Repeat("あ", 500), "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Normalise(s)
		if !utf8.ValidString(got) {
			t.Errorf("Normalise(%q) is not valid UTF-8", s)
		}
		if strings.ContainsRune(got, 0) {
			t.Errorf("Normalise(%q) holds a NUL", s)
		}
	})
}

func TestFoldReading(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"コーディネーター", "こーでぃねーた"}, {"りょうしゅうしょ", "りょうしゅうしょう"}, {"つづき", "つずき"}, {"けいやく", "けーやく"}, {"もうしこみ", "もーしこみ"},
	} {
		if foldReading(c.a) != foldReading(c.b) {
			t.Errorf("%s and %s sound different: %s, %s", c.a, c.b, foldReading(c.a), foldReading(c.b))
		}
	}
	if foldReading("にゅうかい") == foldReading("たいかい") {
		t.Error("にゅうかい sounds like たいかい")
	}
}

func TestRomaji(t *testing.T) {
	for in, want := range map[string]string{"kaiin": "かいいん", "henkin": "へんきん", "shiharai": "しはらい", "ryoushuusho": "りょうしゅうしょ", "kippu": "きっぷ"} {
		if got, ok := romaji(in); !ok || got != want {
			t.Errorf("romaji(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"cancel", "xyz", "export"} {
		if got, ok := romaji(in); ok {
			t.Errorf("romaji(%q) = %q, want none", in, got)
		}
	}
}

func TestTrie(t *testing.T) {
	tr := newTrie([]string{"会費", "会", "会員番号", "費"}, []int32{1, 2, 3, 4})
	for key, want := range map[string]int32{"会費": 1, "会": 2, "会員番号": 3, "費": 4} {
		if got, ok := tr.get(key); !ok || got != want {
			t.Errorf("get(%s) = %d, %v, want %d", key, got, ok, want)
		}
	}
	for _, key := range []string{"会員", "", "番", "会費用"} {
		if got, ok := tr.get(key); ok {
			t.Errorf("get(%q) = %d, want none", key, got)
		}
	}
}

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
