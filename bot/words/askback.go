package words

import (
	"time"

	"madoguchi/ticket"
)

// AskedBack explains a form's question to somebody who asks back what is meant by it, or what it is for.
func AskedBack(form *ticket.Form, f *ticket.Field, why bool) string {
	label := f.Label
	if f.Item != "" {
		label = f.Name
	}
	who := f.Item == "" && (f.Type == ticket.TypeCompany || f.Type == ticket.TypeName)
	switch {
	case who && why && form.Kind == ticket.Inquiry:
		return say("member.fill.asked_why_inquiry")
	case who && why:
		return say("member.fill.asked_why_who")
	case f.Type == ticket.TypeCompany || f.Type == ticket.TypeName:
		return say("member.fill.asked_back_who", "label", label)
	case why:
		return say("member.fill.asked_why", "label", label)
	case len(f.Choices) > 0:
		return say("member.fill.asked_back_choice", "label", label)
	}
	return say("member.fill.asked_back", "label", label)
}

// AskedLater says that a question is still to come, about which somebody asks already.
func AskedLater(label string) string { return say("member.fill.asked_later", "label", label) }

// PromiseIfSent says until when a form is answered, were it sent now.
func PromiseIfSent(now, due time.Time) string {
	return say("member.fill.promise_if_sent", "until", ticket.Promise(now, due))
}

// OnItsWay says to somebody who asks for a person that their ticket is with one already, and that their words have gone with it.
func OnItsWay(tk *ticket.Ticket, now time.Time) string {
	return say("member.fill.on_its_way", "number", tk.Number, "until", ticket.Promise(now, tk.Due))
}

// Introduced greets somebody who has said who they are, and nothing else.
func Introduced(name string) string { return say("member.fill.introduced", "name", name) }
