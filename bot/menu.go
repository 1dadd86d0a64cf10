package bot

import "madoguchi/chat"

// Menu is what a contact can begin at any time, at most so many things, for a menu that a platform
// keeps beside the talk: the requests that can be made, and the programmes where there is room for
// all of them. Each of it can also be typed.
func (b *Bot) Menu(most int) []chat.Choice {
	b = b.present()
	choices := b.menu()
	if len(choices)+len(b.Office.Programmes) <= most {
		for _, p := range b.Office.Programmes {
			choices = append(choices, chat.Choice{Label: p.Name, Data: data("programme", p.ID)})
		}
	}
	return choices[:min(most, len(choices))]
}
