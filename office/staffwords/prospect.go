package staffwords

import (
	"madoguchi/catalogue"
	"madoguchi/chat"
)

// Prospect says before a reply is sent what becomes of it: that it is free, what it costs, or that it does
// not arrive now and how the member is reached instead.
func Prospect(p chat.Prospect) string {
	text := catalogue.JA.Say("office.send.free")
	switch {
	case p.Gone:
		text = catalogue.JA.Say("office.send.blocked")
	case p.Free:
	case p.Over:
		text = catalogue.JA.Say("office.send.over", "left", p.Left)
	case p.Limited:
		text = catalogue.JA.Say("office.send.paid", "cost", p.Cost, "left", p.Left)
	default:
		text = catalogue.JA.Say("office.send.unlimited", "cost", p.Cost)
	}
	if !p.Arrives() {
		text += catalogue.JA.Say("office.send.otherwise")
	}
	if p.Group {
		text = catalogue.JA.Say("office.send.group") + text
	}
	return text
}
