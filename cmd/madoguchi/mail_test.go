package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"madoguchi/handlers/email/smtpfake"
	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// mailTown is a town with a mail server.
func mailTown(t *testing.T) (w *town, server *smtpfake.Server, database string) {
	server = smtpfake.New(t, smtpfake.Options{})
	database = postgrestest.URL(t)
	w = openTown(t, database, "SMTP_URL=smtp://"+server.Addr()+"?tls=none", "MAIL_FROM=madoguchi@office.example")
	return w, server, database
}

// TestCodeIsKeptNowhere takes a member through a change with a code sent by mail, and then looks
// for that code wherever somebody might: only the mail has it, and what carried it there.
func TestCodeIsKeptNowhere(t *testing.T) {
	t.Parallel()
	w, server, database := mailTown(t)
	member := linefake.User("yamada")
	w.webhook(w.line.Postback(member, "v1:start:change:hanro"))
	w.until("the form's first question", func() bool { return len(w.line.Texts(member)) == 1 })
	for _, text := range []string{"山田食品株式会社", "info@yamada.example"} {
		w.tell(member, text, 1)
	}
	w.until("the mail with the code", func() bool { return len(server.Mails("info@yamada.example")) == 1 })
	code := regexp.MustCompile(`\d{6}`).FindString(server.Mails("info@yamada.example")[0].Text)
	if said := w.tell(member, code[:3]+"　"+code[3:], 2); said[0] != "確認できました。" {
		t.Fatalf("the right code: %q", said)
	}
	for _, text := range []string{"メールアドレス", "info@yamada.example → new@yamada.example", "すぐ", "とばす"} {
		w.tell(member, text, 1)
	}
	w.tell(member, "送る", 1)
	card := w.card("H-0001").Text()
	for _, want := range []string{"メール済", "折り返しの電話"} {
		if !strings.Contains(card, want) {
			t.Errorf("the card lacks %q:\n%s", want, card)
		}
	}
	spaced := code[:3] + "　" + code[3:]
	desk := w.deskPages("/desk/t/H-0001", "/desk/deliveries?tab=all", "/desk")
	for place, text := range map[string]string{"the log": w.log(), "Slack": card + w.thread(w.card("H-0001")), "the desk": desk} {
		if strings.Contains(text, code) || strings.Contains(text, spaced) {
			t.Errorf("%s has the code:\n%s", place, text)
		}
	}
	if !strings.Contains(desk, "（確認コード）") {
		t.Errorf("the desk does not show that a code was sent:\n%s", desk)
	}
	searchDatabase(t, database, code, spaced)
}

// deskPages are pages of the staff's desk, one after the other.
func (w *town) deskPages(paths ...string) string {
	w.t.Helper()
	jar, _ := cookiejar.New(nil) // without options it cannot fail
	client := &http.Client{Jar: jar}
	_, token, _ := strings.Cut(w.login, "?t=")
	body := url.Values{"t": {token}, "name": {"佐々木"}}.Encode()
	req, _ := http.NewRequest("POST", w.base+"/desk/login", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", w.base)
	resp, err := client.Do(req)
	if err != nil {
		w.t.Fatalf("sign in to the desk: %v", err)
	}
	resp.Body.Close()
	var all strings.Builder
	for _, path := range paths {
		resp, err := client.Get(w.base + path)
		if err != nil {
			w.t.Fatal(err)
		}
		_, _ = io.Copy(&all, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			w.t.Errorf("GET %s: %s", path, resp.Status)
		}
	}
	return all.String()
}

// searchDatabase looks through every table but the outbox, which had to carry the code.
func searchDatabase(t *testing.T, database string, texts ...string) {
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, _ := conn.Query(t.Context(), `SELECT quote_ident(table_name) FROM information_schema.tables
		WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'deliveries'`)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 5 {
		t.Fatalf("list tables: %q, %v", tables, err)
	}
	for _, table := range tables {
		for _, text := range texts {
			var n int
			if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM `+table+` x WHERE strpos(x::text, $1) > 0`, text).Scan(&n); err != nil {
				t.Fatalf("search %s: %v", table, err)
			}
			if n > 0 {
				t.Errorf("%d rows of %s have the code", n, table)
			}
		}
	}
}

// TestReplyByMail answers a visitor who left an address: on the page and by mail, once each, and
// staff hear of it once.
func TestReplyByMail(t *testing.T) {
	t.Parallel()
	w, server, _ := mailTown(t)
	v := w.visit()
	for _, say := range []string{"人", "株式会社ミナト 木村", "会員証を再発行してください", "kimura@minato.example", "つなぐ"} {
		v.say(say)
	}
	v.lines("the summary", func(ls []webLine) bool { return strings.Contains(text(ls), "この内容で送ります") })
	v.say("送る")
	v.lines("the receipt", func(ls []webLine) bool { return strings.Contains(text(ls), "Q-0001") })
	card := w.card("Q-0001")
	w.reply(card, "水曜日にお送りします。")
	v.lines("the reply on the page", func(ls []webLine) bool { return strings.Contains(text(ls), "水曜日にお送りします。") })
	w.until("the reply by mail", func() bool { return len(server.Mails("kimura@minato.example")) == 2 }) // after the receipt
	m := server.Mails("")[1]
	if !strings.Contains(m.Text, "水曜日にお送りします。") || !strings.Contains(m.Subject, "Q-0001") {
		t.Errorf("the mail %q says\n%s", m.Subject, m.Text)
	}
	w.until("the delivery's state in the thread", func() bool { return strings.Contains(w.thread(card), "送信済み") })
	if n := len(w.slack.Thread(slackfake.Office, card.TS)); strings.Count(w.thread(card), "送信済み") != 1 {
		t.Errorf("among %d messages of the thread the delivery's state is not there once:\n%s", n, w.thread(card))
	}
	if n := len(server.Mails("")); n != 2 {
		t.Errorf("%d mails went out", n)
	}
}

// TestTalkByMail: a visitor has the talk mailed to an address that they have confirmed, once.
func TestTalkByMail(t *testing.T) {
	t.Parallel()
	w, server, _ := mailTown(t)
	v := w.visit()
	v.say("領収書はもらえますか")
	v.lines("an answer", func(ls []webLine) bool { return len(ls) > 2 })
	ask := func(sure bool) (said struct{ Mail string }) {
		w.post("/chat/copy", v.token, map[string]any{"client_id": "00000000-0000-4000-8000-000000000999", "mail": "kimura＠minato.example", "sure": sure}, &said)
		return said
	}
	if said := ask(false); said.Mail != "kimura@minato.example" {
		t.Errorf("the address reads %q", said.Mail)
	}
	ask(true)
	ask(true)
	w.until("the mail", func() bool { return len(server.Mails("kimura@minato.example")) > 0 })
	m := server.Mails("kimura@minato.example")[0]
	if !strings.Contains(m.Subject, "チャットの控え") || !strings.Contains(m.Text, "あなた\n領収書はもらえますか") || strings.Count(m.Text, "自動応答\n") < 2 || strings.Contains(m.Text, "ご返信") {
		t.Errorf("the mail %q says\n%s", m.Subject, m.Text)
	}
	v.say("ありがとう")
	v.lines("the talk goes on", func(ls []webLine) bool { return strings.Contains(text(ls), "ありがとう") })
	if n := len(server.Mails("")); n != 1 {
		t.Errorf("%d mails went out", n)
	}
}
