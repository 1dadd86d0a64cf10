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
	if !owes(tk) || tk.Due.After(t.Now) {
		return
	}
	news, to := words.NewsAdmins, dk.administrators()
	if t.Event.Value == ToDeputy {
		news, to = words.NewsDeputy, dk.standIns(t, tk)
	}
	to = slices.DeleteFunc(to, func(a staff.Account) bool {
		return a.Slack == "" && !a.MailedAtOnce() || a.Person().ID == tk.Assignee.ID
	})
	if len(to) == 0 {
		return
	}
	var names []string
	card := t.CardAddress(tk)
	for _, a := range to {
		names = append(names, a.Name)
		if a.Slack != "" && card.Channel == chat.Slack && card.ID != "" {
			dk.direct(t, tk, chat.Address{Channel: chat.Slack, ID: a.Slack}, words.Escalated(news, tk))
		}
	}
	dk.mailAll(t, tk, news, to)
	text := words.EscalatedTo(strings.Join(names, "、"))
	t.Note(tk, ticket.Entry{What: ticket.LogEscalated, Text: text})
	dk.inThread(t, text)
}

// owes reports whether the office has not answered yet and is the one to do so.
func owes(tk *ticket.Ticket) bool {
	return tk.Replied.IsZero() && slices.Contains(ticket.RunningStatuses, tk.Status)
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
