package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"madoguchi/chars"
	"madoguchi/reading"
)

// What a person writes in Slack comes twice: as text with marks, and as a rich_text block, which says
// without any doubt what was a mark and what was typed. We read the block where there is one.

// A richPart is an element of a rich_text block, as far as we read it.
type richPart struct {
	Type     string     `json:"type"`
	Elements []richPart `json:"elements"`
	Style    any        `json:"style"`
	Offset   int        `json:"offset"`
	Text     string     `json:"text"`
	URL      string     `json:"url"`
	User     string     `json:"user_id"`
	Name     string     `json:"name"`
	Unicode  string     `json:"unicode"`
	Range    string     `json:"range"`
	Fallback string     `json:"fallback"`
	Time     int64      `json:"timestamp"`
	Value    string     `json:"value"`
}

// plainOf is a message as plain text, people by their names.
func (s *Service) plainOf(ctx context.Context, m message) string {
	names := s.namer(ctx)
	if text, ok := plainRich(m.Blocks, names); ok {
		return text
	}
	return mrkdwn{names: names}.plain(m.Text)
}

// typed is what somebody entered in an input, its marks and names of emoji read as in a message.
func (s *Service) typed(ctx context.Context, text string) string {
	return strings.TrimSpace(mrkdwn{names: s.namer(ctx), typed: true}.plain(text))
}

// plainRich reads the blocks of a message, if they are rich_text that we know all of.
func plainRich(blocks json.RawMessage, names func(string) string) (string, bool) {
	var parts []richPart
	if len(blocks) == 0 || json.Unmarshal(blocks, &parts) != nil || len(parts) == 0 {
		return "", false
	}
	var b strings.Builder
	for _, p := range parts {
		if p.Type != "rich_text" {
			return "", false
		}
		for _, e := range p.Elements {
			newLine(&b)
			if !richSection(&b, e, names) {
				return "", false
			}
		}
	}
	return chars.Clean(strings.TrimRight(b.String(), "\n")), true
}

// newLine begins a line where none is begun.
func newLine(b *strings.Builder) {
	if s := b.String(); s != "" && !strings.HasSuffix(s, "\n") {
		b.WriteByte('\n')
	}
}

// richSection writes a paragraph, a list, a quotation or a block of code. It reports false where it meets
// what it does not know.
func richSection(b *strings.Builder, e richPart, names func(string) string) bool {
	switch e.Type {
	case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
		for _, part := range e.Elements {
			word, ok := richWord(part, names)
			if !ok {
				return false
			}
			b.WriteString(word)
		}
		return true
	case "rich_text_list":
		for i, item := range e.Elements {
			newLine(b)
			lead := "・"
			if e.Style == "ordered" {
				lead = strconv.Itoa(e.Offset+i+1) + ". "
			}
			b.WriteString(lead)
			if !richSection(b, item, names) {
				return false
			}
		}
		return true
	}
	return false
}

// richWord is one element of a paragraph.
func richWord(e richPart, names func(string) string) (string, bool) {
	switch e.Type {
	case "text":
		return e.Text, true
	case "link":
		return linked(e.URL, e.Text), true
	case "user":
		return "@" + names(e.User), true
	case "usergroup":
		return "@" + say("slack.some_group"), true
	case "channel":
		return "#" + say("slack.some_channel"), true
	case "broadcast":
		return "@" + e.Range, true
	case "emoji":
		return richEmoji(e), true
	case "date":
		return cmp.Or(e.Fallback, time.Unix(e.Time, 0).In(reading.JST).Format(time.DateOnly)), true
	case "color":
		return e.Value, true
	}
	return "", false
}

// richEmoji is an emoji as a character, or nothing where it is the workspace's own, which nobody else
// can see.
func richEmoji(e richPart) string {
	var b strings.Builder
	for hex := range strings.SplitSeq(e.Unicode, "-") {
		r, err := strconv.ParseUint(hex, 16, 21)
		if err != nil {
			char, _ := emojiNamed(e.Name)
			return char
		}
		b.WriteRune(rune(r))
	}
	return b.String()
}
