package desk

import (
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// absence is what a ticket's card says of who is away: its assignee; else the person its route
// names, with the deputy; else, while nobody has it, everybody who is.
func (dk *Desk) absence(t *turn.Turn, tk *ticket.Ticket) string {
	all := dk.Absences()
	switch {
	case len(all) == 0 || !tk.Status.Open():
		return ""
	case tk.Assignee.ID != "":
		if a, away := dk.AwayNow(func(p chat.Person) bool { return p.ID == tk.Assignee.ID }); away {
			return words.AssigneeAway(a)
		}
		return ""
	}
	route := dk.Office.Route(ticket.FactsOf(dk.Office.Form(tk.FormID), tk.Kind, tk.Programme, tk.Fields), t.Now)
	if a, away := dk.AwayNow(func(p chat.Person) bool { return p.Name == route.Person }); away && route.Team == tk.Team {
		return words.PlannedAway(a, dk.deputy(route.Rule))
	}
	return words.AwayToday(all)
}

// deputy is who stands in for the person of a rule, "" where nobody does or they are away as well.
func (dk *Desk) deputy(rule string) string {
	for _, r := range dk.Office.Routes {
		if r.ID == rule {
			if _, away := dk.AwayNow(func(p chat.Person) bool { return p.Name == r.Deputy }); away {
				return ""
			}
			return r.Deputy
		}
	}
	return ""
}

// PostCards puts the cards of the turn's tickets before whatever else goes to their threads. It
// runs last, so that a card shows the ticket as the turn leaves it.
func (dk *Desk) PostCards(t *turn.Turn) {
	var out []turn.Outgoing
	seen := map[string]bool{}
	for _, tk := range t.Cards {
		if seen[tk.Number] || tk.Channel == "" {
			continue
		}
		seen[tk.Number] = true
		card := dk.card(t, tk)
		out = append(out, turn.Outgoing{
			To: t.CardAddress(tk), Staff: true, Ticket: tk.Number, Supersede: true,
			Messages: []chat.Message{{Author: chat.Bot, Text: cardText(card), Card: card}},
		})
	}
	t.Out = append(out, t.Out...)
}

// card is a ticket as staff see it.
func (dk *Desk) card(t *turn.Turn, tk *ticket.Ticket) *chat.Card {
	version := tk.Version
	for _, changed := range t.Changed {
		if changed == tk {
			version++ // as the store will save it
		}
	}
	c := &chat.Card{
		Ticket: tk.Number, Version: version, Kind: tk.Kind.Label(), Title: tk.Title,
		Status: tk.Status.Label(), Open: tk.Status.Open(), Urgent: tk.Urgent,
		Channel: words.Channel(tk.Contact.Channel), Assignee: tk.Assignee.Name, Team: words.Team(tk.Team, tk.Planned()),
		Due: tk.Due, Opened: tk.Opened, Trace: words.Trace(tk.Trace, dk.Where), Acts: cardActs(t, tk),
		Fields: slices.Concat(identityField(tk), dk.cardFields(tk), filesField(tk)), Notice: dk.notice(t, tk), Reply: t.LastReply(tk), Teaches: teaches(tk),
	}
	if slices.Contains(c.Acts, chat.Done) {
		c.Done = dk.doneWords(tk)
	}
	if tk.Programme != "" {
		c.Programme = dk.ProgrammeName(tk.Programme)
	}
	return c
}

// cardFields are the form's answers in the form's order, personal ones masked.
func (dk *Desk) cardFields(tk *ticket.Ticket) []chat.CardField {
	form := dk.Office.Form(tk.FormID)
	if form == nil {
		return nil
	}
	var fields []chat.CardField
	for i := range form.Fields {
		f := &form.Fields[i]
		values := tk.Fields[f.ID]
		if len(values) == 0 || f.Type == ticket.TypeProgramme {
			continue
		}
		value := reading.MaskPersonal(f.Show(values).Shown)
		if f.Personal && f.Type != ticket.TypeFiles {
			value = words.Hidden
		}
		fields = append(fields, chat.CardField{Label: strings.ReplaceAll(f.Label, "{item}", ""), Value: value, Personal: f.Personal})
	}
	return fields
}

// notice is what staff must know before they act.
func (dk *Desk) notice(t *turn.Turn, tk *ticket.Ticket) string {
	var notes []string
	if !t.Conversation.Reachable {
		notes = append(notes, words.Blocked)
	}
	if how := undelivered(t, tk); how != "" {
		notes = append(notes, how)
	}
	if live := t.Conversation.State.Live; live != nil && live.Ticket == tk.Number && t.Now.Sub(live.Last) <= turn.LiveIdle {
		notes = append(notes, words.LiveBanner)
	}
	if away := dk.absence(t, tk); away != "" {
		notes = append(notes, away)
	}
	for _, tag := range tk.Tags {
		if tag == ticket.UnmatchedTag {
			notes = append(notes, tk.RouteReason)
		}
		if note := words.TagNote(tag); note != "" {
			notes = append(notes, note)
		}
		if labels, ok := strings.CutPrefix(tag, "unchecked:"); ok {
			notes = append(notes, words.Unchecked(labels))
		}
	}
	return strings.Join(append(notes, dk.callBack(tk)...), "\n")
}

// cardActs are what can be done with a ticket now, most likely first. A channel shows as many as it
// has room for and puts the rest where they can be asked for.
func cardActs(t *turn.Turn, tk *ticket.Ticket) []chat.Act {
	if !tk.Status.Open() {
		return []chat.Act{chat.Reopen, chat.Look}
	}
	var acts []chat.Act
	if tk.Assignee.ID == "" {
		acts = append(acts, chat.Claim)
	}
	acts = append(acts, chat.Reply)
	if tk.Kind == ticket.Change {
		acts = append(acts, chat.Done)
	}
	acts = append(acts, chat.Resolve, chat.Look, chat.Snooze, chat.Route, chat.Assign)
	if tk.Assignee.ID != "" {
		acts = append(acts, chat.Live)
	}
	if mergeable(t, tk) {
		acts = append(acts, chat.Merge)
	}
	return append(acts, chat.NoteDown, chat.Cancel, chat.Spam)
}

// mergeable reports whether the contact has another open ticket for tk to be joined into.
func mergeable(t *turn.Turn, tk *ticket.Ticket) bool {
	return slices.ContainsFunc(t.Tickets, func(other ticket.Ticket) bool { return other.Number != tk.Number && other.Status.Open() })
}

// cardText is a card in one line, for notifications and screen readers.
func cardText(c *chat.Card) string {
	parts := []string{c.Ticket + " " + c.Kind, c.Title, c.Status}
	if c.Assignee != "" {
		parts = append(parts, words.AssigneeIs(c.Assignee))
	}
	if !c.Due.IsZero() {
		parts = append(parts, words.DueAt(c.Due))
	}
	return strings.Join(parts, "｜")
}

// changedItems names what a change ticket was about: 担当者・電話番号.
func (dk *Desk) changedItems(tk *ticket.Ticket) string {
	f := dk.Office.Form(tk.FormID).Role(ticket.RoleItems)
	if f == nil {
		return ""
	}
	return f.Show(tk.Fields[f.ID]).Shown
}

// filesField counts what the ticket was opened with beside its form.
func filesField(tk *ticket.Ticket) []chat.CardField {
	if n := tk.Files(); n != "" {
		return []chat.CardField{{Label: words.FilesLabel, Value: n}}
	}
	return nil
}

// identityField is the card's line on who the member has shown to be, where the form asked.
func identityField(tk *ticket.Ticket) []chat.CardField {
	if identity, _ := tk.Identity(); identity != ticket.Unasked {
		return []chat.CardField{{Label: words.IdentityLabel, Value: identity.Label()}}
	}
	return nil
}

// callBack is what staff must know of a ticket that changes the registered mail address.
func (dk *Desk) callBack(tk *ticket.Ticket) []string {
	if form := dk.Office.Form(tk.FormID); form != nil && tk.Status.Open() && form.ChangesMail(tk.Fields) {
		return []string{ticket.CallBack()}
	}
	return nil
}

// teaches reports whether an entry of the FAQ may be made of a ticket: a person has answered it, and its member
// was told.
func teaches(tk *ticket.Ticket) bool {
	return tk.Teaches() && !tk.Replied.IsZero() && (tk.Kind == ticket.Inquiry || tk.Kind == ticket.Consultation)
}
