package line

import (
	"fmt"
	"strings"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
)

// The colours of a card. Text on white has a contrast of at least 4.5.
const (
	ink    = "#1F2937"
	faint  = "#5B6472"
	accent = "#0B57D0"
	notice = "#9A3412"
)

// card shows an answer as the office wrote it: the question, its paragraphs, tables and links, and
// where it was taken from. nil where that takes more than a bubble holds: then it goes as text.
func card(m chat.Message, from *messaging_api.Sender) messaging_api.MessageInterface {
	a := m.Answer
	var rows []messaging_api.FlexComponentInterface
	rows = appendText(rows, a.Lead, &messaging_api.FlexText{Size: "sm", Color: notice, Weight: messaging_api.FlexTextWEIGHT_BOLD})
	rows = appendText(rows, a.Question, &messaging_api.FlexText{Size: "md", Color: ink, Weight: messaging_api.FlexTextWEIGHT_BOLD})
	if len(rows) > 0 {
		rows = append(rows, &messaging_api.FlexSeparator{})
	}
	for _, b := range a.Blocks {
		rows = append(rows, block(b)...)
	}
	rows = appendText(rows, a.Tail, &messaging_api.FlexText{Size: "sm", Color: ink})
	for _, f := range m.Files {
		rows = appendText(rows, fileName(f.Name), &messaging_api.FlexText{Size: "sm", Color: faint})
	}
	bubble := &messaging_api.FlexBubble{Size: messaging_api.FlexBubbleSIZE_GIGA, Body: column("md", rows...)}
	var foot []messaging_api.FlexComponentInterface
	for _, line := range sourceLines(a.Source) {
		foot = appendText(foot, line, &messaging_api.FlexText{Size: "xs", Color: faint})
	}
	if len(foot) > 0 {
		bubble.Footer = column("xs", foot...)
	}
	if len(rows) == 0 || weight(bubble) > maxBubble {
		return nil
	}
	return &messaging_api.FlexMessage{AltText: chars.Cut(firstOf(body(m), say("line.card.no_words")), maxAlt), Contents: bubble, Sender: from}
}

// column is a vertical box.
func column(spacing string, rows ...messaging_api.FlexComponentInterface) *messaging_api.FlexBox {
	return &messaging_api.FlexBox{Layout: messaging_api.FlexBoxLAYOUT_VERTICAL, Spacing: spacing, Contents: rows}
}

// appendText adds text in the style of like; nothing where text is blank, which LINE refuses.
func appendText(rows []messaging_api.FlexComponentInterface, text string, like *messaging_api.FlexText) []messaging_api.FlexComponentInterface {
	text = strings.TrimSpace(chars.Clean(text))
	if text == "" {
		return rows
	}
	like.Text, like.Wrap = text, true
	return append(rows, like)
}

func block(b chat.Block) []messaging_api.FlexComponentInterface {
	var rows []messaging_api.FlexComponentInterface
	switch b.Type {
	case "table":
		return table(b.Header, b.Rows)
	case "link", "contact":
		return linkRow(b.Text, b.URL)
	case "note":
		rows = appendText(rows, b.Text, &messaging_api.FlexText{Size: "sm", Color: faint})
	default:
		rows = appendText(rows, b.Text, &messaging_api.FlexText{Size: "sm", Color: ink, LineSpacing: "4px"})
	}
	for _, u := range links(b.Text) {
		rows = append(rows, linkRow(u, u)...)
	}
	return rows
}

// linkRow is a line that opens a page when tapped. An address that LINE does not open, such as a
// mailbox, stands there to be read.
func linkRow(text, address string) []messaging_api.FlexComponentInterface {
	text, address = strings.TrimSpace(chars.Clean(text)), strings.TrimSpace(chars.Clean(address))
	uri, ok := link(address)
	if !ok {
		shown := strings.TrimPrefix(address, "mailto:")
		if shown != "" && !strings.Contains(text, shown) {
			text = strings.TrimSpace(text + "\n" + shown)
		}
		return appendText(nil, text, &messaging_api.FlexText{Size: "sm", Color: ink})
	}
	if text == "" {
		text = address
	}
	return appendText(nil, text, &messaging_api.FlexText{
		Size: "sm", Color: accent, Decoration: messaging_api.FlexTextDECORATION_UNDERLINE, Action: &messaging_api.UriAction{Uri: uri},
	})
}

// narrow is how many characters a cell may have for its table to be shown as one; wider tables
// would be unreadable on a telephone.
const narrow = 9

// table shows a small table as columns, any other one as a list: the first cell of each row, and
// below it the other cells with their headings.
func table(header []string, lines [][]string) []messaging_api.FlexComponentInterface {
	rows := make([]messaging_api.FlexComponentInterface, 0, len(lines)+1)
	if !small(header, lines) {
		for _, cells := range lines {
			rows = append(rows, listedRow(header, cells)...)
		}
		return rows
	}
	if strings.TrimSpace(strings.Join(header, "")) != "" {
		rows = append(rows, columns(header, messaging_api.FlexTextWEIGHT_BOLD), &messaging_api.FlexSeparator{})
	}
	for _, cells := range lines {
		if len(cells) > 0 {
			rows = append(rows, columns(cells, messaging_api.FlexTextWEIGHT_REGULAR))
		}
	}
	return rows
}

func small(header []string, lines [][]string) bool {
	for _, cells := range append([][]string{header}, lines...) {
		if len(cells) > 3 {
			return false
		}
		for _, c := range cells {
			if chars.Graphemes(chars.Clean(c)) > narrow {
				return false
			}
		}
	}
	return true
}

func columns(cells []string, weight messaging_api.FlexTextWEIGHT) *messaging_api.FlexBox {
	box := &messaging_api.FlexBox{Layout: messaging_api.FlexBoxLAYOUT_HORIZONTAL, Spacing: "sm"}
	for _, c := range cells {
		text := strings.TrimSpace(chars.Clean(c))
		if text == "" {
			text = "－"
		}
		box.Contents = append(box.Contents, &messaging_api.FlexText{Text: text, Flex: 1, Wrap: true, Size: "sm", Color: ink, Weight: weight})
	}
	return box
}

func listedRow(header, cells []string) []messaging_api.FlexComponentInterface {
	var rows []messaging_api.FlexComponentInterface
	for i, c := range cells {
		if i == 0 {
			rows = appendText(rows, c, &messaging_api.FlexText{Size: "sm", Color: ink, Weight: messaging_api.FlexTextWEIGHT_BOLD})
			continue
		}
		if i < len(header) && strings.TrimSpace(header[i]) != "" && strings.TrimSpace(c) != "" {
			c = strings.TrimSpace(header[i]) + "：" + c
		}
		rows = appendText(rows, c, &messaging_api.FlexText{Size: "sm", Color: ink})
	}
	return rows
}

// sourceLines say where an answer was taken from, and from when that is: the day the document bears, or
// a later one on which the office has confirmed it.
func sourceLines(s chat.Source) []string {
	var lines []string
	where := strings.TrimSpace(s.Document + " " + s.Label)
	if where != "" && s.Page > 0 {
		where = fmt.Sprintf("%s・p.%d", where, s.Page)
	}
	if where != "" {
		lines = append(lines, say("line.card.source", "source", where))
	}
	switch {
	case s.Confirmed.After(s.Updated):
		day := s.Confirmed.In(reading.JST)
		lines = append(lines, say("line.card.confirmed", "year", day.Year(), "month", int(day.Month()), "day", day.Day()))
	case !s.Updated.IsZero():
		lines = append(lines, updated(s.Updated.In(reading.JST)))
	}
	return lines
}

func updated(day time.Time) string {
	return say("line.card.updated", "year", day.Year(), "month", int(day.Month()), "day", day.Day())
}

// answerText is an answer in plain words, for a message that brings none.
func answerText(a *chat.Answer) string {
	parts := []string{a.Lead, a.Question}
	for _, b := range a.Blocks {
		text := b.Text
		if b.Type == "table" {
			for _, row := range append([][]string{b.Header}, b.Rows...) {
				text += strings.Join(row, "　") + "\n"
			}
		}
		if b.URL != "" && !strings.Contains(text, strings.TrimPrefix(b.URL, "mailto:")) {
			text += "\n" + strings.TrimPrefix(b.URL, "mailto:")
		}
		parts = append(parts, text)
	}
	parts = append(parts, a.Tail, strings.Join(sourceLines(a.Source), "\n"))
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(chars.Clean(p)); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n")
}
