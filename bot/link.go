package bot

import (
	"context"
	"time"

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

// LinkTime is for how long a nonce is good: as long as LINE's link token.
const LinkTime = 10 * time.Minute

// A LinkOffer is a contact whose code this one has brought along.
type LinkOffer struct {
	To    chat.Address `json:"to"`
	Until time.Time    `json:"until"`
}

// NewNonce is what is kept of a nonce that stands for a contact from now on: its hash, as of a code.
func NewNonce(nonce string, from chat.Address, now time.Time) *Handoff {
	return &Handoff{Hash: hashHandoff(nonce), From: from, Until: now.Add(LinkTime), Link: true}
}

// linking takes the wish to link this contact with the one elsewhere, or to end that. In a group there
// is no linking: what it shows would be read by all.
func (b *Bot) linking(ctx context.Context, t *Turn, text string) (bool, error) {
	wanted, orBusiness := reading.WantsLink(text)
	switch {
	case t.Handoff == nil:
		return false, nil
	case reading.WantsUnlink(text) && len(t.Links) == 0:
		t.sayText(words.NotLinked)
		return true, nil
	case reading.WantsUnlink(text):
		t.Unlink = true
		t.sayText(words.Unlinked)
		return true, nil
	case !wanted:
		return false, nil
	}
	if orBusiness {
		if d, err := b.consult(ctx, t, text); err != nil || d.Verdict == faq.Answer {
			return false, err // the FAQ has it
		}
	}
	b.explainLink(t)
	return true, nil
}

// explainLink says how to link, with the button that begins it where LINE can.
func (b *Bot) explainLink(t *Turn) {
	here := t.Conversation.Address.Channel
	if t.Event.Shared {
		t.sayText(words.LinkAlone)
		return
	}
	if here == chat.LINE && b.LinkPage {
		t.sayText(words.LinkPage, chat.Choice{Label: words.LabelLink, URL: chat.LinkPage})
		return
	}
	if !b.LINE {
		t.sayText(words.NoLinking)
		return
	}
	t.sayText(words.linkByCode(here))
}

// link takes LINE's word that the contact is who was given a nonce, or that they could not be linked. A
// nonce is good once.
func (b *Bot) link(ctx context.Context, t *Turn) error {
	if t.Handoff == nil {
		return nil
	}
	if t.Event.Shared {
		t.sayText(words.LinkAlone)
		return nil
	}
	h, err := t.Handoff(ctx, hashHandoff(t.Event.Data))
	if err != nil {
		return err
	}
	if h == nil || !h.Link || h.Taken.ID != "" || !t.Now.Before(h.Until) {
		t.sayText(words.LinkFailed)
		return nil
	}
	t.TakenOver = h.Hash
	return b.linkWith(ctx, t, h.From)
}

// linkAfterForm is for how long who brought a form along is offered the link when it is sent: a form
// that is begun is mostly sent within the hour.
const linkAfterForm = time.Hour

// keepOffer notes whose code this contact has brought along, so that they may link the two; not in a
// group.
func (b *Bot) keepOffer(t *Turn, from chat.Address, good time.Duration) {
	if !t.Event.Shared {
		t.Conversation.State.LinkOffer = &LinkOffer{from, t.Now.Add(good)}
	}
}

// offerLink is the button that links this contact with the one whose code it has brought along.
func (b *Bot) offerLink(t *Turn) []chat.Choice {
	offer := t.Conversation.State.LinkOffer
	if t.Event.Shared || offer == nil || !t.Now.Before(offer.Until) {
		return nil
	}
	return []chat.Choice{{Label: words.LabelLink, Data: data("link", "")}}
}

func (b *Bot) pressLink(ctx context.Context, t *Turn, _ string) error {
	offer := t.Conversation.State.LinkOffer
	t.Conversation.State.LinkOffer = nil
	if t.Event.Shared {
		t.sayText(words.LinkAlone)
		return nil
	}
	if offer == nil || !t.Now.Before(offer.Until) {
		return b.staleButton(ctx, t, "")
	}
	if err := b.linkWith(ctx, t, offer.To); err != nil {
		return err
	}
	if s := &t.Conversation.State; s.Form != nil && !s.Form.Paused {
		b.ask(t)
	}
	return nil
}

// linkWith links this contact with another, and lets that one know, and the staff of the open tickets
// of both.
func (b *Bot) linkWith(ctx context.Context, t *Turn, other chat.Address) error {
	theirs, known, err := t.OpenTickets(ctx, other)
	if err != nil {
		return err
	}
	if !known { // erased since
		t.sayText(words.LinkFailed)
		return nil
	}
	here := t.Conversation.Address
	t.Link, t.Conversation.State.Linked = other, t.Now
	t.sayText(words.linked(other.Channel))
	if other.Channel != chat.LINE { // there it would cost a push: see tellLinked
		t.Out = append(t.Out, Outgoing{To: other, Messages: []chat.Message{{Author: chat.Bot, Text: words.linkedFrom(here.Channel), Courtesy: true}}})
	}
	for i := range t.Tickets {
		b.noteLink(t, &t.Tickets[i], other.Channel)
	}
	for i := range theirs {
		b.noteLink(t, &theirs[i], here.Channel)
	}
	return nil
}

func (b *Bot) noteLink(t *Turn, tk *ticket.Ticket, other string) {
	if tk.Status.Open() {
		b.toStaff(t, tk, chat.Message{Author: chat.System, Text: words.linkedForStaff(other)})
		b.log(t, tk, ticket.Entry{What: "linked", Text: words.channel(other)})
	}
}

// tellLinked tells a contact on LINE, who was linked from the other side, so with their next free reply.
// Elsewhere linkWith has told them at once.
func (b *Bot) tellLinked(t *Turn) {
	s, e := &t.Conversation.State, &t.Event
	if len(t.Links) == 0 || t.Unlink || t.Link.ID != "" || e.From.Channel != chat.LINE || e.ReplyToken == "" || e.Quiet || e.Shared {
		return
	}
	latest := t.Links[0]
	if !latest.Since.After(s.Linked) {
		return
	}
	s.Linked = latest.Since
	told := chat.Message{Author: chat.Bot, Text: words.linkedFrom(latest.With.Channel), Courtesy: true}
	t.said = append([]chat.Message{told}, t.said...)
}
