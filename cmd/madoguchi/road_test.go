package main

import (
	"strings"
	"testing"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
)

// TestRoadLINE takes one member's matter down the whole road: a question answered, a redelivery
// that changes nothing, a hand-off that becomes a ticket with its card, and the staff's words back.
func TestRoadLINE(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	member := linefake.User("minato")

	hook := w.line.Text(member, "経理で使うので領収書を紙で送ってもらえますか")
	w.webhook(hook)
	w.until("an answer", func() bool { return len(w.line.Texts(member)) == 1 })
	answer := w.line.Texts(member)[0]
	for _, want := range []string{"紙の領収書はお出ししていません。", "Q8"} {
		if !strings.Contains(answer, want) {
			t.Errorf("the answer lacks %q:\n%s", want, answer)
		}
	}
	w.webhook(w.line.Redeliver(hook))
	w.webhook(hook)

	for _, text := range []string{"人", "株式会社ミナト", "木村", "会員証を再発行してください", "つなぐ"} {
		w.tell(member, text, 1)
	}
	receipt := strings.Join(w.tell(member, "送る", 1), "\n")
	if !strings.Contains(receipt, "Q-0001") {
		t.Fatalf("the receipt has no number:\n%s", receipt)
	}
	if pushes := w.line.Used(); pushes != 0 {
		t.Errorf("the bot's own answers cost %d pushes; they must all be replies", pushes)
	}

	card := w.card("Q-0001")
	w.slack.Say(slackfake.Office, card.TS, slackfake.Sasaki, "これ経理に番号を確認して")
	w.reply(card, "お待たせしました。水曜日にお送りします。")
	w.until("the reply on LINE", func() bool { return strings.Contains(last(w.line.Texts(member)), "水曜日にお送りします") })
	w.tell(member, "ありがとうございます", 1)

	all := strings.Join(w.line.Texts(member), "\n")
	if strings.Contains(all, "経理に番号") {
		t.Error("talk in the staff's thread has reached the member")
	}
	if n := strings.Count(all, "紙の領収書はお出ししていません。"); n != 1 {
		t.Errorf("the answer came %d times", n)
	}
	if n := strings.Count(all, "水曜日にお送りします"); n != 1 {
		t.Errorf("the staff's reply came %d times", n)
	}
	w.until("the delivery's state in the thread", func() bool { return strings.Contains(w.thread(card), "送信済み") })
	if faults := w.line.Faults(); len(faults) > 0 {
		t.Errorf("LINE would have refused: %v", faults)
	}
}

// TestRoadWeb does the same for a visitor of the web page; the stream is read again from its
// beginning each time, as after a reload.
func TestRoadWeb(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.visit()
	v.say("プラス会員でできることを教えてください。")
	v.lines("the answer", func(ls []webLine) bool { return strings.Contains(text(ls), "27,600") })
	for _, say := range []string{"人", "株式会社ミナト", "木村", "会員証を再発行してください", "とばす", "つなぐ"} {
		v.say(say)
	}
	v.lines("the summary", func(ls []webLine) bool { return strings.Contains(text(ls), "この内容で送ります") })
	v.say("送る")
	v.lines("the receipt", func(ls []webLine) bool { return strings.Contains(text(ls), "Q-0001") })
	w.reply(w.card("Q-0001"), "一通目です。")
	w.reply(w.card("Q-0001"), "二通目です。")
	lines := v.lines("both replies", func(ls []webLine) bool { return strings.Contains(text(ls), "二通目です。") })
	all := text(lines)
	if strings.Count(all, "一通目です。") != 1 || strings.Index(all, "一通目です。") > strings.Index(all, "二通目です。") {
		t.Errorf("the replies came doubled or out of order:\n%s", all)
	}
	for i := 1; i < len(lines); i++ {
		if lines[i].Seq <= lines[i-1].Seq {
			t.Errorf("line %d has the number %d behind %d", i, lines[i].Seq, lines[i-1].Seq)
		}
	}
}

// card waits for a ticket's card in the office's channel.
func (w *town) card(number string) slackfake.Message {
	w.t.Helper()
	w.until("the card of "+number, func() bool { return w.slack.Card(slackfake.Office, number).TS != "" })
	return w.slack.Card(slackfake.Office, number)
}

func (w *town) thread(card slackfake.Message) string {
	var b strings.Builder
	for _, m := range w.slack.Thread(slackfake.Office, card.TS) {
		b.WriteString(m.Text() + "\n")
	}
	return b.String()
}

// reply answers a ticket as a member of staff does: the button, the text, the preview, 送る.
func (w *town) reply(card slackfake.Message, text string) {
	w.t.Helper()
	w.slack.Press(slackfake.Sasaki, card, "返信")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"text": text})
	w.slack.Submit(slackfake.Sasaki, nil)
}

func text(ls []webLine) string {
	var b strings.Builder
	for _, l := range ls {
		b.WriteString(l.Author + ": " + l.Text + "\n")
	}
	return b.String()
}

func last(ss []string) string {
	if len(ss) == 0 {
		return ""
	}
	return ss[len(ss)-1]
}
