package bot

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// What the bot says about linking two contacts. The plain sentences stand in words.go.

func (w phrasebook) linkByCode(here string) string {
	there := chat.LINE
	if here == chat.LINE {
		there = chat.Web
	}
	first, second := w.channel(there), w.channel(here)
	return fmt.Sprintf("%sの窓口で「%sで続けたい」と送ると、続きのコードが出ます。そのコードをここに送り、「%s」を選んでください。どちらからでも受付状況をご覧になれます。\nお手続きの途中のときは、そのお手続きを送ったあとに「%s」をお選びいただけます。", first, second, w.LabelLink, w.LabelLink)
}

func (w phrasebook) linked(other string) string {
	return fmt.Sprintf("%sの窓口と連携しました。受付状況は、どちらからでもご覧になれます。お返事は、これまでどおり受け付けた窓口にお届けします。\nやめるときは「連携を解除」と送ってください。", w.channel(other))
}

// linkedFrom is for the contact that was linked from the other side.
func (w phrasebook) linkedFrom(other string) string {
	return fmt.Sprintf("この窓口が%sの窓口と連携され、どちらからでも受付状況が見られるようになりました。\nお心当たりがなければ「連携を解除」と送ってください。", w.channel(other))
}

func (w phrasebook) linkedForStaff(other string) string {
	return fmt.Sprintf("会員がこの窓口と%sの窓口を連携しました。", w.channel(other))
}

// linkedLine is a ticket of the contact's other channel, as they see it here.
func (w phrasebook) linkedLine(tk *ticket.Ticket, now time.Time) string {
	return strings.TrimSuffix(w.ticketLine(tk, now), "\n") + "［" + w.channel(tk.Contact.Channel) + "で受付］"
}
