package slack_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
)

// TestS37Check: each thing that keeps the app from working is found and named, and of a sound one nothing is.
func TestS37Check(t *testing.T) {
	for name, c := range map[string]struct {
		options []slackfake.Option
		spoil   func(*slackfake.Server)
		change  func(*slack.Config)
		wrong   string // "" = all is well
	}{
		"sound":           {},
		"a revoked token": {spoil: func(f *slackfake.Server) { f.Fail(slackfake.Fault{Method: "auth.test", Error: "token_revoked"}) }, wrong: "token_revoked"},
		"a scope too few": {options: []slackfake.Option{slackfake.Scopes("chat:write", "commands", "channels:history", "groups:history", "channels:read", "groups:read", "users:read", "im:history", "files:read")},
			wrong: "足りない権限があります：files:write"},
		"no channel": {change: func(c *slack.Config) { c.Channel = "C0NONE" }, wrong: "窓口のチャンネルが見つかりません"},
		"an archived channel": {spoil: func(f *slackfake.Server) {
			f.SetChannel(slackfake.Channel{ID: slackfake.Office, Name: "窓口", Members: []string{slackfake.BotUser}, Archived: true})
		}, wrong: "アーカイブ"},
		"a shared channel": {spoil: func(f *slackfake.Server) {
			f.SetChannel(slackfake.Channel{ID: slackfake.Office, Name: "窓口", Members: []string{slackfake.BotUser}, ExtShared: true})
		}, wrong: "社外と共有"},
		"not invited": {spoil: func(f *slackfake.Server) {
			f.SetChannel(slackfake.Channel{ID: slackfake.Office, Name: "窓口", Members: []string{slackfake.Sasaki}})
		}, wrong: "アプリがチャンネル「窓口」に入っていません"},
		"another signing secret": {change: func(c *slack.Config) { c.SigningSecret = "another" }, wrong: "/webhook/slack/events に届きません"},
		"no socket":              {change: func(c *slack.Config) { c.AppToken = "xapp-wrong" }, wrong: "ソケットモードでつなげません"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := slackfake.New(t, c.options...)
			r := openOn(t, fake)
			public := httptest.NewTLSServer(r.app)
			t.Cleanup(public.Close)
			if c.spoil != nil {
				c.spoil(fake)
			}
			cfg := slack.Config{SigningSecret: slackfake.Secret, BotToken: slackfake.BotToken, Channel: slackfake.Office, APIURL: fake.URL(), Log: quiet, HTTPClient: public.Client()}
			if c.change != nil {
				c.change(&cfg)
			}
			app, err := slack.New(cfg, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			var wrong []string
			for _, f := range app.Check(t.Context(), public.URL) {
				if !f.OK {
					wrong = append(wrong, f.Text)
				}
			}
			if all := strings.Join(wrong, "\n"); c.wrong == "" && all != "" || !strings.Contains(all, c.wrong) {
				t.Errorf("found\n%s\nwant %q", all, c.wrong)
			}
		})
	}
}

// TestS37ScopesAreTheManifests: what is checked is what the manifest asks for.
func TestS37ScopesAreTheManifests(t *testing.T) {
	if asked := readManifest(t).OAuth.Scopes.Bot; !slices.Equal(asked, slack.Scopes) {
		t.Errorf("the manifest asks for %v, the check for %v", asked, slack.Scopes)
	}
}
