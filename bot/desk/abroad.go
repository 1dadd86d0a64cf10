package desk

import (
	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// routing is where the routing table would send the ticket now.
func (dk *Desk) routing(t *turn.Turn) ticket.Routing {
	tk := t.Ticket
	return dk.Office.Route(ticket.FactsOf(dk.Office.Form(tk.FormID), tk.Kind, tk.Programme, tk.Fields), t.Now, dk.Absences()...)
}

// needsConsent keeps a ticket from somebody in another country until its member has agreed: they are asked, as they are
// where the routing table leads abroad, and the ticket stays where it is. What they answer is bot/member's.
func (dk *Desk) needsConsent(t *turn.Turn, to, country string) bool {
	tk := t.Ticket
	switch {
	case country == "" || tk.Consent() == ticket.ConsentAbroad:
		return false
	case tk.Consent() == ticket.ConsentHome:
		refuse(t, words.StaysAtHome(tk))
	case tk.ConsentAsked() == to:
		refuse(t, words.ConsentAwaited(tk))
	case chat.Spoken(tk.Contact.Channel):
		refuse(t, words.AskByVoice(tk, to, country))
	default:
		tk.AskConsent(to)
		t.Change(tk)
		dk.toMember(t, tk, chat.Message{Author: chat.Bot, Text: words.HandAbroad(tk, country), Choices: []chat.Choice{
			{Label: words.LabelAgreeHand, Data: turn.Data("abroad", tk.Number, ticket.ConsentAbroad)},
			{Label: words.LabelHomeOnly, Data: turn.Data("abroad", tk.Number, ticket.ConsentHome)},
		}})
		t.Outcome.Text = words.ConsentAskedFor(tk, to, country)
	}
	return true
}
