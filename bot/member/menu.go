package member

import (
	"madoguchi/bot/turn"
	"madoguchi/chat"
)

// Menu is what a contact can begin at any time, at most so many things, for a menu that a platform
// keeps beside the talk: the requests that can be made, and the programmes where there is room for
// all of them. Each of it can also be typed.
func (dg *Dialogue) Menu(most int) []chat.Choice {
	choices := dg.menu()
	if len(choices)+len(dg.Office.Programmes) <= most {
		for _, p := range dg.Office.Programmes {
			choices = append(choices, chat.Choice{Label: p.Name, Data: turn.Data("programme", p.ID)})
		}
	}
	return choices[:min(most, len(choices))]
}
