package kana

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
	got := Cap("頭" + strings.Repeat("中", 5000) + "尾")
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
		if FoldReading(c.a) != FoldReading(c.b) {
			t.Errorf("%s and %s sound different: %s, %s", c.a, c.b, FoldReading(c.a), FoldReading(c.b))
		}
	}
	if FoldReading("にゅうかい") == FoldReading("たいかい") {
		t.Error("にゅうかい sounds like たいかい")
	}
}

func TestRomaji(t *testing.T) {
	for in, want := range map[string]string{"kaiin": "かいいん", "henkin": "へんきん", "shiharai": "しはらい", "ryoushuusho": "りょうしゅうしょ", "kippu": "きっぷ"} {
		if got, ok := Romaji(in); !ok || got != want {
			t.Errorf("romaji(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"cancel", "xyz", "export"} {
		if got, ok := Romaji(in); ok {
			t.Errorf("romaji(%q) = %q, want none", in, got)
		}
	}
}
