package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// When many contacts write at once, turns of several share one transaction: its statements read and write
// for all of them, so that a turn costs what it reads and writes and not what a transaction costs.
//
// Only plain turns go together: a member asks, the FAQ answers, nothing else of the office is touched. Such
// a turn locks its conversation and its lane, and waits for nobody while it holds the first. Whatever else
// a turn does, the group leaves it alone: nothing of it is saved, and [Store.Turn] decides it by itself.
//
//	conversations  locked without waiting: who has it already goes on with it
//	lanes          in the order of their names, as everywhere, behind all conversations
//
// So a group can be part of no circle of transactions that wait for one another.

const (
	// A contact's first word makes its conversation. Nothing is locked yet when two who make the same one wait
	// for each other, and both make them in the order of their addresses. The scalar subqueries are index
	// probes, whatever the planner believes of unnest.
	sqlOpenConversations = `
		INSERT INTO conversations (address)
		SELECT   n.lane
		FROM     unnest($1::text[]) AS n (lane)
		WHERE    (SELECT c.id FROM conversations c WHERE c.address = n.lane) IS NULL
		AND      (SELECT i.seq FROM inbox i WHERE i.lane = n.lane AND NOT i.dead LIMIT 1) IS NOT NULL
		ORDER BY n.lane
		ON CONFLICT (address) DO NOTHING`

	sqlLockConversations = `
		SELECT address, id, name, programme, reachable, state, last_seq
		FROM   conversations
		WHERE  address = ANY ($1)
		FOR    NO KEY UPDATE SKIP LOCKED`

	// Two of each lane: the one to decide, and whether there is another.
	sqlNextEvents = `
		SELECT   n.lane, i.seq, (SELECT e.body FROM events e WHERE e.seq = i.seq)
		FROM     unnest($1::text[]) AS n (lane)
		         CROSS JOIN LATERAL (SELECT   seq, at
		                             FROM     inbox
		                             WHERE    lane = n.lane AND NOT dead
		                             ORDER BY at, seq
		                             LIMIT    2) i
		ORDER BY n.lane, i.at, i.seq`

	sqlGroupTickets = `
		SELECT   t.*
		FROM     unnest($1::text[]) AS n (lane)
		         CROSS JOIN LATERAL (SELECT   ` + ticketColumns + `
		                             FROM     tickets
		                             WHERE    contact = n.lane AND (open OR closed > $2)
		                             ORDER BY id DESC
		                             LIMIT    50) t
		ORDER BY t.id DESC`

	// What is linked, has a correction to hear of, or has a delivery held, has no plain turn.
	sqlGroupLanes = `
		SELECT n.lane, nextval('delivery_ids'), coalesce((SELECT head FROM lanes WHERE lane = n.lane), 0),
		       coalesce((SELECT d.state = 'held' FROM deliveries d WHERE d.id = (SELECT head FROM lanes WHERE lane = n.lane)), false)
		       OR EXISTS (SELECT FROM links WHERE contact = n.lane)
		       OR EXISTS (SELECT FROM correction_receivers
		                  WHERE  conversation = (SELECT id FROM conversations WHERE address = n.lane) AND state IN ('due', 'owed'))
		FROM   unnest($1::text[]) AS n (lane)`
)

// A group is turns of several contacts in one transaction.
type group struct {
	store *Store
	conn  *pgxpool.Conn
	lanes []string

	locked map[string]*work // by lane
	works  map[string]*work // those of them in which something is to be decided
	apart  map[string]bool  // lanes that need a turn by themselves
}

// Turns implements [turn.Grouper]. It costs two round trips, however many lanes there are.
func (s *Store) Turns(ctx context.Context, lanes []string, decide func(context.Context, *turn.Turn) error) (again []string, decided int) {
	conn, err := s.workers.Acquire(ctx)
	if err != nil {
		return lanes, 0
	}
	defer conn.Release() // a connection left inside a transaction is closed by the pool
	g := &group{
		store: s, conn: conn, lanes: slices.Compact(slices.Sorted(slices.Values(lanes))),
		locked: map[string]*work{}, works: map[string]*work{}, apart: map[string]bool{},
	}
	if err = g.load(ctx); err == nil {
		g.decide(ctx, decide)
		if len(g.works) > 0 {
			err = g.save(ctx)
		}
	}
	if err != nil || len(g.works) == 0 {
		rollback(ctx, conn)
	}
	if err != nil { // whose fault it is shows when each is decided by itself
		s.log.Debug("turns together failed", "lanes", len(g.lanes), "err", err)
		return lanes, 0
	}
	for _, lane := range g.lanes {
		if w := g.works[lane]; g.apart[lane] || w != nil && !w.turn.Only {
			again = append(again, lane)
		}
	}
	return again, len(g.works)
}

// load opens the transaction, locks what nobody else has, and reads what the dialogue may look at.
func (g *group) load(ctx context.Context) error {
	now := g.store.options.Now()
	b := &pgx.Batch{}
	b.Queue(`BEGIN`)
	b.Queue(sqlOnTheRoad)
	b.Queue(sqlOpenConversations, g.lanes)
	b.Queue(sqlLockConversations, g.lanes).Query(func(rows pgx.Rows) error { return g.takeConversations(rows, now) })
	b.Queue(sqlNextEvents, g.lanes).Query(g.takeEvents)
	b.Queue(sqlGroupTickets, g.lanes, now.Add(-recentlyClosed)).Query(g.takeTickets)
	b.Queue(sqlGroupLanes, g.lanes).Query(g.takeLanes)
	return g.conn.SendBatch(ctx, b).Close()
}

// takeConversations begins a turn for each conversation that is locked.
func (g *group) takeConversations(rows pgx.Rows, now time.Time) error {
	var lane string
	var state []byte
	var seq int64
	var c turn.Conversation
	_, err := pgx.ForEachRow(rows, []any{&lane, &c.ID, &c.Name, &c.Programme, &c.Reachable, &state, &seq}, func() (err error) {
		own := c
		if own.Address, err = chat.ParseAddress(lane); err == nil {
			err = json.Unmarshal(state, &own.State)
		}
		if err != nil { // whoever looks at it alone says so
			return nil
		}
		t := &turn.Turn{Input: turn.Input{Now: now, Only: true, Conversation: &own}, Lookup: nothingLookedUp}
		g.locked[lane] = &work{store: g.store, conn: g.conn, lane: lane, lastSeq: seq, turn: t}
		return nil
	})
	return err
}

func (g *group) takeTickets(rows pgx.Rows) error {
	tickets, err := collectTickets(rows)
	for _, tk := range tickets {
		if w := g.works[tk.Contact.String()]; w != nil {
			w.turn.Tickets = append(w.turn.Tickets, tk)
		}
	}
	return err
}

// takeEvents gives each lane that is locked its oldest event.
func (g *group) takeEvents(rows pgx.Rows) error {
	var lane string
	var seq int64
	var body []byte
	_, err := pgx.ForEachRow(rows, []any{&lane, &seq, &body}, func() error {
		w := g.locked[lane]
		switch {
		case w == nil || g.apart[lane]: // somebody else is at it, or has to be
			g.apart[lane] = true
			return nil
		case g.works[lane] != nil:
			w.turn.Only = false
			return nil
		}
		g.works[lane], w.turn.Seq = w, seq
		if err := json.Unmarshal(body, &w.turn.Event); err != nil || !slices.Contains(plainKinds, w.turn.Event.Kind) {
			g.leave(lane)
		}
		return nil
	})
	return err
}

// plainKinds are the events whose turn may be plain.
var plainKinds = []chat.Kind{chat.Text, chat.Choose, chat.Open, chat.Follow}

// leave takes a lane out of the group: it is decided by itself.
func (g *group) leave(lane string) {
	delete(g.works, lane)
	g.apart[lane] = true
}

func (g *group) takeLanes(rows pgx.Rows) error {
	var lane string
	var ids, head int64
	var particular bool
	_, err := pgx.ForEachRow(rows, []any{&lane, &ids, &head, &particular}, func() error {
		switch w := g.works[lane]; {
		case w == nil:
		case particular:
			g.leave(lane)
		default:
			w.ids, w.head, w.laneBusy = ids, head, head != 0
		}
		return nil
	})
	return err
}

// errParticular ends the decision of a turn that looks something up: it needs a transaction of its own.
var errParticular = errors.New("the turn is not plain")

// nothingLookedUp refuses what cannot be looked up for one of several.
var nothingLookedUp = turn.Lookup{
	Number:      func(context.Context, ticket.Kind) (string, error) { return "", errParticular },
	Delivery:    func(context.Context, int64) (turn.Standing, error) { return turn.Standing{}, errParticular },
	ReplyOf:     func(context.Context, string) (int64, error) { return 0, errParticular },
	Handoff:     func(context.Context, []byte) (*turn.Handoff, error) { return nil, errParticular },
	Wordings:    func(context.Context, string) ([]string, error) { return nil, errParticular },
	OpenTickets: func(context.Context, chat.Address) ([]ticket.Ticket, bool, error) { return nil, false, errParticular },

	// A turn that wants a model's word fails for it here, and is decided by itself with what is known.
	Consultations: func(context.Context) ([]turn.Consultation, error) { return nil, nil },
}

// decide decides each turn, and leaves alone what failed and what is not plain.
func (g *group) decide(ctx context.Context, decide func(context.Context, *turn.Turn) error) {
	for _, lane := range g.lanes {
		if w := g.works[lane]; w != nil {
			if err := run(ctx, decide, w.turn); err != nil || !w.plain() {
				g.leave(lane)
			}
			runtime.Gosched() // so that what comes in meanwhile is acknowledged after a turn, and not after all of them
		}
	}
}

// plain reports whether what was decided goes to the contact alone, and touches nothing but their conversation.
// Whatever an effect is that this does not know of, it is not plain.
func (w *work) plain() bool {
	effects := w.turn.Effects
	effects.Out, effects.Answered, effects.Unanswered = nil, nil, nil
	if !reflect.ValueOf(effects).IsZero() || len(w.turn.Out) > idBlock {
		return false
	}
	return !slices.ContainsFunc(w.turn.Out, func(o turn.Outgoing) bool {
		return o.Staff || o.To != w.turn.Conversation.Address || o.Ticket != "" || o.Supersede || !o.After.IsZero() ||
			slices.ContainsFunc(o.Messages, func(m chat.Message) bool {
				return m.Author == chat.Staff || m.Status != nil || m.Withdraws != 0 || len(m.Corrects) > 0
			})
	})
}

// save writes the turns' effects and commits. The order of the statements is that of [work.save].
func (g *group) save(ctx context.Context) error {
	works, parcels, err := g.arrange(ctx)
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	if err := queueConversations(b, works...); err != nil {
		return err
	}
	if err := queueMessages(b, works...); err != nil {
		return err
	}
	queueSaid(b, works...)
	seqs := make([]int64, len(works))
	for i, w := range works {
		w.saveAudit(b)
		seqs[i] = w.turn.Seq
	}
	queueAnswered(b, works...)
	for _, w := range works {
		w.saveUnanswered(b)
	}
	if err := enqueue(b, parcels, works[0].turn.Now); err != nil {
		return err
	}
	b.Queue(sqlDecide, seqs)
	b.Queue(`COMMIT`)
	if err := g.conn.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("save %d turns: %w", len(works), err)
	}
	busy := len(parcels) > 0
	for _, w := range works {
		g.store.hints.line(w.lane)
		busy = busy || w.laneBusy
	}
	if busy {
		g.store.wake()
	}
	return nil
}

// arrange puts what was decided into the form in which it is saved, in the order of the lanes.
func (g *group) arrange(ctx context.Context) (works []*work, parcels []parcel, err error) {
	for _, lane := range g.lanes {
		w := g.works[lane]
		if w == nil {
			continue
		}
		own, err := w.parcels(ctx)
		if err != nil {
			return nil, nil, err
		}
		w.addLines(own)
		works, parcels = append(works, w), append(parcels, own...)
	}
	return works, parcels, nil
}
