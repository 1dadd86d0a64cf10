package bot_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A postbag is a bot that gets mails.
type postbag struct {
	t     *testing.T
	store *memory.Memory
	bot   *bot.Bot
	now   time.Time
	n     int
}

func newPostbag(t *testing.T, answers bool) *postbag {
	needGeneral(t)
	p := &postbag{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, reading.JST)}
	clock := func() time.Time { return p.now }
	off := *sampleOffice(t)
	off.MailAnswer = answers
	all := channels(true, false)
	all[chat.Email] = chat.Capabilities{Letters: true, Hears: true}
	p.store = memory.New(clock)
	library := &faq.Library{}
	library.Replace(sampleIndex(t))
	p.bot = bot.New(bot.Config{Inbox: p.store, Outbox: p.store, Library: library, Office: &off, Now: clock, Staff: chat.Address{Channel: chat.Slack, ID: "C1"}, Channels: all})
	return p
}

// brings lets a mail come in and gives what goes out, by address.
func (p *postbag) brings(e chat.Event) map[string][]chat.Message {
	p.t.Helper()
	p.n++
	e.ID, e.Kind, e.At, e.MessageID = fmt.Sprint("mail", p.n), chat.Mailed, p.now, fmt.Sprint("m", p.n)
	if e.From.ID == "" {
		e.From = chat.Address{Channel: chat.Email, ID: "kimura@minato.example"}
	}
	if e.Mail == nil {
		e.Mail = &chat.Mail{}
	}
	e.Mail.Chain = append(e.Mail.Chain, fmt.Sprint(p.n, "@minato.example"))
	if _, _, err := p.bot.Converse(context.Background(), p.store, e); err != nil {
		p.t.Fatal(err)
	}
	out := map[string][]chat.Message{}
	for {
		claimed, err := p.store.Claim(context.Background(), 100, nil)
		if err != nil {
			p.t.Fatal(err)
		}
		if len(claimed) == 0 {
			return out
		}
		var done []turn.Settlement
		for _, d := range claimed {
			done = append(done, turn.Settlement{Delivery: d, State: chat.Sent, Receipt: chat.Receipt{Thread: "th" + d.Ticket}})
		}
		if err := p.store.Settle(context.Background(), done); err != nil {
			p.t.Fatal(err)
		}
		for _, d := range claimed {
			out[d.To.String()] = append(out[d.To.String()], d.Messages...)
		}
	}
}

const (
	kimura = "email::kimura@minato.example"
	thread = "slack::C1"
)

func words(messages []chat.Message) string {
	var b strings.Builder
	for _, m := range messages {
		b.WriteString(m.Text + "\n")
		if m.Card != nil {
			b.WriteString(m.Card.Kind + m.Card.Title + m.Card.Notice + fmt.Sprint(m.Card.Fields) + "\n")
		}
	}
	return b.String()
}

// TestChangeByMail: who asks for a change by mail has shown nothing until they send the code of the receipt back.
func TestChangeByMail(t *testing.T) {
	t.Parallel()
	p := newPostbag(t, false)
	out := p.brings(chat.Event{Text: "登録している住所を変更してください。\n新住所：大阪市北区見本4-5-6", Name: "木村", Mail: &chat.Mail{Subject: "登録内容の変更のお願い", Company: "株式会社みなと"}})
	receipt := out[kimura]
	code := regexp.MustCompile(`\d{6}`).FindString(words(receipt))
	if len(receipt) != 1 || !strings.Contains(receipt[0].Text, "H-0001") || code == "" || receipt[0].Answers == nil || receipt[0].Answers.Subject != "登録内容の変更のお願い" {
		t.Fatalf("the receipt:\n%s", words(receipt))
	}
	if card := words(out[thread]); !strings.Contains(card, "未確認") || !strings.Contains(card, "株式会社みなと") || strings.Contains(card, "kimura@") {
		t.Errorf("the card:\n%s", card)
	}
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	for _, x := range []struct {
		text, from string
		proven     bool
	}{{wrong, "", false}, {code, "evil@bad.example", false}, {"確認しました", "", true}} {
		e := chat.Event{Ticket: "H-0001", Text: x.text, Mail: &chat.Mail{}}
		if x.from != "" {
			e.From = chat.Address{Channel: chat.Email, ID: x.from}
		}
		if x.proven {
			e.Mail.Folded = "> 確認コード：" + code
		}
		out := p.brings(e)
		if len(out[kimura]) > 0 {
			t.Errorf("%q is answered with\n%s", x.text, words(out[kimura]))
		}
		if got := words(out[thread]); strings.Contains(got, "メール済") != x.proven || strings.Contains(got, "別のところ") != (x.from != "") {
			t.Errorf("after %q from %q:\n%s", x.text, x.from, got)
		}
	}
}

// TestCalledBack: or until staff have called them back, and say how.
func TestCalledBack(t *testing.T) {
	t.Parallel()
	p := newPostbag(t, false)
	p.brings(chat.Event{Text: "登録している住所を変更してください。", Mail: &chat.Mail{Subject: "登録内容の変更のお願い"}})
	for n, c := range []struct {
		text string
		ok   bool
	}{{" ", false}, {"登録の番号にかけました", true}, {"もう一度", false}} {
		out, err := p.bot.Act(t.Context(), chat.Event{ID: fmt.Sprint("call", n), Kind: chat.StaffAct, Act: chat.Identify, Ticket: "H-0001", Text: c.text, At: p.now,
			From: chat.Address{Channel: chat.Desk, ID: "s"}, Person: chat.Person{ID: "staff:1", Name: "佐々木"}})
		if err != nil || out.OK != c.ok {
			t.Fatalf("%q: %+v %v", c.text, out, err)
		}
	}
	if got := words(p.brings(chat.Event{Ticket: "H-0001", Text: "お願いします"})[thread]); !strings.Contains(got, "電話で確認済") || !strings.Contains(got, "登録の番号にかけました") {
		t.Errorf("the thread:\n%s", got)
	}
}

// TestKindsOfMail: what sort of ticket a mail becomes.
func TestKindsOfMail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ subject, text, want string }{
		{"登録内容の変更のお願い", "いつもお世話になっております。担当者が鈴木に変わりました。", "H-0001"},
		{"ご連絡", "お世話になっております。株式会社みなとの木村です。登録しているメールアドレスを変更したいのですが、お願いできますでしょうか。", "H-0001"},
		{"個人情報について", "貴事務局が保有する私の個人情報を開示してください。", "K-0001"},
		{"領収書", "領収書はもらえますか。", "Q-0001"},
		{"", "担当の方にお願いします。", "Q-0001"},
		{"見積書送付の件", "見積書をお送りいたします。ご確認ください。", "Q-0001"},
		{"商談の日程", "来週の商談の日程を教えてください。", "Q-0001"},
	} {
		out := newPostbag(t, false).brings(chat.Event{Text: c.text, Mail: &chat.Mail{Subject: c.subject}})
		if got := words(out[kimura]); !strings.Contains(got, c.want) {
			t.Errorf("%s / %s: want %s\n%s", c.subject, c.text, c.want, got)
		}
	}
}

// TestMailFlood: one address opens so many tickets an hour, and gets so many receipts.
func TestMailFlood(t *testing.T) {
	t.Parallel()
	p := newPostbag(t, false)
	receipts, gathered, cards := 0, 0, map[string]bool{}
	for n := range 12 {
		out := p.brings(chat.Event{Text: fmt.Sprint("会員証について教えてください。", n), Mail: &chat.Mail{Subject: fmt.Sprint("件名", n)}})
		if said := words(out[thread]); strings.Contains(said, "ここにまとめました") && strings.Contains(said, fmt.Sprint("件名", n)) {
			gathered++
		}
		receipts += len(out[kimura])
		for _, m := range out[thread] {
			if m.Card != nil {
				cards[m.Card.Ticket] = true
			}
		}
	}
	if receipts != 3 || len(cards) != 5 {
		t.Errorf("%d receipts and %d tickets, want 3 and 5", receipts, len(cards))
	}
	if gathered != 7 { // nothing shows that these are about the ticket they went into
		t.Errorf("of %d mails staff were told that they only were gathered, want 7", gathered)
	}
}

// TestMailAnswers: only where the office wants it is a mail answered out of the FAQ.
func TestMailAnswers(t *testing.T) {
	t.Parallel()
	const asked = "紙の領収書を送ってもらえますか"
	out := newPostbag(t, false).brings(chat.Event{Text: asked})
	if got := words(out[kimura]); !strings.Contains(got, "Q-0001") || strings.Contains(got, "紙の領収書はお出ししていません") {
		t.Errorf("without the switch:\n%s", got)
	}
	if got := words(out[thread]); !strings.Contains(got, "紙の領収書はお出ししていません") {
		t.Errorf("staff are not proposed the answer:\n%s", got)
	}
	p := newPostbag(t, true)
	if got := words(p.brings(chat.Event{Text: asked})[kimura]); !strings.Contains(got, "紙の領収書はお出ししていません") || strings.Contains(got, "Q-0001") {
		t.Errorf("with the switch:\n%s", got)
	}
	if out := p.brings(chat.Event{Text: "ありがとうございました"}); len(out) != 0 {
		t.Errorf("thanks are answered with %v", out)
	}
	p = newPostbag(t, true)
	p.brings(chat.Event{Text: asked})
	if got := words(p.brings(chat.Event{Text: "それでは困ります。担当の方にお願いします。"})[kimura]); !strings.Contains(got, "Q-0001") {
		t.Errorf("who is not helped gets\n%s", got)
	}
	if got := words(newPostbag(t, true).brings(chat.Event{Text: "インボイスの登録番号は何ですか"})[kimura]); !strings.Contains(got, "Q-0001") {
		t.Errorf("what the FAQ does not know:\n%s", got)
	}
}

// TestMailNobodyWrote: what a program writes gets no answer.
func TestMailNobodyWrote(t *testing.T) {
	t.Parallel()
	p := newPostbag(t, false)
	if out := p.brings(chat.Event{Text: "機械からの通知です", Mail: &chat.Mail{Author: chat.MailMachine}}); len(out[kimura]) != 0 || !strings.Contains(words(out[thread]), "機械からの通知です") {
		t.Errorf("a program's mail: %v", out)
	}
	out := p.brings(chat.Event{Ticket: "Q-0001", Text: "不在です", Mail: &chat.Mail{Author: chat.MailAbsent}})
	if len(out[kimura]) != 0 || !strings.Contains(words(out[thread]), "自動の返信") {
		t.Errorf("an absence: %v", out)
	}
	if out := p.brings(chat.Event{Text: "不在です", Mail: &chat.Mail{Author: chat.MailAbsent}}); len(out) != 0 {
		t.Errorf("an absence about nothing: %v", out)
	}
}

// TestClosedByMail: an answer to a closed ticket opens it again, but for thanks; after two weeks it is a new one.
func TestClosedByMail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		after time.Duration
		want  string
	}{
		{"ありがとうございました。", time.Hour, ""},
		{"まだ届いていません。", time.Hour, string(ticket.Received)},
		{"まだ届いていません。", 20 * 24 * time.Hour, "Q-0002"},
	} {
		p := newPostbag(t, false)
		p.brings(chat.Event{Text: "会員証を再発行してください。"})
		act := chat.Event{ID: "close", Kind: chat.StaffAct, Act: chat.Cancel, Ticket: "Q-0001", From: chat.Address{Channel: chat.Desk, ID: "s"}, Person: chat.Person{ID: "staff:1", Name: "佐々木"}, At: p.now}
		if out, err := p.bot.Act(t.Context(), act); err != nil || !out.OK {
			t.Fatalf("close: %+v %v", out, err)
		}
		p.now = p.now.Add(c.after)
		got := words(p.brings(chat.Event{Ticket: "Q-0001", Text: c.text})[thread])
		opened := strings.Contains(got, "再開しました")
		if c.want == "Q-0002" != strings.Contains(got, "Q-0002") || c.want == string(ticket.Received) && !opened || c.want == "" && opened {
			t.Errorf("%q after %v:\n%s", c.text, c.after, got)
		}
	}
}
