package line

import (
	"encoding/json"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"
)

// fitBubbles reports whether bubbles are few and light enough for one message.
func fitBubbles(bubbles []messaging_api.FlexBubble) bool {
	total := 0
	for i := range bubbles {
		n := weight(&bubbles[i])
		if n > maxBubble {
			return false
		}
		total += n
	}
	return len(bubbles) <= maxBubbles && (len(bubbles) == 1 || total <= maxCarousel-1000)
}

// weight is how many bytes a bubble takes as JSON, or more, where even that is within the limit: to
// encode every bubble twice would take longer than all the rest of rendering.
func weight(b *messaging_api.FlexBubble) int {
	most := 200 + boxAtMost(b.Body) + boxAtMost(b.Footer)
	if most <= maxBubble {
		return most
	}
	encoded, err := json.Marshal(b)
	if err != nil {
		return maxBubble + 1
	}
	return len(encoded)
}

// What JSON makes of our components at the very most, besides their texts: their names and values.
const (
	boxFrame   = 350
	textFrame  = 350
	otherFrame = 100
)

// boxAtMost bounds the size of a box. A character of a text can take six bytes, when it is escaped.
func boxAtMost(b *messaging_api.FlexBox) int {
	if b == nil {
		return 0
	}
	n := boxFrame + actionAtMost(b.Action)
	for _, c := range b.Contents {
		switch c := c.(type) {
		case *messaging_api.FlexBox:
			n += boxAtMost(c)
		case *messaging_api.FlexText:
			n += textFrame + 6*len(c.Text) + actionAtMost(c.Action)
		default:
			n += otherFrame
		}
	}
	return n
}

func actionAtMost(a messaging_api.ActionInterface) int {
	switch a := a.(type) {
	case *messaging_api.PostbackAction:
		return otherFrame + 6*(len(a.Label)+len(a.Data)+len(a.DisplayText))
	case *messaging_api.MessageAction:
		return otherFrame + 6*(len(a.Label)+len(a.Text))
	case *messaging_api.UriAction:
		return otherFrame + 6*(len(a.Label)+len(a.Uri))
	}
	return otherFrame
}
