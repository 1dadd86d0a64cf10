package data

import (
	"errors"
	"strings"
	"testing"

	"madoguchi/faq/importer/tree"
	"madoguchi/faq/importer/tree/treetest"
)

var jsons = []struct{ name, data, want string }{
	{"records", `[{"question":"傘は","answer":"あります。","category":"品"},{"q":"靴は","a":["脱ぐ。","棚へ。"]}]`, "h1 section 品\np? 傘は\np! あります。\nh1 section \np? 靴は\np! 脱ぐ。↵棚へ。"},
	{"a record a line, a comma too many", "{\"質問\":\"傘は\",\"回答\":\"はい\",}\n", "p? 傘は\np! はい"},
	{"lines", "{\"q\":\"傘は\",\"a\":\"はい\"}\n{\"q\":\"靴は\",\"a\":\"いいえ\"}\n", "p? 傘は\np! はい\np? 靴は\np! いいえ"},
	{"categories in categories", `{"title":"窓口","categories":[{"name":"品","faqs":[{"question":"傘は","answer":"はい"}],"categories":[{"name":"革","faqs":[{"question":"靴は","answer":"いいえ"}]}]}]}`, "h1 section 品\np? 傘は\np! はい\nh1 section 品 / 革\np? 靴は\np! いいえ"},
	{"names of categories as keys", `{"品":[{"q":"傘は","a":"はい"}],"時":{"夏":[{"q":"何時","a":"九時"}]}}`, "h1 section 品\np? 傘は\np! はい\nh1 section 時 / 夏\np? 何時\np! 九時"},
	{"questions as keys", `{"傘はありますか":"はい","靴は脱ぎますか？":"はい。"}`, "p? 傘はありますか\np! はい\np? 靴は脱ぎますか？\np! はい。"},
	{"a help centre", `{"sections":[{"id":7,"name":"品"}],"articles":[{"title":"乙","body":"<p>二</p>","section_id":7,"draft":false,"position":2},{"title":"甲","body":"<p>一</p>","section_id":7,"draft":false,"position":1},{"title":"丙","body":"三","section_id":7,"draft":true,"position":3}]}`, "h1 section 品\np? 甲\np! <p>一</p>\np? 乙\np! <p>二</p>"},
	{"languages", `[{"question":{"ja":"傘は","en":"umbrella"},"answer":{"ja":"はい","en":"yes"}}]`, "p? 傘は\np! はい"},
	{"a record for each language", `[{"question":"umbrella","answer":"yes","locale":"en"},{"question":"傘は","answer":"はい","locale":"ja-JP"}]`, "p? 傘は\np! はい"},
	{"fields that say their type", `{"records":[{"質問":{"type":"TEXT","value":"傘は"},"回答":{"type":"TEXT","value":"はい"},"公開":{"type":"RADIO","value":"公開"}},{"質問":{"value":"鍵は"},"回答":{"value":"棚"},"公開":{"value":"非公開"}}]}`, "p? 傘は\np! はい"},
	{"other ways to ask", `{"question":"傘は","answer":"はい","aliases":["雨具は","カッパは"],"no":"3"}`, "p? 3 傘は\np~ 雨具は\np~ カッパは\np! はい"},
	{"nothing to ask", `{"name":"田中","age":3,"tags":["a"]}`, ""},
}

func TestJSON(t *testing.T) {
	for _, tt := range jsons {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := ReadJSON([]byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			treetest.Want(t, doc.Blocks, tt.want)
		})
	}
}

var yamls = []struct{ name, data, want string }{
	{"sections", "title: 配送\nsummary: まとめ\nsections:\n- name: 積む\n  questions:\n  - question: >\n      冷蔵も\n      載りますか。\n    answer: |\n      載ります。\n\n      前日までに。\n", "h1 section 積む\np? 冷蔵も載りますか。\np! 載ります。↵↵前日までに。"},
	{"Japanese keys, flow style", "faq:\n  予約:\n    - 質問: 電話でも\n      回答: はい\n    - {質問: 前日でも, 回答: はい。}\n", "h1 section 予約\np? 電話でも\np! はい\np? 前日でも\np! はい。"},
	{"anchors", "a: &x はい\nfaqs:\n- q: 傘は\n  a: *x\n", "p? 傘は\np! はい"},
	{"several documents", "---\nquestion: 傘は\nanswer: はい\n---\nquestion: 靴は\nanswer: いいえ\n", "p? 傘は\np! はい\np? 靴は\np! いいえ"},
}

func TestYAML(t *testing.T) {
	for _, tt := range yamls {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := ReadYAML([]byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			treetest.Want(t, doc.Blocks, tt.want)
		})
	}
}

// TestHead: the title and the line of each question are kept, and what was left out is noted.
func TestHead(t *testing.T) {
	doc, err := ReadYAML([]byte("title: 配送\nsummary: まとめ\nfaqs:\n- question: 傘は\n  answer: はい\n- question: 鍵は\n  answer: 棚\n  published: false\n"))
	if err != nil || doc.Title != "配送" || doc.Summary != "まとめ" || doc.Blocks[0].At.Line != 4 {
		t.Errorf("%+v, %v", doc, err)
	}
	if len(doc.Notes) != 1 || doc.Notes[0] != (tree.Note{Code: tree.Draft, N: 1, Words: "鍵は"}) {
		t.Errorf("notes %+v", doc.Notes)
	}
}

// TestFaults: what is no data is a fault, and what unfolds without end is one in time.
func TestFaults(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'm'; c++ {
		p := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [*" + p + ",*" + p + ",*" + p + ",*" + p + ",*" + p + ",*" + p + ",*" + p + ",*" + p + "]\n"
	}
	for name, tt := range map[string]struct {
		read func([]byte) (tree.Doc, error)
		data string
		want tree.FaultCode
	}{
		"no JSON":     {ReadJSON, `{"a": [1, }`, tree.Broken},
		"no YAML":     {ReadYAML, "a: [1\nb: {", tree.Broken},
		"deep JSON":   {ReadJSON, strings.Repeat("[", 1000) + strings.Repeat("]", 1000), tree.TooMany},
		"a YAML bomb": {ReadYAML, bomb, tree.TooMany},
	} {
		_, err := tt.read([]byte(tt.data))
		var fault *tree.Fault
		if !errors.As(err, &fault) || fault.Code != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}

func FuzzJSON(f *testing.F) {
	for _, tt := range jsons {
		f.Add([]byte(tt.data))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := ReadJSON([]byte(strings.ToValidUTF8(string(b), "")))
		treetest.Check(t, doc, err)
	})
}

func FuzzYAML(f *testing.F) {
	for _, tt := range yamls {
		f.Add([]byte(tt.data))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := ReadYAML([]byte(strings.ToValidUTF8(string(b), "")))
		treetest.Check(t, doc, err)
	})
}
