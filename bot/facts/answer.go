package facts

import (
	"cmp"
	"strings"
	"time"

	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
)

// Show is an entry in the office's own words, framed by ours where its programme or it
// has ended or not begun at that time.
func (f *Facts) Show(at time.Time, e *faq.Entry) chat.Message {
	c := f.Collection(e.Collection)
	a := &chat.Answer{
		Question: e.Question,
		Lead:     f.Frame(at, c, e),
		Source:   chat.Source{Ref: e.Ref(), Document: cmp.Or(e.Titled, c.Title), Label: e.Label, Page: e.Source.Page, Version: e.Version, Updated: dated(&c, e), Confirmed: e.Confirmed},
	}
	for _, block := range e.Answer {
		a.Blocks = append(a.Blocks, chat.Block{Type: string(block.Type), Text: block.Text, URL: block.URL, Header: block.Header, Rows: block.Rows})
	}
	if a.Lead == "" {
		a.Tail = dateLines(at, e)
	}
	return chat.Message{Text: answerText(a), Answer: a}
}

// dated is from which day an entry's words are, as its document says it: never the day it was read in.
func dated(c *faq.Collection, e *faq.Entry) time.Time {
	day := e.Dated
	if day == "" && e.Document == "" { // it stands in the collection's only document
		day = c.Dated
	}
	t, err := time.ParseInLocation(time.DateOnly, string(day), reading.JST)
	if err != nil {
		return time.Time{}
	}
	return t
}

// ShowUnder is the same below a message of ours that has said the frame already: with a line of its own, or none.
func (f *Facts) ShowUnder(at time.Time, e *faq.Entry, lead string) chat.Message {
	m := f.Show(at, e)
	m.Answer.Lead = lead
	m.Text = answerText(m.Answer)
	return m
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

// Frame is our own line above an answer that does not hold today. A programme's term, which is the office
// file's before that of its documents, overrides that of its entries, but for when something is received. What
// was only found in a document's words is told once its time is over; that it has not begun waits
// until the office has confirmed it.
func (f *Facts) Frame(at time.Time, c faq.Collection, e *faq.Entry) string {
	programme := c.Validity
	if p := f.Office.Programme(c.ID); p != nil && !p.Validity().Open() {
		programme = p.Validity()
	}
	over := programme.At(at)
	switch own := e.Validity.At(at); {
	case own == faq.Ended && (over != faq.Ended || e.Validity.Receipt):
		return words.Ended(e.Validity, false, at)
	case over == faq.Ended:
		return words.Ended(programme, true, at)
	case over == faq.NotYet && programme.Confirmed:
		return words.NotYet(programme.From, true)
	case own == faq.NotYet && e.Validity.Confirmed:
		return words.NotYet(e.Validity.From, false)
	}
	return ""
}
