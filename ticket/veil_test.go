package ticket

import (
	"strings"
	"testing"
)

func TestVeil(t *testing.T) {
	fm := &Form{Fields: []Field{{ID: "name", Personal: true}, {ID: "company"}}}
	values := Values{"name": {"湊 太郎", "湊"}, "company": {"株式会社みなと"}}
	text := "株式会社みなとの湊 太郎です。03-1234-5678 か minato@example.jp へ。"
	got := VeilOf(fm, values).Over(text)
	for _, hidden := range []string{"湊 太郎", "03-1234-5678", "minato@example.jp"} {
		if strings.Contains(got, hidden) {
			t.Errorf("%q stands in %q", hidden, got)
		}
	}
	if !strings.Contains(got, "株式会社みなと") || !strings.Contains(got, Hidden) {
		t.Errorf("%q", got)
	}
	if got := VeilOf(nil, values).Over("株式会社みなと"); got != Hidden {
		t.Errorf("a form that is gone: %q", got)
	}
	if got := (Veil{}).Over("会費はいくらですか"); got != "会費はいくらですか" {
		t.Errorf("nothing to hide: %q", got)
	}
}

// TestCodes: who proves who they are by a code is the only one to read it, whatever else is shown.
func TestCodes(t *testing.T) {
	for text, want := range map[string]string{
		"受け付けました。\n\n確認コード：482913":           "受け付けました。\n\n確認コード：（確認コード）",
		"> 確認コード：482913\n>> 確認コード：593024 です": "> 確認コード：（確認コード）\n>> 確認コード：（確認コード） です",
		"確認コード：4829":                         "確認コード：（確認コード）",
		"確認コード：がまだ届きません":                     "確認コード：がまだ届きません",
		"確認コード：":                             "確認コード：",
		"受付番号は Q-0001 です。\n確認コードは 2R2WY-DSX7F です。ブラウザーを変えても": "受付番号は Q-0001 です。\n確認コードは （確認コード） です。ブラウザーを変えても",
		"確認コードは 何ですか":   "確認コードは 何ですか",
		"会費は482913円ですか": "会費は482913円ですか",
		"":              "",
	} {
		for _, whole := range []bool{false, true} {
			if got := (Veil{}).Show(text, whole); got != want {
				t.Errorf("%q, whole %t: %q, want %q", text, whole, got, want)
			}
		}
	}
	if got := (Veil{}).Show("03-1234-5678", true); got != "03-1234-5678" {
		t.Errorf("whole: %q", got)
	}
}
