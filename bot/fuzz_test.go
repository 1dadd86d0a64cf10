package bot_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/chat"
	"madoguchi/faq"
)

// FuzzTurn lets a stranger say and press anything, outside a form, within one and with a person on,
// and holds every turn to what TestAnyOrder does.
func FuzzTurn(f *testing.F) {
	for i, text := range vocabulary {
		f.Add(text, madeUp[i%len(madeUp)])
	}
	f.Add(strings.Repeat("会費の請求書について、", 90), "v1:keep:question:"+strings.Repeat("あ", 90))
	f.Add("\u202e\u200b\u0000\ufffd", "v1:form:company:\u202e")
	f.Add("{{.}} %s <script> ' OR 1=1 --", "v1:answer:../hanro/1")
	off, ix := sampleOffice(f), sampleIndex(f)
	f.Fuzz(func(t *testing.T, text, data string) {
		w := newWatch(t)
		w.dice = rand.New(rand.NewPCG(1, 2))
		library := &faq.Library{}
		library.Replace(ix)
		w.bot = bot.New(bot.Config{Inbox: w, Outbox: w.Memory, Library: library, Office: off, Now: w.clock, Channels: channels(true, false),
			Staff: chat.Address{Channel: chat.Slack, ID: "C0000000001"}})
		for _, before := range [][]string{nil, {"お問い合わせ"}, {"やめる", "登録内容の変更"}, {"やめる", "やめる", "事前相談"}} {
			for _, said := range append(before, text) {
				w.say(member, said)
			}
			w.hear(member, chat.Event{Kind: chat.Choose, Data: data, Text: text})
		}
		w.quit(member)
		w.openOne(member)
		if len(w.tickets) == 0 {
			return // what was said before has led elsewhere
		}
		w.actBy(chat.Event{Act: chat.Reply, Ticket: w.tickets[0], Text: "確認します。", Person: sasaki})
		w.say(member, text)
		w.hear(member, chat.Event{Kind: chat.Choose, Data: data, Text: text})
		w.say(member, text)
		w.actBy(chat.Event{Act: chat.Reply, Ticket: w.tickets[0], Value: data, Person: sasaki})
		if _, err := w.bot.Act(context.Background(), chat.Event{ID: "x", Kind: chat.StaffAct, Act: chat.Act(text), Value: data, Ticket: text,
			From: chat.Address{Channel: chat.Slack, ID: "C0000000001"}, Person: sasaki}); err != nil {
			t.Fatal(err)
		}
	})
}
