package bot_test

import (
	"testing"

	"madoguchi/chat"
)

// TestL21Group: a group is told once a day how it speaks to us, and whoever asks there for a form that wants
// personal data is led to the talk alone, with their words.
func TestL21Group(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	d.set(channels(false, true))
	group := chat.Address{Channel: chat.LINE, ID: "C00000000000000000000000000000001"}
	member := chat.Address{Channel: chat.LINE, ID: group.ID + "/" + onLINE.ID}
	joins := func() string { return d.event(group, chat.Event{Kind: chat.Follow, Shared: true}) }
	says := func(text string) string {
		return d.event(member, chat.Event{Kind: chat.Text, Text: text, Shared: true})
	}

	d.expect("the bot joins", joins(), "メンション", "1対1のトーク")
	d.expect("a member joins on the same day", joins(), "!メンション")
	d.expect("asked for a form", says("お問い合わせ"), "「お問い合わせ」ではお名前やご連絡先", "[1対1のトークを開く]", "!会社名とお名前")
	d.expect("a press", d.event(member, chat.Event{Kind: chat.Choose, Data: "v1:start:change", Shared: true}), "1対1のトークで承ります", "!会社名")
	d.expect("a person", says("人"), "[1対1のトークを開く]")
	d.expect("a question", says("会費の支払い方法には何がありますか？"), "口座振替", "!1対1")

	d.says(onWeb, "お問い合わせ")
	m := codeSaid.FindStringSubmatch(d.says(onWeb, "LINEで続けたい"))
	if m == nil {
		t.Fatal("no code was given")
	}
	d.expect("a form's code", says(m[1]), "グループでは、お手続きの内容がほかの方にも", "[1対1のトークを開く]")
	d.expect("the same code alone", d.says(onLINE, m[1]), "会社名とお名前")
}
