package slack_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
)

// fuzzRoom is an app before a Slack that refuses everything, so that nothing is waited for.
func fuzzRoom(f *testing.F) (*slack.Service, *office) {
	f.Helper()
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"ok":false,"error":"invalid_auth"}`))
	}))
	f.Cleanup(refusing.Close)
	o := newOffice()
	o.threads["slack::C111 1726133698.626339"] = "Q-1204"
	app, err := slack.New(slack.Config{SigningSecret: slackfake.Secret, BotToken: "t", Channel: "C111", APIURL: refusing.URL, Log: quiet}, o, o)
	if err != nil {
		f.Fatal(err)
	}
	return app, o
}

// seeds are the platform's examples of one sort, where they are at hand, and our own.
func seeds(f *testing.F, sort string, own ...string) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "payloads", "slack", "*-"+sort+"-*.json"))
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	for _, s := range own {
		f.Add(s)
	}
}

// deliver posts a signed body and requires an answer that is no server error.
func deliver(t *testing.T, app *slack.Service, path, body string) {
	t.Helper()
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", slackfake.Sign(slackfake.Secret, stamp, []byte(body)))
	w := httptest.NewRecorder()
	app.ServeHTTP(w, req)
	if w.Code >= 500 {
		t.Errorf("%s answered %d to %q", path, w.Code, body)
	}
}

// FuzzEvents: no body of the Events API breaks anything or does more than leave a note.
func FuzzEvents(f *testing.F) {
	app, o := fuzzRoom(f)
	seeds(f, "event", `{"type":"event_callback","event":{"type":"message","user":"U1","text":"x","ts":"1.1","thread_ts":"1726133698.626339","channel":"C111"}}`)
	f.Fuzz(func(t *testing.T, body string) {
		deliver(t, app, "/webhook/slack/events", body)
		for _, e := range o.took() {
			if e.Act != "note" && e.Act != "retract" {
				t.Fatalf("%q did %s", body, e.Act)
			}
		}
		o.set(func(o *office) { o.events = nil; clear(o.ids) })
	})
}

// FuzzInteractions: no payload does anything for a person Slack does not vouch for.
func FuzzInteractions(f *testing.F) {
	app, o := fuzzRoom(f)
	seeds(f, "interactive", `{"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"act:claim","value":"Q-1204|7"}]}`,
		`{"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"preview","private_metadata":"{\"act\":\"reply\",\"ticket\":\"Q-1204\",\"text\":\"x\"}"}}`)
	f.Fuzz(func(t *testing.T, payload string) {
		deliver(t, app, "/webhook/slack/interactive", url.Values{"payload": {payload}}.Encode())
		if got := o.took(); len(got) != 0 {
			t.Fatalf("%q did %+v", payload, got)
		}
	})
}

// FuzzSignature: no header opens the door but the right one.
func FuzzSignature(f *testing.F) {
	app, _ := fuzzRoom(f)
	f.Add("1531420618", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", "{}")
	f.Add("-1", "v0=", "")
	f.Fuzz(func(t *testing.T, stamp, signature, body string) {
		req := httptest.NewRequest(http.MethodPost, "/webhook/slack/events", strings.NewReader(body))
		req.Header["X-Slack-Request-Timestamp"], req.Header["X-Slack-Signature"] = []string{stamp}, []string{signature}
		w := httptest.NewRecorder()
		app.ServeHTTP(w, req)
		if w.Code != http.StatusUnauthorized {
			t.Errorf("stamp %q, signature %q answered %d", stamp, signature, w.Code)
		}
	})
}
