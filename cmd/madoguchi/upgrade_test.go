package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// TestUpgrade restores each dump of a released schema, starts today's program on it, which migrates
// it, and plays on where the office stood when the dump was made. A migration that loses something,
// or code that no longer reads what was stored, fails here.
func TestUpgrade(t *testing.T) {
	files, err := filepath.Glob(dumps + "/*.sql.gz")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dumps in %s: %v", dumps, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".sql.gz")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &life{}
			readKeepsake(t, strings.TrimSuffix(file, ".sql.gz")+".json", &l.kept)
			database := restore(t, file, time.Since(l.kept.At))
			l.town = prepareTown(t, database, "MADOGUCHI_OFFICE="+lifeOffice(t))
			l.slack.LimitPosts(0)
			l.line.Resume()
			for _, m := range l.kept.Slack {
				l.slack.Plant(m)
			}
			l.start()
			t.Cleanup(l.stop)
			l.goesOut()
			l.formsGoOn()
			l.visitorsGoOn()
			l.buttonsWork()
			l.ticketsGoOn()
			l.deskRenders(database)
			l.sound()
		})
	}
}

func readKeepsake(t *testing.T, file string, into *keepsake) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// restore gives a database that is the dump, moved on in time as if the office had been closed for
// a moment only: else its sessions, codes and files would be over.
func restore(t *testing.T, file string, since time.Duration) (database string) {
	t.Helper()
	packed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	database = postgrestest.URL(t)
	if _, err := connectTo(t, database).Exec(t.Context(), `DROP SCHEMA public CASCADE; CREATE SCHEMA public`); err != nil {
		t.Fatal(err)
	}
	psql := exec.Command("psql", append([]string{"-q", "-v", "ON_ERROR_STOP=1"}, reach(t, database)...)...)
	psql.Stdin = bytes.NewReader(movedOn(t, plain, since))
	if out, err := psql.CombinedOutput(); err != nil {
		t.Fatalf("psql: %v\n%s", err, out)
	}
	// The program is to go on as in its own database: one that was restored holds back what waits.
	if _, err := connectTo(t, database).Exec(t.Context(), `DO $$ BEGIN IF to_regclass('place') IS NOT NULL THEN DELETE FROM place; END IF; END $$`); err != nil {
		t.Fatal(err)
	}
	return database
}

// aMoment is a time with its zone, as Postgres writes it or as it stands in JSON.
var aMoment = regexp.MustCompile(`\b(20\d\d-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d(?::\d\d)?)`)

// movedOn is a dump with every moment in it later. Days without a time are the office's, and stay.
func movedOn(t *testing.T, dump []byte, since time.Duration) []byte {
	t.Helper()
	return aMoment.ReplaceAllFunc(dump, func(found []byte) []byte {
		part := aMoment.FindSubmatch(found)
		layout, zone := "2006-01-02T15:04:05.999999999Z07:00", string(part[4])
		if len(zone) == len("+09") {
			zone += ":00"
		}
		at, err := time.Parse(layout, string(part[1])+"T"+string(part[3])+zone)
		if err != nil {
			t.Fatalf("a moment in the dump: %v", err)
		}
		return []byte(strings.Replace(at.Add(since).Format(layout), "T", string(part[2]), 1))
	})
}

// TestMovedOn: moments in columns and in JSON move on, days and other numbers stay.
func TestMovedOn(t *testing.T) {
	in := `2026-11-29 20:45:01.5+00	{"at": "2026-11-30T05:45:01+09:00", "zero": "0001-01-01T00:00:00Z", "until": "2027-03-26"}	2026-11-29 20:45:01+05:30`
	want := `2026-11-30 20:45:01.5Z	{"at": "2026-12-01T05:45:01+09:00", "zero": "0001-01-01T00:00:00Z", "until": "2027-03-26"}	2026-11-30 20:45:01+05:30`
	if got := string(movedOn(t, []byte(in), 24*time.Hour)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// wants fails the test where a text lacks what it should hold.
func (l *life) wants(what, text string, want ...string) {
	l.t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			l.t.Errorf("%s: want %q in\n%s", what, w, text)
		}
	}
}

// told waits until a member has read a text.
func (w *town) told(name, want string) {
	w.t.Helper()
	w.until(name+" to read "+want, func() bool {
		return strings.Contains(strings.Join(w.line.Texts(linefake.User(name)), "\n"), want)
	})
}

// goesOut sees what waited: an event to be decided, a reply to be sent, one held and one given up.
func (l *life) goesOut() {
	l.told("undecided", "27,600")
	l.told("pending", "送られる前に止まった返信です。")
	l.webhook(l.line.Follow(linefake.User("blocked")))
	l.told("blocked", "お待たせしました。")
	l.webhook(l.line.Text(linefake.User("over quota"), "その後いかがでしょうか"))
	l.told("over quota", "来月まで待つ返信です。")
	l.signIn()
	page := l.desk("/desk/t/" + l.kept.Tickets["refused"])
	id := deliveryField.FindStringSubmatch(page)
	if id == nil {
		l.t.Fatalf("the page does not offer to send the refused reply again:\n%s", page)
	}
	l.deskAct(l.kept.Tickets["refused"], "resend", url.Values{"delivery": {id[1]}})
	l.told("refused", "届かなかった返信です。")
	for name, text := range map[string]string{"pending": "送られる前に", "blocked": "お待たせ", "over quota": "来月まで", "refused": "届かなかった"} {
		if n := strings.Count(strings.Join(l.line.Texts(linefake.User(name)), "\n"), text); n != 1 {
			l.t.Errorf("%s got the reply %d times", name, n)
		}
	}
}

// signIn gives the town the browser in which a colleague had signed in.
func (l *life) signIn() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		l.t.Fatal(err)
	}
	base, err := url.Parse(l.base)
	if err != nil {
		l.t.Fatal(err)
	}
	jar.SetCookies(base, []*http.Cookie{{Name: "desk", Value: l.kept.Desk, Path: "/"}})
	l.browser = &http.Client{Jar: jar, Timeout: patience}
	l.wants("the desk with an old session", l.desk("/desk?tab=all"), "佐々木", l.kept.Tickets["waiting"])
}

// formsGoOn finishes each form from where it was left: nothing is asked twice.
func (l *life) formsGoOn() {
	chosen := linefake.User("half change")
	l.wants("a button of a question", l.press(chosen, l.kept.Buttons["half change"]["電話番号"]), "「電話番号」の、いまのご登録")
	for name, form := range map[string]struct {
		answers []string
		ticket  string
	}{
		"half inquiry":      {[]string{"会員証を再発行してください", "つなぐ"}, "Q-"},
		"half consultation": {[]string{"無料", "価格・契約", "いつでも", "電話 来週の月曜 10時", "なし"}, "S-"},
		"half change":       {[]string{"03-1111-2222 → 03-1111-3333", "すぐ", "移転"}, "H-"},
	} {
		user := linefake.User(name)
		var said string
		for _, text := range form.answers {
			said = strings.Join(l.tell(user, text, 1), "\n")
		}
		l.wants(name+" comes to its end", said, "この内容で送ります", map[bool]string{true: "山田食品", false: "ミナト"}[name == "half change"])
		l.wants(name+" is sent", strings.Join(l.tell(user, "送る", 1), "\n"), form.ticket)
	}
	l.wants("the button below a summary", l.press(linefake.User("summary"), l.kept.Buttons["summary"]["送る"]), "Q-")
}

// visitorsGoOn comes back to the page with tokens of before, and to LINE with a code of before.
func (l *life) visitorsGoOn() {
	v := &visitor{town: l.town, token: l.kept.Tokens["visitor"], n: 1000}
	v.say("受付状況")
	lines := v.lines("the state of a ticket", func(ls []webLine) bool { return strings.Count(text(ls), l.kept.Tickets["visitor"]) >= 2 })
	l.wants("the transcript of before", text(lines), "会員証を再発行してください", "この内容で送ります")
	l.wants("a linked contact's tickets", strings.Join(l.tell(linefake.User("linked"), "受付状況", 1), "\n"), l.kept.Tickets["visitor"], "Webで受付")
	moved := linefake.User("moved")
	l.wants("a code of before", strings.Join(l.tell(moved, l.kept.Code, 1), "\n"), "続きを引き継ぎました", "ご用件")
	resp, err := http.Get(l.base + l.kept.Shared)
	if err != nil {
		l.t.Fatal(err)
	}
	defer resp.Body.Close()
	if content, err := io.ReadAll(resp.Body); err != nil || string(content) != "%PDF-1.7 お見積もり" {
		l.t.Errorf("the shared file reads %q: %v", content, err)
	}
}

// buttonsWork presses what stood on members' screens, and in Slack.
func (l *life) buttonsWork() {
	for _, tt := range []struct{ name, label, want string }{
		{"asker", "解決した", "お役に立てて"},
		{"asker", "受付状況", "受付"},
		{"asker", "事務局に相談", "会社名とお名前"},
	} {
		l.wants(tt.name+" presses "+tt.label, l.pressAgain(tt.name, tt.label), tt.want)
	}
	// The form was sent long since. Who has been told so by a release that remembers it is told again.
	if said := l.pressAgain("waiting", "送る"); !strings.Contains(said, l.kept.Tickets["waiting"]) {
		l.wants("waiting presses 送る", said, "そのボタンは、前のやり取りのものです")
	}
	card := l.card(l.kept.Tickets["live"])
	l.slack.Say(slackfake.Office, card.TS, slackfake.Sasaki, "直結で話しています")
	l.told("live", "直結で話しています")
	l.webhook(l.line.Text(linefake.User("live"), "よく聞こえます"))
	l.until("the member's word in the thread", func() bool { return strings.Contains(l.thread(card), "よく聞こえます") })
}

// pressAgain presses a button that somebody was shown before.
func (l *life) pressAgain(name, label string) string {
	data := l.kept.Buttons[name][label]
	if data == "" {
		l.t.Fatalf("%s was shown no button %s", name, label)
	}
	return l.press(linefake.User(name), data)
}

// ticketsGoOn answers and closes tickets from both sides, and opens a closed one again.
func (l *life) ticketsGoOn() {
	card := l.card(l.kept.Tickets["waiting"])
	l.webhook(l.line.Text(linefake.User("waiting"), "木村花子です"))
	l.until("the answer in the thread", func() bool { return strings.Contains(l.thread(card), "木村花子です") })
	l.reply(l.card(l.kept.Tickets["waiting"]), "ありがとうございます。お送りします。")
	l.told("waiting", "ありがとうございます。お送りします。")
	l.wants("closing", l.deskAct(l.kept.Tickets["waiting"], "resolve", nil), "解決")
	l.deskAct(l.kept.Tickets["resolved"], "reopen", nil)
	l.deskSend(l.kept.Tickets["resolved"], url.Values{"text": {"再開しました。"}})
	l.told("resolved", "再開しました。")
	file := l.desk("/desk/t/" + l.kept.Tickets["files"])
	l.wants("a ticket's file", file, "請求書.pdf", "お見積もりです。")
	l.deskAct(l.kept.Tickets["on hold"], "claim", nil)
	l.wants("a new matter", strings.Join(l.tell(linefake.User("asker"), "プラス会員でできることを教えてください。", 1), "\n"), "27,600")
}

// deskRenders reads every page that shows what is stored.
func (l *life) deskRenders(database string) {
	pages := []string{"/desk", "/desk?tab=mine", "/desk?tab=overdue", "/desk?tab=all", "/desk?tab=done", "/desk/faq", "/desk/faq/hanro/3", "/desk/deliveries", "/desk/status", "/desk/roles", "/desk/me"}
	for _, number := range l.kept.Tickets {
		pages = append(pages, "/desk/t/"+number)
	}
	for _, page := range pages {
		resp, err := l.staff().Get(l.base + page)
		if err != nil {
			l.t.Fatal(err)
		}
		if body := l.read(resp); resp.StatusCode != http.StatusOK || !strings.Contains(body, "</html>") {
			l.t.Errorf("%s: %d\n%.2000s", page, resp.StatusCode, body)
		}
	}
	if entry := l.desk("/desk/faq/hanro/3"); !strings.Contains(entry, `value="answer" selected`) {
		l.t.Errorf("the confirmed kind is lost:\n%s", entry)
	}
	if record, _, err := commandOn(l.t.(*testing.T), database, "subject export -line "+linefake.User("files")); err != nil || !strings.Contains(record, "請求書.pdf") {
		l.t.Errorf("the export: %v\n%.2000s", err, record)
	}
}
