package slack_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// TestS10Claim is S10: a press carries the ticket and the version that was seen, and nothing else.
func TestS10Claim(t *testing.T) {
	r := open(t)
	card := r.post(t)
	b, found := slackfake.Button(card.Blocks, "引き受ける")
	if !found || b["value"] != "Q-1204|7" {
		t.Fatalf("the button's value is %v, want the number and the version alone", b["value"])
	}
	if a := r.Press(slackfake.Sasaki, card, "引き受ける"); a.Status != 200 {
		t.Fatalf("answered %d", a.Status)
	}
	eventually(t, "the claim is taken", func() bool { return len(r.office.took()) == 1 })
	e := r.office.took()[0]
	if e.Kind != chat.StaffAct || e.Act != chat.Claim || e.Ticket != "Q-1204" || e.Version != 7 ||
		e.Person != (chat.Person{ID: "slack:" + slackfake.Sasaki, Name: "佐々木"}) || e.Thread != card.TS || e.From.ID != slackfake.Office {
		t.Errorf("claim arrived as %+v", e)
	}
}

// TestS9S10RefusalIsPrivate is S9 and S10: who was too late is told so alone.
func TestS9S10RefusalIsPrivate(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.office.set(func(o *office) {
		o.outcome = func(chat.Event) chat.Outcome {
			return chat.Outcome{Text: "田中さんが先に引き受けました。"}
		}
	})
	r.Press(slackfake.Sasaki, card, "引き受ける")
	eventually(t, "the refusal is shown", func() bool { return len(r.Ephemerals(slackfake.Sasaki)) == 1 })
	if text := r.Ephemerals(slackfake.Sasaki)[0].Text(); text != "田中さんが先に引き受けました。" {
		t.Errorf("shown %q", text)
	}
	if n := len(r.Thread(slackfake.Office, card.TS)); n != 0 {
		t.Errorf("%d messages for everybody", n)
	}
}

// TestS13ToldWhereTheyAre: beside the card in the channel, in the thread, in a channel the app is not in,
// in the home tab.
func TestS13ToldWhereTheyAre(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.office.set(func(o *office) {
		o.outcome = func(chat.Event) chat.Outcome { return chat.Outcome{Text: "遅かったようです。"} }
	})
	told := func(thread string) func() bool {
		return func() bool {
			return slices.ContainsFunc(r.Ephemerals(slackfake.Sasaki), func(m slackfake.Message) bool { return m.ThreadTS == thread })
		}
	}
	r.Press(slackfake.Sasaki, card, "引き受ける")
	eventually(t, "told in the channel", told(""))
	r.send(t, inThread(card, "s", chat.Message{Status: &chat.Status{Delivery: 9, State: chat.Dead}}))
	r.Press(slackfake.Sasaki, r.Thread(slackfake.Office, card.TS)[0], "再送")
	eventually(t, "told in the thread", told(card.TS))
	elsewhere := card
	elsewhere.Channel = "C0ELSEWHERE"
	r.Press(slackfake.Sasaki, elsewhere, "解決")
	eventually(t, "S13: told by the response_url", func() bool { return len(r.Responses()) == 1 })
	if body := r.Responses()[0].Body; body["response_type"] != "ephemeral" || !strings.Contains(body["text"].(string), "遅かったようです") {
		t.Errorf("responded %v", body)
	}
	r.OpenHome(slackfake.Sasaki)
	eventually(t, "the home tab is there", func() bool { _, there := r.Home(slackfake.Sasaki); return there })
	home, _ := r.Home(slackfake.Sasaki)
	r.PressView(slackfake.Sasaki, home, "引き受ける")
	eventually(t, "told in a direct message", func() bool { return len(r.Roots("D0SASAKI")) == 1 })
}

// TestS13ForeignAddress: no answer goes to an address that is not Slack's.
func TestS13ForeignAddress(t *testing.T) {
	var called atomic.Bool
	foreign := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Store(true) }))
	defer foreign.Close()
	r := open(t)
	for _, address := range []string{foreign.URL, "https://hooks.slack.com.evil.example/x", "http://hooks.slack.com@" + foreign.URL[7:], "file:///etc/passwd", "", ":"} {
		form := url.Values{"user_id": {"U0NEW"}, "team_id": {slackfake.Team}, "response_url": {address}, "text": {"Q-1204"}}
		r.Fail(slackfake.Fault{Method: "conversations.members", Status: 500, Times: 1})
		r.Post("/webhook/slack/command", "application/x-www-form-urlencoded", []byte(form.Encode()))
		press := `{"type":"block_actions","user":{"id":"U0NEW"},"channel":{"id":"C0NONE"},"response_url":"` + address + `","actions":[{"action_id":"act:claim","block_id":"b","value":"Q-1204|7"}]}`
		r.Post("/webhook/slack/interactive", "application/x-www-form-urlencoded", []byte(url.Values{"payload": {press}}.Encode()))
	}
	eventually(t, "the refusals were tried", func() bool { return len(r.Calls("chat.postEphemeral")) >= 6 })
	time.Sleep(50 * time.Millisecond) // nothing must come; there is no event to wait for
	if called.Load() {
		t.Error("a foreign address was called")
	}
}

// TestS14ByResponse: a command of somebody who is not known yet is answered when Slack has said who
// they are.
func TestS14ByResponse(t *testing.T) {
	fake := slackfake.New(t)
	fake.Fail(slackfake.Fault{Method: "users.info", Hang: true})
	r := openOn(t, fake)
	eventually(t, "the staff are being looked up", func() bool { return len(r.Calls("users.info")) > 0 })
	if got := slackfake.CommandText(r.Command(slackfake.Sasaki, "Q-1204")); !strings.Contains(got, "確認しています") {
		t.Errorf("answered at once: %s", got)
	}
	r.Heal()
	eventually(t, "the answer comes", func() bool { return len(r.Responses()) == 1 })
	if body := fmt.Sprint(r.Responses()[0].Body); !strings.Contains(body, "登録番号について") {
		t.Errorf("answered %s", body)
	}
}

// TestS10SamePayloadTwice is S10: a request that arrives twice has one effect.
func TestS10SamePayloadTwice(t *testing.T) {
	r := open(t)
	card := r.post(t)
	a := r.Press(slackfake.Sasaki, card, "解決")
	r.Again(a)
	eventually(t, "the act is taken", func() bool { return len(r.office.took()) > 0 })
	if n := len(r.office.took()); n != 1 {
		t.Errorf("%d acts from one press sent twice", n)
	}
}

// reply presses 返信 and waits for the modal to be filled.
func (r *room) reply(t *testing.T, user string, card slackfake.Message) slackfake.View {
	t.Helper()
	r.Press(user, card, "返信")
	var v slackfake.View
	eventually(t, "the reply modal is there", func() bool {
		v, _ = r.Top(user)
		return v.Callback == "reply"
	})
	return v
}

// TestS11S12Reply is S11 and S12: modal, preview, sending.
func TestS11S12Reply(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.office.set(func(o *office) {
		o.log["Q-1204"] = []ticket.Entry{
			{What: "member_wrote", Who: chat.Person{ID: "member"}, Text: "インボイスの登録番号を教えてください"},
			{What: "noted", Text: "経理に確認"}}
	})
	v := r.reply(t, slackfake.Sasaki, card)
	for _, want := range []string{"株式会社ミナト 木村", "LINE", "インボイスの登録番号を教えてください", "会員に送られます"} {
		if !strings.Contains(v.Text(), want) {
			t.Errorf("the reply modal lacks %q:\n%s", want, v.Text())
		}
	}
	if strings.Contains(v.Text(), "経理に確認") {
		t.Error("a note of the office stands among what the member was told")
	}
	text := "登録番号は T1234567890123 です。\n<!channel> & よろしくお願いします。"
	r.Submit(slackfake.Sasaki, map[string]string{"input": text})
	if n := len(r.office.took()); n != 0 {
		t.Fatalf("sent before it was confirmed: %v", r.office.acts())
	}
	v, _ = r.Top(slackfake.Sasaki)
	if v.Callback != "preview" || !strings.Contains(v.Text(), text) {
		t.Fatalf("the preview does not show the text:\n%s", v.Text())
	}
	a := r.Submit(slackfake.Sasaki, nil)
	if !strings.Contains(string(a.Body), "clear") {
		t.Errorf("answered %s, want every modal closed", a.Body)
	}
	e := r.office.took()[0]
	if e.Act != chat.Reply || e.Text != text || e.Ticket != "Q-1204" || e.Version != 7 || e.Person.Name != "佐々木" || e.Thread != card.TS {
		t.Errorf("reply arrived as %+v", e)
	}
}

// TestS11ReplyToGroup: who replies to a ticket of a group reads before that everybody there will see it.
func TestS11ReplyToGroup(t *testing.T) {
	r := open(t)
	card := r.post(t)
	if v := r.reply(t, slackfake.Sasaki, card); strings.Contains(v.Text(), "グループに届きます") {
		t.Errorf("one member's ticket speaks of a group:\n%s", v.Text())
	}
	r.office.set(func(o *office) {
		tk := o.tickets["Q-1204"]
		tk.Tags = []string{ticket.GroupTag}
		o.tickets["Q-1204"] = tk
	})
	if v := r.reply(t, slackfake.Tanaka, card); !strings.Contains(v.Text(), "グループに届きます") {
		t.Errorf("the modal does not speak of the group:\n%s", v.Text())
	}
}

// TestR2S12ReplyTexts is S12: complaints stand beside the input; a long text arrives whole.
func TestR2S12ReplyTexts(t *testing.T) {
	long := strings.Repeat("長い返信です。👍\n", 700) + "終"
	cases := []struct {
		name, text, complaint string
	}{
		{"empty", "", "入力してください"},
		{"blank", " 　\n ", "入力してください"},
		{"too long", strings.Repeat("あ", 25_001), "25,000文字"},
		{"too long in emoji", strings.Repeat("👍", 12_501), "25,000文字"},
		{"at the limit", strings.Repeat("あ", 25_000), ""},
		{"long", long, ""},
		{"json inside", `{"act":"resolve","ticket":"Q-9"}`, ""},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			r := open(t)
			r.reply(t, slackfake.Sasaki, r.post(t))
			a := r.Submit(slackfake.Sasaki, map[string]string{"input": tc.text})
			v, _ := r.Top(slackfake.Sasaki)
			if tc.complaint != "" {
				if !strings.Contains(v.Errors["input"], tc.complaint) {
					t.Fatalf("answered %s, want %q beside the input", a.Body, tc.complaint)
				}
				return
			}
			r.Submit(slackfake.Sasaki, nil)
			if got := r.office.took(); len(got) != 1 || got[0].Text != tc.text {
				t.Fatalf("%d events; the text did not arrive whole", len(got))
			}
		})
	}
}

// TestS12SecondReplyIsTold is S12: of two colleagues who submit a reply, the second is shown what is
// new, keeps the text, and sends nothing.
func TestS12SecondReplyIsTold(t *testing.T) {
	r := open(t)
	card := r.post(t)
	for _, user := range []string{slackfake.Sasaki, slackfake.Tanaka} {
		r.reply(t, user, card)
		r.Submit(user, map[string]string{"input": "番号は T1 です（" + user + "）"})
	}
	sent := 0
	r.office.set(func(o *office) {
		o.outcome = func(e chat.Event) chat.Outcome { // as the bot decides it: by version
			tk := o.tickets["Q-1204"]
			if e.Version != tk.Version {
				return chat.Outcome{Text: "田中さんが先に返信しました。"}
			}
			sent++
			tk.Version++
			o.tickets["Q-1204"] = tk
			o.log["Q-1204"] = append(o.log["Q-1204"], ticket.Entry{What: "replied", Who: e.Person, Text: e.Text})
			return chat.Outcome{OK: true}
		}
	})
	r.Submit(slackfake.Tanaka, nil)
	r.Submit(slackfake.Sasaki, nil)
	v, open := r.Top(slackfake.Sasaki)
	if sent != 1 || !open || v.Callback != "reply" {
		t.Fatalf("%d replies went out; the second sees %q", sent, v.Callback)
	}
	for _, want := range []string{"田中さんが先に返信しました", "番号は T1 です（" + slackfake.Tanaka, "番号は T1 です（" + slackfake.Sasaki} {
		if !strings.Contains(v.Text(), want) {
			t.Errorf("the second sees no %q:\n%s", want, v.Text())
		}
	}
	for range 3 { // more often than Slack stacks modals
		r.office.set(func(o *office) { tk := o.tickets["Q-1204"]; tk.Version++; o.tickets["Q-1204"] = tk })
		r.Submit(slackfake.Sasaki, nil)
		r.Submit(slackfake.Sasaki, nil)
	}
	r.Submit(slackfake.Sasaki, nil)
	r.Submit(slackfake.Sasaki, nil)
	if sent != 2 {
		t.Errorf("having seen it, the second could not send: %d replies", sent)
	}
}

// TestR5Look shows personal data to staff only, and only after the look was written down.
func TestR5Look(t *testing.T) {
	r := open(t)
	card := r.post(t)
	if strings.Contains(card.Text()+card.Fallback, "kimura@minato.example") {
		t.Fatal("personal data in the channel")
	}
	r.Press(slackfake.Sasaki, card, "詳細")
	eventually(t, "the data is shown", func() bool {
		v, _ := r.Top(slackfake.Sasaki)
		return strings.Contains(v.Text(), "kimura@minato.example")
	})
	if !slices.Equal(r.office.acts(), []chat.Act{chat.Look}) {
		t.Errorf("acts %v, want the look on record", r.office.acts())
	}
}

// TestR5LookNotOnRecordShowsNothing: what cannot be written down is not shown.
func TestR5LookNotOnRecordShowsNothing(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.office.set(func(o *office) { o.fail = errBroken })
	r.Press(slackfake.Sasaki, card, "詳細")
	eventually(t, "an answer is shown", func() bool {
		v, _ := r.Top(slackfake.Sasaki)
		return strings.Contains(v.Text(), "うまく処理できませんでした")
	})
	if v, _ := r.Top(slackfake.Sasaki); strings.Contains(v.Text(), "kimura") {
		t.Error("personal data shown without a record")
	}
}

// TestS11S12AskingActs are the acts whose argument a small modal asks for.
func TestS11S12AskingActs(t *testing.T) {
	soon := time.Now().Add(300 * 24 * time.Hour)
	cases := []struct {
		act         chat.Act
		value       string
		want        string
		wantText    string
		wantInstead string
	}{
		{chat.Route, "コンサルティングチーム", "コンサルティングチーム", "", ""},
		{chat.Snooze, strconv.FormatInt(soon.Unix(), 10), soon.In(reading.JST).Format(time.RFC3339), "", ""},
		{chat.Snooze, "4102444800", "", "", "1年以内"}, // in the year 2100
		{chat.Snooze, "1", "", "", "1年以内"},
		{chat.Assign, slackfake.Tanaka, "slack:" + slackfake.Tanaka + " 田中", "", ""},
		{chat.Assign, slackfake.Guest, "", "", "担当にできません"},
		{chat.Merge, "ｑ－１２０３", "Q-1203", "", ""},
		{chat.Merge, "きのうの件", "", "", "受付番号"},
		{chat.NoteDown, "経理に確認中", "", "経理に確認中", ""},
		{chat.Live, "on", "on", "", ""},
	}
	for _, tc := range cases {
		t.Run(string(tc.act)+" "+tc.value, func(t *testing.T) {
			r := open(t)
			c := aCard(7)
			c.Acts = []chat.Act{tc.act}
			if _, err := r.app.Send(t.Context(), toOffice("k", chat.Message{Card: c})); err != nil {
				t.Fatal(err)
			}
			r.Press(slackfake.Sasaki, r.Card(slackfake.Office, "Q-1204"), "act:"+string(tc.act))
			eventually(t, "the modal is there", func() bool { v, _ := r.Top(slackfake.Sasaki); return v.Callback == "ask" })
			r.Submit(slackfake.Sasaki, map[string]string{"input": tc.value})
			if tc.wantInstead != "" {
				if v, _ := r.Top(slackfake.Sasaki); !strings.Contains(v.Errors["input"], tc.wantInstead) || len(r.office.took()) != 0 {
					t.Errorf("complaint %q, events %v", v.Errors, r.office.acts())
				}
				return
			}
			got := r.office.took()
			if len(got) != 1 || got[0].Act != tc.act || got[0].Value != tc.want || got[0].Text != tc.wantText || got[0].Ticket != "Q-1204" {
				t.Errorf("arrived as %+v", got)
			}
			if _, open := r.Top(slackfake.Sasaki); open {
				t.Error("the modal is still open")
			}
		})
	}
}

// TestS10ForgedValues: what comes back in a button is not trusted because it came back.
func TestS10ForgedValues(t *testing.T) {
	r := open(t)
	card := r.post(t)
	for _, forged := range []map[string]any{
		{"action_id": "act:claim", "value": ""}, {"action_id": "act:claim", "value": "Q-1204"},
		{"action_id": "act:claim", "value": "Q-1204|-1"}, {"action_id": "act:claim", "value": strings.Repeat("Q", 100) + "|1"},
		{"action_id": "act:retract", "value": "Q-1204|7"}, {"action_id": "act:destroy", "value": "Q-1204|7"},
		{"action_id": "claim", "value": "Q-1204|7"}, {"action_id": "", "value": "Q-1204|7"},
	} {
		forged["type"], forged["text"] = "button", map[string]any{"type": "plain_text", "text": "偽"}
		m := card
		m.Blocks = []any{map[string]any{"type": "actions", "elements": []any{forged}}}
		if a := r.Press(slackfake.Sasaki, m, "偽"); a.Status != 200 {
			t.Errorf("%v answered %d", forged, a.Status)
		}
	}
	if got := r.office.acts(); len(got) != 0 {
		t.Errorf("forged presses did %v", got)
	}
}

// TestS11Trigger is S11: an expired trigger is told, a closed modal is left alone.
func TestS11Trigger(t *testing.T) {
	r := open(t)
	card := r.post(t)
	r.Fail(slackfake.Fault{Method: "views.open", Error: "expired_trigger_id", Times: 1})
	r.Press(slackfake.Sasaki, card, "返信")
	eventually(t, "the person is told to press again", func() bool {
		e := r.Ephemerals(slackfake.Sasaki)
		return len(e) == 1 && strings.Contains(e[0].Text(), "もう一度")
	})
	r.Fail(slackfake.Fault{Method: "views.update", Error: "hash_conflict", Times: 1})
	r.Press(slackfake.Sasaki, card, "返信")
	eventually(t, "the update was tried", func() bool { return len(r.Calls("views.update")) == 1 })
}
