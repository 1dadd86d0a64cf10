package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/chat/chattest"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/learn"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// An away is a sink whose database is away.
type away struct{ *office }

func (away) Act(context.Context, chat.Event) (chat.Outcome, error) {
	return chat.Outcome{}, errors.New("connection refused")
}

func TestQueue(t *testing.T) {
	d := newDesk(t)
	me := chat.Person{ID: "staff:1", Name: "佐々木"}
	d.newTicket("Q-0001", func(tk *ticket.Ticket) { tk.Title, tk.Due = "期限がまだ先", today.Add(72*time.Hour) })
	d.newTicket("H-0002", func(tk *ticket.Ticket) {
		tk.Title, tk.Kind, tk.Due, tk.Contact.Channel = "もうすぐ", ticket.Change, today.Add(90*time.Minute), chat.Web
	})
	d.newTicket("S-0003", func(tk *ticket.Ticket) {
		tk.Title, tk.Kind, tk.Due, tk.Team, tk.Opened = "過ぎた", ticket.Consultation, today.Add(-26*time.Hour), "ベトナム担当", today.AddDate(0, 0, -3)
	})
	d.newTicket("Q-0004", func(tk *ticket.Ticket) { tk.Title, tk.Assignee, tk.Status = "自分の", me, ticket.Working })
	d.newTicket("Q-0005", func(tk *ticket.Ticket) {
		tk.Title, tk.Status, tk.Closed, tk.Touched = "終わった", ticket.Resolved, today, today
	})
	d.newTicket("Q-0006", func(tk *ticket.Ticket) { tk.Title, tk.Urgent = "急ぎの", true })
	d.newTicket("Q-0007", func(tk *ticket.Ticket) {
		tk.Title, tk.Assignee, tk.Status, tk.Replied, tk.Due = "待っている", me, ticket.Waiting, today, today.Add(-time.Hour)
	})
	d.newTicket("Q-0008", func(tk *ticket.Ticket) {
		tk.Title, tk.Status, tk.Due = "寝かせた", ticket.OnHold, today.Add(-time.Hour)
	})
	d.newTicket("Q-0009", func(tk *ticket.Ticket) {
		tk.Title, tk.Assignee, tk.Status, tk.Heard = "いま届いた", chat.Person{ID: "staff:2", Name: "小川"}, ticket.Working, today
	})
	b := d.signIn("佐々木")
	cases := []struct {
		query string
		want  []string // titles in order
	}{
		{"", []string{"急ぎの", "過ぎた", "もうすぐ", "期限がまだ先"}},
		{"?tab=mine", []string{"待っている", "自分の"}},
		{"?tab=working", []string{"いま届いた", "自分の"}}, // the row rises when its member writes
		{"?tab=waiting", []string{"待っている"}},
		{"?tab=held", []string{"寝かせた"}},
		{"?tab=due", []string{"過ぎた", "もうすぐ"}}, // neither who was answered nor what is on hold
		{"?tab=done", []string{"終わった"}},
		{"?tab=all&sort=oldest", []string{"過ぎた", "期限がまだ先", "もうすぐ", "自分の", "終わった", "急ぎの", "待っている", "寝かせた", "いま届いた"}},
		{"?tab=all&kind=change", []string{"もうすぐ"}},
		{"?tab=all&person=staff:2", []string{"いま届いた"}},
		{"?tab=all&channel=web", []string{"もうすぐ"}},
		{"?tab=all&until=2026-10-08", []string{"過ぎた"}},
		{"?tab=new&from=2026-10-09&kind=inquiry&sort=newest", []string{"急ぎの", "期限がまだ先"}},
		{"?sort=due", []string{"過ぎた", "もうすぐ", "急ぎの", "期限がまだ先"}},
		{"?team=ベトナム担当", []string{"過ぎた"}},
		{"?programme=nothing", nil},
		{"?page=x", []string{"急ぎの", "過ぎた", "もうすぐ", "期限がまだ先"}},
		{"?page=2", nil},
		{"?tab=nonsense&sort=nonsense&from=nonsense", []string{"急ぎの", "過ぎた", "もうすぐ", "期限がまだ先"}},
	}
	for _, tc := range cases {
		t.Run(tc.query, func(t *testing.T) {
			body := b.page("/desk" + strings.ReplaceAll(tc.query, "ベトナム担当", url.QueryEscape("ベトナム担当")))
			rest := body[strings.Index(body, `id="live-rows"`):]
			for _, title := range tc.want {
				i := strings.Index(rest, title)
				if i < 0 {
					t.Fatalf("%q is missing or out of place", title)
				}
				rest = rest[i:]
			}
			if n := strings.Count(body, `<th scope="row"`); n != len(tc.want) {
				t.Errorf("%d rows, want %d", n, len(tc.want))
			}
		})
	}
	body := b.page("/desk")
	wantIn(t, body, `未対応 <span class="count">4</span>`, `自分 <span class="count">2</span>`, `期限 <span class="count">2</span>`,
		`会員待ち <span class="count">1</span>`, `保留 <span class="count">1</span>`, `解決 <span class="count">1</span>`,
		"26時間超過", "あと1時間", "至急", `class="due over"`, `class="due soon"`)
	wantIn(t, b.page("/desk?tab=waiting"), "返信済み")
	wantIn(t, b.page("/desk?tab=held"), "（停止中）")
}

// TestQueuePages: a page has thirty rows, and says which they are; a ticket's page knows its neighbours in the list.
func TestQueuePages(t *testing.T) {
	d := newDesk(t)
	for i := range 65 {
		d.newTicket(fmt.Sprintf("Q-%04d", i+1))
	}
	b := d.signIn("佐々木")
	for target, want := range map[string][]string{
		"/desk?sort=oldest":                 {"1〜30件目／65件", `rel="next" href="/desk?page=2&amp;sort=oldest"`, "Q-0001", "Q-0030"},
		"/desk?sort=oldest&page=2":          {"31〜60件目／65件", `rel="prev" href="/desk?sort=oldest"`, "Q-0031", "Q-0060"},
		"/desk?sort=oldest&page=3":          {"61〜65件目／65件", "Q-0061", "Q-0065"},
		"/desk/t/Q-0031?sort=oldest&page=2": {`rel="prev" href="/desk/t/Q-0030?page=2&amp;sort=oldest"`, `rel="next" href="/desk/t/Q-0032?page=2&amp;sort=oldest"`},
		"/desk/t/Q-0001?sort=oldest":        {`rel="next" href="/desk/t/Q-0002?sort=oldest"`},
	} {
		wantIn(t, b.page(target), want...)
	}
	if n := strings.Count(b.page("/desk"), `<th scope="row"`); n != 30 {
		t.Errorf("a page has %d rows", n)
	}
}

// TestUnread: a ticket is news until it is opened, and again when its member writes.
func TestUnread(t *testing.T) {
	d := newDesk(t)
	tk := d.newTicket("Q-0001")
	b, other := d.signIn("佐々木"), d.signIn("小川")
	wantIn(t, b.page("/desk"), `<span class="new">未読</span>`)
	b.page("/desk/t/Q-0001")
	if strings.Contains(b.page("/desk"), "未読") {
		t.Error("news, though it was opened")
	}
	wantIn(t, other.page("/desk"), "未読")
	d.mu.Lock()
	d.now = d.now.Add(time.Minute)
	tk.Heard = d.now
	d.mu.Unlock()
	wantIn(t, b.page("/desk"), "未読")
}

// TestViews are kept by name, seen by all where they are shared, and dropped by whose they are.
func TestViews(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-0001")
	b, other := d.signIn("佐々木"), d.signIn("小川")
	r := b.post("/desk/views", url.Values{"query": {"tab=all&kind=change&page=3&x=y"}, "name": {"変更だけ"}, "shared": {"on"}})
	if want := "/desk?kind=change&tab=all"; r.header.Get("Location") != want {
		t.Errorf("saved, and on to %s", r.header.Get("Location"))
	}
	wantIn(t, b.page("/desk"), `<a href="/desk?kind=change&amp;tab=all">変更だけ</a>`)
	wantIn(t, other.page("/desk"), "変更だけ（佐々木さん）")
	wantIn(t, b.page("/desk?tab=all&kind=change"), `action="/desk/views/1/drop"`)
	if r := other.post("/desk/views/1/drop", url.Values{}); r.status != http.StatusNotFound {
		t.Errorf("dropped by another: status %d", r.status)
	}
	b.post("/desk/views", url.Values{"query": {"tab=all"}, "name": {"  "}})
	b.post("/desk/views/1/drop", url.Values{})
	if body := b.page("/desk"); strings.Contains(body, "変更だけ") {
		t.Error("the view is still there")
	}
	if got := d.done(); !slices.Contains(got, audit.ViewSaved) || !slices.Contains(got, audit.ViewDropped) {
		t.Errorf("written down: %v", got)
	}
}

// TestBulk does one thing with several tickets, each by itself: what has changed meanwhile is refused and named.
func TestBulk(t *testing.T) {
	d := newDesk(t)
	for i := range 3 {
		d.newTicket(fmt.Sprintf("Q-%04d", i+1))
	}
	d.employ("小川", staff.Clerk)
	b := d.signIn("佐々木")
	some := url.Values{"t": {"Q-0001:1", "Q-0002:9", "Q-0003:1", "Q-9999:1", "x"}, "back": {"tab=all"}}
	with := func(more ...string) url.Values {
		v := url.Values{}
		for k, list := range some {
			v[k] = list
		}
		for i := 0; i < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return v
	}
	if r := b.post("/desk/bulk", url.Values{"act": {"claim"}}); r.status != http.StatusSeeOther {
		t.Errorf("nothing chosen: status %d", r.status)
	}
	wantIn(t, b.post("/desk/bulk", with("act", "assign")).body, "次の3件を「担当者を決める」で処理します。", "小川", `name="go" value="1"`)
	wantIn(t, b.post("/desk/bulk", with("act", "assign", "go", "1", "person", "")).body, "担当者を選んでください。")
	wantIn(t, b.post("/desk/bulk", with("act", "resolve")).body, "それぞれの会員に終了のお知らせが届きます")
	r := b.post("/desk/bulk", with("act", "claim", "go", "1", "once", strings.Repeat("a", tokenLength)))
	if r.header.Get("Location") != "/desk?tab=all" {
		t.Errorf("done, and on to %s", r.header.Get("Location"))
	}
	wantIn(t, b.page("/desk?tab=mine"), "3件のうち2件を処理しました。", "Q-0002：別の操作で更新されています", "Q-0001", "Q-0003")
	ids := map[string]bool{}
	for _, e := range d.acts() {
		ids[e.ID] = true
	}
	if len(ids) != 3 {
		t.Errorf("%d acts of their own", len(ids))
	}
}

// TestSearchIsNoAddress: what is searched for may be a person; it must not stand in an address.
func TestSearchIsNoAddress(t *testing.T) {
	d := newDesk(t)
	for i := range 60 {
		d.newTicket("Q-" + string(rune('0'+i/10)) + string(rune('0'+i%10)))
	}
	b := d.signIn("佐々木")
	r := b.post("/desk/search", url.Values{"text": {"木村太郎"}})
	wantIn(t, r.body, "「木村太郎」の検索結果", "Q-59", "さらに表示", `name="page" value="2"`)
	for _, m := range regexp.MustCompile(`(?:href|action|data-live)="([^"]*)"`).FindAllStringSubmatch(r.body, -1) {
		if u, _ := url.QueryUnescape(m[1]); strings.Contains(u, "木村") {
			t.Errorf("an address holds the name: %s", m[1])
		}
	}
	wantIn(t, b.post("/desk/search", url.Values{"text": {"木村太郎"}, "page": {"2"}}).body, "Q-00", "Q-09")
	wantIn(t, b.post("/desk/search", url.Values{"text": {"どこにもない"}}).body, "見つかりませんでした")
}

// TestFoundWords: a row that was found says where, with the words marked; personal data stays under the veil.
func TestFoundWords(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-0001")
	d.log = append(d.log, ticket.Entry{Ticket: "Q-0001", At: today, What: ticket.LogNoted, Text: "先方には 見積書 を再送する約束。"})
	b := d.signIn("佐々木")
	wantIn(t, b.post("/desk/search", url.Values{"text": {"登録番号"}}).body, `<span class="where">会員の発言</span> インボイスの<mark>登録番号</mark>を教えてください`)
	wantIn(t, b.post("/desk/search", url.Values{"text": {"見積書"}}).body, `<span class="where">社内メモ</span> 先方には <mark>見積書</mark> を再送する約束。`)
	body := b.post("/desk/search", url.Values{"text": {"木村太郎"}}).body
	rows := body[strings.Index(body, `id="live-rows"`):]
	if wantIn(t, rows, "個人情報の欄に一致しました。"); strings.Contains(rows, "木村太郎") {
		t.Error("the name is shown")
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("前置きの長い話です。", 10)
	for _, tc := range []struct{ text, query, want string }{
		{"髙橋　太郎様の件です", "高橋太郎", "[髙橋 太郎]様の件です"},
		{"見積を、明日までに", "明日 見積", "[見積]を、[明日]までに"},
		{"どこにもない", "別の話", ""},
		{long + "見積書です" + long, "見積", "…" + string([]rune(long)[80:]) + "[見積]書です" + string([]rune(long)[:65]) + "…"},
		{"ABC abc", "abc abc", "[ABC] abc"},
	} {
		var got strings.Builder
		for _, p := range excerptOf(tc.text, tc.query) {
			if p.Hit {
				p.Text = "[" + p.Text + "]"
			}
			got.WriteString(p.Text)
		}
		if got.String() != tc.want {
			t.Errorf("%q in %q: %s, want %s", tc.query, tc.text, got.String(), tc.want)
		}
	}
}

func TestFAQPages(t *testing.T) {
	d := newDesk(t)
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/faq"), "海外販路開拓プログラム FAQ", "2件・期間中（2026/04/01〜2027/03/31・未確認）", "参加費はいくらですか", "方針によりお断り", "確認 1件")
	wantIn(t, b.page("/desk/faq/port/1"), "参加費は区分により異なります。", "<th scope=\"col\">区分</th>", "5,000円", "※別途", "https://example.jp/apply",
		"port.txt Q1・p.3（12行目）", "第2版", "期間の定めなし", "次の項目")
	wantIn(t, b.page("/desk/faq/port/2"), "目次では「領収書は発行できますか」となっています。", "領収書がほしい", "「行っておりません」とあるため", "前の項目")
	r := b.post("/desk/faq", url.Values{"query": {" 領収書がほしい "}, "programme": {"port"}})
	wantIn(t, r.body, "判断：", "領収書は発行してもらえますか", "この順位になった理由", "<td>領収書")
	wantIn(t, b.post("/desk/faq", url.Values{"query": {"量子<b>もつれ"}}).body, "どの項目にもない言葉：", "量子")
	for _, target := range []string{"/desk/faq/port/99", "/desk/faq/nothing/1", "/desk/faq/port/x"} {
		if r := b.get(target); r.status != http.StatusNotFound {
			t.Errorf("%s: status %d", target, r.status)
		}
	}
	if r := b.post("/desk/faq", url.Values{"query": {strings.Repeat("長", 50_000)}}); r.status != http.StatusOK {
		t.Errorf("a huge question: status %d", r.status)
	}
}

// A kindEditor confirms what kind of answer an entry gives, and nothing else.
type kindEditor struct {
	Editor
	o *office
}

// ConfirmKind keeps what was confirmed, as the database would.
func (k kindEditor) ConfirmKind(_ context.Context, ref string, kind faq.Kind, by audit.Record) (edition.Done, error) {
	if _, ok := k.o.library.Current().Entry(ref); !ok {
		return edition.Done{}, chat.ErrNotFound
	}
	k.o.confirmed = append(k.o.confirmed, ref+" "+string(kind)+" "+by.Actor.Name)
	return edition.Done{Ref: ref}, nil
}

func TestConfirmKind(t *testing.T) {
	d := newDesk(t)
	d.svc.stores.Knowledge.Editor = kindEditor{o: d.office}
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/faq/port/2"), "この種類で確定", `<option value="policy_decline" selected>方針によりお断り</option>`)
	if r := b.post("/desk/faq/port/2/kind", url.Values{"kind": {"redirect_external"}}); r.status != http.StatusSeeOther {
		t.Errorf("confirming: status %d", r.status)
	}
	wantIn(t, b.page("/desk/faq/port/2"), "「他の窓口を案内」で確定しました")
	for target, kind := range map[string]string{"/desk/faq/port/2/kind": "poem", "/desk/faq/port/99/kind": "answer"} {
		if r := b.post(target, url.Values{"kind": {kind}}); r.status != http.StatusNotFound {
			t.Errorf("%s with kind %s: status %d", target, kind, r.status)
		}
	}
	if want := []string{"port/2 redirect_external 佐々木"}; !slices.Equal(d.confirmed, want) {
		t.Errorf("confirmed %q, want %q", d.confirmed, want)
	}
}

func TestWithoutFAQ(t *testing.T) {
	o := newOffice()
	svc := New(Config{Office: "試験"}, o, Stores{Tickets: o, Logins: o, Logouts: o, Ledger: o})
	for _, target := range []string{"/desk/faq", "/desk/status", "/desk"} {
		if svc.collections() != nil {
			t.Errorf("%s: collections out of nothing", target)
		}
	}
}

func TestDeliveries(t *testing.T) {
	d := newDesk(t)
	a := chat.Address{Channel: chat.LINE, ID: "U1"}
	d.rows = []chat.LedgerRow{
		{ID: 1, To: a, Ticket: "Q-1204", State: chat.Sent, Via: "push", Created: today, Settled: today, Messages: []chat.Message{{Text: "届いた"}}},
		{ID: 2, To: a, Ticket: "Q-1204", State: chat.Dead, Reason: "届きません", Error: "400 <bad>", Attempts: 3, Created: today, Messages: []chat.Message{{Text: "届かない a@b.example\n会社名：ひみつ商事"}}},
		{ID: 3, To: a, State: chat.Held, Reason: "上限です", Created: today, Messages: []chat.Message{{Text: strings.Repeat("長い", 100)}}},
		{ID: 4, To: chat.Address{Channel: chat.Slack, ID: "C1"}, Staff: true, State: chat.Pending, Created: today, Messages: []chat.Message{{Card: &chat.Card{Ticket: "Q-1204", Title: "件名"}}}},
	}
	b := d.signIn("佐々木")
	body := b.page("/desk/deliveries")
	wantIn(t, body, "届かない", "届きません", "400 &lt;bad&gt;", "保留中", "上限です", "長い…", "再送", "送信を取り消す", "/desk/t/Q-1204")
	wantNotIn(t, body, "届いた", "a@b.example", "ひみつ商事")
	wantIn(t, b.page("/desk/deliveries?tab=sent"), "届いた", "プッシュ")
	wantIn(t, b.page("/desk/deliveries?tab=pending"), "Slack", "社内", "Q-1204 件名")

	r := b.post("/desk/deliveries/2/resend", with(marks(body), "ticket", "Q-1204"))
	if r.status != http.StatusSeeOther || r.header.Get("Location") != "/desk/deliveries" {
		t.Fatalf("resend: status %d", r.status)
	}
	b.post("/desk/deliveries/3/discard", url.Values{"tab": {"all&x"}})
	acts := d.acts()
	if len(acts) != 2 || acts[0].Act != chat.Resend || acts[0].Value != "2" || acts[0].Ticket != "Q-1204" || acts[1].Act != chat.Recall || acts[1].Value != "3" {
		t.Errorf("acts = %+v", acts)
	}
	for _, target := range []string{"/desk/deliveries/x/resend", "/desk/deliveries/2/explode"} {
		if r := b.post(target, nil); r.status != http.StatusNotFound {
			t.Errorf("%s: status %d", target, r.status)
		}
	}
}

func TestStrays(t *testing.T) {
	d := newDesk(t)
	d.stray = []Stray{
		{Seq: 5, From: chat.Address{Channel: chat.LINE, ID: "U1"}, Kind: chat.Text, Text: "<b>急ぎです", At: today, Attempts: 5, Error: "turn: boom"},
		{Seq: 4, From: chat.Address{Channel: chat.Web, ID: "w"}, Kind: chat.Choose, At: today},
	}
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/deliveries"), "処理できなかった受信", "&lt;b&gt;急ぎです", "turn: boom", "（ボタンの操作）")
	wantNotIn(t, b.page("/desk/deliveries?tab=all"), "処理できなかった受信")
	for range 2 {
		if r := b.post("/desk/strays/5/revive", nil); r.status != http.StatusSeeOther {
			t.Fatalf("revive: status %d", r.status)
		}
	}
	body := b.page("/desk/deliveries")
	wantIn(t, body, "すでに処理されています", "（ボタンの操作）")
	wantNotIn(t, body, "急ぎです")
	if r := b.post("/desk/strays/x/revive", nil); r.status != http.StatusNotFound {
		t.Errorf("status %d", r.status)
	}
}

func TestStatus(t *testing.T) {
	d := newDesk(t, func(c *Config) {
		c.Channels = []ChannelState{{Name: "LINE", On: true}, {Name: "Slack", Note: "SLACK_SIGNING_SECRET を設定すると使えます"}}
		c.Trouble = func(channel string) string {
			return map[string]string{"LINE": "つながりません", "Slack": "使っていません"}[channel]
		}
		c.Quota = func(context.Context) (Quota, error) {
			return Quota{Used: 190, Limit: 200, Until: today.AddDate(0, 0, 23), RunsOut: today.AddDate(0, 0, 1)}, nil
		}
		c.Backlog = func(context.Context) (Backlog, error) {
			return Backlog{Pending: 3, Dead: 1, Oldest: today.Add(-10 * time.Minute)}, nil
		}
		c.Threshold = func() learn.Threshold {
			return learn.Threshold{Answer: .76, Fitted: .76, Judged: 132, Right: 129, Low: .9353, High: .9922}
		}
	})
	d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	wantNotIn(t, b.page("/desk/status"), "使っていません")
	wantIn(t, b.page("/desk/status"), "要確認", "つながりません", "停止中", "SLACK_SIGNING_SECRET", "あと10通送れます。", "11/1（日）に戻ります", "日ごろ上限に達します", "10分前", "1事業・2項目",
		"0.76 以上（初期値）", "判定のあった132件では、97.7 %が正しい答えでした（95 % 信頼区間 93.5〜99.2 %）")
}

// TestThreshold holds what the desk says of the threshold for answering at once, with much and little known.
func TestThreshold(t *testing.T) {
	for _, c := range []struct {
		of   learn.Threshold
		want []string
	}{
		{learn.Threshold{Answer: .76, Fitted: .76}, []string{"0.76 以上（初期値）", "まだありません。25件あると"}},
		{learn.Threshold{Answer: .76, Fitted: .76, Judged: 12, Right: 12}, []string{"（初期値）", "まだ12件です。あと13件あると"}},
		{learn.Threshold{Answer: .7, Fitted: .76, Judged: 200, Right: 199, Low: .97, High: .999}, []string{"0.70 以上", "初期値の 0.76 から下げています", "200件では、99.5 %"}},
		{learn.Threshold{Answer: .81, Fitted: .76, Judged: 40, Right: 39, Low: .871, High: .996}, []string{"0.81 以上", "初期値の 0.76 から上げています", "87.1〜99.6 %"}},
	} {
		v := thresholdOf(c.of)
		wantIn(t, v.Is+v.Measured, c.want...)
	}
}

// TestLiveState: an unchanged page costs an empty answer, a changed one is sent whole.
func TestLiveState(t *testing.T) {
	d := newDesk(t)
	tk := d.newTicket("Q-1204")
	b := d.signIn("佐々木")
	for _, target := range []string{"/desk", "/desk/t/Q-1204", "/desk/deliveries", "/desk/status"} {
		tag := b.get(target).header.Get("ETag")
		if tag == "" {
			t.Fatalf("%s has no tag", target)
		}
		if r := b.get(target, "If-None-Match", tag); r.status != http.StatusNotModified || r.body != "" {
			t.Errorf("%s unchanged: status %d, %d bytes", target, r.status, len(r.body))
		}
	}
	tag := b.get("/desk/t/Q-1204").header.Get("ETag")
	d.mu.Lock()
	d.say(tk.Contact, chat.Member, "追加です")
	d.mu.Unlock()
	r := b.get("/desk/t/Q-1204", "If-None-Match", tag)
	if r.status != http.StatusOK {
		t.Errorf("changed: status %d", r.status)
	}
	wantIn(t, r.body, "追加です")
}

// TestStrangersWords puts hostile text wherever a stranger's words can stand, and requires that
// every page still has the elements it has with harmless ones.
func TestStrangersWords(t *testing.T) { keepsItsElements(t, chattest.Hostile()) }

// TestNaughtyStrings does the same with the big list of naughty strings, where it is at hand.
func TestNaughtyStrings(t *testing.T) {
	var words []string
	for _, b := range chattest.Beside(t, "data/badinput/blns/*.txt") {
		words = append(words, string(b))
	}
	keepsItsElements(t, words)
}

func keepsItsElements(t *testing.T, words []string) {
	t.Helper()
	harmless := shapes(t, "こんにちは")
	for i := 0; i < len(words); i += 8 { // several at once: a page for each would take minutes
		got := shapes(t, strings.Join(words[i:min(i+8, len(words))], " "))
		for target, shape := range harmless {
			if got[target] != shape {
				t.Errorf("%s is made of other elements with %q", target, words[i:min(i+8, len(words))])
			}
		}
	}
}

// TestLinks: an address from a document becomes a link only where it opens a page or a letter.
func TestLinks(t *testing.T) {
	for address, want := range map[string]bool{
		"https://example.jp/a?b=1": true, "http://example.jp": true, "mailto:help@example.jp": true,
		"javascript:alert(1)": false, "JaVaScript:alert(1)": false, " javascript:alert(1)": false, "data:text/html,x": false, "vbscript:x": false,
		"//evil.example": false, "/desk/logout": false, "#": false, "": false, "tel:0312345678": false, "https://%zz": false,
	} {
		if got := opens(address); got != want {
			t.Errorf("opens(%q) = %t, want %t", address, got, want)
		}
	}
}

// shapes are the elements of each page that shows a stranger's words.
func shapes(t *testing.T, words string) map[string]string {
	d := newDesk(t)
	words = strings.Map(readable, strings.ToValidUTF8(words, ""))
	tk := d.newTicket("Q-1204", func(tk *ticket.Ticket) {
		tk.Title, tk.Assignee.Name, tk.Assignee.ID, tk.Team, tk.RouteReason = words, words, "x", words, words
		tk.Fields = ticket.Values{"company": {words}, "person": {"木村太郎"}, "question": {words}}
		tk.Trace = ticket.Trace{Query: words, Reason: words, Hits: []ticket.TracedHit{{Ref: "port/1", Question: words}}}
	})
	d.lines[tk.Contact] = []chat.Line{{Seq: 1, At: today, Message: chat.Message{
		Author: chat.Member, Name: words, Text: words, Files: []chat.File{{Name: words}}, Choices: []chat.Choice{{Label: words, Data: words, URL: words}},
	}}, {Seq: 2, At: today, Message: chat.Message{Author: chat.Bot, Text: words, Answer: &chat.Answer{
		Lead: words, Tail: words, Blocks: []chat.Block{{Type: "link", Text: words, URL: "https://example.jp/"}, {Type: "paragraph", Text: words}}, Source: chat.Source{Document: words, Ref: "port/1"}}}}}
	d.log = []ticket.Entry{{Ticket: "Q-1204", At: today, Who: chat.Person{Name: words}, What: "noted", Text: words, From: words, To: words}}
	d.rows = []chat.LedgerRow{{ID: 1, To: tk.Contact, Ticket: "Q-1204", State: chat.Dead, Reason: words, Error: words, Created: today, Messages: []chat.Message{{Author: chat.Staff, Text: words + "!"}}}}
	b := d.signIn("佐々木")
	out := map[string]string{}
	for _, target := range []string{"/desk?tab=all", "/desk/t/Q-1204", "/desk/deliveries"} {
		out[target] = shape(t, b.page(target))
	}
	q := url.Values{"text": {words + "x"}, "query": {words + "x"}, "version": {"1"}}
	out["search"] = shape(t, b.post("/desk/search", url.Values{"text": {words + "どこにもない"}}).body)
	out["preview"] = shape(t, b.post("/desk/t/Q-1204/preview", q).body)
	out["draft"] = shape(t, b.post("/desk/t/Q-1204/draft", q).body)
	return out
}

// TestAccessible holds the pages to what a screen reader needs first: a language, one first
// heading, no heading skipped, a label for every control, a name for every button, unique ids.
func TestAccessible(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	d.rows = []chat.LedgerRow{{ID: 1, Ticket: "Q-1204", State: chat.Dead, Created: today, Messages: []chat.Message{{Text: "x"}}}}
	b := d.signIn("佐々木")
	bodies := map[string]string{"login": d.browser().page("/desk/login?t=x")}
	for _, target := range []string{"/desk", "/desk?tab=all", "/desk/t/Q-1204", "/desk/faq", "/desk/faq/port/1", "/desk/deliveries", "/desk/status", "/desk/invite"} {
		bodies[target] = b.page(target)
	}
	bodies["preview"] = b.post("/desk/t/Q-1204/preview", url.Values{"text": {"x"}, "version": {"1"}}).body
	for target, body := range bodies {
		doc := parsePage(t, body)
		for _, fault := range barriers(doc) {
			t.Errorf("%s: %s", target, fault)
		}
		wantIn(t, body, `<html lang="ja">`, `<main id="main"`, `name="viewport"`, `href="#main"`)
	}
}
