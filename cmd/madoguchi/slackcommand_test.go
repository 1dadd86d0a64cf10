package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"madoguchi/handlers/slack/slackfake"
)

// TestS37CheckCommand: the set-up is read from Slack and judged in words; what is wrong is an error.
func TestS37CheckCommand(t *testing.T) {
	t.Parallel()
	fake := slackfake.New(t)
	vars := map[string]string{"SLACK_SIGNING_SECRET": slackfake.Secret, "SLACK_BOT_TOKEN": slackfake.BotToken,
		"SLACK_APP_TOKEN": slackfake.AppToken, "SLACK_CHANNEL": slackfake.Office, "SLACK_API_URL": fake.URL()}
	check := func() (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), []string{"slack", "check"}, environment{
			Getenv: func(name string) string { return vars[name] }, Stdout: &out, Stderr: new(bytes.Buffer), Now: time.Now,
		})
		return out.String(), err
	}
	out, err := check()
	if err != nil || strings.Contains(out, "✗") || !strings.Contains(out, "チャンネル「窓口」") || !strings.Contains(out, "ソケットモードでつなげます") {
		t.Errorf("check of a sound app: %v\n%s", err, out)
	}
	vars["SLACK_APP_TOKEN"] = "" // over HTTP, and no address at which Slack could reach us
	if out, err := check(); exitCode(err) != 1 || !strings.Contains(out, "✗ 公開アドレスがわかりません") {
		t.Errorf("check without an address: %v\n%s", err, out)
	}
}
