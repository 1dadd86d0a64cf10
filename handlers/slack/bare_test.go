package slack_test

import (
	"fmt"
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
)

// TestNumbersOnly: where the office wants it, nothing that a member or a colleague has said of a ticket, and
// no name of theirs, is in any call to Slack. What there is to do without words can still be done there.
func TestNumbersOnly(t *testing.T) {
	r := open(t, withFile, func(c *slack.Config) {
		c.NumbersOnly, c.DeskURL = func() bool { return true }, "https://faq.example.jp"
	})
	card := r.post(t)
	r.send(t, inThread(card, "words",
		chat.Message{Author: chat.Member, Name: "株式会社ミナト", Text: "木村の携帯は090-1111-2222です", MessageID: "m1"},
		chat.Message{Author: chat.Staff, Name: "佐々木", Text: "木村様、承知しました"},
		chat.Message{Author: chat.System, Text: "📌 佐々木さんがメモしました：木村様は至急"},
	))
	r.send(t, news(card, chat.File{ID: "f1", Name: "木村の名刺.jpg", Type: "image"}))
	r.Press(slackfake.Sasaki, card, "詳細")
	eventually(t, "the look is answered", func() bool {
		v, _ := r.Top(slackfake.Sasaki)
		return strings.Contains(v.Text(), "https://faq.example.jp/desk/t/Q-1204")
	})
	r.OpenHome(slackfake.Sasaki)
	r.home(t, slackfake.Sasaki, "Q-1204")
	all := ""
	for _, command := range []string{"一覧", "Q-1204"} {
		answer := slackfake.CommandText(r.Command(slackfake.Sasaki, command))
		if !strings.Contains(answer, "Q-1204") {
			t.Errorf("%s is answered %q", command, answer)
		}
		all += answer
	}
	all += fmt.Sprint(r.Calls(""), r.Responses())
	for _, secret := range []string{"木村", "ミナト", "090-1111", "登録番号", "承知", "至急", "名刺", "kimura", "該当なし"} {
		if strings.Contains(all, secret) {
			t.Errorf("slack was told %q", secret)
		}
	}
	if thread := r.texts(card); len(thread) != 4 || !strings.Contains(thread[0], "会員からメッセージが届きました") || !strings.Contains(thread[1], "返信を送りました") {
		t.Errorf("the thread reads %q", thread)
	}
	if text := card.Text(); !strings.Contains(text, "Q-1204 お問い合わせ") || !strings.Contains(text, "担当する") && !strings.Contains(text, "引き受け") {
		t.Errorf("the card reads %q", text)
	}
}
