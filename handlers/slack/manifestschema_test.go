package slack_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// A rule is what Slack's published schema of app manifests (slackapi/manifest-schema, version 2) says
// of one value. It is written down here as far as our manifest goes: what it does not name, the
// schema refuses, for its objects take no further properties.
type rule struct {
	kind        string // object, array, string, boolean, integer
	fields      map[string]rule
	needs       []string
	item        *rule
	least, most int // of a string's characters, or an array's items
	form        *regexp.Regexp
	one         []string
	unique      bool
}

func object(needs string, fields map[string]rule) rule {
	return rule{kind: "object", needs: strings.Fields(needs), fields: fields}
}

func words(least, most int) rule { return rule{kind: "string", least: least, most: most} }

func arrayOf(least, most int, item rule, unique bool) rule {
	return rule{kind: "array", least: least, most: most, item: &item, unique: unique}
}

var (
	yesNo   = rule{kind: "boolean"}
	integer = rule{kind: "integer"}
	webURL  = regexp.MustCompile(`^https?://`)
	events  = arrayOf(0, 100, words(0, 50), true)
)

func address(most int) rule { return rule{kind: "string", most: most, form: webURL} }

var manifestRule = object("display_information", map[string]rule{
	"_metadata": object("", map[string]rule{"major_version": integer, "minor_version": integer}),
	"display_information": object("name", map[string]rule{
		"name": words(1, 35), "description": words(1, 140), "long_description": words(175, 4000),
		"background_color": {kind: "string", least: 4, most: 7, form: regexp.MustCompile(`^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$`)},
	}),
	"features": object("", map[string]rule{
		"app_home": object("", map[string]rule{"home_tab_enabled": yesNo, "messages_tab_enabled": yesNo, "messages_tab_read_only_enabled": yesNo}),
		"bot_user": object("display_name", map[string]rule{"display_name": words(1, 80), "always_online": yesNo}),
		"shortcuts": arrayOf(1, 10, object("name type callback_id description", map[string]rule{
			"name": words(1, 24), "type": {kind: "string", one: []string{"message", "global"}}, "callback_id": words(1, 255), "description": words(1, 150),
		}), false),
		"slash_commands": arrayOf(1, 50, object("command description", map[string]rule{
			"command": {kind: "string", least: 2, most: 32, form: regexp.MustCompile(`^/`)}, "url": address(3000),
			"description": words(1, 2000), "usage_hint": words(1, 1000), "should_escape": yesNo,
		}), false),
	}),
	"oauth_config": object("", map[string]rule{
		"scopes":        object("", map[string]rule{"bot": arrayOf(0, 255, words(0, 50), false), "user": arrayOf(0, 255, words(0, 50), false)}),
		"redirect_urls": arrayOf(0, 1000, address(3500), false),
	}),
	"settings": object("", map[string]rule{
		"event_subscriptions":    object("", map[string]rule{"request_url": address(3500), "bot_events": events}),
		"interactivity":          object("is_enabled", map[string]rule{"is_enabled": yesNo, "request_url": address(3500)}),
		"org_deploy_enabled":     yesNo,
		"socket_mode_enabled":    yesNo,
		"token_rotation_enabled": yesNo,
	}),
})

// check says what is wrong with a value.
func (r rule) check(where string, v any) (wrong []string) {
	fault := func(format string, args ...any) { wrong = append(wrong, where+": "+fmt.Sprintf(format, args...)) }
	switch v := v.(type) {
	case map[string]any:
		if r.kind != "object" {
			fault("an object where %s belongs", r.kind)
		}
		for _, name := range r.needs {
			if v[name] == nil {
				fault("no %s", name)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			field, known := r.fields[name]
			if !known {
				fault("unknown property %s", name)
				continue
			}
			wrong = append(wrong, field.check(where+"."+name, v[name])...)
		}
	case []any:
		if r.kind != "array" {
			fault("an array where %s belongs", r.kind)
			break
		}
		if len(v) < r.least || len(v) > r.most {
			fault("%d items", len(v))
		}
		seen := map[string]bool{}
		for i, item := range v {
			if key := fmt.Sprint(item); r.unique && seen[key] {
				fault("%s twice", key)
			}
			seen[fmt.Sprint(item)] = true
			wrong = append(wrong, r.item.check(fmt.Sprintf("%s[%d]", where, i), item)...)
		}
	case string:
		n := len([]rune(v))
		switch {
		case r.kind != "string":
			fault("a text where %s belongs", r.kind)
		case n < r.least || r.most > 0 && n > r.most:
			fault("%d characters", n)
		case r.form != nil && !r.form.MatchString(v) || r.one != nil && !slices.Contains(r.one, v):
			fault("%q", v)
		}
	case bool:
		if r.kind != "boolean" {
			fault("yes or no where %s belongs", r.kind)
		}
	default:
		if r.kind != "integer" {
			fault("%v where %s belongs", v, r.kind)
		}
	}
	return wrong
}

// TestS37ManifestSchema holds the manifest against Slack's schema, and the check against manifests
// that Slack would refuse.
func TestS37ManifestSchema(t *testing.T) {
	b, err := os.ReadFile("manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	parse := func(text string) any {
		var v map[string]any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, wrong := range manifestRule.check("manifest", parse(string(b))) {
		t.Error(wrong)
	}
	for what, change := range map[string][2]string{
		"unknown property": {"always_online:", "always_awake:"}, "characters": {"name: 会員に送る", "name: " + strings.Repeat("あ", 25)},
		`"globe"`: {"type: message", "type: globe"}, `"ftp`: {"https://madoguchi.example.jp/webhook/slack/events", "ftp://x"},
		"no callback_id": {"callback_id: send_to_member", "note: x"}, "twice": {"- message.im", "- message.im\n      - message.im"},
		"yes or no": {"is_enabled: true", "is_enabled: 1"}, `"1d4f6e"`: {`"#1d4f6e"`, `"1d4f6e"`}, "no display_information": {"display_information:", "display_info:"},
		"a text where": {"should_escape: true", "should_escape: often"},
	} {
		changed := strings.Replace(string(b), change[0], change[1], 1)
		wrong := strings.Join(manifestRule.check("manifest", parse(changed)), "; ")
		if what == "yes or no" {
			what = "1 where boolean belongs"
		}
		if changed == string(b) || !strings.Contains(wrong, what) {
			t.Errorf("%q changed to %q: %q, want %q", change[0], change[1], wrong, what)
		}
	}
}
