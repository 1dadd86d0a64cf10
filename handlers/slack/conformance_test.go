package slack_test

import (
	"net/http"
	"testing"

	"madoguchi/chat"
	"madoguchi/chat/chattest"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
)

// TestConformance puts the channel to what every channel must do, in a channel and in a thread.
func TestConformance(t *testing.T) {
	t.Run("channel", func(t *testing.T) { chattest.Run(t, chattest.Harness{New: newBench}) })
	t.Run("thread", func(t *testing.T) {
		chattest.Run(t, chattest.Harness{New: newThreadBench, Prepare: func(d *chat.Delivery) { d.Thread = root }})
	})
}

// root is the ts of the card in whose thread the second run talks.
const root = "1600000000.000001"

func newBench(t testing.TB) chattest.Bench { return bench(t, "") }

func newThreadBench(t testing.TB) chattest.Bench { return bench(t, root) }

func bench(t testing.TB, thread string) chattest.Bench {
	failures := &chattest.Switch{Refuse: refuse}
	fake := slackfake.New(t, slackfake.Wrap(failures.Wrap))
	if thread != "" {
		for _, channel := range []string{slackfake.Office, slackfake.Random} {
			fake.Plant(slackfake.Message{Channel: channel, TS: root, User: slackfake.BotUser, BotID: slackfake.Bot, Fallback: "card"})
		}
	}
	app, err := slack.New(slack.Config{SigningSecret: "s", BotToken: slackfake.BotToken, Channel: slackfake.Office,
		APIURL: fake.URL(), Log: quiet, PerSecond: 1000}, newOffice(), newOffice())
	if err != nil {
		t.Fatal(err)
	}
	return chattest.Bench{
		Channel: app, Break: failures.Set, Calls: failures.Calls,
		To:        chat.Address{Channel: chat.Slack, ID: slackfake.Office},
		Other:     chat.Address{Channel: chat.Slack, ID: slackfake.Random},
		Malformed: []chat.Address{{Channel: chat.Slack, ID: "窓口"}, {Channel: chat.Slack, ID: "C0 OFFICE"}, {Channel: chat.LINE, ID: slackfake.Office}},
		Seen: func(to chat.Address) []chattest.Seen {
			var seen []chattest.Seen
			for _, m := range fake.Find(to.ID, func(m slackfake.Message) bool { return m.ThreadTS == thread && m.TS != root }) {
				seen = append(seen, asSeen(m))
			}
			return seen
		},
	}
}

// refuse is how Slack says that something will never work.
func refuse(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"ok":false,"error":"msg_too_long"}`))
}

// asSeen takes a message apart: the words, and what can be pressed below them.
func asSeen(m slackfake.Message) chattest.Seen {
	var s chattest.Seen
	for _, b := range m.Blocks {
		block := b.(map[string]any)
		switch block["type"] {
		case "rich_text":
			s.Text += slackfake.Rich(block)
		case "actions":
			for _, e := range block["elements"].([]any) {
				element := e.(map[string]any)
				c := chat.Choice{Label: element["text"].(map[string]any)["text"].(string)}
				c.Data, _ = element["value"].(string)
				c.URL, _ = element["url"].(string)
				s.Choices = append(s.Choices, c)
			}
		}
	}
	return s
}
