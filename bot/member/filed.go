package member

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// filed makes a ticket of a request that another system brings for a contact of its own: a form on the
// office's site, a note of a telephone call. Nothing goes back to the contact by itself, but where somebody
// is in distress: whoever filed it has the number, and tells them.
func (dg *Dialogue) filed(ctx context.Context, t *turn.Turn) error {
	e, text := &t.Event, strings.TrimSpace(t.Event.Text)
	t.Conversation.Name, t.Conversation.Reachable = cmp.Or(e.Name, t.Conversation.Name), true
	if dg.Knows(e.Programme) {
		t.Conversation.Programme = e.Programme
	} else {
		dg.noteProgramme(t, text)
	}
	if done, err := dg.distressed(ctx, t, text); err != nil {
		return err
	} else if done && len(t.Opened) > 0 {
		t.Outcome = chat.Outcome{OK: true, Ticket: t.Opened[0].Number}
		return nil
	}
	now := ticketNow{
		text: text, kind: ticket.Kind(e.Data), known: maps.Clone(e.Values), log: text, urgent: reading.Upset(text),
		trace: ticket.Trace{Query: chars.Clip(text, askedMost), Decision: "api", Reason: "by_api"},
	}
	if dg.Office.Form(e.Data) == nil {
		now.kind = ticket.Inquiry // of an office that does without such a form
	}
	dg.unshown(&now)
	if now.urgent {
		now.tags = append(now.tags, ticket.ComplaintTag)
	}
	tk, err := dg.openNow(ctx, t, now)
	if err != nil {
		return err
	}
	dg.remark(t, tk, words.FiledBy(e.Person.Name))
	t.Outcome = chat.Outcome{OK: true, Ticket: tk.Number, Text: words.Filed(tk)}
	return dg.proposeAtOpening(ctx, t, tk, nil)
}

// unshown marks a ticket whose form wants its member to show who they are: nobody here has seen it.
func (dg *Dialogue) unshown(now *ticketNow) {
	form := dg.Office.Form(string(cmp.Or(now.kind, ticket.Inquiry)))
	if slices.ContainsFunc(form.Fields, func(f ticket.Field) bool { return f.Verify }) {
		now.tags = append(now.tags, ticket.IdentityTags(ticket.Unshown, time.Time{})...)
	}
}
