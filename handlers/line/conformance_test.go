package line_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/chat/chattest"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// TestConformance holds LINE to what every channel promises, once by push and once by reply.
func TestConformance(t *testing.T) {
	t.Run("by push", func(t *testing.T) {
		chattest.Run(t, chattest.Harness{New: newBench(nil), Longest: 25_000})
	})
	t.Run("by reply", func(t *testing.T) {
		var last *linefake.Server // of the bench now in use: each check has one, or several in turn
		chattest.Run(t, chattest.Harness{
			New: newBench(&last), Longest: 25_000,
			Prepare: func(d *chat.Delivery) {
				if d.To.ID == "" {
					return
				}
				d.ReplyToken = last.TextEvent(d.To.ID, "お願いします").ReplyToken()
				d.ReplyUntil = time.Now().Add(50 * time.Second)
			},
		})
	})
}

func newBench(last **linefake.Server) func(testing.TB) chattest.Bench {
	return func(t testing.TB) chattest.Bench {
		fake := newFake(t)
		if last != nil {
			*last = fake
		}
		s := newService(t, fake, nil, nil)
		return chattest.Bench{
			Channel: s,
			To:      address("taro"), Other: address("hanako"),
			Seen: func(a chat.Address) []chattest.Seen { return seen(t, fake.Delivered(a.ID)) },
			Break: func(f chattest.Failure, after int) {
				fake.SetModeAfter(after, map[chattest.Failure]linefake.Mode{
					chattest.Refuse: linefake.Refused, chattest.Down: linefake.Error500, chattest.Drop: linefake.AcceptThenDrop,
					chattest.Hang: linefake.Hang, chattest.Limit: linefake.RateLimited,
				}[f])
			},
			Calls:     func() int { return len(fake.Calls("")) },
			Malformed: []chat.Address{{Channel: chat.LINE, ID: "taro"}, {Channel: chat.LINE, ID: "U1 or 1=1"}, {Channel: chat.LINE, ID: "../v2/bot/info"}},
		}
	}
}

// newFake is a fake LINE that fails the test where anything sent broke LINE's rules.
func newFake(t testing.TB) *linefake.Server {
	t.Helper()
	fake := linefake.MustNew()
	t.Cleanup(func() {
		fake.Close()
		for _, f := range fake.Faults() {
			t.Errorf("LINE would have refused: %s", f)
		}
	})
	return fake
}

// newService is a service in front of fake; change alters its configuration.
func newService(t testing.TB, fake *linefake.Server, sink chat.Sink, change func(*line.Config)) *line.Service {
	t.Helper()
	cfg := line.Config{
		Accounts: []line.Account{{Secrets: []string{fake.Secret}, Token: fake.Token}},
		APIURL:   fake.URL(), DataURL: fake.URL(), Log: quiet(),
	}
	if change != nil {
		change(&cfg)
	}
	s, err := line.New(cfg, sink)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func address(name string) chat.Address {
	return chat.Address{Channel: chat.LINE, ID: linefake.User(name)}
}

// seen reads delivered objects as a person would.
func seen(t testing.TB, list []linefake.Delivered) []chattest.Seen {
	var all []chattest.Seen
	for _, d := range list {
		var object map[string]any
		if err := json.Unmarshal(d.Object, &object); err != nil {
			t.Fatal(err)
		}
		var s chattest.Seen
		if d.Type == "text" {
			s.Text = d.Text
			for _, w := range strings.Fields(d.Text) {
				if strings.HasPrefix(w, "http") {
					s.Links = append(s.Links, w) // LINE itself makes links of addresses in texts
				}
			}
		}
		read(object["contents"], &s)
		read(object["quickReply"], &s)
		all = append(all, s)
	}
	return all
}

// read gathers the texts and the actions of a part of an object.
func read(v any, s *chattest.Seen) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			read(e, s)
		}
	case map[string]any:
		if text, ok := v["text"].(string); ok && v["type"] == "text" {
			s.Text += text + "\n"
		}
		if a, ok := v["action"].(map[string]any); ok {
			readAction(a, s)
		}
		for _, part := range []string{"header", "hero", "body", "footer", "contents", "items"} {
			read(v[part], s)
		}
	}
}

func readAction(a map[string]any, s *chattest.Seen) {
	label, _ := a["label"].(string)
	if shown, ok := a["displayText"].(string); ok {
		label = shown
	}
	switch a["type"] {
	case "uri":
		s.Links = append(s.Links, a["uri"].(string))
		if label != "" {
			s.Choices = append(s.Choices, chat.Choice{Label: label, URL: a["uri"].(string)})
		}
	case "postback":
		s.Choices = append(s.Choices, chat.Choice{Label: label, Data: a["data"].(string)})
	}
}

func deadline(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
