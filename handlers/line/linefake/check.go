package linefake

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Limits of the Messaging API's reference. Texts are counted in UTF-16 units, quick reply labels in
// graphemes.
const (
	maxObjects  = 5
	maxBubble   = 30 << 10
	maxCarousel = 50 << 10
	maxBubbles  = 12
	maxQuick    = 13
)

// A checker gathers what is wrong with a request.
type checker struct{ details []errorDetail }

func (c *checker) bad(path, format string, args ...any) {
	c.details = append(c.details, errorDetail{Message: fmt.Sprintf(format, args...), Property: path})
}

// A check looks at one property's value.
type check func(c *checker, path string, v any)

// A shape is an object's properties; those whose name ends in "!" it must have.
type shape map[string]check

// CheckMessages says what LINE would find wrong with message objects, as "property: message".
func CheckMessages(messages []json.RawMessage) []string {
	var list []string
	for _, d := range checkMessages(messages) {
		list = append(list, d.Property+": "+d.Message)
	}
	return list
}

var (
	backslash = regexp.MustCompile(`\\\\`)                                          // one that is written as an escape
	pair      = regexp.MustCompile(`(?i)\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}`) // a character written as two
	half      = regexp.MustCompile(`(?i)\\ud[89a-f][0-9a-f]{2}`)
)

// wellFormed reports whether a body is text all through: JSON allows half a character, written as
// an escape, and no text has it.
func wellFormed(body []byte) bool {
	return utf8.Valid(body) && !half.Match(pair.ReplaceAll(backslash.ReplaceAll(body, nil), nil))
}

// checkRequest checks a reply's or push's body.
func checkRequest(body []byte, messages []json.RawMessage) []errorDetail {
	c := &checker{}
	if !wellFormed(body) {
		c.bad("body", "holds bytes or halves of characters that are no text")
	}
	var top map[string]any
	if err := json.Unmarshal(body, &top); err != nil {
		c.bad("body", "%v", err)
		return c.details
	}
	c.object("", top, shape{
		"to": str1(1000), "replyToken": str1(1000), "messages!": list(1, maxObjects, anything), "notificationDisabled": boolean, "customAggregationUnits": list(0, 1, str1(30)),
	})
	return append(c.details, checkMessages(messages)...)
}

func checkMessages(messages []json.RawMessage) []errorDetail {
	c := &checker{}
	for i, raw := range messages {
		path := fmt.Sprintf("messages[%d]", i)
		var m any
		if err := json.Unmarshal(raw, &m); err != nil {
			c.bad(path, "%v", err)
			continue
		}
		c.typed(path, m, messageShapes)
		if q, ok := m.(map[string]any)["quickReply"]; ok && q != nil && i < len(messages)-1 {
			c.bad(path+".quickReply", "only the last object's quick replies are shown")
		}
	}
	return c.details
}

// typed checks an object by the shape that its type names.
func (c *checker) typed(path string, v any, shapes map[string]shape) {
	o, ok := v.(map[string]any)
	if !ok {
		c.bad(path, "must be an object")
		return
	}
	typ := str(o["type"])
	sh, ok := shapes[typ]
	if !ok {
		c.bad(path+".type", "%q is unknown here", typ)
		return
	}
	sh = maps.Clone(sh)
	sh["type!"] = anything
	c.object(path, o, sh)
	if typ == "box" {
		c.layout(path, o)
	}
}

func (c *checker) object(path string, o map[string]any, sh shape) {
	for name := range sh {
		if must, ok := strings.CutSuffix(name, "!"); ok {
			if _, there := o[must]; !there {
				c.bad(join(path, must), "must be given")
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		ck, ok := sh[name]
		if !ok {
			ck, ok = sh[name+"!"]
		}
		if !ok {
			c.bad(join(path, name), "unknown property")
			continue
		}
		ck(c, join(path, name), o[name])
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func anything(*checker, string, any) {}

func boolean(c *checker, path string, v any) {
	if _, ok := v.(bool); !ok {
		c.bad(path, "must be true or false")
	}
}

func whole(least, most float64) check {
	return func(c *checker, path string, v any) {
		n, ok := v.(float64)
		if !ok || n != float64(int64(n)) || n < least || n > most {
			c.bad(path, "must be a whole number of %v to %v", least, most)
		}
	}
}

func number(c *checker, path string, v any) {
	if _, ok := v.(float64); !ok {
		c.bad(path, "must be a number")
	}
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// text is a string of least to most UTF-16 units that does not look empty when it must not be.
func text(least, most int) check {
	return func(c *checker, path string, v any) {
		s, ok := v.(string)
		switch n := units(s); {
		case !ok:
			c.bad(path, "must be a string")
		case least > 0 && strings.TrimSpace(s) == "":
			c.bad(path, "May not be empty")
		case n < least || n > most:
			c.bad(path, "must be between %d and %d characters, is %d", least, most, n)
		case strings.ContainsFunc(s, control):
			c.bad(path, "holds a control character")
		}
	}
}

// control reports characters that no telephone shows.
func control(r rune) bool { return r != '\n' && r != '\t' && unicode.IsControl(r) }

func str1(most int) check { return text(1, most) }

// visible is a string of 1 to most characters as a reader counts them.
func visible(most int) check {
	return func(c *checker, path string, v any) {
		s, ok := v.(string)
		if n := uniseg.GraphemeClusterCount(s); !ok || strings.TrimSpace(s) == "" || n > most {
			c.bad(path, "must be between 1 and %d characters, is %d", most, n)
		}
	}
}

func oneOf(values ...string) check {
	return func(c *checker, path string, v any) {
		if s, ok := v.(string); !ok || !slices.Contains(values, s) {
			c.bad(path, "%v is none of %s", v, strings.Join(values, ", "))
		}
	}
}

func list(least, most int, each check) check {
	return func(c *checker, path string, v any) {
		l, ok := v.([]any)
		if !ok || len(l) < least || len(l) > most {
			c.bad(path, "must be a list of %d to %d, is %d", least, most, len(l))
			return
		}
		for i, e := range l {
			each(c, fmt.Sprintf("%s[%d]", path, i), e)
		}
	}
}

// of checks an object of a fixed shape.
func of(sh shape) check {
	return func(c *checker, path string, v any) {
		o, ok := v.(map[string]any)
		if !ok {
			c.bad(path, "must be an object")
			return
		}
		c.object(path, o, sh)
	}
}
