package facts

import "madoguchi/staff"

// Colleagues are who works here now, as far as they have been learned.
func (f *Facts) Colleagues() []staff.Account {
	all := f.seen.people.Load()
	if all == nil {
		return nil
	}
	now := f.Now()
	var out []staff.Account
	for _, a := range *all {
		if a.Active(now) {
			out = append(out, a)
		}
	}
	return out
}

// Colleague finds a person among them by their id.
func (f *Facts) Colleague(person string) (staff.Account, bool) {
	id, ok := staff.ParsePersonID(person)
	if !ok {
		return staff.Account{}, false
	}
	for _, a := range f.Colleagues() {
		if a.ID == id {
			return a, true
		}
	}
	return staff.Account{}, false
}

// LearnPeople takes note of the office's accounts, as the agenda reads them every few seconds. Turns use
// what was read last: no turn waits for it.
func (f *Facts) LearnPeople(people []staff.Account) { f.seen.people.Store(&people) }
