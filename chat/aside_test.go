package chat_test

import (
	"testing"

	"madoguchi/chat"
)

func TestHasAside(t *testing.T) {
	for text, want := range map[string]bool{
		"// 内緒": true, "／／内緒": true, "お待たせしました。\n// 部長には未確認\nまたご連絡します。": true, "了解です\n　// メモ": true,
		"了解\r\n//メモ": true, "• // 箇条書きの中": true, "> // 引用の中": true, "/／混ざった幅": true, "一行目\n\n//": true,
		"": false, "ふつうの文": false, "https://example.jp を見てください": false, "A//B": false, "文の途中 // ここ": false, "/ ひとつ": false,
	} {
		if got := chat.HasAside(text); got != want {
			t.Errorf("HasAside(%q) = %v", text, got)
		}
	}
}

func TestCutAside(t *testing.T) {
	for _, tc := range []struct {
		text, rest string
		aside      bool
	}{
		{"// 内緒です\n続き", "内緒です\n続き", true}, {"\n ／／ 内緒", "内緒", true}, {"お待たせしました\n// 内緒", "お待たせしました\n// 内緒", false},
	} {
		if rest, aside := chat.CutAside(tc.text); rest != tc.rest || aside != tc.aside {
			t.Errorf("CutAside(%q) = %q, %v", tc.text, rest, aside)
		}
	}
}
