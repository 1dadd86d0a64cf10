package bot

import (
	"context"
	"slices"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// LearnAbsences reads who of the staff is away, as the agenda does every few seconds. Turns use what
// was read last: no turn waits for it.
func (b *Bot) LearnAbsences(ctx context.Context) error {
	if b.Agenda == nil {
		return nil
	}
	away, err := b.Agenda.Away(ctx, b.Now())
	if err != nil {
		return err
	}
	b.away.Store(&away)
	return nil
}

// absences are those of now.
func (b *Bot) absences() []ticket.Absence {
	all := b.away.Load()
	if all == nil {
		return nil
	}
	now := b.Now()
	return slices.DeleteFunc(slices.Clone(*all), func(a ticket.Absence) bool { return !a.Until.After(now) })
}

// awayNow finds somebody among those who are away.
func (b *Bot) awayNow(is func(chat.Person) bool) (ticket.Absence, bool) {
	all := b.absences()
	i := slices.IndexFunc(all, func(a ticket.Absence) bool { return is(a.Person) })
	if i < 0 {
		return ticket.Absence{}, false
	}
	return all[i], true
}

// absence is what a ticket's card says of who is away: its assignee; else the person its route
// names, with the deputy; else, while nobody has it, everybody who is.
func (b *Bot) absence(t *Turn, tk *ticket.Ticket) string {
	all := b.absences()
	switch {
	case len(all) == 0 || !tk.Status.Open():
		return ""
	case tk.Assignee.ID != "":
		if a, away := b.awayNow(func(p chat.Person) bool { return p.ID == tk.Assignee.ID }); away {
			return words.assigneeAway(a)
		}
		return ""
	}
	route := b.Office.Route(ticket.FactsOf(tk.Kind, tk.Programme, tk.Fields), t.Now)
	if a, away := b.awayNow(func(p chat.Person) bool { return p.Name == route.Person }); away && route.Team == tk.Team {
		return words.plannedAway(a, b.deputy(route.Rule))
	}
	return words.awayToday(all)
}

// deputy is who stands in for the person of a rule, "" where nobody does or they are away as well.
func (b *Bot) deputy(rule string) string {
	for _, r := range b.Office.Routes {
		if r.ID == rule {
			if _, away := b.awayNow(func(p chat.Person) bool { return p.Name == r.Deputy }); away {
				return ""
			}
			return r.Deputy
		}
	}
	return ""
}
