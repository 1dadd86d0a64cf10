package main

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
)

// TestS34SlackDown is S34 and R1: while Slack answers nothing, members are served and tickets open; when it is back,
// everything stands there, once and in the order in which it was said.
func TestS34SlackDown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	w.slack.Fail(slackfake.Fault{Status: http.StatusServiceUnavailable})
	ayame, botan := linefake.User("ayame"), linefake.User("botan")
	w.matter(ayame, "名刺の印刷について")
	w.matter(botan, "看板の設置について")
	for _, user := range []string{ayame, botan} {
		if got := last(w.line.Texts(user)); !strings.Contains(got, "受け付けました") {
			t.Fatalf("while Slack was down a member read %q", got)
		}
	}
	w.tell(ayame, "会費の支払い方法には何がありますか", 1)
	if n := len(w.slack.Roots(slackfake.Office)); n != 0 {
		t.Fatalf("%d posts in a Slack that is down", n)
	}
	if status := w.status("/readyz"); status != http.StatusOK {
		t.Errorf("/readyz answers %d: members would be turned away", status)
	}
	w.slack.Heal()
	for number, about := range map[string]string{"Q-0001": "名刺の印刷", "Q-0002": "看板の設置"} {
		card := w.card(number)
		w.until("the thread of "+number, func() bool { return strings.Contains(w.thread(card), about) })
		if n := strings.Count(w.thread(card), about); n != 1 {
			t.Errorf("%s: the member's words stand there %d times:\n%s", number, n, w.thread(card))
		}
	}
	if n := len(w.slack.Roots(slackfake.Office)); n != 2 {
		t.Errorf("%d cards for two tickets", n)
	}
}

// TestS34SlackDownInOrder: Slack goes away in the middle of a talk and the program is killed meanwhile;
// members are answered all the same, and what was said stands in the thread afterwards, once and in order.
func TestS34SlackDownInOrder(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	ayame, botan := linefake.User("ayame"), linefake.User("botan")
	w.matter(ayame, "名刺の印刷について")
	card := w.card("Q-0001")
	w.reply(card, "お調べします。")
	w.newest(card, "送信済み")
	w.slack.Fail(slackfake.Fault{Status: http.StatusServiceUnavailable})
	said := []string{"一つ目です", "二つ目です", "三つ目です", "四つ目です", "五つ目です"}
	for i, text := range said {
		w.webhook(w.line.Text(ayame, text))
		if i == 2 {
			w.kill()
			w.start()
		}
	}
	w.tell(botan, "会費の支払い方法には何がありますか", 1)
	w.matter(botan, "看板の設置について")
	if n := len(w.slack.Roots(slackfake.Office)); n != 1 || strings.Contains(w.thread(card), said[0]) {
		t.Fatalf("%d cards in a Slack that is down, the thread reads\n%s", n, w.thread(card))
	}
	w.slack.Heal()
	w.card("Q-0002")
	w.newest(card, last(said))
	thread, at := w.thread(card), -1
	for _, text := range said {
		i := strings.Index(thread, text)
		if i < at || strings.Count(thread, text) != 1 {
			t.Errorf("%s is doubled or out of order:\n%s", text, thread)
		}
		at = i
	}
}

func (w *town) status(path string) int {
	resp, err := http.Get(w.base + path)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

func (w *town) metrics() string {
	r, err := http.NewRequest(http.MethodGet, w.base+"/metrics", nil)
	if err != nil {
		return ""
	}
	r.Header.Set("Authorization", "Bearer "+metricsToken)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	data, _ := io.ReadAll(resp.Body)
	return string(data)
}

// newest waits until the thread's last message contains text and gives it.
func (w *town) newest(card slackfake.Message, text string) slackfake.Message {
	w.t.Helper()
	var found slackfake.Message
	w.until("「"+text+"」 in the thread", func() bool {
		for _, m := range w.slack.Thread(slackfake.Office, card.TS) {
			if strings.Contains(m.Text(), text) {
				found = m
			}
		}
		return found.TS != ""
	})
	return found
}

// TestS7R1SlackDesk is S7 and R1: it works on one ticket with all that the channel offers beside the reply.
func TestS7R1SlackDesk(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	member := linefake.User("kaede")
	w.matter(member, "会員証の再発行について")
	card := w.card("Q-0001")

	w.slack.Press(slackfake.Sasaki, card, "引き受ける")
	w.until("the claim on the card", func() bool { return strings.Contains(w.card("Q-0001").Text(), "佐々木") })
	w.slack.Press(slackfake.Sasaki, w.card("Q-0001"), "保留")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"input": strconv.FormatInt(time.Now().Unix()+2, 10)})
	w.until("the hold on the card", func() bool { return strings.Contains(w.card("Q-0001").Text(), "保留") })

	w.newest(card, "保留の日時になりました")
	w.until("the card off hold", func() bool { return strings.Contains(w.card("Q-0001").Text(), "状態　対応中") })
	w.until("the assignee to be told", func() bool {
		return slices.ContainsFunc(w.slack.Roots("D0SASAKI"), func(m slackfake.Message) bool { return strings.Contains(m.Text(), "Q-0001") })
	})

	w.slack.Press(slackfake.Sasaki, w.card("Q-0001"), "有人対応")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"input": "on"})
	w.newest(card, "有人対応を始めました")
	said := w.slack.Say(slackfake.Office, card.TS, slackfake.Sasaki, "いまお調べしています")
	w.slack.Say(slackfake.Office, card.TS, slackfake.Sasaki, "// 経理は不在らしい")
	w.until("the words on LINE", func() bool { return last(w.line.Texts(member)) == "いまお調べしています" })
	w.newest(card, "送信済み")
	if n := strings.Count(w.thread(card), "いまお調べしています"); n != 1 {
		t.Errorf("what was written in the thread stands there %d times:\n%s", n, w.thread(card))
	}
	w.slack.Edit(slackfake.Office, said.TS, "いま調べております")
	w.newest(card, "すでに会員に届いています")
	w.slack.Press(slackfake.Sasaki, w.card("Q-0001"), "有人対応")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"input": "off"})
	w.newest(card, "有人対応を終わりました")

	w.proposal(t, member, card)
	if all := strings.Join(w.line.Texts(member), "\n"); strings.Contains(all, "経理") {
		t.Errorf("a note has reached the member:\n%s", all)
	}
	w.slack.Press(slackfake.Sasaki, w.card("Q-0001"), "取消")
	w.slack.Submit(slackfake.Sasaki, map[string]string{"input": "spam"})
	before := len(w.line.Texts(member))
	w.until("the ticket to be closed", func() bool { return strings.Contains(w.card("Q-0001").Text(), "取消") })
	if n := len(w.line.Texts(member)); n != before {
		t.Errorf("spam was told so: %q", last(w.line.Texts(member)))
	}
}

// proposal: the FAQ's answer to what the member asks a person stands in the thread; one press
// sends it, a second sends nothing.
func (w *town) proposal(t *testing.T, member string, card slackfake.Message) {
	t.Helper()
	w.webhook(w.line.Text(member, "ところで、会費の支払い方法には何がありますか？"))
	m := w.newest(card, "FAQの候補")
	if !strings.Contains(m.Text(), "出典") {
		t.Errorf("the proposal does not show the answer:\n%s", m.Text())
	}
	w.until("the words to be acknowledged", func() bool {
		return strings.Contains(strings.Join(w.line.Texts(member), "\n"), "担当者にお伝えしました")
	})
	before := len(w.line.Texts(member))
	for _, user := range []string{slackfake.Sasaki, slackfake.Tanaka} {
		if a := w.slack.Press(user, m, "この回答を会員に送る"); a.Status != http.StatusOK {
			t.Fatalf("answered %d", a.Status)
		}
	}
	w.until("the answer on LINE", func() bool { return len(w.line.Texts(member)) > before })
	w.until("the second press to be refused", func() bool {
		return slices.ContainsFunc(w.slack.Ephemerals(slackfake.Tanaka), func(m slackfake.Message) bool {
			return strings.Contains(m.Text(), "すでに会員に送っています")
		})
	})
	if got := w.line.Texts(member)[before:]; len(got) != 1 || !strings.Contains(got[0], "出典") {
		t.Errorf("the member read %q", got)
	}
}

// TestS8SlackCardDeleted is S8: a card that somebody deleted is posted anew, once, and its thread is
// the ticket's from then on.
func TestS8SlackCardDeleted(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	member := linefake.User("momiji")
	w.matter(member, "会員証の再発行について")
	old := w.card("Q-0001")
	w.newest(old, "会員証の再発行")
	w.slack.Delete(slackfake.Office, old.TS)
	w.slack.Press(slackfake.Sasaki, old, "引き受ける")
	w.until("the card posted anew", func() bool {
		c := w.slack.Card(slackfake.Office, "Q-0001")
		_, replies := slackfake.Button(c.Blocks, "返信")
		return replies && c.TS != old.TS
	})
	card := w.slack.Card(slackfake.Office, "Q-0001")
	w.reply(card, "お待たせしました。")
	w.newest(card, "送信済み")
	if n := len(w.slack.Roots(slackfake.Office)); n != 1 {
		t.Errorf("%d cards", n)
	}
}

// TestS35SlackFile is S35 and L17: what a member sends to their ticket on LINE stands in its thread until
// they take it back.
func TestS35SlackFile(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	member := linefake.User("suzuran")
	w.matter(member, "会員証の再発行について")
	card := w.card("Q-0001")
	picture := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 100)...)
	hook := w.line.Image(member, picture)
	w.webhook(hook)
	shown := func() bool {
		return slices.ContainsFunc(w.slack.Thread(slackfake.Office, card.TS), func(m slackfake.Message) bool {
			return len(m.Files) > 0 && bytes.Equal(m.Files[0].Content, picture)
		})
	}
	w.until("the file in the thread", shown)
	w.newest(card, "受け取りました")
	w.webhook(w.line.Unsend(member, hook.Events[0].MessageID()))
	w.until("the file to be taken back", func() bool { return !shown() })
}

// TestS16SlackRevoked is S16: the loss of the app is seen where an administrator looks, and stops nothing else.
func TestS16SlackRevoked(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	if !strings.Contains(w.metrics(), "madoguchi_slack_up 1") {
		t.Error("Slack is not up at the start")
	}
	w.slack.Fail(slackfake.Fault{Error: "token_revoked"})
	w.slack.Event(map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"bot": []string{"U0BOT"}}})
	w.until("the metric", func() bool { return strings.Contains(w.metrics(), "madoguchi_slack_up 0") })
	if status := w.status("/readyz"); status != http.StatusOK {
		t.Errorf("/readyz answers %d", status)
	}
	w.tell(linefake.User("sakura"), "会費の支払い方法には何がありますか", 1)
}
