package slack_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
)

// A manifest is the app's manifest, as far as it must agree with the program.
type manifest struct {
	Display struct {
		Name        string `yaml:"name"`
		Description string `yaml:"description"`
		Long        string `yaml:"long_description"`
	} `yaml:"display_information"`
	Features struct {
		Shortcuts []struct {
			CallbackID string `yaml:"callback_id"`
		} `yaml:"shortcuts"`
		Commands []struct {
			Command     string `yaml:"command"`
			URL         string `yaml:"url"`
			Description string `yaml:"description"`
		} `yaml:"slash_commands"`
	} `yaml:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			URL  string   `yaml:"request_url"`
			List []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			URL string `yaml:"request_url"`
		} `yaml:"interactivity"`
	} `yaml:"settings"`
}

func readManifest(t *testing.T) manifest {
	t.Helper()
	b, err := os.ReadFile("manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := yaml.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestS37Manifest: the addresses are those that are served, each event subscribed to has its scope,
// and texts keep to Slack's limits (name 35, description 140, long description 175 to 4000).
func TestS37Manifest(t *testing.T) {
	m := readManifest(t)
	for path, address := range map[string]string{routes[0]: m.Settings.Events.URL, routes[1]: m.Settings.Interactivity.URL, routes[2]: m.Features.Commands[0].URL} {
		if !strings.HasPrefix(address, "https://") || !strings.HasSuffix(address, path) {
			t.Errorf("address %q, want one that ends in %s", address, path)
		}
	}
	name, description, long := len([]rune(m.Display.Name)), len([]rune(m.Display.Description)), len([]rune(m.Display.Long))
	if name > 35 || description > 140 || long < 175 || long > 4000 {
		t.Errorf("name %d, description %d, long description %d characters", name, description, long)
	}
	needs := map[string]string{"message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history",
		"member_joined_channel": "channels:read", "member_left_channel": "channels:read", "user_change": "users:read",
		"app_home_opened": "", "app_uninstalled": "", "tokens_revoked": ""}
	for _, event := range m.Settings.Events.List {
		scope, known := needs[event]
		if !known || scope != "" && !slices.Contains(m.OAuth.Scopes.Bot, scope) {
			t.Errorf("event %s needs scope %q, which is not asked for", event, scope)
		}
	}
	if !slices.IsSorted(m.Settings.Events.List) {
		t.Error("the events are not in order")
	}
	for _, scope := range m.OAuth.Scopes.Bot { // beside those of events
		if !slices.Contains([]string{"chat:write", "commands", "groups:read", "files:read", "files:write"}, scope) &&
			!slices.ContainsFunc(m.Settings.Events.List, func(event string) bool { return needs[event] == scope }) {
			t.Errorf("scope %s is asked for and nothing needs it", scope)
		}
	}
}

// TestS37ScopesSuffice does everything the app does with the manifest's scopes alone.
func TestS37ScopesSuffice(t *testing.T) {
	r := openOn(t, slackfake.New(t, slackfake.Scopes(readManifest(t).OAuth.Scopes.Bot...)), withFile, withShares(&desks{}))
	r.SetFile(estimate)
	card := r.post(t)
	r.Say(slackfake.Office, card.TS, slackfake.Sasaki, "メモ")
	r.reply(t, slackfake.Sasaki, card)
	r.Submit(slackfake.Sasaki, map[string]string{"input": "返信です", "files": estimate.ID})
	r.Submit(slackfake.Sasaki, nil)
	d := inThread(card, "k", chat.Message{Text: "x", Author: chat.Member}, chat.Message{Private: "slack:" + slackfake.Sasaki, Text: "y"},
		chat.Message{Card: aCard(9)}, chat.Message{Status: &chat.Status{Delivery: 3, State: chat.Sent}}, chat.Message{Unsent: "none"})
	d.Attempt = 2 // looks for itself first
	r.send(t, d)
	r.send(t, news(card, chat.File{ID: "f1"}))
	if n := len(r.files(card)); n != 1 {
		t.Errorf("%d files in the thread", n)
	}
	r.send(t, inThread(card, "u", chat.Message{Unsent: "m1"}))
	if n := len(r.files(card)); n != 0 {
		t.Errorf("%d files in the thread after they were taken back", n)
	}
	r.OpenHome(slackfake.Sasaki)
	eventually(t, "the home tab is there", func() bool { _, there := r.Home(slackfake.Sasaki); return there })
	eventually(t, "the note and the reply are taken", func() bool { return len(r.office.took()) == 2 })
}

// TestS34MissingScope names the scope in the log and keeps the delivery.
func TestS34MissingScope(t *testing.T) {
	var log strings.Builder
	r := openOn(t, slackfake.New(t, slackfake.Scopes("channels:read", "users:read")), logTo(&log))
	_, err := r.app.Send(t.Context(), toOffice("k", chat.Message{Text: "x"}))
	if chat.FaultOf(err) != chat.Limited || !strings.Contains(log.String(), "chat:write") {
		t.Errorf("came out as %v, the log says %s", err, log.String())
	}
}

// logTo writes the app's errors to b.
func logTo(b *strings.Builder) func(*slack.Config) {
	return func(c *slack.Config) { c.Log = errorsTo(b) }
}
