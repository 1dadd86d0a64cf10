package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/handlers/problem"
	"madoguchi/ticket"
)

// A contactView is a contact as the API shows it.
type contactView struct {
	ID        int64      `json:"id"`
	Channel   string     `json:"channel"`
	Address   string     `json:"address,omitempty"`
	Name      string     `json:"name,omitempty"`
	Programme string     `json:"programme"`
	Reachable bool       `json:"reachable"`
	Opened    *time.Time `json:"opened"`
	Touched   *time.Time `json:"touched"`
	Masked    bool       `json:"masked"`

	Tickets []ticketView `json:"tickets,omitempty"`
}

// memberChannels are those whose contacts are members.
var memberChannels = chat.MemberChannels()

func contactShown(c *chat.Contact) contactView {
	return contactView{ID: c.ID, Channel: c.Address.Channel, Programme: c.Programme, Reachable: c.Reachable, Opened: at(c.Opened), Touched: at(c.Touched), Masked: true}
}

func (s *Service) listContacts(w http.ResponseWriter, r *http.Request) error {
	q := &query{r: r}
	limit, before, channels := q.limit(), q.cursor(), memberChannels
	if one := q.text("channel"); one != "" {
		if channels = []string{one}; !slices.Contains(memberChannels, one) {
			q.fail("channel")
		}
	}
	if q.err != nil {
		return q.err
	}
	found, err := s.stores.Contacts.ListContacts(r.Context(), 0, before, channels, limit+1)
	if err != nil {
		return err
	}
	return show(w, r, paged(found, limit, contactShown, func(c *chat.Contact) int64 { return c.ID }))
}

func (s *Service) contactOf(r *http.Request, id int64) (chat.Contact, error) {
	found, err := s.stores.Contacts.ListContacts(r.Context(), id, 0, memberChannels, 1)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("contact %d: %w", id, chat.ErrNotFound)
	}
	if err != nil {
		return chat.Contact{}, err
	}
	return found[0], nil
}

// contactTickets is how many of a contact's tickets are shown with them.
const contactTickets = 100

func (s *Service) showContact(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return chat.ErrNotFound
	}
	c, err := s.contactOf(r, id)
	if err != nil {
		return err
	}
	found, err := s.stores.Tickets.Tickets(r.Context(), ticket.Filter{Contact: c.Address, Limit: contactTickets})
	if err != nil {
		return err
	}
	v := contactShown(&c)
	v.Tickets = []ticketView{}
	for i := range found {
		v.Tickets = append(v.Tickets, s.row(&found[i]))
	}
	if seesWhole(r) {
		v.Address, v.Name, v.Masked = c.Address.ID, c.Name, false
		if err := s.stores.Trail.Audit(r.Context(), s.record(r, audit.SubjectFound, "contact:"+strconv.FormatInt(id, 10))); err != nil {
			return err
		}
	}
	return show(w, r, v)
}

// A deliveryView is what became of something that was sent. What it said stands in its ticket.
type deliveryView struct {
	ID       int64              `json:"id"`
	Ticket   string             `json:"ticket"`
	Channel  string             `json:"channel"`
	Staff    bool               `json:"staff"`
	State    chat.DeliveryState `json:"state"`
	Attempts int                `json:"attempts"`
	Reason   string             `json:"reason"`
	Via      string             `json:"via"`
	Pushes   int                `json:"pushes"`
	Created  *time.Time         `json:"created"`
	Due      *time.Time         `json:"due"`
	Settled  *time.Time         `json:"settled"`
}

func (s *Service) listDeliveries(w http.ResponseWriter, r *http.Request) error {
	q := &query{r: r}
	limit := q.limit()
	f := chat.LedgerFilter{Ticket: q.text("ticket"), Members: q.text("members") == "true", Before: q.cursor(), Limit: limit + 1}
	for _, list := range r.URL.Query()["state"] {
		for word := range strings.SplitSeq(list, ",") {
			if f.States = append(f.States, chat.DeliveryState(word)); !slices.Contains(deliveryStates, chat.DeliveryState(word)) {
				q.fail("state")
			}
		}
	}
	if q.err != nil {
		return q.err
	}
	found, err := s.stores.Ledger.Deliveries(r.Context(), f)
	if err != nil {
		return err
	}
	view := func(d *chat.LedgerRow) deliveryView {
		return deliveryView{d.ID, d.Ticket, d.To.Channel, d.Staff, d.State, d.Attempts, d.Reason, d.Via, d.Pushes, at(d.Created), at(d.Due), at(d.Settled)}
	}
	return show(w, r, paged(found, limit, view, func(d *chat.LedgerRow) int64 { return d.ID }))
}

var deliveryStates = []chat.DeliveryState{chat.Pending, chat.Sending, chat.Sent, chat.Held, chat.Dead, chat.Discarded}

// showMe tells an application what it is.
func (s *Service) showMe(w http.ResponseWriter, r *http.Request) error {
	me := of(r)
	return show(w, r, map[string]any{"id": me.Person().ID, "name": me.Name, "scopes": me.Scopes})
}

// refused is the error of an act that was not done, with what is said of it.
func refused(message string) error {
	return &problem.Error{Kind: problem.Conflict, Code: "refused", Message: message}
}
