package slack_test

import (
	"context"
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/ticket"
)

// TestS12Canned: a canned reply goes into the modal's text, behind what was typed and in the name of who writes it; it
// is sent by nobody who has not read it, nor while one of its variables is empty.
func TestS12Canned(t *testing.T) {
	r := open(t, func(c *slack.Config) {
		c.Canned = func(_ context.Context, tk ticket.Ticket, who chat.Person) ([]ticket.Canned, error) {
			return []ticket.Canned{{ID: 7, Name: "お礼", Text: "ありがとうございます。\n" + tk.Number + " " + who.Name}, {ID: 8, Name: "期限", Text: "{期限}まで"}, {ID: 9, Name: "長い", Text: strings.Repeat("あ", 2999)}}, nil
		}
	})
	r.reply(t, slackfake.Sasaki, r.post(t))
	modal, _ := r.Top(slackfake.Sasaki)
	if !strings.Contains(modal.Text(), "定型文") {
		t.Fatalf("the modal reads\n%s", modal.Text())
	}
	if a := r.Submit(slackfake.Sasaki, map[string]string{"input": "一言", "canned": "9"}); !strings.Contains(string(a.Body), "3,000文字を超えます") {
		t.Errorf("too long a text: %s", a.Body)
	}
	r.Submit(slackfake.Sasaki, map[string]string{"input": "一言", "canned": "8"})
	modal, _ = r.Top(slackfake.Sasaki)
	if got := begins(modal, "input-1"); got != "一言\n\n{期限}まで" {
		t.Fatalf("the text became %q", got)
	}
	if a := r.Submit(slackfake.Sasaki, nil); !strings.Contains(string(a.Body), "空の項目があるため送れません：{期限}") || !strings.Contains(string(a.Body), "input-1") {
		t.Errorf("with an empty variable: %s", a.Body)
	}
	r.Submit(slackfake.Sasaki, map[string]string{"input-1": "", "canned-1": "7"})
	modal, _ = r.Top(slackfake.Sasaki)
	got := begins(modal, "input-2")
	if !strings.HasPrefix(got, "ありがとうございます。\nQ-") || !strings.Contains(got, "佐々木") {
		t.Fatalf("the text became %q", got)
	}
	r.Submit(slackfake.Sasaki, nil)
	if preview, _ := r.Top(slackfake.Sasaki); !strings.Contains(preview.Text(), "送信内容の確認") {
		t.Fatalf("no preview but\n%s", preview.Text())
	}
	r.Submit(slackfake.Sasaki, nil)
	if sent := r.office.took(); len(sent) != 1 || sent[0].Text != got {
		t.Errorf("arrived as %+v", sent)
	}
}

// begins is the text that an input of a modal begins with.
func begins(v slackfake.View, block string) string {
	for _, b := range v.Blocks {
		m, _ := b.(map[string]any)
		if e, _ := m["element"].(map[string]any); m["block_id"] == block {
			text, _ := e["initial_value"].(string)
			return text
		}
	}
	return ""
}
