package slackfake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// violate notes that the app broke a rule of Slack's. The caller holds the lock.
func (s *Server) violate(format string, values ...any) {
	s.violations = append(s.violations, fmt.Sprintf(format, values...))
}

// A checker gathers what is wrong with blocks. Limits are those of Slack's Block Kit reference.
type checker struct {
	errs    []string
	modal   bool
	ids     map[string]bool
	actions map[string]bool
}

func (c *checker) fault(format string, values ...any) {
	c.errs = append(c.errs, fmt.Sprintf(format, values...))
}

// checkBlocks says what is wrong with the blocks of a message, or of a view.
func checkBlocks(blocks []any, most int, modal bool) []string {
	c := &checker{modal: modal, ids: map[string]bool{}, actions: map[string]bool{}}
	if len(blocks) > most {
		c.fault("%d blocks, at most %d", len(blocks), most)
	}
	total := 0
	for i, b := range blocks {
		block, is := b.(map[string]any)
		if !is {
			c.fault("block %d is no object", i)
			continue
		}
		total += length(Render([]any{block}))
		c.block(i, block)
	}
	if !modal && total > 13000 { // measured by others: msg_blocks_too_long begins a little above
		c.fault("blocks hold %d characters, Slack refuses more than about 13,200", total)
	}
	return c.errs
}

// checkView says what is wrong with a view.
func checkView(v map[string]any) []string {
	blocks, _ := v["blocks"].([]any)
	errs := checkBlocks(blocks, 100, true)
	c := &checker{errs: errs}
	switch v["type"] {
	case "modal":
		c.text("title", v["title"], 24, true, true)
		c.text("submit", v["submit"], 24, true, false)
		c.text("close", v["close"], 24, true, false)
		if v["submit"] == nil && slices.ContainsFunc(blocks, func(b any) bool { m, _ := b.(map[string]any); return m["type"] == "input" }) {
			c.fault("a modal with input blocks needs submit")
		}
	case "home":
	default:
		c.fault("view of type %v", v["type"])
	}
	c.most("callback_id", v["callback_id"], 255)
	c.most("private_metadata", v["private_metadata"], 3000)
	if b, _ := json.Marshal(v); len(b) > 250_000 {
		c.fault("view of %d bytes, at most 250 kB", len(b))
	}
	return c.errs
}

func (c *checker) block(i int, b map[string]any) {
	where := fmt.Sprintf("block %d (%v)", i, b["type"])
	if id, has := b["block_id"].(string); has && id != "" {
		if c.ids[id] {
			c.fault("%s: block_id %q twice", where, id)
		}
		c.ids[id] = true
		c.most(where+" block_id", id, 255)
	}
	switch b["type"] {
	case "header":
		c.text(where, b["text"], 150, true, true)
	case "section":
		c.section(where, b)
	case "divider":
	case "context":
		c.count(where, b["elements"], 1, 10)
		for _, e := range list(b["elements"]) {
			if e["type"] != "image" {
				c.text(where, e, 3000, false, true)
			}
		}
	case "actions":
		c.count(where, b["elements"], 1, 25)
		for _, e := range list(b["elements"]) {
			c.element(where, e)
		}
	case "input":
		c.input(where, b)
	case "rich_text":
		c.rich(where, b)
	default:
		c.fault("%s: not one of the blocks older clients show", where)
	}
}

func (c *checker) section(where string, b map[string]any) {
	fields := list(b["fields"])
	if b["text"] == nil && len(fields) == 0 {
		c.fault("%s: neither text nor fields", where)
	}
	c.text(where, b["text"], 3000, false, false)
	if len(fields) > 10 {
		c.fault("%s: %d fields, at most 10", where, len(fields))
	}
	for _, f := range fields {
		c.text(where+" field", f, 2000, false, true)
	}
	if e, is := b["accessory"].(map[string]any); is {
		c.element(where, e)
	}
}

func (c *checker) input(where string, b map[string]any) {
	if !c.modal {
		c.fault("%s: input outside a view", where)
	}
	c.text(where+" label", b["label"], 2000, true, true)
	c.text(where+" hint", b["hint"], 2000, true, false)
	e, is := b["element"].(map[string]any)
	if !is {
		c.fault("%s: no element", where)
		return
	}
	c.element(where, e)
}

var elements = map[string]bool{
	"button": true, "static_select": true, "users_select": true, "overflow": true, "datepicker": true,
	"datetimepicker": true, "timepicker": true, "plain_text_input": true, "checkboxes": true, "radio_buttons": true,
}

func (c *checker) element(where string, e map[string]any) {
	kind, _ := e["type"].(string)
	if !elements[kind] {
		c.fault("%s: element %q", where, kind)
		return
	}
	id, _ := e["action_id"].(string)
	c.most(where+" action_id", id, 255)
	key := where + "/" + id
	if id == "" || c.actions[key] {
		c.fault("%s: action_id %q missing or twice", where, id)
	}
	c.actions[key] = true
	c.text(where+" placeholder", e["placeholder"], 150, true, false)
	c.confirm(where, e["confirm"])
	switch kind {
	case "button":
		c.text(where+" button", e["text"], 75, true, true)
		c.most(where+" value", e["value"], 2000)
		c.most(where+" url", e["url"], 3000)
		if style, has := e["style"]; has && style != "primary" && style != "danger" {
			c.fault("%s: style %v", where, style)
		}
	case "plain_text_input":
		c.most(where+" initial_value", e["initial_value"], 3000)
		if n, has := e["max_length"].(float64); has && (n < 1 || n > 3000) {
			c.fault("%s: max_length %v", where, n)
		}
	case "static_select", "overflow", "radio_buttons", "checkboxes":
		most := map[string]int{"static_select": 100, "overflow": 5, "radio_buttons": 10, "checkboxes": 10}[kind]
		c.count(where+" options", e["options"], 1, most)
		for _, o := range list(e["options"]) {
			c.text(where+" option", o["text"], 75, false, true)
			c.most(where+" option value", o["value"], 75)
		}
	}
}

func (c *checker) confirm(where string, v any) {
	m, is := v.(map[string]any)
	if !is {
		return
	}
	c.text(where+" confirm title", m["title"], 100, true, true)
	c.text(where+" confirm text", m["text"], 300, false, true)
	c.text(where+" confirm", m["confirm"], 30, true, true)
	c.text(where+" deny", m["deny"], 30, true, true)
}

// rich checks a rich_text block: sections and quotes of text and link elements, nothing that names
// a person or calls a channel together.
func (c *checker) rich(where string, b map[string]any) {
	c.count(where, b["elements"], 1, 1000)
	for _, section := range list(b["elements"]) {
		switch section["type"] {
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
		default:
			c.fault("%s: element %v", where, section["type"])
		}
		c.count(where, section["elements"], 1, 1000)
		for _, e := range list(section["elements"]) {
			if text, _ := e["text"].(string); e["type"] != "link" && (e["type"] != "text" || text == "") {
				c.fault("%s: %v element with text %q", where, e["type"], text)
			}
		}
	}
}

func (c *checker) count(where string, v any, least, most int) {
	if n := len(list(v)); n < least || n > most {
		c.fault("%s: %d elements, want %d to %d", where, n, least, most)
	}
}

func (c *checker) most(where string, v any, most int) {
	if s, is := v.(string); is && length(s) > most {
		c.fault("%s: %d characters, at most %d", where, length(s), most)
	}
}

// text checks a text object.
func (c *checker) text(where string, v any, most int, plainOnly, needed bool) {
	m, is := v.(map[string]any)
	if !is {
		if needed {
			c.fault("%s: no text", where)
		}
		return
	}
	text, _ := m["text"].(string)
	switch {
	case text == "":
		c.fault("%s: empty text", where)
	case length(text) > most:
		c.fault("%s: %d characters, at most %d", where, length(text), most)
	case m["type"] == "mrkdwn" && plainOnly:
		c.fault("%s: mrkdwn where only plain_text is taken", where)
	case m["type"] != "mrkdwn" && m["type"] != "plain_text":
		c.fault("%s: text of type %v", where, m["type"])
	}
}

func list(v any) []map[string]any {
	raw, _ := v.([]any)
	out := make([]map[string]any, 0, len(raw))
	for _, e := range raw {
		m, _ := e.(map[string]any)
		out = append(out, m)
	}
	return out
}

func length(s string) int { return len(utf16.Encode([]rune(s))) }

func textOf(v any) string {
	m, _ := v.(map[string]any)
	s, _ := m["text"].(string)
	return s
}

// undo is escaped text as a reader sees it.
func undo(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}
