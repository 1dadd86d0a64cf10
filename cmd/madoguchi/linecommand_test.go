package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/reading"
)

// lineCommand runs a line command against fake LINE.
func lineCommand(t *testing.T, fake *linefake.Server, args ...string) (stdout string, err error) {
	t.Helper()
	return lineCommandAt(t, fake, func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, reading.JST) }, args...)
}

func lineCommandAt(t *testing.T, fake *linefake.Server, now func() time.Time, args ...string) (stdout string, err error) {
	t.Helper()
	vars := map[string]string{
		"LINE_CHANNEL_SECRET": fake.Secret, "LINE_CHANNEL_TOKEN": fake.Token, "LINE_API_URL": fake.URL(), "LINE_DATA_URL": fake.URL(),
	}
	var out bytes.Buffer
	err = run(t.Context(), append([]string{"line"}, args...), environment{
		Getenv: func(name string) string { return vars[name] }, Stdout: &out, Stderr: new(bytes.Buffer), Now: now,
	})
	return out.String(), err
}

// TestL44CheckCommand holds L44: the set-up is read from LINE and judged in words.
func TestL44CheckCommand(t *testing.T) {
	t.Parallel()
	fake := linefake.MustNew()
	t.Cleanup(fake.Close)
	fake.SetWebhook("https://faq.example.jp/webhook/line", true)
	fake.SetQuota(200, 10)
	out, err := lineCommand(t, fake, "check")
	if err != nil || strings.Contains(out, "✗") || !strings.Contains(out, "10/200") {
		t.Errorf("check of a sound account: %v\n%s", err, out)
	}
	for name, spoil := range map[string]func(){
		"「Webhookの利用」がオフ":    func() { fake.SetWebhook("https://faq.example.jp/webhook/line", false) },
		"「チャット」がオン":          func() { fake.SetChatMode("chat") },
		"190/200":            func() { fake.SetQuota(200, 190) },
		"LINE_CHANNEL_TOKEN": func() { fake.SetStatus("/v2/bot/info", 401) },
	} {
		spoil()
		out, err := lineCommand(t, fake, "check")
		if exitCode(err) != 1 || !strings.Contains(out, "✗") || !strings.Contains(out, name) {
			t.Errorf("check says nothing of %s: %v\n%s", name, err, out)
		}
		fake.SetWebhook("https://faq.example.jp/webhook/line", true)
		fake.SetChatMode("bot")
		fake.SetQuota(200, 10)
		fake.SetStatus("/v2/bot/info", 0)
	}
}

// TestL41RichMenuCommand holds L41: the menu is made from the office file, by a command that can be run
// any number of times.
func TestL41RichMenuCommand(t *testing.T) {
	t.Parallel()
	fake := linefake.MustNew()
	t.Cleanup(fake.Close)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 1200, 810))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "menu.png")
	if err := os.WriteFile(file, picture.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"設定しました", "設定済みです"} {
		out, err := lineCommand(t, fake, "richmenu", "-image", file)
		if err != nil || !strings.Contains(out, want) {
			t.Fatalf("run %d: %v\n%s", i+1, err, out)
		}
	}
	if names, standard := fake.Menus(); len(names) != 1 || standard == "" {
		t.Errorf("menus %v, of them the standard one %q; want one", names, standard)
	}
	body := fake.Calls("/v2/bot/richmenu")
	all := ""
	for _, c := range body {
		all += c.Body
	}
	for _, want := range []string{"お問い合わせ", "受付状況", "ハルカモール", "v1:programme:hanro", "v1:start:change:"} {
		if !strings.Contains(all, want) {
			t.Errorf("the menu lacks %q", want)
		}
	}
	later := func() time.Time { return time.Date(2027, 3, 27, 9, 0, 0, 0, reading.JST) } // ハルカモール has ended the day before
	if _, err := lineCommandAt(t, fake, later, "richmenu", "-image", file); err != nil {
		t.Fatal(err)
	}
	calls := fake.Calls("/v2/bot/richmenu")
	if all := fmt.Sprint(calls[len(body):]); strings.Contains(all, "v1:programme:hanro") || !strings.Contains(all, "v1:programme:tsunagu") {
		t.Errorf("when a programme has ended the menu is %s", all)
	}
	if _, err := lineCommand(t, fake, "richmenu", "-image", "/nowhere.png"); exitCode(err) != 1 {
		t.Errorf("a missing image gives %v", err)
	}
	for _, args := range [][]string{nil, {"menu"}, {"check", "now"}} {
		if _, err := lineCommand(t, fake, args...); exitCode(err) != 2 {
			t.Errorf("line %v gives %v, want a usage error", args, err)
		}
	}
}
