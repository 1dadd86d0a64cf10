package main

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/handlers/line/linefake"
	"madoguchi/learn"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// practiseOn starts the practice mode beside an office that has LINE and Slack.
func practiseOn(t testing.TB, url string, args ...string) *town {
	t.Helper()
	w := prepareTown(t, postgrestest.URL(t), "MADOGUCHI_PRACTICE_ADDR=127.0.0.1:0", "MADOGUCHI_PRACTICE_DATABASE_URL="+url,
		"SMTP_URL=smtp://127.0.0.1:1", "MAIL_FROM=office@example.jp", "MADOGUCHI_WEBHOOK_NETWORKS=127.0.0.1")
	w.args = append([]string{"practice"}, args...)
	w.start()
	t.Cleanup(w.stop)
	w.env = append(w.env, "MADOGUCHI_PRACTICE_ADDR="+strings.TrimPrefix(w.base, "http://")) // the same again after a restart
	w.until("the search", func() bool { return w.status("/readyz") == http.StatusOK })
	return w
}

// A trainee is a browser at the practice mode.
type trainee struct {
	*town
	client *http.Client
}

// enter signs somebody in by a name, without a link.
func (w *town) enter(name string) *trainee {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	b := &trainee{w, &http.Client{Jar: jar}}
	req, err := http.NewRequestWithContext(w.t.Context(), "POST", w.base+"/desk/login", strings.NewReader(url.Values{"name": {name}}.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", w.base)
	resp, err := b.client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || !strings.Contains(resp.Request.URL.Path, "/desk") || strings.HasSuffix(resp.Request.URL.Path, "/login") {
		w.t.Fatalf("enter as %s: %s at %s", name, resp.Status, resp.Request.URL)
	}
	return b
}

// look opens an address as a browser does.
func (b *trainee) look(path string) (status int, kind, page string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), "GET", b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html,*/*;q=0.8")
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Type"), string(text)
}

var linked = regexp.MustCompile(`href="(/[^"#]*)`)

// walk opens every page that can be reached by links from some, and gives how many it has opened.
func (b *trainee) walk(each func(path, page string), from ...string) int {
	b.t.Helper()
	const most = 250
	seen, pages := map[string]bool{}, 0
	for len(from) > 0 && pages < most {
		path := from[0]
		from = from[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		_, kind, page := b.look(path)
		if !strings.HasPrefix(kind, "text/html") {
			continue
		}
		pages++
		each(path, page)
		for _, m := range linked.FindAllStringSubmatch(page, -1) {
			if next := html.UnescapeString(m[1]); !strings.Contains(next, "/export/") {
				from = append(from, next)
			}
		}
	}
	return pages
}

// TestPractice: the practice mode begins with a believable morning, says on every page that nothing is real, and sends
// nothing to anybody, though the office beside it has LINE, Slack and mail.
func TestPractice(t *testing.T) {
	t.Parallel()
	database := emptyDatabase(t)
	w := practiseOn(t, database)
	b := w.enter("佐々木")
	pages := b.walk(func(path, page string) {
		if strings.Count(page, `class="rehearsal-band"`) != 1 || !strings.Contains(page, "練習モード：ここでの操作は会員に届きません") {
			t.Errorf("%s has no band", path)
		}
	}, "/", "/chat", "/chat/plain", "/chat/receipt", "/faq", "/desk", "/desk/me", "/desk/staff", "/desk/hooks", "/desk/audit", "/nowhere")
	if pages < 60 {
		t.Errorf("only %d pages were opened", pages)
	}
	store, err := postgres.Open(t.Context(), database, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	holdMorning(t, w, store)
	if strings.Contains(w.log(), "is not whole") {
		t.Errorf("a scene could not be played:\n%s", w.log())
	}

	for _, path := range []string{"/webhook/line", "/webhook/slack/events"} {
		if status := w.status(path); status != http.StatusNotFound {
			t.Errorf("%s is there: %d", path, status)
		}
	}
	answerOnLINE(t, store)
	b.reply(t, store) // on the web it goes
	rows, err := store.Deliveries(t.Context(), chat.LedgerFilter{States: []chat.DeliveryState{chat.Dead}})
	if err != nil || len(rows) != 1 || rows[0].To.Channel != chat.LINE || !strings.Contains(rows[0].Error, "not configured in this process") {
		t.Errorf("what is for LINE: %+v, %v", rows, err)
	}
	if n := w.line.Count() + len(w.line.Calls("")) + len(w.slack.Calls("")); n != 0 {
		t.Errorf("%d calls have left the practice mode", n)
	}
}

// answerOnLINE puts an answer for a member on LINE into the outbox, as a program with LINE would.
func answerOnLINE(t *testing.T, store *postgres.Store) {
	t.Helper()
	off, err := loadOffice(config{})
	if err != nil {
		t.Fatal(err)
	}
	other := bot.New(bot.Config{Inbox: store, Outbox: store, Library: &faq.Library{}, Office: off, Channels: map[string]chat.Capabilities{chat.LINE: {Members: true}}})
	from := chat.Address{Channel: chat.LINE, ID: linefake.User("real")}
	if err := other.Accept(t.Context(), chat.Event{ID: "from-line", Kind: chat.Text, From: from, At: time.Now(), Text: "担当者につないでください"}); err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if more, err = other.Step(t.Context(), from.String()); err != nil {
			t.Fatal(err)
		}
	}
}

// holdMorning holds what the practice mode begins with.
func holdMorning(t *testing.T, w *town, store *postgres.Store) {
	t.Helper()
	tickets, err := store.Tickets(t.Context(), ticket.Filter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	kinds, states, now := map[ticket.Kind]int{}, map[ticket.Status]int{}, time.Now()
	late, urgent := 0, 0
	for _, tk := range tickets {
		kinds[tk.Kind]++
		states[tk.Status]++
		if tk.Opened.After(now) || tk.Opened.Before(now.AddDate(0, 0, -21)) {
			t.Errorf("%s was opened at %s", tk.Number, tk.Opened)
		}
		if tk.Status.Open() && tk.Replied.IsZero() && !tk.Due.IsZero() && tk.Due.Before(now) {
			late++
		}
		if tk.Urgent {
			urgent++
		}
	}
	for _, k := range []ticket.Kind{ticket.Inquiry, ticket.Change, ticket.Consultation} {
		if kinds[k] < 2 {
			t.Errorf("%d tickets are of the kind %s: %v", kinds[k], k, kinds)
		}
	}
	for _, st := range ticket.Statuses {
		if states[st] == 0 {
			t.Errorf("no ticket is %s: %v", st, states)
		}
	}
	if len(tickets) < 12 || late == 0 {
		t.Errorf("%d tickets, %d of them late", len(tickets), late)
	}
	w.until("the questions to be grouped", func() bool {
		groups, err := store.Groups(t.Context(), learn.Filter{})
		return err == nil && len(groups) >= 2
	})
}

// reply answers a ticket of the chat as a colleague does, and waits until that has gone.
func (b *trainee) reply(t *testing.T, store *postgres.Store) {
	t.Helper()
	found, err := store.Tickets(t.Context(), ticket.Filter{Status: []ticket.Status{ticket.Received}, Channel: chat.Web, Limit: 1})
	if err != nil || len(found) == 0 {
		t.Fatalf("no ticket waits: %v", err)
	}
	number := found[0].Number
	_, _, page := b.look("/desk/t/" + number)
	once, version := onceField.FindStringSubmatch(page), versionField.FindStringSubmatch(page)
	if once == nil || version == nil {
		t.Fatalf("the page of %s has no form:\n%s", number, page)
	}
	form := url.Values{"once": {once[1]}, "version": {version[1]}, "text": {"練習の返信です。"}}
	req, err := http.NewRequestWithContext(t.Context(), "POST", b.base+"/desk/t/"+number+"/send", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", b.base)
	resp, err := b.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	b.until("the reply to have gone", func() bool {
		rows, err := store.Deliveries(t.Context(), chat.LedgerFilter{Ticket: number, Members: true, States: []chat.DeliveryState{chat.Sent}})
		return err == nil && len(rows) > 0 && resp.StatusCode == http.StatusOK
	})
}

// TestPracticeOffice: one can practise in any year, for no programme of that office ends.
func TestPracticeOffice(t *testing.T) {
	f, err := practiceOffice(config{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(f.now().Programmes); n < 2 {
		t.Errorf("it has %d programmes", n)
	}
	for _, p := range f.now().Programmes {
		if p.From != "" || p.Until != "" {
			t.Errorf("%s is from %q until %q", p.ID, p.From, p.Until)
		}
	}
}

// TestPracticeBeginsAnew: what was practised stays until somebody begins anew, and nothing but the practice mode touches its
// database.
func TestPracticeBeginsAnew(t *testing.T) {
	t.Parallel()
	database := emptyDatabase(t)
	w := practiseOn(t, database)
	before := w.numbers(t, database)
	w.visit().say("担当者につないでください")
	b := w.enter("新人")
	variables := map[string]string{"MADOGUCHI_PRACTICE_DATABASE_URL": database, "MADOGUCHI_PRACTICE_ADDR": "127.0.0.1:0", "DATABASE_URL": database, "MADOGUCHI_ADDR": "127.0.0.1:0", "HOME": t.TempDir()}
	for _, c := range []struct{ args, want string }{
		{"practice", "the real office's DATABASE_URL"},
		{"serve", "practice mode's database"},
		{"restore -in-place", "practice mode's database"},
	} {
		if _, failure, code := call(t, "", variables, strings.Fields(c.args)...); code != 1 || !strings.Contains(failure, c.want) {
			t.Errorf("%s on its database: %d %s", c.args, code, failure)
		}
	}
	delete(variables, "DATABASE_URL")
	if _, failure, code := call(t, "", variables, "practice", "-reset"); code != 1 || !strings.Contains(failure, "practising on this database already") {
		t.Errorf("while somebody practises: %d %s", code, failure)
	}
	variables["MADOGUCHI_PRACTICE_DATABASE_URL"] = postgrestest.URL(t)
	if _, failure, code := call(t, "", variables, "practice", "-reset"); code != 1 || !strings.Contains(failure, "nothing in it was touched") {
		t.Errorf("on another's database: %d %s", code, failure)
	}

	w.stop()
	w.start()
	w.until("the search", func() bool { return w.status("/readyz") == http.StatusOK })
	if _, _, page := b.look("/desk/me"); !strings.Contains(page, "新人") {
		t.Error("after another start a colleague is not signed in any more")
	}
	w.stop()
	w.args = []string{"practice", "-reset"}
	w.start()
	w.until("the search", func() bool { return w.status("/readyz") == http.StatusOK })
	if after := w.numbers(t, database); after != before {
		t.Errorf("begun anew it has %s, at first %s", after, before)
	}
	if _, _, page := b.look("/desk/me"); strings.Contains(page, "新人") {
		t.Error("begun anew, who practised before is still signed in")
	}
}

// numbers are the tickets in a database, with how they stand.
func (w *town) numbers(t *testing.T, url string) string {
	t.Helper()
	rows, err := connectTo(t, url).Query(t.Context(), `SELECT number, status FROM tickets ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var number, status string
		if err := rows.Scan(&number, &status); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s %s", number, status))
	}
	return strings.Join(out, ", ")
}
