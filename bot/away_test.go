package bot_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"madoguchi/bot/desk"
	"madoguchi/bot/turn"
	"madoguchi/switches"
)

// turnSwitch turns a switch on, or off, as the program's processes do that look for them, and moves the promises that
// it concerns.
func (s *scene) turnSwitch(what, rest string) {
	if what == "undo" {
		s.undo(switches.Kind(rest))
		return
	}
	sw := switches.Switch{ID: int64(s.n + 1), Kind: switches.Kind(what), From: s.now, Made: s.now, Text: rest}
	s.n++
	var err error
	switch sw.Kind {
	case switches.Closed:
		parts := strings.SplitN(rest+"  ", " ", 3)
		sw.Text = strings.TrimSpace(parts[2])
		sw.From, sw.Until, err = switches.Times(sw.Kind, s.now, parts[0], parts[1], "")
	case switches.Silent:
		sw.Text, sw.Programmes = "", strings.Fields(rest)
	case switches.Busy:
		sw.Text = ""
		sw.Days, err = strconv.Atoi(rest)
	}
	if err == nil {
		err = sw.Check(s.now)
	}
	if err != nil {
		s.t.Fatalf("@%s %s: %v", what, rest, err)
	}
	s.on = append(s.on, sw)
	s.bot.SetOffice(s.office.WithSwitches(s.on, s.now))
	if sw.Kind != switches.Closed {
		return
	}
	for _, tk := range s.store.Open() {
		if sw.Break().Breaks(tk.Due) && tk.Replied.IsZero() {
			s.move(turn.Broken{Move: turn.Move{Switch: sw.ID, Ticket: tk.Number, Was: tk.Due, Due: tk.Due, Why: sw.Text}, From: sw.From, Until: sw.Until})
		}
	}
}

func (s *scene) undo(kind switches.Kind) {
	i := slices.IndexFunc(s.on, func(sw switches.Switch) bool { return sw.Kind == kind })
	if i < 0 {
		s.t.Fatalf("@undo %s: it is not on", kind)
	}
	id := s.on[i].ID
	s.on = slices.Delete(slices.Clone(s.on), i, i+1)
	s.bot.SetOffice(s.office.WithSwitches(s.on, s.now))
	for _, m := range s.moments {
		for _, move := range m.moves {
			if move.Switch == id && !move.Back {
				move.Back = true
				s.move(turn.Broken{Move: move})
			}
		}
	}
}

// move moves a promise as the agenda does.
func (s *scene) move(b turn.Broken) {
	e, err := desk.MoveEvent(b, s.now)
	if err == nil {
		s.n++
		e.ID = fmt.Sprint(e.ID, ":", s.n)
		err = s.bot.Accept(context.Background(), e)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.turn(s.member.String())
}
