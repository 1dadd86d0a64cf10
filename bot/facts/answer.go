package facts

import (
	"strings"
	"time"

	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
)

// Show is an entry in the office's own words, framed by ours where its programme or it
// has ended or not begun at that time.
func (f *Facts) Show(at time.Time, e *faq.Entry) chat.Message {
	c := f.Collection(e.Collection)
	a := &chat.Answer{
		Question: e.Question,
		Lead:     frame(at, c, e),
		Source:   chat.Source{Ref: e.Ref(), Document: c.Title, Label: e.Label, Page: e.Source.Page, Version: e.Version},
	}
	for _, block := range e.Answer {
		a.Blocks = append(a.Blocks, chat.Block{Type: string(block.Type), Text: block.Text, URL: block.URL, Header: block.Header, Rows: block.Rows})
	}
	if c.Validity.At(at) == faq.Running && e.Validity.At(at) == faq.Running {
		a.Tail = dateLines(at, e)
	}
	return chat.Message{Text: answerText(a), Answer: a}
}

// answerText is an answer as plain text, for channels and readers that have nothing else.
func answerText(a *chat.Answer) string {
	var parts []string
	if a.Lead != "" {
		parts = append(parts, a.Lead)
	}
	for _, block := range a.Blocks {
		if block.Type == string(faq.Table) {
			parts = append(parts, tableText(block))
			continue
		}
		parts = append(parts, block.Text)
	}
	if a.Tail != "" {
		parts = append(parts, a.Tail)
	}
	return strings.Join(append(parts, words.Source(a.Source)), "\n\n")
}

// tableText shows a table on a screen too narrow for one: a line a row, the marked columns named.
// Rows that say the same of every column are gathered first.
func tableText(block chat.Block) string {
	if lines := tickedTable(block); lines != "" {
		return lines
	}
	var lines []string
	for _, row := range block.Rows {
		var cells []string
		for i, cell := range row {
			if i > 0 && cell != "" && i < len(block.Header) && block.Header[i] != "" {
				cell = block.Header[i] + "：" + cell
			}
			if cell != "" {
				cells = append(cells, cell)
			}
		}
		if len(cells) > 0 {
			lines = append(lines, "・"+strings.Join(cells, "／"))
		}
	}
	return strings.Join(lines, "\n")
}

// tickedTable shows a table whose cells are only marks: who needs what, grouped by the columns marked.
func tickedTable(block chat.Block) string {
	var order []string
	groups := map[string][]string{}
	for _, row := range block.Rows {
		if len(row) == 0 {
			continue
		}
		var columns []string
		for i, cell := range row[1:] {
			switch {
			case strings.ContainsAny(cell, "✓✔○◯〇●"):
				if i+1 < len(block.Header) {
					columns = append(columns, block.Header[i+1])
				}
			case cell != "" && cell != "-" && cell != "×" && cell != "－":
				return ""
			}
		}
		key := strings.Join(columns, "・")
		if _, seen := groups[key]; !seen {
			order = append(order, key)
		}
		groups[key] = append(groups[key], row[0])
	}
	var lines []string
	for _, key := range order {
		lines = append(lines, words.TableGroup(key, len(order) > 1)+strings.Join(groups[key], "、"))
	}
	return strings.Join(lines, "\n")
}

// frame is our own line above an answer that does not hold today. A programme's term overrides
// that of its entries.
func frame(at time.Time, c faq.Collection, e *faq.Entry) string {
	for _, v := range []faq.Validity{c.Validity, e.Validity} {
		switch v.At(at) {
		case faq.Ended:
			return words.Ended(v.Until, v == c.Validity)
		case faq.NotYet:
			return words.NotYet(v.From, v == c.Validity)
		}
	}
	return ""
}
