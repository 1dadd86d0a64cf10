package slack_test

import (
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// sentReply is the line of a reply that has arrived, in the thread of a new ticket.
func (r *room) sentReply(t *testing.T) slackfake.Message {
	t.Helper()
	r.office.set(func(o *office) {
		o.log["Q-1204"] = []ticket.Entry{{Ticket: "Q-1204", What: ticket.LogReplied, Text: "お申し込みの結果は不採択でした。", Delivery: 9}}
	})
	card := r.post(t)
	r.send(t, inThread(card, "s", chat.Message{Status: &chat.Status{Delivery: 9, State: chat.Sent}}))
	return r.Thread(slackfake.Office, card.TS)[0]
}

// TestAstray: below a reply that has arrived it can be written down as one for somebody else. It is asked once more, with
// the reply's words, and who did it is told where it goes on.
func TestAstray(t *testing.T) {
	t.Parallel()
	r := open(t, func(c *slack.Config) { c.DeskURL = "https://faq.example.jp" })
	line := r.sentReply(t)
	r.Press(slackfake.Sasaki, line, "誤送信として記録")
	v := r.sees(t, "不採択でした")
	for _, want := range []string{"Q-1204", "LINE", "リンクは、すぐに開けなくなります", "ほかの方が承認してから"} {
		if text := v.Text(); !strings.Contains(text, want) {
			t.Errorf("the modal lacks %q:\n%s", want, text)
		}
	}
	if n := len(r.office.took()); n != 0 {
		t.Fatalf("%d acts before anybody has said yes", n)
	}
	r.SubmitView(slackfake.Sasaki, v, map[string]string{"input": "みなと商店の結果"})
	eventually(t, "it is written down", func() bool { return len(r.office.took()) == 1 })
	if e := r.office.took()[0]; e.Act != chat.Misdirect || e.Ticket != "Q-1204" || e.Value != "9" || e.Text != "みなと商店の結果" || e.Version != 0 || e.Person.Name != "佐々木" {
		t.Errorf("written down as %+v", e)
	}
	eventually(t, "who did it is told where it goes on", func() bool {
		told := r.Ephemerals(slackfake.Sasaki)
		return len(told) == 1 && strings.Contains(told[0].Text(), "https://faq.example.jp/desk/incidents")
	})
}

// TestAstrayTwice: a reply that is written down already is not written down again, and one that is not there is none.
func TestAstrayTwice(t *testing.T) {
	t.Parallel()
	r := open(t)
	line := r.sentReply(t)
	r.office.set(func(o *office) {
		o.log["Q-1204"] = append(o.log["Q-1204"], ticket.Entry{Ticket: "Q-1204", What: ticket.LogMisdirected, Delivery: 9})
	})
	r.Press(slackfake.Sasaki, line, "誤送信として記録")
	r.sees(t, "誤送信として記録してあります")
	r.office.set(func(o *office) { o.log["Q-1204"] = nil })
	r.Press(slackfake.Sasaki, line, "誤送信として記録")
	r.sees(t, "この受付に、その返信はありません")
	if n := len(r.office.took()); n != 0 {
		t.Errorf("%d acts", n)
	}
}

// TestAstrayRefused: what the office refuses is said beside the question, and the words that were typed stay.
func TestAstrayRefused(t *testing.T) {
	t.Parallel()
	r := open(t)
	line := r.sentReply(t)
	r.Press(slackfake.Sasaki, line, "誤送信として記録")
	v := r.sees(t, "不採択でした")
	r.office.refuse("その返信は見つかりません。")
	if a := r.SubmitView(slackfake.Sasaki, v, map[string]string{"input": "別の方"}); !strings.Contains(string(a.Body), "その返信は見つかりません。") {
		t.Errorf("answered %s", a.Body)
	}
}

// TestAstrayNeedsItsRight: who may not send to members does not get as far as the question.
func TestAstrayNeedsItsRight(t *testing.T) {
	t.Parallel()
	who := &rank{}
	who.role.Store(staff.Clerk)
	r := open(t, func(c *slack.Config) { c.Accounts = who })
	line := r.sentReply(t)
	who.role.Store(staff.Viewer)
	r.Press(slackfake.Sasaki, line, "誤送信として記録")
	eventually(t, "they are told", func() bool { return len(r.Ephemerals(slackfake.Sasaki)) == 1 })
	if n := len(r.office.took()); n != 0 {
		t.Errorf("%d acts", n)
	}
}
