package slackfake

import "strings"

// Render is blocks as people read them: one line a block, buttons in brackets. A mention or a link
// that Slack would make of mrkdwn is shown as ⟦…⟧, so that a test can see it.
func Render(blocks []any) string {
	var lines []string
	for _, b := range list(any(blocks)) {
		if line := renderBlock(b); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func renderBlock(b map[string]any) string {
	switch b["type"] {
	case "header", "section":
		parts := []string{renderText(b["text"])}
		for _, f := range list(b["fields"]) {
			parts = append(parts, renderText(f))
		}
		return strings.TrimSpace(strings.Join(parts, "\n"))
	case "context":
		var parts []string
		for _, e := range list(b["elements"]) {
			parts = append(parts, renderText(e))
		}
		return strings.Join(parts, " ")
	case "actions":
		var parts []string
		for _, e := range list(b["elements"]) {
			label := textOf(e["text"])
			for _, o := range list(e["options"]) {
				label += "⋯" + textOf(o["text"])
			}
			parts = append(parts, "["+label+"]")
		}
		return strings.Join(parts, " ")
	case "input":
		e, _ := b["element"].(map[string]any)
		initial, _ := e["initial_value"].(string)
		text := textOf(b["label"]) + ": " + initial + " " + textOf(b["hint"])
		for _, o := range list(e["options"]) {
			text += "\n[" + textOf(o["text"]) + "]"
		}
		return text
	case "rich_text":
		return Rich(b)
	case "table":
		return table(b)
	}
	return ""
}

// table is the text of a table, its cells apart by bars.
func table(b map[string]any) string {
	var lines []string
	rows, _ := b["rows"].([]any)
	for _, r := range rows {
		var cells []string
		for _, cell := range list(r) {
			text, _ := cell["text"].(string)
			cells = append(cells, text)
		}
		lines = append(lines, strings.Join(cells, "｜"))
	}
	return strings.Join(lines, "\n")
}

// Rich is the text of a rich_text block.
func Rich(b map[string]any) string {
	var s strings.Builder
	for _, section := range list(b["elements"]) {
		for _, e := range list(section["elements"]) {
			text, _ := e["text"].(string)
			if e["type"] != "text" {
				text = "⟦" + text + "⟧"
			}
			s.WriteString(text)
		}
	}
	return s.String()
}

// renderText reads a text object as Slack would show it.
func renderText(v any) string {
	m, _ := v.(map[string]any)
	text, _ := m["text"].(string)
	if m["type"] != "mrkdwn" {
		return text
	}
	return undo(strings.NewReplacer("<", "⟦", ">", "⟧").Replace(text))
}
