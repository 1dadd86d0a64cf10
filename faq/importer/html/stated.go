package html

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"madoguchi/faq/importer/tree"
)

// stated reads the questions of schema.org's FAQPage, which a page carries as JSON-LD for search
// engines.
func stated(root *html.Node) []tree.Block {
	var blocks []tree.Block
	for n := range root.Descendants() {
		if n.DataAtom != atom.Script || !strings.HasPrefix(strings.ToLower(attr(n, "type")), "application/ld+json") || n.FirstChild == nil {
			continue
		}
		var data any
		if err := json.Unmarshal([]byte(mended(n.FirstChild.Data)), &data); err != nil {
			continue // what a page says wrongly to machines, it still says to people
		}
		blocks = append(blocks, questionsIn(data, 0)...)
	}
	return blocks
}

// mended replaces line breaks inside of strings, which JSON forbids and hand-written pages have.
func mended(s string) string {
	var b strings.Builder
	in, escaped := false, false
	for _, r := range strings.TrimSpace(s) {
		switch {
		case escaped:
			escaped = false
		case in && r == '\\':
			escaped = true
		case r == '"':
			in = !in
		case in && (r == '\n' || r == '\r' || r == '\t'):
			b.WriteByte(' ')
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// questionsIn finds the questions anywhere in the data: in a list, in @graph, in mainEntity.
func questionsIn(v any, depth int) []tree.Block {
	if depth > 20 {
		return nil
	}
	var blocks []tree.Block
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			blocks = append(blocks, questionsIn(x, depth+1)...)
		}
	case map[string]any:
		if isType(v, "Question") {
			return oneStated(v)
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item"} {
			blocks = append(blocks, questionsIn(v[key], depth+1)...)
		}
	}
	return blocks
}

func isType(v map[string]any, name string) bool {
	switch t := v["@type"].(type) {
	case string:
		return strings.TrimPrefix(strings.TrimPrefix(t, "http://schema.org/"), "https://schema.org/") == name
	case []any:
		for _, x := range t {
			if x == name {
				return true
			}
		}
	}
	return false
}

func oneStated(q map[string]any) []tree.Block {
	name, _ := q["name"].(string)
	if name == "" {
		name, _ = q["text"].(string)
	}
	var words []string
	for _, b := range Fragment(name) {
		words = append(words, b.Text())
	}
	name = strings.Join(words, " ")
	answers, many := q["acceptedAnswer"].([]any)
	if !many {
		answers = []any{q["acceptedAnswer"]}
	}
	blocks := []tree.Block{{Kind: tree.Paragraph, Role: tree.Question, Spans: tree.Words(name)}}
	for _, a := range answers {
		answer, _ := a.(map[string]any)
		text, _ := answer["text"].(string)
		if !strings.ContainsRune(text, '<') {
			text = strings.ReplaceAll(text, "\n", "<br>")
		}
		for _, b := range Fragment(text) {
			b.Role = tree.Answer
			blocks = append(blocks, b)
		}
	}
	if name == "" || len(blocks) == 1 {
		return nil
	}
	return blocks
}
