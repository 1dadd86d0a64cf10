package console

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// today is when the tests take place: a Friday afternoon.
var today = time.Date(2026, 10, 9, 15, 0, 0, 0, ticket.JST)

// An office is everything the desk talks to, in memory. It decides acts as simply as the tests need.
type office struct {
	mu       sync.Mutex
	now      time.Time
	tickets  map[string]*ticket.Ticket
	log      []ticket.Entry
	lines    map[chat.Address][]chat.Line
	rows     []chat.LedgerRow
	logins   map[string]login
	sessions map[string]session
	events   []chat.Event // acts, in order, each ID once
	lost     error        // what the stores answer while they are away
	library  faq.Library
}

type login struct {
	name    string
	expires time.Time
}

type session struct {
	person  chat.Person
	expires time.Time
}

func newOffice() *office {
	return &office{
		now: today, tickets: map[string]*ticket.Ticket{}, lines: map[chat.Address][]chat.Line{},
		logins: map[string]login{}, sessions: map[string]session{},
	}
}

func (o *office) Ticket(_ context.Context, number string) (ticket.Ticket, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lost != nil {
		return ticket.Ticket{}, o.lost
	}
	tk := o.tickets[number]
	if tk == nil {
		return ticket.Ticket{}, fmt.Errorf("ticket %s: %w", number, chat.ErrNotFound)
	}
	copied := *tk
	copied.Fields = maps.Clone(tk.Fields)
	return copied, nil
}

func (o *office) Tickets(_ context.Context, f ticket.Filter) ([]ticket.Ticket, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lost != nil {
		return nil, o.lost
	}
	var out []ticket.Ticket
	for _, tk := range o.tickets {
		if fits(tk, f) {
			out = append(out, *tk)
		}
	}
	slices.SortFunc(out, func(a, b ticket.Ticket) int { return cmp.Compare(b.ID, a.ID) })
	return out[:min(len(out), f.Limit)], nil
}

func fits(tk *ticket.Ticket, f ticket.Filter) bool {
	return (f.Status == nil || slices.Contains(f.Status, tk.Status)) &&
		(f.Kind == "" || f.Kind == tk.Kind) && (f.Programme == "" || f.Programme == tk.Programme) && (f.Team == "" || f.Team == tk.Team) &&
		(f.Assignee == "" || f.Assignee == tk.Assignee.ID || f.Assignee == "-" && tk.Assignee.ID == "") &&
		(f.Overdue.IsZero() || !tk.Due.IsZero() && tk.Due.Before(f.Overdue) && tk.Status.Open()) &&
		(f.Text == "" || strings.Contains(tk.Number+tk.Title+fmt.Sprint(tk.Fields), f.Text)) &&
		(f.Before == 0 || tk.ID < f.Before)
}

func (o *office) Log(_ context.Context, number string) ([]ticket.Entry, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []ticket.Entry
	for _, e := range o.log {
		if e.Ticket == number {
			out = append(out, e)
		}
	}
	return out, o.lost
}

func (o *office) Transcript(_ context.Context, a chat.Address, after int64, limit int) ([]chat.Line, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []chat.Line
	for _, l := range o.lines[a] {
		if l.Seq > after && len(out) < limit {
			out = append(out, l)
		}
	}
	return out, o.lost
}

func (o *office) Deliveries(_ context.Context, f chat.LedgerFilter) ([]chat.LedgerRow, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []chat.LedgerRow
	for _, row := range slices.Backward(o.rows) {
		if (f.States == nil || slices.Contains(f.States, row.State)) && (f.Ticket == "" || f.Ticket == row.Ticket) &&
			(!f.Members || !row.Staff) && (f.Before == 0 || row.ID < f.Before) && len(out) < f.Limit {
			out = append(out, row)
		}
	}
	return out, o.lost
}

func (o *office) NewLogin(_ context.Context, hash []byte, name string, expires time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.logins[string(hash)] = login{name, expires}
	return o.lost
}

func (o *office) UseLogin(_ context.Context, hash []byte, now time.Time) (string, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	l, ok := o.logins[string(hash)]
	delete(o.logins, string(hash))
	return l.name, ok && now.Before(l.expires), o.lost
}

func (o *office) NewStaffSession(_ context.Context, hash []byte, person chat.Person, expires time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sessions[string(hash)] = session{person, expires}
	return o.lost
}

func (o *office) StaffSession(_ context.Context, hash []byte, now time.Time) (chat.Person, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s, ok := o.sessions[string(hash)]
	return s.person, ok && now.Before(s.expires), o.lost
}

func (o *office) EndStaffSession(_ context.Context, hash []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.sessions, string(hash))
	return o.lost
}

func (o *office) Accept(context.Context, ...chat.Event) error { return nil }

// Act keeps the event and decides it: enough to see claims collide and versions go stale.
func (o *office) Act(_ context.Context, e chat.Event) (chat.Outcome, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lost != nil {
		return chat.Outcome{}, o.lost
	}
	if slices.ContainsFunc(o.events, func(known chat.Event) bool { return known.ID == e.ID }) {
		return chat.Outcome{OK: true, Text: "すでに承っています。"}, nil
	}
	o.events = append(o.events, e)
	tk := o.tickets[e.Ticket]
	if tk == nil {
		return chat.Outcome{OK: e.Value != "", Text: "承りました。"}, nil
	}
	if e.Version != 0 && e.Version != tk.Version && e.Act != chat.Look {
		return chat.Outcome{Text: "別の操作で更新されています。いまは" + tk.Status.Label() + "です。"}, nil
	}
	return o.decide(tk, e), nil
}

func (o *office) decide(tk *ticket.Ticket, e chat.Event) chat.Outcome {
	what := map[chat.Act]string{chat.Claim: "claimed", chat.NoteDown: "noted", chat.Look: "looked", chat.Reply: "replied"}[e.Act]
	switch e.Act {
	case chat.Claim:
		if tk.Assignee.ID != "" {
			return chat.Outcome{Text: tk.Assignee.Name + "さんが先に引き受けています。"}
		}
		tk.Assignee, tk.Status = e.Person, ticket.Working
		tk.Version++
	case chat.Reply:
		tk.Status = ticket.Waiting
		tk.Version++
		o.rows = append(o.rows, chat.LedgerRow{
			ID: int64(len(o.rows) + 1), To: tk.Contact, Ticket: tk.Number, State: chat.Pending, Created: o.now,
			Messages: []chat.Message{{Author: chat.Staff, Text: e.Text, Name: "事務局"}},
		})
	case chat.Resolve:
		tk.Status, tk.Closed = ticket.Resolved, o.now
		tk.Version++
	}
	if what != "" {
		o.log = append(o.log, ticket.Entry{ID: int64(len(o.log) + 1), Ticket: tk.Number, At: o.now, Who: e.Person, What: what, Text: e.Text})
	}
	return chat.Outcome{OK: true, Text: tk.Number + "：承りました。", Ticket: tk.Number}
}

// acts are the acts the sink has had.
func (o *office) acts() []chat.Event {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.events)
}

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

func newDesk(t testing.TB, change ...func(*Config)) *desk {
	t.Helper()
	o := newOffice()
	ix, err := faq.NewIndex(t.Context(), collections(), faq.Options{})
	if err != nil {
		t.Fatalf("build index: %v", err)
	}
	o.library.Replace(ix)
	c := Config{
		Office: "みなと商工支援センター", Speaker: "みなと商工支援センター 事務局", Forms: []ticket.Form{inquiry},
		Teams: []string{"事務局", "コンサルティングチーム", "ベトナム担当"},
		Now:   func() time.Time { o.mu.Lock(); defer o.mu.Unlock(); return o.now },
	}
	for _, f := range change {
		f(&c)
	}
	svc := New(c, o, Stores{Tickets: o, Logins: o, Logouts: o, Ledger: o, FAQ: &o.library})
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
		Opened: d.now.Add(-3 * time.Hour), Due: d.now.Add(50 * time.Hour),
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
	d.lines[a] = append(d.lines[a], chat.Line{Seq: n, At: d.now.Add(-3 * time.Hour), Message: chat.Message{Author: author, Text: text}})
}

// A browser is one person's: it keeps cookies and follows no redirect by itself.
type browser struct {
	*desk
	client *http.Client
}

func (d *desk) browser() *browser {
	c := *d.srv.Client()
	c.Jar = &jar{}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{desk: d, client: &c}
}

// A jar keeps the cookies of the one server there is, whatever their attributes, which have tests
// of their own.
type jar struct {
	mu      sync.Mutex
	cookies map[string]*http.Cookie
}

func (j *jar) SetCookies(_ *url.URL, cs []*http.Cookie) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cookies == nil {
		j.cookies = map[string]*http.Cookie{}
	}
	for _, c := range cs {
		if j.cookies[c.Name] = c; c.MaxAge < 0 {
			delete(j.cookies, c.Name)
		}
	}
}

func (j *jar) Cookies(*url.URL) []*http.Cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Collect(maps.Values(j.cookies))
}

// signIn is a browser in which a person has signed in through a link.
func (d *desk) signIn(name string) *browser {
	d.t.Helper()
	b := d.browser()
	link, err := d.svc.LoginLink(d.t.Context(), d.srv.URL, name)
	if err != nil {
		d.t.Fatalf("make login link: %v", err)
	}
	u, err := url.Parse(link)
	if err != nil {
		d.t.Fatalf("login link %q: %v", link, err)
	}
	if r := b.post("/desk/login", url.Values{"t": {u.Query().Get("t")}, "name": {name}}); r.status != http.StatusSeeOther {
		d.t.Fatalf("sign in: status %d\n%s", r.status, r.body)
	}
	b.get("/desk") // takes the greeting
	return b
}

// An answer is what a request got.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(method, path string, form url.Values, headers ...string) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, b.srv.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatalf("make request %s %s: %v", method, path, err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatalf("read answer to %s %s: %v", method, path, err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

func (b *browser) get(path string, headers ...string) answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, headers...)
}

func (b *browser) post(path string, form url.Values, headers ...string) answer {
	b.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	return b.do(http.MethodPost, path, form, headers...)
}

// page reads a page that must be there.
func (b *browser) page(path string) string {
	b.t.Helper()
	r := b.get(path)
	if r.status != http.StatusOK {
		b.t.Fatalf("GET %s: status %d\n%s", path, r.status, r.body)
	}
	return r.body
}

var (
	oncePattern    = regexp.MustCompile(`name="once" value="([^"]+)"`)
	versionPattern = regexp.MustCompile(`name="version" value="([^"]+)"`)
)

// marks are the hidden fields of a page's forms.
func marks(body string) url.Values {
	v := url.Values{}
	if m := oncePattern.FindStringSubmatch(body); m != nil {
		v.Set("once", m[1])
	}
	if m := versionPattern.FindStringSubmatch(body); m != nil {
		v.Set("version", m[1])
	}
	return v
}

// with is v with further fields.
func with(v url.Values, pairs ...string) url.Values {
	out := maps.Clone(v)
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}
