package member

import (
	"context"
	"slices"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A member's words go to somebody outside Japan only where the member agrees: asked at the summary of a form, or
// later, when staff want to hand the ticket on.

// agreed reads what a member says to the question whether their words may go abroad, or "". A bare yes is none: it
// may answer anything else.
func agreed(text string) string {
	switch {
	case strings.Contains(text, "国内") || strings.Contains(text, "事務局だけ") || strings.Contains(text, "同意しな") || strings.Contains(text, "同意しま") && strings.Contains(text, "せん"):
		return ticket.ConsentHome
	case strings.Contains(text, "同意"):
		return ticket.ConsentAbroad
	}
	return ""
}

// heardConsent takes the typed answer to the question that staff have had put: whether a ticket may be handed abroad.
func (dg *Dialogue) heardConsent(t *turn.Turn, text string) bool {
	decided := agreed(text)
	if decided == "" || t.Conversation.State.Form != nil {
		return false
	}
	open := t.StillOpen()
	at := slices.IndexFunc(open, func(tk *ticket.Ticket) bool { return tk.ConsentAsked() != "" })
	if at < 0 {
		return false
	}
	dg.decideAbroad(t, open[at], decided)
	return true
}

// pressAbroad takes the same as a button: "Q-0001:abroad".
func (dg *Dialogue) pressAbroad(ctx context.Context, t *turn.Turn, arg string) error {
	number, decided, _ := strings.Cut(arg, ":")
	tk := dg.own(t, number)
	switch {
	case tk == nil:
	case !tk.Status.Open() || tk.ConsentAsked() == "" || decided != ticket.ConsentAbroad && decided != ticket.ConsentHome:
		return dg.staleButton(ctx, t, "")
	default:
		dg.decideAbroad(t, tk, decided)
	}
	return nil
}

// decideAbroad hands the ticket on, or keeps it with the office, and tells staff which.
func (dg *Dialogue) decideAbroad(t *turn.Turn, tk *ticket.Ticket, decided string) {
	team := tk.Decide(decided)
	if decided == ticket.ConsentAbroad {
		t.Note(tk, ticket.Entry{What: ticket.LogRouted, From: tk.Team, To: team, Text: words.HandedByConsent})
		tk.Hand(team, words.HandedByConsent)
		t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.ConsentGiven(team)})
		t.SayText(words.HandedAbroad(tk))
	} else {
		t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.ConsentDenied(team)})
		t.SayText(words.KeptAtHome(tk))
	}
	t.Change(tk)
	if decided == ticket.ConsentAbroad && tk.Status == ticket.Working {
		t.Move(tk, ticket.Received)
	}
}
