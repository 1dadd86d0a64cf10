package slack_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/ticket"
)

// routes are all there are. A new one must be added here, and is then tried unsigned.
var routes = []string{"/webhook/slack/events", "/webhook/slack/interactive", "/webhook/slack/command"}

// TestS2Signature: whatever is not signed with the secret within five minutes does nothing.
func TestS2Signature(t *testing.T) {
	r := open(t)
	body := []byte(`{"type":"url_verification","challenge":"open sesame"}`)
	now := strconv.FormatInt(time.Now().Unix(), 10)
	good := slackfake.Sign(slackfake.Secret, now, body)
	at := func(d time.Duration) string { return strconv.FormatInt(time.Now().Add(d).Unix(), 10) }
	cases := []struct {
		name, stamp, signature string
		want                   int
	}{
		{"good", now, good, 200},
		{"four minutes old", at(-4 * time.Minute), slackfake.Sign(slackfake.Secret, at(-4*time.Minute), body), 200},
		{"upper-case hex", now, "v0=" + strings.ToUpper(good[3:]), 200},
		{"no headers", "", "", 401},
		{"no signature", now, "", 401},
		{"no timestamp", "", good, 401},
		{"six minutes old", at(-6 * time.Minute), slackfake.Sign(slackfake.Secret, at(-6*time.Minute), body), 401},
		{"six minutes early", at(6 * time.Minute), slackfake.Sign(slackfake.Secret, at(6*time.Minute), body), 401},
		{"timestamp in words", "abc", slackfake.Sign(slackfake.Secret, "abc", body), 401},
		{"timestamp huge", "99999999999999999999", slackfake.Sign(slackfake.Secret, "99999999999999999999", body), 401},
		{"timestamp at the end of time", "9223372036854775807", slackfake.Sign(slackfake.Secret, "9223372036854775807", body), 401},
		{"timestamp at its beginning", "-9223372036854775808", slackfake.Sign(slackfake.Secret, "-9223372036854775808", body), 401},
		{"other timestamp", at(-time.Minute), good, 401},
		{"without v0", now, good[3:], 401},
		{"version 1", now, "v1=" + good[3:], 401},
		{"not hex", now, "v0=" + strings.Repeat("zz", 32), 401},
		{"short", now, good[:20], 401},
		{"wrong secret", now, slackfake.Sign("wrong", now, body), 401},
		{"empty secret", now, slackfake.Sign("", now, body), 401},
		{"other body", now, slackfake.Sign(slackfake.Secret, now, append(body, ' ')), 401},
	}
	for _, tc := range cases {
		for _, path := range routes {
			t.Run(tc.name+path, func(t *testing.T) {
				got := send(t, r.url+path, tc.stamp, tc.signature, body)
				if tc.want == 401 && got != 401 || tc.want == 200 && got == 401 {
					t.Errorf("answered %d", got)
				}
			})
		}
	}
	if n := len(r.office.took()); n != 0 {
		t.Errorf("%d events came of it", n)
	}
}

func send(t *testing.T, address, stamp, signature string, body []byte) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	if stamp != "" {
		req.Header.Set("X-Slack-Request-Timestamp", stamp)
	}
	if signature != "" {
		req.Header.Set("X-Slack-Signature", signature)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// TestS2NoSecretRefusesAll: an app with a socket alone takes nothing over HTTP.
func TestS2NoSecretRefusesAll(t *testing.T) {
	r := open(t, func(c *slack.Config) { c.SigningSecret, c.AppToken = "", slackfake.AppToken })
	now := strconv.FormatInt(time.Now().Unix(), 10)
	for _, path := range append(routes, "/webhook/slack/", "/webhook/slack/other") {
		if got := send(t, r.url+path, now, slackfake.Sign("", now, nil), nil); got != 401 {
			t.Errorf("%s answered %d", path, got)
		}
	}
}

// TestS2OfficialVector is the example of Slack's documentation.
func TestS2OfficialVector(t *testing.T) {
	var v struct {
		Secret    string `json:"signing_secret"`
		Timestamp string `json:"timestamp"`
		Body      string `json:"body"`
		Signature string `json:"x-slack-signature"`
	}
	if err := json.Unmarshal(payload(t, "signature-vector.json"), &v); err != nil {
		t.Fatal(err)
	}
	sec, err := strconv.ParseInt(v.Timestamp, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, func(c *slack.Config) {
		c.SigningSecret = v.Secret
		c.Now = func() time.Time { return time.Unix(sec, 0) }
	})
	if got := send(t, r.url+"/webhook/slack/command", v.Timestamp, v.Signature, []byte(v.Body)); got != 200 {
		t.Errorf("the vector was answered %d", got)
	}
	if got := send(t, r.url+"/webhook/slack/command", v.Timestamp, v.Signature, []byte(v.Body+"&x=1")); got != 401 {
		t.Errorf("the changed vector was answered %d", got)
	}
}

// payload reads an example body of the platform.
func payload(t *testing.T, name string) []byte {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "payloads", "slack", name)
	b, err := os.ReadFile(path)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("the platform's example bodies are missing: %v", err)
		}
		t.Skipf("the platform's example bodies are missing: %v", err)
	}
	return b
}

// TestS3 is the handshake, the certificate check, the cap on bodies and broken JSON.
func TestS3(t *testing.T) {
	r := open(t)
	a := r.Post("/webhook/slack/events", "application/json", []byte(`{"type":"url_verification","challenge":"3eZbrw1a<b>&"}`))
	if a.Status != 200 || string(a.Body) != "3eZbrw1a<b>&" {
		t.Errorf("challenge answered %d %q", a.Status, a.Body)
	}
	for _, path := range routes[1:] {
		if a := r.Post(path, "application/x-www-form-urlencoded", []byte("ssl_check=1&token=x")); a.Status != 200 {
			t.Errorf("%s: ssl_check answered %d", path, a.Status)
		}
	}
	if a := r.Post("/webhook/slack/events", "application/json", []byte(strings.Repeat("a", 1<<20+1))); a.Status != 413 {
		t.Errorf("a body of more than 1 MiB answered %d", a.Status)
	}
	for _, broken := range []string{"", "{", "[]", "null x", `{"type":1}`, `{} {}`, "\x00"} {
		if a := r.Post("/webhook/slack/events", "application/json", []byte(broken)); a.Status < 400 || a.Status > 499 {
			t.Errorf("%q answered %d", broken, a.Status)
		}
		form := url.Values{"payload": {broken}}.Encode()
		if a := r.Post("/webhook/slack/interactive", "application/x-www-form-urlencoded", []byte(form)); a.Status < 400 || a.Status > 499 {
			t.Errorf("payload %q answered %d", broken, a.Status)
		}
	}
	if a := r.Post("/webhook/slack/interactive?payload=%7B%22type%22%3A%22block_actions%22%7D", "application/x-www-form-urlencoded", nil); a.Status != 400 {
		t.Errorf("a payload in the address, which is not signed, answered %d", a.Status)
	}
}

// TestS4StoredBeforeTheAnswer: what cannot be stored is answered 500, so that Slack sends it again.
func TestS4StoredBeforeTheAnswer(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.office.set(func(o *office) { o.fail = errBroken })
	a := r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "経理に確認して")
	if a.Status != 500 {
		t.Fatalf("answered %d without having stored", a.Status)
	}
	r.office.set(func(o *office) { o.fail = nil })
	if a = r.Again(a); a.Status != 200 || len(r.office.took()) != 1 {
		t.Errorf("sent again, answered %d with %d events", a.Status, len(r.office.took()))
	}
}

// TestS4SlackHangs: an acknowledgement waits for nothing that Slack's API does.
func TestS4SlackHangs(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.Fail(slackfake.Fault{Hang: true})
	calls := map[string]func() slackfake.Answer{
		"note":    func() slackfake.Answer { return r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "メモ") },
		"claim":   func() slackfake.Answer { return r.Press(slackfake.Sasaki, card, "引き受ける") },
		"reply":   func() slackfake.Answer { return r.Press(slackfake.Sasaki, card, "返信") },
		"command": func() slackfake.Answer { return r.Command(slackfake.Sasaki, "Q-1204") },
		"home":    func() slackfake.Answer { return r.OpenHome(slackfake.Sasaki) },
		"direct":  func() slackfake.Answer { return r.Say("D0SASAKI", "", slackfake.Sasaki, "領収書") },
	}
	for name, call := range calls {
		begun := time.Now()
		a := call()
		if took := time.Since(begun); a.Status != 200 || took > 2*time.Second {
			t.Errorf("%s: answered %d after %s", name, a.Status, took)
		}
	}
	if got := r.office.took(); len(got) < 1 {
		t.Error("the note was not stored")
	}
}

// TestS5Redelivery: the event_id is the event's identity; a retry's number is none.
func TestS5Redelivery(t *testing.T) {
	r := open(t)
	card := r.post(t)
	a := r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "一度だけ")
	for range 3 {
		if a := r.Again(a); a.Status != 200 {
			t.Errorf("a redelivery answered %d", a.Status)
		}
	}
	if n := len(r.office.took()); n != 1 {
		t.Errorf("%d events from one message", n)
	}
	unseen := r.Again(slackfake.Answer{})
	if unseen.Status == 200 {
		t.Error("an empty request was taken")
	}
}

// TestS5RetryUnseen: a first delivery that failed is made good by its retry.
func TestS5RetryUnseen(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.Connect("http://127.0.0.1:1", "") // the app is down
	a := r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "あとから届く")
	r.Connect(r.url, "")
	if a = r.Again(a); a.Status != 200 || len(r.office.took()) != 1 {
		t.Errorf("answered %d with %d events", a.Status, len(r.office.took()))
	}
}

// TestNote: what is written in a ticket's thread is an internal note, with the words as written.
func TestNote(t *testing.T) {
	r := open(t)
	card := r.post(t)
	a := r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "経理に <確認> & 返事待ち")
	want := chat.Event{
		Kind: chat.StaffAct, Act: chat.NoteDown, From: chat.Address{Channel: "slack", ID: slackfake.Office}, Ticket: "Q-1204",
		Thread: card.TS, MessageID: a.TS, Text: "経理に <確認> & 返事待ち", Person: chat.Person{ID: "slack:" + slackfake.Sasaki, Name: "佐々木"},
	}
	got := r.office.took()
	if len(got) != 1 {
		t.Fatalf("%d events", len(got))
	}
	if got[0].ID == "" || time.Since(got[0].At).Abs() > time.Minute {
		t.Errorf("id %q, at %s", got[0].ID, got[0].At)
	}
	want.ID, want.At = got[0].ID, got[0].At
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("note (-want +got):\n%s", diff)
	}
}

// TestS6S8Ignored: bots, Slack's own remarks, talk outside threads, threads of no ticket.
func TestS6S8Ignored(t *testing.T) {
	r := open(t)
	card := r.post(t)
	message := func(with map[string]any) map[string]any {
		m := map[string]any{"type": "message", "user": slackfake.Sasaki, "text": "x", "ts": "1700000009.000100",
			"thread_ts": card.TS, "channel": slackfake.Office, "channel_type": "channel"}
		for k, v := range with {
			m[k] = v
		}
		return m
	}
	cases := map[string]map[string]any{
		"our own post":         message(map[string]any{"bot_id": slackfake.Bot, "user": slackfake.BotUser, "app_id": slackfake.App}),
		"our own, by app":      message(map[string]any{"app_id": slackfake.App}),
		"another bot":          message(map[string]any{"bot_id": "B0OTHER"}),
		"bot_message":          message(map[string]any{"subtype": "bot_message"}),
		"no user":              message(map[string]any{"user": ""}),
		"hidden":               message(map[string]any{"hidden": true}),
		"joined":               message(map[string]any{"subtype": "channel_join"}),
		"topic":                message(map[string]any{"subtype": "channel_topic"}),
		"unknown subtype":      message(map[string]any{"subtype": "from_the_future"}),
		"outside a thread":     message(map[string]any{"thread_ts": ""}),
		"a root":               message(map[string]any{"thread_ts": "1700000009.000100"}),
		"unknown thread":       message(map[string]any{"thread_ts": "1600000000.000001"}),
		"same ts elsewhere":    message(map[string]any{"channel": slackfake.Random}),
		"other workspace":      message(map[string]any{"user_team": slackfake.Other}),
		"our echo of an edit":  {"type": "message", "subtype": "message_changed", "hidden": true, "channel": slackfake.Office, "message": message(map[string]any{"bot_id": slackfake.Bot}), "previous_message": message(map[string]any{"bot_id": slackfake.Bot})},
		"reaction":             {"type": "reaction_added", "user": slackfake.Sasaki},
		"from the future":      {"type": "quantum_message", "user": slackfake.Sasaki},
		"edit without message": {"type": "message", "subtype": "message_changed"},
	}
	for name, inner := range cases {
		if a := r.Event(inner); a.Status != 200 {
			t.Errorf("%s answered %d", name, a.Status)
		}
	}
	if got := r.office.took(); len(got) != 0 {
		t.Errorf("taken: %+v", got)
	}
	for _, subtype := range []string{"file_share", "thread_broadcast"} {
		r.Event(message(map[string]any{"subtype": subtype, "files": []any{map[string]any{"id": "F1", "name": "見積.pdf", "mimetype": "application/pdf", "size": 10}}}))
	}
	got := r.office.took()
	if len(got) != 2 || len(got[0].Files) != 1 || got[0].Files[0] != (chat.File{ID: "F1", Name: "見積.pdf", Type: "file", Bytes: 10}) {
		t.Errorf("of file_share and thread_broadcast came %+v", got)
	}
}

// TestS7Retraction: an edit of what the member already has is told; other edits are not.
func TestS7Retraction(t *testing.T) {
	r := open(t)
	card := r.post(t)
	note := r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "社内のメモ")
	relayed := r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "番号は T1 です")
	r.office.set(func(o *office) {
		o.log["Q-1204"] = []ticket.Entry{{What: "replied", Who: chat.Person{ID: "slack:" + slackfake.Sasaki}, Text: "番号は T1 です"}}
	})
	r.Edit(slackfake.Office, note.TS, "社内のメモ（訂正）")
	r.Edit(slackfake.Office, relayed.TS, "番号は T2 です")
	got := r.office.took()[2:]
	if len(got) != 1 || got[0].Act != chat.Retract || got[0].MessageID != relayed.TS || got[0].Text != "番号は T2 です" || got[0].Ticket != "Q-1204" {
		t.Fatalf("of the edits came %+v", got)
	}
}

// actors are the six kinds of people who are not staff, and one who is.
var actors = []struct {
	user    string
	may     bool
	because string
}{
	{slackfake.Sasaki, true, ""},
	{slackfake.Guest, false, "ゲスト"},
	{slackfake.Outsider, false, "メンバー"},
	{slackfake.Stranger, false, "ワークスペース"},
	{slackfake.Former, false, "この利用者"},
	{"U0NOBODY", false, "メンバー"},
}

// TestS9WhoMayAct tries every way to act as every kind of person.
func TestS9WhoMayAct(t *testing.T) {
	ways := map[string]func(*room, slackfake.Message, string){
		"press": func(r *room, card slackfake.Message, user string) { r.Press(user, card, "引き受ける") },
		"note":  func(r *room, card slackfake.Message, user string) { r.Say(slackfake.Office, card.TS, user, "メモ") },
		"look":  func(r *room, card slackfake.Message, user string) { r.Press(user, card, "詳細") },
		"choose": func(r *room, card slackfake.Message, user string) {
			r.Press(user, withChoice(card), "このFAQを送る")
		},
		"submit": func(r *room, _ slackfake.Message, user string) {
			r.SubmitView(user, forgedPreview(), nil)
		},
	}
	for way, act := range ways {
		for _, who := range actors {
			t.Run(way+" "+who.user, func(t *testing.T) {
				r := open(t)
				card := r.post(t)
				act(r, card, who.user)
				if who.may {
					eventually(t, "it is taken", func() bool { return len(r.office.took()) == 1 })
					return
				}
				eventually(t, "the person is known", func() bool { return len(r.Calls("conversations.members")) > 0 })
				time.Sleep(50 * time.Millisecond) // nothing must come; there is no event to wait for
				if got := r.office.took(); len(got) != 0 {
					t.Errorf("taken from %s: %+v", who.user, got)
				}
				if e := r.Ephemerals(who.user); len(e) > 0 && !strings.Contains(e[0].Text(), who.because) {
					t.Errorf("told %q, want the reason %q", e[0].Text(), who.because)
				}
			})
		}
	}
}

func withChoice(card slackfake.Message) slackfake.Message {
	card.Blocks = []any{map[string]any{"type": "actions", "elements": []any{map[string]any{
		"type": "button", "action_id": "choose:0", "value": "v1:send:alibaba/8", "text": map[string]any{"type": "plain_text", "text": "このFAQを送る"}}}}}
	return card
}

// forgedPreview is a preview as somebody who once had one could submit it again.
func forgedPreview() slackfake.View {
	return slackfake.NewView("preview", `{"act":"reply","ticket":"Q-1204","version":7,"text":"承認します"}`)
}

// TestS9SharedChannel: in a channel shared with another company nobody can act.
func TestS9SharedChannel(t *testing.T) {
	fake := slackfake.New(t)
	fake.SetChannel(slackfake.Channel{ID: slackfake.Office, Members: []string{slackfake.BotUser, slackfake.Sasaki}, ExtShared: true})
	r := openOn(t, fake)
	card := r.post(t)
	r.Press(slackfake.Sasaki, card, "引き受ける")
	r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "メモ")
	eventually(t, "the person is told", func() bool { return len(r.Ephemerals(slackfake.Sasaki)) > 0 })
	if got := r.office.took(); len(got) != 0 {
		t.Errorf("taken: %+v", got)
	}
}

// TestS9LeftTheChannel: who leaves the channel loses every right at once.
func TestS9LeftTheChannel(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.Press(slackfake.Sasaki, card, "引き受ける")
	eventually(t, "a member's press is taken", func() bool { return len(r.office.took()) == 1 })
	r.SetChannel(slackfake.Channel{ID: slackfake.Office, Members: []string{slackfake.BotUser, slackfake.Tanaka}})
	r.Event(map[string]any{"type": "member_left_channel", "user": slackfake.Sasaki, "channel": slackfake.Office})
	r.Press(slackfake.Sasaki, card, "解決")
	r.Press(slackfake.Tanaka, card, "解決")
	eventually(t, "the other's press is taken", func() bool { return len(r.office.took()) == 2 })
	if e := r.office.took()[1]; e.Person.ID != "slack:"+slackfake.Tanaka {
		t.Errorf("taken from %s", e.Person.ID)
	}
}

// TestS16Revoked: an app that was removed says so in its health and takes no harm.
func TestS16Revoked(t *testing.T) {
	for _, event := range []string{"app_uninstalled", "tokens_revoked"} {
		r := open(t)
		if a := r.Event(map[string]any{"type": event}); a.Status != 200 || r.app.Health() == nil {
			t.Errorf("%s: answered %d, health %v", event, a.Status, r.app.Health())
		}
		if _, err := r.app.Send(t.Context(), toOffice("k", chat.Message{Text: "x"})); err != nil || r.app.Health() != nil {
			t.Errorf("a send that works again: %v, health %v", err, r.app.Health())
		}
	}
}

// TestS17Examples: every body of the platform's own examples is answered 2xx.
func TestS17Examples(t *testing.T) {
	payload(t, "signature-vector.json") // says what is missing where it is
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "payloads", "slack", "[0-9]*.json"))
	if err != nil || len(files) < 40 {
		t.Fatalf("%d examples: %v", len(files), err)
	}
	r := open(t)
	for _, f := range files {
		body := payload(t, filepath.Base(f))
		path, kind := "/webhook/slack/events", "application/json"
		if strings.Contains(f, "-interactive-") {
			path, kind, body = "/webhook/slack/interactive", "application/x-www-form-urlencoded", []byte(url.Values{"payload": {string(body)}}.Encode())
		}
		if a := r.Post(path, kind, body); a.Status < 200 || a.Status > 299 {
			t.Errorf("%s answered %d", filepath.Base(f), a.Status)
		}
	}
	if got := r.office.took(); len(got) != 0 {
		t.Errorf("the examples, which are of other apps, did %+v", got)
	}
}

// TestS17Shapes: fields missing, null, or of another type are answered and do nothing.
func TestS17Shapes(t *testing.T) {
	r := open(t)
	for _, body := range []string{
		`{}`, `null`, `{"type":"event_callback"}`, `{"type":"event_callback","event":null}`, `{"type":"event_callback","event":[]}`,
		`{"type":"event_callback","event":"x"}`, `{"type":"event_callback","event":{"type":5}}`,
		`{"type":"event_callback","event":{"type":"message"}}`, `{"type":"event_callback","event":{"type":"message","user":{}}}`,
		`{"type":"event_callback","event":{"type":"message","subtype":"message_changed","previous_message":{"user":"U","thread_ts":""}}}`,
		`{"type":"event_callback","event":{"type":"app_home_opened"}}`, `{"type":"app_rate_limited"}`, `{"type":"from_the_future"}`,
	} {
		if a := r.Post("/webhook/slack/events", "application/json", []byte(body)); a.Status != 200 {
			t.Errorf("event %s answered %d", body, a.Status)
		}
	}
	for _, body := range []string{
		`{}`, `{"type":"block_actions"}`, `{"type":"block_actions","actions":[{}]}`, `{"type":"block_actions","actions":"x"}`,
		`{"type":"view_submission"}`, `{"type":"view_submission","view":{"private_metadata":"{}"}}`,
		`{"type":"view_submission","view":{"private_metadata":"not json","callback_id":"reply"}}`, `{"type":"from_the_future","actions":[1]}`,
	} {
		form := url.Values{"payload": {body}}.Encode()
		if a := r.Post("/webhook/slack/interactive", "application/x-www-form-urlencoded", []byte(form)); a.Status != 200 {
			t.Errorf("interaction %s answered %d", body, a.Status)
		}
	}
	if got := r.office.took(); len(got) != 0 {
		t.Errorf("did %+v", got)
	}
}
