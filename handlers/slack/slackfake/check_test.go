package slackfake

import (
	"encoding/json"
	"maps"
	"strconv"
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
	option := func(value string) map[string]any { return map[string]any{"text": plain("選択"), "value": value} }
	numbered := func(n int) (all []any) {
		for i := range n {
			all = append(all, option(strconv.Itoa(i)))
		}
		return all
	}
	choice := func(kind string, with map[string]any, options ...any) map[string]any {
		e := map[string]any{"type": kind, "action_id": "a", "options": append([]any{}, options...)}
		maps.Copy(e, with)
		return e
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
		{"blank text", map[string]any{"type": "section", "text": plain("　\n")}, "empty text"},
		{"control character", map[string]any{"type": "section", "text": plain("x\x00")}, "control characters"},
		{"context", map[string]any{"type": "context", "elements": []any{plain("x")}}, ""},
		{"context of none", map[string]any{"type": "context", "elements": []any{}}, "0 elements"},
		{"button", actions(button(nil)), ""},
		{"long button", actions(button(map[string]any{"text": plain(long(76))})), "at most 75"},
		{"long value", actions(button(map[string]any{"value": long(2001)})), "at most 2000"},
		{"address", actions(button(map[string]any{"url": "https://example.jp/x?y=1"})), ""},
		{"address of a script", actions(button(map[string]any{"url": "javascript:alert(1)"})), "url is javascript"},
		{"no address", actions(button(map[string]any{"url": "not a url"})), "url is not a url"},
		{"no action id", actions(button(map[string]any{"action_id": ""})), "missing or twice"},
		{"action id twice", actions(button(nil), button(nil)), "missing or twice"},
		{"too many buttons", actions(many...), "26 elements"},
		{"unknown style", actions(button(map[string]any{"style": "fancy"})), "style fancy"},
		{"rich text", rich(map[string]any{"type": "text", "text": "<!here>"}), ""},
		{"mention", rich(map[string]any{"type": "user", "user_id": "U1"}), "user element"},
		{"broadcast", rich(map[string]any{"type": "broadcast", "range": "here"}), "broadcast element"},
		{"control character in rich text", rich(map[string]any{"type": "text", "text": "\x07"}), `text "\a"`},
		{"empty rich text", rich(map[string]any{"type": "text", "text": ""}), `text ""`},
		{"input in a message", map[string]any{"type": "input", "label": plain("x"), "element": map[string]any{"type": "plain_text_input", "action_id": "a"}}, "outside a view"},
		{"unknown block", map[string]any{"type": "hologram"}, "older clients"},
		{"unknown field", map[string]any{"type": "divider", "colour": "red"}, `unknown field "colour"`},
		{"unknown field of a text", map[string]any{"type": "header", "text": map[string]any{"type": "plain_text", "text": "x", "verbatim": true}}, `unknown field "verbatim"`},
		{"text of the wrong type", map[string]any{"type": "section", "text": map[string]any{"type": "html", "text": "x"}}, "text of type html"},
		{"text that is a string", map[string]any{"type": "section", "text": "x"}, "no text"},
		{"flag that is a word", map[string]any{"type": "header", "text": map[string]any{"type": "plain_text", "text": "x", "emoji": "yes"}}, "emoji is yes"},
		{"long block_id", map[string]any{"type": "divider", "block_id": long(256)}, "at most 255"},
		{"label of two lines", actions(button(map[string]any{"text": plain("押\nす")})), "more than one line"},
		{"no label", actions(button(map[string]any{"text": nil})), "no text"},
		{"input's element in a message", actions(map[string]any{"type": "plain_text_input", "action_id": "a"}), `element "plain_text_input" in actions`},
		{"fields beside text", map[string]any{"type": "section", "fields": []any{plain(long(2001))}}, "at most 2000"},
		{"accessory", map[string]any{"type": "section", "text": plain("x"), "accessory": button(nil)}, ""},
		{"no fields", map[string]any{"type": "section", "fields": []any{}}, "0 elements"},
		{"select", actions(choice("static_select", nil, option("1"))), ""},
		{"select of none", actions(choice("static_select", nil)), "0 elements"},
		{"select of too many", actions(choice("static_select", nil, numbered(101)...)), "101 elements"},
		{"option twice", actions(choice("static_select", nil, option("1"), option("1"))), "option 1 twice"},
		{"option without value", actions(choice("static_select", nil, map[string]any{"text": plain("x")})), "no value"},
		{"long option", actions(choice("static_select", nil, map[string]any{"text": plain(long(76)), "value": "1"})), "at most 75"},
		{"long option value", actions(choice("static_select", nil, option(long(76)))), "at most 75"},
		{"initial option", actions(choice("static_select", map[string]any{"initial_option": option("1")}, option("1"))), ""},
		{"foreign initial option", actions(choice("static_select", map[string]any{"initial_option": option("2")}, option("1"))), "none of the options"},
		{"groups", actions(choice("static_select", map[string]any{"options": nil, "option_groups": []any{map[string]any{"label": plain("x"), "options": []any{option("1")}}}})), ""},
		{"groups and options", actions(choice("static_select", map[string]any{"option_groups": []any{}}, option("1"))), "both options and option_groups"},
		{"group without label", actions(choice("static_select", map[string]any{"options": nil, "option_groups": []any{map[string]any{"options": []any{option("1")}}}})), "no label"},
		{"overflow", actions(choice("overflow", nil, numbered(5)...)), ""},
		{"overflow of one", actions(choice("overflow", nil, option("1"))), "1 elements"},
		{"long overflow", actions(choice("overflow", nil, numbered(6)...)), "6 elements"},
		{"user", actions(map[string]any{"type": "users_select", "action_id": "a", "initial_user": "佐々木"}), "initial_user"},
		{"date", actions(map[string]any{"type": "datepicker", "action_id": "a", "initial_date": "1.4.2024"}), "initial_date"},
		{"time", actions(map[string]any{"type": "timepicker", "action_id": "a", "initial_time": "noon"}), "initial_time"},
		{"moment", actions(map[string]any{"type": "datetimepicker", "action_id": "a", "initial_date_time": 5}), "initial_date_time 5"},
		{"confirm", actions(button(map[string]any{"confirm": map[string]any{"title": plain("x"), "text": plain(long(301)), "confirm": plain("y"), "deny": plain("n")}})), "at most 300"},
		{"half a confirm", actions(button(map[string]any{"confirm": map[string]any{"title": plain("x")}})), "no deny"},
		{"style of rich text", rich(map[string]any{"type": "text", "text": "x", "style": map[string]any{"loud": true}}), `unknown field "loud"`},
		{"list in rich text", map[string]any{"type": "rich_text", "elements": []any{map[string]any{"type": "rich_text_list"}}}, "rich_text_list"},
	}
	for _, tc := range cases {
		got := strings.Join(checkBlocks(asSent(t, tc.block), 50, ""), "; ")
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
	modal := func(element map[string]any) map[string]any {
		return map[string]any{"type": "modal", "title": plain("x"), "submit": plain("y"),
			"blocks": []any{map[string]any{"type": "input", "label": plain("x"), "element": element}}}
	}
	repeat := func(n int, block map[string]any) (all []any) {
		for range n {
			all = append(all, block)
		}
		return all
	}
	dividers := func(n int) []any { return repeat(n, map[string]any{"type": "divider"}) }
	sections := func(n int) []any {
		return repeat(n, map[string]any{"type": "section", "text": plain(strings.Repeat("あ", 3000))})
	}
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
		{"no title", map[string]any{"type": "modal", "blocks": []any{}}, "no title"},
		{"no blocks", map[string]any{"type": "home"}, "no blocks"},
		{"home with a title", map[string]any{"type": "home", "title": plain("x"), "blocks": []any{}}, `unknown field "title"`},
		{"two blocks of one id", map[string]any{"type": "home", "blocks": []any{map[string]any{"type": "divider", "block_id": "x"}, map[string]any{"type": "divider", "block_id": "x"}}}, `"x" twice`},
		{"101 blocks", map[string]any{"type": "home", "blocks": dividers(101)}, "101 blocks"},
		{"button as an input", modal(map[string]any{"type": "button", "action_id": "a", "text": plain("x")}), `element "button" in input`},
		{"long initial value", modal(map[string]any{"type": "plain_text_input", "action_id": "a", "initial_value": strings.Repeat("x", 3001)}), "at most 3000"},
		{"long max_length", modal(map[string]any{"type": "plain_text_input", "action_id": "a", "max_length": 3001}), "max_length 3001"},
		{"files", modal(map[string]any{"type": "file_input", "action_id": "a", "max_files": 4}), ""},
		{"many files", modal(map[string]any{"type": "file_input", "action_id": "a", "max_files": 11}), "max_files 11"},
		{"huge", map[string]any{"type": "home", "external_id": "x", "blocks": sections(90)}, "250 kB"},
	}
	for _, tc := range cases {
		got := strings.Join(checkView(asSent(t, tc.view)[0].(map[string]any)), "; ")
		if tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}
