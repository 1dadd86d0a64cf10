package slackfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
)

// violate notes that the app broke a rule of Slack's. The caller holds the lock.
func (s *Server) violate(format string, values ...any) {
	s.violations = append(s.violations, fmt.Sprintf(format, values...))
}

// A checker gathers what is wrong with blocks. Rules and limits are those of Slack's Block Kit
// reference: which fields an object has, which it needs, what stands where, and how much of it.
// Slack refuses what it does not know, so a field that is not in the table is a fault, too.
type checker struct {
	errs    []string
	view    string // "modal", "home", or "" in a message
	ids     map[string]bool
	tables  int
	focused bool // an element of the view takes the focus already
}

func newChecker(view string) *checker { return &checker{view: view, ids: map[string]bool{}} }

func (c *checker) fault(format string, values ...any) {
	c.errs = append(c.errs, fmt.Sprintf(format, values...))
}

// checkBlocks says what is wrong with the blocks of a message, or of a view of the given type.
func checkBlocks(blocks []any, most int, view string) []string {
	c := newChecker(view)
	c.blocks(blocks, most)
	return c.errs
}

func (c *checker) blocks(blocks []any, most int) {
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
	if c.view == "" && total > 13000 { // measured by others: msg_blocks_too_long begins a little above
		c.fault("blocks hold %d characters, Slack refuses more than about 13,200", total)
	}
}

// viewFields are the fields of each kind of view, each with whether it is needed.
var viewFields = map[string]map[string]bool{
	"modal": {"type": true, "title": true, "blocks": true, "close": false, "submit": false, "private_metadata": false,
		"callback_id": false, "clear_on_close": false, "notify_on_close": false, "external_id": false, "submit_disabled": false},
	"home": {"type": true, "blocks": true, "private_metadata": false, "callback_id": false, "external_id": false},
}

// checkView says what is wrong with a view.
func checkView(v map[string]any) []string {
	kind, _ := v["type"].(string)
	c := newChecker(kind)
	fields, known := viewFields[kind]
	if !known {
		c.fault("view of type %v", v["type"])
		return c.errs
	}
	c.fields("view", v, fields)
	blocks, _ := v["blocks"].([]any)
	c.blocks(blocks, 100)
	c.text("title", v["title"], 24, true, kind == "modal")
	c.text("submit", v["submit"], 24, true, false)
	c.text("close", v["close"], 24, true, false)
	asks := slices.ContainsFunc(blocks, func(b any) bool { m, _ := b.(map[string]any); return m["type"] == "input" })
	if kind == "modal" && v["submit"] == nil && asks {
		c.fault("a modal with input blocks needs submit")
	}
	c.str("callback_id", v["callback_id"], 255, false)
	c.str("external_id", v["external_id"], 255, false)
	c.str("private_metadata", v["private_metadata"], 3000, false)
	if b, _ := json.Marshal(v); len(b) > 250_000 {
		c.fault("view of %d bytes, at most 250 kB", len(b))
	}
	return c.errs
}

// blockFields are the fields of each kind of block that the clients in use all show, each with
// whether it is needed.
var blockFields = map[string]map[string]bool{
	"header":    {"text": true},
	"section":   {"text": false, "fields": false, "accessory": false, "expand": false},
	"divider":   {},
	"context":   {"elements": true},
	"actions":   {"elements": true},
	"input":     {"label": true, "element": true, "hint": false, "optional": false, "dispatch_action": false},
	"rich_text": {"elements": true},
	"table":     {"rows": true, "column_settings": false},
}

func (c *checker) block(i int, b map[string]any) {
	kind, _ := b["type"].(string)
	where := fmt.Sprintf("block %d (%v)", i, b["type"])
	fields, known := blockFields[kind]
	if !known {
		c.fault("%s: not one of the blocks older clients show", where)
		return
	}
	fields = maps.Clone(fields)
	fields["type"], fields["block_id"] = true, false
	c.fields(where, b, fields)
	c.str(where+" block_id", b["block_id"], 255, false)
	if id, has := b["block_id"].(string); has {
		if c.ids[id] {
			c.fault("%s: block_id %q twice", where, id)
		}
		c.ids[id] = true
	}
	switch kind {
	case "header":
		c.text(where, b["text"], 150, true, true)
	case "section":
		c.section(where, b)
	case "context":
		for _, e := range c.list(where, b["elements"], 1, 10) {
			c.text(where, e, 3000, false, true)
		}
	case "actions":
		c.elements(where, "actions", c.list(where, b["elements"], 1, 25))
	case "input":
		c.input(where, b)
	case "rich_text":
		c.rich(where, b)
	case "table":
		c.table(where, b)
	}
}

// table checks a table: one a message, at most 100 rows of 20 cells, each of text that is not empty.
func (c *checker) table(where string, b map[string]any) {
	if c.tables++; c.tables > 1 || c.view != "" {
		c.fault("%s: a message has one table, and a view none", where)
	}
	rows, _ := b["rows"].([]any)
	if len(rows) < 1 || len(rows) > 100 {
		c.fault("%s: %d rows, of 1 to 100", where, len(rows))
	}
	for _, r := range rows {
		cells, _ := r.([]any)
		if len(cells) < 1 || len(cells) > 20 {
			c.fault("%s: %d cells, of 1 to 20", where, len(cells))
		}
		for _, cell := range cells {
			m, _ := cell.(map[string]any)
			text, _ := m["text"].(string)
			if m["type"] != "raw_text" || text == "" {
				c.fault("%s: cell %v is not raw text", where, cell)
			}
		}
	}
}

func (c *checker) section(where string, b map[string]any) {
	if b["text"] == nil && b["fields"] == nil {
		c.fault("%s: neither text nor fields", where)
	}
	c.text(where, b["text"], 3000, false, false)
	if b["fields"] != nil {
		for _, f := range c.list(where+" fields", b["fields"], 1, 10) {
			c.text(where+" field", f, 2000, false, true)
		}
	}
	if b["accessory"] != nil {
		c.elements(where, "section", list([]any{b["accessory"]}))
	}
}

func (c *checker) input(where string, b map[string]any) {
	if c.view == "" {
		c.fault("%s: input outside a view", where)
	}
	c.text(where+" label", b["label"], 2000, true, true)
	c.text(where+" hint", b["hint"], 2000, true, false)
	c.flag(where, b, "optional", "dispatch_action")
	c.elements(where, "input", list([]any{b["element"]}))
}

// fields says which fields of an object are missing and which it should not have.
func (c *checker) fields(where string, object map[string]any, known map[string]bool) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if _, is := known[name]; !is {
			c.fault("%s: unknown field %q", where, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if known[name] && object[name] == nil {
			c.fault("%s: no %s", where, name)
		}
	}
}

// list is an array of objects with between least and most of them.
func (c *checker) list(where string, v any, least, most int) []map[string]any {
	raw, is := v.([]any)
	if v != nil && !is {
		c.fault("%s: %T where an array belongs", where, v)
	}
	if n := len(raw); n < least || n > most {
		c.fault("%s: %d elements, want %d to %d", where, n, least, most)
	}
	return list(v)
}

// str checks a string field.
func (c *checker) str(where string, v any, most int, needed bool) {
	s, is := v.(string)
	switch {
	case v == nil && !needed:
	case !is || needed && s == "":
		c.fault("%s: %v where a text belongs", where, v)
	case length(s) > most:
		c.fault("%s: %d characters, at most %d", where, length(s), most)
	}
}

// flag checks fields that are yes or no.
func (c *checker) flag(where string, object map[string]any, names ...string) {
	for _, name := range names {
		if v := object[name]; v != nil {
			if _, is := v.(bool); !is {
				c.fault("%s: %s is %v", where, name, v)
			}
		}
	}
}

// text checks a text object.
func (c *checker) text(where string, v any, most int, plainOnly, needed bool) {
	m, is := v.(map[string]any)
	if !is {
		if needed || v != nil {
			c.fault("%s: no text", where)
		}
		return
	}
	text, _ := m["text"].(string)
	switch {
	case strings.TrimSpace(text) == "":
		c.fault("%s: empty text", where)
	case strings.ContainsFunc(text, control):
		c.fault("%s: control characters in %q", where, text)
	case length(text) > most:
		c.fault("%s: %d characters, at most %d", where, length(text), most)
	case m["type"] == "mrkdwn" && plainOnly:
		c.fault("%s: mrkdwn where only plain_text is taken", where)
	}
	switch m["type"] {
	case "plain_text":
		c.fields(where+" text", m, map[string]bool{"type": true, "text": true, "emoji": false})
	case "mrkdwn":
		c.fields(where+" text", m, map[string]bool{"type": true, "text": true, "verbatim": false})
	default:
		c.fault("%s: text of type %v", where, m["type"])
	}
	c.flag(where, m, "emoji", "verbatim")
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

// control reports characters that no text holds.
func control(r rune) bool { return r != '\n' && r != '\t' && unicode.IsControl(r) }

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
