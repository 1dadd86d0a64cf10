package line_test

import (
	"encoding/json"
	"strings"
	"testing"

	"madoguchi/chat"
	"madoguchi/handlers/line/linefake"
)

// TestL37Tools: beside a question stands what a telephone has for answering it.
func TestL37Tools(t *testing.T) {
	for name, tc := range map[string]struct {
		message chat.Message
		quick   string
		holds   string // in the request
	}{
		"a date":           {chat.Message{Text: "いつからですか。", Input: "date"}, "カレンダーから選ぶ", `"mode":"date"`},
		"a day and a time": {chat.Message{Text: "ご都合は。", Tool: chat.Moment}, "日時を選ぶ", `"mode":"datetime"`},
		"pictures":         {chat.Message{Text: "資料は。", Tool: chat.Pictures, Choices: []chat.Choice{{Label: "とばす", Data: "v1:form:f:とばす"}}}, "カメラで撮る 写真を選ぶ とばす", `"type":"cameraRoll"`},
		"a draft":          {chat.Message{Text: "会社名は。", Draft: "株式会社ミナト"}, "入力欄に入れて直す", `"fillInText":"株式会社ミナト"`},
		"a receipt":        {chat.Message{Text: "受付番号は Q-0001 です。", Receipt: &chat.Ticketed{Number: "Q-0001"}}, "受付番号をコピー", `"clipboardText":"Q-0001"`},
		"too long a draft": {chat.Message{Text: "会社名は。", Draft: strings.Repeat("あ", 301)}, "", ""},
		"an empty draft":   {chat.Message{Text: "会社名は。", Draft: " \n"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t)
			s := newService(t, fake, nil, nil)
			if _, err := s.Send(t.Context(), chat.Delivery{Key: "k", To: address("a"), Attempt: 1, Messages: []chat.Message{tc.message}}); err != nil {
				t.Fatal(err)
			}
			sent := fake.Delivered("")
			if len(sent) != 1 || strings.Join(sent[0].Quick, " ") != tc.quick {
				t.Fatalf("delivered %+v, want the buttons %q", sent, tc.quick)
			}
			if body, err := json.Marshal(fake.Calls("/message/")); err != nil || !strings.Contains(strings.ReplaceAll(string(body), `\"`, `"`), tc.holds) {
				t.Errorf("sent %s, %v", body, err)
			}
		})
	}
}

// TestL21Alone: in a group the button that leads to the talk alone has LINE's address for it, with the words
// to be sent there; where LINE does not say who we are there, it is left out.
func TestL21Alone(t *testing.T) {
	message := chat.Message{Text: "1対1のトークで承ります。", Choices: []chat.Choice{{Label: "1対1のトークを開く", URL: chat.AlonePage("会費の件 & 領収書")}}}
	group := address("a")
	group.ID = linefake.Group("g") + "/" + group.ID
	for name, tc := range map[string]struct {
		status int
		quick  string
	}{"known": {0, "1対1のトークを開く"}, "unknown": {500, ""}} {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t)
			if tc.status != 0 {
				fake.SetStatus("/v2/bot/info", tc.status)
			}
			s := newService(t, fake, nil, nil)
			if _, err := s.Send(t.Context(), chat.Delivery{Key: "k", To: group, Attempt: 1, Messages: []chat.Message{message}}); err != nil {
				t.Fatal(err)
			}
			sent := fake.Delivered("")
			if len(sent) != 1 || strings.Join(sent[0].Quick, " ") != tc.quick {
				t.Fatalf("delivered %+v", sent)
			}
			body, err := json.Marshal(fake.Calls("/message/"))
			if err != nil || tc.quick != "" && !strings.Contains(string(body), "https://line.me/R/oaMessage/%40linefake/?%E4%BC%9A%E8%B2%BB%E3%81%AE%E4%BB%B6%20") {
				t.Errorf("sent %s, %v", body, err)
			}
		})
	}
}
