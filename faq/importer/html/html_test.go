package html

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"madoguchi/faq/importer/tree/treetest"
)

// pages are what readers of web pages meet, and the tree each becomes.
var pages = []struct{ name, page, want string }{
	{"a definition list between furniture", `<!doctype html><body><nav><a href="/">入口</a></nav><main><h1>傘の貸出</h1><h2>借りる</h2><dl><dt>何日借りられますか</dt><dd><p>三日です。</p><ul><li>本館</li><li>別館</li></ul></dd></dl></main><footer>係</footer>`,
		"h1 傘の貸出\nh2 借りる\np? 何日借りられますか\np! 三日です。\n*! 本館\n*! 別館"},
	{"facts in an answer's list are no questions", `<details><summary>どこですか</summary><p>二階です。</p><dl><dt>電話</dt><dd>0000</dd></dl></details>`,
		"p? どこですか\np! 二階です。\np! 電話\np! 0000"},
	{"a button and its panel, by id", `<h3><button aria-expanded="false" aria-controls="x">雨の日は</button></h3><div id="x" hidden>中止です。</div>`,
		"p? 雨の日は\np! 中止です。"},
	{"a menu's button is none", `<nav><button aria-expanded="false" aria-controls="m">目録</button><div id="m">一覧</div></nav><p>本文</p>`, "p 本文"},
	{"a checkbox and its label", `<div><input type="checkbox" id="c"><label for="c">犬は</label><div>外でお待ちください。</div></div>`, "p? 犬は\np! 外でお待ちください。"},
	{"classes", `<div class="faq__q"><span>Q.</span>鍵は</div><div class="faq__a">窓口です。<dl><dt>時間</dt><dd>九時</dd></dl></div>`, "p? Q.鍵は\np! 窓口です。\np! 時間\np! 九時"},
	{"microdata", `<div itemscope itemtype="https://schema.org/Question"><h2 itemprop="name">靴は</h2><div itemprop="acceptedAnswer" itemscope><p itemprop="text">脱いでください。</p></div></div>`, "p? 靴は\np! 脱いでください。"},
	{"merged cells", `<table><tr><th rowspan="2">会場</th><td>本館</td></tr><tr><td>別館</td></tr></table>`, "table 会場|本館 / =会場|別館"},
	{"a table that lays out the page", `<table><tr><td><h2>左</h2></td><td><p>右</p></td></tr></table>`, "h2 左\np 右"},
	{"ruby, line breaks, folded Japanese", "<p><ruby>傘<rp>(</rp><rt>かさ</rt><rp>)</rp></ruby>は\n  三本<br>あります。 two\nwords</p>", "p 傘は三本↵あります。 two words"},
	{"links and struck words", `<p>今は<del>十時</del>九時。<a href="https://a.example/x">地図</a>と<a href="../b.html">様式</a>と<a href="#c">下</a></p>`, "p 今は~十時~九時。[地図](https://a.example/x)と[様式](../b.html)と下"},
	{"a base for links", `<head><base href="https://a.example/faq/"></head><p><a href="b.html">様式</a></p>`, "p [様式](https://a.example/faq/b.html)"},
	{"icons that say what stands behind", `<p><img src="q.gif" alt="Q">傘は</p><p><img src="x.gif" alt="飾り">借りられます。</p>`, "p Q 傘は\np 借りられます。"},
	{"numbered points", `<ol start="3"><li>着く<ul><li>早めに</li></ul></li><li>待つ</li></ol>`, "* 3. 着く\n** 早めに\n* 4. 待つ"},
	{"a point of several paragraphs", `<ol><li><p><b>いつ</b></p><p>春です。</p></li></ol>`, "* 1. いつ\np 春です。"},
	{"contents, breadcrumbs, ways back", `<p>ホーム &gt; 質問</p><ul><li><a href="#a">傘は</a></li></ul><h3 id="a">傘は</h3><p>あります。</p><p><a href="#">ページの先頭へ戻る</a></p><p>Copyright 係</p>`, "h3 傘は\np あります。"},
	{"a form around the page is the page, one to fill in is not", `<form><h1>質問</h1><p>傘は</p></form><form><input name="q"><button>検索</button></form>`, "h1 質問\np 傘は"},
	{"verse stays verse", "<pre>一行目\n  二行目</pre>", "pre 一行目↵  二行目"},
}

func TestPages(t *testing.T) {
	for _, tt := range pages {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Read(tt.page)
			if err != nil {
				t.Fatal(err)
			}
			blocks := doc.Blocks
			for i := range blocks {
				blocks[i].Strong = false // shown by a test of its own
			}
			treetest.Want(t, blocks, tt.want)
		})
	}
}

func TestStrong(t *testing.T) {
	treetest.Want(t, Fragment("<p><b>傘は</b></p><p><b>傘</b>は</p>"), "b 傘は\np 傘は")
}

// TestStated: what is said for machines stands apart, even where the page's author broke the JSON.
func TestStated(t *testing.T) {
	doc, err := Read(`<title>傘</title><script type="application/ld+json">{"@graph":[{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"何日&amp;何本","acceptedAnswer":{"text":"<p>三日
です。</p>"}}]}]}</script><script type="application/ld+json">{broken</script><p>本文</p>`)
	if err != nil || doc.Title != "傘" {
		t.Fatalf("%+v, %v", doc, err)
	}
	treetest.Want(t, doc.Stated, "p? 何日&何本\np! 三日 です。")
	treetest.Want(t, doc.Blocks, "p 本文")
}

// TestDecode: the head says the encoding; UTF-8 is believed before it.
func TestDecode(t *testing.T) {
	const page = `<meta charset="Shift_JIS"><p>①㈱髙﨑</p>`
	sjis, err := japanese.ShiftJIS.NewEncoder().String(page)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]string{"as it says": sjis, "not as it says": page} {
		if text, ok := Decode([]byte(b)); !ok || text != page {
			t.Errorf("%s: %q, %t", name, text, ok)
		}
	}
	if _, ok := Decode([]byte(strings.Replace(sjis, `charset="Shift_JIS"`, "", 1))); ok {
		t.Error("an encoding was guessed")
	}
}

// TestTitleInTheHead: the page's heading may stand above its main part; a logo is none.
func TestTitleInTheHead(t *testing.T) {
	doc, _ := Read(`<header><h1>傘の質問</h1></header><main><h2>借りる</h2><p>どうぞ。</p></main>`)
	treetest.Want(t, doc.Blocks, "h1 title 傘の質問\nh2 借りる\np どうぞ。")
	doc, _ = Read(`<header><h1><a href="/">会館</a></h1></header><main><h2>借りる</h2><p>どうぞ。</p></main>`)
	treetest.Want(t, doc.Blocks, "h2 借りる\np どうぞ。")
}

func FuzzRead(f *testing.F) {
	for _, tt := range pages {
		f.Add(tt.page)
	}
	f.Add(`<table><tr><td colspan=9999 rowspan=9999>x`)
	f.Add(`<script type="application/ld+json">[[[[{"@type":"Question","name":"q","acceptedAnswer":[{"text":"a"}]}]]]]</script>`)
	f.Fuzz(func(t *testing.T, page string) {
		page = strings.ToValidUTF8(page, "")
		doc, err := Read(page)
		treetest.Check(t, doc, err)
		Fragment(page)
	})
}
