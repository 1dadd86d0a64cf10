package bot

import (
	"maps"
	"time"

	"madoguchi/staff"
)

// heirs are who stands in the routes in the place of people who have left, by name: the office file goes
// on naming those until somebody changes it.
type heirs struct{ persons, deputies map[string]string }

// longestLine is how many heirs are followed who have left themselves.
const longestLine = 10

// heirsOf are the heirs of those who have left at now. Who left nobody is nobody's person any more.
func heirsOf(people []staff.Account, now time.Time) heirs {
	byID, here := map[int64]staff.Account{}, map[string]bool{}
	for _, a := range people {
		byID[a.ID] = a
		if a.Active(now) {
			here[a.Name] = true
		}
	}
	h := heirs{map[string]string{}, map[string]string{}}
	for _, a := range people {
		if a.Active(now) || here[a.Name] { // somebody else of that name works here
			continue
		}
		for what, into := range map[string]map[string]string{staff.HeirRoutes: h.persons, staff.HeirDeputies: h.deputies} {
			heir, known := a, true
			for n := 0; known && !heir.Active(now) && n < longestLine; n++ {
				heir, known = byID[heir.Heirs[what]]
			}
			if known && heir.Active(now) {
				into[a.Name] = heir.Name
			} else {
				into[a.Name] = ""
			}
		}
	}
	return h
}

// followHeirs puts them into the routes, where they are others than before.
func (b *Bot) followHeirs(h heirs) {
	b.making.Lock()
	defer b.making.Unlock()
	if maps.Equal(h.persons, b.heirs.persons) && maps.Equal(h.deputies, b.heirs.deputies) {
		return
	}
	b.heirs = h
	b.rooms.Store(b.furnish(b.facts().With(b.file.WithHeirs(h.persons, h.deputies))))
}
