package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/ticket"
	"madoguchi/webhook"
)

const (
	// What happened is queued once for every hook that wants it, in the transaction in which it happened.
	sqlTellWebhooks = `
		INSERT INTO webhook_messages (webhook, event, at, data, due)
		SELECT   w.id, e.event, $1, e.data::jsonb, $1
		FROM     unnest($2::text[], $3::text[]) WITH ORDINALITY AS e (event, data, place)
		         JOIN webhooks w ON e.event = ANY (w.events)
		ORDER BY e.place, w.id`

	sqlTestWebhook = `
		INSERT INTO webhook_messages (webhook, event, at, data, due)
		SELECT id, $2, $3, '{}', $3
		FROM   webhooks
		WHERE  id = $1`

	// The lease is the time at which a message is due again. Of each hook only so many are taken, however many are due
	// before those of others.
	sqlClaimWebhooks = `
		WITH due AS (
		    SELECT   m.id
		    FROM     webhooks w
		             CROSS JOIN LATERAL (SELECT   id, due
		                                 FROM     webhook_messages
		                                 WHERE    webhook = w.id AND state = 'pending' AND due <= @now
		                                 ORDER BY due
		                                 LIMIT    @each
		                                 FOR      UPDATE SKIP LOCKED) AS m
		    WHERE    w.id <> ALL (@busy::bigint[])
		    ORDER BY m.due
		    LIMIT    @limit
		), claimed AS (
		    UPDATE webhook_messages m
		    SET    due = @until
		    WHERE  m.id IN (SELECT id FROM due)
		    RETURNING m.*
		)
		SELECT   m.id, m.message::text, m.event, m.at, m.data, m.attempts, w.id, w.name, w.url, w.secret, w.old_secret, w.old_good
		FROM     claimed m
		         JOIN webhooks w ON w.id = m.webhook
		ORDER BY m.id`

	// Who comes too late, after somebody else has claimed it anew, changes nothing that they have settled.
	sqlSettleWebhook = `
		UPDATE webhook_messages
		SET    state = $2, attempts = $3, status = $4, error = $5, due = $6, settled = CASE WHEN $2 = 'pending' THEN NULL ELSE $7::timestamptz END
		WHERE  id = $1 AND state = 'pending'`

	sqlWebhooks = `
		SELECT   w.id, w.name, w.url, w.events, w.secret, w.old_secret, w.old_good, w.made_by, w.created,
		         (SELECT count(*) FROM webhook_messages m WHERE m.webhook = w.id AND m.state = 'dead')
		FROM     webhooks w
		ORDER BY w.name, w.id`

	sqlUnsettledWebhooks = `
		SELECT   m.id, m.message::text, m.event, m.at, m.data, m.state, m.attempts, m.status, m.error, m.due, w.id, w.name
		FROM     webhook_messages m
		         JOIN webhooks w ON w.id = m.webhook
		WHERE    m.state = 'dead' OR m.state = 'pending' AND m.attempts > 0
		ORDER BY m.id DESC
		LIMIT    $1`

	sqlNewWebhook = `
		INSERT INTO webhooks (name, url, events, secret, made_by, created)
		VALUES               ($1,   $2,  $3,     $4,     $5,      $6)
		ON CONFLICT (secret) DO NOTHING
		RETURNING id`

	sqlPressedWebhook = `SELECT id, name FROM webhooks WHERE secret = $1`

	sqlRotateWebhook = `
		UPDATE webhooks
		SET    old_secret = secret, old_good = $3, secret = $2
		WHERE  id = $1 AND secret <> $2
		RETURNING name`

	sqlPressedRotation = `SELECT name FROM webhooks WHERE id = $1 AND secret = $2`

	sqlDropWebhook = `DELETE FROM webhooks WHERE id = $1 RETURNING name || ' ' || url`

	sqlResendWebhook = `
		UPDATE webhook_messages
		SET    state = 'pending', attempts = 0, due = $2, settled = NULL
		WHERE  id = $1 AND state = 'dead'
		RETURNING webhook`

	sqlForgetWebhooks = `DELETE FROM webhook_messages WHERE settled < $1`
)

// WebhookLife is how long it is kept what other systems were told, or could not be.
const WebhookLife = 30 * 24 * time.Hour

// told are events for the statement that queues them.
type hookNews struct{ events, data []string }

func (n *hookNews) add(event webhook.Event, data any) {
	body, err := json.Marshal(data)
	if err != nil { // they are maps of strings and numbers
		body = []byte("{}")
	}
	n.events, n.data = append(n.events, string(event)), append(n.data, string(body))
}

func (n *hookNews) queue(b *pgx.Batch, at time.Time) {
	if len(n.events) > 0 {
		b.Queue(sqlTellWebhooks, at, n.events, n.data)
	}
}

// hookChange is one thing that happened to a ticket, without words of anybody.
type hookChange struct {
	What ticket.What `json:"what"`
	From string      `json:"from,omitempty"`
	To   string      `json:"to,omitempty"`
}

// updates are what of a ticket's log other systems are told as an update. What is said inside the office, looked
// at or reminded of is no matter of theirs.
var updates = map[ticket.What]bool{
	ticket.LogRouted: true, ticket.LogClaimed: true, ticket.LogAssigned: true, ticket.LogMoved: true, ticket.LogMemberWrote: true, ticket.LogFile: true,
	ticket.LogMerged: true, ticket.LogEdited: true,
}

// saveHookNews queues what the turn is to tell other systems: of each ticket that it was opened, replied to and
// resolved, and all else in one update.
func (w *work) saveHookNews(b *pgx.Batch) {
	t, news := w.turn, &hookNews{}
	opened := map[string]bool{}
	for _, tk := range t.Opened {
		opened[tk.Number] = true
		news.add(webhook.TicketOpened, map[string]any{"number": tk.Number})
	}
	changes, order := map[string][]hookChange{}, []string(nil)
	for _, e := range t.Log {
		switch {
		case e.What == ticket.LogReplied:
			news.add(webhook.TicketReplied, map[string]any{"number": e.Ticket})
		case e.What == ticket.LogMoved && e.To == string(ticket.Resolved):
			news.add(webhook.TicketResolved, map[string]any{"number": e.Ticket})
		case updates[e.What] && !opened[e.Ticket]:
			c := hookChange{What: e.What}
			if e.What == ticket.LogMoved || e.What == ticket.LogRouted {
				c.From, c.To = e.From, e.To
			}
			if changes[e.Ticket] == nil {
				order = append(order, e.Ticket)
			}
			changes[e.Ticket] = append(changes[e.Ticket], c)
		}
	}
	for _, number := range order {
		news.add(webhook.TicketUpdated, map[string]any{"number": number, "changes": changes[number]})
	}
	for _, u := range t.Unanswered {
		if u.How.Gap() && u.Ticket == "" {
			news.add(webhook.QuestionUnanswered, unansweredNews(u))
		}
	}
	news.queue(b, t.Now)
}

func unansweredNews(u turn.Unanswered) map[string]any {
	return map[string]any{"programme": u.Programme, "how": u.How}
}

// mostTold is how many entries one message names.
const mostTold = 200

// queueHookPublication tells other systems of a publication.
func queueHookPublication(b *pgx.Batch, collection string, p publication) {
	type entry struct {
		Ref      string `json:"ref"`
		Question string `json:"question"`
		Change   string `json:"change"`
	}
	entries := []entry{}
	for _, c := range p.changes[:min(len(p.changes), mostTold)] {
		entries = append(entries, entry{c.Ref, c.Question, string(c.Kind)})
	}
	news := &hookNews{}
	news.add(webhook.FAQPublished, map[string]any{"programme": collection, "act": p.act, "changed": len(p.changes), "entries": entries})
	news.queue(b, p.at)
}

// ClaimWebhooks implements [webhook.Store].
func (s *Store) ClaimWebhooks(ctx context.Context, c webhook.Claim) ([]webhook.Delivery, error) {
	args := pgx.NamedArgs{"limit": c.Limit, "each": c.Each, "busy": append([]int64{}, c.Busy...), "now": c.Now, "until": c.Until}
	rows, _ := s.workers.Query(ctx, sqlClaimWebhooks, args) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d webhook.Delivery, err error) {
		var good *time.Time
		h := &d.Hook
		err = row.Scan(&d.ID, &d.Message, &d.Event, &d.At, &d.Data, &d.Attempts, &h.ID, &h.Name, &h.URL, &h.Secret, &h.Old, &good)
		d.At, d.State, h.OldGood = d.At.UTC(), webhook.Pending, moment(good)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("claim webhooks: %w", err)
	}
	return found, nil
}

// SettleWebhook implements [webhook.Store].
func (s *Store) SettleWebhook(ctx context.Context, d webhook.Delivery, now time.Time) error {
	due := d.Due
	if due.IsZero() {
		due = now
	}
	if _, err := s.workers.Exec(ctx, sqlSettleWebhook, d.ID, d.State, d.Attempts, d.Status, clean(d.Error), due, now); err != nil {
		return fmt.Errorf("settle webhook message %d: %w", d.ID, err)
	}
	return nil
}

// Webhooks are all hooks, by name.
func (s *Store) Webhooks(ctx context.Context) ([]webhook.Hook, error) {
	rows, _ := s.workers.Query(ctx, sqlWebhooks) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h webhook.Hook, err error) {
		var good *time.Time
		err = row.Scan(&h.ID, &h.Name, &h.URL, &h.Events, &h.Secret, &h.Old, &good, &h.By, &h.Created, &h.Dead)
		h.OldGood, h.Created = moment(good), h.Created.UTC()
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	return found, nil
}

// UnsettledWebhooks are messages that were given up, or have failed and are tried again, the newest first.
func (s *Store) UnsettledWebhooks(ctx context.Context, limit int) ([]webhook.Delivery, error) {
	rows, _ := s.workers.Query(ctx, sqlUnsettledWebhooks, limit) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d webhook.Delivery, err error) {
		err = row.Scan(&d.ID, &d.Message, &d.Event, &d.At, &d.Data, &d.State, &d.Attempts, &d.Status, &d.Error, &d.Due, &d.Hook.ID, &d.Hook.Name)
		d.At, d.Due = d.At.UTC(), d.Due.UTC()
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("list webhook messages: %w", err)
	}
	return found, nil
}

// errPressed says that a form was pressed before: what it wants is done and written down.
var errPressed = errors.New("pressed before")

// pressed is errPressed where what the press before has made is read.
func pressed(err error) error {
	if err == nil {
		return errPressed
	}
	return err
}

// hookAct runs a statement on a hook and writes it down; what is not there is chat.ErrNotFound.
func (s *Store) hookAct(ctx context.Context, act audit.Act, id int64, by audit.Record, do func(tx pgx.Tx, by *audit.Record) error) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		by.Act, by.Object = act, fmt.Sprintf("webhook:%d", id)
		err := do(tx, &by)
		switch {
		case errors.Is(err, errPressed):
			return nil
		case err != nil:
			return orNotFound(err)
		}
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("%s %d: %w", act, id, err)
	}
	return nil
}

// NewWebhook keeps a hook, one of each secret: a form that is pressed twice has one.
func (s *Store) NewWebhook(ctx context.Context, h webhook.Hook, by audit.Record) (webhook.Hook, error) {
	h.By, h.Created = by.Actor.Name, s.options.Now()
	err := s.hookAct(ctx, audit.WebhookMade, 0, by, func(tx pgx.Tx, by *audit.Record) error {
		err := tx.QueryRow(ctx, sqlNewWebhook, clean(h.Name), clean(h.URL), h.Events, h.Secret, clean(h.By), h.Created).Scan(&h.ID)
		if errors.Is(err, pgx.ErrNoRows) {
			return pressed(tx.QueryRow(ctx, sqlPressedWebhook, h.Secret).Scan(&h.ID, &h.Name))
		}
		by.Object, by.After = fmt.Sprintf("webhook:%d", h.ID), h.Name+" "+h.URL
		return err
	})
	return h, err
}

// RotateWebhook puts another secret in place of a hook's, which stays good until a moment. To put the same there
// twice is to do it once: otherwise the second press would take the one that is in use out of force.
func (s *Store) RotateWebhook(ctx context.Context, id int64, secret string, oldGood time.Time, by audit.Record) error {
	return s.hookAct(ctx, audit.WebhookRotated, id, by, func(tx pgx.Tx, by *audit.Record) error {
		err := tx.QueryRow(ctx, sqlRotateWebhook, id, secret, oldGood).Scan(&by.After)
		if errors.Is(err, pgx.ErrNoRows) {
			return pressed(tx.QueryRow(ctx, sqlPressedRotation, id, secret).Scan(&by.After))
		}
		return err
	})
}

// DropWebhook forgets a hook, with all that it was still to be told.
func (s *Store) DropWebhook(ctx context.Context, id int64, by audit.Record) error {
	return s.hookAct(ctx, audit.WebhookDropped, id, by, func(tx pgx.Tx, by *audit.Record) error {
		return tx.QueryRow(ctx, sqlDropWebhook, id).Scan(&by.Before)
	})
}

// TestWebhook queues a message by which an administrator sees whether they arrive.
func (s *Store) TestWebhook(ctx context.Context, id int64, by audit.Record) error {
	return s.hookAct(ctx, audit.WebhookTested, id, by, func(tx pgx.Tx, _ *audit.Record) error {
		return expectOne(tx.Exec(ctx, sqlTestWebhook, id, webhook.Test, s.options.Now()))
	})
}

// ResendWebhook sends a message again that was given up, under its own ID.
func (s *Store) ResendWebhook(ctx context.Context, message int64, by audit.Record) error {
	return s.hookAct(ctx, audit.WebhookResent, message, by, func(tx pgx.Tx, by *audit.Record) error {
		var hook int64
		err := tx.QueryRow(ctx, sqlResendWebhook, message, s.options.Now()).Scan(&hook)
		by.Object, by.After = fmt.Sprintf("webhook:%d", hook), fmt.Sprintf("message %d", message)
		return err
	})
}

// ForgetWebhooks forgets what other systems were told before a moment.
func (s *Store) ForgetWebhooks(ctx context.Context, before time.Time) error {
	if _, err := s.workers.Exec(ctx, sqlForgetWebhooks, before); err != nil {
		return fmt.Errorf("forget webhook messages: %w", err)
	}
	return nil
}
