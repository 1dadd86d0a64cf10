package chattest

import (
	"strings"
	"time"
	"unicode/utf16"

	"madoguchi/chat"
)

// verbatim are texts that have to arrive as they are. Each stands for a way in which a platform
// reads more into a text than was written.
var verbatim = []struct{ name, text string }{
	{"japanese", "領収書は、原則として発行しておりません。\n募集要項に出展料の記載がございますので、こちらにて代用ください。"},
	{"emoji", "受け付けました 👍🏽 ご家族 👨‍👩‍👧 の分も 🇯🇵 どうぞ"},
	{"outside the basic plane", "𠮷野家の𩸽定食"},
	{"combining", "か\u3099き\u3099く\u3099 e\u0301"},
	{"spaces inside", "会社名　：　山田食品\n\n\n電話  ：  03-1111-2222"},
	{"slack mentions", "<!channel> <!here> <@U0000001> <#C0000001> <!subteam^S1> @channel @here"},
	{"slack links", "<https://evil.example/|社内ポータル> <mailto:a@b.example|連絡先>"},
	{"slack marks", "*太字* _斜体_ ~消し線~ `code` ```block``` > 引用 :smile:"},
	{"entities", "A&B &amp; &lt;b&gt; &#39; &nbsp; <3"},
	{"html", `<script>alert(1)</script><img src=x onerror="alert(1)"><b>太字</b>`},
	{"markdown", "[ここ](javascript:alert(1)) ![x](http://evil.example/x.png) # 見出し **太字**"},
	{"line placeholders", "{user} $ (emoji) {0} {{name}} ${7*7} %s %d %!"},
	{"a staff line imitated", "事務局：承認しました（この返信は会員に届きます）"},
	{"a command", "/reply 1 了解です"},
	{"json", `{"type":"text","text":"偽"}`},
	{"a long word", strings.Repeat("あ", 400)},
	{"an address", "詳しくは https://example.go.jp/a?b=c&d=e#f をご覧ください。"},
}

// long is text of the given number of UTF-16 units, with characters in it that must not be cut.
func long(units int) string {
	const line = "国際輸送のお手続きについて、順番にご案内いたします👨‍👩‍👧。か\u3099\n"
	var b strings.Builder
	for n := units16(line); units >= n; units -= n {
		b.WriteString(line)
	}
	b.WriteString(strings.Repeat("末", units))
	return b.String()
}

// units16 is the length of s in UTF-16 units, by which LINE and browsers count.
func units16(s string) int { return len(utf16.Encode([]rune(s))) }

// answer is an FAQ answer with a block of every type.
var answer = chat.Answer{
	Lead:     "この募集は2024年3月29日に終了しています。終了時点のご案内です。",
	Question: "商品登録に必要な項目は何ですか",
	Blocks: []chat.Block{
		{Type: "paragraph", Text: "以下の項目をご登録ください。<b>太字</b>ではありません。"},
		{Type: "table", Header: []string{"項目", "商品", "サービス"}, Rows: [][]string{{"メーカー名", "必須", "必要です"}, {"JANコード", "入力必須", "不要です"}}},
		{Type: "note", Text: "※上代価格は税抜でご記入ください。"},
		{Type: "link", Text: "会員ページ", URL: "https://example.go.jp/paid?a=1&b=2"},
		{Type: "contact", Text: "事務局メール help@example.go.jp", URL: "mailto:help@example.go.jp"},
	},
	Tail: "本日時点の目安：次回のご請求は10/25（水）です。",
	Source: chat.Source{
		Ref: "sample/8", Document: "輸出支援プログラムFAQ", Label: "Q8", Page: 3,
		Updated: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Version: 2,
	},
}

// plain is the answer as a message's text, for channels that show nothing but text.
func plain(a chat.Answer) string {
	lines := []string{a.Lead}
	for _, b := range a.Blocks {
		if b.Type != "table" {
			lines = append(lines, strings.TrimSpace(b.Text+" "+b.URL))
			continue
		}
		lines = append(lines, strings.Join(b.Header, " / "))
		for _, row := range b.Rows {
			lines = append(lines, strings.Join(row, " / "))
		}
	}
	lines = append(lines, a.Tail, "（出典："+a.Source.Document+" "+a.Source.Label+"）")
	return strings.Join(lines, "\n")
}
