package main

import (
	"encoding/json"
	"testing"
)

func TestTable(t *testing.T) {
	var groups []group
	const text = `[
		{"items": [{"midashi": "住まい"}, {"midashi": "住居"}, {"midashi": "家"}, {"midashi": "ＨＯＵＳＥ"}, {"midashi": "ハウス", "expandControl": 2}]},
		{"items": [{"midashi": "住まい"}, {"midashi": "暮らし"}]},
		{"items": [{"midashi": "多義"}, {"midashi": "一つ目"}, {"midashi": "いちばんめ"}]},
		{"items": [{"midashi": "多義"}, {"midashi": "二つ目"}, {"midashi": "にばんめ"}]},
		{"items": [{"midashi": "多義"}, {"midashi": "三つ目"}]}
	]`
	if err := json.Unmarshal([]byte(text), &groups); err != nil {
		t.Fatal(err)
	}
	// 家 is of one character, ハウス is withdrawn, 多義 stands in three groups, and what is left of the last is one word.
	const want = "住まい\t住居\thouse\n住まい\t暮らし\n一つ目\tいちばんめ\n二つ目\tにばんめ\n"
	if got := table(groups); got != want {
		t.Errorf("table\n%swant\n%s", got, want)
	}
}
