package slack_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
)

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

// TestS9Group: where a user group is named, its members act and the rest of the channel does not.
func TestS9Group(t *testing.T) {
	fake := slackfake.New(t)
	fake.SetGroup("S0STAFF", slackfake.Tanaka, slackfake.Guest)
	r := openOn(t, fake, func(c *slack.Config) { c.Group = "S0STAFF" })
	card := r.post(t)
	r.Press(slackfake.Sasaki, card, "引き受ける")
	r.Press(slackfake.Guest, card, "引き受ける")
	eventually(t, "both are refused", func() bool {
		return len(r.Ephemerals(slackfake.Sasaki)) == 1 && len(r.Ephemerals(slackfake.Guest)) == 1
	})
	if text := r.Ephemerals(slackfake.Sasaki)[0].Text(); !strings.Contains(text, "担当グループ") {
		t.Errorf("told %q", text)
	}
	r.Press(slackfake.Tanaka, card, "引き受ける")
	eventually(t, "a member of the group acts", func() bool { return len(r.office.took()) == 1 })
}
