// Package desk is what the office's people may do with a ticket: claim it, reply, pass it on, close it,
// look at it; what the clock does in their place; and the card on which they see it.
//
// Each act is a function of a [turn.Turn]: it looks at the ticket and writes effects, or refuses in
// words. It performs none of them, and it never decides what a member's own words mean (bot/member does).
//
//	dk := &desk.Desk{Facts: facts, Staff: room}
//	err := dk.Act(ctx, t) // t.Event is a chat.StaffAct; t.Outcome says what came of it
//	dk.PostCards(t)       // last of all: the cards show the tickets as the turn leaves them
package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"madoguchi/bot/facts"
	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A Desk performs acts of staff.
type Desk struct {
	*facts.Facts
	Staff  chat.Address  // where cards of new tickets go unless their route says otherwise; zero = the desk only
	Recall time.Duration // how long a reply waits so that it can be called back
	Page   string        // where browsers reach the desk, "https://faq.example.jp", for mails to colleagues; "" = they get none
}

// Act performs what a member of staff asked for, or refuses it in words. Every path sets the outcome.
func (dk *Desk) Act(ctx context.Context, t *turn.Turn) error {
	e := t.Event
	t.Outcome = chat.Outcome{OK: true, Ticket: e.Ticket}
	do, known := deskActs[e.Act]
	switch {
	case e.From == Clock:
		dk.remind(t)
	case e.Act == chat.Resend || e.Act == chat.Recall:
		return dk.actOnDelivery(ctx, t)
	case e.Act == chat.Misdirect && t.Ticket != nil:
		return dk.misdirect(ctx, t)
	case !known:
		refuse(t, words.UnknownAct)
	case t.Ticket == nil:
		if e.Act != chat.NoteDown { // talk in a thread that is no ticket's concerns nobody
			refuse(t, words.NoSuchTicket)
		}
	case e.Version != 0 && e.Version != t.Ticket.Version && e.Act != chat.Look:
		t.Outcome.Ticket = t.Ticket.Number
		refuse(t, words.StaleTicket(t.Ticket))
		t.ShowCard(t.Ticket)
	default:
		t.Outcome.Ticket = t.Ticket.Number
		do(dk, t)
	}
	return nil
}

// deskActs are the acts on a ticket, each by the function that performs it.
var deskActs = map[chat.Act]func(*Desk, *turn.Turn){
	chat.Claim:    (*Desk).claim,
	chat.Assign:   (*Desk).assign,
	chat.Reply:    (*Desk).reply,
	chat.NoteDown: (*Desk).note,
	chat.Done:     (*Desk).done,
	chat.Resolve:  (*Desk).resolve,
	chat.Reopen:   (*Desk).reopen,
	chat.Snooze:   (*Desk).snooze,
	chat.Route:    (*Desk).reroute,
	chat.Cancel:   (*Desk).cancel,
	chat.Spam:     (*Desk).spam,
	chat.Merge:    (*Desk).merge,
	chat.Live:     (*Desk).live,
	chat.Retract:  (*Desk).retract,
	chat.Look:     (*Desk).look,
	chat.Edit:     (*Desk).edit,
	chat.Identify: (*Desk).identify,
	chat.Draft:    (*Desk).draft,
	chat.Told:     (*Desk).told,
	chat.Call:     (*Desk).called,

	chat.Apologise: (*Desk).apologise,
}

// move changes the ticket's status, or refuses in words.
func (dk *Desk) move(t *turn.Turn, tk *ticket.Ticket, to ticket.Status) bool {
	if !t.Move(tk, to) {
		refuse(t, words.CannotMove(tk, to))
		return false
	}
	return true
}

func refuse(t *turn.Turn, why string) {
	t.Outcome.OK, t.Outcome.Text = false, why
}

func (dk *Desk) claim(t *turn.Turn) {
	tk, who := t.Ticket, t.Event.Person
	switch {
	case !tk.Status.Open():
		refuse(t, words.AlreadyClosed(tk))
	case tk.Assignee.ID == who.ID:
		t.Outcome.Text = words.AlreadyYours(tk)
	case tk.Assignee.ID != "":
		refuse(t, words.TakenBy(tk))
	default:
		dk.giveTo(t, who, ticket.LogClaimed)
		t.Outcome.Text = words.Claimed(tk)
	}
}

// giveTo makes somebody the assignee; a ticket nobody had is being worked on from then.
func (dk *Desk) giveTo(t *turn.Turn, who chat.Person, what ticket.What) {
	tk := t.Ticket
	t.Note(tk, ticket.Entry{What: what, From: tk.Assignee.Name, To: who.Name})
	tk.Assignee = who
	t.Change(tk)
	if tk.Status == ticket.Received {
		dk.move(t, tk, ticket.Working)
	}
}

// assign gives the ticket to the person in Value, "ID NAME".
func (dk *Desk) assign(t *turn.Turn) {
	id, name, _ := strings.Cut(t.Event.Value, " ")
	switch {
	case id == "":
		refuse(t, words.UnknownAct)
	case !t.Ticket.Status.Open():
		refuse(t, words.AlreadyClosed(t.Ticket))
	default:
		if name == "" {
			name = id
		}
		if team, country := dk.Office.PersonAbroad(name); dk.needsConsent(t, cmp.Or(team, t.Ticket.Team), country) {
			return
		}
		dk.giveTo(t, chat.Person{ID: id, Name: name}, ticket.LogAssigned)
		t.Outcome.Text = words.Assigned(t.Ticket)
		dk.inThread(t, words.AssignedBy(t.Event.Person.Name, name))
		if a, away := dk.AwayNow(func(p chat.Person) bool { return p.ID == id }); away {
			t.ToStaff(t.Ticket, chat.Message{Author: chat.System, Text: words.AssigneeAway(a)})
		}
	}
}

// appliesFrom is the day from which a change is to hold, zero where its form does not ask.
func (dk *Desk) appliesFrom(tk *ticket.Ticket) time.Time {
	form := dk.Office.Form(tk.FormID)
	if form == nil {
		return time.Time{}
	}
	for _, f := range form.Fields {
		if day, err := time.ParseInLocation(time.DateOnly, tk.Fields.Get(f.ID), reading.JST); f.Type == ticket.TypeDate && err == nil {
			return day
		}
	}
	return time.Time{}
}

// done tells the member that a change was carried out, and resolves.
func (dk *Desk) done(t *turn.Turn) {
	if !t.Ticket.Status.Open() {
		refuse(t, words.AlreadyClosed(t.Ticket))
		return
	}
	dk.close(t, ticket.Resolved, dk.doneWords(t.Ticket))
}

// doneWords tell the member what was changed, and from when it holds.
func (dk *Desk) doneWords(tk *ticket.Ticket) string {
	return words.ChangeApplied(tk, dk.changedItems(tk), dk.appliesFrom(tk))
}

func (dk *Desk) resolve(t *turn.Turn) {
	if !t.Ticket.Status.Open() {
		refuse(t, words.AlreadyClosed(t.Ticket))
		return
	}
	dk.close(t, ticket.Resolved, words.Resolved(t.Ticket))
}

// inThread says in the ticket's thread what a colleague did: the card shows how things stand, and not
// that somebody changed them while others were reading.
func (dk *Desk) inThread(t *turn.Turn, text string) {
	t.ToStaff(t.Ticket, chat.Message{Author: chat.System, Text: text})
}

// close ends a ticket, says so in its thread and, where there is something to say, tells the member.
func (dk *Desk) close(t *turn.Turn, to ticket.Status, say string) {
	if dk.end(t, to, say) {
		dk.inThread(t, words.MovedBy(t.Event.Person.Name, t.Ticket))
	}
}

// end is close without a word in the thread. It reports false where it refused.
func (dk *Desk) end(t *turn.Turn, to ticket.Status, say string) bool {
	tk := t.Ticket
	if _, program := t.Event.Person.Application(); tk.Assignee.ID == "" && to == ticket.Resolved && !program {
		dk.giveTo(t, t.Event.Person, ticket.LogClaimed)
	}
	if !dk.move(t, tk, to) {
		return false
	}
	t.Release(tk)
	if say != "" {
		applied := t.Event.Act == chat.Done // what a member waits for, and is worth paying
		text, choices := dk.closing(tk, say)
		dk.toMember(t, tk, chat.Message{Author: chat.Bot, Text: text, Later: !applied, Choices: choices})
	}
	t.Outcome.Text = words.MovedTo(tk)
	return true
}

// closing is what a member reads at the end of a ticket and can press: where the office wants to know, also how content
// they are. It stands in the notice itself, so that it never costs a message, and it is asked once.
func (dk *Desk) closing(tk *ticket.Ticket, say string) (string, []chat.Choice) {
	if !dk.Office.Satisfaction || tk.Status != ticket.Resolved || tk.Grade() != "" || tk.Has(ticket.DistressTag) || dk.Can(tk.Contact.Channel).Letters {
		return say, closedChoices(tk)
	}
	var choices []chat.Choice
	for _, g := range ticket.Grades {
		choices = append(choices, chat.Choice{Label: g.Label(), Data: turn.Data("grade", tk.Number, string(g))})
	}
	return say + "\n" + words.AskGrade, append(choices, chat.Choice{Label: words.LabelStill, Data: turn.Data("reopen", tk.Number)})
}

// closedChoices are what a member can say to the end of a ticket.
func closedChoices(tk *ticket.Ticket) []chat.Choice {
	return []chat.Choice{
		{Label: words.LabelThanks, Data: turn.Data("closed-ok", tk.Number)}, {Label: words.LabelStill, Data: turn.Data("reopen", tk.Number)},
	}
}

func (dk *Desk) reopen(t *turn.Turn) {
	if t.Ticket.Status.Open() {
		t.Outcome.Text = words.StillOpen(t.Ticket)
		return
	}
	to := ticket.Received
	if t.Ticket.Assignee.ID != "" {
		to = ticket.Working
	}
	if dk.move(t, t.Ticket, to) {
		t.Outcome.Text = words.MovedTo(t.Ticket)
		dk.inThread(t, words.MovedBy(t.Event.Person.Name, t.Ticket))
	}
}

// snooze puts the ticket on hold until the time in Value.
func (dk *Desk) snooze(t *turn.Turn) {
	until, err := time.Parse(time.RFC3339, t.Event.Value)
	if err != nil || !until.After(t.Now) || until.After(ticket.LatestHold(t.Now)) {
		refuse(t, words.BadSnooze)
		return
	}
	if !t.Ticket.Status.Open() {
		refuse(t, words.AlreadyClosed(t.Ticket))
		return
	}
	t.Ticket.Snoozed = until
	t.Change(t.Ticket)
	if dk.move(t, t.Ticket, ticket.OnHold) {
		t.Outcome.Text = words.Snoozed(t.Ticket)
		dk.inThread(t, words.SnoozedBy(t.Event.Person.Name, t.Ticket))
	}
}

// reroute hands the ticket to the team in Value, without an assignee there yet.
func (dk *Desk) reroute(t *turn.Turn) {
	tk, team := t.Ticket, strings.TrimSpace(t.Event.Value)
	if team == "" || !tk.Status.Open() {
		refuse(t, words.AlreadyClosed(tk))
		return
	}
	if dk.needsConsent(t, team, dk.Office.TeamAbroad(team, dk.routing(t))) {
		return
	}
	t.Note(tk, ticket.Entry{What: ticket.LogRouted, From: tk.Team, To: team, Text: t.Event.Text})
	tk.Hand(team, words.RoutedBy(t.Event.Person.Name))
	t.Change(tk)
	if tk.Status == ticket.Working {
		dk.move(t, tk, ticket.Received)
	}
	t.Outcome.Text = words.Rerouted(tk)
	dk.inThread(t, words.ReroutedBy(t.Event.Person.Name, tk, t.Event.Text))
}

func (dk *Desk) cancel(t *turn.Turn) { dk.close(t, ticket.Cancelled, words.Cancelled(t.Ticket)) }

// spam cancels without a word to the sender.
func (dk *Desk) spam(t *turn.Turn) {
	t.Ticket.Tags = append(t.Ticket.Tags, ticket.SpamTag)
	dk.close(t, ticket.Cancelled, "")
}

// merge joins the ticket into another of the same contact, whose number is in Value.
func (dk *Desk) merge(t *turn.Turn) {
	for i := range t.Tickets {
		into := &t.Tickets[i]
		if into.Number != t.Event.Value || into.Number == t.Ticket.Number {
			continue
		}
		if !into.Status.Open() || !t.Ticket.Status.Open() {
			refuse(t, words.AlreadyClosed(into))
			return
		}
		t.Note(t.Ticket, ticket.Entry{What: ticket.LogMerged, To: into.Number})
		t.Note(into, ticket.Entry{What: ticket.LogMerged, From: t.Ticket.Number, Text: t.Ticket.Title})
		t.ToStaff(into, chat.Message{Author: chat.System, Text: words.MergedFrom(t.Ticket)})
		had := t.Conversation.State.Person == t.Ticket.Number
		dk.end(t, ticket.Cancelled, "")
		dk.inThread(t, words.MergedInto(t.Ticket, into))
		if had {
			t.Conversation.State.Person = into.Number // the person goes on there
		}
		dk.toMember(t, into, chat.Message{Author: chat.Bot, Later: true, Text: words.MergedForYou(t.Ticket, into)})
		t.Outcome.Text = words.MergedInto(t.Ticket, into)
		return
	}
	refuse(t, words.MergeSameContact)
}

// identify notes that staff have called back who asked for a change, and know that it is the member.
func (dk *Desk) identify(t *turn.Turn) {
	tk, how := t.Ticket, strings.TrimSpace(t.Event.Text)
	identity, _ := tk.Identity()
	switch {
	case !tk.Status.Open():
		refuse(t, words.AlreadyClosed(tk))
		return
	case identity != ticket.Unshown:
		refuse(t, words.NothingToShow)
		return
	case how == "":
		refuse(t, words.SayHow)
		return
	}
	tk.Show(ticket.CallShown, t.Now)
	t.Note(tk, ticket.Entry{What: ticket.LogNoted, Text: words.CalledBack(how)})
	t.Change(tk)
	t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.NoteBy(t.Event.Person.Name, words.CalledBack(how))})
	t.Outcome.Text = words.IdentityNoted
}

// draft keeps what an application proposes as a reply. Staff read it, and make a reply of it or do not.
func (dk *Desk) draft(t *turn.Turn) {
	tk, text := t.Ticket, strings.TrimSpace(t.Event.Text)
	switch {
	case !tk.Status.Open():
		refuse(t, words.AlreadyClosed(tk))
		return
	case text == "":
		refuse(t, words.EmptyReply)
		return
	case chars.Units(text) > chat.MaxReply:
		refuse(t, words.ReplyTooLong)
		return
	}
	t.Note(tk, ticket.Entry{What: ticket.LogDrafted, Text: text})
	t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.DraftBy(t.Event.Person.Name, text)})
	t.Outcome.Text = words.Drafted(tk)
}

// look writes down that somebody opened the personal data.
func (dk *Desk) look(t *turn.Turn) { t.Note(t.Ticket, ticket.Entry{What: ticket.LogLooked}) }

// edit sets what staff may set: the company, the programme, the urgency, the tags, the promise.
func (dk *Desk) edit(t *turn.Turn) {
	tk := t.Ticket
	var e ticket.Edit
	if err := json.Unmarshal([]byte(t.Event.Value), &e); err != nil || e.Programme != "" && e.Programme != tk.Programme && !dk.Knows(e.Programme) {
		refuse(t, words.UnknownAct)
		return
	}
	if !tk.Status.Open() {
		refuse(t, words.AlreadyClosed(tk))
		return
	}
	changes := tk.Apply(dk.Office.Form(tk.FormID), e)
	for _, c := range changes {
		t.Note(tk, ticket.Entry{What: ticket.LogEdited, Text: words.EditedFrom(c)}) // all of it in the words, which erasure wipes
	}
	if t.Outcome.Text = words.Unchanged(tk); len(changes) > 0 {
		t.Outcome.Text = words.Edited(tk)
		t.Change(tk)
	}
}
