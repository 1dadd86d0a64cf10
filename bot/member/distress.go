package member

import (
	"cmp"
	"context"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A member who writes of harming themselves is answered once, wherever they are in the talk: with who can be
// talked to at once, and with the truth about when a person of the office reads it. Staff are told at any
// hour. From then on the program says nothing more to them until a person has written: no form, no search, no
// question whether the matter is settled.

// distressed takes such words, and all that comes while the bot is silent because of them. It reports false
// for everything else.
func (dg *Dialogue) distressed(ctx context.Context, t *turn.Turn, text string) (bool, error) {
	inDistress := reading.Distress(text, dg.Office.Care.Words...)
	if tk := t.Hushed(); tk != nil {
		dg.bring(t, tk, cmp.Or(text, words.Blank))
		if inDistress {
			dg.alert(t, tk, words.DistressNotice)
		}
		return true, nil
	}
	if !inDistress {
		return false, nil
	}
	tk, err := dg.distressTicket(ctx, t, text)
	if err != nil {
		return true, err
	}
	dg.alert(t, tk, words.DistressNotice)
	dg.mailCare(t, tk)
	t.TakeOver(tk)
	t.Conversation.State.Hush = tk.Number
	var help []words.HelpLine
	for _, l := range dg.Office.Care.Lines {
		help = append(help, words.HelpLine(l))
	}
	t.SayText(words.Distress(help, dg.reads(t), t.Now))
	return true, nil
}

// distressTicket is the ticket that the words go into: that of the person the member is talking with, or a
// new one.
func (dg *Dialogue) distressTicket(ctx context.Context, t *turn.Turn, text string) (*ticket.Ticket, error) {
	if dg.withPerson(t) {
		tk := t.Find(t.Conversation.State.Person)
		dg.bring(t, tk, text)
		dg.mark(t, tk, ticket.DistressTag)
		return tk, nil
	}
	return dg.openNow(ctx, t, ticketNow{text: text, title: words.DistressTitle, urgent: true, tags: []string{ticket.DistressTag},
		known: dg.whoInForm(t), trace: ticket.Trace{Decision: "distress", Reason: "distress_words"}})
}

// whoInForm is who the member is by the form under way, which they shall not have to go on with.
func (dg *Dialogue) whoInForm(t *turn.Turn) map[string]string {
	filling := dg.bindForm(&t.Conversation.State)
	if filling == nil {
		return nil
	}
	known := map[string]string{}
	for _, role := range ticket.WhoRoles {
		known[string(role)] = filling.Form().Get(role, filling.Values())
	}
	t.Conversation.State.Form = nil
	return known
}

// mailCare tells whoever the office has named for it by mail, where there is mail.
func (dg *Dialogue) mailCare(t *turn.Turn, tk *ticket.Ticket) {
	if !dg.Has(chat.Email) {
		return
	}
	for _, to := range dg.Office.Care.Notify {
		t.Out = append(t.Out, turn.Outgoing{To: chat.Address{Channel: chat.Email, ID: to},
			Messages: []chat.Message{{Author: chat.Bot, Text: words.DistressMail(dg.Office.Name, tk.Number)}}})
	}
}
