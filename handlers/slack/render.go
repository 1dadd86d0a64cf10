package slack

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/office/staffwords"
)

// A post is one message of Slack's: its blocks, and its text for notifications, for screen readers,
// and for the day that Slack refuses the blocks.
type post struct {
	text    string
	blocks  []slack.Block
	payload map[string]any // of an edit: metadata in the place of what stands there; nil = that stays
}

// maxPart is how much of one message's text goes into one post, in UTF-16 units. Three rich_text
// blocks of it stay below the size at which Slack refuses a message's blocks.
const maxPart = 3 * maxRich

// posts renders one message for a ticket's thread, in as many posts as its length needs.
func posts(m chat.Message) []post {
	switch {
	case m.Card != nil:
		return []post{{text: cardText(m.Card), blocks: card(m.Card)}}
	case m.Status != nil:
		return []post{statusPost(m, target{})}
	}
	lead := authorLine(m)
	var out []post
	for i, part := range split(body(m), maxPart) {
		var blocks []slack.Block
		if lead != "" && i == 0 {
			blocks = append(blocks, small(lead))
		}
		for _, piece := range split(part, maxRich) {
			blocks = append(blocks, voiced(m.Author, piece))
		}
		out = append(out, post{text: strings.TrimPrefix(lead+"\n"+part, "\n"), blocks: blocks})
	}
	last := &out[len(out)-1]
	for _, row := range chunks(choiceButtons(m.Choices), buttonsInRow) {
		last.blocks = append(last.blocks, slack.NewActionBlock("", row...))
	}
	last.blocks = limitBlocks(last.blocks, maxBlocks)
	return out
}

// voiced shows words as their author's: a member's stand behind a bar.
func voiced(author chat.Author, text string) slack.Block {
	if author == chat.Member {
		return quote(text)
	}
	return richText(text)
}

// body is what a message says, files included.
func body(m chat.Message) string {
	lines := make([]string, 0, len(m.Files)+1)
	if m.Text != "" {
		lines = append(lines, chars.Clean(m.Text))
	}
	for _, f := range m.Files {
		name := chars.Clean(f.Name)
		if name == "" {
			name = f.Type
		}
		lines = append(lines, "📎 "+name)
	}
	return strings.Join(lines, "\n")
}

// authorLine says above the words whose they are. It is ours alone: no text of a member can stand
// in its place or look like it.
func authorLine(m chat.Message) string {
	name := chars.Cut(chars.Line(m.Name), 200)
	switch m.Author {
	case chat.Member:
		if name == say("slack.member") { // the label says it already
			name = ""
		}
		return "💬 " + say("slack.member") + suffix(name)
	case chat.Staff:
		return "📤 " + say("slack.to_member") + suffix(name)
	case chat.Bot:
		return "🤖 " + say("slack.bot")
	}
	return ""
}

func suffix(name string) string {
	if name == "" {
		return ""
	}
	return "　" + name
}

// choiceButtons are the choices of a message to staff, such as answers they can send with one press.
func choiceButtons(choices []chat.Choice) []slack.BlockElement {
	var out []slack.BlockElement
	for i, c := range choices {
		if c.Label == "" || chars.Units(c.Data) > 2000 || i == 25 {
			continue
		}
		b := button(choicePrefix+strconv.Itoa(i), c.Label, c.Data)
		if webAddress(c.URL) {
			b.URL = c.URL
		}
		out = append(out, b)
	}
	return out
}

// webAddress reports whether a button can lead to address: one that a browser opens. For another one
// Slack may refuse the whole message.
func webAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && chars.Units(address) <= 3000 &&
		address == chars.Clean(address) && !strings.ContainsFunc(address, unicode.IsSpace)
}

// statusPost is the line that says how a reply fares, with what can still be done about it.
func statusPost(m chat.Message, t target) post {
	text := say("slack.reply") + "：" + stateLine(m.Status)
	p := post{text: text, blocks: []slack.Block{small(text)}}
	t.delivery = strconv.FormatInt(m.Status.Delivery, 10)
	if t.ticket == "" || m.Status.Delivery == 0 {
		return p
	}
	switch m.Status.State {
	case chat.Pending, chat.Sending:
		p.blocks = append(p.blocks, buttons([]chat.Act{chat.Recall}, t))
	case chat.Dead, chat.Held:
		p.blocks = append(p.blocks, buttons([]chat.Act{chat.Resend, chat.Misdirect}, t))
	case chat.Sent:
		p.blocks = append(p.blocks, buttons([]chat.Act{chat.Misdirect}, t))
	}
	return p
}

// stateLine is a delivery's state with its reason.
func stateLine(st *chat.Status) string {
	if st.Reason == "" {
		return stateWord(st.State)
	}
	return stateWord(st.State) + "（" + st.Reason + "）"
}

// marks lead a delivery's state, so that it is seen at a glance.
var marks = map[chat.DeliveryState]string{
	chat.Pending: "⏳ ", chat.Sending: "⏳ ", chat.Sent: "✅ ", chat.Held: "⏸️ ", chat.Dead: "❌ ", chat.Discarded: "↩️ ",
}

// stateWord is a delivery's state as staff read it.
func stateWord(state chat.DeliveryState) string { return marks[state] + staffwords.Delivery(state) }
