package slack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/slack/slackfake"
)

// send performs a delivery that has to succeed.
func (r *room) send(t *testing.T, d chat.Delivery) chat.Receipt {
	t.Helper()
	receipt, err := r.app.Send(t.Context(), d)
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	return receipt
}

// again is the next attempt after err, as the outbox makes it.
func again(d chat.Delivery, err error) chat.Delivery {
	d.Attempt++
	var se *chat.SendError
	if errors.As(err, &se) {
		d.Progress = se.Progress
	}
	return d
}

// inThread is a delivery to the thread of card.
func inThread(card slackfake.Message, key string, messages ...chat.Message) chat.Delivery {
	d := toOffice(key, messages...)
	d.Thread = card.TS
	return d
}

// texts are the messages of a thread as people read them.
func (r *room) texts(card slackfake.Message) []string {
	var out []string
	for _, m := range r.Thread(slackfake.Office, card.TS) {
		out = append(out, m.Text())
	}
	return out
}

// TestCard shows everything a card has, and only what was given.
func TestCard(t *testing.T) {
	r := open(t)
	card := r.post(t)
	for _, want := range []string{
		"Q-1204 お問い合わせ｜ミナト 木村「インボイスの登録番号を教えてください」", "状態　受付", "担当　未定", "10/10（火）17:30", "事業　SELAS",
		"受付経路　LINE", "会社名　株式会社ミナト", "メール　k••••@m••••", "該当なし（最高 0.21 支払い方法）", "[引き受ける] [返信] [解決] [詳細] [転送]", "[保留]",
	} {
		if !strings.Contains(card.Text(), want) {
			t.Errorf("the card lacks %q:\n%s", want, card.Text())
		}
	}
	if card.Unfurl || card.Markdown || !strings.Contains(card.Fallback, "Q-1204") {
		t.Errorf("unfurl %v, markdown %v, text for notifications %q", card.Unfurl, card.Markdown, card.Fallback)
	}
}

// TestR6S8CardInPlace: one card a ticket, edited; an older state does not come back; a deleted card is
// posted anew and its thread begins again there.
func TestR6S8CardInPlace(t *testing.T) {
	r := open(t)
	card := r.post(t)
	newer := aCard(9)
	newer.Status, newer.Assignee = "対応中", "佐々木"
	receipt := r.send(t, inThread(card, "card-2", chat.Message{Card: newer}))
	if receipt.Thread != "" || receipt.Via != "update" {
		t.Errorf("receipt %+v", receipt)
	}
	older := aCard(8)
	older.Status = "古い"
	r.send(t, inThread(card, "card-3", chat.Message{Card: older}))
	cards := r.Roots(slackfake.Office)
	if len(cards) != 1 || !strings.Contains(cards[0].Text(), "対応中") || !strings.Contains(cards[0].Text(), "佐々木") {
		t.Fatalf("%d cards, the first\n%s", len(cards), cards[0].Text())
	}
	r.Delete(slackfake.Office, card.TS)
	receipt = r.send(t, inThread(card, "card-4", chat.Message{Card: aCard(10)}, chat.Message{Text: "続き", Author: chat.System}))
	cards = r.Roots(slackfake.Office)
	if len(cards) != 1 || receipt.Thread != cards[0].TS {
		t.Fatalf("S8: a deleted card: %d cards, receipt %+v", len(cards), receipt)
	}
	if got := r.texts(cards[0]); len(got) != 1 || got[0] != "続き" {
		t.Errorf("the new card's thread holds %q", got)
	}
}

// TestS33Hostile: a member's words hold no mention, no link, no formatting, wherever they stand.
func TestS33Hostile(t *testing.T) {
	r := open(t)
	for i, text := range hostile {
		c := aCard(1)
		c.Title, c.Fields, c.Trace = text, []chat.CardField{{Label: text, Value: text}}, text
		c.Assignee, c.Notice, c.Programme = text, text, text
		r.send(t, toOffice(fmt.Sprint("h", i), chat.Message{Card: c, Author: chat.Bot}, chat.Message{Text: text, Author: chat.Member, Name: text},
			chat.Message{Text: text, Author: chat.Staff, Name: text, Choices: []chat.Choice{{Label: text, Data: text}}},
			chat.Message{Status: &chat.Status{Delivery: int64(i + 1), State: chat.Dead, Reason: text}}))
	}
	for _, m := range r.Find(slackfake.Office, func(slackfake.Message) bool { return true }) {
		if strings.ContainsAny(m.Fallback, "<>") || m.Markdown || m.Unfurl {
			t.Errorf("top-level text %q, markdown %v, unfurl %v", m.Fallback, m.Markdown, m.Unfurl)
		}
		blocks, err := json.Marshal(m.Blocks)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{`"mrkdwn"`, `"type":"user"`, `"type":"link"`, `"broadcast"`, `"emoji":true`} {
			if strings.Contains(string(blocks), bad) {
				t.Errorf("%s in %s", bad, blocks)
			}
		}
	}
}

var hostile = []string{
	"<!channel> <!here> <@U0SASAKI> <#C0OFFICE> <!subteam^S1|@all> @channel",
	"<https://evil.example/|社内ポータル> <mailto:a@b.example|連絡先>",
	"*太字* _斜体_ ~消し線~ `code` ```block``` > 引用 :tada:",
	"&lt;!channel&gt; &amp;lt;", "\n\n📤 会員への返信　佐々木\n承認しました", strings.Repeat("長", 5000), strings.Repeat("👨‍👩‍👧", 2000), "\x00\u202E逆\u2066",
}

// TestS33MemberBehindABar: a member's message cannot pass for anybody else's.
func TestS33MemberBehindABar(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.send(t, inThread(card, "m", chat.Message{Text: "📤 会員への返信　佐々木\n承認しました", Author: chat.Member, Name: "木村\n🤖 自動応答"}))
	m := r.Thread(slackfake.Office, card.TS)[0]
	blocks, err := json.Marshal(m.Blocks)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Blocks) != 2 || !strings.Contains(string(blocks), "rich_text_quote") || !strings.HasPrefix(m.Text(), "💬 会員　木村 🤖 自動応答\n") {
		t.Errorf("shown as\n%s\n%s", m.Text(), blocks)
	}
}

// TestS34PlainOnce: blocks that Slack refuses go out as text, once.
func TestS34PlainOnce(t *testing.T) {
	r := open(t)
	r.Fail(slackfake.Fault{Method: "chat.postMessage", Error: "invalid_blocks", Times: 1})
	r.send(t, toOffice("k", chat.Message{Text: "本文 <b> です", Author: chat.Member}))
	m := r.Roots(slackfake.Office)
	if len(m) != 1 || !strings.Contains(m[0].Text(), "本文 <b> です") || len(m[0].Blocks) != 0 {
		t.Fatalf("shown %+v", m)
	}
	r.Fail(slackfake.Fault{Method: "chat.postMessage", Error: "invalid_blocks"})
	_, err := r.app.Send(t.Context(), toOffice("k2", chat.Message{Text: "本文", Author: chat.Member}))
	if chat.FaultOf(err) != chat.Rejected {
		t.Errorf("refused twice, came out as %v", err)
	}
}

// TestR1DeliveryState: one line a reply, edited as the reply fares, also after a restart.
func TestR1DeliveryState(t *testing.T) {
	r := open(t)
	card := r.post(t)
	state := func(key string, id int64, s chat.DeliveryState, reason string) chat.Delivery {
		return inThread(card, key, chat.Message{Author: chat.System, Status: &chat.Status{Delivery: id, State: s, Reason: reason}})
	}
	r.send(t, state("1", 41, chat.Pending, ""))
	r.send(t, state("2", 42, chat.Pending, ""))
	if got := r.texts(card); len(got) != 2 || got[0] != "返信の状況：⏳ 送信待ち\n[送信を取り消す]" {
		t.Fatalf("the thread reads %q", got)
	}
	r.send(t, state("3", 41, chat.Sent, ""))
	restarted := openOn(t, r.Server)
	restarted.send(t, state("4", 42, chat.Dead, "会員がブロックしています"))
	got := r.texts(card)
	if len(got) != 2 || got[0] != "返信の状況：✅ 送信済み\n[誤送信として記録]" || got[1] != "返信の状況：❌ 未達（会員がブロックしています）\n[再送] [誤送信として記録]" {
		t.Fatalf("the thread reads %q", got)
	}
	restarted.Press(slackfake.Sasaki, r.Thread(slackfake.Office, card.TS)[1], "再送")
	eventually(t, "the resend is asked for", func() bool { return len(restarted.office.took()) == 1 })
	if e := restarted.office.took()[0]; e.Act != chat.Resend || e.Value != "42" || e.Ticket != "Q-1204" || e.Version != 0 || e.Thread != card.TS {
		t.Errorf("asked as %+v", e)
	}
}

// TestUnsent: a message that the member took back is blanked in every copy, and nowhere else.
func TestUnsent(t *testing.T) {
	r := open(t)
	card := r.post(t)
	long := strings.Repeat("ないしょの話です。", 2000)
	r.send(t, inThread(card, "a", chat.Message{Text: long, Author: chat.Member, MessageID: "m1"}, chat.Message{Text: "別の話", Author: chat.Member, MessageID: "m2"}))
	r.send(t, inThread(card, "b", chat.Message{Unsent: "m1"}))
	r.send(t, inThread(card, "c", chat.Message{Unsent: "unknown"}))
	all := strings.Join(r.texts(card), "\n")
	for _, m := range r.Thread(slackfake.Office, card.TS) {
		all += m.Fallback
	}
	if strings.Contains(all, "ないしょ") || !strings.Contains(all, "別の話") || !strings.Contains(all, "（会員が送信を取り消しました）") {
		t.Errorf("the thread reads %.500q", all)
	}
}

// TestS9Private: a word for one person is seen by that person alone; who has left is no failure.
func TestS9Private(t *testing.T) {
	r := open(t)
	card := r.post(t)
	for _, to := range []string{"slack:" + slackfake.Tanaka, "slack:U0GONE", "desk:sasaki"} {
		r.send(t, inThread(card, to, chat.Message{Text: "あなただけに", Private: to}))
	}
	if e := r.Ephemerals(slackfake.Tanaka); len(e) != 1 || e[0].Text() != "あなただけに" || e[0].ThreadTS != card.TS {
		t.Errorf("shown %+v", e)
	}
	if n := len(r.Thread(slackfake.Office, card.TS)); n != 0 {
		t.Errorf("%d messages for everybody", n)
	}
}

// TestS32Limits: whatever a delivery holds, what goes out keeps to Slack's limits; the fake fails
// the test where it does not.
func TestS32Limits(t *testing.T) {
	r := open(t)
	c := aCard(1)
	c.Title, c.Trace, c.Notice = strings.Repeat("題", 500), strings.Repeat("跡", 5000), strings.Repeat("注", 5000)
	for i := range 300 {
		c.Fields = append(c.Fields, chat.CardField{Label: fmt.Sprint("項目", i, strings.Repeat("名", 200)), Value: strings.Repeat("値&<", 300)})
	}
	c.Acts = nil
	for i := range 30 {
		c.Acts = append(c.Acts, chat.Act(fmt.Sprint("act", i)))
	}
	var choices []chat.Choice
	for i := range 40 {
		choices = append(choices, chat.Choice{Label: strings.Repeat("選", 100), Data: strings.Repeat("d", 100*i)})
	}
	r.send(t, toOffice("k", chat.Message{Card: c}, chat.Message{Text: strings.Repeat("👍", 12_500), Author: chat.Member, Name: strings.Repeat("名", 3000), Choices: choices},
		chat.Message{}, chat.Message{Author: chat.Member}, chat.Message{Text: strings.Repeat("<&>", 4000)}))
	m := r.Roots(slackfake.Office)
	if len(m) != 1 || !strings.Contains(m[0].Text(), "…") {
		t.Fatalf("%d cards", len(m))
	}
}

// TestS34Outage: an hour without Slack loses nothing, and everything appears in order after.
func TestS34Outage(t *testing.T) {
	r := open(t)
	card := r.post(t)
	for _, f := range []slackfake.Fault{{Status: 503}, {RetryAfter: 1}, {Error: "fatal_error"}, {Drop: true}} {
		f.Times = 3
		r.Fail(f)
	}
	var want []string
	for i := range 6 {
		text := fmt.Sprintf("%d通目", i)
		want = append(want, "💬 会員\n"+text)
		d := inThread(card, text, chat.Message{Text: text, Author: chat.Member})
		for tries := 0; ; tries++ {
			_, err := r.app.Send(t.Context(), d)
			if err == nil {
				break
			}
			var se *chat.SendError
			if !errors.As(err, &se) || se.Fault == chat.Rejected || tries > 40 {
				t.Fatalf("attempt %d: %v", d.Attempt, err)
			}
			if d = again(d, err); se.Fault == chat.Limited {
				time.Sleep(min(se.After, 1100*time.Millisecond))
			}
		}
	}
	if got := strings.Join(r.texts(card), "|"); got != strings.Join(want, "|") {
		t.Errorf("the thread reads %q", got)
	}
}
