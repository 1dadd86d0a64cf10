package markdown

import (
	"strings"
	"testing"

	"madoguchi/faq/importer/tree"
	"madoguchi/faq/importer/tree/treetest"
)

var texts = []struct{ name, text, want string }{
	{"marks inside of sentences", "# 道具\n\n## `甲`と**乙**は？\n\n甲は*電池式*。[一覧](https://a.example/l)へ。<br>乙は~~有料~~無料。", "h1 道具\nh2 甲と乙は？\np 甲は電池式。[一覧](https://a.example/l)へ。↵乙は~有料~無料。"},
	{"lists, quotations, code, tables", "- 一本\n  - 予備\n\n> **注意**: 濡らさない\n\n```sh\n一\n二\n```\n\n| 品 | 数 |\n|---|--:|\n| 傘 | 3 |\n", "* 一本\n** 予備\np 注意: 濡らさない\npre 一↵二\ntable 品|数 / 傘|3"},
	{"question and answer on lines of their own", "Q1. 傘は？\nA1. あります。\nたくさん\nあります。", "p Q1. 傘は？↵A1. あります。↵たくさんあります。"},
	{"folded marks", "<details>\n<summary>傘は</summary>\n\n**三本**です。\n\n</details>\n\n::: details 靴は\n脱いでください。\n:::", "p? 傘は\np! 三本です。\np? 靴は\np! 脱いでください。"},
	{"blocks of documentation systems", "::: warning 開館日\n月曜は休み。\n:::\n\n> [!NOTE]\n> 祝日も休み。", "p 開館日↵月曜は休み。\np 祝日も休み。"},
	{"underlined headings, anchors", "質問\n===\n\n## 料金 {#fee}\n\n百円", "h1 質問\nh2 料金\np 百円"},
	{"settings", "---\ntitle: 傘の質問\n---\n\n## 借りる\n\n本文", "h1 title 傘の質問\nh2 借りる\np 本文"},
	{"an entry a file", "---\nquestion: 着けない\ncategory: 交通\naliases: [迷った, 遅れた]\n---\n\n- バスは？\n\n電話を。", "h1 section 交通\np? 着けない\np~ 迷った\np~ 遅れた\n*! バスは？\np! 電話を。"},
	{"records in the settings", "---\nfaqs:\n  - question: 傘は\n    answer: あります。\n---\n", "p? 傘は\np! あります。"},
	{"terms", "傘\n: あります。\n", "p? 傘\np! あります。"},
}

func TestTexts(t *testing.T) {
	for _, tt := range texts {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Read(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			treetest.Want(t, doc.Blocks, tt.want)
		})
	}
}

// TestPlaces: every block knows its line, behind settings too, and contents stand apart.
func TestPlaces(t *testing.T) {
	doc, err := Read("---\ntitle: x\n---\n\n# 傘\n\n- [借りる](#a)\n\n## 借りる\n\n本文\n続き\n")
	if err != nil {
		t.Fatal(err)
	}
	treetest.Want(t, doc.Contents, "* 借りる")
	for i, line := range []int{5, 9, 11} {
		if got := doc.Blocks[i].At.Line; got != line {
			t.Errorf("%s: line %d, want %d", doc.Blocks[i].Text(), got, line)
		}
	}
}

func TestDraft(t *testing.T) {
	doc, err := Read("---\nquestion: 傘は\ndraft: true\n---\n\nあります。\n")
	if err != nil || len(doc.Blocks) > 0 || len(doc.Notes) != 1 || doc.Notes[0].Code != tree.Draft {
		t.Errorf("%+v, %v", doc, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, tt := range texts {
		f.Add(tt.text)
	}
	f.Add(":::\n:::: x\n```\n:::")
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Read(strings.ToValidUTF8(text, ""))
		treetest.Check(t, doc, err)
	})
}
