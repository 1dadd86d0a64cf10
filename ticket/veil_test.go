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
