package line_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

// TestL23LinkToken: the button that begins the linking opens our page with a link token of LINE's for
// the member it goes to; in a group, and where there is no page, there is no such button.
func TestL23LinkToken(t *testing.T) {
	const page = "https://madoguchi.example.jp/chat/link"
	message := chat.Message{Text: "連携します。", Choices: []chat.Choice{{Label: "連携する", URL: chat.LinkPage}, {Label: "やめる", Data: "v1:quit:"}}}
	group := address("a")
	group.ID = linefake.Group("g") + "/" + group.ID
	for name, tc := range map[string]struct {
		to    chat.Address
		page  string
		quick string // labels of the buttons that arrive
	}{
		"a member": {address("a"), page, "連携する やめる"},
		"a group":  {group, page, "やめる"},
		"no page":  {address("a"), "", "やめる"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t)
			s := newService(t, fake, nil, func(c *line.Config) { c.LinkURL = tc.page })
			d := chat.Delivery{Key: "k", To: tc.to, Attempt: 1, Messages: []chat.Message{message}}
			if _, err := s.Send(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			sent := fake.Delivered("")
			if len(sent) != 1 || strings.Join(sent[0].Quick, " ") != tc.quick {
				t.Fatalf("delivered %+v", sent)
			}
			if n := len(fake.Calls("/linkToken")); n != strings.Count(tc.quick, "連携") {
				t.Errorf("%d link tokens were issued", n)
			}
			if message.Choices[0].URL != chat.LinkPage {
				t.Error("the delivery's own message was changed")
			}
		})
	}
}

// TestL23NoToken: where LINE issues no link token, now or ever, the member's other words still go out.
func TestL23NoToken(t *testing.T) {
	message := chat.Message{Text: "連携します。", Choices: []chat.Choice{{Label: "連携する", URL: chat.LinkPage}, {Label: "やめる", Data: "v1:quit:"}}}
	for status, want := range map[int]chat.Fault{
		500: chat.Temporary, 408: chat.Temporary, 401: chat.Temporary, 429: chat.Limited, 400: "", 403: "", 404: "",
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			fake := newFake(t)
			fake.SetStatus("/v2/bot/user/"+linefake.User("a")+"/linkToken", status)
			told := ""
			s := newService(t, fake, nil, func(c *line.Config) {
				c.LinkURL, c.Alert = "https://madoguchi.example.jp/chat/link", func(_, text string) { told += text }
			})
			_, err := s.Send(t.Context(), chat.Delivery{Key: "k", To: address("a"), Attempt: 1, Messages: []chat.Message{message}})
			if want == "" {
				sent := fake.Delivered("")
				if err != nil || len(sent) != 1 || strings.Join(sent[0].Quick, " ") != "やめる" {
					t.Fatalf("%v; delivered %+v", err, sent)
				}
				return
			}
			if err == nil || chat.FaultOf(err) != want || fake.Count() != 0 {
				t.Errorf("%v; %d delivered", err, fake.Count())
			}
			if strings.Contains(told, "アクセストークンが無効") != (status == 401) {
				t.Errorf("the office was told %q", told)
			}
		})
	}
}

// TestL23Dialog holds the fake to LINE's rules: a token works once, for ten minutes, for the member it
// was issued to, and with a nonce of 10 to 255 characters.
func TestL23Dialog(t *testing.T) {
	fake := linefake.MustNew()
	t.Cleanup(fake.Close)
	now := time.Now()
	fake.Now = func() time.Time { return now }
	s := newService(t, fake, nil, func(c *line.Config) { c.LinkURL = "https://madoguchi.example.jp/chat/link" })
	n := 0
	token := func() string {
		n++
		d := chat.Delivery{Key: strings.Repeat("k", n), To: address("a"), Attempt: 1, Messages: []chat.Message{{Text: "x", Choices: []chat.Choice{{Label: "連携する", URL: chat.LinkPage}}}}}
		if _, err := s.Send(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		sent := fake.Delivered("")
		_, address, _ := strings.Cut(string(sent[len(sent)-1].Object), `linkToken=`)
		return address[:strings.IndexByte(address, '"')]
	}
	dialog := func(token, nonce string) string {
		return "https://access.line.me/dialog/bot/accountLink?" + url.Values{"linkToken": {token}, "nonce": {nonce}}.Encode()
	}
	const nonce = "0123456789abcdef"
	result := func(hook *linefake.Webhook) string {
		if hook == nil {
			return "nothing"
		}
		link, _ := hook.Events[0]["link"].(map[string]any)
		if _, ok := hook.Events[0]["source"]; !ok {
			return "no source, " + link["result"].(string)
		}
		return link["result"].(string)
	}
	once := token()
	late := token()
	for i, tc := range []struct {
		user, address string
		after         time.Duration
		want          string
	}{
		{"a", dialog(once, nonce), 0, "ok"},
		{"a", dialog(once, nonce), 0, "nothing"},
		{"b", dialog(token(), nonce), 0, "no source, failed"},
		{"a", dialog(token(), "short"), 0, "nothing"},
		{"a", dialog(token(), strings.Repeat("x", 256)), 0, "nothing"},
		{"a", dialog("made-up-token", nonce), 0, "nothing"},
		{"a", dialog(late, nonce), 10*time.Minute + time.Second, "nothing"},
	} {
		now = now.Add(tc.after)
		if got := result(fake.Link(linefake.User(tc.user), tc.address)); got != tc.want {
			t.Errorf("case %d: %s, want %s", i, got, tc.want)
		}
	}
	if faults := fake.Faults(); len(faults) != 2 {
		t.Errorf("faults %v, want two for the nonces", faults)
	}
}
