package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/handlers/throttle"
)

// A postman keeps what was to be mailed.
type postman struct {
	mu     sync.Mutex
	copies []chat.TalkCopy
}

func (p *postman) MailTalk(_ context.Context, c chat.TalkCopy) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	same := func(o chat.TalkCopy) bool { return o.Key == c.Key }
	if slices.ContainsFunc(p.copies, same) {
		return true, nil
	}
	if len(p.copies) == c.Most {
		return false, nil
	}
	p.copies = append(p.copies, c)
	return true, nil
}

func (p *postman) sent() []chat.TalkCopy {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.copies)
}

// mailSite is an office with mail.
func mailSite(t testing.TB, c Config) (*site, *postman) {
	p := &postman{}
	c.Mailer = p
	s, _ := fullSite(t, c)
	return s, p
}

func wished(w wish) string {
	b, _ := json.Marshal(w) // strings marshal
	return string(b)
}

// TestCopy: an address is read back, and only a confirmed one gets the talk, once.
func TestCopy(t *testing.T) {
	s, post := mailSite(t, Config{Origins: []string{partner}})
	o := s.openSession(t)
	s.do(t, "POST", "/chat/messages", message("会費はいくらですか"), bearer(o.Token))
	id := uuid.NewString()
	for _, tt := range []struct {
		name, token string
		wish        wish
		status      int
		body        string
		mails       int
	}{
		{"no token", "", wish{ClientID: id, Mail: "a@minato.example", Sure: true}, 401, "", 0},
		{"shown first", o.Token, wish{ClientID: id, Mail: " ｋｉｍｕｒａ＠minato.example"}, 200, `"mail":"kimura@minato.example"`, 0},
		{"no address", o.Token, wish{ClientID: id, Mail: "木村", Sure: true}, 400, "name@example.jp", 0},
		{"no address, in English", o.Token, wish{ClientID: id, Mail: "Kimura", Lang: "en-GB"}, 400, "does not look like", 0},
		{"two", o.Token, wish{ClientID: id, Mail: "a@minato.example, b@minato.example", Sure: true}, 400, "1つだけ", 0},
		{"a header with it", o.Token, wish{ClientID: id, Mail: "a@minato.example\r\nBcc: b@minato.example", Sure: true}, 400, "", 0},
		{"a slip", o.Token, wish{ClientID: id, Mail: "kimura@gmail.con", Sure: true}, 400, "gmail.com", 0},
		{"very long", o.Token, wish{ClientID: id, Mail: strings.Repeat("a", 400) + "@minato.example", Sure: true}, 400, "", 0},
		{"no id", o.Token, wish{ClientID: "1", Mail: "a@minato.example", Sure: true}, 400, "", 0},
		{"confirmed", o.Token, wish{ClientID: id, Mail: "kimura@minato.example", Sure: true}, 202, "kimura@minato.example", 1},
		{"again, for its answer was lost", o.Token, wish{ClientID: id, Mail: "kimura@minato.example", Sure: true}, 202, "", 1},
		{"to another", o.Token, wish{ClientID: id, Mail: "b@minato.example", Sure: true}, 202, "", 2},
		{"a third", o.Token, wish{ClientID: uuid.NewString(), Mail: "b@minato.example", Sure: true}, 202, "", 3},
		{"a fourth", o.Token, wish{ClientID: uuid.NewString(), Mail: "b@minato.example", Sure: true}, 429, "3回まで", 3},
	} {
		r := s.do(t, "POST", "/chat/copy", wished(tt.wish), slices.DeleteFunc([]string{bearer(tt.token)}, func(string) bool { return tt.token == "" })...)
		if n := len(post.sent()); r.status != tt.status || !strings.Contains(r.body, tt.body) || n != tt.mails {
			t.Errorf("%s: %d %s, %d mails; want %d with %q, %d mails", tt.name, r.status, r.body, n, tt.status, tt.body, tt.mails)
		}
	}
	if r := s.do(t, "POST", "/chat/copy", wished(wish{Mail: "a@minato.example"}), bearer(o.Token), "Origin: https://evil.example"); r.status != 403 {
		t.Errorf("W4: from another site: %d", r.status)
	}
	m := post.sent()[0]
	if m.Of != address(o.ID) || m.To != "kimura@minato.example" || !m.Mail.Copy || !strings.Contains(m.Mail.Text, "あなた\n会費はいくらですか") || !strings.HasPrefix(m.Mail.Subject, "【海外販路支援 事務局】チャットの控え（") {
		t.Errorf("the mail is %+v", m)
	}
}

// TestCopyOff: there is no copy without mail, of nothing, or in any number from one network.
func TestCopyOff(t *testing.T) {
	none, _ := fullSite(t, Config{})
	o := none.openSession(t)
	if r := none.do(t, "POST", "/chat/copy", wished(wish{Mail: "a@minato.example"}), bearer(o.Token)); r.status != http.StatusMethodNotAllowed { // the path has a preflight alone
		t.Errorf("without mail: %d %s", r.status, r.body)
	}
	if r := none.do(t, "GET", "/chat/front", ""); !strings.Contains(r.body, `"mail":false`) {
		t.Errorf("without mail the first screen says %s", r.body)
	}
	s, post := mailSite(t, Config{})
	o = s.openSession(t)
	again := func(sure bool) reply {
		return s.do(t, "POST", "/chat/copy", wished(wish{ClientID: uuid.NewString(), Mail: "a@minato.example", Sure: sure}), bearer(o.Token))
	}
	if r := again(true); r.status != 400 || !strings.Contains(r.body, "まだありません") {
		t.Errorf("of nothing: %d %s", r.status, r.body)
	}
	s.do(t, "POST", "/chat/messages", message("質問です"), bearer(o.Token))
	s.service.gates.copies = throttle.New[netip.Prefix](throttle.Rate{Every: time.Hour, Burst: 1})
	if first, second, look := again(true), again(true), again(false); first.status != 202 || second.status != 429 || look.status != 200 || len(post.sent()) != 1 {
		t.Errorf("W7: %d, %d, %d and %d mails", first.status, second.status, look.status, len(post.sent()))
	}
}

// TestW12PlainCopy: the page without a script shows the address, too, before anything goes there.
func TestW12PlainCopy(t *testing.T) {
	s, post := mailSite(t, Config{})
	first := s.plainForm(t, url.Values{"client_id": {uuid.NewString()}, "text": {"会費はいくらですか"}})
	cookie, _, _ := strings.Cut(first.header.Get("Set-Cookie"), ";")
	form := func(v url.Values) reply {
		return s.do(t, "POST", "/chat/plain/copy", v.Encode(), "Cookie: "+cookie, "Content-Type: application/x-www-form-urlencoded")
	}
	if page := s.do(t, "GET", "/chat/plain", "", "Cookie: "+cookie); !strings.Contains(page.body, `action="/chat/plain/copy#copy"`) {
		t.Error("W12: the page does not offer a copy")
	}
	if r := form(url.Values{"mail": {"木村<b>"}}); r.status != 400 || !strings.Contains(r.body, `value="木村&lt;b&gt;"`) || !strings.Contains(r.body, "会費はいくらですか") {
		t.Errorf("W12: a bad address: %d", r.status)
	}
	if r := form(url.Values{"mail": {"Ｋimura@minato.example"}}); r.status != 200 || !strings.Contains(r.body, "<strong>Kimura@minato.example</strong>") || len(post.sent()) != 0 {
		t.Errorf("W12: before it is confirmed: %d, %d mails", r.status, len(post.sent()))
	}
	sure := url.Values{"client_id": {uuid.NewString()}, "mail": {"Kimura@minato.example"}, "sure": {"1"}}
	if r := s.do(t, "POST", "/chat/plain/copy", sure.Encode(), "Cookie: "+cookie, "Content-Type: application/x-www-form-urlencoded", "Origin: https://evil.example", "Sec-Fetch-Site: cross-site"); r.status != 403 || len(post.sent()) != 0 {
		t.Errorf("W4: from another site: %d", r.status)
	}
	for range 2 {
		if r := form(sure); r.status != http.StatusSeeOther {
			t.Errorf("W12: confirmed: %d %s", r.status, r.body)
		}
	}
	if got := post.sent(); len(got) != 1 || got[0].To != "Kimura@minato.example" {
		t.Errorf("W12: sent %v", got)
	}
	if r := s.do(t, "POST", "/chat/plain/copy", sure.Encode(), "Content-Type: application/x-www-form-urlencoded"); r.status != http.StatusSeeOther || len(post.sent()) != 1 {
		t.Errorf("W12: without a talk: %d", r.status)
	}
	if page := s.do(t, "GET", "/chat/plain?copied", "", "Cookie: "+cookie); !strings.Contains(page.body, "送信を承りました") {
		t.Error("W12: the page does not say that it was sent")
	}
}

// TestCopyText: the mail holds the talk as the visitor sees it, by the office's clock.
func TestCopyText(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 30, hour, minute, 0, 0, time.UTC) }
	lines := []view{
		{At: at(14, 58), Author: chat.Member, Text: "会費は？"},
		{At: at(14, 59), Author: chat.Bot, Text: "【会費】\n無料です。", Answer: &chat.Answer{Blocks: []chat.Block{{Text: "案内", URL: "https://www.example.jp/fee"}}, Source: chat.Source{Document: "よくあるご質問", Label: "Q8"}}},
		{At: at(15, 1), Author: chat.Member, Files: []viewFile{{Name: "領収書.pdf"}}},
		{At: at(15, 2), Author: chat.Staff, Name: "佐々木", Text: "拝見しました。"},
		{At: at(15, 3), Author: chat.Staff, Text: "以上です。"},
	}
	want := `■ 2026年11月30日

23:58 あなた
会費は？

23:59 自動応答
【会費】
無料です。
案内 https://www.example.jp/fee
出典：よくあるご質問 Q8

■ 2026年12月1日

00:01 あなた
ファイル：領収書.pdf

00:02 佐々木
拝見しました。

00:03 担当者
以上です。`
	got := copyText(catalogue.JA, "事務局", lines)
	_, talk, _ := strings.Cut(got, "\n\n■")
	if d := cmp.Diff(want, "■"+talk); d != "" || !strings.HasPrefix(got, "事務局です。") {
		t.Errorf("-want +got\n%s\n%s", d, got)
	}
	english := copyText(catalogue.EN, "Office", lines)
	for _, part := range []string{"a copy of your chat with Office", "■ 30 November 2026", "23:58 You", "Source: よくあるご質問 Q8", "File: 領収書.pdf", "00:03 Staff"} {
		if !strings.Contains(english, part) {
			t.Errorf("in English it lacks %q:\n%s", part, english)
		}
	}
	if got := copySubject(catalogue.EN, "Office", at(3, 4)); got != "[Office] Copy of your chat (until 30 November 2026 12:04)" {
		t.Errorf("the subject is %q", got)
	}
	var long []view
	for i := range 100 {
		long = append(long, view{At: at(1, 0), Author: chat.Member, Text: fmt.Sprintf("%d番目 %s", i, strings.Repeat("長", 1000))})
	}
	if got := copyText(catalogue.JA, "事務局", long); len([]rune(got)) > longestCopy+1000 || !strings.Contains(got, "99番目") || strings.Contains(got, "\n0番目") || !strings.Contains(got, "省いています") {
		t.Errorf("of a long talk %d characters go out", len([]rune(got)))
	}
}

// TestWidgetCopy types an address in a browser, reads it back, confirms it, and has the mail.
func TestWidgetCopy(t *testing.T) {
	chromium := browser(t)
	for lang, words := range map[string][]string{
		"ja": {"トークの控えをメールで受け取る", "アドレスを確認する", "このアドレスに送る", "承りました", "確認できませんでした", "この会話を終了", "あなた"},
		"en": {"Get this talk by e-mail", "Check the address", "Send it there", "on its way", "does not look like", "End this talk", "You"},
	} {
		t.Run(lang, func(t *testing.T) {
			s, post := mailSite(t, Config{})
			b := open(t, profile(t, chromium), s.url+"/chat", 390, 760)
			b.wait("the talk", `$('.log').ariaBusy === 'false'`)
			js[bool](b, fmt.Sprintf(`(document.querySelector('madoguchi-chat').lang = %q, document.querySelector('madoguchi-chat').connectedCallback(), true)`, lang))
			b.wait("the talk in "+lang, fmt.Sprintf(`$('.log')?.ariaBusy === 'false' && $('.root').lang === %q`, lang))
			menu := func() { b.click(".tool", ""); b.wait("the menu", `$$('.ask .item').length > 1`) }
			menu()
			if js[bool](b, fmt.Sprintf(`texts('.ask .item').includes(%q)`, words[0])) {
				t.Error("a copy of nothing is offered")
			}
			b.click(".tool", "")
			b.ask("商品の登録に必要な項目は")
			b.wait("the answer", `$$('.bot .bubble').length > 1`)
			b.visit(s.url + "/chat") // what the office offers is known after a reload, too
			js[bool](b, fmt.Sprintf(`(document.querySelector('madoguchi-chat').lang = %q, document.querySelector('madoguchi-chat').connectedCallback(), true)`, lang))
			b.wait("the talk again", fmt.Sprintf(`$$('.member .bubble').length === 1 && $('.root')?.lang === %q && shown('.attach')`, lang))
			menu()
			b.click(".ask .item", words[5])
			b.click(".ask .item", words[0]) // at the end of the talk, too
			b.wait("the field has the focus", `root().activeElement?.id === 'copy'`)
			b.write("木村")
			b.click(".ask .yes", words[1])
			b.wait("what is wrong", fmt.Sprintf(`$('.ask .wrong')?.innerText.includes(%q) && root().activeElement?.id === 'copy'`, words[4]))
			js[bool](b, `($('#copy').value = '', true)`)
			b.write("Ｋimura@minato.example")
			b.picture("copy-" + lang)
			if bad := b.axeReport(); len(bad) != 0 {
				t.Errorf("W9: axe finds %s", strings.Join(bad, "\n"))
			}
			b.press(enter, 0)
			b.wait("the address to be confirmed", `$('.ask .to')?.innerText === 'Kimura@minato.example'`)
			if n := len(post.sent()); n != 0 {
				t.Fatalf("%d mails went out before anybody confirmed the address", n)
			}
			b.click(".ask .yes", words[2])
			b.wait("that it is sent", fmt.Sprintf(`$('.ask [role=status]')?.innerText.includes(%q)`, words[3]))
			got := post.sent()
			if len(got) != 1 || got[0].To != "Kimura@minato.example" || !strings.Contains(got[0].Mail.Text, words[6]+"\n商品の登録に必要な項目は") {
				t.Errorf("sent %+v", got)
			}
			b.clean()
		})
	}
}
