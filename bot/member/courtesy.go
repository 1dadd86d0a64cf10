package member

import (
	"context"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// courtesies are what is said back to each.
var courtesies = map[reading.Courtesy]string{
	reading.Thanking: words.Welcome,
	reading.Enough:   words.EnoughSaid,
	reading.Settled:  words.Glad,
	reading.Labour:   words.LabourBack,
	reading.Heard:    words.HeardBack,
	reading.Regards:  words.RegardsBack,
	reading.Leaving:  words.LeaveTaken,
	reading.Sorry:    words.NoHarmDone,
	reading.Smiling:  words.SmileBack,
	reading.Sad:      words.SadBack,
	reading.Cross:    words.CrossBack,
}

// courteous answers a courtesy with one. What may as well be the answer to an offer on the table is left to
// that, and so is the word that a matter is settled.
func (dg *Dialogue) courteous(_ context.Context, t *turn.Turn, text string) (bool, error) {
	c, s := reading.CourtesyOf(text), &t.Conversation.State
	if c == reading.NoCourtesy && (s.Last != nil || s.Missed != nil || len(s.Offer) > 0) && reading.ClosesWithThanks(text) {
		c = reading.Thanking
	}
	back := courtesies[c]
	switch {
	case back == "" || answersOffer(c, text, s.Offer):
		return false, nil
	case reading.Control(text).Act == reading.Resolved && s.Last != nil:
		return false, nil
	case c == reading.Sad, c == reading.Cross:
		t.SayText(back, chat.Choice{Label: words.LabelAskOffice, Data: turn.Data("start", string(ticket.Inquiry), "")})
		return true, nil
	}
	if c == reading.Thanking && s.Last != nil && strings.Contains(text, "助か") {
		dg.feedback(t, "yes")
		return true, nil
	}
	if open := t.StillOpen(); c == reading.Settled && len(open) == 1 { // nobody need answer it any more
		tk := open[0]
		t.SayText(words.SettledOpen(tk), chat.Choice{Label: tk.Number + words.LabelCancel, Data: turn.Data("cancel", tk.Number)}, addTo(tk))
		return true, nil
	}
	t.Greet(back)
	return true, nil
}

// answersOffer reports whether a courtesy is a yes or a no to what is offered: 「大丈夫です」 and 👍 are.
func answersOffer(c reading.Courtesy, text string, offer []chat.Choice) bool {
	switch c {
	case reading.Heard, reading.Regards:
		if reading.YesNo(text) != reading.Yes {
			return false
		}
		return yesNoOffer(offer) || hasVerb(offer, "answer") || hasVerb(offer, "solved") || hasVerb(offer, "start")
	case reading.Enough:
		if reading.Declines(text) || reading.YesNo(text) == reading.Unsaid { // 「やってみます」 answers nothing
			return false
		}
		return yesNoOffer(offer) || hasVerb(offer, "solved")
	}
	return false
}
