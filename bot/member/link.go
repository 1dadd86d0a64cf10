package member

import (
	"context"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A member who uses the counter on LINE and on the web page is two contacts. Where they link them,
// each of the two shows the other's tickets as well; nothing else follows: replies go where a ticket
// was opened, and what one begins the other does not see.
//
// There are two ways to it, each proving both ends. LINE's account link: the bot's button opens our
// page in the member's browser, which holds the web session; the page stores a nonce that stands for
// that session, LINE asks the member, and its accountLink event brings the nonce back. Or the code by
// which a member goes on elsewhere: who has brought one along is offered the link.

// linking takes the wish to link this contact with the one elsewhere, or to end that. In a group there
// is no linking: what it shows would be read by all.
func (dg *Dialogue) linking(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	wanted, orBusiness := reading.WantsLink(text)
	switch {
	case t.Handoff == nil:
		return false, nil
	case reading.WantsUnlink(text) && len(t.Links) == 0:
		t.SayText(words.NotLinked)
		return true, nil
	case reading.WantsUnlink(text):
		t.Unlink = true
		t.SayText(words.Unlinked)
		return true, nil
	case !wanted:
		return false, nil
	}
	if orBusiness {
		if d, err := dg.consult(ctx, t, text); err != nil || d.Verdict == faq.Answer {
			return false, err // the FAQ has it
		}
	}
	dg.explainLink(t)
	return true, nil
}

// explainLink says how to link, with the button that begins it where LINE can.
func (dg *Dialogue) explainLink(t *turn.Turn) {
	here := t.Conversation.Address.Channel
	if t.Event.Shared {
		t.SayText(words.LinkAlone)
		return
	}
	if t.Can.LinkPage {
		t.SayText(words.LinkPage, chat.Choice{Label: words.LabelLink, URL: chat.LinkPage})
		return
	}
	there, ok := dg.Elsewhere(here)
	if !ok {
		t.SayText(words.NoLinking)
		return
	}
	t.SayText(words.LinkByCode(here, there))
}

// link takes LINE's word that the contact is who was given a nonce, or that they could not be linked. A
// nonce is good once.
func (dg *Dialogue) link(ctx context.Context, t *turn.Turn) error {
	if t.Handoff == nil {
		return nil
	}
	if t.Event.Shared {
		t.SayText(words.LinkAlone)
		return nil
	}
	h, err := t.Handoff(ctx, turn.HashCode(t.Event.Data))
	if err != nil {
		return err
	}
	if h == nil || !h.Link || h.Taken.ID != "" || !t.Now.Before(h.Until) {
		t.SayText(words.LinkFailed)
		return nil
	}
	t.TakenOver = h.Hash
	return dg.linkWith(ctx, t, h.From)
}

// linkAfterForm is for how long who brought a form along is offered the link when it is sent: a form
// that is begun is mostly sent within the hour.
const linkAfterForm = time.Hour

// keepOffer notes whose code this contact has brought along, so that they may link the two; not in a
// group.
func (dg *Dialogue) keepOffer(t *turn.Turn, from chat.Address, good time.Duration) {
	if !t.Event.Shared {
		t.Conversation.State.LinkOffer = &turn.LinkOffer{To: from, Until: t.Now.Add(good)}
	}
}

// offerLink is the button that links this contact with the one whose code it has brought along.
func (dg *Dialogue) offerLink(t *turn.Turn) []chat.Choice {
	offer := t.Conversation.State.LinkOffer
	if t.Event.Shared || offer == nil || !t.Now.Before(offer.Until) {
		return nil
	}
	return []chat.Choice{{Label: words.LabelLink, Data: turn.Data("link", "")}}
}

func (dg *Dialogue) pressLink(ctx context.Context, t *turn.Turn, _ string) error {
	offer := t.Conversation.State.LinkOffer
	t.Conversation.State.LinkOffer = nil
	if t.Event.Shared {
		t.SayText(words.LinkAlone)
		return nil
	}
	if offer == nil || !t.Now.Before(offer.Until) {
		return dg.staleButton(ctx, t, "")
	}
	if err := dg.linkWith(ctx, t, offer.To); err != nil {
		return err
	}
	if s := &t.Conversation.State; s.Form != nil && !s.Form.Paused {
		dg.ask(t)
	}
	return nil
}

// linkWith links this contact with another, and lets that one know, and the staff of the open tickets
// of both.
func (dg *Dialogue) linkWith(ctx context.Context, t *turn.Turn, other chat.Address) error {
	theirs, known, err := t.OpenTickets(ctx, other)
	if err != nil {
		return err
	}
	if !known { // erased since
		t.SayText(words.LinkFailed)
		return nil
	}
	here := t.Conversation.Address
	t.Link, t.Conversation.State.Linked = other, t.Now
	t.SayText(words.Linked(other.Channel))
	if !dg.Can(other.Channel).FreeReply { // elsewhere it would cost a push: see tellLinked
		t.Out = append(t.Out, turn.Outgoing{To: other, Messages: []chat.Message{{Author: chat.Bot, Text: words.LinkedFrom(here.Channel), Courtesy: true}}})
	}
	for i := range t.Tickets {
		dg.noteLink(t, &t.Tickets[i], other.Channel)
	}
	for i := range theirs {
		dg.noteLink(t, &theirs[i], here.Channel)
	}
	return nil
}

func (dg *Dialogue) noteLink(t *turn.Turn, tk *ticket.Ticket, other string) {
	if tk.Status.Open() {
		t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.LinkedForStaff(other)})
		t.Note(tk, ticket.Entry{What: ticket.LogLinked, Text: words.Channel(other)})
	}
}

// tellLinked tells a contact where only answers are free, who was linked from the other side, so with their next free reply.
// On other channels linkWith has told them at once.
func (dg *Dialogue) tellLinked(t *turn.Turn) {
	s, e := &t.Conversation.State, &t.Event
	if len(t.Links) == 0 || t.Unlink || t.Link.ID != "" || !t.Can.FreeReply || e.ReplyToken == "" || e.Quiet || e.Shared {
		return
	}
	latest := t.Links[0]
	if !latest.Since.After(s.Linked) {
		return
	}
	s.Linked = latest.Since
	told := chat.Message{Author: chat.Bot, Text: words.LinkedFrom(latest.With.Channel), Courtesy: true}
	t.Said = append([]chat.Message{told}, t.Said...)
}
