package main

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/line/linefake"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/postgres/postgrestest"
)

// findings runs the doctor and gives what it found, by what was looked at: "wrong 文" lines.
func findings(t *testing.T, variables map[string]string) (found map[string][]string, code int) {
	t.Helper()
	out, failure, code := call(t, "", variables, "doctor", "-json")
	var all []diagnosis
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatalf("%v (%s)\n%s", err, failure, out)
	}
	found = map[string][]string{}
	for _, d := range all {
		if (d.Do == "") != (d.State == well) && d.About != "LINE" && d.About != "Slack" {
			t.Errorf("%s %s says to do %q", d.State, d.Text, d.Do)
		}
		found[d.About] = append(found[d.About], d.State+" "+d.Text)
	}
	return found, code
}

// TestDoctor: an office that is set up is well; each thing that is not is named, with what to do.
func TestDoctor(t *testing.T) {
	t.Parallel()
	lines, slack := linefake.MustNew(), slackfake.New(t)
	t.Cleanup(lines.Close)
	late := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Date(2026, 11, 20, 13, 0, 0, 0, time.UTC).Format(http.TimeFormat)) // an hour before us
		if r.URL.Path != "/healthz" {
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(late.Close)
	gone := freeAddress(t)
	dir := t.TempDir()
	backups := filepath.Join(dir, "backups")
	if err := os.MkdirAll(backups, 0o700); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, "office.yaml")
	if err := os.WriteFile(broken, []byte("name: 窓口\nhuors: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	url := postgrestest.URL(t)
	found, code := findings(t, map[string]string{
		"DATABASE_URL": url, "MADOGUCHI_URL": late.URL, "MADOGUCHI_OFFICE": broken, "MADOGUCHI_BACKUPS": backups,
		"LINE_CHANNEL_SECRET": lines.Secret, "LINE_CHANNEL_TOKEN": "expired", "LINE_API_URL": lines.URL(),
		"SLACK_SIGNING_SECRET": slackfake.Secret, "SLACK_BOT_TOKEN": slackfake.BotToken, "SLACK_CHANNEL": slackfake.Office, "SLACK_API_URL": slack.URL(),
		"SMTP_URL": "smtp://" + gone + "?tls=none", "MAIL_FROM": "madoguchi@example.jp",
	})
	for about, want := range map[string]string{
		"データベース": "well データベース（PostgreSQL", "事務局ファイル": "wrong 事務局ファイルを読み取れません：" + broken + " 2行目 huors", "公開のアドレス": "mind 公開のアドレス " + late.URL + " が https ではありません。",
		"LINE": "wrong アクセストークンが無効です", "Slack": "well ", "メール": "wrong メールサーバーを使えません：connect:", "時計": "wrong 時計が" + late.URL + "と60分ずれています。", "バックアップ": "mind ", "ディスク": "",
	} {
		if !slices.ContainsFunc(found[about], func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("%s: %q, want %q", about, found[about], want)
		}
	}
	if code != 1 {
		t.Errorf("it ends with %d", code)
	}
}

// TestDoctorBegins: without a database nothing else is held up, and half a setting ends it.
func TestDoctorBegins(t *testing.T) {
	t.Parallel()
	found, code := findings(t, map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none?connect_timeout=2"})
	if code != 1 || !strings.HasPrefix(strings.Join(found["データベース"], "\n"), "wrong データベースにつながりません") || len(found["メール"]) == 0 {
		t.Errorf("without a database: %d %q", code, found)
	}
	found, code = findings(t, map[string]string{"LINE_CHANNEL_SECRET": "x"})
	if code != 1 || len(found) != 1 || !strings.Contains(found["設定"][0], "LINE_CHANNEL_TOKEN") {
		t.Errorf("with half a setting: %d %q", code, found)
	}
}

// TestOfficeCheck: a file is checked with what lies beside it, and what is wrong is named with its place.
func TestOfficeCheck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "office.yaml")
	for text, want := range map[string]string{
		"name: 窓口\nteams: 事務局\n": file + " 2行目 teams：", "programmes:\n  - {id: a, name: A, documents: [faq.docx]}\n": "文書「faq.docx」が見つかりません", "brand: {logo: logo.png}\n": "ロゴの画像を使えません", "name: 窓口\n": "正しく書けています",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, _, code := call(t, "", nil, "office", "check", file)
		if !strings.Contains(out, want) || (code == 0) != strings.Contains(want, "正しく") {
			t.Errorf("%q: %d %s", text, code, out)
		}
	}
	if out, _, code := call(t, "", nil, "office", "schema"); code != 0 || !json.Valid([]byte(out)) {
		t.Errorf("schema: %d %.100s", code, out)
	}
}

// TestHealth: a container's only way to ask.
func TestHealth(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/readyz" {
			http.Error(w, "not yet", http.StatusServiceUnavailable)
		}
	}))
	defer srv.Close()
	_, port, _ := net.SplitHostPort(srv.Listener.Addr().String())
	for line, want := range map[string]int{"health": 0, "health -ready": 1, "health x": 2} {
		if out, failure, code := call(t, "", map[string]string{"MADOGUCHI_ADDR": "0.0.0.0:" + port}, strings.Fields(line)...); code != want {
			t.Errorf("%s: %d %s %s", line, code, out, failure)
		}
	}
}
