package slack_test

import (
	"encoding/json"
	"strings"
	"testing"

	"madoguchi/handlers/slack/slackfake"
)

// rich is a message as Slack's composer makes it.
func rich(t *testing.T, elements string) []any {
	t.Helper()
	var blocks []any
	if err := json.Unmarshal([]byte(`[{"type":"rich_text","block_id":"b","elements":`+elements+`}]`), &blocks); err != nil {
		t.Fatal(err)
	}
	return blocks
}

// TestS18PlainInThread: what somebody writes arrives as its readers see it, by the blocks of a message
// where it has some and by its text where it has none, and never with a platform's id.
func TestS18PlainInThread(t *testing.T) {
	cases := []struct{ name, text, elements, want string }{
		{"marks", "x", `[{"type":"rich_text_section","elements":[{"type":"text","text":"登録番号は"},{"type":"text","text":"T1*2*","style":{"bold":true}},{"type":"text","text":"です"},{"type":"emoji","name":"bow","unicode":"1f647"},{"type":"emoji","name":"our_logo"}]}]`, "登録番号はT1*2*です🙇"},
		{"people", "x", `[{"type":"rich_text_section","elements":[{"type":"user","user_id":"U0TANAKA"},{"type":"text","text":"さん"},{"type":"usergroup","usergroup_id":"S1"},{"type":"channel","channel_id":"C1"},{"type":"broadcast","range":"here"}]}]`, "@田中さん@グループ#チャンネル@here"},
		{"links", "x", `[{"type":"rich_text_section","elements":[{"type":"link","url":"https://a.example/_x_","text":"案内"},{"type":"text","text":"と"},{"type":"link","url":"https://b.example"}]}]`, "案内 (https://a.example/_x_)とhttps://b.example"},
		{"list", "x", `[{"type":"rich_text_section","elements":[{"type":"text","text":"次の二つです"}]},{"type":"rich_text_list","style":"ordered","offset":1,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"印鑑"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"登記簿"}]}]},{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"写し可"}]}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"a\nb"}]},{"type":"rich_text_quote","elements":[{"type":"text","text":"以上"}]}]`, "次の二つです\n2. 印鑑\n3. 登記簿\n・写し可\na\nb\n以上"},
		{"unknown element", "*太字* <@U0TANAKA>さん", `[{"type":"rich_text_section","elements":[{"type":"hologram"}]}]`, "太字 @田中さん"},
		{"unknown block", "*太字*", `[{"type":"rich_text_hologram"}]`, "太字"},
		{"text alone", "*太字* <@U0TANAKA>さん <@U0NOBODY> <https://a.example|案内> :bow:", "", "太字 @田中さん @メンバー 案内 (https://a.example) 🙇"},
		{"someone of another channel", "<@U0OUTSIDE>さん", "", "@外の人さん"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			r := open(t)
			r.SetUser(slackfake.User{ID: "U0OUTSIDE", Team: slackfake.Team, Name: "外の人"})
			card := r.post(t)
			var blocks []any
			if tc.elements != "" {
				blocks = rich(t, tc.elements)
			}
			r.Talk(slackfake.Office, card.TS, slackfake.Sasaki, tc.text, blocks)
			if got := r.office.took(); len(got) != 1 || got[0].Text != tc.want {
				t.Errorf("arrived as %+v, want %q", got, tc.want)
			}
		})
	}
}

// TestS18PlainShortcutAndModal: what is sent on by the shortcut, and what is typed into the modal, reads
// as it would in direct relay. What only looks like an entity stays as it was typed.
func TestS18PlainShortcutAndModal(t *testing.T) {
	r := open(t)
	card := r.post(t)
	a := r.Talk(slackfake.Office, card.TS, slackfake.Sasaki, "*登録番号*は<@U0TANAKA>が<https://a.example|案内>します:bow:", nil)
	m := r.Find(slackfake.Office, func(m slackfake.Message) bool { return m.TS == a.TS })[0]
	r.Shortcut(slackfake.Tanaka, m, "send_to_member")
	eventually(t, "the modal is there", func() bool { v, _ := r.Top(slackfake.Tanaka); return v.Callback == "reply" })
	r.Submit(slackfake.Tanaka, nil)
	if v, _ := r.Top(slackfake.Tanaka); !strings.Contains(v.Text(), "登録番号は@田中が案内 (https://a.example)します🙇") {
		t.Errorf("the preview of the shortcut reads\n%s", v.Text())
	}
	r.reply(t, slackfake.Sasaki, card)
	r.Submit(slackfake.Sasaki, map[string]string{"input": "*登録番号*は<重要> &amp; <@U0TANAKA>から:sushi:"})
	r.Submit(slackfake.Sasaki, nil)
	want := "登録番号は<重要> &amp; @田中から🍣"
	if got := r.office.took(); got[len(got)-1].Text != want {
		t.Errorf("the modal sent %q, want %q", got[len(got)-1].Text, want)
	}
}

// TestS12AsideInReply: a reply with a line for colleagues goes nowhere.
func TestS12AsideInReply(t *testing.T) {
	r := open(t)
	r.reply(t, slackfake.Sasaki, r.post(t))
	r.Submit(slackfake.Sasaki, map[string]string{"input": "お待たせしました。\n／／部長には未確認"})
	if v, _ := r.Top(slackfake.Sasaki); v.Callback != "reply" || !strings.Contains(v.Errors["input"], "社内メモのしるし") {
		t.Errorf("%s with %v, want a complaint beside the input", v.Callback, v.Errors)
	}
}
