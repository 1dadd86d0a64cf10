package desk

import (
	"encoding/json"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// told notes that the member was answered by word of mouth: the promise is kept with it. Nothing is sent.
func (dk *Desk) told(t *turn.Turn) {
	tk, text := t.Ticket, strings.TrimSpace(t.Event.Text)
	var in ticket.Told
	if err := json.Unmarshal([]byte(t.Event.Value), &in); err != nil {
		refuse(t, words.UnknownAct)
		return
	}
	version, what := 0, text
	if in.Ref != "" {
		e, ok := dk.Entry(in.Ref)
		if !ok {
			refuse(t, words.EntryIsGone)
			return
		}
		version, what = e.Version, strings.TrimSpace(e.Question+"\n"+text)
	}
	switch {
	case !tk.Status.Open():
		refuse(t, words.AlreadyClosed(tk))
		return
	case what == "":
		refuse(t, words.ToldWhat)
		return
	}
	if tk.Assignee.ID == "" {
		dk.giveTo(t, t.Event.Person, ticket.LogClaimed)
	}
	t.Tell(tk, in.Ref, version, reading.Anonymous(dk.Office.Form(tk.FormID).About(tk.Fields)), what)
	t.Change(tk)
	dk.inThread(t, words.ToldBy(t.Event.Person.Name, what))
	if t.Outcome.Text = words.ToldNoted(tk); in.Resolve {
		dk.end(t, ticket.Resolved, "")
	}
}

// called keeps what came of a call to the member. Who agreed on the telephone that their words go abroad has
// decided it with that.
func (dk *Desk) called(t *turn.Turn) {
	tk, text := t.Ticket, strings.TrimSpace(t.Event.Text)
	var in ticket.Called
	if err := json.Unmarshal([]byte(t.Event.Value), &in); err != nil || in.Result.Label() == "" {
		refuse(t, words.UnknownAct)
		return
	}
	t.Note(tk, ticket.Entry{What: ticket.LogCalled, To: string(in.Result), Text: text})
	if in.Consent && in.Result == ticket.CallReached && tk.Consent() != ticket.ConsentAbroad {
		tk.Decide(ticket.ConsentAbroad)
		t.Note(tk, ticket.Entry{What: ticket.LogNoted, Text: words.ConsentByVoice})
		t.Change(tk)
	}
	dk.inThread(t, words.CalledBy(t.Event.Person.Name, in.Result, text))
	t.Outcome.Text = words.CallNoted
}

// reach is where a reply to a ticket's member goes: to their talk, or, where that is by word of mouth, to the mail
// address they gave. It reports false where they can only be called.
func (dk *Desk) reach(tk *ticket.Ticket) (chat.Address, bool) {
	if !chat.Spoken(tk.Contact.Channel) {
		return tk.Contact, true
	}
	mail := dk.Office.Form(tk.FormID).Get(ticket.RoleEmail, tk.Fields)
	return chat.Address{Channel: chat.Email, ID: mail}, mail != "" && dk.Has(chat.Email)
}
