package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// shows waits until a ticket's card reads text.
func (w *town) shows(number, text string) {
	w.t.Helper()
	w.until("「"+text+"」 on the card of "+number, func() bool { return strings.Contains(w.card(number).Text(), text) })
}

// ask presses a button that asks for something, and answers.
func (w *town) ask(user, number, button, answer string) {
	w.t.Helper()
	w.slack.Press(user, w.card(number), button)
	w.until("the modal of "+button, func() bool { v, _ := w.slack.Top(user); return v.Callback == "ask" })
	w.slack.Submit(user, map[string]string{"input": answer})
}

// TestR1R3ReplyStates: how a reply fares stands in the thread and on the card: waiting, held for the
// month's limit with what can be done instead, sent when the member next writes; a member who blocks is
// seen on the card at once.
func TestR1R3ReplyStates(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	member := linefake.User("kiku")
	w.matter(member, "会員証の再発行について")
	card := w.card("Q-0001")
	w.line.SetQuota(200, 200)
	w.reply(card, "再発行いたします。")
	w.newest(card, "送信待ち")
	w.shows("Q-0001", "最後の返信　⏳ 送信待ち")
	w.shows("Q-0001", "最後の返信　⏸️ 保留中（通数上限）")
	if text := w.card("Q-0001").Text(); !strings.Contains(text, "メールか電話で") {
		t.Errorf("the card names no other way:\n%s", text)
	}
	w.newest(card, "保留中（通数上限）")
	w.webhook(w.line.Text(member, "どうなりましたか")) // what is held goes by the token of the next word
	w.until("the reply on LINE", func() bool {
		return strings.Contains(strings.Join(w.line.Texts(member), "\n"), "再発行いたします。")
	})
	w.shows("Q-0001", "最後の返信　✅ 送信済み")
	if text := w.card("Q-0001").Text(); strings.Contains(text, "メールか電話で") {
		t.Errorf("the card still warns:\n%s", text)
	}
	w.webhook(w.line.Unfollow(member))
	w.shows("Q-0001", "会員がこのアカウントをブロックしています。LINEでは届かないため、メールや電話でご連絡ください。")
	w.webhook(w.line.Follow(member))
	w.until("the warning to go", func() bool { return !strings.Contains(w.card("Q-0001").Text(), "ブロック") })
}

// TestR4TwoIdentities: the same person on LINE and on the web page are two contacts with a ticket
// each, which nothing joins, not even staff.
func TestR4TwoIdentities(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	member := linefake.User("ran")
	w.matter(member, "会員証を再発行してください")
	first := w.card("Q-0001")
	v := w.visit()
	for _, say := range []string{"人", "株式会社ミナト", "木村", "会員証を再発行してください", "とばす", "つなぐ"} {
		v.say(say)
	}
	v.lines("the summary", func(ls []webLine) bool { return strings.Contains(text(ls), "この内容で送ります") })
	v.say("送る")
	w.card("Q-0002")
	if n := len(w.slack.Roots(slackfake.Office)); n != 2 {
		t.Errorf("%d cards", n)
	}
	button, found := slackfake.Button(first.Blocks, "引き受ける")
	if _, offered := slackfake.Button(first.Blocks, "統合"); offered || !found {
		t.Fatalf("to be joined is offered: %v\n%s", offered, first.Text())
	}
	button["action_id"] = "act:merge" // as somebody might forge it
	first.Blocks = []any{map[string]any{"type": "actions", "elements": []any{button}}}
	w.slack.Press(slackfake.Tanaka, first, "引き受ける")
	w.until("the modal", func() bool { v, _ := w.slack.Top(slackfake.Tanaka); return v.Callback == "ask" })
	w.slack.Submit(slackfake.Tanaka, map[string]string{"input": "Q-0002"})
	if v, _ := w.slack.Top(slackfake.Tanaka); !strings.Contains(v.Errors["input"], "同じ") {
		t.Errorf("the merge was answered %q", v.Errors)
	}
	w.reply(w.card("Q-0002"), "ウェブの方へ")
	v.lines("the reply on the page", func(ls []webLine) bool { return strings.Contains(text(ls), "ウェブの方へ") })
	if all := strings.Join(w.line.Texts(member), "\n"); strings.Contains(all, "ウェブの方へ") {
		t.Errorf("the reply to the page reached LINE:\n%s", all)
	}
}

// TestR5PersonalData: no card, no thread and no notification shows it; the modal does, to staff, and
// each opening stands in the ticket's log.
func TestR5PersonalData(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	v := w.visit()
	for _, say := range []string{"人", "株式会社ミナト", "木村", "会員証を kimura@minato.example か 03-1234-5678 へ", "kimura@minato.example", "つなぐ"} {
		v.say(say)
	}
	v.lines("the summary", func(ls []webLine) bool { return strings.Contains(text(ls), "この内容で送ります") })
	v.say("送る")
	w.card("Q-0001")
	w.slack.Press(slackfake.Guest, w.card("Q-0001"), "詳細")
	w.until("a guest to be refused", func() bool { return len(w.slack.Ephemerals(slackfake.Guest)) == 1 })
	for range 2 {
		w.slack.Press(slackfake.Sasaki, w.card("Q-0001"), "詳細")
		w.until("the modal", func() bool {
			v, _ := w.slack.Top(slackfake.Sasaki)
			return strings.Contains(v.Text(), "kimura@minato.example") && strings.Contains(v.Text(), "木村")
		})
	}
	w.until("both openings in the log", func() bool {
		v, _ := w.slack.Top(slackfake.Sasaki)
		return strings.Count(v.Text(), "個人情報を表示") == 2
	})
	for _, m := range w.slack.Find(slackfake.Office, func(m slackfake.Message) bool { return m.ThreadTS == "" }) {
		for _, secret := range []string{"kimura@minato.example", "1234-5678"} {
			if strings.Contains(m.Text()+m.Fallback, secret) {
				t.Errorf("%s stands in the channel:\n%s", secret, m.Text())
			}
		}
	}
}

// TestS9S10Acts does on tickets what else the card offers: route, assign, join, resolve,
// reopen; the log says who did what, from what to what.
func TestS9S10Acts(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.slack.LimitPosts(0)
	member := linefake.User("hagi")
	w.matter(member, "会員証の再発行について")
	w.ask(slackfake.Sasaki, "Q-0001", "転送", "コンサルティングチーム")
	w.shows("Q-0001", "振り分け　コンサルティングチーム")
	w.ask(slackfake.Sasaki, "Q-0001", "担当変更", slackfake.Tanaka)
	w.shows("Q-0001", "担当　田中")
	stale := w.card("Q-0001")
	w.matter(member, "名簿の訂正について")
	w.card("Q-0002")
	w.ask(slackfake.Tanaka, "Q-0002", "統合", "q0001")
	w.shows("Q-0002", "状態　取消")
	w.newest(w.card("Q-0001"), "Q-0002")
	w.slack.Press(slackfake.Tanaka, w.card("Q-0001"), "解決")
	w.shows("Q-0001", "状態　解決")
	if a := w.slack.Press(slackfake.Sasaki, stale, "解決"); a.Status != http.StatusOK {
		t.Errorf("a stale press answered %d", a.Status)
	}
	w.until("the stale press to be refused", func() bool {
		e := w.slack.Ephemerals(slackfake.Sasaki)
		return len(e) == 1 && strings.Contains(e[0].Text(), "解決")
	})
	w.slack.Press(slackfake.Sasaki, w.card("Q-0001"), "再開")
	w.shows("Q-0001", "状態　対応中")
	w.slack.Press(slackfake.Sasaki, w.card("Q-0001"), "詳細")
	for _, want := range []string{"佐々木　振り分け（事務局 → コンサルティングチーム）", "担当を変更（― → 田中）", "統合（Q-0002 → ―）", "状態を変更（解決 → 対応中）"} {
		w.until("「"+want+"」 in the log", func() bool { v, _ := w.slack.Top(slackfake.Sasaki); return strings.Contains(v.Text(), want) })
	}
}

// TestS15AwayRoutes: who goes away in the home tab has no new ticket meant for them from that moment.
func TestS15AwayRoutes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"office.yaml", "hanro.txt", "tsunagu.txt"} {
		b, err := os.ReadFile(filepath.Join("..", "..", "samples", name))
		if err != nil {
			t.Fatal(err)
		}
		const rule = "{id: 問い合わせ, kind: inquiry, team: 事務局}"
		if name == "office.yaml" && !strings.Contains(string(b), rule) {
			t.Fatalf("the sample office has no rule %s", rule)
		}
		b = []byte(strings.Replace(string(b), rule, "{id: 問い合わせ, kind: inquiry, team: 事務局, person: 佐々木, deputy: 田中}", 1))
		b = []byte(strings.Replace(string(b), "members: [佐々木, 高橋]", "members: [佐々木, 田中]", 1))
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+filepath.Join(dir, "office.yaml"))
	w.slack.LimitPosts(0)
	w.matter(linefake.User("ume"), "会員証の再発行について")
	w.shows("Q-0001", "振り分け　事務局（佐々木さん）")
	home := func(user, label string) slackfake.View {
		var v slackfake.View
		w.until(label+" in the home tab", func() bool {
			v, _ = w.slack.Home(user)
			_, there := slackfake.Button(v.Blocks, label)
			return there
		})
		return v
	}
	w.slack.OpenHome(slackfake.Sasaki)
	w.slack.PressView(slackfake.Sasaki, home(slackfake.Sasaki, "不在にする"), "不在にする")
	w.slack.Submit(slackfake.Sasaki, nil) // today, as the modal proposes
	v := home(slackfake.Sasaki, "戻りました")
	w.matter(linefake.User("momo"), "名簿の訂正について")
	w.shows("Q-0002", "振り分け　事務局（田中さん）")
	w.shows("Q-0002", "担当予定の佐々木さんは")
	w.slack.PressView(slackfake.Sasaki, v, "戻りました")
	home(slackfake.Sasaki, "不在にする")
	w.matter(linefake.User("sakura"), "看板の設置について")
	w.shows("Q-0003", "振り分け　事務局（佐々木さん）")
}
