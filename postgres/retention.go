package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Terms are for how long what is kept besides tickets, which somebody approves of: see Dispose, and the office file's
// retention. What is held is kept longer: see Hold.
type Terms struct {
	Messages, Drafts, Events, Deliveries, Questions time.Duration
}

// Due is how many of something are to be forgotten, or were.
type Due struct {
	What  string // a name for the log: tickets, messages, …
	Count int64
}

// contentLife is for how long what a member sent along is kept once they have no open ticket.
const contentLife = 180 * 24 * time.Hour

// arrivedLife is for how long a file waits for the message that it comes with.
const arrivedLife = 24 * time.Hour

// forgetBatch is how much is forgotten in one transaction, so that nobody waits long for a lock.
const forgetBatch = 200

// The statements whose names begin with sqlOld choose what is due, by number, above @after. Those
// of events and deliveries read through what has been forgotten already, which is quick: such rows
// are short. To mark them in an index would cost every event that comes in.
const (
	// keptTicket is whether the contact of a conversation c has a ticket whose words are still kept.
	keptTicket = `EXISTS (SELECT FROM tickets t WHERE t.contact = c.address AND (t.open OR t.closed IS NULL OR t.erased IS NULL OR t.erased < t.closed))`

	// notHeld is that of the contact of a conversation c nothing must stay; below the same of who asked, and of what went
	// to a contact or was said of a ticket.
	notHeld      = `NOT held_contact(c.address)`
	heldAsker    = `NOT EXISTS (SELECT FROM conversations h WHERE h.id = a.conversation AND held_contact(h.address))`
	heldLearner  = `NOT EXISTS (SELECT FROM conversations h WHERE h.id = u.conversation AND held_contact(h.address))`
	heldDelivery = `NOT held_contact(d.address) AND NOT EXISTS (SELECT FROM tickets h WHERE d.ticket <> '' AND h.number = d.ticket AND held_contact(h.contact))`
	heldEvent    = `NOT EXISTS (SELECT FROM holds WHERE lifted IS NULL AND held_contact(concat_ws(':', e.body -> 'from' ->> 'channel', coalesce(e.body -> 'from' ->> 'account', ''), e.body -> 'from' ->> 'id')))`

	sqlOldEvents = `
		SELECT   e.seq
		FROM     events e
		WHERE    e.seq > @after::bigint AND e.accepted < @cutoff AND e.body <> '{}' AND ` + heldEvent + `
		AND      NOT EXISTS (SELECT FROM inbox i WHERE i.seq = e.seq)
		ORDER BY e.seq
		LIMIT    @limit`

	// The row stays: by its id a copy that comes late is known.
	sqlForgetEvents = `UPDATE events SET body = '{}' WHERE seq = ANY (@ids) AND body <> '{}'`

	sqlOldDeliveries = `
		SELECT   d.id
		FROM     deliveries d
		WHERE    d.id > @after::bigint AND d.settled < @cutoff AND d.messages <> @erased::jsonb AND ` + heldDelivery + `
		ORDER BY d.id
		LIMIT    @limit`

	// What waits for a contact who blocked us does not wait for ever, nor what stands behind it.
	sqlOldHeld = `
		SELECT   d.id
		FROM     deliveries d
		WHERE    d.id > @after::bigint AND d.settled IS NULL AND d.state IN ('held', 'pending') AND d.created < @cutoff AND ` + heldDelivery + `
		ORDER BY d.id
		LIMIT    @limit`

	sqlStillOld = `
		SELECT id
		FROM   deliveries
		WHERE  id = ANY (@ids) AND (settled < @cutoff OR state IN ('held', 'pending') AND created < @cutoff) AND messages <> @erased::jsonb
		FOR    UPDATE`

	// A mail address says more of a person than the id of an account does.
	sqlForgetMails = `
		UPDATE deliveries
		SET    lane = 'email::forgotten', address = 'email::forgotten'
		WHERE  id = ANY (@ids) AND address LIKE 'email:%'`

	// An idle lane comes back when it is needed. Nobody is waited for.
	sqlForgetMailLanes = `
		DELETE FROM lanes
		WHERE  lane IN (SELECT l.lane
		                FROM   lanes l
		                WHERE  l.channel = 'email' AND l.head IS NULL
		                AND    NOT EXISTS (SELECT FROM deliveries d WHERE d.lane = l.lane AND d.settled IS NULL)
		                FOR    UPDATE SKIP LOCKED)`

	sqlOldMessages = `
		SELECT   m.conversation
		FROM     messages m
		WHERE    m.at < @cutoff AND m.conversation > @after::bigint
		AND      NOT EXISTS (SELECT FROM conversations c WHERE c.id = m.conversation AND (held_contact(c.address) OR ` + keptTicket + `))
		GROUP BY m.conversation
		ORDER BY m.conversation
		LIMIT    @limit`

	sqlForgetMessages = `DELETE FROM messages WHERE conversation = ANY (@ids) AND at < @cutoff`

	// What a member sent along goes before the lines do that name it.
	sqlOldContents = `
		SELECT   f.id
		FROM     files f
		WHERE    f.id > @after::bigint AND f.state = 'kept' AND f.shared_until IS NULL AND f.created < @cutoff
		AND      NOT EXISTS (SELECT FROM tickets t WHERE t.contact = f.address AND t.open) AND NOT held_contact(f.address)
		ORDER BY f.id
		LIMIT    @limit`

	// What a member sent without its message ever coming.
	sqlOldArrived = `
		SELECT   f.id
		FROM     files f
		WHERE    f.id > @after::bigint AND f.state = 'arrived' AND f.created < @cutoff
		ORDER BY f.id
		LIMIT    @limit`

	// What the office sent goes when its address works no more.
	sqlOldShares = `
		SELECT   f.id
		FROM     files f
		WHERE    f.id > @after::bigint AND f.state = 'kept' AND f.shared_until < @cutoff
		ORDER BY f.id
		LIMIT    @limit`

	sqlForgetContents = `UPDATE files SET state = 'expired', content = NULL WHERE id = ANY (@ids) AND state = 'kept'`

	sqlOldFiles = `
		SELECT   f.id
		FROM     files f
		         JOIN conversations c ON c.id = f.conversation
		WHERE    f.id > @after::bigint AND f.created < @cutoff AND ` + notHeld + ` AND NOT ` + keptTicket + `
		ORDER BY f.id
		LIMIT    @limit`

	sqlForgetFiles = `DELETE FROM files WHERE id = ANY (@ids)`

	sqlOldDrafts = `
		SELECT   c.id
		FROM     conversations c
		WHERE    c.id > @after::bigint AND c.touched < @cutoff
		AND      ` + notHeld + ` AND c.state ?| '{form,offer,last,pending,missed,moved,adding,link_offer,reworded,unsent,vouched,copies}'
		ORDER BY c.id
		LIMIT    @limit`

	sqlForgetDrafts = `
		UPDATE conversations
		SET    state = state - '{form,offer,last,pending,missed,moved,adding,link_offer,reworded,unsent,vouched,copies}'::text[]
		WHERE  id = ANY (@ids) AND touched < @cutoff`

	// Of who has not been heard of for so long only the address stays, and whether it can be reached.
	sqlOldContacts = `
		SELECT   c.id
		FROM     conversations c
		WHERE    c.id > @after::bigint AND c.touched < @cutoff AND (c.name <> '' OR c.state - 'greeted' - 'version' <> '{}') AND ` + notHeld + ` AND NOT ` + keptTicket + `
		ORDER BY c.id
		LIMIT    @limit`

	sqlForgetContacts = `
		UPDATE conversations
		SET    name = '', state = CASE WHEN state ? 'greeted' THEN '{"greeted": true}'::jsonb ELSE '{}' END
		WHERE  id = ANY (@ids) AND touched < @cutoff`

	// A link goes with its contacts: when neither has been heard of for so long.
	sqlOldLinks = `
		SELECT   l.id
		FROM     links l
		WHERE    l.id > @after::bigint AND l.since < @cutoff
		AND      NOT EXISTS (SELECT FROM conversations c WHERE c.address IN (l.contact, l.linked) AND (c.touched >= @cutoff OR held_contact(c.address) OR ` + keptTicket + `))
		ORDER BY l.id
		LIMIT    @limit`

	sqlForgetLinks = `DELETE FROM links WHERE id = ANY (@ids)`

	sqlOldAskers = `
		SELECT   a.id
		FROM     answered a
		WHERE    a.id > @after::bigint AND a.at < @cutoff AND a.conversation <> 0 AND ` + heldAsker + `
		ORDER BY a.id
		LIMIT    @limit`

	sqlForgetAskers = `UPDATE answered SET conversation = 0, event = 0 WHERE id = ANY (@ids)`

	sqlOldQuestions = `
		SELECT   a.id
		FROM     answered a
		WHERE    a.id > @after::bigint AND a.at < @cutoff AND ` + heldAsker + `
		ORDER BY a.id
		LIMIT    @limit`

	sqlForgetQuestions = `DELETE FROM answered WHERE id = ANY (@ids)`

	sqlOldLearners = `
		SELECT   u.id
		FROM     unanswered u
		WHERE    u.id > @after::bigint AND u.at < @cutoff AND u.conversation <> 0 AND ` + heldLearner + `
		ORDER BY u.id
		LIMIT    @limit`

	sqlForgetLearners = `UPDATE unanswered SET conversation = 0, event = 0 WHERE id = ANY (@ids)`

	sqlOldUnanswered = `
		SELECT   u.id
		FROM     unanswered u
		WHERE    u.id > @after::bigint AND u.at < @cutoff AND ` + heldLearner + `
		ORDER BY u.id
		LIMIT    @limit`

	sqlForgetUnanswered = `DELETE FROM unanswered WHERE id = ANY (@ids)`

	sqlOldHandoffs = `
		SELECT   h.id
		FROM     handoffs h
		WHERE    h.id > @after::bigint AND h.until < @cutoff
		ORDER BY h.id
		LIMIT    @limit`

	sqlForgetHandoffs = `DELETE FROM handoffs WHERE id = ANY (@ids)`

	sqlOldSessions = `
		SELECT (SELECT count(*) FROM web_sessions   WHERE expires < $1)
		     + (SELECT count(*) FROM site_words     WHERE expires < $1)
		     + (SELECT count(*) FROM staff_logins   WHERE expires < $1)
		     + (SELECT count(*) FROM staff_sessions WHERE expires < $1)`
)

// A term is one kind of thing that is forgotten in time.
type term struct {
	what   string
	after  time.Duration
	old    string // chooses the numbers that are due
	forget func(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) (int64, error)
}

// by forgets with one statement.
func by(sql string) func(context.Context, pgx.Tx, pgx.NamedArgs) (int64, error) {
	return func(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) (int64, error) {
		tag, err := tx.Exec(ctx, sql, args)
		return tag.RowsAffected(), err
	}
}

// forgetDeliveries looks again under the lock of the lanes: one may have been let go meanwhile.
func forgetDeliveries(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) (int64, error) {
	if _, err := tx.Exec(ctx, sqlLockLanes, []string{}, args["ids"]); err != nil {
		return 0, err
	}
	rows, _ := tx.Query(ctx, sqlStillOld, args) // CollectRows returns the error
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	n, err := eraseDeliveries(ctx, tx, ids, []string{}, args["now"].(time.Time))
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, sqlForgetMails, pgx.NamedArgs{"ids": ids})
	return n, err
}

func (t Terms) all() []term {
	return []term{
		{"conversations", t.Messages, sqlOldMessages, by(sqlForgetMessages)},
		{"contents", contentLife, sqlOldContents, by(sqlForgetContents)},
		{"arrived", arrivedLife, sqlOldArrived, by(sqlForgetFiles)},
		{"shares", 0, sqlOldShares, by(sqlForgetContents)},
		{"files", t.Messages, sqlOldFiles, by(sqlForgetFiles)},
		{"contacts", t.Messages, sqlOldContacts, by(sqlForgetContacts)},
		{"links", t.Messages, sqlOldLinks, by(sqlForgetLinks)},
		{"askers", t.Messages, sqlOldAskers, by(sqlForgetAskers)},
		{"learners", t.Messages, sqlOldLearners, by(sqlForgetLearners)},
		{"corrected", t.Messages, sqlOldCorrected, by(sqlForgetCorrected)},
		{"held", t.Messages, sqlOldHeld, forgetDeliveries},
		{"drafts", t.Drafts, sqlOldDrafts, by(sqlForgetDrafts)},
		{"handoffs", t.Drafts, sqlOldHandoffs, by(sqlForgetHandoffs)},
		{"events", t.Events, sqlOldEvents, by(sqlForgetEvents)},
		{"deliveries", t.Deliveries, sqlOldDeliveries, forgetDeliveries},
		{"uploads", uploadLife, sqlOldUploads, by(sqlForgetUploads)},
		{"draft links", contrastLife, sqlOldContrasts, by(sqlForgetContrasts)},
		{"mail files", mailFileLife, sqlOldMailFiles, by(sqlForgetMailFiles)},
		{"questions", t.Questions, sqlOldQuestions, by(sqlForgetQuestions)},
		{"unanswered", t.Questions, sqlOldUnanswered, by(sqlForgetUnanswered)},
		{"model calls", min(callLife, t.Messages), sqlOldCalls, by(sqlForgetCalls)},
	}
}

// Overdue counts what Forget would forget now. Lines are counted by conversation.
func (s *Store) Overdue(ctx context.Context, t Terms) ([]Due, error) {
	now := s.options.Now()
	var due []Due
	for _, term := range t.all() {
		args := s.termArgs(term, t, now)
		args["limit"] = nil // all
		var n int64
		if err := s.workers.QueryRow(ctx, "SELECT count(*) FROM ("+term.old+") old", args).Scan(&n); err != nil {
			return nil, fmt.Errorf("count old %s: %w", term.what, err)
		}
		due = append(due, Due{term.what, n})
	}
	var n int64
	if err := s.workers.QueryRow(ctx, sqlOldSessions, now).Scan(&n); err != nil {
		return nil, fmt.Errorf("count old sessions: %w", err)
	}
	return append(due, Due{"sessions", n}), nil
}

func (s *Store) termArgs(term term, t Terms, now time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{"after": int64(0), "limit": forgetBatch, "cutoff": now.Add(-term.after), "now": now, "erased": erasedMessages()}
}

// Forget erases the words of members whose time is over, a small batch in a transaction, until none
// is left or ctx ends. Any number of processes may do it at once. It says how many of each kind
// were forgotten, also where it fails in the midst; kinds of which there were none are left out.
func (s *Store) Forget(ctx context.Context, t Terms) ([]Due, error) {
	now := s.options.Now()
	if _, err := s.CountFigures(ctx, 0); err != nil { // what is forgotten can be counted no more
		return nil, err
	}
	var done []Due
	for _, term := range t.all() {
		n, err := s.forget(ctx, term, s.termArgs(term, t, now))
		if n > 0 {
			done = append(done, Due{term.what, n})
		}
		if err != nil {
			return done, fmt.Errorf("forget old %s: %w", term.what, err)
		}
	}
	if _, err := s.workers.Exec(ctx, sqlForgetMailLanes); err != nil {
		return done, fmt.Errorf("forget mail addresses: %w", err)
	}
	if _, err := s.workers.Exec(ctx, sqlForgetPresence, now.Add(-presenceLife)); err != nil {
		return done, fmt.Errorf("forget who was at tickets: %w", err)
	}
	if _, err := s.workers.Exec(ctx, sqlForgetTokens, now.Add(-tokenKept)); err != nil {
		return done, fmt.Errorf("forget reply tokens: %w", err)
	}
	return done, errors.Join(s.ForgetSessions(ctx, now), s.ForgetOnce(ctx, now.Add(-RequestLife)), s.ForgetWebhooks(ctx, now.Add(-WebhookLife)))
}

func (s *Store) forget(ctx context.Context, term term, args pgx.NamedArgs) (total int64, err error) {
	for {
		more := false
		err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
			rows, _ := tx.Query(ctx, term.old, args) // CollectRows returns the error
			ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
			if err != nil || len(ids) == 0 {
				return err
			}
			more = len(ids) == forgetBatch
			args["ids"], args["after"] = ids, ids[len(ids)-1]
			n, err := term.forget(ctx, tx, args)
			total += n
			return err
		})
		if err != nil || !more {
			return total, err
		}
	}
}
