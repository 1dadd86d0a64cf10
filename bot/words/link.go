package words

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/ticket"
)

// What the bot says about linking two contacts. The plain sentences stand in Go.

func LinkByCode(here, there string) string {
	first, second := Channel(there), Channel(here)
	return fmt.Sprintf("%sの窓口で「%sで続けたい」と送ると、続きのコードが出ます。そのコードをここに送り、「%s」を選んでください。どちらからでも受付状況をご覧になれます。\nお手続きの途中のときは、そのお手続きを送ったあとに「%s」をお選びいただけます。", first, second, LabelLink, LabelLink)
}

func Linked(other string) string {
	return fmt.Sprintf("%sの窓口と連携しました。受付状況は、どちらからでもご覧になれます。お返事は、これまでどおり受け付けた窓口にお届けします。\nやめるときは「連携を解除」と送ってください。", Channel(other))
}

// linkedFrom is for the contact that was linked from the other side.
func LinkedFrom(other string) string {
	return fmt.Sprintf("この窓口が%sの窓口と連携され、どちらからでも受付状況が見られるようになりました。\nお心当たりがなければ「連携を解除」と送ってください。", Channel(other))
}

func LinkedForStaff(other string) string {
	return fmt.Sprintf("会員がこの窓口と%sの窓口を連携しました。", Channel(other))
}

// linkedLine is a ticket of the contact's other channel, as they see it here.
func LinkedLine(tk *ticket.Ticket, now time.Time) string {
	return strings.TrimSuffix(TicketLine(tk, now), "\n") + "［" + Channel(tk.Contact.Channel) + "で受付］"
}
