package bot_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// askGrades lets members be asked how content they are.
func (s *scene) askGrades() {
	off := *s.office
	off.Satisfaction = true
	s.office = &off
	s.bot.SetOffice(&off)
}

// TestGradeCostsNothing: how content a member is is asked in the notice of the end, which waits for a free reply, and
// nowhere else; where the office does not want to know, a button that asks for it does nothing.
func TestGradeCostsNothing(t *testing.T) {
	s := newAgendaScene(t)
	s.askGrades()
	s.do("resolve 佐々木")
	notices := 0
	for _, m := range s.moments {
		for _, msg := range m.said {
			if slices.ContainsFunc(msg.Choices, func(c chat.Choice) bool { return c.Label == ticket.Content.Label() }) {
				if notices++; !msg.Later {
					t.Errorf("the question is worth a paid message: %+v", msg)
				}
			}
		}
	}
	if notices != 1 {
		t.Errorf("asked %d times", notices)
	}
	graded := func(data string) ticket.Grade {
		s.hear(chat.Event{Kind: chat.Choose, Text: "満足", Data: data})
		var g ticket.Grade
		for _, m := range s.moments {
			for _, tk := range m.changed {
				g = tk.Grade()
			}
		}
		return g
	}
	off := *s.office
	off.Satisfaction = false
	s.bot.SetOffice(&off)
	if g := graded(turn.Data("grade", s.number, "3")); g != "" {
		t.Errorf("graded %q where nobody asks", g)
	}
	s.askGrades()
	for _, data := range []string{"5", "", "4:4", strings.Repeat("4", 99)} {
		if g := graded(turn.Data("grade", s.number, data)); g != "" {
			t.Errorf("%q is the grade %q", data, g)
		}
	}
	for _, want := range []ticket.Grade{ticket.Unhappy, ticket.Content, ticket.Content} {
		if g := graded(turn.Data("grade", s.number, string(want))); g != want {
			t.Errorf("graded %q, want %q", g, want)
		}
	}
	s.hear(chat.Event{Kind: chat.Choose, Text: "まだ困っている", Data: turn.Data("reopen", s.number)})
	if g := graded(turn.Data("grade", s.number, "4")); g != ticket.Content {
		t.Errorf("graded %q while it is open", g)
	}
}
