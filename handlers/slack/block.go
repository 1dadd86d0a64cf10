package slack

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
)

// Slack's limits, in UTF-16 units where they are of text.
const (
	maxBlocks  = 50
	maxHeader  = 150
	maxContext = 2000 // no limit is documented for text in a context block; sections allow 3000
	maxRich    = 3000
	maxButton  = 75
	maxConfirm = 300  // the text of a question before an act
	maxText    = 4000 // the top-level text
)

// plain is text in which Slack parses nothing, emoji names included. It may not be empty, and what
// is nothing but blanks leaves nothing to read or to press.
func plain(text string) *slack.TextBlockObject {
	if text = chars.Clean(text); strings.TrimSpace(text) == "" {
		text = orDash("")
	}
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// richElement is text of a rich_text block. It may not be empty.
func richElement(text string, style *slack.RichTextSectionTextStyle) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(cmp.Or(chars.Clean(text), "　"), style)
}

// oneLine is a text that stands on one line, such as a button's: Slack shows no line ends there.
func oneLine(text string, limit int) *slack.TextBlockObject {
	return plain(chars.Cut(chars.Line(text), limit))
}

// heading is a line in large letters.
func heading(text string) slack.Block { return slack.NewHeaderBlock(oneLine(text, maxHeader)) }

// small is a line in small grey letters.
func small(text string) slack.Block {
	return slack.NewContextBlock("", plain(chars.Cut(text, maxContext)))
}

// paragraph is our own words to staff.
func paragraph(text string) slack.Block {
	return slack.NewSectionBlock(plain(chars.Cut(text, maxRich)), nil, nil)
}

// richText is anybody's words exactly as they are: nothing in a rich_text text element is parsed.
func richText(text string) *slack.RichTextBlock {
	return slack.NewRichTextBlock("", slack.NewRichTextSection(richElement(text, nil)))
}

// boldText is anybody's words as they are, in bold.
func boldText(text string) *slack.RichTextBlock {
	return slack.NewRichTextBlock("", slack.NewRichTextSection(richElement(text, &slack.RichTextSectionTextStyle{Bold: true})))
}

// quote is a member's words behind a bar, which nothing they write can draw or leave.
func quote(text string) *slack.RichTextBlock {
	return slack.NewRichTextBlock("", &slack.RichTextQuote{Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{richElement(text, nil)}})
}

// richLines are labelled values, one a line.
func richLines(lines []line) *slack.RichTextBlock { return richLinesWithin(lines, maxRich) }

// richLinesWithin are labelled values that together take about limit units, the last ones cut.
func richLinesWithin(lines []line, limit int) *slack.RichTextBlock {
	bold := &slack.RichTextSectionTextStyle{Bold: true}
	var elements []slack.RichTextSectionElement
	left := limit
	for i, l := range lines {
		label, value := cmp.Or(chars.Cut(l.label, 100), "　"), chars.Cut(orDash(l.value), min(1000, max(left-chars.Units(l.label), 2)))
		if i > 0 {
			label = "\n" + label
		}
		left -= chars.Units(label) + chars.Units(value) + 2
		elements = append(elements, richElement(label, bold), richElement("　"+value, nil))
	}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(elements...))
}

// A list to choose from holds so many options, and a grouped one so many groups.
const maxOptions = 100

// options is a list to choose one from; each pair is a value and its label. What is more than one
// list takes is put into groups.
func options(placeholder string, pairs ...[2]string) *slack.SelectBlockElement {
	objects := make([]*slack.OptionBlockObject, len(pairs))
	for i, p := range pairs {
		objects[i] = slack.NewOptionBlockObject(p[0], oneLine(p[1], 75), nil)
	}
	if len(objects) <= maxOptions {
		return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(placeholder), "value", objects...)
	}
	var groups []*slack.OptionGroupBlockObject
	for i, part := range chunks(objects[:min(len(objects), maxOptions*maxOptions)], maxOptions) {
		label := fmt.Sprintf("%d～%d", i*maxOptions+1, i*maxOptions+len(part))
		groups = append(groups, slack.NewOptionGroupBlockElement(plain(label), part...))
	}
	return slack.NewOptionsGroupSelectBlockElement(slack.OptTypeStatic, plain(placeholder), "value", groups...)
}

// teamOptions lists teams, each by its name or, where that cannot be a value, by its place.
func teamOptions(placeholder string, teams []string) *slack.SelectBlockElement {
	pairs := make([][2]string, len(teams))
	for i, team := range teams {
		pairs[i] = [2]string{team, team}
		if chars.Units(team) > maxValue || team != chars.Clean(team) || strings.HasPrefix(team, teamPlace) {
			pairs[i][0] = teamPlace + strconv.Itoa(i)
		}
	}
	return options(placeholder, pairs...)
}

const (
	teamPlace = "team:" // begins the value of a team that is named by its place
	maxValue  = 75      // of an option; 150 in some of Slack's pages
)

// chosenTeam is the team that an option's value stands for, or "".
func chosenTeam(value string, teams []string) string {
	place, byPlace := strings.CutPrefix(value, teamPlace)
	i, err := strconv.Atoi(place)
	switch {
	case byPlace && err == nil && i >= 0 && i < len(teams):
		return teams[i]
	case !byPlace && slices.Contains(teams, value):
		return value
	}
	return ""
}

// namesOf are the names among list that say anything, each once.
func namesOf(list []string) []string {
	var names []string
	for _, name := range list {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// button is a button whose value is at most 2000 characters long.
func button(id, label, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(id, value, oneLine(label, maxButton))
}

// limitBlocks keeps the first n blocks.
func limitBlocks(blocks []slack.Block, n int) []slack.Block { return blocks[:min(n, len(blocks))] }
