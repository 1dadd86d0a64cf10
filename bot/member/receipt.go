package member

import (
	"context"
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// sayReceipt tells the member the number of their ticket, who has it, and by when they hear.
func (dg *Dialogue) sayReceipt(t *turn.Turn, tk *ticket.Ticket) {
	countries := dg.Office.Form(tk.FormID).Countries(tk.Fields)
	first, lines := words.Opened(tk, countries, dg.hours(t, tk), t.Now)
	card := &chat.Ticketed{Number: tk.Number, Lines: lines}
	text := strings.Join(append([]string{first}, lines...), "\n")
	if tk.Check != nil {
		card.Code = tk.Check.Code
		text += "\n" + words.CheckCode(card.Code)
	}
	t.Say(chat.Message{Text: text, Receipt: card, Choices: dg.offerLink(t)})
	dg.mailReceipt(t, tk, card)
}

// mailReceipt sends the receipt by mail, too, to who left an address where a contact may be closed for good.
func (dg *Dialogue) mailReceipt(t *turn.Turn, tk *ticket.Ticket, card *chat.Ticketed) {
	form := dg.Office.Form(tk.FormID)
	address := form.Get(ticket.RoleEmail, tk.Fields)
	if tk.ID != 0 || address == "" || !dg.Has(chat.Email) || !dg.Can(tk.Contact.Channel).Closes {
		return // said again, or there is nowhere to send it
	}
	t.Out = append(t.Out, turn.Outgoing{
		To: chat.Address{Channel: chat.Email, ID: address}, Ticket: tk.Number,
		Messages: []chat.Message{{Author: chat.Bot, Text: words.ReceiptByMail(form.Title, tk, card, t.Now), Receipt: card, Copy: true}},
	})
}

// repeatReceipt says the receipt of the form that was sent last once more: a second tap on 送る, or 送る
// typed behind it, sends nothing again and is no error. It reports false where no form was sent lately.
func (dg *Dialogue) repeatReceipt(t *turn.Turn) bool {
	receipt := t.Conversation.State.Receipt
	if receipt == nil || t.Now.Sub(receipt.At) >= turn.FollowUp {
		return false
	}
	tk := t.Find(receipt.Ticket)
	if tk == nil || !tk.Status.Open() {
		return false
	}
	dg.sayReceipt(t, tk)
	return true
}

// sentAgain takes 送る that is typed when the form has been sent.
func (dg *Dialogue) sentAgain(_ context.Context, t *turn.Turn, text string) (bool, error) {
	return reading.Control(text).Act == reading.Send && dg.repeatReceipt(t), nil
}

// denied takes 「口座ではありません」 outside a form: it says how the number can be sent again. With the number
// behind it, it is a message like any other.
func (dg *Dialogue) denied(_ context.Context, t *turn.Turn, text string) (bool, error) {
	rest, denies := reading.DeniesSecret(text)
	if !denies || strings.TrimSpace(rest) != "" {
		return false, nil
	}
	t.SayText(words.SayNumberAgain)
	return true, nil
}

// warnOldAddress tells the mail address registered so far that a change of it was asked for, where
// there is mail: whoever got into a conversation could take the membership over so.
func (dg *Dialogue) warnOldAddress(t *turn.Turn, tk *ticket.Ticket, filling *ticket.Filling) {
	if !dg.Has(chat.Email) || !filling.Form().ChangesMail(filling.Values()) {
		return
	}
	var told []string
	for _, address := range append(filling.Replaced(ticket.TypeEmail), registered(filling)...) {
		if found := reading.Mail(address); found.OK() && !slices.Contains(told, found.Value) {
			told = append(told, found.Value)
			t.Out = append(t.Out, turn.Outgoing{
				To:       chat.Address{Channel: chat.Email, ID: found.Value},
				Messages: []chat.Message{{Author: chat.Bot, Text: words.MailChanging(dg.Office.Name, tk.Number)}},
			})
		}
	}
}

// registered are the addresses that a form asked for to show who the member is.
func registered(filling *ticket.Filling) []string {
	var out []string
	for _, f := range filling.Form().Fields {
		if f.Verify {
			out = append(out, filling.Values()[f.ID]...)
		}
	}
	return out
}
