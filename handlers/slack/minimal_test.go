package slack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
)

// A bare is a Slack that answers with no more than its documentation promises.
type bare struct {
	mu    sync.Mutex
	calls []string // method, then its arguments as JSON
	odd   func(http.ResponseWriter, string) bool
}

var bareAnswers = map[string]string{
	"auth.test":                    `{"ok":true,"team_id":"T0OFFICE","user_id":"U0MADOGUCHI"}`,
	"conversations.info":           `{"ok":true,"channel":{"id":"C0OFFICE"}}`,
	"users.info":                   `{"ok":true,"user":{"id":"U0SASAKI"}}`,
	"chat.postMessage":             `{"ok":true,"channel":"C0OFFICE","ts":"1700000000.000100"}`,
	"chat.update":                  `{"ok":true,"channel":"C0OFFICE","ts":"1700000000.000100"}`,
	"chat.postEphemeral":           `{"ok":true,"message_ts":"1700000000.000200"}`,
	"conversations.history":        `{"ok":true,"messages":[]}`,
	"conversations.replies":        `{"ok":true,"messages":[]}`,
	"views.open":                   `{"ok":true,"view":{"id":"V1"}}`,
	"views.update":                 `{"ok":true,"view":{"id":"V1"}}`,
	"views.publish":                `{"ok":true}`,
	"files.completeUploadExternal": `{"ok":true,"files":[{"id":"F1"}]}`,
}

func (b *bare) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	method := path.Base(r.URL.Path)
	args := string(body)
	if form, err := url.ParseQuery(args); err == nil && !strings.HasPrefix(args, "{") {
		j, _ := json.Marshal(form)
		args = string(j)
	}
	b.mu.Lock()
	b.calls = append(b.calls, method+" "+args)
	odd := b.odd
	b.mu.Unlock()
	if odd != nil && odd(w, method) {
		return
	}
	answer := bareAnswers[method]
	switch {
	case r.URL.Path == "/upload":
		answer = "OK"
	case method == "files.getUploadURLExternal":
		answer = fmt.Sprintf(`{"ok":true,"file_id":"F1","upload_url":"http://%s/upload"}`, r.Host)
	case method == "conversations.members" && !strings.Contains(args, "next"): // the first page
		answer = `{"ok":true,"members":["U0MADOGUCHI"],"response_metadata":{"next_cursor":"next="}}`
	case method == "conversations.members":
		answer = `{"ok":true,"members":["U0SASAKI"]}`
	case answer == "":
		answer = `{"ok":false,"error":"unknown_method"}`
	}
	_, _ = io.WriteString(w, answer)
}

// answer lets odd answer the calls it says it has.
func (b *bare) answer(odd func(http.ResponseWriter, string) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.odd = odd
}

func (b *bare) called(method string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, c := range b.calls {
		if strings.HasPrefix(c, method+" ") {
			n++
		}
	}
	return n
}

// openBare starts an app before a bare Slack.
func openBare(t *testing.T, changes ...func(*slack.Config)) (*bare, *slack.Service, *office) {
	t.Helper()
	b := &bare{}
	server := httptest.NewServer(b)
	o := newOffice()
	cfg := slack.Config{SigningSecret: slackfake.Secret, BotToken: "xoxb-1", Channel: slackfake.Office, APIURL: server.URL + "/api",
		Log: quiet, PerSecond: 1000, Finder: o, Contents: kept{"f1": []byte("x")}}
	for _, change := range changes {
		change(&cfg)
	}
	app, err := slack.New(cfg, o, o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = app.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done; server.Close() })
	return b, app, o
}

// post sends the app a signed request.
func post(app *slack.Service, route, body string) *httptest.ResponseRecorder {
	stamp := fmt.Sprint(time.Now().Unix())
	req := httptest.NewRequest(http.MethodPost, "/webhook/slack/"+route, strings.NewReader(body))
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", slackfake.Sign(slackfake.Secret, stamp, []byte(body)))
	w := httptest.NewRecorder()
	app.ServeHTTP(w, req)
	return w
}

// TestS30BareAnswers: all that the app does works with a Slack that says no more than it has to.
func TestS30BareAnswers(t *testing.T) {
	b, app, o := openBare(t)
	d := toOffice("k", chat.Message{Card: aCard(7)}, chat.Message{Text: "x", Author: chat.Member}, chat.Message{Card: aCard(8)},
		chat.Message{Status: &chat.Status{Delivery: 1, State: chat.Sent}}, chat.Message{Text: "y", Private: "slack:U0SASAKI"}, chat.Message{Unsent: "m1"},
		chat.Message{Author: chat.System, Text: "f", Files: []chat.File{{ID: "f1", Name: "x.png"}}})
	d.Attempt = 2 // looks for itself first
	receipt, err := app.Send(t.Context(), d)
	if err != nil || receipt.Thread != "1700000000.000100" {
		t.Fatalf("%+v: %v", receipt, err)
	}
	for _, method := range []string{"conversations.history", "conversations.replies", "chat.postEphemeral", "files.completeUploadExternal", "chat.update"} {
		if b.called(method) == 0 {
			t.Errorf("%s was not called", method)
		}
	}
	payload := func(v string) string { return url.Values{"payload": {v}}.Encode() }
	press := `{"type":"block_actions","trigger_id":"1","user":{"id":"U0SASAKI"},"container":{"channel_id":"C0OFFICE","message_ts":"1700000000.000100"},"actions":[{"action_id":"act:%s","value":"Q-1204|7"}]}`
	post(app, "interactive", payload(fmt.Sprintf(press, "claim")))
	eventually(t, "the claim is taken", func() bool { return slices.Equal(o.acts(), []chat.Act{chat.Claim}) })
	if n := b.called("conversations.members"); n < 2 {
		t.Errorf("the members were read in %d pages", n)
	}
	post(app, "interactive", payload(fmt.Sprintf(press, "reply")))
	eventually(t, "the modal is filled", func() bool { return b.called("views.update") == 1 })
	post(app, "events", `{"type":"event_callback","event_id":"Ev1","event":{"type":"app_home_opened","tab":"home","user":"U0SASAKI"}}`)
	eventually(t, "the home tab is drawn", func() bool { return b.called("views.publish") == 1 })
	if w := post(app, "command", "command=%2Fmadoguchi&text=q-1204&user_id=U0SASAKI"); !strings.Contains(w.Body.String(), "登録番号について") {
		t.Errorf("the command answered %s", w.Body)
	}
}

// TestS34OddAnswers: whatever comes instead of an answer, the delivery is kept for another attempt,
// or given up where Slack itself says that it never will be taken.
func TestS34OddAnswers(t *testing.T) {
	for _, tc := range []struct {
		name, body string
		status     int
		header     string
		want       chat.Fault
	}{
		{"a page of a proxy", "<html>502 Bad Gateway</html>", 502, "", chat.Temporary},
		{"a page with 200", "<html>maintenance</html>", 200, "", chat.Temporary},
		{"nothing", "", 200, "", chat.Temporary},
		{"null", "null", 200, "", chat.Temporary},
		{"half an answer", `{"ok":true,"ts":"17`, 200, "", chat.Temporary},
		{"no ts", `{"ok":true}`, 200, "", chat.Temporary},
		{"429 with a time", `{"ok":false,"error":"ratelimited"}`, 429, "3", chat.Limited},
		{"429 without", "", 429, "", chat.Limited},
		{"429 with a time that is none", "", 429, "soon", chat.Temporary},
		{"an error nobody knows", `{"ok":false,"error":"purple"}`, 200, "", chat.Rejected},
		{"ok:false without an error", `{"ok":false}`, 200, "", chat.Temporary},
		{"forbidden", "", 403, "", chat.Limited},
	} {
		b, app, _ := openBare(t)
		b.answer(func(w http.ResponseWriter, method string) bool {
			if method != "chat.postMessage" {
				return false
			}
			if tc.header != "" {
				w.Header().Set("Retry-After", tc.header)
			}
			w.WriteHeader(tc.status)
			_, _ = io.WriteString(w, tc.body)
			return true
		})
		_, err := app.Send(t.Context(), toOffice("k", chat.Message{Card: aCard(7)}))
		if err == nil || chat.FaultOf(err) != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.want)
		}
	}
}
