package line

import (
	"errors"
	"fmt"
	"strings"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chars"
	"madoguchi/chat"
)

// LINE's limits, from the reference of the Messaging API. Lengths of text are in UTF-16 units
// unless said otherwise.
const (
	maxObjects    = 5      // message objects in one request
	maxText       = 5000   // of a text message
	maxAlt        = 1500   // of a Flex message's alternative text
	maxQuick      = 13     // quick reply buttons
	maxQuickLabel = 20     // graphemes of a quick reply button's label
	maxData       = 300    // of a postback's data
	maxShown      = 300    // of the text a tapped button says, as display text or message
	maxURI        = 1000   // of a link
	maxSender     = 20     // of a sender's name
	maxBubble     = 30_000 // bytes of a bubble's JSON
	maxCarousel   = 50_000 // bytes of a carousel's JSON
	maxBubbles    = 12     // bubbles of a carousel
)

var (
	errNothing = errors.New("there is nothing to send")
	errTooMuch = errors.New("the text is longer than LINE takes in one go (five messages of 5,000 characters)")
)

// Render makes message objects of messages: one to five, each within LINE's limits. What cannot be
// made to fit without leaving something out is an error. The same messages always give the same
// objects, so that a retried push has the same body.
//
// A text that answers an earlier message of the reader's quotes it, where the message says so; a
// card repeats the question itself.
func Render(messages []chat.Message) ([]messaging_api.MessageInterface, error) {
	quick := lastWithChoices(messages)
	parts := allParts(messages, quick)
	if len(parts) == 0 {
		// Quick replies need something to stand under; a list stands by itself.
		quick, parts = -1, allParts(messages, -1)
	}
	objects := fit(parts)
	if len(objects) > maxObjects {
		objects = fit(joinTexts(withoutPictures(parts))) // the addresses of the pictures stand in the text
	}
	switch {
	case len(objects) == 0:
		return nil, errNothing
	case len(objects) > maxObjects:
		return nil, fmt.Errorf("%w: it would take %d messages", errTooMuch, len(objects))
	}
	if quick >= 0 {
		attach(objects[len(objects)-1], quickReply(messages[quick]))
	}
	return objects, nil
}

// allParts renders messages one by one; the choices of the one numbered quick are left out.
func allParts(messages []chat.Message, quick int) []part {
	var parts []part
	for i, m := range messages {
		parts = append(parts, newPart(m, i == quick)...)
	}
	return parts
}

// lastWithChoices is the message whose choices become quick replies: the last that has any that
// fit, as only the last object of all shows them. -1 where there is none.
func lastWithChoices(messages []chat.Message) int {
	for i := len(messages) - 1; i >= 0; i-- {
		if m := messages[i]; len(m.Choices) > 0 || len(tools(m)) > 0 {
			if fitsQuick(m) {
				return i
			}
			return -1
		}
	}
	return -1
}

// A part is a piece of a message on its way to becoming objects: a text, or a finished object.
type part struct {
	text   string
	quote  string
	sender *messaging_api.Sender
	object messaging_api.MessageInterface
}

// newPart renders one message; its choices only where they do not go out as quick replies.
func newPart(m chat.Message, quick bool) []part {
	from := sentBy(m)
	listed := m.Choices
	if quick {
		listed = nil
	}
	text := body(m)
	parts := pictures(m, from)
	switch {
	case m.Answer != nil:
		if object := card(m, from); object != nil {
			parts = append(parts, part{object: object})
		} else {
			parts = append(parts, part{text: text, quote: ident(m.Quote), sender: from})
		}
		text = ""
	case text != "" && (len(listed) == 0 || !fitsList(text)):
		parts = append(parts, part{text: text, quote: ident(m.Quote), sender: from})
		text = ""
	}
	if len(listed) > 0 {
		parts = append(parts, list(text, listed, from))
	}
	return parts
}

// body is a message's text with the names of its files: LINE has no way to send a file.
func body(m chat.Message) string {
	text := strings.TrimSpace(chars.Clean(m.Text))
	if text == "" && m.Answer != nil {
		text = answerText(m.Answer)
	}
	for _, f := range m.Files {
		if f.URL != "" { // its name and address stand in the text
			continue
		}
		if name := fileName(f.Name); name != "" {
			text = strings.TrimSpace(text + "\n" + say("line.attached", "name", name))
		}
	}
	return text
}

// fit makes objects of parts: with texts parted where it reads best, or, where that takes too many
// objects, ever closer to the brim.
func fit(parts []part) []messaging_api.MessageInterface {
	var objects []messaging_api.MessageInterface
	for _, percent := range []int{50, 75, 95, 100} {
		objects = objects[:0]
		for _, p := range parts {
			objects = append(objects, p.objects(percent)...)
		}
		if len(objects) <= maxObjects {
			break
		}
	}
	return objects
}

func (p part) objects(percent int) []messaging_api.MessageInterface {
	if p.object != nil {
		return []messaging_api.MessageInterface{p.object}
	}
	var objects []messaging_api.MessageInterface
	for i, piece := range split(p.text, maxText, percent) {
		object := &messaging_api.TextMessage{Text: piece, Sender: p.sender}
		if i == 0 {
			object.QuoteToken = p.quote
		}
		objects = append(objects, object)
	}
	return objects
}

// joinTexts puts texts that follow one another into one, where there are too many for one request.
func joinTexts(parts []part) []part {
	var joined []part
	for _, p := range parts {
		if n := len(joined); n > 0 && p.object == nil && joined[n-1].object == nil && sameSender(p.sender, joined[n-1].sender) {
			joined[n-1].text += "\n\n" + p.text
			continue
		}
		joined = append(joined, p)
	}
	return joined
}

func sameSender(a, b *messaging_api.Sender) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// sentBy names the colleague who speaks, where one does. LINE refuses its own name in there.
func sentBy(m chat.Message) *messaging_api.Sender {
	name := chars.Line(m.Name)
	if m.Author != chat.Staff || name == "" || strings.Contains(strings.ToUpper(name), "LINE") {
		return nil
	}
	return &messaging_api.Sender{Name: chars.Cut(name, maxSender)}
}

func attach(object messaging_api.MessageInterface, quick *messaging_api.QuickReply) {
	switch o := object.(type) {
	case *messaging_api.TextMessage:
		o.QuickReply = quick
	case *messaging_api.FlexMessage:
		o.QuickReply = quick
	}
}
