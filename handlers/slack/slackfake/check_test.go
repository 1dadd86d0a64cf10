package slackfake

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestCheckNotices requires every rule to be able to fail.
func TestCheckNotices(t *testing.T) {
	long := func(n int) string { return strings.Repeat("あ", n) }
	plain := func(s string) map[string]any { return map[string]any{"type": "plain_text", "text": s} }
	mrkdwn := func(s string) map[string]any { return map[string]any{"type": "mrkdwn", "text": s} }
	button := func(with map[string]any) map[string]any {
		b := map[string]any{"type": "button", "action_id": "a", "text": plain("押す"), "value": "v"}
		for k, v := range with {
			b[k] = v
		}
		return b
	}
	actions := func(elements ...any) map[string]any { return map[string]any{"type": "actions", "elements": elements} }
	rich := func(e map[string]any) map[string]any {
		return map[string]any{"type": "rich_text", "elements": []any{map[string]any{"type": "rich_text_section", "elements": []any{e}}}}
	}
	var many []any
	for range 26 {
		many = append(many, button(nil))
	}
	cases := []struct {
		name  string
		block map[string]any
		want  string // "" where nothing is wrong
	}{
		{"header", map[string]any{"type": "header", "text": plain(long(150))}, ""},
		{"long header", map[string]any{"type": "header", "text": plain(long(151))}, "at most 150"},
		{"header of mrkdwn", map[string]any{"type": "header", "text": mrkdwn("x")}, "only plain_text"},
		{"section", map[string]any{"type": "section", "text": mrkdwn(long(3000))}, ""},
		{"long section", map[string]any{"type": "section", "text": plain(long(3001))}, "at most 3000"},
		{"emoji count twice", map[string]any{"type": "section", "text": plain(strings.Repeat("👍", 1501))}, "3002 characters"},
		{"empty section", map[string]any{"type": "section"}, "neither text nor fields"},
		{"empty text", map[string]any{"type": "section", "text": plain("")}, "empty text"},
		{"context", map[string]any{"type": "context", "elements": []any{plain("x")}}, ""},
		{"context of none", map[string]any{"type": "context", "elements": []any{}}, "0 elements"},
		{"button", actions(button(nil)), ""},
		{"long button", actions(button(map[string]any{"text": plain(long(76))})), "at most 75"},
		{"long value", actions(button(map[string]any{"value": long(2001)})), "at most 2000"},
		{"no action id", actions(button(map[string]any{"action_id": ""})), "missing or twice"},
		{"action id twice", actions(button(nil), button(nil)), "missing or twice"},
		{"too many buttons", actions(many...), "26 elements"},
		{"unknown style", actions(button(map[string]any{"style": "fancy"})), "style fancy"},
		{"rich text", rich(map[string]any{"type": "text", "text": "<!here>"}), ""},
		{"mention", rich(map[string]any{"type": "user", "user_id": "U1"}), "user element"},
		{"broadcast", rich(map[string]any{"type": "broadcast", "range": "here"}), "broadcast element"},
		{"empty rich text", rich(map[string]any{"type": "text", "text": ""}), `text ""`},
		{"input in a message", map[string]any{"type": "input", "label": plain("x"), "element": map[string]any{"type": "plain_text_input", "action_id": "a"}}, "outside a view"},
		{"unknown block", map[string]any{"type": "hologram"}, "older clients"},
	}
	for _, tc := range cases {
		got := strings.Join(checkBlocks(asSent(t, tc.block), 50, false), "; ")
		if tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// asSent is blocks as they arrive.
func asSent(t *testing.T, blocks ...any) []any {
	t.Helper()
	b, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	var out []any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCheckViewNotices does the same for views.
func TestCheckViewNotices(t *testing.T) {
	plain := func(s string) map[string]any { return map[string]any{"type": "plain_text", "text": s} }
	input := map[string]any{"type": "input", "label": plain("x"), "element": map[string]any{"type": "plain_text_input", "action_id": "a"}}
	cases := []struct {
		name string
		view map[string]any
		want string
	}{
		{"modal", map[string]any{"type": "modal", "title": plain("x"), "submit": plain("y"), "blocks": []any{input}}, ""},
		{"long title", map[string]any{"type": "modal", "title": plain(strings.Repeat("あ", 25)), "blocks": []any{}}, "at most 24"},
		{"input without submit", map[string]any{"type": "modal", "title": plain("x"), "blocks": []any{input}}, "needs submit"},
		{"long metadata", map[string]any{"type": "home", "private_metadata": strings.Repeat("x", 3001), "blocks": []any{}}, "at most 3000"},
		{"unknown type", map[string]any{"type": "wall", "blocks": []any{}}, "type wall"},
	}
	for _, tc := range cases {
		got := strings.Join(checkView(asSent(t, tc.view)[0].(map[string]any)), "; ")
		if tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}
