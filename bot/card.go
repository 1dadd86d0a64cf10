package bot

import (
	"slices"
	"strings"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// showCard posts a ticket's card, or brings the one that stands up to date. A newer card of the
// same ticket that has not been sent yet takes its place.
func (b *Bot) showCard(t *Turn, tk *ticket.Ticket) {
	t.cards = append(t.cards, tk)
}

// postCards puts the cards of the turn's tickets before whatever else goes to their threads. It
// runs last, so that a card shows the ticket as the turn leaves it.
func (b *Bot) postCards(t *Turn) {
	var out []Outgoing
	seen := map[string]bool{}
	for _, tk := range t.cards {
		if seen[tk.Number] || tk.Channel == "" {
			continue
		}
		seen[tk.Number] = true
		card := b.card(t, tk)
		out = append(out, Outgoing{
			To: b.cardAddress(tk), Staff: true, Ticket: tk.Number, Supersede: true,
			Messages: []chat.Message{{Author: chat.Bot, Text: cardText(card), Card: card}},
		})
	}
	t.Out = append(out, t.Out...)
}

// card is a ticket as staff see it.
func (b *Bot) card(t *Turn, tk *ticket.Ticket) *chat.Card {
	version := tk.Version
	for _, changed := range t.Changed {
		if changed == tk {
			version++ // as the store will save it
		}
	}
	c := &chat.Card{
		Ticket: tk.Number, Version: version, Kind: tk.Kind.Label(), Title: tk.Title,
		Status: tk.Status.Label(), Open: tk.Status.Open(), Urgent: tk.Urgent,
		Channel: words.channel(tk.Contact.Channel), Assignee: tk.Assignee.Name, Team: words.team(tk.Team, planned(tk)),
		Due: tk.Due, Opened: tk.Opened, Trace: words.trace(tk.Trace), Acts: cardActs(t, tk),
		Fields: append(identityField(tk), b.cardFields(tk)...), Notice: b.notice(t, tk), Reply: lastReply(t, tk),
	}
	if tk.Programme != "" {
		c.Programme = b.programmeName(tk.Programme)
	}
	return c
}

// cardFields are the form's answers in the form's order, personal ones masked.
func (b *Bot) cardFields(tk *ticket.Ticket) []chat.CardField {
	form := b.Office.Form(tk.FormID)
	if form == nil {
		return nil
	}
	var fields []chat.CardField
	for i := range form.Fields {
		f := &form.Fields[i]
		values := tk.Fields[f.ID]
		if len(values) == 0 || f.ID == "programme" {
			continue
		}
		value := reading.MaskPersonal(f.Show(values).Shown)
		switch {
		case f.Type == ticket.TypeFiles:
			value = words.pieces(len(values))
		case f.Personal:
			value = words.Hidden
		}
		fields = append(fields, chat.CardField{Label: strings.ReplaceAll(f.Label, "{item}", ""), Value: value, Personal: f.Personal})
	}
	return fields
}

// notice is what staff must know before they act.
func (b *Bot) notice(t *Turn, tk *ticket.Ticket) string {
	var notes []string
	if !t.Conversation.Reachable {
		notes = append(notes, words.Blocked)
	}
	if how := undelivered(t, tk); how != "" {
		notes = append(notes, how)
	}
	if live := t.Conversation.State.Live; live != nil && live.Ticket == tk.Number && t.Now.Sub(live.Last) <= liveIdle {
		notes = append(notes, words.LiveBanner)
	}
	if away := b.absence(t, tk); away != "" {
		notes = append(notes, away)
	}
	for _, tag := range tk.Tags {
		if tag == unmatchedTag {
			notes = append(notes, tk.RouteReason)
		}
		if tag == complaintTag {
			notes = append(notes, words.Complaint)
		}
		if tag == loginFailure {
			notes = append(notes, words.LoginFailed)
		}
		if labels, ok := strings.CutPrefix(tag, "unchecked:"); ok {
			notes = append(notes, words.unchecked(labels))
		}
	}
	return strings.Join(append(notes, b.callBack(tk)...), "\n")
}

// cardActs are what can be done with a ticket now, most likely first. A channel shows as many as it
// has room for and puts the rest where they can be asked for.
func cardActs(t *Turn, tk *ticket.Ticket) []chat.Act {
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
func mergeable(t *Turn, tk *ticket.Ticket) bool {
	return slices.ContainsFunc(t.Tickets, func(other ticket.Ticket) bool { return other.Number != tk.Number && other.Status.Open() })
}

// cardText is a card in one line, for notifications and screen readers.
func cardText(c *chat.Card) string {
	parts := []string{c.Ticket + " " + c.Kind, c.Title, c.Status}
	if c.Assignee != "" {
		parts = append(parts, words.assigneeIs(c.Assignee))
	}
	if !c.Due.IsZero() {
		parts = append(parts, words.dueAt(c.Due))
	}
	return strings.Join(parts, "｜")
}

// changedItems names what a change ticket was about: 担当者・電話番号.
func (b *Bot) changedItems(tk *ticket.Ticket) string {
	form := b.Office.Form(tk.FormID)
	if form == nil {
		return ""
	}
	for i := range form.Fields {
		if f := &form.Fields[i]; f.ID == "items" {
			return f.Show(tk.Fields["items"]).Shown
		}
	}
	return ""
}
