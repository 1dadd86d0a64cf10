package desk

import (
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// To whom a ticket goes whose promise is broken, as the values of chat.Escalate, one after the other.
const (
	ToDeputy = "deputy"
	ToAdmins = "admins"
)

// escalate tells others of a ticket whose promise is broken and that nobody has answered since: first who stands in,
// then the administrators.
func (dk *Desk) escalate(t *turn.Turn) {
	tk := t.Ticket
	if !tk.Running() || tk.Due.After(t.Now) {
		return
	}
	news, to := words.NewsAdmins, dk.administrators()
	if t.Event.Value == ToDeputy {
		news, to = words.NewsDeputy, dk.standIns(t, tk)
	}
	card := t.CardAddress(tk)
	bySlack := card.Channel == chat.Slack && card.ID != ""
	var names []string
	for _, a := range to {
		if a.Person().ID == tk.Assignee.ID {
			continue
		}
		told := dk.mail(t, tk, news, a)
		if bySlack && a.Slack != "" {
			dk.direct(t, tk, chat.Address{Channel: chat.Slack, ID: a.Slack}, words.Escalated(news, tk))
			told = true
		}
		if told {
			names = append(names, a.Name)
		}
	}
	if len(names) == 0 {
		return
	}
	text := words.EscalatedTo(strings.Join(names, "、"))
	t.Note(tk, ticket.Entry{What: ticket.LogEscalated, Text: text})
	dk.inThread(t, text)
}

// standIns are who may see to a ticket in place of those whose it is: the deputy of its route, else its team.
func (dk *Desk) standIns(t *turn.Turn, tk *ticket.Ticket) []staff.Account {
	route := dk.Office.Route(ticket.FactsOf(dk.Office.Form(tk.FormID), tk.Kind, tk.Programme, tk.Fields), t.Now)
	name := ""
	if route.Team == tk.Team {
		name = dk.deputy(route.Rule)
	}
	return dk.who(func(a staff.Account) bool {
		if name != "" {
			return a.Name == name
		}
		return slices.Contains(a.Teams, tk.Team) && a.May(staff.Work)
	})
}

func (dk *Desk) administrators() []staff.Account {
	return dk.who(func(a staff.Account) bool { return a.May(staff.Settings) })
}

// who are the colleagues of whom something is so.
func (dk *Desk) who(is func(staff.Account) bool) []staff.Account {
	return slices.DeleteFunc(slices.Clone(dk.Colleagues()), func(a staff.Account) bool { return !is(a) })
}
