package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

func wantIn(t *testing.T, body string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing in\n%s", want, body)
		}
	}
}

func wantNotIn(t *testing.T, body string, unwanted ...string) {
	t.Helper()
	for _, s := range unwanted {
		if strings.Contains(body, s) {
			t.Errorf("%q stands in\n%s", s, body)
		}
	}
}

func TestTicketPage(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	body := b.page("/desk/t/Q-1204")
	wantIn(t, body, "株式会社ミナト：インボイスの登録番号について", "受付", "お問い合わせ", "海外販路", "LINE",
		"会員への約束：10/11（日）17:00まで", "会社名", "株式会社ミナト", "領収書は発行してもらえますか", "確信のもてる回答がありませんでした",
		"この内容の公式回答が登録されていません", "引き受ける", "個人情報を表示")
	wantNotIn(t, body, "kimura", "木村太郎", "会員の送信")
	sent := time.Date(2026, 10, 9, 2, 59, 58, 0, time.UTC)
	d.newTicket("Q-1205", func(tk *ticket.Ticket) { tk.Sent = sent })
	contact := d.tickets["Q-1205"].Contact
	d.lines[contact][2].Sent = sent.Add(-time.Second)
	for page, at := range map[string]string{"/desk/t/Q-1205": "<time>11:59:57</time>", "/desk/t/Q-1205/record": "<time>2026年10/9（金） 11:59:57</time>"} {
		wantIn(t, b.page(page), "<dt>会員の送信</dt><dd>2026年10/9（金）11:59:58</dd>", at)
	}
	for _, target := range []string{"/desk/t/Q-9999", "/desk/t/X-1", "/desk/t/Q-", "/desk/t/Q-1204x", "/desk/t/%00"} {
		if r := b.get(target); r.status != http.StatusNotFound {
			t.Errorf("%s: status %d", target, r.status)
		}
	}
}

// TestLook: personal data is shown only when asked for, and the log says who asked.
func TestLook(t *testing.T) {
	d := newDesk(t)
	tk := d.newTicket("Q-1204")
	d.log = append(d.log, ticket.Entry{Ticket: "Q-1204", At: today, Who: chat.Person{ID: "member", Name: "株式会社ミナト 木村太郎"}, What: "member_wrote", Text: "電話は 03-1111-2222 です"})
	d.lines[tk.Contact] = append(d.lines[tk.Contact], chat.Line{Seq: 9, At: today, Message: chat.Message{Author: chat.Member, Name: "木村太郎", Text: "電話は 03-1111-2222 です"}})
	b := d.signIn("佐々木")
	page := b.page("/desk/t/Q-1204")
	wantNotIn(t, page, "木村太郎", "kimura", "1111-2222")
	r := b.post("/desk/t/Q-1204/look", marks(page))
	if r.status != http.StatusOK {
		t.Fatalf("look: status %d", r.status)
	}
	wantIn(t, r.body, "木村太郎", "kimura@minato.example", "記録に残りました")
	acts := d.acts()
	if len(acts) != 1 || acts[0].Act != chat.Look || acts[0].Person.Name != "佐々木" || acts[0].Ticket != "Q-1204" {
		t.Errorf("acts = %+v", acts)
	}
	page = b.page("/desk/t/Q-1204")
	wantNotIn(t, page, "kimura", "木村太郎")
	wantIn(t, page, "個人情報を表示", `class="look"`)

	d.mu.Lock()
	d.lost = errors.New("away")
	d.mu.Unlock()
	if r := b.post("/desk/t/Q-1204/look", marks(page)); r.status != http.StatusServiceUnavailable || strings.Contains(r.body, "kimura") {
		t.Errorf("a look that could not be logged: status %d", r.status)
	}
}

// TestReply goes the whole way: words, preview, back to the words, preview, sent, seen.
func TestReply(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	const words = "お待たせしました。\n<b>登録番号</b>は T1234567890123 です。"
	mark := marks(b.page("/desk/t/Q-1204"))
	r := b.post("/desk/t/Q-1204/preview", with(mark, "text", "  "+strings.ReplaceAll(words, "\n", "\r\n")+"\n"))
	if r.status != http.StatusOK {
		t.Fatalf("preview: status %d\n%s", r.status, r.body)
	}
	wantIn(t, r.body, "会員に届きます。", "みなと商工支援センター 事務局",
		`<p class="text">お待たせしました。`+"\n"+`&lt;b&gt;登録番号&lt;/b&gt;は T1234567890123 です。</p>`)
	if len(d.acts()) != 0 {
		t.Fatal("the preview did something")
	}
	back := b.post("/desk/t/Q-1204/draft", url.Values{"text": {words}})
	wantIn(t, back.body, "&lt;b&gt;登録番号&lt;/b&gt;は T1234567890123 です。</textarea>")

	send := with(marks(r.body), "text", words)
	for range 2 { // a double click
		if r := b.post("/desk/t/Q-1204/send", send); r.status != http.StatusSeeOther || r.header.Get("Location") != "/desk/t/Q-1204" {
			t.Fatalf("send: status %d\n%s", r.status, r.body)
		}
	}
	acts := d.acts()
	if len(acts) != 1 || acts[0].Act != chat.Reply || acts[0].Text != words || acts[0].From != (chat.Address{Channel: chat.Desk, ID: "staff:1"}) {
		t.Fatalf("acts = %+v", acts)
	}
	wantIn(t, b.page("/desk/t/Q-1204"), "すでに承っています。", "送信待ち", "送信を取り消す", "会員待ち")
}

func TestPreviewRefuses(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	mark := marks(b.page("/desk/t/Q-1204"))
	cases := []struct {
		name, text, version, want string
		status                    int
	}{
		{"empty", " \n ", "1", "本文を入力してください", http.StatusUnprocessableEntity},
		{"longer than LINE takes", strings.Repeat("あ", 25_001), "1", "25000文字まで", http.StatusUnprocessableEntity},
		{"outdated", "こんにちは", "7", "更新されました", http.StatusConflict},
		{"in two parts", strings.Repeat("あ", 5_001), "1", "2通に分かれて", http.StatusOK},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			r := b.post("/desk/t/Q-1204/preview", with(mark, "text", tc.text, "version", tc.version))
			if r.status != tc.status {
				t.Errorf("status %d, want %d", r.status, tc.status)
			}
			wantIn(t, r.body, tc.want)
			if text := strings.TrimSpace(tc.text); !strings.Contains(r.body, text) {
				t.Error("the words are lost")
			}
		})
	}
}

// TestR2PreviewOfAWebReply: what is too long to be sent is refused before the preview wherever the member is.
func TestR2PreviewOfAWebReply(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Contact = chat.Address{Channel: chat.Web, ID: "w1"} })
	b := d.signIn("佐々木")
	mark := marks(b.page("/desk/t/Q-1204"))
	for length, want := range map[int]int{25_000: http.StatusOK, 25_001: http.StatusUnprocessableEntity} {
		if r := b.post("/desk/t/Q-1204/preview", with(mark, "text", strings.Repeat("あ", length), "version", "1")); r.status != want {
			t.Errorf("%d characters: status %d, want %d", length, r.status, want)
		}
	}
}

// TestTwoAtOnce: both have the page open; the second learns who was first.
func TestTwoAtOnce(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	first, second := d.signIn("佐々木"), d.signIn("鈴木")
	mark1, mark2 := marks(first.page("/desk/t/Q-1204")), marks(second.page("/desk/t/Q-1204"))
	if r := first.post("/desk/t/Q-1204/act/claim", mark1); r.status != http.StatusSeeOther {
		t.Fatalf("first: status %d", r.status)
	}
	r := second.post("/desk/t/Q-1204/act/claim", mark2)
	if r.status != http.StatusConflict {
		t.Errorf("second: status %d", r.status)
	}
	wantIn(t, r.body, "別の操作で更新されています。", "いまの状態：対応中／担当 佐々木さん", "佐々木さんが担当しています。")
	wantNotIn(t, r.body, "引き受ける</button>")
	if who := d.tickets["Q-1204"].Assignee.Name; who != "佐々木" {
		t.Errorf("assignee = %s", who)
	}
	delete(mark2, "version")
	wantIn(t, second.post("/desk/t/Q-1204/act/claim", with(mark2, "once", token())).body, "佐々木さんが先に引き受けています。")
}

// TestStaleReplyKeepsTheWords: the member wrote while the reply was being written.
func TestStaleReplyKeepsTheWords(t *testing.T) {
	d := newDesk(t)
	tk := d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	mark := marks(b.page("/desk/t/Q-1204"))
	d.mu.Lock()
	tk.Version++
	d.say(tk.Contact, chat.Member, "やはり結構です")
	d.mu.Unlock()
	r := b.post("/desk/t/Q-1204/send", with(mark, "text", "番号はこちらです"))
	if r.status != http.StatusConflict {
		t.Errorf("status %d", r.status)
	}
	wantIn(t, r.body, "別の操作で更新されています。", "やはり結構です", "番号はこちらです</textarea>", `name="version" value="2"`)
}

// TestStoreAwayKeepsTheWords: what could not be saved is not lost either, and a second try of the
// same form is the same event.
func TestStoreAwayKeepsTheWords(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	d.svc.sink = away{d.office}
	r := b.post("/desk/t/Q-1204/act/note", with(marks(b.page("/desk/t/Q-1204")), "text", "経理に確認中"))
	if r.status != http.StatusConflict {
		t.Errorf("status %d", r.status)
	}
	wantIn(t, r.body, "保存できませんでした。", "経理に確認中</textarea>")
}

// A note is internal: it looks different from a reply, and no version keeps it from being written.
func TestNote(t *testing.T) {
	d := newDesk(t)
	tk := d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	mark := marks(b.page("/desk/t/Q-1204"))
	d.mu.Lock()
	tk.Version = 9
	d.mu.Unlock()
	if r := b.post("/desk/t/Q-1204/act/note", with(mark, "text", "経理に確認中")); r.status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", r.status, r.body)
	}
	body := b.page("/desk/t/Q-1204")
	log := body[strings.Index(body, `id="live-log"`):]
	wantIn(t, log, `<li class="note">`, "社内メモ", "経理に確認中")
	talk := body[strings.Index(body, `id="live-talk"`):strings.Index(body, `id="reply"`)]
	wantNotIn(t, talk, "経理に確認中")
	for _, e := range d.acts() {
		if e.Act != chat.NoteDown {
			t.Errorf("act %s", e.Act)
		}
	}
}

func TestActs(t *testing.T) {
	cases := []struct {
		name, act string
		form      []string
		want      chat.Event
		refused   string
	}{
		{name: "claim", act: "claim", want: chat.Event{Act: chat.Claim, Version: 1}},
		{name: "take over", act: "take", want: chat.Event{Act: chat.Assign, Version: 1, Value: "staff:1 佐々木"}},
		{name: "resolve", act: "resolve", want: chat.Event{Act: chat.Resolve, Version: 1}},
		{name: "reopen", act: "reopen", want: chat.Event{Act: chat.Reopen, Version: 1}},
		{name: "done", act: "done", want: chat.Event{Act: chat.Done, Version: 1}},
		{name: "cancel", act: "cancel", want: chat.Event{Act: chat.Cancel, Version: 1}},
		{name: "spam", act: "spam", want: chat.Event{Act: chat.Spam, Version: 1}},
		{name: "hand on", act: "route", form: []string{"team", "ベトナム担当", "text", "お願いします"}, want: chat.Event{Act: chat.Route, Version: 1, Value: "ベトナム担当", Text: "お願いします"}},
		{name: "hand on to nobody", act: "route", form: []string{"team", "知らない班"}, refused: "転送先を選んでください"},
		{name: "merge", act: "merge", form: []string{"into", " q-1205 "}, want: chat.Event{Act: chat.Merge, Version: 1, Value: "Q-1205"}},
		{name: "merge into nothing", act: "merge", form: []string{"into", "1205"}, refused: "受付番号（例：Q-1204）"},
		{name: "hold for a day", act: "snooze", form: []string{"hold", "1"}, want: chat.Event{Act: chat.Snooze, Version: 1, Value: "2026-10-10T09:00:00+09:00"}},
		{name: "hold until a date", act: "snooze", form: []string{"hold", "1", "date", "2026-10-20"}, want: chat.Event{Act: chat.Snooze, Version: 1, Value: "2026-10-20T09:00:00+09:00"}},
		{name: "hold until today", act: "snooze", form: []string{"date", "2026-10-09"}, refused: "明日から1年以内"},
		{name: "hold for ever", act: "snooze", form: []string{"date", "9999-10-20"}, refused: "明日から1年以内"},
		{name: "hold for a year", act: "snooze", form: []string{"date", "2027-10-09"}, want: chat.Event{Act: chat.Snooze, Version: 1, Value: "2027-10-09T09:00:00+09:00"}},
		{name: "hold until never", act: "snooze", form: []string{"hold", "x"}, refused: "明日から1年以内"},
		{name: "hold for ages", act: "snooze", form: []string{"hold", "99999999999"}, refused: "明日から1年以内"},
		{name: "resend", act: "resend", form: []string{"delivery", "42"}, want: chat.Event{Act: chat.Resend, Value: "42"}},
		{name: "recall", act: "recall", form: []string{"delivery", "42"}, want: chat.Event{Act: chat.Recall, Value: "42"}},
		{name: "recall nothing", act: "recall", form: []string{"delivery", "4;2"}, refused: "どの送信か"},
		{name: "an empty note", act: "note", form: []string{"text", "\r\n"}, refused: "本文が空です"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			d := newDesk(t)
			d.newTicket("Q-1204")
			b := d.signIn("佐々木")
			r := b.post("/desk/t/Q-1204/act/"+tc.act, with(marks(b.page("/desk/t/Q-1204")), tc.form...))
			acts := d.acts()
			if tc.refused != "" {
				if r.status != http.StatusConflict || len(acts) != 0 {
					t.Errorf("status %d, acts %+v", r.status, acts)
				}
				wantIn(t, r.body, tc.refused)
				return
			}
			if r.status != http.StatusSeeOther || len(acts) != 1 {
				t.Fatalf("status %d, acts %+v\n%s", r.status, acts, r.body)
			}
			e := acts[0]
			if e.Kind != chat.StaffAct || e.Act != tc.want.Act || e.Value != tc.want.Value || e.Text != tc.want.Text || e.Version != tc.want.Version ||
				e.Ticket != "Q-1204" || e.Person.ID != "staff:1" || !e.At.Equal(today) || e.ID == "" {
				t.Errorf("event = %+v, want %+v", e, tc.want)
			}
		})
	}
	d := newDesk(t)
	d.newTicket("Q-1204")
	for _, act := range []string{"retract", "look", "reply", "Claim", "x"} {
		if r := d.signIn("佐々木").post("/desk/t/Q-1204/act/"+act, url.Values{"text": {"こんにちは"}}); r.status != http.StatusNotFound || len(d.acts()) != 0 {
			t.Errorf("act %q: status %d, %+v", act, r.status, d.acts())
		}
	}
	empty := d.signIn("佐々木").post("/desk/t/Q-1204/send", url.Values{"text": {" "}})
	if wantIn(t, empty.body, "本文が空です"); empty.status != http.StatusConflict || len(d.acts()) != 0 {
		t.Errorf("an empty reply: status %d, %+v", empty.status, d.acts())
	}
}

// TestDeliveryStates: each reply shows where it stands and what can be done about it.
func TestDeliveryStates(t *testing.T) {
	cases := []struct {
		state   chat.DeliveryState
		tries   int
		reason  string
		said    bool // it stands in the transcript
		want    []string
		wantNot []string
	}{
		{state: chat.Sent, said: true, want: []string{"送信済み"}, wantNot: []string{"再送", "取り消す"}},
		{state: chat.Pending, said: true, want: []string{"送信待ち", "送信を取り消す"}, wantNot: []string{"再送"}},
		{state: chat.Pending, tries: 2, said: true, want: []string{"送信待ち", "2回目の送信に失敗しました"}, wantNot: []string{"取り消す"}},
		{state: chat.Sending, said: true, want: []string{"送信中"}, wantNot: []string{"取り消す"}},
		{state: chat.Held, reason: "上限です", want: []string{"保留中", "上限です", "再送", "送信を取り消す"}},
		{state: chat.Dead, reason: "届きません", want: []string{"未達", "届きません", "再送", "送信を取り消す"}},
		{state: chat.Dead, reason: "届きません", said: true, want: []string{"未達", "届きません", "再送", "送信を取り消す"}},
	}
	for _, tc := range cases {
		t.Run(fmt.Sprint(tc.state, tc.tries, tc.said), func(t *testing.T) {
			d := newDesk(t)
			tk := d.newTicket("Q-1204")
			d.rows = []chat.LedgerRow{
				{ID: 7, To: tk.Contact, Ticket: "Q-1204", State: tc.state, Reason: tc.reason, Attempts: tc.tries, Created: d.now, Settled: d.now,
					Messages: []chat.Message{{Author: chat.Staff, Text: "お返事です"}}},
			}
			if tc.said {
				d.say(tk.Contact, chat.Staff, "お返事です")
			}
			body := d.signIn("佐々木").page("/desk/t/Q-1204")
			talk := body[strings.Index(body, `id="live-talk"`):strings.Index(body, `id="reply"`)]
			wantIn(t, talk, append(tc.want, "お返事です")...)
			wantNotIn(t, talk, tc.wantNot...)
			if n := strings.Count(talk, "お返事です"); n != 1 {
				t.Errorf("the reply stands there %d times", n)
			}
		})
	}
}

func TestDraftFromFAQ(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	r := b.post("/desk/t/Q-1204/draft", url.Values{"ref": {"port/2"}})
	wantIn(t, r.body, "領収書の発行は行っておりません。\n（出典：海外販路開拓プログラム FAQ Q2）</textarea>")
	if r := b.post("/desk/t/Q-1204/draft", url.Values{"ref": {"port/99"}}); r.status != http.StatusOK {
		t.Errorf("an entry that is gone: status %d", r.status)
	}
}

func TestClosedTicket(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Status, tk.Closed = ticket.Resolved, today.Add(-time.Hour) })
	body := d.signIn("佐々木").page("/desk/t/Q-1204")
	wantIn(t, body, "再開する", "14:00に解決になりました。", "メモを残す")
	wantNotIn(t, body, "会員へ返信", "引き受ける", "解決にする")
}

// TestGradeOnPage: a ticket's page tells how content its member is, where they have said so.
func TestGradeOnPage(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Status = ticket.Resolved })
	d.newTicket("Q-1205", func(tk *ticket.Ticket) { tk.Status = ticket.Resolved; tk.SetGrade(ticket.Discontent) })
	b := d.signIn("佐々木")
	wantNotIn(t, b.page("/desk/t/Q-1204"), "ご満足度")
	body := b.page("/desk/t/Q-1205")
	wantIn(t, body, "ご満足度：やや不満")
	wantNotIn(t, body, "grade:")
}

// TestUnknownForm: a ticket whose form is gone hides all it holds until it is asked for.
func TestUnknownForm(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.FormID = "gone" })
	b := d.signIn("佐々木")
	page := b.page("/desk/t/Q-1204")
	card := page[strings.Index(page, `id="live-card"`):]
	card = card[:strings.Index(card, "</section>")]
	wantNotIn(t, card, "kimura", "木村")
	wantIn(t, b.post("/desk/t/Q-1204/look", marks(page)).body, "kimura@minato.example", "木村太郎")
}

// TestRecord holds that a ticket's record tells all of it from the beginning, covers personal data, and shows it to
// who has that logged.
func TestRecord(t *testing.T) {
	d := newDesk(t, quick)
	tk := d.newTicket("Q-1204")
	d.log = append(d.log, ticket.Entry{Ticket: "Q-1204", At: today, Who: chat.Person{ID: "bot", Name: "自動"}, What: ticket.LogOpened},
		ticket.Entry{Ticket: "Q-1204", At: today.Add(time.Hour), Who: chat.Person{ID: "member", Name: "木村太郎"}, What: "member_wrote", Text: "電話は 03-1111-2222 です"})
	d.lines[tk.Contact] = append(d.lines[tk.Contact], chat.Line{Seq: 9, At: today, Message: chat.Message{Author: chat.Member, Name: "木村太郎", Text: "電話は 03-1111-2222 です"}})
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/t/Q-1204"), `href="/desk/t/Q-1204/record?all=1"`)
	covered := b.page("/desk/t/Q-1204/record?all=1")
	wantIn(t, covered, "応対記録　Q-1204", "個人情報は伏せてあります。", "対応の経過", "作成　佐々木</p>")
	wantNotIn(t, covered, "木村太郎", "kimura", "1111-2222", "<textarea")
	for _, when := range regexp.MustCompile(`<time>([^<]*)</time>|<dt>受付</dt><dd>([^<]*)</dd>|　([^　<]*) 作成`).FindAllString(covered, -1) {
		if !strings.Contains(when, "2026年") { // it is read in five years
			t.Errorf("a moment is said without its day: %s", when)
		}
	}
	if first, then := strings.Index(covered, "受付</span>"), strings.LastIndex(covered, "会員"); first < 0 || then < first {
		t.Errorf("the log does not begin with its beginning: %d, %d", first, then)
	}
	open := b.post("/desk/t/Q-1204/record?all=1", marks(covered)).body
	wantIn(t, open, "木村太郎", "kimura@minato.example", "03-1111-2222", "個人情報を含みます。")
	if acts := d.acts(); len(acts) != 1 || acts[0].Act != chat.Look || acts[0].Ticket != "Q-1204" {
		t.Errorf("acts = %+v", acts)
	}
}

func TestLongConversation(t *testing.T) {
	d := newDesk(t)
	tk := d.newTicket("Q-1204")
	for i := range 700 {
		d.say(tk.Contact, chat.Member, fmt.Sprintf("%d番目の発言", i+1))
	}
	b := d.signIn("佐々木")
	body := b.page("/desk/t/Q-1204")
	wantIn(t, body, "700番目の発言", "以前のやり取りも表示")
	wantNotIn(t, body, ">1番目の発言")
	all := b.page("/desk/t/Q-1204?all=1")
	wantIn(t, all, ">1番目の発言", "700番目の発言")
	wantNotIn(t, all, "以前のやり取りも表示")
}

// TestLateWordsAreShown: a reply written while the session ran out is not lost.
func TestLateWordsAreShown(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	d.pass(sessionTime + time.Second)
	r := b.post("/desk/t/Q-1204/preview", url.Values{"text": {"長いお返事<b>です"}})
	if r.status != http.StatusUnauthorized {
		t.Errorf("status %d", r.status)
	}
	wantIn(t, r.body, "控えとしてお使いください", "長いお返事&lt;b&gt;です</textarea>")
	wantNotIn(t, r.body, "ミナト")
}

// TestR3Prospect holds R3: before 送る it is said whether the reply is free, what it costs, or that it does not arrive.
func TestR3Prospect(t *testing.T) {
	p := chat.Prospect{Cost: 1, Limited: true, Left: 163}
	d := newDesk(t, func(c *Config) {
		c.Prospect = func(context.Context, chat.Address) (chat.Prospect, bool) { return p, true }
	})
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/t/Q-1204"), "1通と数えます（残り163通）")
	wantIn(t, b.post("/desk/t/Q-1204/preview", url.Values{"text": {"お返事です。"}}).body, "1通と数えます（残り163通）")
	p = chat.Prospect{Gone: true}
	wantIn(t, b.page("/desk/t/Q-1204"), "いまは届きません（会員がブロックしています）", "メールかお電話")
}

// TestCaseFirst: a change stands as a table of before and after, the talk that led to it is folded away, a reply
// bears its author's name, and other tickets of the member and the company stand beside it.
func TestCaseFirst(t *testing.T) {
	d := busyDesk(t)
	tk := d.tickets["H-0002"]
	d.lines[tk.Contact] = append(d.lines[tk.Contact], chat.Line{Seq: 8, At: tk.Opened, Message: chat.Message{Author: chat.Bot, Text: "会社名を教えてください。"}})
	d.lines[tk.Contact] = append(d.lines[tk.Contact], chat.Line{Seq: 9, At: d.now, Message: chat.Message{Author: chat.Staff, Text: "承りました。", Name: "事務局"}})
	d.log = append(d.log, ticket.Entry{ID: 99, Ticket: "H-0002", At: d.now, Who: chat.Person{ID: "staff:2", Name: "林"}, What: ticket.LogReplied, Text: "承りました。"})
	d.newTicket("Q-0900", func(o *ticket.Ticket) { o.Contact, o.Title = tk.Contact, "有限会社山の家｜別件のご相談" })
	b := d.signIn("佐々木")
	body := b.page("/desk/t/H-0002")
	wantIn(t, body, `<th scope="row">電話番号</th><td>●●●●●●</td>`, "受付までのやり取り（4件）", "林さんが返信", "同じ会員のほかのチケット", "別件のご相談",
		`<option value="Q-0900">Q-0900 別件のご相談</option>`, "情報を編集")
	if strings.Contains(body, "03-1111-2222") || strings.Contains(body, "21%") {
		t.Error("the page shows too much")
	}
	opened := b.post("/desk/t/H-0002/look", marks(body)).body
	wantIn(t, opened, `<td>03-1111-2222</td><td><span class="value">03-3333-4444</span> <button type="button" class="small copy" data-copy="03-3333-4444"`, "山本花子")
	if n := len(d.acts()); n != 1 {
		t.Errorf("one look is %d acts", n)
	}
}

// TestEdit sends what is to be set, as one act.
func TestEdit(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	form := with(marks(b.page("/desk/t/Q-1204")), "company", " 株式会社 みなと ", "programme", "port", "urgent", "on", "tags", "再訪、for:x", "due_day", "2026-10-12", "due_clock", "17:30")
	if r := b.post("/desk/t/Q-1204/act/edit", form); r.status != http.StatusSeeOther {
		t.Fatalf("status %d", r.status)
	}
	want := `{"company":"株式会社 みなと","programme":"port","urgent":true,"tags":["再訪"],"due":"2026-10-12T17:30:00+09:00"}`
	if e := d.acts()[0]; e.Act != chat.Edit || e.Value != want {
		t.Errorf("act %s %s", e.Act, e.Value)
	}
	for field, value := range map[string]string{"due_clock": "いつか", "programme": "none"} {
		if r := b.post("/desk/t/Q-1204/act/edit", with(form, field, value)); r.status != http.StatusConflict {
			t.Errorf("%s %s: status %d", field, value, r.status)
		}
	}
}
