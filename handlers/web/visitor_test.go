package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"madoguchi/chat"
	"madoguchi/handlers/throttle"
)

// What a visitor can do beyond talking: send files, end the talk, ask for a request by its receipt, and see
// the first screen.

// TestW2RotatedTokenDies: a token that was exchanged speaks for nobody, except that it can be exchanged once
// more for a little while, by who never got the answer.
func TestW2RotatedTokenDies(t *testing.T) {
	now := time.Now()
	s := serve(t, Config{Now: func() time.Time { return now }})
	old := s.openSession(t)
	fresh := s.openSession(t, bearer(old.Token))
	if fresh.ID != old.ID || fresh.Token == old.Token {
		t.Fatalf("W2: exchanged %v for %v", old, fresh)
	}
	for _, path := range []string{"GET /chat/events?wait=0", "POST /chat/messages", "POST /chat/end"} {
		method, path, _ := strings.Cut(path, " ")
		if r := s.do(t, method, path, message("x"), bearer(old.Token)); r.status != http.StatusUnauthorized {
			t.Errorf("W2: %s with the old token: %d", path, r.status)
		}
	}
	if r := s.do(t, "POST", "/chat/messages", message("x"), bearer(fresh.Token)); r.status != http.StatusAccepted {
		t.Errorf("W2: with the fresh token: %d", r.status)
	}
	if again := s.openSession(t, bearer(old.Token)); again.ID != old.ID {
		t.Errorf("W2: a lost answer cost the conversation: %v", again)
	}
	now = now.Add(3 * time.Minute)
	if r := s.do(t, "POST", "/chat/session", "{}", bearer(old.Token)); r.status != http.StatusUnauthorized {
		t.Errorf("W2: the old token was exchanged after three minutes: %d", r.status)
	}
}

// TestW2End: nobody can go on with a talk that was ended, and its streams end.
func TestW2End(t *testing.T) {
	s := serve(t, Config{Heartbeat: 50 * time.Millisecond})
	o := s.openSession(t)
	second := s.openSession(t, bearer(o.Token))
	ended := make(chan reply, 1)
	go func() { ended <- s.do(t, "GET", "/chat/events", "", bearer(second.Token)) }()
	s.do(t, "POST", "/chat/messages", message("のこる質問"), bearer(second.Token))
	if r := s.do(t, "POST", "/chat/end", "{}", bearer(second.Token), "Origin: https://evil.example"); r.status != http.StatusForbidden {
		t.Errorf("W4: another site ended it: %d", r.status)
	}
	if r := s.do(t, "POST", "/chat/end", "{}", bearer(second.Token)); r.status != http.StatusNoContent {
		t.Fatalf("end: %d %s", r.status, r.body)
	}
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("W2: a stream goes on")
	}
	for _, token := range []string{o.Token, second.Token} {
		if r := s.do(t, "GET", "/chat/events?wait=0", "", bearer(token)); r.status != http.StatusUnauthorized {
			t.Errorf("W2: after the end: %d", r.status)
		}
		if r := s.do(t, "POST", "/chat/session", "{}", bearer(token)); r.status != http.StatusUnauthorized {
			t.Errorf("W2: exchanged after the end: %d", r.status)
		}
	}
	if got := s.texts(); !slices.Equal(got, []string{"のこる質問"}) {
		t.Errorf("what was said: %q", got)
	}
}

// put sends a file in pieces.
func (s *site) put(t *testing.T, token, id, name string, content []byte, size int) reply {
	t.Helper()
	var r reply
	for at := 0; at < max(len(content), 1); at += maxPiece {
		r = s.do(t, "PUT", fmt.Sprintf("/chat/files/%s?name=%s&size=%d&at=%d", id, url.QueryEscape(name), size, at), string(content[at:min(len(content), at+maxPiece)]), bearer(token))
		if r.status != http.StatusOK {
			return r
		}
	}
	return r
}

func withFiles(ids ...string) string {
	b, _ := json.Marshal(posted{ClientID: uuid.NewString(), Files: ids}) // strings marshal
	return string(b)
}

// TestFileIsSent: a file comes in pieces, is what its content shows, and goes along with a message.
func TestFileIsSent(t *testing.T) {
	s, files := fullSite(t, Config{})
	o, id := s.openSession(t), uuid.NewString()
	picture := photo(t, 900, 600)
	if len(picture) <= maxPiece {
		t.Fatalf("the picture has %d bytes: one piece", len(picture))
	}
	if r := s.put(t, o.Token, id, `C:\写真\..\店頭.pdf`, picture, len(picture)); r.status != http.StatusOK || !strings.Contains(r.body, fmt.Sprint(len(picture))) {
		t.Fatalf("put: %d %s", r.status, r.body)
	}
	if d := fmt.Sprint(files.names()); d != fmt.Sprintf("[店頭.pdf image image/png %d]", len(picture)) {
		t.Errorf("kept %s", d)
	}
	if r := s.do(t, "POST", "/chat/messages", withFiles(id), bearer(o.Token)); r.status != http.StatusAccepted {
		t.Fatalf("message: %d %s", r.status, r.body)
	}
	events := s.accepted()
	e := events[slices.IndexFunc(events, func(e chat.Event) bool { return e.Kind == chat.Media })]
	if len(e.Files) != 1 || e.Files[0].Type != "image" || e.MessageID != e.ID || e.Files[0].Bytes != int64(len(picture)) {
		t.Errorf("the event is %+v", e)
	}
	lines := s.do(t, "GET", "/chat/events?wait=0", "", bearer(o.Token)).body
	if !strings.Contains(lines, `"files":[{"id":"`+id+`","name":"店頭.pdf","type":"image"`) {
		t.Errorf("the line is %s", lines)
	}
	got := s.do(t, "GET", "/chat/files/"+id, "", bearer(o.Token))
	if got.body != string(picture) || got.header.Get("Content-Type") != "image/png" || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") || !strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("comes back as %d %v", got.status, got.header)
	}
	var out bytes.Buffer
	if kind, err := s.service.Content(t.Context(), "", e.Files[0].ID, &out, maxFile); err != nil || kind != "image/png" || out.Len() != len(picture) {
		t.Errorf("fetched %s, %d bytes: %v", kind, out.Len(), err)
	}
	if _, err := s.service.Content(t.Context(), "", e.Files[0].ID, &out, 10); err == nil {
		t.Error("fetched more than may be")
	}
}

// TestFileRefusals: what is no file of the visitor's own, whole and small enough, goes nowhere.
func TestFileRefusals(t *testing.T) {
	s, files := fullSite(t, Config{Origins: []string{"https://www.example.jp"}})
	o, other := s.openSession(t), s.openSession(t)
	id := uuid.NewString()
	at := func(id, query string) string { return "/chat/files/" + id + "?" + query }
	for _, tt := range []struct {
		name, method, path, body, head string
		status                         int
	}{
		{"no token", "PUT", at(id, "name=x&size=1&at=0"), "x", "", 401},
		{"another site", "PUT", at(id, "name=x&size=1&at=0"), "x", "Origin: https://evil.example", 403},
		{"no id", "PUT", at("1", "name=x&size=1&at=0"), "x", bearer(o.Token), 400},
		{"too big", "PUT", at(id, "name=x&size=10485761&at=0"), "x", bearer(o.Token), 413},
		{"no size", "PUT", at(id, "name=x&at=0"), "x", bearer(o.Token), 400},
		{"behind its end", "PUT", at(id, "name=x&size=1&at=1"), "x", bearer(o.Token), 400},
		{"longer than said", "PUT", at(id, "name=x&size=1&at=0"), "xy", bearer(o.Token), 400},
		{"empty", "PUT", at(id, "name=x&size=1&at=0"), "", bearer(o.Token), 400},
		{"a message before the file", "POST", "/chat/messages", withFiles(id), bearer(o.Token), 400},
		{"too many", "POST", "/chat/messages", withFiles(id, id, id, id, id, id), bearer(o.Token), 400},
		{"unknown", "GET", "/chat/files/" + id, "", bearer(o.Token), 404},
	} {
		if r := s.do(t, tt.method, tt.path, tt.body, slices.DeleteFunc([]string{tt.head}, func(h string) bool { return h == "" })...); r.status != tt.status {
			t.Errorf("%s: %d %s, want %d", tt.name, r.status, r.body, tt.status)
		}
	}
	if r := s.put(t, o.Token, id, "a.txt", []byte("abc"), 3); r.status != 200 {
		t.Fatal(r)
	}
	for _, path := range []string{"GET /chat/files/" + id, "POST /chat/messages"} { // W2: of another session
		method, path, _ := strings.Cut(path, " ")
		if r := s.do(t, method, path, withFiles(id), bearer(other.Token)); r.status != 404 && r.status != 400 {
			t.Errorf("W2: %s of another session: %d", path, r.status)
		}
	}
	if r := s.do(t, "DELETE", "/chat/files/"+id, "", bearer(o.Token)); r.status != 204 || len(files.names()) != 0 {
		t.Errorf("taken back: %d, there are %q", r.status, files.names())
	}
	files.full = true
	if r := s.put(t, o.Token, id, "a.txt", []byte("abc"), 3); r.status != 413 || !strings.Contains(r.body, "量を超えました") {
		t.Errorf("full: %d %s", r.status, r.body)
	}
	files.full, files.fails = false, 1
	if r := s.put(t, o.Token, id, "a.txt", []byte("abc"), 3); r.status != 503 {
		t.Errorf("the store is down: %d", r.status)
	}
	if r := s.do(t, "OPTIONS", "/chat/files/"+id, "", "Origin: https://www.example.jp", "Access-Control-Request-Method: PUT"); !strings.Contains(r.header.Get("Access-Control-Allow-Methods"), "PUT") {
		t.Errorf("W4: a preflight is answered %v", r.header)
	}
	none := serve(t, Config{})
	if r := none.do(t, "PUT", at(id, "name=x&size=1&at=0"), "x", bearer(none.openSession(t).Token)); r.status != 404 {
		t.Errorf("where files cannot be sent: %d", r.status)
	}
	if !none.service.Capabilities().NoFiles || s.service.Capabilities().NoFiles {
		t.Error("the capabilities do not say it")
	}
}

func TestKindOf(t *testing.T) {
	for head, want := range map[string]string{
		"\xff\xd8\xff\xe0 JFIF": "image image/jpeg", "%PDF-1.7": "file application/pdf", "<html><script>": "file text/html; charset=utf-8",
		"\x00\x00\x00\x18ftypheic\x00\x00": "image image/heic", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom": "video video/mp4", "PK\x03\x04": "file application/zip", "<svg xmlns=": "file text/xml; charset=utf-8",
	} {
		kind, mediaType := kindOf([]byte(head))
		if got := kind + " " + mediaType; got != want && !(strings.HasPrefix(head, "<svg") && kind == "file") {
			t.Errorf("%q is %s, want %s", head, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"../../etc/passwd", `C:\x\y.pdf`, "", "\x00", strings.Repeat("あ", 500), "a\u202etxt.exe", "."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n := cleanName(s); n == "" || strings.ContainsAny(n, "/\\\x00\n") || len([]rune(n)) > maxFileName+1 {
			t.Errorf("%q becomes %q", s, n)
		}
	})
}

// TestReceiptPage: an unknown number, a wrong code and one guessed too often are all the same to who asks.
func TestReceiptPage(t *testing.T) {
	s, _ := fullSite(t, Config{})
	ask := func(number, code string, headers ...string) reply {
		form := url.Values{"number": {number}, "code": {code}}
		return s.do(t, "POST", "/chat/receipt", form.Encode(), append([]string{"Content-Type: application/x-www-form-urlencoded"}, headers...)...)
	}
	if r := s.do(t, "GET", "/chat/receipt", ""); r.status != 200 || r.header.Get("Cache-Control") != "no-store" || r.header.Get("X-Robots-Tag") != "noindex" || r.header.Get("Set-Cookie") != "" {
		t.Errorf("the page: %d %v", r.status, r.header)
	}
	right := ask("q-0012", "K7Q2M-9XRTV")
	if right.status != 200 || !strings.Contains(right.body, "返信済み") || !strings.Contains(right.body, "3営業日") || right.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the right code: %d %s", right.status, right.body)
	}
	if !strings.Contains(right.body, "2026年11月30日 11:58:58</time>") {
		t.Errorf("the page does not say when it was sent:\n%s", right.body)
	}
	plain := regexp.MustCompile(`value="[^"]*"`)
	unknown, wrong := ask("Q-9999", "K7Q2M-9XRTV"), ask("Q-0012", "AAAAA-AAAAA")
	if unknown.status != 403 || wrong.status != 403 || plain.ReplaceAllString(unknown.body, "") != plain.ReplaceAllString(wrong.body, "") {
		t.Errorf("an unknown number (%d) and a wrong code (%d) differ", unknown.status, wrong.status)
	}
	if r := ask("Q-0012", "AAAAA-AAAAA", "Origin: https://evil.example", "Sec-Fetch-Site: cross-site"); r.status != 403 || strings.Contains(r.body, "返信済み") {
		t.Errorf("W4: from another site: %d", r.status)
	}
	for range 3 {
		ask("Q-0012", "AAAAA-AAAAA")
	}
	if r := ask("Q-0012", "K7Q2M-9XRTV"); r.status != 403 {
		t.Errorf("after five wrong codes the right one: %d", r.status)
	}
	if r := ask("", ""); r.status != 400 {
		t.Errorf("nothing: %d", r.status)
	}
	if r := ask("broken", "x"); r.status != 503 {
		t.Errorf("the store is down: %d", r.status)
	}
	if r := ask("<script>alert(1)</script>", "x"); strings.Contains(r.body, "<script>alert") {
		t.Error("W6: what was typed became a script")
	}
	s.service.gates.checks = throttle.New[netip.Prefix](throttle.Rate{Every: time.Hour, Burst: 1})
	ask("Q-0012", "x")
	if r := ask("Q-0012", "K7Q2M-9XRTV"); r.status != 429 {
		t.Errorf("W7: too many tries of one address: %d", r.status)
	}
}

// TestFront: the first screen is public, for pages that may use the chat.
func TestFront(t *testing.T) {
	s, _ := fullSite(t, Config{})
	r := s.do(t, "GET", "/chat/front?programme=old", "")
	var f shown
	if err := json.Unmarshal([]byte(r.body), &f); err != nil || f.Programme != "old" || f.Open || !f.Files || !f.Check || len(f.Questions) != 6 {
		t.Errorf("%d %s (%v)", r.status, r.body, err)
	}
	if r := s.do(t, "GET", "/chat/front", "", "Origin: https://evil.example"); r.status != 403 {
		t.Errorf("W4: another site: %d", r.status)
	}
	s.service.FilesOn = func() bool { return false }
	if r := s.do(t, "GET", "/chat/front", ""); !strings.Contains(r.body, `"files":false`) {
		t.Error("the office wants no files, and the page offers to send some")
	}
	if r := serve(t, Config{}).do(t, "GET", "/chat/front", ""); r.status == 200 {
		t.Errorf("without a first screen: %d", r.status)
	}
	o := s.openSession(t)
	b, _ := json.Marshal(posted{ClientID: uuid.NewString(), Text: "会費は", Programme: "match"})
	s.do(t, "POST", "/chat/messages", string(b), bearer(o.Token))
	if !slices.ContainsFunc(s.accepted(), func(e chat.Event) bool { return e.Text == "会費は" && e.Programme == "match" }) {
		t.Error("the chosen programme does not come along")
	}
}

// TestW12PlainEnd: the talk of the plain page can be ended, too.
func TestW12PlainEnd(t *testing.T) {
	s, _ := fullSite(t, Config{})
	first := s.plainForm(t, url.Values{"client_id": {uuid.NewString()}, "text": {"会費はいくらですか"}})
	cookie, _, _ := strings.Cut(first.header.Get("Set-Cookie"), ";")
	if page := s.do(t, "GET", "/chat/plain", "", "Cookie: "+cookie); !strings.Contains(page.body, "/chat/plain/end") {
		t.Error("W12: the page does not offer the end")
	}
	r := s.do(t, "POST", "/chat/plain/end", "", "Cookie: "+cookie, "Content-Type: application/x-www-form-urlencoded")
	if r.status != http.StatusSeeOther || !strings.Contains(r.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Fatalf("W12: %d %v", r.status, r.header)
	}
	if page := s.do(t, "GET", "/chat/plain?ended", "", "Cookie: "+cookie); strings.Contains(page.body, "会費はいくらですか") || !strings.Contains(page.body, "終了しました") {
		t.Error("W2: the talk is still there")
	}
}
