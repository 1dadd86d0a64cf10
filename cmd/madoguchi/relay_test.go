package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// townWithTicket is a town in which a member has just opened the ticket Q-0001. Slack's pace is not
// what is tested here.
func townWithTicket(t *testing.T, name string) (w *town, member string, card slackfake.Message) {
	t.Helper()
	w, member = newTown(t), linefake.User(name)
	w.slack.LimitPosts(0)
	w.matter(member, "会員証を再発行してください")
	return w, member, w.card("Q-0001")
}

// TestR1Relay: a member's word stands in the ticket's thread within two seconds, a reply reaches the
// member once, by the quote of what it answers, and its state stands beside it. A machine that is
// busy with other tests gets twenty tries at the two seconds.
func TestR1Relay(t *testing.T) {
	t.Parallel()
	w, member, card := townWithTicket(t, "relay")
	w.reply(card, "どのカードでしょうか。")
	w.until("the state", func() bool { return strings.Contains(w.thread(card), "送信済み") })

	best := time.Hour
	for i := range 20 {
		text := fmt.Sprintf("緑のカードです。その%d", i)
		began := time.Now()
		w.webhook(w.line.Text(member, text))
		w.until("the member's word in the thread", func() bool { return strings.Contains(w.thread(card), text) })
		if best = min(best, time.Since(began)); best < 2*time.Second {
			break
		}
	}
	if best >= 2*time.Second {
		t.Errorf("the member's words took %s or more to the thread", best)
	}

	asked := w.line.TextEvent(member, "いつ届きますか")
	w.webhook(w.line.Webhook(asked))
	w.until("the question in the thread", func() bool { return strings.Contains(w.thread(card), "いつ届きますか") })
	w.reply(card, "明日お送りします。")
	w.until("the reply", func() bool { return last(w.line.Texts(member)) == "明日お送りします。" })
	if sent := w.line.Delivered(member); sent[len(sent)-1].Quotes != asked.MessageID() {
		t.Errorf("the reply quotes %q, want the question %q", sent[len(sent)-1].Quotes, asked.MessageID())
	}
	w.until("both states", func() bool { return strings.Count(w.thread(card), "送信済み") == 2 })
	if n := strings.Count(strings.Join(w.line.Texts(member), "\n"), "明日お送りします。"); n != 1 {
		t.Errorf("the reply came %d times", n)
	}
	w.sound()
}

// TestR1Undeliverable holds R1, R3 and L32: a reply that LINE refuses is shown as 未達 in its thread,
// at the desk and on the terminal within a minute; there it is sent again, or discarded.
func TestR1Undeliverable(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := openTown(t, database)
	w.slack.LimitPosts(0)
	member := linefake.User("undeliverable")
	w.matter(member, "会員証を再発行してください")
	card := w.card("Q-0001")
	before := len(w.line.Texts(member))

	w.line.SetMode(linefake.Refused)
	w.reply(card, "一通目です。")
	w.within(patience, "the loss in the thread", func() bool {
		return strings.Contains(w.thread(card), "未達（相手側が受け付けませんでした）")
	})
	page := w.desk("/desk/deliveries")
	if !strings.Contains(page, "一通目です。") || !strings.Contains(page, "再送") || !strings.Contains(page, "送信を取り消す") {
		t.Errorf("the desk does not offer to send it again:\n%s", page)
	}
	out, _, err := commandOn(t, database, "deliveries")
	row := regexp.MustCompile(`(?m)^(\d+)\s+dead\s+line\s+Q-0001\s+1\s.*相手側が受け付けませんでした\s+.*LINE answered 400`).FindStringSubmatch(out)
	if err != nil || row == nil {
		t.Fatalf("the terminal shows %v\n%s", err, out)
	}
	w.line.SetMode(linefake.OK)
	w.deskPost("/desk/deliveries/"+row[1]+"/resend", url.Values{})
	w.until("the reply after all", func() bool { return len(w.line.Texts(member)) == before+1 })
	w.until("its state", func() bool { return strings.Contains(w.thread(card), "送信済み") })

	w.line.SetMode(linefake.Refused)
	w.reply(card, "二通目です。")
	w.until("the second loss", func() bool { return strings.Contains(w.thread(card), "未達") })
	out, _, _ = commandOn(t, database, "deliveries -state dead")
	row = regexp.MustCompile(`(?m)^(\d+)\s+dead`).FindStringSubmatch(out)
	if row == nil {
		t.Fatalf("the terminal shows\n%s", out)
	}
	if out, _, err := commandOn(t, database, "deliveries discard "+row[1]); err != nil {
		t.Errorf("discard: %v\n%s", err, out)
	}
	w.line.SetMode(linefake.OK)
	w.until("the discarded state", func() bool { return strings.Contains(w.thread(card), "取り消し済み") })
	if out, _, err := commandOn(t, database, "deliveries resend "+row[1]); exitCode(err) != 1 {
		t.Errorf("what is discarded can be sent again: %v %s", err, out)
	}
	if said := w.line.Texts(member); len(said) != before+1 {
		t.Errorf("the member reads %q", said[before:])
	}
}

// TestR1LINEHangs: that LINE answers nothing is in the thread within a minute, and the reply comes
// once when it does again.
func TestR1LINEHangs(t *testing.T) {
	t.Parallel()
	w, member, card := townWithTicket(t, "hanging")
	w.line.SetMode(linefake.AcceptThenHang)
	w.reply(card, "届いたかわからない返信です。")
	w.within(patience, "the trouble in the thread", func() bool {
		return strings.Contains(w.thread(card), "もう一度試しています")
	})
	w.line.SetMode(linefake.OK)
	w.until("the state", func() bool { return strings.Contains(w.thread(card), "送信済み") })
	if n := strings.Count(strings.Join(w.line.Texts(member), "\n"), "届いたかわからない返信です。"); n != 1 || w.line.Used() != 1 {
		t.Errorf("the reply came %d times and cost %d pushes", n, w.line.Used())
	}
	w.sound()
}

// within is until with a limit of its own.
func (w *town) within(limit time.Duration, what string, ok func() bool) {
	w.t.Helper()
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	w.t.Fatalf("waited %s in vain for %s; the program's log:\n%s", limit, what, w.log())
}

// TestR2LongReply: a reply of several messages' length goes as one push; one that is too long even
// for that is refused at the desk, with or without a preview, and nothing is sent.
func TestR2LongReply(t *testing.T) {
	t.Parallel()
	w, member, _ := townWithTicket(t, "long")
	before := len(w.line.Delivered(member))
	reply := func(path, text string) string {
		page := w.desk("/desk/t/Q-0001")
		once := regexp.MustCompile(`name="once" value="([^"]+)"`).FindStringSubmatch(page)
		version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(page)
		if once == nil || version == nil {
			t.Fatalf("the desk's page has no form:\n%s", page)
		}
		return w.deskPost("/desk/t/Q-0001/"+path, url.Values{"text": {text}, "once": {once[1]}, "version": {version[1]}})
	}
	for _, path := range []string{"preview", "send"} {
		if said := reply(path, strings.Repeat("あ", 25_001)); !strings.Contains(said, "分けて") {
			t.Errorf("%s of 25,001 characters is not refused:\n%.2000s", path, said)
		}
	}
	long := strings.Repeat("とても長いご説明です。", 1100) // 12,100 units
	reply("send", long)
	w.until("the reply", func() bool { return len(w.line.Delivered(member)) > before })
	whole := ""
	sent := w.line.Delivered(member)[before:]
	for _, d := range sent {
		whole += d.Text
		if d.Request != sent[0].Request || !strings.HasSuffix(d.Text, "。") {
			t.Errorf("a part ends in %q, in request %s", d.Text[len(d.Text)-9:], d.Request)
		}
	}
	if whole != long || len(sent) > 5 || w.line.Used() != 1 {
		t.Errorf("%d characters came in %d messages for %d pushes; want %d for one", len(whole), len(sent), w.line.Used(), len(long))
	}
	w.sound()
}

// TestR3Blocked holds R3, L19 and L35: to a member who has blocked us nothing is sent; staff read so
// in the thread, on the card and beside each reply, with what they can do instead; and it goes out by
// reply when the member is back.
func TestR3Blocked(t *testing.T) {
	t.Parallel()
	w, member, card := townWithTicket(t, "blocked")
	w.webhook(w.line.Unfollow(member))
	w.until("the notice", func() bool { return strings.Contains(w.thread(card), "メールや電話でご連絡ください") })
	calls := len(w.line.Calls("/message/"))
	w.reply(card, "お待たせしました。")
	w.until("the hold", func() bool {
		return strings.Contains(w.thread(card), "保留中（ブロックなどで会員に届かない状態です）")
	})
	w.until("the notice on the card", func() bool { return strings.Contains(w.channelText(), "ブロックしています") })
	if page := w.desk("/desk/deliveries"); !strings.Contains(page, "お待たせしました。") {
		t.Errorf("the desk's ledger does not show what is held:\n%s", page)
	}
	if now := w.line.Calls("/message/"); len(now) != calls || w.line.Used() != 0 {
		t.Errorf("LINE was called for somebody who has blocked us: %+v", now[calls:])
	}
	w.webhook(w.line.Follow(member))
	w.until("what was held", func() bool {
		return strings.Contains(strings.Join(w.line.Texts(member), "\n"), "お待たせしました。")
	})
	for _, d := range w.line.Delivered(member) {
		if d.Via != "reply" {
			t.Errorf("%q went by %s", d.Text, d.Via)
		}
	}
	w.until("the state", func() bool { return strings.Contains(w.thread(card), "送信済み") })
	w.sound()
}

// matter is a visitor's way from a wish to a ticket.
func (v *visitor) matter(about, number string) {
	v.town.t.Helper()
	for _, say := range []string{"人", "株式会社ミナト", "木村", about, "とばす", "つなぐ"} {
		v.say(say)
	}
	v.lines("the summary", func(ls []webLine) bool { return strings.Contains(text(ls), "この内容で送ります") })
	v.say("送る")
	v.lines("the receipt", func(ls []webLine) bool { return strings.Contains(text(ls), number) })
}

// TestR4LINEAndWeb: the same person on LINE and on the web page is two contacts; neither is shown
// or told what concerns the other.
func TestR4LINEAndWeb(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	member := linefake.User("both ways")
	w.matter(member, "LINEでの用件です")
	v := w.visit()
	v.matter("ウェブでの用件です", "Q-0002")
	onLINE := strings.Join(w.tell(member, "受付状況", 1), "\n")
	v.say("受付状況")
	onWeb := text(v.lines("the tickets", func(ls []webLine) bool { return strings.Count(text(ls), "Q-0002") >= 2 }))
	if !strings.Contains(onLINE, "Q-0001") || strings.Contains(onLINE, "Q-0002") || strings.Contains(onWeb, "Q-0001") {
		t.Errorf("on LINE:\n%s\non the web:\n%s", onLINE, onWeb)
	}
	before := len(w.line.Texts(member))
	w.reply(w.card("Q-0002"), "ウェブのご用件へのお返事です。")
	v.lines("the reply", func(ls []webLine) bool {
		return strings.Contains(text(ls), "ウェブのご用件へのお返事です。")
	})
	if said := w.line.Texts(member); len(said) != before {
		t.Errorf("LINE was told what is for the web: %q", said[before:])
	}
}

// TestR5ChangeOfData: what a change of registered data holds of a person stands in no message of the
// staff's channel, but in the modal, whose opening is logged; and it can be exported and erased.
func TestR5ChangeOfData(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := openTown(t, database)
	w.slack.LimitPosts(0)
	member := linefake.User("personal")
	for _, say := range []string{"登録している電話番号を変更したい", "つなぐ", "ここで変更を依頼する"} {
		w.tell(member, say, 1)
	}
	for range 20 { // the form's questions, whatever the office asks in which order
		said := last(w.line.Texts(member))
		if strings.Contains(said, "この内容で送ります") {
			break
		}
		w.tell(member, answerTo(said), 1)
	}
	w.tell(member, "送る", 1)
	card := w.card("H-0001")
	w.until("the card", func() bool { return strings.Contains(w.channelText(), "H-0001") })
	shown := w.channelText() + w.thread(card)
	for _, personal := range []string{"kaori@minato.example", "03-1111-2222", "03-1111-3333"} {
		if strings.Contains(shown, personal) {
			t.Errorf("the channel shows %s:\n%s", personal, shown)
		}
	}
	w.slack.Press(slackfake.Sasaki, card, "詳細")
	w.until("the modal", func() bool {
		v, ok := w.slack.Top(slackfake.Sasaki)
		raw, _ := json.Marshal(v.Blocks)
		return ok && strings.Contains(string(raw), "03-1111-3333")
	})
	record, _, err := commandOn(t, database, "subject export -line "+member)
	if err != nil || !strings.Contains(record, "03-1111-3333") || !strings.Contains(record, "looked") {
		t.Errorf("the export lacks the data or who looked at it: %v\n%.3000s", err, record)
	}
	if _, _, err := commandOn(t, database, "subject erase -line "+member); err != nil {
		t.Fatal(err)
	}
	searchDatabase(t, database, "kaori@minato.example", "03-1111-3333", member)
}

// answerTo is a member's answer to a question of the form for changes.
func answerTo(question string) string {
	for _, a := range [][2]string{
		{"会社名", "株式会社ミナト"}, {"メールアドレス", "kaori@minato.example"}, {"いまのご登録", "03-1111-2222 → 03-1111-3333"},
		{"変更後の内容", "03-1111-3333"}, {"何を変更", "電話番号"}, {"いつから", "すぐ"}, {"変更の理由", "移転"}, {"どの事業", "つなぐ"},
	} {
		if strings.Contains(question, a[0]) {
			return a[1]
		}
	}
	return "とばす"
}

// TestR6Duplicates holds R6 and L8: every webhook of LINE's comes four times, two of them at once,
// and so does every press and submission in Slack: one ticket, one card, one copy of each word.
func TestR6Duplicates(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	member := linefake.User("doubled")
	fourfold := func(hook *linefake.Webhook) {
		var wg sync.WaitGroup
		for _, h := range []*linefake.Webhook{hook, hook, w.line.Redeliver(hook)} {
			wg.Go(func() {
				if status, err := h.Post(context.Background(), http.DefaultClient, w.base+"/webhook/line"); err != nil || status != 200 {
					t.Errorf("status %d, %v", status, err)
				}
			})
		}
		wg.Wait()
		w.webhook(hook)
	}
	for _, say := range []string{"人", "株式会社ミナト", "木村", "会員証を再発行してください", "つなぐ", "送る"} {
		before := len(w.line.Texts(member))
		fourfold(w.line.Text(member, say))
		w.until("the answer to "+say, func() bool { return len(w.line.Texts(member)) > before })
	}
	card := w.card("Q-0001")
	w.slack.Again(w.slack.Press(slackfake.Sasaki, card, "返信"))
	preview := w.slack.Submit(slackfake.Sasaki, map[string]string{"text": "一度だけ届きます。"})
	w.slack.Again(preview)
	w.slack.Again(w.slack.Submit(slackfake.Sasaki, nil))
	w.until("the reply", func() bool { return slices.Contains(w.line.Texts(member), "一度だけ届きます。") })
	fourfold(w.line.Text(member, "ありがとうございます、届きました"))
	w.until("the thanks", func() bool { return strings.Contains(w.thread(card), "届きました") })
	w.until("the state", func() bool { return strings.Contains(w.thread(card), "送信済み") })
	time.Sleep(time.Second) // what would come twice has come by then

	said := w.line.Texts(member)
	all := strings.Join(said, "\n")
	if len(said) != 9 || strings.Count(all, "一度だけ届きます。") != 1 || strings.Count(all, "担当者にお伝えしました") != 1 || w.line.Used() != 1 {
		t.Errorf("%d pushes; the member reads\n%s", w.line.Used(), strings.Join(said, "\n---\n"))
	}
	if n := len(w.slack.Roots(slackfake.Office)); n != 1 {
		t.Errorf("%d cards", n)
	}
	if n := strings.Count(w.thread(card), "届きました"); n != 1 {
		t.Errorf("the thanks stand there %d times", n)
	}
	w.sound()
}
