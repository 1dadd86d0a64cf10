package line_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/chat"
	"madoguchi/handlers/line"
	"madoguchi/handlers/line/linefake"
)

func TestL16Content(t *testing.T) {
	png := []byte("\x89PNG\x0D\x0A\x1A\x0A and the rest")
	page := []byte("<!DOCTYPE html><script>alert(1)</script>")
	drawing := []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)
	for _, tc := range []struct {
		name string
		set  func(*linefake.Server)
		id   string
		max  int64
		want string
		err  error
	}{
		{"image", func(f *linefake.Server) { f.SetContent("1", "text/html", png) }, "1", 100, "image/png", nil},
		{"exactly as long", func(f *linefake.Server) { f.SetContent("1", "", png) }, "1", int64(len(png)), "image/png", nil},
		{"too long", func(f *linefake.Server) { f.SetContent("1", "", png) }, "1", int64(len(png)) - 1, "", line.ErrTooBig},
		{"page", func(f *linefake.Server) { f.SetContent("1", "image/png", page) }, "1", 100, "application/octet-stream", nil},
		{"drawing", func(f *linefake.Server) { f.SetContent("1", "image/svg+xml", drawing) }, "1", 100, "application/octet-stream", nil},
		{"pdf", func(f *linefake.Server) { f.SetContent("1", "", []byte("%PDF-1.7 x")) }, "1", 100, "application/pdf", nil},
		{"voice", func(f *linefake.Server) {
			f.SetContent("1", "", []byte("\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00M4A mp42isom"))
		}, "1", 100, "audio/mp4", nil},
		{"not ready at first", func(f *linefake.Server) { f.SetContent("1", "", png); f.DelayContent("1", 2) }, "1", 100, "image/png", nil},
		{"gone", func(f *linefake.Server) { f.DropContent("1", 410) }, "1", 100, "", line.ErrGone},
		{"unknown", func(*linefake.Server) {}, "2", 100, "", line.ErrGone},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			fake := newFake(t)
			tc.set(fake)
			var b bytes.Buffer
			got, err := newService(t, fake, nil, nil).Content(t.Context(), "", tc.id, &b, tc.max)
			if !errors.Is(err, tc.err) || err == nil && got != tc.want {
				t.Errorf("type %q, error %v; want %q, %v", got, err, tc.want, tc.err)
			}
			if int64(b.Len()) > tc.max {
				t.Errorf("%d bytes written of at most %d", b.Len(), tc.max)
			}
		})
	}
	t.Run("never elsewhere", func(t *testing.T) {
		fake := newFake(t)
		for _, id := range []string{"", "../../info", "1/../../x", "http://127.0.0.1/", "1?x=1"} {
			if _, err := newService(t, fake, nil, nil).Content(t.Context(), "", id, &bytes.Buffer{}, 10); err == nil {
				t.Errorf("content of %q was fetched", id)
			}
		}
		if n := len(fake.Calls("")); n != 0 {
			t.Errorf("%d calls were made", n)
		}
	})
	t.Run("no redirects", func(t *testing.T) {
		canary := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
		defer canary.Close()
		api := httptest.NewServer(http.RedirectHandler(canary.URL, http.StatusFound))
		defer api.Close()
		s := newService(t, newFake(t), nil, func(c *line.Config) { c.DataURL, c.APIURL = api.URL, api.URL })
		if _, err := s.Content(t.Context(), "", "1", &bytes.Buffer{}, 10); err == nil {
			t.Error("a redirect was taken for content")
		}
		_, err := s.Send(t.Context(), chat.Delivery{Key: "k", To: address("a"), Attempt: 1, Messages: []chat.Message{{Text: "x"}}})
		if err == nil {
			t.Error("a redirect was taken for success")
		}
	})
	t.Run("never ready", func(t *testing.T) {
		fake := newFake(t)
		fake.SetContent("1", "", png)
		fake.DelayContent("1", 1000)
		_, err := newService(t, fake, nil, nil).Content(deadline(t, 300*time.Millisecond), "", "1", &bytes.Buffer{}, 10)
		if !errors.Is(err, line.ErrNotReady) {
			t.Errorf("error %v", err)
		}
	})
}

func TestL25Log(t *testing.T) {
	const secret = "ひみつの相談"
	var log lockedBuffer
	b := newSendBench(t, func(c *line.Config) { c.Log, c.LinkURL = jsonLog(&log), "https://madoguchi.example.jp/chat/link" })
	sink := &memory{}
	s := newService(t, b.Server, sink, func(c *line.Config) { c.Log = jsonLog(&log) })
	hook := b.Text(linefake.User("a"), secret)
	postHook(s, hook)
	post(s, hook.Body, "forged")
	if _, _, err := b.send(b.delivery("a", secret, true)); err != nil {
		t.Fatal(err)
	}
	b.FailNext(1, linefake.Refused)
	_, _, _ = b.send(b.delivery("a", secret, false))
	if _, err := s.Quota(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	link := b.delivery("a", secret, false)
	link.Messages[0].Choices = []chat.Choice{{Label: "連携する", URL: chat.LinkPage}}
	if _, _, err := b.send(link); err != nil {
		t.Fatal(err)
	}
	go s.Run(t.Context()) // the member's profile is looked up
	eventually(t, func() bool { return strings.Contains(log.String(), "/v2/bot/profile/") })
	got := log.String()
	for _, leak := range []string{secret, linefake.User("a"), linefake.DefaultToken, linefake.DefaultSecret, hook.Events[0].ReplyToken()} {
		if strings.Contains(got, leak) {
			t.Errorf("the log holds %q", leak)
		}
	}
	for _, want := range []string{`"ip":"192.0.2.1"`, `"path":"/webhook/line"`, `"status":200`, `"status":401`, `"request_id":"`, `"endpoint":"/v2/bot/message/reply"`, `"endpoint":"/v2/bot/message/quota"`, `"endpoint":"/v2/bot/user/ID/linkToken"`, `"endpoint":"/v2/bot/profile/ID"`, `"method":"POST"`, `"time":"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the log lacks %s", want)
		}
	}
}

func TestL38Loading(t *testing.T) {
	fake := newFake(t)
	s := newService(t, fake, &memory{}, func(c *line.Config) { c.LoadingIn = 400 * time.Millisecond })
	go s.Run(t.Context())
	quick := fake.Text(linefake.User("quick"), "すぐ答えて")
	postHook(s, quick)
	_, err := s.Send(t.Context(), chat.Delivery{Key: "k", To: address("quick"), Attempt: 1, Messages: []chat.Message{{Text: "はい"}}, ReplyToken: quick.Events[0].ReplyToken(), ReplyUntil: time.Now().Add(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	postHook(s, fake.Webhook(fake.In(groupMention(fake), linefake.Group("g"))))
	postHook(s, fake.Text(linefake.User("slow"), "ゆっくりでいいです"))
	eventually(t, func() bool { return len(fake.Loading()) > 0 })
	if diff := cmp.Diff([]string{linefake.User("slow")}, fake.Loading()); diff != "" {
		t.Errorf("shown to (-want +got):\n%s", diff)
	}
	t.Run("seconds", func(t *testing.T) {
		for _, d := range []time.Duration{0, time.Second, 7 * time.Second, time.Minute, time.Hour} {
			if err := s.Loading(t.Context(), address("a"), d); err != nil {
				t.Errorf("%s: %v", d, err)
			}
		}
		if s.Loading(t.Context(), chat.Address{Channel: chat.LINE, ID: linefake.Group("g")}, time.Second) == nil {
			t.Error("shown in a group")
		}
	})
}

func groupMention(fake *linefake.Server) linefake.Event {
	return fake.MessageEvent(linefake.User("a"), map[string]any{
		"type": "text", "text": "@窓口 領収書は",
		"mention": map[string]any{"mentionees": []any{map[string]any{"index": 0, "length": 3, "type": "user", "isSelf": true}}},
	})
}

func TestL40Profile(t *testing.T) {
	fake, sink := newFake(t), &memory{}
	fake.SetProfile(linefake.User("a"), "山田\n\u202e太郎")
	s := newService(t, fake, sink, nil)
	go s.Run(t.Context())
	for range 3 {
		postHook(s, fake.Text(linefake.User("a"), "こんにちは"))
		postHook(s, fake.Text(linefake.User("unknown"), "こんにちは"))
		eventually(t, func() bool { return len(fake.Calls("/profile/")) >= 2 })
	}
	eventually(t, func() bool {
		postHook(s, fake.Text(linefake.User("a"), "こんにちは"))
		all := sink.all()
		return all[len(all)-1].Name == "山田 太郎"
	})
	if n := len(fake.Calls("/profile/")); n != 2 {
		t.Errorf("%d profiles were asked for two users", n)
	}
	if first := sink.all()[0]; first.Name != "" {
		t.Errorf("the first event waited for a name: %+v", first)
	}
}

func TestL33Quota(t *testing.T) {
	b := newSendBench(t, nil)
	b.SetQuota(200, 37)
	want := line.Quota{Limited: true, Limit: 200, Used: 37}
	for range 3 {
		q, err := b.service.Quota(t.Context(), "")
		if err != nil || q != want || q.Left() != 163 || q.Over() {
			t.Fatalf("quota %+v, error %v", q, err)
		}
	}
	if n := len(b.Calls("/quota")); n != 2 {
		t.Errorf("%d calls for one quota", n)
	}
	if _, _, err := b.send(b.delivery("a", "x", false)); err != nil {
		t.Fatal(err)
	}
	if q, err := b.service.Quota(t.Context(), ""); err != nil || q.Used != 38 {
		t.Errorf("after a push of ours: %+v, error %v", q, err)
	}
	b.SetQuota(0, 500)
	b.advance(time.Hour)
	if q, err := b.service.Quota(t.Context(), ""); err != nil || q.Limited || q.Over() {
		t.Errorf("without a limit: %+v, error %v", q, err)
	}
}

func TestL33Alerts(t *testing.T) {
	var told []string
	b := newSendBench(t, func(c *line.Config) { c.Alert = func(key, _ string) { told = append(told, key) } })
	b.SetQuota(20, 14)
	if _, err := b.service.Quota(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	for range 8 {
		_, _, _ = b.send(b.delivery("a", "x", false))
	}
	want := []string{"line-quota::2026-10:80", "line-quota::2026-10:95", "line-quota::2026-10:100"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("alerts (-want +got):\n%s", diff)
	}
}

func TestL44Check(t *testing.T) {
	for _, tc := range []struct {
		name string
		set  func(*linefake.Server, *line.Config)
		want []string // what is wrong
	}{
		{"all is well", func(*linefake.Server, *line.Config) {}, nil},
		{"wrong token", func(_ *linefake.Server, c *line.Config) { c.Accounts[0].Token = "x" }, []string{"アクセストークンが無効"}},
		{"wrong secret", func(_ *linefake.Server, c *line.Config) {
			c.Accounts[0] = line.Account{Secrets: []string{"x"}, ChannelID: linefake.DefaultChannelID}
		}, []string{"発行できませんでした"}},
		{"nobody there", func(f *linefake.Server, _ *line.Config) { f.Down() }, []string{"接続できません"}},
		{"webhook off", func(f *linefake.Server, _ *line.Config) { f.SetWebhook("https://example.go.jp/webhook/line", false) }, []string{"「Webhookの利用」がオフ"}},
		{"webhook elsewhere", func(f *linefake.Server, _ *line.Config) { f.SetWebhook("http://example.go.jp/callback", true) }, []string{"https で始まる"}},
		{"wrong path", func(f *linefake.Server, _ *line.Config) { f.SetWebhook("https://example.go.jp/callback", true) }, []string{"/webhook/line ではありません"}},
		{"no webhook", func(f *linefake.Server, _ *line.Config) { f.SetWebhook("", true) }, []string{"Webhook URLが設定されていません"}},
		{"chat on", func(f *linefake.Server, _ *line.Config) { f.SetChatMode("chat") }, []string{"「チャット」がオン"}},
		{"quota nearly used", func(f *linefake.Server, _ *line.Config) { f.SetQuota(200, 160) }, []string{"160/200"}},
		{"quota used up", func(f *linefake.Server, _ *line.Config) { f.SetQuota(200, 200) }, []string{"上限に達しています"}},
		{"other destination", func(_ *linefake.Server, c *line.Config) { c.Accounts[0].Destination = linefake.User("x") }, []string{"宛先"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fake := newFake(t)
			s := newService(t, fake, nil, func(c *line.Config) { tc.set(fake, c) })
			var wrong []string
			for _, f := range s.Check(t.Context()) {
				if f.Text == "" || strings.Contains(f.Text, "%!") {
					t.Errorf("finding %q", f.Text)
				}
				if !f.OK {
					wrong = append(wrong, f.Text)
				}
			}
			if len(wrong) != len(tc.want) {
				t.Fatalf("found wrong: %q", wrong)
			}
			for i, want := range tc.want {
				if !strings.Contains(wrong[i], want) {
					t.Errorf("found %q, want something about %s", wrong[i], want)
				}
			}
		})
	}
}

// TestL42NoMassMessages: nothing in the program sends to more than one recipient at once.
func TestL42NoMassMessages(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources found")
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range []string{"Multi" + "cast(", "Broad" + "cast(", "Narrow" + "cast("} {
			if bytes.Contains(source, []byte(call)) {
				t.Errorf("%s calls %s", file, call)
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	whole := line.Account{Secrets: []string{"s"}, Token: "t"}
	named := func(dest string) line.Account {
		return line.Account{Destination: dest, Secrets: []string{"s"}, Token: "t"}
	}
	for name, cfg := range map[string]line.Config{
		"no account":                {},
		"no secret":                 {Accounts: []line.Account{{Token: "t"}}},
		"empty secret":              {Accounts: []line.Account{{Secrets: []string{"s", " "}, Token: "t"}}},
		"no token":                  {Accounts: []line.Account{{Secrets: []string{"s"}}}},
		"two without destinations":  {Accounts: []line.Account{whole, whole}},
		"two of one destination":    {Accounts: []line.Account{named("U1"), named("U1")}},
		"an address that is no URL": {Accounts: []line.Account{whole}, APIURL: "api.line.me"},
	} {
		if _, err := line.New(cfg, nil); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestParseAccounts(t *testing.T) {
	one, two := linefake.User("one"), linefake.User("two")
	for _, tc := range []struct {
		secrets, tokens string
		want            []line.Account
	}{
		{"s", "t==", []line.Account{{Secrets: []string{"s"}, Token: "t=="}}},
		{" new , old ", "1234567890", []line.Account{{Secrets: []string{"new", "old"}, ChannelID: "1234567890"}}},
		{one + "=a; " + two + "=b", two + "=tb;" + one + "=ta=", []line.Account{{Destination: one, Secrets: []string{"a"}, Token: "ta="}, {Destination: two, Secrets: []string{"b"}, Token: "tb"}}},
		{"", "", nil},
	} {
		got, err := line.ParseAccounts(tc.secrets, tc.tokens)
		if err != nil {
			t.Errorf("ParseAccounts(%q, %q): %v", tc.secrets, tc.tokens, err)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("ParseAccounts(%q, %q) (-want +got):\n%s", tc.secrets, tc.tokens, diff)
		}
	}
	if _, err := line.ParseAccounts("s", one+"=t"); err == nil {
		t.Error("a token without a secret was accepted")
	}
}
