package main

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

var sharedAddress = regexp.MustCompile(`http://\S+/shared/\S+`)

// TestS35SlackFileToMember is S35: what staff put into the reply reaches the member by a link that
// opens it, on LINE and on the web page; what is only attached in the thread stays there, even in
// direct relay, and staff are told.
func TestS35SlackFileToMember(t *testing.T) {
	t.Parallel()
	w := openTown(t, postgrestest.URL(t))
	w.slack.LimitPosts(0)
	estimate := slackfake.File{ID: "F0ESTIMATE", Name: "見積書.pdf", Type: "application/pdf", Content: []byte("%PDF-1.7 お見積もり")}
	w.slack.SetFile(estimate)
	member := linefake.User("tsubaki")
	w.matter(member, "会員証の再発行について")
	card := w.card("Q-0001")
	w.slack.Press(slackfake.Sasaki, card, "返信")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"input": "お見積もりです。", "files": estimate.ID})
	w.slack.Submit(slackfake.Sasaki, nil)
	w.until("the reply on LINE", func() bool { return strings.Contains(last(w.line.Texts(member)), "お見積もりです。") })
	w.opens(last(w.line.Texts(member)), estimate)
	w.newest(card, "送信済み")
	if thread := w.thread(card); !strings.Contains(thread, "📎 見積書.pdf") || strings.Contains(thread, "/shared/") {
		t.Errorf("the thread reads\n%s", thread)
	}

	w.slack.Press(slackfake.Sasaki, w.card("Q-0001"), "有人対応")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"input": "on"})
	w.newest(card, "有人対応を始めました")
	w.slack.Say(slackfake.Office, card.TS, slackfake.Sasaki, "社内の資料つき", estimate)
	w.newest(card, "会員に届いていません")
	w.until("the words on LINE", func() bool { return last(w.line.Texts(member)) == "社内の資料つき" })

	v := w.visit()
	for _, say := range []string{"人", "株式会社ミナト", "木村", "会員証を再発行してください", "とばす", "つなぐ"} {
		v.say(say)
	}
	v.lines("the summary", func(ls []webLine) bool { return strings.Contains(text(ls), "この内容で送ります") })
	v.say("送る")
	w.slack.Press(slackfake.Sasaki, w.card("Q-0002"), "返信")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"input": "名簿です。", "files": estimate.ID})
	w.slack.Submit(slackfake.Sasaki, nil)
	lines := v.lines("the reply on the page", func(ls []webLine) bool { return strings.Contains(text(ls), "名簿です。") })
	w.opens(text(lines), estimate)
}

// opens follows the link in what a member was told.
func (w *town) opens(said string, f slackfake.File) {
	w.t.Helper()
	resp, err := http.Get(sharedAddress.FindString(said))
	if err != nil {
		w.t.Fatalf("no link that opens in %q: %v", said, err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil || string(content) != string(f.Content) || !strings.Contains(said, f.Name) {
		w.t.Errorf("the link in %q opens %q (%v)", said, content, err)
	}
}
