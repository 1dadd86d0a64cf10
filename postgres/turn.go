package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

const (
	// The transaction's commit does not wait for the disk. If the machine goes down within the next
	// moments, a turn is lost as a whole: its event is still in the inbox, which was waited for, and is
	// decided again. Nobody can have seen the lost one, for a claim does wait, and with its own record
	// everything written before reaches the disk. A settlement that is lost is an attempt whose
	// outcome is unknown: it is made again under the same key. With a wait at every turn the whole
	// program decided 150 turns a second on two busy cores.
	//
	// Its statements find rows by keys alone, so that one plan is as good as another; planned anew each time, as
	// the planner prefers where it sees how many keys there are, they took a sixth of Postgres' time.
	sqlOnTheRoad = `SELECT set_config('synchronous_commit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`

	// Turns of a contact follow one another because each holds this lock. What the later
	// statements of the turn see is as of after the wait for it.
	sqlLockConversation = `
		SELECT id, name, programme, reachable, state, last_seq
		FROM   conversations
		WHERE  address = $1
		FOR    NO KEY UPDATE`

	sqlNextEvent = `
		SELECT e.seq, e.body, NOT EXISTS (SELECT FROM inbox WHERE lane = $1 AND NOT dead AND seq <> e.seq)
		FROM   (SELECT   seq
		        FROM     inbox
		        WHERE    lane = $1 AND NOT dead
		        ORDER BY at, seq
		        LIMIT    1) i
		       JOIN events e USING (seq)`

	sqlTurnTickets = `
		SELECT   ` + ticketColumns + `
		FROM     tickets
		WHERE    contact = $1 AND (open OR closed > $2)
		ORDER BY id DESC
		LIMIT    50`

	// The block of delivery ids is drawn under the conversation's lock, so that ids of a contact's
	// lane grow with its turns.
	sqlTurnLane = `
		SELECT n.block, coalesce(d.id, 0), coalesce(d.state = 'held', false),
		       EXISTS (SELECT FROM reply_tokens WHERE lane = $1 AND until > $2)
		FROM   nextval('delivery_ids') AS n (block)
		       LEFT JOIN lanes l      ON l.lane = $1
		       LEFT JOIN deliveries d ON d.id = l.head`

	sqlOpenConversation = `
		INSERT INTO conversations (address)
		VALUES                    ($1)
		ON CONFLICT (address) DO NOTHING`

	sqlFailTurn = `
		UPDATE inbox
		SET    attempts = attempts + 1, last_error = $2, dead = attempts + 1 >= $3
		WHERE  seq = $1 AND NOT dead`
)

// recentlyClosed is how long a turn still sees a ticket after it was closed.
const recentlyClosed = 14 * 24 * time.Hour

// A work is one turn in its transaction.
type work struct {
	store *Store
	conn  *pgxpool.Conn
	lane  string
	turn  *turn.Turn

	lastSeq  int64 // of the conversation's messages, as read
	ids      int64 // the block of delivery ids drawn
	head     int64 // of the contact's lane, 0 where nothing waited
	laneBusy bool  // the contact's lane had deliveries waiting
	laneHeld bool  // and the first of them is held
	free     bool  // a good reply token of the contact waits

	lines []line // what the turn adds to the transcript
}

// Turn implements [turn.Inbox]. It costs two round trips: one that locks and reads, and, after
// decide, one that writes and commits.
func (s *Store) Turn(ctx context.Context, lane string, decide func(context.Context, *turn.Turn) error) (bool, error) {
	conn, err := s.workers.Acquire(ctx)
	if err != nil {
		return false, fmt.Errorf("begin turn: %w", err)
	}
	defer conn.Release() // a connection left inside a transaction is closed by the pool
	w := &work{store: s, conn: conn, lane: lane}
	found, err := w.begin(ctx)
	if err == nil && found {
		if err = run(ctx, decide, w.turn); err == nil {
			err = w.save(ctx)
		}
	}
	if err == nil {
		if !found {
			w.rollback(ctx)
		}
		return found, nil
	}
	w.rollback(ctx)
	if w.turn == nil {
		return false, fmt.Errorf("begin turn: %w", err)
	}
	w.fail(ctx, err)
	return true, fmt.Errorf("turn of event %d: %w", w.turn.Seq, err)
}

// run decides. A panic is an error like others: the event that causes it must become a dead
// letter, not end the process at every start.
func run(ctx context.Context, decide func(context.Context, *turn.Turn) error, t *turn.Turn) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while deciding: %v", p)
		}
	}()
	return decide(ctx, t)
}

// begin opens the transaction and reads what the dialogue may look at. It reports false where no
// event waits.
func (w *work) begin(ctx context.Context) (bool, error) {
	b := &pgx.Batch{}
	b.Queue(`BEGIN`)
	b.Queue(sqlOnTheRoad)
	known, found, err := w.load(ctx, b)
	if err != nil || !found || known {
		return found, err
	}
	// The first word of a contact: their conversation has to exist before it can be locked. What was read is
	// read again, for somebody else may have opened it meanwhile.
	b = &pgx.Batch{}
	b.Queue(sqlOpenConversation, w.lane)
	known, found, err = w.load(ctx, b)
	if err == nil && found && !known {
		err = errors.New("the conversation has vanished")
	}
	return found, err
}

// load locks and reads, behind what b holds already.
func (w *work) load(ctx context.Context, b *pgx.Batch) (known, found bool, err error) {
	now := w.store.options.Now()
	t := &turn.Turn{
		Input:  turn.Input{Now: now},
		Lookup: turn.Lookup{Number: w.number, Delivery: w.delivery, ReplyOf: w.replyOf, Handoff: w.handoff, OpenTickets: w.openTickets, Wordings: w.wordings, Consultations: w.consultations},
	}
	var body, state []byte
	conv := &turn.Conversation{}
	b.Queue(sqlLockConversation, w.lane).QueryRow(func(row pgx.Row) error {
		err := row.Scan(&conv.ID, &conv.Name, &conv.Programme, &conv.Reachable, &state, &w.lastSeq)
		known = err == nil
		return ignoreNone(err)
	})
	b.Queue(sqlNextEvent, w.lane).QueryRow(func(row pgx.Row) error {
		err := row.Scan(&t.Seq, &body, &t.Only)
		found = err == nil
		return ignoreNone(err)
	})
	b.Queue(sqlTurnTickets, w.lane, now.Add(-recentlyClosed)).Query(func(rows pgx.Rows) error {
		t.Tickets, err = collectTickets(rows)
		return err
	})
	b.Queue(sqlLinks, w.lane).Query(func(rows pgx.Rows) error {
		t.Links, err = collectLinks(rows)
		return err
	})
	b.Queue(sqlLinkedTickets, w.lane, now.Add(-recentlyClosed)).Query(func(rows pgx.Rows) error {
		t.LinkedTickets, err = collectTickets(rows)
		return err
	})
	b.Queue(sqlTurnCorrections, w.lane).Query(func(rows pgx.Rows) error {
		t.Corrections, err = collectCorrections(rows)
		return err
	})
	b.Queue(sqlTurnLane, w.lane, now).QueryRow(func(row pgx.Row) error { return row.Scan(&w.ids, &w.head, &w.laneHeld, &w.free) })
	if err := w.conn.SendBatch(ctx, b).Close(); err != nil {
		return false, false, err
	}
	w.laneBusy = w.head != 0
	if !known || !found {
		return known, found, nil
	}
	w.turn = t
	if err := json.Unmarshal(body, &t.Event); err != nil {
		return true, true, fmt.Errorf("read event %d: %w", t.Seq, err)
	}
	if err := json.Unmarshal(state, &conv.State); err != nil {
		return true, true, fmt.Errorf("read state of conversation %d: %w", conv.ID, err)
	}
	if conv.Address, err = chat.ParseAddress(w.lane); err != nil {
		return true, true, err
	}
	t.Conversation = conv
	return true, true, w.findTicket(ctx)
}

func ignoreNone(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	return err
}

// findTicket loads the ticket of a staff act: mostly one of those just read, else by itself.
func (w *work) findTicket(ctx context.Context) error {
	t := w.turn
	if t.Event.Kind != chat.StaffAct || t.Event.Ticket == "" && t.Event.Thread == "" {
		return nil
	}
	channel := t.Event.From.String()
	i := slices.IndexFunc(t.Tickets, func(tk ticket.Ticket) bool {
		return tk.Number == t.Event.Ticket || t.Event.Ticket == "" && tk.Thread == t.Event.Thread && tk.Channel == channel
	})
	if i >= 0 {
		copied := t.Tickets[i]
		t.Ticket = &copied
		return nil
	}
	rows, _ := w.conn.Query(ctx, sqlActTicket, t.Event.Ticket, channel, t.Event.Thread) // collectTickets returns the error
	found, err := collectTickets(rows)
	if err != nil {
		return fmt.Errorf("read ticket: %w", err)
	}
	if len(found) > 0 {
		t.Ticket = &found[0]
	}
	return nil
}

const sqlActTicket = `
	SELECT ` + ticketColumns + `
	FROM   tickets
	WHERE  number = $1
	OR     $1 = '' AND thread = $3 AND thread <> '' AND channel = $2
	LIMIT  1`

// Numbers are drawn outside of any order or rollback: they may have gaps, never twins. Without gaps every
// opening of a ticket would wait for the one before it to be saved. Postgres logs sequences 32 ahead, so
// a crash of it skips as many.
const sqlNumber = `
	SELECT CASE $1
	           WHEN 'Q' THEN nextval('ticket_numbers_q')
	           WHEN 'H' THEN nextval('ticket_numbers_h')
	           WHEN 'S' THEN nextval('ticket_numbers_s')
	           WHEN 'K' THEN nextval('ticket_numbers_k')
	       END`

func (w *work) number(ctx context.Context, kind ticket.Kind) (string, error) {
	var n int64
	if err := w.conn.QueryRow(ctx, sqlNumber, kind.Letter()).Scan(&n); err != nil {
		return "", fmt.Errorf("draw a ticket number: %w", err)
	}
	return fmt.Sprintf("%s-%04d", kind.Letter(), n), nil
}

const (
	sqlLockLaneOf = `
		SELECT FROM lanes
		WHERE  lane = (SELECT lane FROM deliveries WHERE id = $1)
		FOR    UPDATE`

	sqlDeliveryState = `SELECT state, ticket, staff, created FROM deliveries WHERE id = $1`
)

// delivery reads where a delivery stands under its lane's lock, which keeps it from being claimed or
// settled until the turn ends.
func (w *work) delivery(ctx context.Context, id int64) (d turn.Standing, err error) {
	if _, err := w.conn.Exec(ctx, sqlLockLaneOf, id); err != nil {
		return d, fmt.Errorf("lock lane of delivery %d: %w", id, err)
	}
	err = w.conn.QueryRow(ctx, sqlDeliveryState, id).Scan(&d.State, &d.Ticket, &d.Staff, &d.Made)
	if err = orNotFound(err); err != nil {
		return d, fmt.Errorf("read state of delivery %d: %w", id, err)
	}
	return d, nil
}

const cleanupTime = 5 * time.Second

func (w *work) rollback(ctx context.Context) { rollback(ctx, w.conn) }

// rollback ends a transaction. Where it fails the connection is gone, and with it the transaction.
func rollback(ctx context.Context, conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	_, _ = conn.Exec(ctx, `ROLLBACK`)
}

// fail counts a failed attempt, unless the fault was the connection's or the process is ending, or the turn waits for a
// model: none of them says anything about the event.
func (w *work) fail(ctx context.Context, why error) {
	var pgErr *pgconn.PgError
	var wanted *turn.Wanted
	if errors.As(why, &wanted) || errors.Is(why, context.Canceled) || w.conn.Conn().IsClosed() && !errors.Is(why, context.DeadlineExceeded) ||
		errors.As(why, &pgErr) && broken(why) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	if _, err := w.store.workers.Exec(ctx, sqlFailTurn, w.turn.Seq, clean(why.Error()), turn.MaxAttempts); err != nil {
		w.store.log.Error("count a failed turn", "event", w.turn.Seq, "err", err)
	}
}
