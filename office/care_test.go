package office

import (
	"strings"
	"testing"
)

func TestCare(t *testing.T) {
	shipped := Default().Care
	if len(shipped.Lines) < 3 || shipped.Lines[0].Name != "よりそいホットライン" || shipped.Lines[0].Phone != "0120-279-338" || shipped.Lines[0].Hours == "" {
		t.Errorf("the default names %+v", shipped.Lines)
	}
	o, err := Parse([]byte("phone: 03-1234-5678\naddress: 東京都\ncare: {words: [もうおしまい], notify: [kanri@example.jp]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if o.Phone != "03-1234-5678" || o.Address != "東京都" || len(o.Care.Words) != 1 || len(o.Care.Notify) != 1 || len(o.Care.Lines) != len(shipped.Lines) {
		t.Errorf("read as %q, %q, %+v", o.Phone, o.Address, o.Care)
	}
	if got := strings.Join(o.Changes(Default()), ", "); got != "phone, address, care" {
		t.Errorf("changed: %s", got)
	}
	o, err = Parse([]byte("care: {lines: [{name: 県の相談窓口, phone: 0120-000-000}]}\n"))
	if err != nil || len(o.Care.Lines) != 1 || o.Care.Lines[0].Name != "県の相談窓口" {
		t.Errorf("lines of its own: %+v, %v", o, err)
	}
	for file, want := range map[string]string{
		"care: {words: [死]}\n":                       "3文字以上",
		"care: {lines: [{name: x}]}\n":               "phone（電話番号）か url",
		"care: {lines: [{phone: 0120-000-000}]}\n":   "name（名前）",
		"care: {notify: [nobody]}\n":                 "メールアドレスとして",
		"care:\n  words: [もうおしまい]\n  word: [x]\n":    `3行目 care.word：知らない項目名「word」`,
		"care: {lines: [{name: x, tel: 0120}]}\n":    `知らない項目名「tel」`,
		"name: x\naddress: 東京\nadress: 東京都千代田区1-1\n": `3行目 adress：知らない項目名「adress」です。「address」のことでしょうか。`,
	} {
		if _, err := Parse([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", file, err, want)
		}
	}
}
