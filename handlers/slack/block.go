package slack

import (
	"github.com/slack-go/slack"
)

// Slack's limits, in UTF-16 units where they are of text.
const (
	maxBlocks  = 50
	maxHeader  = 150
	maxContext = 2000 // no limit is documented for text in a context block; sections allow 3000
	maxRich    = 3000
	maxButton  = 75
	maxText    = 4000 // the top-level text
)

// plain is text in which Slack parses nothing, emoji names included. It may not be empty.
func plain(text string) *slack.TextBlockObject {
	if text == "" {
		text = "　"
	}
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// heading is a line in large letters.
func heading(text string) slack.Block { return slack.NewHeaderBlock(plain(cut(text, maxHeader))) }

// small is a line in small grey letters.
func small(text string) slack.Block { return slack.NewContextBlock("", plain(cut(text, maxContext))) }

// paragraph is our own words to staff.
func paragraph(text string) slack.Block {
	return slack.NewSectionBlock(plain(cut(text, maxRich)), nil, nil)
}

// richText is anybody's words exactly as they are: nothing in a rich_text text element is parsed.
func richText(text string) *slack.RichTextBlock {
	if text == "" {
		text = "　"
	}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(slack.NewRichTextSectionTextElement(text, nil)))
}

// quote is a member's words behind a bar, which nothing they write can draw or leave.
func quote(text string) *slack.RichTextBlock {
	if text == "" {
		text = "　"
	}
	return slack.NewRichTextBlock("", &slack.RichTextQuote{
		Type:     slack.RTEQuote,
		Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(text, nil)},
	})
}

// richLines are labelled values, one a line.
func richLines(lines []line) *slack.RichTextBlock { return richLinesWithin(lines, maxRich) }

// richLinesWithin are labelled values that together take about limit units, the last ones cut.
func richLinesWithin(lines []line, limit int) *slack.RichTextBlock {
	bold := &slack.RichTextSectionTextStyle{Bold: true}
	var elements []slack.RichTextSectionElement
	left := limit
	for i, l := range lines {
		label, value := cut(l.label, 100), cut(orDash(l.value), min(1000, max(left-units(l.label), 2)))
		if i > 0 {
			label = "\n" + label
		}
		left -= units(label) + units(value) + 2
		elements = append(elements,
			slack.NewRichTextSectionTextElement(label, bold),
			slack.NewRichTextSectionTextElement("　"+value, nil))
	}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(elements...))
}

// options is a list to choose one from; each pair is a value and its label.
func options(placeholder string, pairs ...[2]string) *slack.SelectBlockElement {
	objects := make([]*slack.OptionBlockObject, len(pairs))
	for i, p := range pairs {
		objects[i] = slack.NewOptionBlockObject(p[0], plain(cut(p[1], 75)), nil)
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(placeholder), "value", objects...)
}

// button is a button whose value is at most 2000 characters long.
func button(id, label, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(id, value, plain(cut(label, maxButton)))
}

// limitBlocks keeps the first n blocks.
func limitBlocks(blocks []slack.Block, n int) []slack.Block { return blocks[:min(n, len(blocks))] }
