package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// Absences keep who of the staff is away.
type Absences interface {
	// Away lists who is away at a moment.
	Away(ctx context.Context, at time.Time) ([]ticket.Absence, error)
	// SetAway notes that somebody is away until a moment, or, with a zero one, that they are back.
	SetAway(ctx context.Context, who chat.Person, until time.Time) error
}

// An awayView is the switch by which somebody is away, and who else is.
type awayView struct {
	Mine            string // until when the one who is signed in is away; "" = they are not
	Others          []string
	Today, Furthest string
}

// longestAway bounds an absence, so that a slip of the year is noticed.
const longestAway = 366 * 24 * time.Hour

// awayOf is the switch for who is signed in; nil where absences are not kept.
func (s *Service) awayOf(r *http.Request) (*awayView, error) {
	if s.stores.Absences == nil || !me(r).May(staff.Work) {
		return nil, nil
	}
	now := s.Now()
	away, err := s.stores.Absences.Away(r.Context(), now)
	if err != nil {
		return nil, err
	}
	v := &awayView{Today: reading.FormatDay(now), Furthest: reading.FormatDay(now.Add(longestAway))}
	for _, a := range away {
		if a.Person.ID == who(r).ID {
			v.Mine = a.Back()
			continue
		}
		v.Others = append(v.Others, say("console.away.until", "name", a.Person.Name, "day", a.Back()))
	}
	slices.Sort(v.Others)
	return v, nil
}

// goAway notes that who is signed in is away until the end of a day, or back. Everybody answers for themselves alone.
func (s *Service) goAway(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.stores.Absences == nil {
		return chat.ErrNotFound
	}
	until, told := time.Time{}, say("console.away.back")
	if form(r, "back") == "" {
		day, err := reading.ParseDay(form(r, "until"))
		until = ticket.AwayUntil(day)
		if err != nil || !until.After(s.Now()) || until.After(s.Now().Add(longestAway)) {
			s.redirect(w, r, "/desk/me", flash{Text: say("console.away.no_day")})
			return nil
		}
		told = say("console.away.gone", "day", ticket.Absence{Until: until}.Back())
	}
	if err := s.stores.Absences.SetAway(r.Context(), who(r), until); err != nil {
		return err
	}
	s.redirect(w, r, "/desk/me", flash{OK: true, Text: told})
	return nil
}
