package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/chat"
	"madoguchi/handlers/email"
	"madoguchi/ticket"
)

// inbound is what the channel of mails needs to take them in; nil where none are.
func (s *server) inbound(ctx context.Context) (*email.Inbound, error) {
	c := s.config.Mail
	if !c.hears() {
		return nil, nil
	}
	key, err := s.db.store.MailKey(ctx)
	if err != nil {
		return nil, err
	}
	if c.Listen != "" {
		if s.letters, err = email.Listen(c.Listen); err != nil {
			return nil, err
		}
	}
	count := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "madoguchi_mails_in_total", Help: "Mails that came in, by what became of them."}, []string{"what"})
	s.metrics.MustRegister(count)
	return &email.Inbound{
		Sink: s.counter(), Desk: mailDesk{s}, Key: key, Addresses: s.mailAddresses(), Relay: c.Relay,
		Count: func(what string) { count.WithLabelValues(what).Inc() },
	}, nil
}

// mailAddresses are those at which mails come in; answers go to the first.
func (s *server) mailAddresses() []string {
	c := s.config.Mail
	var out []string
	for _, text := range append([]string{or(c.ReplyTo, c.From), c.From}, c.Inboxes...) {
		if a, err := email.Address(text); err == nil && !slices.Contains(out, a) { // the configuration was checked
			out = append(out, a)
		}
	}
	return out
}

// hearMail takes mails in until ctx ends: intake ends before deciding and delivering do.
func (s *server) hearMail(ctx context.Context, wg *sync.WaitGroup, failed chan<- error) {
	c := s.config.Mail
	if c.Mailbox != "" {
		if box, err := email.ParseMailbox(string(c.Mailbox)); err == nil { // the configuration was checked
			wg.Go(func() { s.email.Follow(ctx, box, s.db.store) })
		}
	}
	if s.letters != nil {
		wg.Go(func() {
			if err := s.email.Serve(ctx, s.letters, strings.HasPrefix(c.Listen, "lmtp:")); err != nil {
				failed <- fmt.Errorf("take in mails on %s: %w", c.Listen, err)
			}
		})
	}
}

// mailDesk answers what a mail has to know.
type mailDesk struct{ s *server }

var _ email.Desk = mailDesk{}

// MailCase implements [email.Desk].
func (d mailDesk) MailCase(ctx context.Context, number string) (email.Case, error) {
	tk, err := d.s.db.store.Ticket(ctx, number)
	if err != nil {
		return email.Case{}, err
	}
	c := email.Case{Open: tk.Status.Open(), Closed: tk.Closed}
	if tk.Contact.Channel == chat.Email {
		c.Addresses = append(c.Addresses, tk.Contact.ID)
	}
	if given := d.s.office.now().Form(tk.FormID).Get(ticket.RoleEmail, tk.Fields); given != "" && tk.Contact.Channel != chat.Email {
		c.Addresses = append(c.Addresses, given)
	}
	return c, nil
}

// Colleagues implements [email.Desk].
func (d mailDesk) Colleagues(ctx context.Context) (map[string]chat.Person, error) {
	accounts, err := d.s.db.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]chat.Person{}
	for _, a := range accounts {
		if a.Mail != "" && a.Active(d.s.env.Now()) {
			out[strings.ToLower(a.Mail)] = a.Person()
		}
	}
	return out, nil
}

// KeepMailFile implements [email.Desk].
func (d mailDesk) KeepMailFile(ctx context.Context, id string, from chat.Address, content []byte) error {
	return d.s.db.store.KeepMailFile(ctx, id, from, content)
}

// MailFile implements [email.Desk].
func (d mailDesk) MailFile(ctx context.Context, id string) ([]byte, error) {
	return d.s.db.store.MailFile(ctx, id)
}
