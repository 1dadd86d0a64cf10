package staff

import (
	"slices"

	"madoguchi/catalogue"
	"madoguchi/ticket"
)

// News says how somebody hears by mail of what happens to tickets of theirs. Slack tells who is there in any case.
type News string

// The ways. The first is that of who has said nothing.
const (
	NewsUsual  News = ""        // at once, where they are not in Slack
	NewsAtOnce News = "at_once" // at once, also where they are
	NewsDaily  News = "daily"   // as one mail on the morning of a working day
	NewsNone   News = "none"
)

// AllNews are the ways, for who chooses one.
func AllNews() []News { return []News{NewsUsual, NewsAtOnce, NewsDaily, NewsNone} }

// Label is the way as staff read it.
func (n News) Label() string {
	if n == NewsUsual {
		return say("staff.news.usual")
	}
	return say(catalogue.Key("staff.news." + string(n)))
}

// MailedAtOnce reports whether the account is told of a ticket by a mail of its own.
func (a Account) MailedAtOnce() bool {
	return a.Mail != "" && (a.News == NewsAtOnce || a.News == NewsUsual && a.Slack == "")
}

// MailedDaily reports whether the account gets the morning's mail.
func (a Account) MailedDaily() bool { return a.Mail != "" && a.News == NewsDaily }

// Concerned are whose a ticket is among all: its assignee; else for whom it is planned; else its team. Of a team in which
// nobody has an account it is everybody's who sees all tickets and is in no team: a ticket of which nobody is told waits
// until somebody happens to look.
func Concerned(all []Account, tk *ticket.Ticket) []Account {
	only := func(is func(Account) bool) []Account {
		return slices.DeleteFunc(slices.Clone(all), func(a Account) bool { return !is(a) })
	}
	if tk.Assignee.ID != "" {
		return only(func(a Account) bool { return a.Person().ID == tk.Assignee.ID })
	}
	if planned := only(func(a Account) bool { return a.Name == tk.Planned() }); len(planned) > 0 {
		return planned
	}
	if team := only(func(a Account) bool { return slices.Contains(a.Teams, tk.Team) }); len(team) > 0 {
		return team
	}
	return only(func(a Account) bool { return len(a.Teams) == 0 && a.May(Everyone) })
}
