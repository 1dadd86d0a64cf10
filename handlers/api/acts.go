package api

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"time"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A receiptView answers what was done to a ticket. It holds nothing of members: it is kept for a day.
type receiptView struct {
	Number   string        `json:"number"`
	Status   ticket.Status `json:"status"`
	Version  int           `json:"version"`
	Team     string        `json:"team"`
	Assignee *personView   `json:"assignee"`
	Message  string        `json:"message"`
	URL      string        `json:"url"`
}

// event is an act of the application that asks.
func (s *Service) event(ctx context.Context, id string, what chat.Act, number string) chat.Event {
	me := Asking(ctx)
	return chat.Event{
		ID: id, Kind: chat.StaffAct, Act: what, Ticket: number, Person: me.Person(),
		From: chat.Address{Channel: chat.API, ID: me.Person().ID}, At: s.Now(),
	}
}

// Look writes into a ticket's log that its personal data was shown to the application of the context.
func (s *Service) Look(ctx context.Context, number string) error {
	outcome, err := s.sink.Act(ctx, s.event(ctx, newEventID(), chat.Look, number))
	if err == nil && !outcome.OK {
		err = lacks(staff.SeePersonal)
	}
	return err
}

// do performs an act on the ticket that a request names, and answers with what came of it. fill completes the
// event. A request that says of which state it is about is refused where the ticket has changed.
func (s *Service) do(w http.ResponseWriter, r *http.Request, status int, what chat.Act, fill func(*chat.Event) error) error {
	tk, err := s.ticketOf(r)
	if err != nil {
		return err
	}
	e := s.event(r.Context(), eventID(r), what, tk.Number)
	if err := fill(&e); err != nil {
		return err
	}
	if r.Header.Get("If-Match") != "" {
		if err := s.asSeen(r, s.whole(&tk, s.clothOf(&tk, seesWhole(r)))); err != nil {
			return err
		}
		e.Version = tk.Version
	}
	outcome, err := s.act(r, e)
	if err != nil {
		return fmt.Errorf("%s on %s: %w", e.Act, tk.Number, err)
	}
	now, err := s.stores.Tickets.Ticket(r.Context(), tk.Number)
	switch {
	case err != nil && outcome.OK:
		return afterwards(err)
	case err != nil: // what has changed is not known; that it was refused is
		return refused(outcome.Text)
	case outcome.OK:
		return answer(w, status, s.receipt(&now, outcome.Text))
	case e.Version != 0 && e.Version != now.Version:
		return errStale
	}
	return refused(outcome.Text)
}

func (s *Service) receipt(tk *ticket.Ticket, message string) receiptView {
	row := s.row(tk)
	return receiptView{row.Number, row.Status, row.Version, row.Team, row.Assignee, message, row.URL}
}

// A textBody is what a reply, a note or a draft says.
type textBody struct {
	Text string `json:"text"`
}

// say performs an act that has a text.
func (s *Service) say(w http.ResponseWriter, r *http.Request, what chat.Act) error {
	var body textBody
	if err := read(r, &body); err != nil {
		return err
	}
	return s.do(w, r, http.StatusCreated, what, func(e *chat.Event) (err error) {
		e.Text, err = text("text", body.Text, chat.MaxReply)
		return err
	})
}

func (s *Service) reply(w http.ResponseWriter, r *http.Request) error { return s.say(w, r, chat.Reply) }

func (s *Service) note(w http.ResponseWriter, r *http.Request) error {
	return s.say(w, r, chat.NoteDown)
}

func (s *Service) propose(w http.ResponseWriter, r *http.Request) error {
	return s.say(w, r, chat.Draft)
}

// An assignBody gives a ticket to a person or to a team.
type assignBody struct {
	Person string `json:"person"` // an ID, or a name
	Team   string `json:"team"`
	Reason string `json:"reason"`
}

func (s *Service) assign(w http.ResponseWriter, r *http.Request) error {
	var body assignBody
	if err := read(r, &body); err != nil {
		return err
	}
	if (body.Person == "") == (body.Team == "") {
		return invalid("person")
	}
	if body.Team != "" {
		if !slices.Contains(s.Facts().Teams, body.Team) {
			return invalid("team")
		}
		return s.do(w, r, http.StatusOK, chat.Route, func(e *chat.Event) error {
			e.Value, e.Text = body.Team, chars.Clean(body.Reason)
			return nil
		})
	}
	to, err := s.colleague(r.Context(), body.Person)
	if err != nil {
		return err
	}
	return s.do(w, r, http.StatusOK, chat.Assign, func(e *chat.Event) error {
		e.Value = to.ID + " " + to.Name
		return nil
	})
}

// colleague is somebody who works here and can have tickets, by ID or name.
func (s *Service) colleague(ctx context.Context, who string) (chat.Person, error) {
	a, known, err := staff.Account{}, false, error(nil)
	if id, is := staff.ParsePersonID(who); is {
		a, err = s.stores.People.Account(ctx, id)
		known = err == nil
	} else {
		a, known, err = s.stores.People.AccountByName(ctx, chars.Clean(who), s.Now())
	}
	switch {
	case err != nil && !errors.Is(err, chat.ErrNotFound):
		return chat.Person{}, err
	case !known || !a.Active(s.Now()) || !a.May(staff.Work):
		return chat.Person{}, invalid("person")
	}
	return a.Person(), nil
}

// A statusBody moves a ticket.
type statusBody struct {
	Status string     `json:"status"`
	Until  *time.Time `json:"until"` // of on_hold
}

// moves are the acts that lead to a status. Which other ones follow, from who has the ticket and who has
// written last, is not for anybody to say.
var moves = map[string]chat.Act{
	string(ticket.Resolved): chat.Resolve, string(ticket.Cancelled): chat.Cancel, string(ticket.OnHold): chat.Snooze, "reopened": chat.Reopen, "applied": chat.Done,
}

func (s *Service) move(w http.ResponseWriter, r *http.Request) error {
	var body statusBody
	if err := read(r, &body); err != nil {
		return err
	}
	what, known := moves[body.Status]
	if !known {
		return invalid("status")
	}
	if (what == chat.Snooze) != (body.Until != nil) {
		return invalid("until")
	}
	return s.do(w, r, http.StatusOK, what, func(e *chat.Event) error {
		if body.Until != nil {
			if !body.Until.After(s.Now()) || body.Until.After(ticket.LatestHold(s.Now())) {
				return invalid("until")
			}
			e.Value = body.Until.Format(time.RFC3339)
		}
		return nil
	})
}

// A fileBody opens a ticket for a contact of the application's own.
type fileBody struct {
	Kind      ticket.Kind `json:"kind"`
	Text      string      `json:"text"`
	Programme string      `json:"programme"`
	Contact   struct {
		Reference string `json:"reference"`
		Name      string `json:"name"`
		Company   string `json:"company"`
		Email     string `json:"email"`
		Phone     string `json:"phone"`
	} `json:"contact"`
}

// referencePattern is what an application may call a contact.
var referencePattern = regexp.MustCompile(`^[A-Za-z0-9._~@:+-]{1,100}$`)

// Bounds of what an application files: as long as a member's message in the chat, and as a name that stands
// in narrow columns.
const (
	longestFiled = 4000
	longestName  = 200
)

// file opens a ticket.
func (s *Service) file(w http.ResponseWriter, r *http.Request) error {
	var body fileBody
	if err := read(r, &body); err != nil {
		return err
	}
	e, err := s.filed(r, &body)
	if err != nil {
		return err
	}
	outcome, err := s.act(r, e)
	if err != nil {
		return fmt.Errorf("file a ticket: %w", err)
	}
	number := outcome.Ticket
	if outcome.Before { // another process was quicker to decide it
		if number, err = s.stores.Tickets.FiledTicket(r.Context(), e.ID); err != nil {
			return afterwards(fmt.Errorf("find what was filed: %w", err))
		}
	}
	tk, err := s.stores.Tickets.Ticket(r.Context(), number)
	if err != nil {
		return afterwards(err)
	}
	w.Header().Set("Location", "/api/v1/tickets/"+number)
	return answer(w, http.StatusCreated, s.receipt(&tk, outcome.Text))
}

// filed is the event of a body.
func (s *Service) filed(r *http.Request, body *fileBody) (e chat.Event, err error) {
	me, c := of(r), &body.Contact
	e = chat.Event{ID: eventID(r), Kind: chat.Filed, At: s.Now(), Person: me.Person(), Programme: body.Programme, Data: string(body.Kind)}
	if body.Kind == "" {
		e.Data = string(ticket.Inquiry)
	} else if !body.Kind.Known() {
		return e, invalid("kind")
	}
	if body.Programme != "" && !slices.ContainsFunc(s.Facts().Programmes, func(p Programme) bool { return p.ID == body.Programme }) {
		return e, invalid("programme")
	}
	if e.Text, err = text("text", body.Text, longestFiled); err != nil {
		return e, err
	}
	if !referencePattern.MatchString(c.Reference) {
		return e, invalid("contact.reference")
	}
	if m, bad := mail.ParseAddress(c.Email); c.Email != "" && (bad != nil || m.Address != c.Email) {
		return e, invalid("contact.email")
	}
	e.From = chat.Address{Channel: chat.API, Account: strconv.FormatInt(me.ID, 10), ID: c.Reference}
	e.Values = map[string]string{}
	for role, value := range map[ticket.Role]string{ticket.RolePerson: c.Name, ticket.RoleCompany: c.Company, ticket.RoleEmail: c.Email, ticket.RolePhone: c.Phone} {
		if value = chars.Line(chars.Clean(value)); chars.Units(value) > longestName {
			return e, invalid("contact." + map[ticket.Role]string{ticket.RolePerson: "name", ticket.RoleCompany: "company", ticket.RoleEmail: "email", ticket.RolePhone: "phone"}[role])
		}
		e.Values[string(role)] = value
	}
	maps.DeleteFunc(e.Values, func(_, value string) bool { return value == "" })
	e.Name = e.Values[string(ticket.RolePerson)]
	return e, nil
}
