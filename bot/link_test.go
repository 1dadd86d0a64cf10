package bot_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/search"
)

// nonce is one as the page for linking makes them.
const nonce = "K3dOZcJ0b7qk9p0u2fX8m4vT6yB1nH5sLwQeRjAiUgE"

func (d *duet) linkEvent(nonce string) string {
	return d.event(onLINE, chat.Event{Kind: chat.Link, Data: nonce})
}

func (d *duet) give(nonce string, from chat.Address) {
	d.t.Helper()
	if err := d.store.NewLink(context.Background(), nonce, from); err != nil {
		d.t.Fatal(err)
	}
}

// ticketOn opens an inquiry on a channel and gives its number.
func (d *duet) ticketOn(from chat.Address) string {
	d.t.Helper()
	for _, say := range []string{"人", "株式会社ミナト 木村", "会費の請求書の件"} {
		d.says(from, say)
	}
	for range 4 {
		if said := d.says(from, "とばす"); strings.Contains(said, "この内容で送ります") {
			break
		}
	}
	d.says(from, "送る")
	return d.store.Newest()
}

// TestL23Link: a nonce that LINE brings back links the two contacts, once and within its time; from
// then on each shows the other's tickets, until either of them ends it.
func TestL23Link(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	onPage := d.ticketOn(onWeb)
	d.expect("before", d.says(onLINE, "受付状況"), "!"+onPage)

	d.expect("an unknown nonce", d.linkEvent("never-given-to-anybody"), "連携できませんでした", "!"+onPage)
	d.expect("LINE's word that it failed", d.linkEvent(""), "連携できませんでした")
	d.give("late-"+nonce, onWeb)
	d.now = d.now.Add(turn.LinkTime)
	d.expect("a nonce past its time", d.linkEvent("late-"+nonce), "連携できませんでした")

	d.give(nonce, onWeb)
	d.expect("a nonce typed as a code", d.says(onLINE, nonce), "!連携しました")
	d.expect("the nonce", d.linkEvent(nonce), "Webの窓口と連携しました", "「連携を解除」")
	d.expect("the nonce again", d.linkEvent(nonce), "連携できませんでした")
	d.expect("the status on LINE", d.says(onLINE, "受付状況"), onPage, "［Webで受付］", "!["+onPage)
	d.expect("a button of the other's ticket", d.event(onLINE, chat.Event{Kind: chat.Choose, Data: "v1:cancel:" + onPage}), "!取り消しました")

	here := d.ticketOn(onLINE)
	d.expect("the status on the web", d.says(onWeb, "受付状況"), onPage, here, "［LINEで受付］")
	d.expect("somebody else's status", d.says(other, "受付状況"), "!"+here, "!"+onPage)

	d.expect("nobody's link", d.says(other, "連携を解除"), "連携していません", "!解除しました")
	d.expect("the end", d.says(onWeb, "LINEとの連携を解除したい"), "連携を解除しました")
	d.expect("the status on LINE afterwards", d.says(onLINE, "受付状況"), here, "!"+onPage)
	d.expect("the status on the web afterwards", d.says(onWeb, "受付状況"), onPage, "!"+here)
}

// TestL23LinkByCode: who brings a code along is offered the link, and takes it by a press.
func TestL23LinkByCode(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	onPage := d.ticketOn(onWeb)
	m := codeSaid.FindStringSubmatch(d.says(onWeb, "LINEで続けたい"))
	if m == nil {
		t.Fatal("no code was given")
	}
	d.expect("before any code", d.event(onLINE, chat.Event{Kind: chat.Choose, Data: "v1:link:"}), "!連携しました")
	d.expect("the code", d.says(onLINE, m[1]), "Webからの続きですね", "[連携する]")
	d.expect("the press", d.says(onLINE, "連携する"), "Webの窓口と連携しました")
	d.expect("a second press", d.event(onLINE, chat.Event{Kind: chat.Choose, Data: "v1:link:"}), "!連携しました")
	d.expect("the status", d.says(onLINE, "受付状況"), onPage)
}

// TestL23AskedFor: asked for it, the bot says how to link, with the page's button where there is one.
func TestL23AskedFor(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	for _, text := range []string{"連携", "Webと連携したい", "アカウント連携", "ホームページと連携するには", "連携の方法", "サイト連携"} {
		d.expect(text, d.says(onLINE, text), "続きのコード", "![連携する]")
	}
	d.set(channels(false, true))
	d.expect("with a page", d.says(onLINE, "連携"), "下のボタン", "[連携する]")
	d.expect("on the web", d.says(onWeb, "LINEと連携"), "LINEの窓口で「Webで続けたい」")
	d.set(map[string]chat.Capabilities{chat.Web: {Members: true}})
	d.expect("where there is no LINE", d.says(onWeb, "連携したい"), "連携を行っていません", "!LINE")
	d.expect("another matter", d.says(onLINE, "他の企業と連携して出店できますか"), "!続きのコード", "!下のボタン")
}

// TestL23Group: in a group nothing is linked, whichever way it is tried, and what is linked already is
// not shown there: all would read it.
func TestL23Group(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	d.set(channels(false, true))
	onPage := d.ticketOn(onWeb)
	member := chat.Address{Channel: chat.LINE, ID: "C00000000000000000000000000000001/" + onLINE.ID}
	inGroup := func(e chat.Event) string {
		e.Shared = true
		return d.event(member, e)
	}
	says := func(text string) string { return inGroup(chat.Event{Kind: chat.Text, Text: text}) }
	press := chat.Event{Kind: chat.Choose, Data: "v1:link:"}
	d.expect("asked for", says("連携"), "1対1のトーク", "![連携する]", "!下のボタン")
	m := codeSaid.FindStringSubmatch(d.says(onWeb, "LINEで続けたい"))
	if m == nil {
		t.Fatal("no code was given")
	}
	d.expect("the code", says(m[1]), "Webからの続きですね", "![連携する]") // the talk's alone; a form's is refused, see TestL21Group
	d.expect("the press", inGroup(press), "1対1のトーク", "!連携しました")
	d.give(nonce, onWeb)
	d.expect("the nonce", inGroup(chat.Event{Kind: chat.Link, Data: nonce}), "1対1のトーク", "!連携しました")
	d.expect("the status", says("受付状況"), "!"+onPage)

	d.event(member, chat.Event{Kind: chat.Link, Data: nonce}) // as if it had been linked once
	d.expect("the status of one linked before", says("受付状況"), "!"+onPage)
	d.expect("alone", d.event(member, chat.Event{Kind: chat.Text, Text: "受付状況"}), onPage)
}

// TestL23TypedButton: the button that opens the page cannot be typed; who types it is given it again.
func TestL23TypedButton(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	d.set(channels(false, true))
	d.says(onLINE, "連携")
	d.expect("its label", d.says(onLINE, "連携する"), "下のボタン", "[連携する]", "!前のやり取り")
	d.expect("its number", d.says(onLINE, "1"), "!前のやり取り")
}

// sent gives what was sent to each address since it was last asked.
func (d *duet) sent() map[chat.Address]string {
	d.t.Helper()
	all := map[chat.Address]string{}
	for {
		claimed, err := d.store.Claim(context.Background(), 100, nil)
		if err != nil {
			d.t.Fatal(err)
		}
		if len(claimed) == 0 {
			return all
		}
		var done []turn.Settlement
		for _, del := range claimed {
			all[del.To] += texts(del.Messages)
			done = append(done, turn.Settlement{Delivery: del, State: chat.Sent})
		}
		if err := d.store.Settle(context.Background(), done); err != nil {
			d.t.Fatal(err)
		}
	}
}

// TestL23OtherSideIsTold: the contact whose tickets can be seen elsewhere from now on hears of it, on the
// web at once, on LINE with the next free reply and once; so do the staff of its tickets.
func TestL23OtherSideIsTold(t *testing.T) {
	t.Parallel()
	const told = "窓口と連携され"
	d := newDuet(t)
	onPage := d.ticketOn(onWeb)
	d.sent()
	d.give(nonce, onWeb)
	d.expect("who links", d.linkEvent(nonce), "Webの窓口と連携しました", "!"+told)
	d.expect("the web", d.sent()[onWeb], "この窓口がLINEの"+told, "「連携を解除」")
	d.expect("who links, later", d.event(onLINE, chat.Event{Kind: chat.Text, Text: "受付状況", ReplyToken: "r"}), onPage, "!"+told)

	d = newDuet(t)
	here := d.ticketOn(onLINE)
	m := codeSaid.FindStringSubmatch(d.says(onLINE, "Webで続けたい"))
	d.says(onWeb, m[1])
	d.expect("who links", d.says(onWeb, "連携する"), "LINEの窓口と連携しました")
	sent := d.sent()
	d.expect("no push", sent[onLINE], "!"+told)
	d.expect("the staff", sent[chat.Address{Channel: chat.Slack, ID: "C0000000001"}], "会員がこの窓口とWebの窓口を連携しました")
	d.expect("without a free reply", d.says(onLINE, "受付状況"), here, "!"+told)
	free := chat.Event{Kind: chat.Text, Text: "受付状況", ReplyToken: "r"}
	d.now = d.now.Add(time.Minute)
	said, _, err := d.bot.Converse(context.Background(), d.store, chat.Event{ID: "free", From: onLINE, At: d.now.Add(-30 * time.Second), Kind: chat.Text, Text: "受付状況", ReplyToken: "r", Quote: "q"})
	if err != nil || len(said) != 2 || said[0].Quote != "" || said[1].Quote != "q" {
		t.Fatalf("a late answer quotes with %+v, %v", said, err)
	}
	d.expect("with one", texts(said), "この窓口がWebの"+told, here)
	d.expect("once", d.event(onLINE, free), here, "!"+told)
}

// TestL23LinkAfterForm: who brings a form along is offered the link when the form has been sent.
func TestL23LinkAfterForm(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	code := d.formUnderWay(onWeb, "LINEで続けたい")
	d.expect("the code", d.says(onLINE, code), "引き継ぎました", "![連携する]")
	d.says(onLINE, "会費の請求書がほしい")
	d.says(onLINE, "つなぐ")
	d.expect("the form sent", d.says(onLINE, "送る"), "受け付けました", "[連携する]")
	d.expect("the press", d.says(onLINE, "連携する"), "Webの窓口と連携しました")
}

// TestL23OfficesOwnMatter: where the FAQ knows of another linking, a bare question is about that.
func TestL23OfficesOwnMatter(t *testing.T) {
	t.Parallel()
	d := newDuet(t)
	ix, err := search.NewIndex(context.Background(), []faq.Collection{{ID: "shop", Title: "出店FAQ", Entries: []faq.Entry{{
		Collection: "shop", Order: 1, Label: "Q1", Question: "サイト連携の方法は？", Kind: faq.KindAnswer,
		Answer: []faq.Block{{Type: faq.Paragraph, Text: "管理画面の「外部サイト」から設定します。"}},
	}}}}, search.Options{Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	d.bot.Library.Replace(ix)
	d.expect("a bare question", d.says(onLINE, "サイト連携の方法"), "外部サイト", "!続きのコード")
	d.expect("this counter's", d.says(onLINE, "LINE連携の方法"), "続きのコード")
}
