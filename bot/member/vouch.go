package member

import (
	"time"

	"madoguchi/bot/turn"
	"madoguchi/ticket"
)

// The site that carries the chat may vouch for who its visitor is, as it has signed them in. What it says fills
// forms, which the member looks over before anything is sent, and stands on the tickets that they open. It
// changes nothing else: a change of registered data is still shown to be theirs by a code or a call.

// vouchLife is for how long a site's word counts on new tickets. Its pages say it again whenever they are opened;
// who was not there for a day may have left the computer to somebody.
const vouchLife = 24 * time.Hour

// vouched takes a site's word. Nothing is said to it.
func (dg *Dialogue) vouched(t *turn.Turn) {
	s, v := &t.Conversation.State, t.Event.Values
	if v["sub"] == "" || s.Vouched != nil && s.Vouched.At.After(t.Event.At) {
		return
	}
	s.Vouched = &turn.Vouched{Sub: v["sub"], Name: v["name"], Company: v["company"], Mail: v["mail"], At: t.Event.At}
}

// vouch is a site's word that still counts, or nil.
func (dg *Dialogue) vouch(t *turn.Turn) *turn.Vouched {
	if v := t.Conversation.State.Vouched; v != nil && t.Now.Sub(v.At) < vouchLife {
		return v
	}
	return nil
}

// vouchedFor puts in who the member is, as their site says.
func (dg *Dialogue) vouchedFor(t *turn.Turn, put func(name, value string)) {
	v := dg.vouch(t)
	if v == nil {
		return
	}
	put(string(ticket.RoleCompany), v.Company)
	put(string(ticket.RolePerson), v.Name)
	put(string(ticket.RoleEmail), v.Mail)
}
