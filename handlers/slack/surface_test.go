package slack_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/ticket"
)

// TestS14Command: whatever the width and case, the answer is for the asker alone.
func TestS14Command(t *testing.T) {
	r := open(t)
	r.office.findings = []chat.Message{{Text: "領収書の発行は、原則行っておりません。<!here>", Answer: &chat.Answer{
		Question: "領収書はもらえますか？", Source: chat.Source{Document: "つなぐのFAQ", Label: "Q8"}}}}
	cases := []struct{ text, want string }{
		{"", "使い方"}, {"  ", "使い方"}, {"ヘルプ", "使い方"}, {"HELP", "使い方"}, {"ｈｅｌｐ", "使い方"}, {"ﾍﾙﾌﾟ", "使い方"},
		{"Q-1204", "登録番号について"}, {"q1204", "登録番号について"}, {"Ｑ－１２０４", "登録番号について"}, {"チケット q-1204", "登録番号について"},
		{"Q-9999", "見つかりませんでした"}, {"検索　領収書", "原則行っておりません"}, {"検索 領収書", "「領収書」に近いFAQ"},
		{"search 領収書", "原則行っておりません"}, {"領収書はもらえますか", "原則行っておりません"}, {"検索", "使い方"},
		{"検索 りょうしゅうしょ", "Q. 領収書はもらえますか？"}, {"検索 領収書", "出典：つなぐのFAQ　Q8"},
		{"検索 &lt;x&gt; &amp;", "「<x> &」"},
	}
	for _, tc := range cases {
		a := r.Command(slackfake.Sasaki, tc.text)
		if got := slackfake.CommandText(a); a.Status != 200 || !strings.Contains(got, tc.want) || !strings.Contains(string(a.Body), `"ephemeral"`) {
			t.Errorf("%q answered %d %q, want %q for one person", tc.text, a.Status, got, tc.want)
		}
	}
	r.office.set(func(o *office) { o.broken = true })
	if got := slackfake.CommandText(r.Command(slackfake.Sasaki, "Q-1204")); !strings.Contains(got, "もう一度お試しください") || strings.Contains(got, "見つかりません") {
		t.Errorf("while the database is away a ticket that is there is answered %q", got)
	}
	r.office.set(func(o *office) { o.broken = false })
	if a := r.Command(slackfake.Sasaki, "Q-1204"); strings.Contains(string(a.Body), "kimura@") {
		t.Error("personal data in the answer to a command")
	}
	if got := slackfake.CommandText(r.Command(slackfake.Guest, "Q-1204")); !strings.Contains(got, "ゲスト") {
		t.Errorf("a guest reads %q", got)
	}
	if len(r.Roots(slackfake.Office)) != 0 {
		t.Error("a command was answered for everybody")
	}
}

// TestS14NothingFound says so kindly.
func TestS14NothingFound(t *testing.T) {
	r := open(t)
	if got := slackfake.CommandText(r.Command(slackfake.Sasaki, "検索 量子")); !strings.Contains(got, "見つかりませんでした") {
		t.Errorf("read %q", got)
	}
}

// TestS14List: the lists of tickets by command, of which each names only its own, and buttons that fit.
func TestS14List(t *testing.T) {
	r := open(t)
	r.office.set(func(o *office) {
		o.tickets["Q-1205"] = ticket.Ticket{Number: "Q-1205", Title: "わたしの件", Status: ticket.Working, Version: 2,
			Assignee: chat.Person{ID: "slack:" + slackfake.Sasaki, Name: "佐々木"}, Due: time.Now().Add(time.Hour)}
		for i := range 20 {
			n := fmt.Sprintf("Q-2%03d", i)
			o.tickets[n] = ticket.Ticket{Number: n, Title: "だれもいない件", Status: ticket.Received, Due: time.Now().Add(time.Hour)}
		}
	})
	for text, c := range map[string]struct{ has, lacks string }{
		"一覧":        {"期限を過ぎた受付", "使い方"},
		"一覧 未対応":    {"Q-2019｜だれもいない件｜受付｜―｜", "Q-1205"},
		"一覧　自分":     {"Q-1205", "Q-2"},
		"一覧 期限切れ":   {"Q-1204", "Q-1205"},
		"LIST late": {"Q-1204", "Q-1205"},
		"一覧 なにか":    {"「未対応」「自分」「期限切れ」から", "Q-"},
	} {
		got := slackfake.CommandText(r.Command(slackfake.Sasaki, text))
		if !strings.Contains(got, c.has) || strings.Contains(got, c.lacks) {
			t.Errorf("%q answered\n%s", text, got)
		}
		if mine := text == "一覧　自分"; mine == strings.Contains(got, "引き受ける") && !strings.Contains(text, "なにか") {
			t.Errorf("%q: whether one is asked to take on a ticket does not fit\n%s", text, got)
		}
	}
}

// TestS15Home: my tickets, those nobody has, those that are late; a stale hash is no failure.
func TestS15Home(t *testing.T) {
	r := open(t)
	r.office.set(func(o *office) {
		o.tickets["Q-1205"] = ticket.Ticket{Number: "Q-1205", Title: "わたしの件", Status: ticket.Working, Version: 2,
			Assignee: chat.Person{ID: "slack:" + slackfake.Sasaki, Name: "佐々木"}, Due: time.Now().Add(time.Hour)}
		o.tickets["Q-1206"] = ticket.Ticket{Number: "Q-1206", Title: "終わった件", Status: ticket.Resolved}
	})
	r.OpenHome(slackfake.Sasaki)
	var v slackfake.View
	eventually(t, "the home tab is there", func() (there bool) { v, there = r.Home(slackfake.Sasaki); return there })
	late, mine, free := section(v, "期限を過ぎた受付"), section(v, "自分の担当"), section(v, "担当がまだ決まっていない受付")
	if !strings.Contains(late, "Q-1204") || !strings.Contains(mine, "Q-1205") || !strings.Contains(free, "Q-1204") || strings.Contains(v.Text(), "Q-1206") {
		t.Errorf("home reads\n%s", v.Text())
	}
	r.Fail(slackfake.Fault{Method: "views.publish", Error: "hash_conflict", Times: 1})
	r.OpenHome(slackfake.Sasaki)
	eventually(t, "it was drawn again", func() bool { return len(r.Calls("views.publish")) == 2 })
	if call := r.Calls("views.publish")[1]; call.Args["hash"] != v.Hash {
		t.Errorf("drawn with hash %v, want %s", call.Args["hash"], v.Hash)
	}
	r.PressView(slackfake.Sasaki, v, "詳細")
	eventually(t, "a button of the home tab works", func() bool { return len(r.office.took()) == 1 })
	r.OpenHome(slackfake.Guest)
	eventually(t, "a guest is told", func() bool {
		v, _ := r.Home(slackfake.Guest)
		return strings.Contains(v.Text(), "ゲスト")
	})
	if a := r.Event(map[string]any{"type": "app_home_opened", "tab": "messages", "user": slackfake.Tanaka}); a.Status != 200 {
		t.Errorf("the messages tab answered %d", a.Status)
	}
}

// section is the part of a view below a heading.
func section(v slackfake.View, heading string) string {
	_, rest, _ := strings.Cut(v.Text(), heading)
	for _, next := range []string{"期限を過ぎた受付", "自分の担当", "担当がまだ決まっていない受付"} {
		rest, _, _ = strings.Cut(rest, next)
	}
	return rest
}

// TestS15DirectMessage: the app answers staff from the FAQ, once, and nobody else.
func TestS15DirectMessage(t *testing.T) {
	r := open(t)
	r.office.findings = []chat.Message{{Text: "領収書の発行は、原則行っておりません。", Answer: &chat.Answer{Question: "領収書はもらえますか？"}}}
	direct := "D" + strings.TrimPrefix(slackfake.Sasaki, "U")
	a := r.Say(direct, "", slackfake.Sasaki, "領収書")
	r.Again(a)
	answers := func(channel string) []slackfake.Message {
		return r.Find(channel, func(m slackfake.Message) bool { return m.BotID != "" })
	}
	eventually(t, "the answer is there", func() bool { return len(answers(direct)) > 0 })
	if got := answers(direct); len(got) != 1 || !strings.Contains(got[0].Text(), "Q. 領収書はもらえますか？") || !strings.Contains(got[0].Text(), "原則行っておりません") {
		t.Errorf("answered %+v", got)
	}
	guest := "D" + strings.TrimPrefix(slackfake.Guest, "U")
	r.Say(guest, "", slackfake.Guest, "領収書")
	eventually(t, "a guest is told", func() bool {
		return len(answers(guest)) == 1 && strings.Contains(answers(guest)[0].Text(), "ゲスト")
	})
	if len(r.office.took()) != 0 {
		t.Error("talk with the app was taken for a ticket's")
	}
}

// TestS1Socket: everything that comes over HTTP comes over a socket, too, and to the same end.
func TestS1Socket(t *testing.T) {
	r := open(t, func(c *slack.Config) { c.AppToken, c.SigningSecret = slackfake.AppToken, "" })
	r.Connect("http://127.0.0.1:1", "") // nothing listens: there is only the socket
	eventually(t, "the socket is open", r.SocketOpen)
	card := r.post(t)
	if a := r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "ソケットから"); a.Status != 200 {
		t.Fatalf("a note was answered %d", a.Status)
	}
	if a := r.Command(slackfake.Sasaki, "q-1204"); !strings.Contains(slackfake.CommandText(a), "登録番号について") {
		t.Errorf("the command answered %s", a.Body)
	}
	r.reply(t, slackfake.Sasaki, card)
	r.Submit(slackfake.Sasaki, map[string]string{"input": "番号は T1 です"})
	r.Submit(slackfake.Sasaki, nil)
	got := r.office.took()
	if len(got) != 2 || got[0].Act != chat.NoteDown || got[1].Act != chat.Reply || got[1].Text != "番号は T1 です" {
		t.Fatalf("taken: %+v", got)
	}
	r.office.set(func(o *office) { o.fail = errBroken })
	r.Prompt(true)
	if a := r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "保存できない"); a.Status != 0 {
		t.Error("an envelope was acknowledged without having been stored")
	}
	r.Prompt(false)
	r.office.set(func(o *office) { o.fail = nil })
	r.Disconnect()
	eventually(t, "the socket is open again", r.SocketOpen)
	if a := r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "つなぎ直した"); a.Status != 200 {
		t.Errorf("after the reconnection a note was answered %d", a.Status)
	}
}

// TestNewSaysWhatIsMissing: half a configuration is none.
func TestNewSaysWhatIsMissing(t *testing.T) {
	full := slack.Config{SigningSecret: "s", BotToken: "t", Channel: "C1"}
	cases := map[string]func(*slack.Config){
		"bot token": func(c *slack.Config) { c.BotToken = "" }, "channel": func(c *slack.Config) { c.Channel = "" },
		"signing secret": func(c *slack.Config) { c.SigningSecret = "" },
	}
	for want, change := range cases {
		c := full
		change(&c)
		if _, err := slack.New(c, newOffice(), newOffice()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("without %s: %v", want, err)
		}
	}
}

// TestRunEnds: while Slack hangs, what is under way is cut a few seconds after Run was told to end.
func TestRunEnds(t *testing.T) {
	fake := slackfake.New(t)
	fake.Fail(slackfake.Fault{Hang: true})
	app, err := slack.New(slack.Config{SigningSecret: "s", BotToken: slackfake.BotToken, Channel: slackfake.Office, APIURL: fake.URL(), Log: quiet}, newOffice(), newOffice())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- app.Run(ctx) }()
	eventually(t, "a call hangs", func() bool { return len(fake.Calls("")) > 0 })
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("Run: %v", err)
		}
	case <-time.After(9 * time.Second): // the call itself gives up after ten
		t.Error("Run has not returned within 9 s")
	}
}

// TestR5FormInItsOwnWords: the look modal shows a form's answers in the form's order and words.
func TestR5FormInItsOwnWords(t *testing.T) {
	form := &ticket.Form{ID: "change", Fields: []ticket.Field{
		{ID: "items", Label: "変更する項目", Type: ticket.TypeChoice, Multiple: true, Choices: []ticket.Option{{Label: "担当者", Value: "person"}, {Label: "電話番号", Value: "phone"}}},
		{ID: "after", Label: "{item}（変更後）", Type: ticket.TypeText, Each: "items"},
		{ID: "company", Label: "会社名", Type: ticket.TypeCompany},
	}}
	r := open(t, func(c *slack.Config) { c.Form = func(string) *ticket.Form { return form } })
	r.office.set(func(o *office) {
		tk := o.tickets["Q-1204"]
		tk.FormID, tk.Fields = "change", ticket.Values{"items": {"person", "phone"}, "after": {"鈴木花子", "03-1111-3333"}, "company": {"山田食品"}}
		o.tickets["Q-1204"] = tk
	})
	r.Press(slackfake.Sasaki, r.post(t), "詳細")
	eventually(t, "the data is shown", func() bool {
		v, _ := r.Top(slackfake.Sasaki)
		return strings.Contains(v.Text(), "山田食品")
	})
	v, _ := r.Top(slackfake.Sasaki)
	items, after, company := strings.Index(v.Text(), "変更する項目"), strings.Index(v.Text(), "（変更後）"), strings.Index(v.Text(), "会社名")
	if items < 0 || after < items || company < after {
		t.Errorf("the form's order is lost:\n%s", v.Text())
	}
	for _, value := range []string{"鈴木花子", "03-1111-3333"} {
		if !strings.Contains(v.Text(), "："+value) {
			t.Errorf("%q stands without what it is for:\n%s", value, v.Text())
		}
	}
}
