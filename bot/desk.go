package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// act performs what a member of staff asked for, or refuses it in words. Every path sets the outcome.
func (b *Bot) act(ctx context.Context, t *Turn) error {
	e := t.Event
	t.Outcome = chat.Outcome{OK: true, Ticket: e.Ticket}
	do, known := deskActs[e.Act]
	switch {
	case e.From == clock:
		b.remind(t)
	case e.Act == chat.Resend || e.Act == chat.Recall:
		return b.actOnDelivery(ctx, t)
	case !known:
		refuse(t, words.UnknownAct)
	case t.Ticket == nil:
		if e.Act != chat.NoteDown { // talk in a thread that is no ticket's concerns nobody
			refuse(t, words.NoSuchTicket)
		}
	case e.Version != 0 && e.Version != t.Ticket.Version && e.Act != chat.Look:
		t.Outcome.Ticket = t.Ticket.Number
		refuse(t, words.stale(t.Ticket))
		b.showCard(t, t.Ticket)
	default:
		t.Outcome.Ticket = t.Ticket.Number
		do(b, t)
	}
	return nil
}

// deskActs are the acts on a ticket, each by the function that performs it.
var deskActs = map[chat.Act]func(*Bot, *Turn){
	chat.Claim:    (*Bot).claim,
	chat.Assign:   (*Bot).assign,
	chat.Reply:    (*Bot).reply,
	chat.NoteDown: (*Bot).note,
	chat.Done:     (*Bot).done,
	chat.Resolve:  (*Bot).resolve,
	chat.Reopen:   (*Bot).reopen,
	chat.Snooze:   (*Bot).snooze,
	chat.Route:    (*Bot).reroute,
	chat.Cancel:   (*Bot).cancel,
	chat.Spam:     (*Bot).spam,
	chat.Merge:    (*Bot).merge,
	chat.Live:     (*Bot).live,
	chat.Retract:  (*Bot).retract,
	chat.Look:     (*Bot).look,
}

func refuse(t *Turn, why string) {
	t.Outcome.OK, t.Outcome.Text = false, why
}

// actOnDelivery sends a failed delivery again, or discards one.
func (b *Bot) actOnDelivery(ctx context.Context, t *Turn) error {
	id, err := strconv.ParseInt(t.Event.Value, 10, 64)
	if err != nil || t.Delivery == nil {
		refuse(t, words.NoSuchDelivery)
		return nil
	}
	state, err := t.Delivery(ctx, id)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		refuse(t, words.NoSuchDelivery)
		return nil
	case err != nil:
		return fmt.Errorf("look up delivery %d: %w", id, err)
	}
	what := "resent"
	switch {
	case t.Event.Act == chat.Resend && (state == chat.Dead || state == chat.Held):
		t.Resend = append(t.Resend, id)
		t.Outcome.Text = words.ResendAsked
	case t.Event.Act == chat.Recall && (state == chat.Pending || state == chat.Dead || state == chat.Held):
		t.Recall = append(t.Recall, id)
		t.Outcome.Text = words.RecallAsked
		what = "recalled"
	default:
		refuse(t, words.TooLate)
		return nil
	}
	if t.Ticket != nil {
		b.log(t, t.Ticket, ticket.Entry{What: what, Delivery: id})
		now := chat.Pending
		if what == "recalled" {
			now = chat.Discarded
		}
		b.toStaff(t, t.Ticket, chat.Message{Author: chat.System, Text: words.delivery(now, ""), Status: &chat.Status{Delivery: id, State: now}})
		b.noteReply(t, t.Ticket, chat.Status{Delivery: id, State: now})
		b.showCard(t, t.Ticket)
	}
	return nil
}

// log adds to a ticket's log in the name of whoever caused the turn.
func (b *Bot) log(t *Turn, tk *ticket.Ticket, e ticket.Entry) {
	e.Ticket, e.At = tk.Number, t.Now
	if e.Who.ID == "" && t.Event.Kind == chat.StaffAct {
		e.Who = t.Event.Person
	}
	t.Log = append(t.Log, e)
}

// change marks the ticket as changed, once, and shows its card anew.
func (b *Bot) change(t *Turn, tk *ticket.Ticket) {
	for _, c := range t.Changed {
		if c.Number == tk.Number {
			return
		}
	}
	t.Changed = append(t.Changed, tk)
	b.showCard(t, tk)
}

// move changes a ticket's status with its log entry, or refuses.
func (b *Bot) move(t *Turn, tk *ticket.Ticket, to ticket.Status) bool {
	from := tk.Status
	if err := tk.Move(to); err != nil {
		refuse(t, words.cannotMove(tk, to))
		return false
	}
	if from == to {
		return true
	}
	tk.Closed = time.Time{}
	if !to.Open() {
		tk.Closed = t.Now
	}
	b.log(t, tk, ticket.Entry{What: "moved", From: string(from), To: string(to)})
	b.change(t, tk)
	return true
}

func (b *Bot) claim(t *Turn) {
	tk, who := t.Ticket, t.Event.Person
	switch {
	case !tk.Status.Open():
		refuse(t, words.alreadyClosed(tk))
	case tk.Assignee.ID == who.ID:
		t.Outcome.Text = words.alreadyYours(tk)
	case tk.Assignee.ID != "":
		refuse(t, words.takenBy(tk))
	default:
		b.giveTo(t, who, "claimed")
		t.Outcome.Text = words.claimed(tk)
	}
}

// giveTo makes somebody the assignee; a ticket nobody had is being worked on from then.
func (b *Bot) giveTo(t *Turn, who chat.Person, what string) {
	tk := t.Ticket
	b.log(t, tk, ticket.Entry{What: what, From: tk.Assignee.Name, To: who.Name})
	tk.Assignee = who
	b.change(t, tk)
	if tk.Status == ticket.Received {
		b.move(t, tk, ticket.Working)
	}
}

// assign gives the ticket to the person in Value, "ID NAME".
func (b *Bot) assign(t *Turn) {
	id, name, _ := strings.Cut(t.Event.Value, " ")
	switch {
	case id == "":
		refuse(t, words.UnknownAct)
	case !t.Ticket.Status.Open():
		refuse(t, words.alreadyClosed(t.Ticket))
	default:
		if name == "" {
			name = id
		}
		b.giveTo(t, chat.Person{ID: id, Name: name}, "assigned")
		t.Outcome.Text = words.assigned(t.Ticket)
		if a, away := b.awayNow(func(p chat.Person) bool { return p.ID == id }); away {
			b.toStaff(t, t.Ticket, chat.Message{Author: chat.System, Text: words.assigneeAway(a)})
		}
	}
}

// toStaff puts messages into the ticket's thread.
func (b *Bot) toStaff(t *Turn, tk *ticket.Ticket, messages ...chat.Message) {
	t.Out = append(t.Out, Outgoing{To: b.cardAddress(tk), Staff: true, Ticket: tk.Number, Messages: messages})
}

func (b *Bot) cardAddress(tk *ticket.Ticket) chat.Address {
	addr, err := chat.ParseAddress(tk.Channel)
	if err != nil {
		return chat.Address{} // no card: the store drops what would go there
	}
	return addr
}

// done tells the member that a change was carried out, and resolves.
func (b *Bot) done(t *Turn) {
	if !t.Ticket.Status.Open() {
		refuse(t, words.alreadyClosed(t.Ticket))
		return
	}
	b.close(t, ticket.Resolved, words.changeDone(t.Ticket, b.changedItems(t.Ticket)))
}

func (b *Bot) resolve(t *Turn) {
	if !t.Ticket.Status.Open() {
		refuse(t, words.alreadyClosed(t.Ticket))
		return
	}
	b.close(t, ticket.Resolved, words.resolved(t.Ticket))
}

// close ends a ticket and, where there is something to say, tells the member.
func (b *Bot) close(t *Turn, to ticket.Status, say string) {
	tk := t.Ticket
	if tk.Assignee.ID == "" && to == ticket.Resolved {
		b.giveTo(t, t.Event.Person, "claimed")
	}
	if !b.move(t, tk, to) {
		return
	}
	b.release(t, tk)
	if say != "" {
		b.toMember(t, tk, chat.Message{Author: chat.Bot, Text: say, Choices: []chat.Choice{
			{Label: words.LabelThanks, Data: data("closed-ok", tk.Number)}, {Label: words.LabelStill, Data: data("reopen", tk.Number)},
		}})
	}
	t.Outcome.Text = words.movedTo(tk)
}

// release lets the bot speak again in a conversation that a person had.
func (b *Bot) release(t *Turn, tk *ticket.Ticket) {
	s := &t.Conversation.State
	delete(s.Asked, tk.Number)
	if s.Person == tk.Number {
		s.Person = ""
		for _, other := range openTickets(t) {
			if other.Number != tk.Number && !other.Replied.IsZero() {
				s.Person = other.Number // a person still has that one
				break
			}
		}
	}
	if s.Live != nil && s.Live.Ticket == tk.Number {
		s.Live = nil
	}
}

func (b *Bot) reopen(t *Turn) {
	if t.Ticket.Status.Open() {
		t.Outcome.Text = words.stillOpen(t.Ticket)
		return
	}
	to := ticket.Received
	if t.Ticket.Assignee.ID != "" {
		to = ticket.Working
	}
	if b.move(t, t.Ticket, to) {
		t.Outcome.Text = words.movedTo(t.Ticket)
	}
}

// snooze puts the ticket on hold until the time in Value.
func (b *Bot) snooze(t *Turn) {
	until, err := time.Parse(time.RFC3339, t.Event.Value)
	if err != nil || !until.After(t.Now) {
		refuse(t, words.BadSnooze)
		return
	}
	if !t.Ticket.Status.Open() {
		refuse(t, words.alreadyClosed(t.Ticket))
		return
	}
	t.Ticket.Snoozed = until
	b.change(t, t.Ticket)
	if b.move(t, t.Ticket, ticket.OnHold) {
		t.Outcome.Text = words.snoozed(t.Ticket)
	}
}

// reroute hands the ticket to the team in Value, without an assignee there yet.
func (b *Bot) reroute(t *Turn) {
	tk, team := t.Ticket, strings.TrimSpace(t.Event.Value)
	if team == "" || !tk.Status.Open() {
		refuse(t, words.alreadyClosed(tk))
		return
	}
	b.log(t, tk, ticket.Entry{What: "routed", From: tk.Team, To: team, Text: t.Event.Text})
	tk.Tags = slices.DeleteFunc(slices.Clone(tk.Tags), func(tag string) bool { return strings.HasPrefix(tag, plannedTag) })
	tk.Team, tk.RouteReason, tk.Assignee = team, words.routedBy(t.Event.Person.Name), chat.Person{}
	b.change(t, tk)
	if tk.Status == ticket.Working {
		b.move(t, tk, ticket.Received)
	}
	t.Outcome.Text = words.rerouted(tk)
}

func (b *Bot) cancel(t *Turn) { b.close(t, ticket.Cancelled, words.cancelled(t.Ticket)) }

// spam cancels without a word to the sender.
func (b *Bot) spam(t *Turn) {
	t.Ticket.Tags = append(t.Ticket.Tags, "spam")
	b.close(t, ticket.Cancelled, "")
}

// merge joins the ticket into another of the same contact, whose number is in Value.
func (b *Bot) merge(t *Turn) {
	for i := range t.Tickets {
		into := &t.Tickets[i]
		if into.Number != t.Event.Value || into.Number == t.Ticket.Number {
			continue
		}
		if !into.Status.Open() || !t.Ticket.Status.Open() {
			refuse(t, words.alreadyClosed(into))
			return
		}
		b.log(t, t.Ticket, ticket.Entry{What: "merged", To: into.Number})
		b.log(t, into, ticket.Entry{What: "merged", From: t.Ticket.Number, Text: t.Ticket.Title})
		b.toStaff(t, into, chat.Message{Author: chat.System, Text: words.mergedFrom(t.Ticket)})
		had := t.Conversation.State.Person == t.Ticket.Number
		b.close(t, ticket.Cancelled, "")
		if had {
			t.Conversation.State.Person = into.Number // the person goes on there
		}
		b.toMember(t, into, chat.Message{Author: chat.Bot, Text: words.mergedForYou(t.Ticket, into)})
		t.Outcome.Text = words.mergedInto(t.Ticket, into)
		return
	}
	refuse(t, words.MergeSameContact)
}

// look writes down that somebody opened the personal data.
func (b *Bot) look(t *Turn) { b.log(t, t.Ticket, ticket.Entry{What: "looked"}) }

// data makes the data of a choice: a version, a verb and its argument. What comes back is treated
// as anything a stranger may send.
func data(verb string, args ...string) string {
	return buttonMark() + ":" + verb + ":" + strings.Join(args, ":")
}
