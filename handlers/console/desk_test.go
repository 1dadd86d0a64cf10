package console

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/search"
	"madoguchi/learn"
	"madoguchi/ticket"
)

// desk is a running desk with a browser's jar of cookies for each person.
type desk struct {
	*office
	t   testing.TB
	svc *Service
	srv *httptest.Server
}

var inquiry = ticket.Form{
	ID: "inquiry", Kind: ticket.Inquiry, Title: "お問い合わせ", Purpose: "ご連絡のため", PurposeVersion: "1",
	Fields: []ticket.Field{
		{ID: "company", Label: "会社名", Ask: "会社名は？", Type: ticket.TypeCompany, Required: true},
		{ID: "person", Label: "お名前", Ask: "お名前は？", Type: ticket.TypeName, Required: true, Personal: true},
		{ID: "email", Label: "メールアドレス", Ask: "メールは？", Type: ticket.TypeEmail, Personal: true},
		{ID: "question", Label: "ご用件", Ask: "ご用件は？", Type: ticket.TypeText, Required: true},
	},
}

// index is the index over the documents of the tests, built once: it never changes.
var index = sync.OnceValues(func() (faq.Index, error) {
	return search.NewIndex(context.Background(), collections(), search.Options{Limit: time.Minute})
})

func newDesk(t testing.TB, change ...func(*Config)) *desk {
	t.Helper()
	o := newOffice()
	ix, err := index()
	if err != nil {
		t.Fatalf("build index: %v", err)
	}
	o.library.Replace(ix)
	c := Config{
		Office: "みなと商工支援センター", Speaker: "みなと商工支援センター 事務局", Forms: []ticket.Form{inquiry},
		Teams:     []string{"事務局", "コンサルティングチーム", "ベトナム担当"},
		Threshold: func() learn.Threshold { return learn.NewThreshold(.76, nil) },
		Now:       func() time.Time { o.mu.Lock(); defer o.mu.Unlock(); return o.now },
	}
	for _, f := range change {
		f(&c)
	}
	svc := New(c, o, Stores{Tickets: o, Queue: o, Logins: o, Logouts: o, People: o, Trail: o, Subjects: o, Ledger: o, FAQ: &o.library, Strays: o, Unanswered: o, Teacher: o, Canned: o, Switches: o})
	svc.stores.OfficeFile = newShelf(t, o)
	svc.stores.Applications, svc.stores.Hooks, svc.stores.Incidents, svc.stores.Bulks, svc.stores.Models = o, o, o, o, o
	mux := http.NewServeMux()
	svc.Routes(mux)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return &desk{office: o, t: t, svc: svc, srv: srv}
}

func collections() []faq.Collection {
	return []faq.Collection{{
		ID: "port", Title: "海外販路開拓プログラム FAQ", Names: []string{"海外販路"}, Organisation: "みなと商工支援センター", Document: "port.txt",
		Validity: faq.Validity{From: "2026-04-01", Until: "2027-03-31", Basis: "2027年3月31日まで"},
		Entries: []faq.Entry{
			{Collection: "port", Order: 1, Label: "Q1", Section: "参加について", Question: "参加費はいくらですか", Kind: faq.KindAnswer, Version: 2,
				Answer: []faq.Block{
					{Type: faq.Paragraph, Text: "参加費は区分により異なります。"},
					{Type: faq.Table, Header: []string{"区分", "参加費"}, Rows: [][]string{{"会員", "無料"}, {"一般", "5,000円"}}},
					{Type: faq.Note, Text: "※別途、消費税がかかります。"},
					{Type: faq.Link, Text: "申込ページ", URL: "https://example.jp/apply"},
				}, Source: faq.Source{Line: 12, Page: 3}},
			{Collection: "port", Order: 2, Label: "Q2", Section: "書類について", Question: "領収書は発行してもらえますか", Kind: faq.KindDecline, KindReason: "「行っておりません」とあるため",
				Answer:   []faq.Block{{Type: faq.Paragraph, Text: "領収書の発行は行っておりません。"}},
				Aliases:  []string{"領収書がほしい"},
				Warnings: []faq.Warning{{Code: "toc_question_mismatch", Text: "目次では「領収書は発行できますか」となっています。"}}},
		},
	}}
}

// newTicket puts a ticket with a short conversation into the office.
func (d *desk) newTicket(number string, change ...func(*ticket.Ticket)) *ticket.Ticket {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := int64(len(d.tickets) + 1)
	tk := &ticket.Ticket{
		ID: id, Number: number, Kind: ticket.Inquiry, Programme: "port", Status: ticket.Received, Version: 1, FormID: "inquiry",
		Title: "株式会社ミナト：インボイスの登録番号について", Team: "事務局", RouteReason: "規則1",
		Contact: chat.Address{Channel: chat.LINE, ID: "U" + strings.ToLower(number)}, Conversation: id,
		Opened: d.now.Add(-3 * time.Hour), Due: d.now.Add(50 * time.Hour), Heard: d.now.Add(-3 * time.Hour), Touched: d.now.Add(-3 * time.Hour),
		Fields: ticket.Values{"company": {"株式会社ミナト"}, "person": {"木村太郎"}, "email": {"kimura@minato.example"}, "question": {"インボイスの登録番号を教えてください"}},
		Trace: ticket.Trace{Query: "インボイスの登録番号を教えてください", Reason: "below_threshold",
			Hits: []ticket.TracedHit{{Ref: "port/2", Question: "領収書は発行してもらえますか", P: .21}}},
	}
	for _, f := range change {
		f(tk)
	}
	d.tickets[number] = tk
	d.say(tk.Contact, chat.Member, "インボイスの登録番号を教えてください")
	d.say(tk.Contact, chat.Bot, "この内容の公式回答が登録されていません。事務局におつなぎしましょうか。")
	d.say(tk.Contact, chat.Member, "木村太郎 kimura@minato.example です")
	d.log = append(d.log, ticket.Entry{ID: id, Ticket: number, At: tk.Opened, What: "opened", To: "事務局"})
	return tk
}

// say adds to a transcript.
func (d *desk) say(a chat.Address, author chat.Author, text string) {
	n := int64(len(d.lines[a]) + 1)
	at := d.now.Add(-3 * time.Hour)
	if n > 3 { // behind those with which newTicket has the ticket opened
		at = d.now.Add(-time.Hour)
	}
	d.lines[a] = append(d.lines[a], chat.Line{Seq: n, At: at, Message: chat.Message{Author: author, Text: text}})
}
