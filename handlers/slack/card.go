package slack

import (
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/office/staffwords"
)

// buttonsInRow is how many buttons stand side by side on a phone without being folded.
const buttonsInRow = 5

// A card shows this many fields at most; the rest is in the modal. Together with the other blocks'
// limits this keeps a card below the 13,000 characters at which Slack refuses a message's blocks.
const (
	fieldsInBlock = 12
	fieldBlocks   = 3
)

// card shows a ticket: what and who, where it stands, what the member filled in, what the bot had
// found, and what can be done now. Values of members stand in rich_text and plain_text alone.
func card(c *chat.Card) []slack.Block {
	blocks := []slack.Block{heading(cardTitle(c)), richLinesWithin(cardFacts(c), 1500)}
	fields := chunks(cardFields(c), fieldsInBlock)
	for _, chunk := range fields[:min(len(fields), fieldBlocks)] {
		blocks = append(blocks, richLinesWithin(chunk, 2500))
	}
	if len(fields) > fieldBlocks {
		blocks = append(blocks, small(say("slack.more_fields")))
	}
	if c.Trace != "" {
		blocks = append(blocks, small(chars.Cut("🔎 "+c.Trace, 500)))
	}
	if c.Notice != "" {
		blocks = append(blocks, small(chars.Cut("⚠️ "+c.Notice, 500)))
	}
	acts := c.Acts
	if c.Teaches {
		acts = append(slices.Clone(acts), chat.Teach)
	}
	if len(acts) > 0 {
		row := cardButtons(acts, target{ticket: c.Ticket, version: c.Version})
		askBeforeDone(row, c.Done)
		blocks = append(blocks, row)
	}
	return blocks
}

// askBeforeDone lets who presses 反映しました read first what the member will be told.
func askBeforeDone(row *slack.ActionBlock, told string) {
	for _, e := range row.Elements.ElementSet {
		if b, ok := e.(*slack.ButtonBlockElement); ok && b.ActionID == actPrefix+string(chat.Done) && told != "" {
			b.Confirm.Text = plain(chars.Cut(say("slack.confirm_done", "told", told), maxConfirm))
		}
	}
}

// menuItems is how many choices Slack lets a button's menu have; two are the least.
const menuItems = 5

// cardButtons shows the likeliest acts as buttons, and the rest behind "⋯". What is written in the
// thread is a note already, so that act yields first; spam is asked for where a ticket is cancelled.
func cardButtons(acts []chat.Act, t target) *slack.ActionBlock {
	if len(acts) <= buttonsInRow+1 { // a menu of one is a button
		return buttons(acts, t)
	}
	row, rest := acts[:buttonsInRow], acts[buttonsInRow:]
	if slices.Contains(rest, chat.Cancel) {
		rest = without(rest, chat.Spam)
	}
	if len(rest) > menuItems {
		rest = without(rest, chat.NoteDown)
	}
	if len(rest) == 1 {
		return buttons(slices.Concat(row, rest), t)
	}
	block := buttons(row, t)
	menus := (len(rest) + menuItems - 1) / menuItems // of about the same length, so that none has but one choice
	for i := range menus {
		items := rest[i*len(rest)/menus : (i+1)*len(rest)/menus]
		block.Elements.ElementSet = append(block.Elements.ElementSet, menu(i, items, t))
	}
	return block
}

func without(acts []chat.Act, gone chat.Act) []chat.Act {
	return slices.DeleteFunc(slices.Clone(acts), func(a chat.Act) bool { return a == gone })
}

// menu is the "⋯" of a card.
func menu(n int, acts []chat.Act, t target) *slack.OverflowBlockElement {
	items := make([]*slack.OptionBlockObject, len(acts))
	for i, act := range acts {
		items[i] = slack.NewOptionBlockObject(string(act)+"|"+t.value(), plain(staffwords.Act(act)), nil)
	}
	return slack.NewOverflowBlockElement(menuPrefix+strconv.Itoa(n), items...)
}

// cardTitle is the card's first line: Q-1204 お問い合わせ｜…
func cardTitle(c *chat.Card) string {
	head := c.Ticket + " " + c.Kind
	if c.Urgent {
		head = "【" + say("slack.urgent") + "】" + head
	}
	return head + "｜" + strings.Join(strings.Fields(c.Title), " ")
}

// cardText is the card for notifications and screen readers.
func cardText(c *chat.Card) string {
	parts := []string{cardTitle(c), say("slack.status") + " " + c.Status}
	if c.Assignee != "" {
		parts = append(parts, say("slack.assignee")+" "+c.Assignee)
	}
	if !c.Due.IsZero() {
		parts = append(parts, say("slack.due")+" "+day(c.Due))
	}
	return strings.Join(parts, "／")
}

func cardFacts(c *chat.Card) []line {
	assignee := c.Assignee
	if assignee == "" {
		assignee = say("slack.nobody")
	}
	lines := []line{{say("slack.status"), c.Status}, {say("slack.assignee"), assignee}}
	if !c.Due.IsZero() {
		lines = append(lines, line{say("slack.due"), day(c.Due)})
	}
	for _, l := range []line{{say("slack.programme"), c.Programme}, {say("slack.channel"), staffwords.Channel(c.Channel)}, {say("slack.routed"), c.Team}} {
		if l.value != "" {
			lines = append(lines, l)
		}
	}
	if c.Reply != nil {
		lines = append(lines, line{say("slack.last_reply"), stateLine(c.Reply)})
	}
	if !c.Opened.IsZero() {
		lines = append(lines, line{say("slack.opened"), day(c.Opened)})
	}
	return lines
}

func cardFields(c *chat.Card) []line {
	lines := make([]line, 0, len(c.Fields))
	for _, f := range c.Fields {
		lines = append(lines, line{f.Label, f.Value})
	}
	return lines
}

// buttons is one row of acts on t. The likeliest act is marked; those that cannot be taken back ask once
// more.
func buttons(acts []chat.Act, t target) *slack.ActionBlock {
	elements := make([]slack.BlockElement, 0, len(acts))
	for _, act := range acts {
		b := button(actPrefix+string(act), staffwords.Act(act), t.value())
		switch act {
		case chat.Claim:
			b.Style = slack.StylePrimary
		case chat.Done:
			b.Style = slack.StylePrimary
			b.Confirm = slack.NewConfirmationBlockObject(plain(staffwords.Act(act)), plain(say("slack.confirm_any_done")), plain(say("slack.confirm_send")), plain(say("slack.back")))
		case chat.Cancel, chat.Spam:
			b.Style = slack.StyleDanger
			b.Confirm = slack.NewConfirmationBlockObject(plain(staffwords.Act(act)), plain(say("slack.confirm")), plain(say("slack.yes")), plain(say("slack.back")))
		}
		elements = append(elements, b)
	}
	return slack.NewActionBlock("", elements...)
}

// chunks breaks list into pieces of at most n.
func chunks[T any](list []T, n int) [][]T {
	var out [][]T
	for len(list) > n {
		out, list = append(out, list[:n]), list[n:]
	}
	if len(list) > 0 {
		out = append(out, list)
	}
	return out
}
