package facts

import (
	"slices"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// Absences are those of now: who has said so, and for whom it is a holiday where they are.
func (f *Facts) Absences() []ticket.Absence {
	var away []ticket.Absence
	now := f.Now()
	if all := f.seen.away.Load(); all != nil {
		away = slices.DeleteFunc(slices.Clone(*all), func(a ticket.Absence) bool { return !a.Until.After(now) })
	}
	for _, a := range f.Colleagues() {
		if until, holiday := a.OnHoliday(now); holiday && !slices.ContainsFunc(away, func(b ticket.Absence) bool { return b.Person.ID == a.Person().ID }) {
			away = append(away, ticket.Absence{Person: a.Person(), Until: until})
		}
	}
	return away
}

// AwayNow finds somebody among those who are away.
func (f *Facts) AwayNow(is func(chat.Person) bool) (ticket.Absence, bool) {
	all := f.Absences()
	i := slices.IndexFunc(all, func(a ticket.Absence) bool { return is(a.Person) })
	if i < 0 {
		return ticket.Absence{}, false
	}
	return all[i], true
}

// LearnAbsences takes note of who of the staff is away, as the agenda reads it every few seconds. Turns
// use what was read last: no turn waits for it.
func (f *Facts) LearnAbsences(away []ticket.Absence) { f.seen.away.Store(&away) }
