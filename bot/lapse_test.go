package bot_test

import (
	"context"
	"strconv"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

// waitFor lets tickets be resolved whose member says nothing for so many working days.
func (s *scene) waitFor(days string) {
	n, err := strconv.Atoi(days)
	if err != nil {
		s.t.Fatalf("@closes %s: %v", days, err)
	}
	off := *s.office
	off.WaitingCloses = n
	s.office = &off
	s.bot.SetOffice(&off)
	s.bot.Agenda = waitingOnly{&diary{now: func() time.Time { return s.now }}, s}
}

// lapse lets the clock look for such tickets.
func (s *scene) lapse() {
	if s.office.WaitingCloses == 0 {
		return
	}
	if err := s.bot.KeepAgenda(context.Background()); err != nil {
		s.t.Fatal(err)
	}
	s.turn(s.member.String())
}

// waitingOnly is the agenda of a script, which knows no more than the tickets that wait for their member.
type waitingOnly struct {
	*diary
	s *scene
}

func (w waitingOnly) Waiting(_ context.Context, before time.Time) (found []turn.Appointment, _ error) {
	for _, tk := range w.s.store.Open() {
		if tk.Touched.Before(before) && tk.Contact.Channel != chat.Email {
			found = append(found, turn.Appointment{Ticket: tk.Number, At: tk.Touched})
		}
	}
	return found, nil
}
