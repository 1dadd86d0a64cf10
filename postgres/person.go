package postgres

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
)

// A person is a contact with what leads to everything that is kept about them.
type person struct {
	address      chat.Address
	conversation int64
	tickets      []personTicket
	mails        []string // addresses of the mail channel that they gave
}

type personTicket struct {
	ticketName
	Kind, Status    string
	Open            bool
	Version         int
	Channel, Thread string
	fields          []byte
}

const (
	sqlPerson = `
		SELECT id, state
		FROM   conversations
		WHERE  address = $1`

	sqlLockPerson = sqlPerson + `
		FOR    UPDATE`

	sqlPersonTickets = `
		SELECT   id, number, kind, status, open, version, channel, thread, fields
		FROM     tickets
		WHERE    contact = $1
		ORDER BY id`

	sqlLockPersonTickets = sqlPersonTickets + `
		FOR      UPDATE`
)

// findPerson reads who a contact is, with the statements that lock or do not.
func findPerson(ctx context.Context, tx pgx.Tx, addr chat.Address, sqlWho, sqlTickets string) (*person, error) {
	p := &person{address: addr}
	var state []byte
	err := tx.QueryRow(ctx, sqlWho, clean(addr.String())).Scan(&p.conversation, &state)
	if err = orNotFound(err); err != nil {
		return nil, fmt.Errorf("read the conversation: %w", err)
	}
	rows, _ := tx.Query(ctx, sqlTickets, clean(addr.String())) // CollectRows returns the error
	p.tickets, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (personTicket, error) {
		var t personTicket
		err := row.Scan(&t.ID, &t.Number, &t.Kind, &t.Status, &t.Open, &t.Version, &t.Channel, &t.Thread, &t.fields)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the tickets: %w", err)
	}
	p.addMails(state)
	for _, t := range p.tickets {
		p.addMails(t.fields)
	}
	return p, nil
}

// mailAddress finds the mail addresses in a JSON document.
var mailAddress = regexp.MustCompile(`[^\s"'<>(),:;\\]+@[^\s"'<>(),:;\\]+`)

func (p *person) addMails(doc []byte) {
	for _, m := range mailAddress.FindAllString(string(doc), -1) {
		address := chat.Address{Channel: chat.Email, ID: m}.String()
		if !slices.Contains(p.mails, address) {
			p.mails = append(p.mails, address)
		}
	}
}

// args name the person in the statements that read or erase.
func (p *person) args() pgx.NamedArgs {
	numbers, threads := []string{}, []string{}
	for _, t := range p.tickets {
		numbers = append(numbers, t.Number)
		if to, err := chat.ParseAddress(t.Channel); err == nil && t.Thread != "" {
			threads = append(threads, to.ID+" "+t.Thread)
		}
	}
	return pgx.NamedArgs{
		"conversation": p.conversation, "lane": clean(p.address.String()),
		"channel": clean(p.address.Channel), "account": clean(p.address.Account), "id": clean(p.address.ID),
		"numbers": numbers, "threads": threads, "mails": append([]string{}, p.mails...),
	}
}
