package bot

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"madoguchi/chat"
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

// HashNonce is what is kept of a nonce.
func HashNonce(nonce string) []byte { return hashHandoff(nonce) }

var (
	wantsLink   = regexp.MustCompile(`^(?:(?:line|ライン|らいん|web|ウェブ|ホームページ|hp|サイト|アカウント)(?:と|との|を|の)?)?連携(?:を|が)?(?:する|したい|したいです|します|して|してください|お願いします|方法|の方法|するには)?(?:です|か)?$`)
	wantsUnlink = regexp.MustCompile(`^(?:(?:line|ライン|らいん|web|ウェブ|ホームページ|hp|サイト|アカウント)(?:と|との|を|の)?)?連携(?:を|の)?(?:解除|やめ|止め|取り?消|外|はず|切)[ぁ-んァ-ヶ一-龠]*$`)
)

// linking takes the wish to link this contact with the one elsewhere, or to end that.
func (b *Bot) linking(_ context.Context, t *Turn, text string) (bool, error) {
	folded := fold(text)
	switch {
	case t.Handoff == nil:
		return false, nil
	case wantsUnlink.MatchString(folded):
		t.Unlink = true
		t.sayText(words.unlinked())
		return true, nil
	case !wantsLink.MatchString(folded):
		return false, nil
	}
	b.explainLink(t)
	return true, nil
}

// explainLink says how to link, with the button that begins it where LINE can.
func (b *Bot) explainLink(t *Turn) {
	here := t.Conversation.Address.Channel
	if here == chat.LINE && b.LinkPage {
		t.sayText(words.linkPage(), chat.Choice{Label: labelLink, URL: chat.LinkPage})
		return
	}
	t.sayText(words.linkByCode(here))
}

// link takes LINE's word that the contact is who was given a nonce. A nonce is good once.
func (b *Bot) link(ctx context.Context, t *Turn) error {
	if t.Handoff == nil {
		return nil
	}
	h, err := t.Handoff(ctx, HashNonce(t.Event.Data))
	if err != nil {
		return err
	}
	if h == nil || !h.Link || h.Taken.ID != "" || !t.Now.Before(h.Until) {
		t.sayText(words.linkFailed())
		return nil
	}
	t.TakenOver = h.Hash
	b.linkWith(t, h.From)
	return nil
}

// offerLink lets a contact who brought a code along link the two.
func (b *Bot) offerLink(t *Turn, from chat.Address) chat.Choice {
	t.Conversation.State.LinkOffer = &LinkOffer{from, t.Now.Add(handoffTime)}
	return chat.Choice{Label: labelLink, Data: data("link", "")}
}

func (b *Bot) pressLink(ctx context.Context, t *Turn, _ string) error {
	offer := t.Conversation.State.LinkOffer
	t.Conversation.State.LinkOffer = nil
	if offer == nil || !t.Now.Before(offer.Until) {
		return b.staleButton(ctx, t, "")
	}
	b.linkWith(t, offer.To)
	return nil
}

// linkWith links this contact with another, and lets the staff of its open tickets know.
func (b *Bot) linkWith(t *Turn, other chat.Address) {
	t.Link = other
	t.sayText(words.linked(other.Channel))
	for i := range t.Tickets {
		if tk := &t.Tickets[i]; tk.Status.Open() {
			b.toStaff(t, tk, chat.Message{Author: chat.System, Text: words.linkedForStaff(other.Channel)})
			b.log(t, tk, ticket.Entry{What: "linked", Text: words.channel(other.Channel)})
		}
	}
}

const labelLink = "連携する"

func (w phrasebook) linkPage() string {
	return "Webの窓口と連携すると、どちらからでも受付状況をご覧になれます。\nいつもWebの窓口をお使いのブラウザで、下のボタンから開いてください。10分のあいだ、一度だけ使えます。\nやめるときは「連携を解除」と送ってください。"
}

func (w phrasebook) linkByCode(here string) string {
	there := chat.LINE
	if here == chat.LINE {
		there = chat.Web
	}
	first, second := w.channel(there), w.channel(here)
	return fmt.Sprintf("%sの窓口で「%sで続けたい」と送ると、続きのコードが出ます。そのコードをここに送って「%s」を選ぶと、どちらからでも受付状況をご覧になれます。", first, second, labelLink)
}

func (w phrasebook) linked(other string) string {
	return fmt.Sprintf("%sの窓口と連携しました。受付状況は、どちらからでもご覧になれます。お返事は、これまでどおり受け付けた窓口にお届けします。\nやめるときは「連携を解除」と送ってください。", w.channel(other))
}

func (phrasebook) unlinked() string {
	return "連携を解除しました。これからは、こちらで受け付けたお問い合わせだけをお見せします。"
}

func (phrasebook) linkFailed() string {
	return "連携できませんでした。時間が過ぎたか、すでに使われた操作です。もう一度「連携」と送ってお試しください。"
}

func (w phrasebook) linkedForStaff(other string) string {
	return fmt.Sprintf("会員がこの窓口と%sの窓口を連携しました。", w.channel(other))
}

// linkedLine is a ticket of the contact's other channel, as they see it here.
func (w phrasebook) linkedLine(tk *ticket.Ticket, now time.Time) string {
	return strings.TrimSuffix(w.ticketLine(tk, now), "\n") + "［" + w.channel(tk.Contact.Channel) + "で受付］"
}
