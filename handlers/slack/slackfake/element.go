package slackfake

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
)

// An element is one kind of interactive element: where it may stand, and its own fields with
// whether each is needed.
type element struct {
	in     string // section, actions, input
	fields map[string]bool
}

var elements = map[string]element{
	"button": {"section actions", map[string]bool{"text": true, "url": false, "value": false, "style": false,
		"confirm": false, "accessibility_label": false}},
	"overflow":       {"section actions", map[string]bool{"options": true, "confirm": false}},
	"static_select":  {"section actions input", map[string]bool{"options": false, "option_groups": false, "initial_option": false, "placeholder": false, "confirm": false, "focus_on_load": false}},
	"users_select":   {"section actions input", map[string]bool{"initial_user": false, "placeholder": false, "confirm": false, "focus_on_load": false}},
	"radio_buttons":  {"section actions input", map[string]bool{"options": true, "initial_option": false, "confirm": false, "focus_on_load": false}},
	"checkboxes":     {"section actions input", map[string]bool{"options": true, "initial_options": false, "confirm": false, "focus_on_load": false}},
	"datepicker":     {"section actions input", map[string]bool{"initial_date": false, "placeholder": false, "confirm": false, "focus_on_load": false}},
	"timepicker":     {"section actions input", map[string]bool{"initial_time": false, "timezone": false, "placeholder": false, "confirm": false, "focus_on_load": false}},
	"datetimepicker": {"actions input", map[string]bool{"initial_date_time": false, "confirm": false, "focus_on_load": false}},
	"plain_text_input": {"input", map[string]bool{"initial_value": false, "multiline": false, "min_length": false, "max_length": false,
		"dispatch_action_config": false, "focus_on_load": false, "placeholder": false}},
	"file_input": {"input", map[string]bool{"filetypes": false, "max_files": false}},
}

// elements checks the elements of one block, whose action ids differ.
func (c *checker) elements(where, place string, all []map[string]any) {
	ids := map[string]bool{}
	for _, e := range all {
		if e == nil {
			c.fault("%s: no element", where)
			continue
		}
		id, _ := e["action_id"].(string)
		if id == "" || ids[id] {
			c.fault("%s: action_id %q missing or twice", where, id)
		}
		ids[id] = true
		c.element(where, place, e)
	}
}

func (c *checker) element(where, place string, e map[string]any) {
	kind, _ := e["type"].(string)
	where += " " + kind
	known, is := elements[kind]
	if !is || !strings.Contains(" "+known.in+" ", " "+place+" ") {
		c.fault("%s: element %q in %s", where, kind, place)
		return
	}
	fields := maps.Clone(known.fields)
	fields["type"], fields["action_id"] = true, false
	c.fields(where, e, fields)
	c.str(where+" action_id", e["action_id"], 255, false)
	c.text(where+" placeholder", e["placeholder"], 150, true, false)
	c.confirm(where, e["confirm"])
	c.flag(where, e, "focus_on_load", "multiline")
	if e["focus_on_load"] == true {
		if c.focused {
			c.fault("%s: a second element takes the focus", where)
		}
		c.focused = true
	}
	switch kind {
	case "button":
		c.button(where, e)
	case "plain_text_input":
		c.str(where+" initial_value", e["initial_value"], 3000, false)
		c.within(where, e, "min_length", 0, 3000)
		c.within(where, e, "max_length", 1, 3000)
	case "file_input":
		c.within(where, e, "max_files", 1, 10)
	case "datetimepicker":
		c.within(where, e, "initial_date_time", 1_000_000_000, 9_999_999_999)
	case "datepicker":
		c.form(where, e, "initial_date", dateForm)
	case "timepicker":
		c.form(where, e, "initial_time", timeForm)
	case "users_select":
		c.form(where, e, "initial_user", userForm)
	default:
		c.choices(where, kind, e)
	}
}

var (
	dateForm = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	timeForm = regexp.MustCompile(`^\d\d:\d\d$`)
	urlForm  = regexp.MustCompile(`^https?://[^/\s]+\S*$`)
	userForm = regexp.MustCompile(`^[UW][A-Z0-9]+$`)
)

func (c *checker) form(where string, e map[string]any, field string, form *regexp.Regexp) {
	if v := e[field]; v != nil && !form.MatchString(str(v)) {
		c.fault("%s: %s is %v", where, field, v)
	}
}

func (c *checker) within(where string, e map[string]any, field string, least, most float64) {
	if v := e[field]; v != nil {
		if n, is := v.(float64); !is || n < least || n > most || n != float64(int64(n)) {
			c.fault("%s: %s %v", where, field, v)
		}
	}
}

func (c *checker) button(where string, e map[string]any) {
	c.text(where, e["text"], 75, true, true)
	c.str(where+" value", e["value"], 2000, false)
	c.str(where+" url", e["url"], 3000, false)
	c.form(where, e, "url", urlForm)
	c.str(where+" accessibility_label", e["accessibility_label"], 75, false)
	if style, has := e["style"]; has && style != "primary" && style != "danger" {
		c.fault("%s: style %v", where, style)
	}
	if strings.ContainsAny(textOf(e["text"]), "\n\r") {
		c.fault("%s: a label of more than one line", where)
	}
}

// mostOptions is how many options each kind of element has at most.
var mostOptions = map[string]int{"static_select": 100, "overflow": 5, "radio_buttons": 10, "checkboxes": 10}

// choices checks the options of an element, in groups or not, and those chosen at the start, which
// have to be among them just as they are.
func (c *checker) choices(where, kind string, e map[string]any) {
	all := map[string]bool{}
	switch groups := e["option_groups"]; {
	case groups != nil && e["options"] != nil:
		c.fault("%s: both options and option_groups", where)
	case groups != nil:
		for _, g := range c.list(where+" option_groups", groups, 1, 100) {
			c.fields(where+" group", g, map[string]bool{"label": true, "options": true})
			c.text(where+" group", g["label"], 75, true, true)
			c.options(where, kind, g["options"], all)
		}
	default:
		c.options(where, kind, e["options"], all)
	}
	chosen, _ := e["initial_options"].([]any)
	if e["initial_option"] != nil {
		chosen = append(chosen, e["initial_option"])
	}
	for _, o := range chosen {
		if !all[fmt.Sprint(o)] {
			c.fault("%s: the initial option is none of the options", where)
		}
	}
}

// options checks a list of options and adds them to all. Slack documents 75 characters for a value
// in one place and 150 in another; the smaller holds everywhere.
func (c *checker) options(where, kind string, v any, all map[string]bool) {
	least := 1
	if kind == "overflow" { // some of Slack's own checks want two
		least = 2
	}
	for _, o := range c.list(where+" options", v, least, mostOptions[kind]) {
		fields := map[string]bool{"text": true, "value": true, "description": false}
		if kind == "overflow" {
			fields["url"] = false
		}
		c.fields(where+" option", o, fields)
		c.text(where+" option", o["text"], 75, kind == "static_select" || kind == "overflow", true)
		c.text(where+" option description", o["description"], 75, false, false)
		c.str(where+" option value", o["value"], 75, true)
		if all[fmt.Sprint(o)] {
			c.fault("%s: option %v twice", where, o["value"])
		}
		all[fmt.Sprint(o)] = true
	}
}

func (c *checker) confirm(where string, v any) {
	if v == nil {
		return
	}
	m, _ := v.(map[string]any)
	c.fields(where+" confirm", m, map[string]bool{"title": true, "text": true, "confirm": true, "deny": true, "style": false})
	c.text(where+" confirm title", m["title"], 100, true, true)
	c.text(where+" confirm text", m["text"], 300, true, true)
	c.text(where+" confirm", m["confirm"], 30, true, true)
	c.text(where+" deny", m["deny"], 30, true, true)
}

// richFields are the fields of each kind of element in a rich_text block.
var richFields = map[string]map[string]bool{
	"rich_text_section":      {"type": true, "elements": true},
	"rich_text_quote":        {"type": true, "elements": true, "border": false},
	"rich_text_preformatted": {"type": true, "elements": true, "border": false},
}

// rich checks a rich_text block: sections and quotes of text, nothing that names a person, calls a
// channel together or leads elsewhere, for those are for Slack to read, and ours are others' words.
func (c *checker) rich(where string, b map[string]any) {
	for _, section := range c.list(where, b["elements"], 1, 1000) {
		kind, _ := section["type"].(string)
		fields, known := richFields[kind]
		if !known {
			c.fault("%s: element %v", where, section["type"])
			continue
		}
		c.fields(where+" "+kind, section, fields)
		for _, e := range c.list(where+" "+kind, section["elements"], 1, 1000) {
			c.richText(where, e)
		}
	}
}

func (c *checker) richText(where string, e map[string]any) {
	text, _ := e["text"].(string)
	if e["type"] != "text" || text == "" || strings.ContainsFunc(text, control) {
		c.fault("%s: %v element with text %q", where, e["type"], text)
		return
	}
	c.fields(where+" text", e, map[string]bool{"type": true, "text": true, "style": false})
	if e["style"] == nil {
		return
	}
	style, is := e["style"].(map[string]any)
	if !is {
		c.fault("%s: style %v", where, e["style"])
	}
	c.fields(where+" style", style, map[string]bool{"bold": false, "italic": false, "strike": false, "code": false, "underline": false})
	c.flag(where+" style", style, "bold", "italic", "strike", "code", "underline")
}
