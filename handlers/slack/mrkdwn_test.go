package slack_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"madoguchi/handlers/slack"
)

// TestS18Plain: the text of an event as its writer saw it.
func TestS18Plain(t *testing.T) {
	cases := []struct{ in, want string }{
		{"", ""}, {"ふつうの文", "ふつうの文"},
		{"a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"}, {"&amp;lt;", "&lt;"},
		{"<@U123>さん", "@メンバーさん"}, {"<@U123|佐々木>さん", "@佐々木さん"}, {"<#C1|窓口>で", "#窓口で"}, {"<#C1>", "#チャンネル"},
		{"<!here> <!channel> <!everyone>", "@here @channel @everyone"}, {"<!subteam^S1|@経理>", "@経理"}, {"<!subteam^S1>", ""},
		{"<!date^1392734382^{date}|2014年2月18日>", "2014年2月18日"},
		{"<https://selasjapan.jp/paid>", "https://selasjapan.jp/paid"}, {"<https://a.example/?a=1&amp;b=2|ここ>", "ここ (https://a.example/?a=1&b=2)"},
		{"<mailto:a@b.example|a@b.example>", "a@b.example"}, {"<tel:0311112222|03-1111-2222>", "03-1111-2222 (0311112222)"},
		{":+1: 了解:bow:", "👍 了解🙇"}, {":+1::skin-tone-3:です", "👍です"}, {":知らない: :nonexistent_emoji:", ":知らない: :nonexistent_emoji:"},
		{"10:30から12:00", "10:30から12:00"}, {"```コード &lt;x&gt;\n```", "コード <x>\n"}, {"*太字* _斜体_", "太字 斜体"},
		{"これは*重要*です", "これは重要です"}, {"*_両方_* ~消した~ `番号`", "両方 消した 番号"}, {"2*3*4 = 24", "2*3*4 = 24"}, {"* 一つ\n* 二つ", "* 一つ\n* 二つ"},
		{"資料_2024_最新.pdf", "資料_2024_最新.pdf"}, {"9時~12時、13時~17時", "9時~12時、13時~17時"}, {"*ここ*：<https://a.example/_x_/*y*|案内_表_>", "ここ：案内_表_ (https://a.example/_x_/*y*)"},
		{"https://a.example/_x_/*y* *です*", "https://a.example/_x_/*y* です"}, {"*閉じない\n次*", "*閉じない\n次*"}, {"****", "****"}, {":woman_bowing::sushi:", "🙇\u200d♀️🍣"},
		{"<", "<"}, {"a<b", "a<b"}, {"<>", "<>"}, {":", ":"}, {"::", "::"}, {"a\x00b\r\nc", "ab\nc"}, {"\u202Eabc", "abc"}, {"\xff", "\uFFFD"}, {"a\u200bb\u00adc\u2028d\ufeffe\rf", "abc\nde\nf"},
	}
	for _, tc := range cases {
		if got := slack.Plain(tc.in); got != tc.want {
			t.Errorf("Plain(%q) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

// TestS33Escape: escaped text reads as it was, and nothing in it can begin a mention or a link.
func TestS33Escape(t *testing.T) {
	for _, s := range []string{"<!channel>", "a & b", "&lt;", "<https://x|y>", "あ"} {
		e := slack.Escape(s)
		if strings.ContainsAny(e, "<>") || slack.Plain(e) != s {
			t.Errorf("Escape(%q) = %q, which reads %q", s, e, slack.Plain(e))
		}
	}
}

// FuzzPlain: whatever Slack sends comes out as text that can be stored.
func FuzzPlain(f *testing.F) {
	for _, s := range []string{"<@U1|a>", "<!date^1^{d}|x>", ":+1::skin-tone-2:", "&amp;lt;", "<a|b|c>", "\xff<", "::+1::"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := slack.Plain(s)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x00\r\u202E") {
			t.Errorf("Plain(%q) = %q", s, got)
		}
	})
}

// FuzzEscape: nothing escaped can be read as anything but text, and reading it back loses nothing.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"<!channel>", "&lt;", "a&b<c>d", "<<>>&&"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := slack.Escape(s)
		if strings.ContainsAny(e, "<>") {
			t.Errorf("Escape(%q) = %q", s, e)
		}
		back := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(e)
		if back != s {
			t.Errorf("Escape(%q) reads back as %q", s, back)
		}
	})
}
