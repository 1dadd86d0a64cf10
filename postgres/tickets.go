package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/chat"
	"madoguchi/ticket"
)

const ticketColumns = `id, number, kind, programme, status, version, urgent, title, fields, form, contact, conversation,
	channel, thread, team, route_reason, assignee, assignee_name, opened, sent, due, snoozed, replied, closed, heard, touched, trace, tags`

// A ticketRow is a row of tickets by the names of ticketColumns.
type ticketRow struct {
	ID           int64
	Number       string
	Kind         ticket.Kind
	Programme    string
	Status       ticket.Status
	Version      int
	Urgent       bool
	Title        string
	Fields       ticket.Values
	Form         string
	Contact      string
	Conversation int64
	Channel      string
	Thread       string
	Team         string
	RouteReason  string
	Assignee     string
	AssigneeName string
	Opened       time.Time
	Sent         *time.Time
	Due          *time.Time
	Snoozed      *time.Time
	Replied      *time.Time
	Closed       *time.Time
	Heard        time.Time
	Touched      time.Time
	Trace        ticket.Trace
	Tags         []string
}

func (r ticketRow) ticket() (ticket.Ticket, error) {
	contact, err := chat.ParseAddress(r.Contact)
	if err != nil {
		return ticket.Ticket{}, fmt.Errorf("ticket %s: %w", r.Number, err)
	}
	return ticket.Ticket{
		ID: r.ID, Number: r.Number, Kind: r.Kind, Programme: r.Programme, Status: r.Status, Version: r.Version,
		Urgent: r.Urgent, Title: r.Title, Fields: r.Fields, FormID: r.Form, Contact: contact, Conversation: r.Conversation,
		Channel: r.Channel, Thread: r.Thread, Team: r.Team, RouteReason: r.RouteReason,
		Assignee: chat.Person{ID: r.Assignee, Name: r.AssigneeName},
		Opened:   r.Opened.UTC(), Sent: moment(r.Sent), Due: moment(r.Due), Snoozed: moment(r.Snoozed), Replied: moment(r.Replied), Closed: moment(r.Closed),
		Heard: r.Heard.UTC(), Touched: r.Touched.UTC(),
		Trace: r.Trace, Tags: r.Tags,
	}, nil
}

func collectTickets(rows pgx.Rows) ([]ticket.Ticket, error) {
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (ticket.Ticket, error) {
		r, err := pgx.RowToStructByName[ticketRow](row)
		if err != nil {
			return ticket.Ticket{}, err
		}
		return r.ticket()
	})
}

const (
	sqlOpenTicket = `
		INSERT INTO tickets (
		    number, kind, programme, status, urgent, title, fields, form, contact, conversation, channel,
		    team, route_reason, assignee, assignee_name, opened, sent, due, snoozed, replied, closed, heard, touched, trace, tags, words, pairs, check_hash)
		VALUES (
		    @number, @kind, @programme, @status, @urgent, @title, @fields::jsonb, @form, @contact, @conversation, @channel,
		    @team, @route_reason, @assignee, @assignee_name, @opened, @sent, @due, @snoozed, @replied, @closed, @opened, @opened, @trace::jsonb, @tags, @words, @pairs, @check)
		RETURNING id`

	// The thread is not ours to write: Settle puts it in when the card has been posted, perhaps
	// since the turn read the ticket. It is cleared when the card moves to another channel.
	sqlChangeTicket = `
		WITH changed AS (
		    UPDATE tickets
		    SET    kind = @kind, programme = @programme, status = @status, version = version + 1, urgent = @urgent,
		           title = @title, fields = @fields::jsonb, form = @form,
		           thread = CASE WHEN channel = @channel THEN thread ELSE '' END, channel = @channel,
		           team = @team, route_reason = @route_reason, assignee = @assignee, assignee_name = @assignee_name,
		           due = @due, snoozed = @snoozed, replied = @replied, closed = @closed,
		           trace = @trace::jsonb, tags = @tags, words = @words, pairs = @pairs,
		           alike = CASE WHEN kind = @kind AND programme = @programme AND fields = @fields::jsonb THEN alike END -- else it is compared anew
		    WHERE  id = @id AND version = @version
		    RETURNING id
		)
		SELECT expect_rows(count(*), 1, 'change ticket ' || @number::text || ' of version ' || @version::text)
		FROM   changed`
)

// ticketArgs are a ticket's values for the statements above.
func ticketArgs(t *ticket.Ticket) (pgx.NamedArgs, error) {
	if t.Fields == nil {
		t.Fields = ticket.Values{}
	}
	fields, err := marshal(t.Fields)
	if err != nil {
		return nil, err
	}
	trace, err := marshal(t.Trace)
	if err != nil {
		return nil, err
	}
	tags := make([]string, len(t.Tags))
	for i, tag := range t.Tags {
		tags[i] = clean(tag)
	}
	words := searchWords(t)
	return pgx.NamedArgs{
		"number": t.Number, "kind": t.Kind, "programme": clean(t.Programme), "status": t.Status, "urgent": t.Urgent,
		"title": clean(t.Title), "fields": fields, "form": clean(t.FormID), "channel": clean(t.Channel),
		"team": clean(t.Team), "route_reason": clean(t.RouteReason),
		"assignee": clean(t.Assignee.ID), "assignee_name": clean(t.Assignee.Name),
		"due": instant(t.Due), "snoozed": instant(t.Snoozed), "replied": instant(t.Replied), "closed": instant(t.Closed),
		"trace": trace, "tags": tags, "words": words, "pairs": pairs(words),
	}, nil
}

// saveTickets stores new tickets and changed ones. Those are locked in the order of their ids, as
// by everybody.
func (w *work) saveTickets(b *pgx.Batch) error {
	t := w.turn
	for _, tk := range t.Opened {
		if tk.Contact == (chat.Address{}) {
			tk.Contact = t.Conversation.Address
		}
		if tk.Opened.IsZero() {
			tk.Opened = t.Now
		}
		tk.Conversation, tk.Version = t.Conversation.ID, 1
		args, err := ticketArgs(tk)
		if err != nil {
			return fmt.Errorf("open ticket %s: %w", tk.Number, err)
		}
		args["contact"], args["conversation"], args["opened"] = clean(tk.Contact.String()), tk.Conversation, tk.Opened
		args["sent"] = instant(tk.Sent)
		args["check"] = []byte(nil)
		if tk.Check != nil {
			args["check"] = tk.Check.Hash
		}
		b.Queue(sqlOpenTicket, args).QueryRow(func(row pgx.Row) error { return row.Scan(&tk.ID) })
	}
	for _, tk := range byID(t.Changed) {
		args, err := ticketArgs(tk)
		if err != nil {
			return fmt.Errorf("change ticket %s: %w", tk.Number, err)
		}
		args["id"], args["version"] = tk.ID, tk.Version
		b.Queue(sqlChangeTicket, args)
	}
	return nil
}

const sqlTicket = `SELECT ` + ticketColumns + ` FROM tickets WHERE number = $1`

// Ticket reads one ticket by its number. It fails with chat.ErrNotFound where there is none.
func (s *Store) Ticket(ctx context.Context, number string) (ticket.Ticket, error) {
	rows, _ := s.workers.Query(ctx, sqlTicket, clean(number)) // collectTickets returns the error
	found, err := collectTickets(rows)
	if err == nil && len(found) == 0 {
		err = chat.ErrNotFound
	}
	if err != nil {
		return ticket.Ticket{}, fmt.Errorf("read ticket %s: %w", number, err)
	}
	return found[0], nil
}

// The staff channel comes as an address, or as a platform knows it, by its id alone.
const sqlTicketByThread = `
	SELECT number
	FROM   tickets
	WHERE  thread = $2 AND thread <> '' AND (channel = $1 OR right(channel, length($1) + 1) = ':' || $1)
	LIMIT  1`

// TicketByThread finds the number of the ticket whose card began a thread in a staff channel.
func (s *Store) TicketByThread(ctx context.Context, channel, thread string) (string, bool, error) {
	rows, _ := s.workers.Query(ctx, sqlTicketByThread, clean(channel), clean(thread)) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", false, fmt.Errorf("find ticket of thread %s in %s: %w", thread, channel, err)
	}
	if len(found) == 0 {
		return "", false, nil
	}
	return found[0], true, nil
}
