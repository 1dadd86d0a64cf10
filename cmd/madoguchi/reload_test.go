package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// A reader is a town whose office file can be edited.
type reader struct {
	*town
	file, text string
}

func newReader(t *testing.T) *reader {
	t.Helper()
	file := officeCopy(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w := openTown(t, postgrestest.URL(t), "MADOGUCHI_OFFICE="+file)
	w.slack.LimitPosts(0)
	return &reader{w, file, string(text)}
}

// edit replaces texts of the file and waits until the program says want of it.
func (r *reader) edit(want string, oldnew ...string) {
	r.t.Helper()
	r.text = edited(r.t.(*testing.T), r.text, oldnew...)
	r.write(r.text, want)
}

func (r *reader) write(text, want string) {
	r.t.Helper()
	before := strings.Count(r.log(), want)
	if err := os.WriteFile(r.file, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
	r.until("the log of "+want, func() bool { return strings.Count(r.log(), want) > before })
}

// allows asks as a page of an origin does whether it may carry the chat.
func (r *reader) allows(origin string) bool {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), "POST", r.base+"/chat/session", strings.NewReader("{}"))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", origin)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusCreated && resp.Header.Get("Access-Control-Allow-Origin") == origin
}

func (r *reader) status(path string) int {
	r.t.Helper()
	resp, err := http.Get(r.base + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// TestOfficeFileIsReadAgain changes what each holder of the office's facts holds, while all run: the
// origins, the name, teams, routes, a form, the promise, a programme's name.
func TestOfficeFileIsReadAgain(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	member := linefake.User("reader")
	for _, say := range []string{"人", "株式会社ミナト", "木村"} {
		r.tell(member, say, 1)
	}
	if r.allows("https://new.example.jp") || !r.allows("https://www.example.jp") {
		t.Error("the origins are not those of the file")
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(r.file), "mark.svg"), []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), 0o600); err != nil {
		t.Fatal(err)
	}
	r.edit("office file taken",
		"https://www.example.jp", "https://new.example.jp",
		"name: 海外販路サポートセンター", "name: みなと窓口",
		"  # logo: logo.png ", "  logo: mark.svg ",
		"  - name: サポーター ", "  - name: 新しい係\n  - name: サポーター ",
		"{id: 問い合わせ, kind: inquiry, team: 事務局}", "{id: 問い合わせ, kind: inquiry, team: 新しい係}",
		"    name: つなぐ\n", "    name: むすぶ\n",
		"inquiry: 1 ", "inquiry: 3 ")
	if !r.allows("https://new.example.jp") || r.allows("https://www.example.jp") {
		t.Error("the origins are still those of the old file")
	}
	r.tell(member, "会員証を再発行してください", 1)
	if said := strings.Join(r.tell(member, "むすぶ", 1), "\n"); !strings.Contains(said, "株式会社ミナト") || !strings.Contains(said, "むすぶ") {
		t.Errorf("the form that was under way reads\n%s", said)
	}
	r.tell(member, "送る", 1)
	card := r.card("Q-0001").Text()
	if !strings.Contains(card, "新しい係") || !strings.Contains(card, "むすぶ") {
		t.Errorf("the card reads\n%s", card)
	}
	for path, want := range map[string]string{"/desk": "みなと窓口", "/desk/t/Q-0001": "新しい係", "/desk?tab=all": "新しい係"} {
		if page := r.desk(path); !strings.Contains(page, want) {
			t.Errorf("%s lacks %s", path, want)
		}
	}
	for path, want := range map[string]string{"/": `<img src="/chat/logo?v=`, "/faq": `<img src="/faq/office.logo?v=`, "/chat/front": `"logo":"/chat/logo?v=`, "/chat/logo": "<svg"} {
		if page := r.get(http.DefaultClient, path); !strings.Contains(page, want) {
			t.Errorf("%s has no mark of the office", path)
		}
	}
	if page := r.get(http.DefaultClient, "/"); !strings.Contains(page, "みなと窓口") {
		t.Error("the visitors' page has the old name")
	}
	r.slack.Press(slackfake.Sasaki, r.card("Q-0001"), "転送")
	r.until("the new team in Slack", func() bool {
		v, ok := r.slack.Top(slackfake.Sasaki)
		return ok && strings.Contains(fmt.Sprint(v.Blocks), "新しい係")
	})
	if said := r.press(linefake.User("other"), "v1:programme:tsunagu"); !strings.Contains(said, "むすぶ") {
		t.Errorf("by the programme's new name the bot says\n%s", said)
	}
	if !strings.Contains(r.log(), "madoguchi line richmenu") {
		t.Error("nothing says that LINE's menu has to be made anew")
	}
	r.sound()
}

// TestBrokenOfficeFileIsRefused: nothing of a broken file is taken; staff read which line, once in
// Slack and at the desk for as long as it is so; SIGHUP asks again and kills nobody.
func TestBrokenOfficeFileIsRefused(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	good := r.text
	above, _, _ := strings.Cut(r.text, "holidays: true")
	line := fmt.Sprintf("（%d行目 holidayz：知らない項目名", 1+strings.Count(above, "\n"))
	r.edit("office file refused", "https://www.example.jp", "https://new.example.jp", "holidays: true", "holidayz: true")
	if r.allows("https://new.example.jp") || !r.allows("https://www.example.jp") {
		t.Error("half of a broken file is in force")
	}
	r.until("the notice in Slack", func() bool { return strings.Contains(r.channelText(), "知らない項目名「holidayz」") })
	if page := r.desk("/desk/status"); !strings.Contains(page, "事務局ファイルに読み取れないところがあるため") || !strings.Contains(page, line) {
		t.Errorf("the desk says nothing of it:\n%s", page)
	}
	if page := r.get(http.DefaultClient, "/desk/login"); strings.Contains(page, "事務局ファイル") {
		t.Error("strangers read of it, too")
	}
	before := strings.Count(r.log(), "office file refused")
	if err := r.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	r.until("the second refusal", func() bool { return strings.Count(r.log(), "office file refused") > before })
	r.write(good, "office file taken")
	if page := r.desk("/desk/status"); strings.Contains(page, "事務局ファイルに読み取れないところがあるため") {
		t.Error("the desk still complains of what is mended")
	}
	if n := strings.Count(r.channelText(), "事務局ファイルに読み取れないところがあるため"); n != 1 {
		t.Errorf("staff were told %d times", n)
	}
	if err := os.Remove(r.file); err != nil {
		t.Fatal(err)
	}
	r.until("the refusal of no file", func() bool { return strings.Contains(r.desk("/desk/status"), "no such file") })
	r.write(good, "office file taken")
	r.sound()
}

// TestFeaturesAreTurnedOff: what is off answers 404 at once and is offered nowhere; it comes back.
func TestFeaturesAreTurnedOff(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	estimate := slackfake.File{ID: "F0ESTIMATE", Name: "見積書.pdf", Type: "application/pdf", Content: []byte("%PDF-1.7 お見積もり")}
	r.slack.SetFile(estimate)
	member := linefake.User("features")
	r.matter(member, "会員証を再発行してください")
	r.slack.Press(slackfake.Sasaki, r.card("Q-0001"), "返信")
	r.slack.Submit(slackfake.Sasaki, map[string]string{"input": "お見積もりです。", "files": estimate.ID})
	r.slack.Submit(slackfake.Sasaki, nil)
	r.until("the reply", func() bool { return strings.Contains(last(r.line.Texts(member)), "お見積もりです。") })
	address := sharedAddress.FindString(last(r.line.Texts(member)))
	shared := address[strings.Index(address, "/shared/"):]
	other := linefake.User("other")
	r.tell(other, "経理で使うので領収書を紙で送ってもらえますか", 1)
	web := []string{"/", "/chat", "/chat/plain", "/chat/events", "/chat/suggest?q=x", "/widget.js", "/page.css"}
	pages := []string{"/faq", "/faq/hanro", "/faq/hanro/1", "/faq/style.css", "/sitemap.xml", "/robots.txt"}
	for _, path := range append(slices.Concat(web, pages), shared) {
		if status := r.status(path); status == http.StatusNotFound {
			t.Fatalf("%s is not there to begin with", path)
		}
	}
	r.edit("office file taken", "web_chat: true ", "web_chat: false ", "shared_files: true ", "shared_files: false ", "public_faq: true ", "public_faq: false ")
	for _, path := range append(slices.Concat(web, pages), shared) {
		if status := r.status(path); status != http.StatusNotFound {
			t.Errorf("%s is off and answers %d", path, status)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/desk/login"} {
		if status := r.status(path); status != http.StatusOK {
			t.Errorf("%s answers %d", path, status)
		}
	}
	if said := strings.Join(r.tell(other, "Webで続けたい", 1), "\n"); !strings.Contains(said, "お休みしています") {
		t.Errorf("who wants to go on on the web reads\n%s", said)
	}
	if said := strings.Join(r.tell(other, "連携", 1), "\n"); !strings.Contains(said, "連携を行っていません") {
		t.Errorf("who wants to link reads\n%s", said)
	}
	r.slack.Press(slackfake.Sasaki, r.card("Q-0001"), "返信")
	r.until("the modal", func() bool {
		v, ok := r.slack.Top(slackfake.Sasaki)
		return ok && strings.Contains(fmt.Sprint(v.Blocks), "input")
	})
	if v, _ := r.slack.Top(slackfake.Sasaki); strings.Contains(fmt.Sprint(v.Blocks), "file_input") {
		t.Error("staff are offered to send files")
	}
	r.edit("office file taken", "web_chat: false ", "web_chat: true ")
	if status := r.status("/chat"); status != http.StatusOK {
		t.Errorf("turned on again, the chat answers %d", status)
	}
	r.sound()
}

// TestOfficeFileIsReadWhole: what an editor is still writing is not taken, and a look at what was
// dealt with brings nothing.
func TestOfficeFileIsReadWhole(t *testing.T) {
	file := officeCopy(t)
	f, err := openOffice(config{OfficeFile: file})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	look := func(content []byte, atOnce, want bool) []byte {
		t.Helper()
		if err := os.WriteFile(file, content, 0o644); err != nil {
			t.Fatal(err)
		}
		data, err, fresh := f.look(atOnce)
		if fresh != want || err != nil {
			t.Errorf("fresh %v, want %v; %v", fresh, want, err)
		}
		return data
	}
	look(whole, false, false)
	half := whole[:bytes.Index(whole, []byte("teams:"))] // valid by itself: that is the danger
	look(half, false, false)
	longer := append(whole, "\n# 追記\n"...)
	look(longer, false, false)
	if data := look(longer, false, true); !bytes.Equal(data, longer) {
		t.Errorf("taken: %s", data)
	}
	look(longer, false, false)
	look(longer, true, true)
	look(half, true, true)
}
