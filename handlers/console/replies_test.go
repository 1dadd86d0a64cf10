package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// crowd puts so many tickets that ask the same into the office.
func (d *desk) crowd(n int) {
	d.alike = map[string]int64{}
	for i := range n {
		number := fmt.Sprintf("Q-%04d", i+1)
		d.newTicket(number, func(tk *ticket.Ticket) {
			tk.Title = fmt.Sprintf("第%d商店%s締切後の修正", i+1, ticket.TitleMark)
		})
		d.alike[number] = 1
		d.tickets[number].Fields["company"] = []string{fmt.Sprintf("第%d商店", i+1)}
	}
}

// TestAlikeRow: tickets that ask the same stand as one row where somebody wants it so, which opens to the list of them;
// the others stay as they are.
func TestAlikeRow(t *testing.T) {
	d := newDesk(t)
	d.crowd(4)
	d.newTicket("Q-0005", func(tk *ticket.Ticket) {
		tk.Title = "株式会社ミナト" + ticket.TitleMark + "領収書について"
	})
	d.newTicket("Q-0006", func(tk *ticket.Ticket) { tk.Status, tk.Replied = ticket.Waiting, today })
	d.alike["Q-0006"] = 1
	b := d.signIn("佐々木")
	body := b.page("/desk")
	wantIn(t, body, "Q-0001", "Q-0004", `<a href="/desk?group=1">同じ内容の受付を1行にまとめる</a>`)
	body = b.page("/desk?group=1")
	wantIn(t, body, "締切後の修正　4件", "領収書について", `href="/desk?alike=1"`, `href="/desk/replies/new?alike=1"`, `<a href="/desk">1件ずつ表示する</a>`)
	if strings.Contains(body, ">Q-0001<") {
		t.Error("a ticket of the row stands by itself, too")
	}
	body = b.page("/desk?alike=1")
	wantIn(t, body, "「締切後の修正」と同じ内容の未返信の受付　4件", "Q-0001", "Q-0004", "1〜4件目／4件", `href="/desk?group=1"`)
	if strings.Contains(body, "領収書について") || strings.Contains(body, "Q-0006") {
		t.Error("the row opens to others, too")
	}
	wantIn(t, b.page("/desk?tab=mine&group=1"), "まとめられる受付", "はありません。")
	if body := b.page("/desk?tab=held"); strings.Contains(body, "1行にまとめる") {
		t.Error("tickets on hold can be put together")
	}
}

var tValue = regexp.MustCompile(`name="t" value="([^"]+)"( checked)?( disabled)?`)

// boxes are those of a preview: "Q-0001" ticked, "-Q-0002" not, "xQ-0003" not to be ticked.
func boxes(body string) (out []string) {
	for _, m := range tValue.FindAllStringSubmatch(body, -1) {
		number, _, _ := strings.Cut(m[1], ":")
		switch {
		case m[3] != "":
			number = "x" + number
		case m[2] == "":
			number = "-" + number
		}
		out = append(out, number)
	}
	return out
}

// filled are a form's fields that nobody sees, and its ticked boxes.
func filled(body string) url.Values {
	v := url.Values{}
	for _, m := range regexp.MustCompile(`type="hidden" name="(all|back|once)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		v.Add(m[1], m[2])
	}
	for _, m := range tValue.FindAllStringSubmatch(body, -1) {
		if m[2] != "" {
			v.Add("t", m[1])
		}
	}
	return v
}

// TestReceivers: before anything goes, each receiver is listed; those who differ are not ticked and say why.
func TestReceivers(t *testing.T) {
	d := newDesk(t, func(c *Config) {
		c.Prospect = func(_ context.Context, to chat.Address) (chat.Prospect, bool) {
			switch to.ID {
			case "Uq-0001":
				return chat.Prospect{Free: true, Limited: true, Left: 20}, true
			case "Uq-0009":
				return chat.Prospect{Gone: true}, true
			case "Uq-0010":
				return chat.Prospect{}, false
			}
			return chat.Prospect{Cost: 1, Limited: true, Left: 20}, to.Channel == chat.LINE
		}
	})
	d.crowd(16)
	same := d.tickets["Q-0001"].Contact
	for number, change := range map[string]func(*ticket.Ticket){
		"Q-0002": func(tk *ticket.Ticket) { tk.Status, tk.Replied = ticket.Waiting, today },
		"Q-0003": func(tk *ticket.Ticket) { tk.Status = ticket.OnHold },
		"Q-0004": func(tk *ticket.Ticket) { tk.Tags = []string{ticket.ComplaintTag} },
		"Q-0005": func(tk *ticket.Ticket) { tk.Tags = []string{ticket.DistressTag} },
		"Q-0006": func(tk *ticket.Ticket) { tk.Kind = ticket.Disclosure },
		"Q-0007": func(tk *ticket.Ticket) { tk.Tags = []string{ticket.GroupTag} },
		"Q-0008": func(tk *ticket.Ticket) { tk.Status = ticket.Resolved },
		"Q-0011": func(tk *ticket.Ticket) {
			tk.Contact = chat.Address{Channel: chat.Phone, ID: "1"}
			delete(tk.Fields, "email")
		},
		"Q-0012": func(tk *ticket.Ticket) { delete(tk.Fields, "person") },
		"Q-0013": func(tk *ticket.Ticket) { tk.Contact = same },
		"Q-0014": func(tk *ticket.Ticket) { tk.Tags = []string{ticket.EnglishTag} },
		"Q-0015": func(tk *ticket.Ticket) { tk.Contact.Channel = chat.Web },
	} {
		change(d.tickets[number])
	}
	d.talks = []string{"Q-0016"}
	b := d.signIn("佐々木")
	all := url.Values{"text": {"{お名前}様、{受付番号}の修正はお受けできません。"}}
	for i := range 16 {
		all.Add("all", fmt.Sprintf("Q-%04d:1", i+1))
	}
	r := b.post("/desk/replies/preview", all)
	want := []string{
		"Q-0001", "-Q-0002", "-Q-0003", "-Q-0004", "-Q-0005", "-Q-0006", "-Q-0007", "xQ-0008", "-Q-0009", "Q-0010",
		"xQ-0011", "xQ-0012", "-Q-0013", "-Q-0014", "Q-0015", "-Q-0016",
	}
	if got := boxes(r.body); !slices.Equal(got, want) {
		t.Errorf("ticked\n%v, want\n%v", got, want)
	}
	wantIn(t, r.body, "16件のうち3件に送ります。", "有人対応中（職員と会員が直接やりとりしている途中）です。", "すでに返信してあります", "保留中の受付です", "苦情の受付です", "急を要する受付です", "個人情報についてのご請求です",
		"グループの全員に届きます", "終わった受付です（解決）", "会員がブロックしているため", "送れる宛先がありません", "{お名前}", "同じ会員の受付です（Q-0001にも送ります）", "英語でお書きになった方です",
		"第1商店", "木＊＊", "木村太郎様、Q-0001の修正はお受けできません。", "無料 1通、通数を使う 0通", "（わからないもの 1通）", "20通 → 送ったあと 20通", "1通（通数は使いません）")
	if strings.Contains(r.body, `name="person"`) {
		t.Error("a person's name stands in a field")
	}
}

// TestReceiversOfAnother: a text that names another company goes by itself to that company alone.
func TestReceiversOfAnother(t *testing.T) {
	d := newDesk(t)
	d.crowd(3)
	d.tickets["Q-0002"].Title, d.tickets["Q-0002"].Fields["company"] = "株式会社ミナト物産"+ticket.TitleMark+"締切後の修正", []string{"株式会社ミナト物産"}
	b := d.signIn("佐々木")
	r := b.post("/desk/replies/preview", url.Values{"all": {"Q-0001:1", "Q-0002:1", "Q-0003:1"}, "text": {"{宛名}\n「株式会社ミナト物産」のお申し込みは受け付けました。"}})
	if got, want := boxes(r.body), []string{"-Q-0001", "Q-0002", "-Q-0003"}; !slices.Equal(got, want) {
		t.Errorf("ticked %v, want %v", got, want)
	}
	wantIn(t, r.body, "株式会社ミナト物産")
}

// TestRepliesAreSent goes the whole way: from the row, by way of a canned reply and a receiver who is taken out, to the
// replies, which are sent once however often the form is pressed, and called back at once.
func TestRepliesAreSent(t *testing.T) {
	d := newDesk(t)
	d.crowd(4)
	d.canned = []ticket.Canned{{ID: 1, Name: "締切後", Text: "{宛名}\n締切後の修正はお受けできません。"}}
	b := d.signIn("佐々木")
	body := b.page("/desk/replies/new?alike=1")
	wantIn(t, body, "4件の会員に、同じ文で返信します。", "{宛名}", `<option value="1">締切後</option>`)
	form := filled(body)
	form.Set("canned", "1")
	form.Set("insert", "1")
	body = b.post("/desk/replies/new", form).body
	wantIn(t, body, "締切後の修正はお受けできません。")
	form = filled(body)
	form.Set("text", "{宛名}\n締切後の修正はお受けできません。")
	body = b.post("/desk/replies/preview", form).body
	wantIn(t, body, "第3商店 木村太郎 様", "4件のうち4件に送ります。")
	send := filled(body)
	send.Set("text", form.Get("text"))
	send["t"] = slices.DeleteFunc(send["t"], func(v string) bool { return strings.HasPrefix(v, "Q-0002") })
	again := url.Values{"again": {"1"}}
	for k, v := range send {
		again[k] = v
	}
	wantIn(t, b.post("/desk/replies/preview", again).body, "4件のうち3件に送ります。")
	for range 2 {
		if r := b.post("/desk/replies", send); r.header.Get("Location") != "/desk/replies/1" {
			t.Fatalf("status %d, on to %s", r.status, r.header.Get("Location"))
		}
	}
	acts := d.acts()
	if len(acts) != 3 || acts[2].Act != chat.Reply || acts[2].Ticket != "Q-0004" || !strings.HasPrefix(acts[2].Text, "第4商店 木村太郎 様\n") || acts[2].Version != 1 {
		t.Fatalf("sent %d: %+v", len(acts), acts)
	}
	body = b.page("/desk/replies/1")
	wantIn(t, body, "3件の返信を承りました。", "佐々木さんが", "まだ届いていない3件をまとめて取り消す", "Q-0001", "Q-0003")
	if strings.Contains(body, "Q-0002") {
		t.Error("who was taken out is listed")
	}
	undo := url.Values{"once": {strings.Repeat("u", tokenLength)}}
	for range 2 {
		b.post("/desk/replies/1/undo", undo)
	}
	body = b.page("/desk/replies/1")
	wantIn(t, body, "まとめて取り消しました", "取り消し済み")
	if n := len(d.acts()); n != 6 {
		t.Errorf("%d acts, want three replies and three recalls", n)
	}
	if strings.Contains(body, "まとめて取り消す</button>") {
		t.Error("it can be called back again")
	}
	if got := d.done(); !slices.Contains(got, audit.BulkReplied) {
		t.Errorf("written down: %v", got)
	}
}

// TestRepliesAfterAChange: who has written since the page was shown, or was answered by a colleague, gets nothing unseen: the
// page is shown again as it is by now, and nobody gets anything yet.
func TestRepliesAfterAChange(t *testing.T) {
	d := newDesk(t)
	d.crowd(3)
	b := d.signIn("佐々木")
	body := b.post("/desk/replies/preview", url.Values{"all": {"Q-0001:1", "Q-0002:1", "Q-0003:1"}, "text": {"お受けできません。"}}).body
	send := filled(body)
	send.Set("text", "お受けできません。")
	d.tickets["Q-0002"].Version = 2 // the member has written
	r := b.post("/desk/replies", send)
	if got, want := boxes(r.body), []string{"Q-0001", "-Q-0002", "Q-0003"}; r.status != http.StatusConflict || !slices.Equal(got, want) || len(d.acts()) != 0 {
		t.Fatalf("status %d, ticked %v, want %v, %d acts", r.status, got, want, len(d.acts()))
	}
	wantIn(t, r.body, "動きのあった受付が1件あるため、まだ1件も送っていません", "この画面を開いたあとに、会員が書いたか", "3件のうち2件に送ります。", `name="t" value="Q-0002:2"`, `name="all" value="Q-0002:2"`)
	again := filled(r.body)
	again.Set("text", "お受けできません。")
	again.Add("t", "Q-0002:2") // it was looked at
	if r := b.post("/desk/replies", again); r.header.Get("Location") != "/desk/replies/1" || len(d.acts()) != 3 {
		t.Fatalf("looked at: status %d, %d acts\n%s", r.status, len(d.acts()), r.body)
	}
	for _, tk := range d.tickets { // by what was sent itself
		tk.Version++
	}
	if r := b.post("/desk/replies", again); r.header.Get("Location") != "/desk/replies/1" || len(d.acts()) != 3 {
		t.Errorf("pressed twice: status %d, %d acts", r.status, len(d.acts()))
	}
}

// TestBrowserReceivers: the sum follows the ticks.
func TestBrowserReceivers(t *testing.T) {
	d := newDesk(t, quick, func(c *Config) {
		c.Prospect = func(context.Context, chat.Address) (chat.Prospect, bool) {
			return chat.Prospect{Cost: 1, Limited: true, Left: 20}, true
		}
	})
	d.crowd(3)
	w := d.open(t)
	w.enter("佐々木")
	w.visit("/desk/replies/new?alike=1")
	ask[bool](w, `(document.getElementById("replies-text").value = "お受けできません。", true)`)
	w.do(chromedp.Click(`form[action="/desk/replies/preview"] button.primary`))
	w.until(`document.body && document.body.innerText.includes("20通 → 送ったあと 17通")`)
	w.do(chromedp.Click(`input[name="t"][value^="Q-0002"]`))
	w.until(`document.body.innerText.includes("20通 → 送ったあと 18通") && document.body.innerText.includes("3件のうち2件に送ります。")`)
	if ticked := ask[int](w, `document.querySelectorAll('input[name="t"]:checked').length`); ticked != 2 {
		t.Errorf("%d are ticked after the sum was put in place", ticked)
	}
	w.clean()
	w.size(390, 800)
	w.picture("receivers-390")
	if wide := ask[int](w, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		t.Errorf("the page is %d px too wide", wide)
	}
}

// TestRepliesAreRefused: what cannot be sent is said above the form, with all that was typed and ticked; nothing goes.
func TestRepliesAreRefused(t *testing.T) {
	d := newDesk(t)
	d.crowd(3)
	b := d.signIn("佐々木")
	all := []string{"Q-0001:1", "Q-0002:1", "Q-0003:1"}
	delete(d.tickets["Q-0001"].Fields, "person")
	for name, c := range map[string]struct {
		form url.Values
		path string
		want string
	}{
		"no text":        {url.Values{"all": all, "text": {"  "}}, "/preview", "返信"},
		"nobody":         {url.Values{"all": all, "text": {"お受けできません。"}}, "", "送る受付を選んでください。"},
		"too long":       {url.Values{"all": all, "text": {strings.Repeat("あ", chat.MaxReply+1)}}, "/preview", "文字"},
		"an empty place": {url.Values{"all": all, "t": all, "text": {"{お名前}様"}}, "", "Q-0001：空の項目があるため送れません：{お名前}"},
	} {
		r := b.post("/desk/replies"+c.path, c.form)
		if r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, c.want) || !strings.Contains(r.body, "Q-0003:1") {
			t.Errorf("%s: status %d\n%s", name, r.status, r.body)
		}
	}
	if n := len(d.acts()); n > 0 {
		t.Errorf("%d were sent", n)
	}
	if r := b.get("/desk/replies/new"); r.status != http.StatusNotFound {
		t.Errorf("of no row: status %d", r.status)
	}
	if r := b.get("/desk/replies/99"); r.status != http.StatusNotFound {
		t.Errorf("of no number: status %d", r.status)
	}
}

// TestRepliesFromTheQueue: rows that were ticked in the list get one text as well, from whoever may send.
func TestRepliesFromTheQueue(t *testing.T) {
	d := newDesk(t)
	d.crowd(3)
	d.employ("林", staff.Coordinator, "事務局")
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk"), `<option value="reply">まとめて返信する</option>`)
	wantIn(t, b.post("/desk/bulk", url.Values{"act": {"reply"}, "t": {"Q-0001:1", "Q-0003:1"}, "back": {"tab=all"}}).body, "2件の会員に、同じ文で返信します。", "Q-0003:1", `href="/desk?tab=all"`)

	for i := range d.people { // what another has sent is not for everybody's eyes
		if d.people[i].Name == "林" {
			d.people[i].Teams = []string{"事務局"}
		}
	}
	b.post("/desk/replies", url.Values{"all": {"Q-0001:1"}, "t": {"Q-0001:1"}, "text": {"はい。"}, "once": {strings.Repeat("a", tokenLength)}})
	if r := d.signIn("林").get("/desk/replies/1"); r.status != http.StatusNotFound {
		t.Errorf("a coordinator sees what another has sent: status %d", r.status)
	}
}
