package console

import (
	"time"

	"madoguchi/ticket"
)

// identityFields are the lines on who the member has shown to be, where the form asks, and on what
// has to be done about it.
func identityFields(tk *ticket.Ticket, fm *ticket.Form, now time.Time) []field {
	var out []field
	if identity, at := tk.Identity(); identity != ticket.Unasked {
		value := identity.Label()
		if !at.IsZero() {
			value += "（" + moment(now, at) + "）"
		}
		out = append(out, field{Label: say("console.identity"), Value: value})
	}
	if id := tk.Vouched(); id != "" {
		out = append(out, field{Label: say("console.identity"), Value: ticket.VouchedLabel(id)})
	}
	if fm != nil && tk.Status.Open() && fm.ChangesMail(tk.Fields) {
		out = append(out, field{Label: say("console.beware"), Value: ticket.CallBack()})
	}
	return out
}
