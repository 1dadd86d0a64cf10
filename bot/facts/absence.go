package facts

import (
	"slices"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// Absences are those of now.
func (f *Facts) Absences() []ticket.Absence {
	all := f.seen.away.Load()
	if all == nil {
		return nil
	}
	now := f.Now()
	return slices.DeleteFunc(slices.Clone(*all), func(a ticket.Absence) bool { return !a.Until.After(now) })
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
