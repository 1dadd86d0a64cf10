package postgres

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// A Receipt says what was erased. It holds nothing of the person.
type Receipt struct {
	ID        int64            `json:"id"` // 0 of a rehearsal
	At        time.Time        `json:"at"`
	By        string           `json:"by"`
	Pseudonym string           `json:"pseudonym"` // what stands where the contact's address was
	Counts    map[string]int64 `json:"counts"`    // rows, by table
}

const (
	sqlFindDeliveries = `
		SELECT d.id, d.lane, d.staff
		FROM   deliveries d
		WHERE  ` + ownDeliveries

	sqlRenameDeliveries = `
		UPDATE deliveries
		SET    lane    = CASE WHEN lane = ANY (@own::text[])    THEN @pseudonym ELSE lane    END,
		       address = CASE WHEN address = ANY (@own::text[]) THEN @pseudonym ELSE address END
		WHERE  id = ANY (@ids)`

	// A lane of a mail address may hold what goes to somebody else who gave it.
	sqlDropLanes = `DELETE FROM lanes WHERE lane = ANY (@own::text[]) AND head IS NULL`

	sqlDropInbox = `
		DELETE FROM inbox i
		WHERE  i.lane = @lane OR i.seq IN (SELECT e.seq FROM events e WHERE ` + ownEvents + `)`

	sqlErasePersonEvents = `
		UPDATE events e
		SET    body = '{}'
		WHERE  ` + ownEvents

	sqlErasePersonMessages = `
		UPDATE messages
		SET    body = jsonb_build_object('text', '', 'author', author), event = '', message_id = '', unsent = coalesce(unsent, @now)
		WHERE  conversation = @conversation`

	sqlErasePersonAnswered = `
		UPDATE answered
		SET    query = ''
		WHERE  conversation = @conversation`

	sqlErasePersonUnanswered = `DELETE FROM unanswered WHERE conversation = @conversation`

	sqlErasePersonCorrections = `DELETE FROM correction_receivers WHERE conversation = @conversation`

	sqlErasePersonFiles    = `DELETE FROM files WHERE conversation = @conversation`
	sqlErasePersonSessions = `DELETE FROM web_sessions WHERE @channel = 'web' AND id = @id`
	sqlErasePersonLinks    = `DELETE FROM links WHERE @lane IN (contact, linked)`
	sqlErasePersonHandoffs = `DELETE FROM handoffs WHERE @lane IN (origin, taken)`
	sqlErasePersonTokens   = `DELETE FROM reply_tokens WHERE lane = @lane`

	// One that holds would have stopped the erasure; what was stays without who and without words.
	sqlErasePersonHolds = `
		UPDATE holds
		SET    object = @pseudonym, note = ''
		WHERE  lifted IS NOT NULL AND what = 'person' AND object = @lane`

	// Who has brought the person's code along was offered to link the two. It comes when no such code is
	// left: a turn that has one in hand was waited for.
	sqlErasePersonOffers = `
		UPDATE conversations
		SET    state = state - 'link_offer'
		WHERE  state -> 'link_offer' -> 'to' = @to::jsonb`

	sqlErasePerson = `
		UPDATE conversations
		SET    address = @pseudonym, name = '', state = '{}', reachable = false
		WHERE  id = @conversation`

	// What the staff's threads copied of the member's messages.
	sqlCopied = `
		SELECT   ticket, array_agg(DISTINCT message_id)
		FROM     ticket_events
		WHERE    ticket = ANY (@numbers) AND message_id <> ''
		GROUP BY ticket`

	sqlReceipt = `
		INSERT INTO erasures (at,   who,  pseudonym,  counts)
		VALUES               (@now, @who, @pseudonym, @counts::jsonb)
		RETURNING id`
)

// Erase wipes all that is kept about a contact and leaves a receipt. Numbers, dates and statuses
// stay, under a pseudonym drawn by lot. Tickets still open are cancelled, what has not gone out is
// discarded, and the copies in the staff's threads are blanked there. It fails with chat.ErrNotFound
// where the contact is not known, so also the second time.
func (s *Store) Erase(ctx context.Context, addr chat.Address, by string) (Receipt, error) {
	return s.EraseBy(ctx, addr, terminal(by))
}

// terminal is who runs a command.
func terminal(name string) audit.Record {
	return audit.Record{Kind: audit.Operator, Actor: chat.Person{ID: "desk:terminal", Name: name}, Via: audit.ViaTerminal}
}

// EraseBy is Erase by whom a record names, who stands in the tickets' logs and in what was done.
func (s *Store) EraseBy(ctx context.Context, addr chat.Address, by audit.Record) (Receipt, error) {
	if _, err := s.CountAllFigures(ctx); err != nil { // what is erased can be counted no more
		return Receipt{}, err
	}
	r, err := s.erase(ctx, addr, by, nil)
	if err == nil {
		s.wake()
	}
	return r, err
}

var errRehearsal = errors.New("rehearsal")

// RehearseErase says what Erase would do, and does nothing.
func (s *Store) RehearseErase(ctx context.Context, addr chat.Address, by string) (Receipt, error) {
	r, err := s.erase(ctx, addr, terminal(by), errRehearsal)
	if errors.Is(err, errRehearsal) {
		r.ID, err = 0, nil
	}
	return r, err
}

// erase does it in one transaction, which end, unless it is nil, rolls back.
func (s *Store) erase(ctx context.Context, addr chat.Address, by audit.Record, end error) (Receipt, error) {
	r := Receipt{At: s.options.Now().UTC(), By: clean(by.Actor.Name), Counts: map[string]int64{}}
	r.Pseudonym = chat.Address{Channel: addr.Channel, Account: addr.Account, ID: "erased-" + strings.ToLower(rand.Text())}.String()
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		p, err := findPerson(ctx, tx, addr, sqlLockPerson, sqlLockPersonTickets)
		if err != nil {
			return err
		}
		if err := refuseHeld(ctx, tx, addr); err != nil {
			return err
		}
		if err := s.erasePerson(ctx, tx, p, by, &r); err != nil {
			return err
		}
		return end
	})
	if err != nil {
		return r, fmt.Errorf("erase what is kept about a contact: %w", err)
	}
	return r, nil
}

// erasePerson keeps to the order of locks: the conversation and the tickets are locked already,
// then come the lanes. What finds the rest of a person's rows is erased after it.
func (s *Store) erasePerson(ctx context.Context, tx pgx.Tx, p *person, by audit.Record, r *Receipt) error {
	args := p.args()
	args["now"], args["pseudonym"], args["who"] = r.At, r.Pseudonym, r.By
	to, err := marshal(p.address)
	if err != nil {
		return err
	}
	args["to"] = to
	copied, err := readCopied(ctx, tx, args)
	if err != nil {
		return err
	}
	corrected, err := tx.Exec(ctx, sqlErasePersonCorrections, args) // they are locked before lanes
	if err != nil {
		return fmt.Errorf("erase from correction_receivers: %w", err)
	}
	r.Counts["correction_receivers"] = corrected.RowsAffected()
	if err := erasePersonDeliveries(ctx, tx, p, args, r); err != nil {
		return err
	}
	for _, step := range []struct{ what, sql string }{
		{"inbox", sqlDropInbox},
		{"events", sqlErasePersonEvents},
		{"messages", sqlErasePersonMessages},
		{"answered", sqlErasePersonAnswered},
		{"unanswered", sqlErasePersonUnanswered},
		{"model_calls", sqlErasePersonCalls},
		{"files", sqlErasePersonFiles},
		{"mail_files", sqlErasePersonMailFiles},
		{"web_sessions", sqlErasePersonSessions},
		{"handoffs", sqlErasePersonHandoffs},
		{"offers", sqlErasePersonOffers},
		{"links", sqlErasePersonLinks},
		{"reply_tokens", sqlErasePersonTokens},
		{"holds", sqlErasePersonHolds},
		{"conversations", sqlErasePerson},
	} {
		tag, err := tx.Exec(ctx, step.sql, args)
		if err != nil {
			return fmt.Errorf("erase from %s: %w", step.what, err)
		}
		r.Counts[step.what] = tag.RowsAffected()
	}
	names := make([]ticketName, len(p.tickets))
	for i, t := range p.tickets {
		names[i] = t.ticketName
	}
	r.Counts["tickets"] = int64(len(names))
	if r.Counts["ticket_events"], err = eraseTickets(ctx, tx, names, r.Pseudonym, by.Actor.ID, r.By, r.At); err != nil {
		return err
	}
	if err := s.auditErasure(ctx, tx, args, by, r); err != nil {
		return err
	}
	if err := s.enqueueApart(ctx, tx, blankCopies(p.tickets, copied)); err != nil {
		return fmt.Errorf("blank the copies in the staff's threads: %w", err)
	}
	counts, err := json.Marshal(r.Counts)
	if err != nil {
		return fmt.Errorf("write the receipt: %w", err)
	}
	args["counts"] = string(counts)
	return tx.QueryRow(ctx, sqlReceipt, args).Scan(&r.ID)
}

// What was done to a person's data names them by their address: it gives way to the pseudonym. A hold names it with
// what is held, see records.OnPerson.
const sqlEraseSubjectAudit = `
	UPDATE audit
	SET    object = CASE object WHEN @lane THEN @pseudonym ELSE 'person/' || @pseudonym END, before = '', after = '', note = ''
	WHERE  object IN (@lane, 'person/' || @lane)`

func (s *Store) auditErasure(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs, by audit.Record, r *Receipt) error {
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{sqlAllowErasing, []any{"on"}},
		{sqlEraseSubjectAudit, []any{args}},
		{sqlAllowErasing, []any{"off"}},
	} {
		if _, err := tx.Exec(ctx, step.sql, step.args...); err != nil {
			return fmt.Errorf("erase a person from what was done: %w", err)
		}
	}
	by.At, by.Act, by.Object = r.At, audit.SubjectErased, r.Pseudonym
	return s.audit(ctx, tx, by)
}

func erasePersonDeliveries(ctx context.Context, tx pgx.Tx, p *person, args pgx.NamedArgs, r *Receipt) error {
	rows, _ := tx.Query(ctx, sqlFindDeliveries, args) // ForEachRow returns the error
	own := append([]string{clean(p.address.String())}, p.mails...)
	var ids []int64
	var id int64
	lanes, lane, staff := slices.Clone(own), "", false
	_, err := pgx.ForEachRow(rows, []any{&id, &lane, &staff}, func() error {
		ids, lanes = append(ids, id), append(lanes, lane)
		if !staff && !slices.Contains(own, lane) { // a mail about one of the tickets
			own = append(own, lane)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look for the deliveries: %w", err)
	}
	for _, t := range p.tickets { // the threads that are to be told, locked in order with the rest
		if to, err := chat.ParseAddress(t.Channel); err == nil {
			lanes = append(lanes, turn.Outgoing{To: to, Staff: true, Ticket: t.Number}.Lane())
		}
	}
	if r.Counts["deliveries"], err = eraseDeliveries(ctx, tx, ids, lanes, r.At); err != nil {
		return err
	}
	args["ids"], args["own"] = ids, own
	for _, sql := range []string{sqlRenameDeliveries, sqlDropLanes} {
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return fmt.Errorf("rename the deliveries: %w", err)
		}
	}
	return nil
}

// readCopied lists the member's messages that were copied into each ticket's thread.
func readCopied(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) (map[string][]string, error) {
	copied := map[string][]string{}
	rows, _ := tx.Query(ctx, sqlCopied, args) // ForEachRow returns the error
	var number string
	var ids []string
	_, err := pgx.ForEachRow(rows, []any{&number, &ids}, func() error {
		copied[number] = slices.Clone(ids)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for copies in the staff's threads: %w", err)
	}
	return copied, nil
}

// blankCopies bring the erasure to the staff's threads: the card without its words, and the copies
// of the member's messages blank.
func blankCopies(tickets []personTicket, copied map[string][]string) []turn.Outgoing {
	var out []turn.Outgoing
	for _, t := range tickets {
		to, err := chat.ParseAddress(t.Channel)
		if err != nil || t.Thread == "" { // no card was posted
			continue
		}
		messages := []chat.Message{erasedCard(t)}
		for _, id := range copied[t.Number] {
			messages = append(messages, chat.Message{Author: chat.System, Text: takenBack(), Unsent: id})
		}
		for part := range slices.Chunk(messages, 5) {
			out = append(out, turn.Outgoing{To: to, Staff: true, Ticket: t.Number, Messages: part})
		}
	}
	return out
}

func erasedCard(t personTicket) chat.Message {
	status := ticket.Status(t.Status)
	if t.Open {
		status = ticket.Cancelled
	}
	kind := ticket.Kind(t.Kind).Label()
	return chat.Message{
		Author: chat.Bot, Text: t.Number + " " + kind + "｜" + erasedTitle() + "｜" + status.Label(),
		Card: &chat.Card{Ticket: t.Number, Version: t.Version + 1, Kind: kind, Title: erasedTitle(), Status: status.Label()},
	}
}
