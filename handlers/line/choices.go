package line

import (
	"fmt"
	"strings"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chars"
	"madoguchi/chat"
)

// pickData is the data of our own date picker. What is picked comes back as if it had been typed.
const pickData = "line:date"

// draftData is the data of our own button that opens the keyboard with a text to be completed. It asks nothing
// of us: what the member makes of the text comes as a message.
const draftData = "line:draft"

// rowsInBubble is how many choices one bubble lists: what a telephone shows without long scrolling.
const rowsInBubble = 15

// fitsQuick reports whether all of a message's choices can be quick replies.
func fitsQuick(m chat.Message) bool {
	n := len(m.Choices) + len(tools(m))
	if n == 0 || n > maxQuick {
		return false
	}
	for _, c := range m.Choices {
		if label := label(c); label == "" || chars.Graphemes(label) > maxQuickLabel || action(c, label) == nil {
			return false
		}
	}
	return true
}

func label(c chat.Choice) string { return chars.Line(c.Label) }

// maxFill is how much a keyboard can open with, in UTF-16 units.
const maxFill = 300

// tools are what a telephone has for answering a message, before its choices: a calendar for a date, the
// camera for pictures, the keyboard for a text to be completed, the clipboard for a number to be kept.
func tools(m chat.Message) []messaging_api.ActionInterface {
	var out []messaging_api.ActionInterface
	if m.Input == "date" {
		out = append(out, &messaging_api.DatetimePickerAction{Label: say("line.pick_date"), Data: pickData, Mode: messaging_api.DatetimePickerActionMODE_DATE})
	}
	switch m.Tool {
	case chat.Moment:
		out = append(out, &messaging_api.DatetimePickerAction{Label: say("line.pick_moment"), Data: pickData, Mode: messaging_api.DatetimePickerActionMODE_DATETIME})
	case chat.Pictures:
		out = append(out, &messaging_api.CameraAction{Label: say("line.camera")}, &messaging_api.CameraRollAction{Label: say("line.camera_roll")})
	}
	if m.Receipt != nil && m.Receipt.Number != "" {
		out = append(out, &messaging_api.ClipboardAction{Label: say("line.copy_number"), ClipboardText: chars.Cut(m.Receipt.Number, maxFill)})
	}
	if draft := chars.Clean(m.Draft); strings.TrimSpace(draft) != "" && chars.Units(draft) <= maxFill {
		out = append(out, &messaging_api.PostbackAction{
			Label: say("line.draft"), Data: draftData, InputOption: messaging_api.PostbackActionINPUT_OPTION_OPEN_KEYBOARD, FillInText: draft,
		})
	}
	return out
}

// quickReply makes quick replies of what helps to answer a message, and of its choices.
func quickReply(m chat.Message) *messaging_api.QuickReply {
	var items []messaging_api.QuickReplyItem
	add := func(a messaging_api.ActionInterface) {
		items = append(items, messaging_api.QuickReplyItem{Type: "action", Action: a})
	}
	for _, tool := range tools(m) {
		add(tool)
	}
	for _, c := range m.Choices {
		add(action(c, label(c)))
	}
	return &messaging_api.QuickReply{Items: items}
}

// action is what a tap on a choice does: open its page, send its data back, or, where it has no
// data that LINE could carry, say its label. nil where none of them is possible.
func action(c chat.Choice, label string) messaging_api.ActionInterface {
	shown := strings.TrimSpace(chars.Cut(chars.Clean(c.Label), maxShown))
	switch {
	case c.URL != "":
		if uri, ok := link(c.URL); ok {
			return &messaging_api.UriAction{Label: label, Uri: uri}
		}
		return nil
	case strings.TrimSpace(c.Data) != "" && chars.Units(c.Data) <= maxData && chars.Clean(c.Data) == c.Data:
		return &messaging_api.PostbackAction{Label: label, Data: c.Data, DisplayText: shown}
	case shown != "":
		return &messaging_api.MessageAction{Label: label, Text: shown}
	}
	return nil
}

// fitsList reports whether text can stand above a list in the same bubble. A link in it could not
// be tapped there.
func fitsList(text string) bool { return chars.Units(text) <= 1000 && len(links(text)) == 0 }

// list shows choices as numbered rows that can be tapped, under text. Unlike quick replies they
// take long labels and stay where they are. Where there are too many even for that, it is a text:
// numbers can be typed.
func list(text string, choices []chat.Choice, from *messaging_api.Sender) part {
	var bubbles []messaging_api.FlexBubble
	for start := 0; start < len(choices); start += rowsInBubble {
		end := min(start+rowsInBubble, len(choices))
		bubbles = append(bubbles, *listBubble(text, choices[start:end], start))
	}
	plain := listText(text, choices)
	flex := &messaging_api.FlexMessage{AltText: chars.Cut(plain, maxAlt), Sender: from}
	switch whole := fitBubbles(bubbles); {
	case whole && len(bubbles) == 1:
		flex.Contents = &bubbles[0]
	case whole:
		flex.Contents = &messaging_api.FlexCarousel{Contents: bubbles}
	default:
		return part{text: plain, sender: from}
	}
	return part{object: flex}
}

func listBubble(text string, choices []chat.Choice, before int) *messaging_api.FlexBubble {
	var rows []messaging_api.FlexComponentInterface
	if text != "" {
		rows = append(rows, &messaging_api.FlexText{Text: text, Wrap: true, Size: "md", Color: ink})
	}
	for i, c := range choices {
		rows = append(rows, listRow(before+i+1, c))
	}
	return &messaging_api.FlexBubble{Size: messaging_api.FlexBubbleSIZE_MEGA, Body: column("sm", rows...)}
}

func listRow(n int, c chat.Choice) *messaging_api.FlexBox {
	text := chars.Clean(c.Label)
	act := action(c, "")
	if act == nil && c.URL != "" {
		text += "\n" + chars.Clean(c.URL)
	}
	if strings.TrimSpace(text) == "" {
		text = "－"
	}
	return &messaging_api.FlexBox{
		Layout: messaging_api.FlexBoxLAYOUT_HORIZONTAL, Spacing: "md", PaddingAll: "md",
		BackgroundColor: "#F1F5F9", CornerRadius: "md", Action: act,
		Contents: []messaging_api.FlexComponentInterface{
			&messaging_api.FlexText{Text: fmt.Sprint(n), Flex: 0, Weight: messaging_api.FlexTextWEIGHT_BOLD, Size: "sm", Color: accent},
			&messaging_api.FlexText{Text: text, Flex: 1, Wrap: true, Size: "sm", Color: ink},
		},
	}
}

func listText(text string, choices []chat.Choice) string {
	lines := make([]string, 0, len(choices)+1)
	if text != "" {
		lines = append(lines, text)
	}
	for i, c := range choices {
		line := fmt.Sprintf("%d. %s", i+1, chars.Clean(c.Label))
		if c.URL != "" {
			line += " " + chars.Clean(c.URL)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
