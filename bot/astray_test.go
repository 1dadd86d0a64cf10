package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A wrongReply is the office of two members, each with a ticket: the first has been sent what was for somebody else,
// and the second has a reply that is right.
type wrongReply struct {
	*receiver
	wronged, other string           // the tickets
	sent           map[string]int64 // the reply's delivery, by ticket
	card           int64            // a delivery of the first ticket to staff
}

func newWrongReply(t *testing.T) *wrongReply {
	w := &wrongReply{receiver: newReceiver(t), sent: map[string]int64{}}
	web := w.bot.Channels[chat.Web]
	web.Withdraws = true
	w.bot.Channels[chat.Web] = web
	w.bot.LearnChannels(nil)
	w.wronged = w.matter(chat.Address{Channel: chat.Web, ID: "anna"})
	w.other = w.matter(chat.Address{Channel: chat.Web, ID: "berta"})
	for number, text := range map[string]string{w.wronged: "田中様の結果は不採択でした。", w.other: "承知しました。"} {
		if o := w.do(chat.Reply, number, "", text); !o.OK {
			t.Fatalf("reply: %+v", o)
		}
	}
	w.deliver()
	return w
}

// matter opens a ticket for a member.
func (w *wrongReply) matter(from chat.Address) string {
	w.t.Helper()
	for i, text := range []string{"人", "株式会社ミナト", "木村", "相談したいことがあります", "つなぐ", "なし", "送る"} {
		w.now = w.now.Add(time.Minute)
		if err := w.bot.Accept(context.Background(), chat.Event{ID: fmt.Sprint(from.ID, i), Kind: chat.Text, From: from, Text: text, MessageID: fmt.Sprint(from.ID, i), At: w.now}); err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.bot.Step(context.Background(), from.String()); err != nil {
			w.t.Fatal(err)
		}
	}
	if len(w.last.Opened) != 1 {

		w.t.Fatalf("%d tickets were opened", len(w.last.Opened))
	}
	return w.last.Opened[0].Number
}

// do does one act on a ticket.
func (w *wrongReply) do(what chat.Act, number, value, text string) chat.Outcome {
	w.t.Helper()
	w.n++
	o, err := w.bot.Act(context.Background(), chat.Event{ID: fmt.Sprint("d", w.n), Kind: chat.StaffAct, Act: what, Ticket: number, Value: value, Text: text, At: w.now,
		From: chat.Address{Channel: chat.Desk, ID: "staff:1"}, Person: chat.Person{ID: "staff:1", Name: "佐々木"}})
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

// deliver sends all that waits, and notes which delivery is whose reply.
func (w *wrongReply) deliver() (said []string) {
	w.t.Helper()
	for {
		claimed, err := w.store.Claim(context.Background(), 100, nil)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(claimed) == 0 {
			return said
		}
		var done []turn.Settlement
		for _, d := range claimed {
			switch {
			case d.To.Channel == chat.Slack && d.Ticket == w.wronged:
				w.card = d.ID
			case d.To.Channel == chat.Web && d.Messages[0].Author == chat.Staff:
				w.sent[d.Ticket] = d.ID
				said = append(said, d.To.ID+": "+d.Messages[0].Text)
			}
			done = append(done, turn.Settlement{Delivery: d, State: chat.Sent})
		}
		if err := w.store.Settle(context.Background(), done); err != nil {
			w.t.Fatal(err)
		}
	}
}

// TestMisdirectedIsTheTicketsOwn: a number of a delivery that is another ticket's, a card's or nobody's withdraws
// nothing, calls nothing back and sends nothing again, wherever the act comes from.
func TestMisdirectedIsTheTicketsOwn(t *testing.T) {
	t.Parallel()
	w := newWrongReply(t)
	if w.sent[w.wronged] == 0 || w.sent[w.other] == 0 || w.card == 0 {
		t.Fatalf("sent %v, card %d", w.sent, w.card)
	}
	own, others := fmt.Sprint(w.sent[w.wronged]), fmt.Sprint(w.sent[w.other])
	for what, bad := range map[chat.Act][]string{
		chat.Misdirect: {others, fmt.Sprint(w.card), "999999", "0", "-1", "x", ""},
		chat.Recall:    {others, "999999", "0", "x"},
		chat.Resend:    {others, "999999", "0", "x"},
	} {
		for _, value := range bad {
			o := w.do(what, w.wronged, value, "田中様")
			if o.OK || !strings.Contains(o.Text, "この配信は見つかりません") {
				t.Errorf("%s of %q: %+v", what, value, o)
			}
			if e := w.last.Effects; len(e.Misdirected)+len(e.Recall)+len(e.Resend)+len(e.Log)+len(e.Out) > 0 {
				t.Errorf("%s of %q has brought about %+v", what, value, e)
			}
		}
	}
	o := w.do(chat.Misdirect, w.wronged, own, "田中様の結果")
	m := w.last.Misdirected
	if !o.OK || len(m) != 1 || m[0].Ticket != w.wronged || m[0].Delivery != w.sent[w.wronged] || !m[0].Withdraws || m[0].Whose != "田中様の結果" {
		t.Errorf("the ticket's own: %+v, %+v", o, m)
	}
	if log := w.logged(); !strings.Contains(log, string(ticket.LogMisdirected)) || !strings.Contains(log, "田中様の結果") {
		t.Errorf("the log says %s", log)
	}
}

// TestApology: it reaches the member whatever has become of the ticket, and leaves that as it is; what no member should
// read does not go.
func TestApology(t *testing.T) {
	t.Parallel()
	w := newWrongReply(t)
	for text, want := range map[string]string{
		"": "本文が空です",
		"{会社名} 御中　申し訳ございません。":       "空の項目があるため送れません：{会社名}",
		"申し訳ございません。\n// 原因は調査中":     "社内メモのしるし",
		strings.Repeat("あ", 25_001): "25,000文字以内",
	} {
		if o := w.do(chat.Apologise, w.wronged, "", text); o.OK || !strings.Contains(o.Text, want) || len(w.last.Out) > 0 {
			t.Errorf("apology %.30q: %+v, sent %d", text, o, len(w.last.Out))
		}
	}
	if o := w.do(chat.Resolve, w.wronged, "", ""); !o.OK {
		t.Fatalf("resolve: %+v", o)
	}
	w.deliver()
	const sorry = "誤って別の方の結果をお送りしました。お詫び申し上げます。"
	o := w.do(chat.Apologise, w.wronged, "", sorry)
	if tk := w.last.Ticket; !o.OK || tk.Status != ticket.Resolved {
		t.Errorf("apology: %+v, the ticket is %s", o, tk.Status)
	}
	if log := w.logged(); !strings.Contains(log, string(ticket.LogReplied)+" > "+sorry) {
		t.Errorf("the log says %s", log)
	}
	if said := w.deliver(); len(said) != 1 || said[0] != "anna: "+sorry {
		t.Errorf("sent: %q", said)
	}
}
