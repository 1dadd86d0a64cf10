package staff

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A Gate stands before the bot, for the desk and for Slack alike: an act goes through where the account
// of the person who acts has the right to it and may see the ticket. What is refused is an outcome in
// words, as the bot's own refusals are.
type Gate struct {
	Sink     chat.Sink
	Accounts Accounts
	Tickets  Tickets

	Applications Applications // nil: there are none
	Now          func() time.Time
	Refused      func(ctx context.Context, e chat.Event, right Right) // writes a refusal down; nil = nobody asks
}

// Accounts find who acts.
type Accounts interface {
	AccountOf(ctx context.Context, person string) (Account, bool, error)
}

// Applications find which other system acts.
type Applications interface {
	Application(ctx context.Context, id int64) (Application, error) // or chat.ErrNotFound
}

// Tickets find on what.
type Tickets interface {
	Ticket(ctx context.Context, number string) (ticket.Ticket, error)
}

// Act implements [chat.Sink].
func (g *Gate) Act(ctx context.Context, e chat.Event) (chat.Outcome, error) {
	e, refusal, err := g.pass(ctx, e)
	switch {
	case err != nil:
		return chat.Outcome{}, err
	case refusal != "":
		return chat.Outcome{Text: say(refusal), Ticket: e.Ticket}, nil
	}
	return g.Sink.Act(ctx, e)
}

// Accept implements [chat.Sink]. Of several events those that may not are left out.
func (g *Gate) Accept(ctx context.Context, events ...chat.Event) error {
	var good []chat.Event
	for _, e := range events {
		e, refusal, err := g.pass(ctx, e)
		switch {
		case err != nil:
			return err
		case refusal == "":
			good = append(good, e)
		}
	}
	return g.Sink.Accept(ctx, good...)
}

// pass gives an event back as it goes through, in the name of the account, or says why it does not.
func (g *Gate) pass(ctx context.Context, e chat.Event) (chat.Event, catalogue.Key, error) {
	if e.Kind != chat.StaffAct {
		return e, "", nil
	}
	if id, is := e.Person.Application(); is {
		return g.passApplication(ctx, e, id)
	}
	a, known, err := g.Accounts.AccountOf(ctx, e.Person.ID)
	if err != nil {
		return e, "", fmt.Errorf("find who acts: %w", err)
	}
	right := ActRight(e.Act)
	switch {
	case !known:
		return e, g.refuse(ctx, e, right, "staff.refused.unknown"), nil
	case !a.Active(g.Now()):
		return e, g.refuse(ctx, e, right, "staff.refused.ended"), nil
	case !a.May(right):
		return e, g.refuse(ctx, e, right, "staff.refused.right"), nil
	}
	e.Person = a.Person()
	if a.May(Everyone) || e.Act == chat.Take { // what is taken is nobody's yet
		return e, "", nil
	}
	tk, err := g.Tickets.Ticket(ctx, e.Ticket)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return e, g.refuse(ctx, e, Everyone, "staff.refused.ticket"), nil
	case err != nil:
		return e, "", fmt.Errorf("find on what somebody acts: %w", err)
	case !a.Sees(&tk):
		return e, g.refuse(ctx, e, Everyone, "staff.refused.ticket"), nil
	}
	return e, "", nil
}

// passApplication is pass for another system, which sees everybody's tickets.
func (g *Gate) passApplication(ctx context.Context, e chat.Event, id int64) (chat.Event, catalogue.Key, error) {
	if g.Applications == nil {
		return e, g.refuse(ctx, e, ActRight(e.Act), "staff.refused.unknown"), nil
	}
	a, err := g.Applications.Application(ctx, id)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return e, g.refuse(ctx, e, ActRight(e.Act), "staff.refused.unknown"), nil
	case err != nil:
		return e, "", fmt.Errorf("find which application acts: %w", err)
	case !a.Active():
		return e, g.refuse(ctx, e, ActRight(e.Act), "staff.refused.ended"), nil
	case !a.MayAct(e.Act):
		return e, g.refuse(ctx, e, ActRight(e.Act), "staff.refused.right"), nil
	}
	e.Person = a.Person()
	return e, "", nil
}

func (g *Gate) refuse(ctx context.Context, e chat.Event, right Right, why catalogue.Key) catalogue.Key {
	if g.Refused != nil {
		g.Refused(ctx, e, right)
	}
	return why
}
