package slack_test

import (
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/slack/slackfake"
)

// A sent is one body of testdata/bodies.jsonl: what Slack may send, and what has to come of it.
// {card} stands for the ts of Q-1204's card.
type sent struct {
	Name   string
	Route  string          // events, interactive, command
	Body   json.RawMessage // sent as JSON, or as the payload of a form
	Raw    *string         // sent as it is, instead
	Status int
	Answer string   // stands in the answer
	Acts   []string // what reaches the office, each with its text; nil: nothing
}

func (s sent) post(r *room, card string) slackfake.Answer {
	body, kind := strings.ReplaceAll(string(s.Body), "{card}", card), "application/json"
	switch {
	case s.Raw != nil:
		body = *s.Raw
	case s.Route == "interactive":
		body = url.Values{"payload": {body}}.Encode()
	}
	if s.Route != "events" {
		kind = "application/x-www-form-urlencoded"
	}
	for {
		a := r.Post("/webhook/slack/"+s.Route, kind, []byte(body))
		if !strings.Contains(string(a.Body), "確認しています") { // who asks is being looked up: asked again, they are known
			return a
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// TestS17Bodies: every sort of body gets the treatment that Slack documents, whatever is missing,
// null or new in it, and nothing more happens than it asks for.
func TestS17Bodies(t *testing.T) {
	file, err := os.ReadFile("testdata/bodies.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	r := open(t)
	card := r.post(t)
	for _, user := range []string{slackfake.Sasaki, slackfake.Guest} { // known, so that everything is decided before the answer
		eventually(t, "the staff are known", func() bool {
			return !strings.Contains(slackfake.CommandText(r.Command(user, "")), "確認しています")
		})
	}
	for line := range strings.Lines(string(file)) {
		var s sent
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		t.Run(s.Name, func(t *testing.T) {
			before := len(r.office.took())
			a := s.post(r, card.TS)
			if a.Status != s.Status || !strings.Contains(string(a.Body), s.Answer) {
				t.Errorf("answered %d %s, want %d %s", a.Status, a.Body, s.Status, s.Answer)
			}
			if len(s.Acts) > 0 { // somebody joined meanwhile: then the staff are looked up anew, after the answer
				eventually(t, "it is done", func() bool { return len(r.office.took()) > before })
			}
			var acts []string
			for _, e := range r.office.took()[before:] {
				acts = append(acts, string(e.Act)+" "+e.Text)
			}
			if strings.Join(acts, "|") != strings.Join(s.Acts, "|") {
				t.Errorf("did %q, want %q", acts, s.Acts)
			}
		})
	}
}
