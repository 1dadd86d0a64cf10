package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/incident"
)

const (
	incidentColumns = `id, kind, title, ticket, delivery, happened, known, wrongful, whose, what, who, count, cause, measures,
	made, made_by, made_name, apology, apology_by, apology_name, approved, approved_by, approved_name, steps, version`

	sqlIncident = `SELECT ` + incidentColumns + ` FROM incidents WHERE id = $1`

	sqlIncidentOf = `SELECT id FROM incidents WHERE delivery = $1`

	sqlIncidents = `
		SELECT   ` + incidentColumns + `
		FROM     incidents
		ORDER BY id DESC
		LIMIT    $1`

	sqlNewIncident = `
		INSERT INTO incidents (kind, title, happened, known, wrongful, whose, what, who, count, cause, measures, made, made_by, made_name, request)
		VALUES                ('other', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, nullif($14, ''))
		ON CONFLICT (request) DO NOTHING
		RETURNING id`

	sqlPressedIncident = `SELECT id FROM incidents WHERE request = $1`

	sqlSaveIncident = `
		UPDATE incidents
		SET    title = $3, happened = $4, known = $5, wrongful = $6, whose = $7, what = $8, who = $9, count = $10, cause = $11, measures = $12,
		       version = version + 1
		WHERE  id = $1 AND version = $2`

	// Another text is another version: who approves has read this one. One that is approved stays as it is.
	sqlSaveApology = `
		UPDATE incidents
		SET    apology = $3, apology_by = $4, apology_name = $5, version = version + 1
		WHERE  id = $1 AND version = $2 AND approved IS NULL AND ticket <> ''`

	sqlApproveApology = `
		UPDATE incidents
		SET    approved = $3, approved_by = $4, approved_name = $5, version = version + 1
		WHERE  id = $1 AND version = $2 AND approved IS NULL AND apology <> '' AND apology_by <> $4`

	sqlMarkStep = `
		UPDATE incidents
		SET    steps = jsonb_set(steps, ARRAY[$2::text], $3::jsonb), version = version + 1
		WHERE  id = $1 AND NOT steps ? $2`

	sqlMisdirected = `
		INSERT INTO incidents (kind, title, ticket, delivery, happened, known, whose, made, made_by, made_name)
		SELECT 'misdirected', $1, $2, d.id, CASE WHEN d.state = 'sent' THEN d.settled ELSE d.created END, $4, $5, $4, $6, $7
		FROM   deliveries d
		WHERE  d.id = $3 AND d.ticket = $2 AND NOT d.staff
		ON CONFLICT (delivery) WHERE delivery > 0 DO NOTHING`

	// What the member's page shows in the place of a reply that was for somebody else.
	sqlWithdrawReply = `
		UPDATE messages m
		SET    body = jsonb_build_object('text', $3::text, 'author', m.author, 'name', coalesce(m.body ->> 'name', ''))
		WHERE  m.conversation = $1 AND m.delivery = ANY ($2)`

	sqlWithdrawnLine = `
		SELECT seq
		FROM   messages
		WHERE  conversation = $1 AND delivery = $2
		ORDER BY seq
		LIMIT  1`

	// The reply's copies by mail are deliveries of their own. A delivery forgets its words before the line does.
	sqlDieLinks = `
		UPDATE files f
		SET    shared_until = least(f.shared_until, $2)
		WHERE  f.shared_until IS NOT NULL
		AND    f.file_id IN (SELECT x.file ->> 'id'
		                     FROM   (SELECT m.body FROM deliveries d, jsonb_array_elements(d.messages) AS m (body) WHERE d.id = ANY ($1)
		                             UNION ALL
		                             SELECT m.body FROM messages m WHERE m.conversation = $3 AND m.delivery = ANY ($1)) AS said,
		                            jsonb_array_elements(said.body -> 'files') AS x (file)
		                     WHERE  jsonb_typeof(said.body -> 'files') = 'array')`
)

// stepKey is the key under which a step is stored: its word with a capital.
func stepKey(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

func scanIncident(row pgx.CollectableRow) (in incident.Incident, err error) {
	var happened, approved *time.Time
	var steps []byte
	err = row.Scan(&in.ID, &in.Kind, &in.Title, &in.Ticket, &in.Delivery, &happened, &in.Known, &in.Wrongful, &in.Whose, &in.What, &in.Who, &in.Count,
		&in.Cause, &in.Measures, &in.Made, &in.By.ID, &in.By.Name, &in.Apology, &in.ApologyBy.ID, &in.ApologyBy.Name, &approved,
		&in.ApprovedBy.ID, &in.ApprovedBy.Name, &steps, &in.Version)
	if err != nil {
		return in, err
	}
	in.Known, in.Made, in.Happened, in.Approved = in.Known.UTC(), in.Made.UTC(), moment(happened), moment(approved)
	var done map[string]incident.Step
	err = json.Unmarshal(steps, &done)
	for _, word := range incident.Steps() {
		*in.Step(word) = done[stepKey(word)]
	}
	return in, err
}

// Incident reads one; an unknown one is chat.ErrNotFound.
func (s *Store) Incident(ctx context.Context, id int64) (incident.Incident, error) {
	rows, _ := s.workers.Query(ctx, sqlIncident, id) // CollectExactlyOneRow returns the error
	in, err := pgx.CollectExactlyOneRow(rows, scanIncident)
	if err = orNotFound(err); err != nil {
		return in, fmt.Errorf("read incident %d: %w", id, err)
	}
	return in, nil
}

// IncidentOf is the incident that a reply is written down as; 0 where it is none.
func (s *Store) IncidentOf(ctx context.Context, delivery int64) (id int64, err error) {
	err = s.workers.QueryRow(ctx, sqlIncidentOf, delivery).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look for the incident of delivery %d: %w", delivery, err)
	}
	return id, nil
}

// Incidents lists the latest, newest first.
func (s *Store) Incidents(ctx context.Context, limit int) ([]incident.Incident, error) {
	rows, _ := s.workers.Query(ctx, sqlIncidents, limit) // CollectRows returns the error
	all, err := pgx.CollectRows(rows, scanIncident)
	if err != nil {
		return nil, fmt.Errorf("list incidents: %w", err)
	}
	return all, nil
}

// SaveIncident writes an incident down, where its ID is 0, or changes it. Under one request it is one incident. One that
// somebody has changed since is chat.ErrNotFound.
func (s *Store) SaveIncident(ctx context.Context, in incident.Incident, by audit.Record) (int64, error) {
	texts := []any{clean(in.Title), instant(in.Happened), in.Known, in.Wrongful, clean(in.Whose), clean(in.What), clean(in.Who), in.Count, clean(in.Cause), clean(in.Measures)}
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		by.Act = audit.IncidentChanged
		if in.ID == 0 {
			by.Act = audit.IncidentOpened
			err := tx.QueryRow(ctx, sqlNewIncident, append(texts, by.At, clean(by.Actor.ID), clean(by.Actor.Name), clean(by.Request))...).Scan(&in.ID)
			if errors.Is(err, pgx.ErrNoRows) { // the press before is written down
				return tx.QueryRow(ctx, sqlPressedIncident, clean(by.Request)).Scan(&in.ID)
			}
			if err != nil {
				return err
			}
		} else if err := expectOne(tx.Exec(ctx, sqlSaveIncident, append([]any{in.ID, in.Version}, texts...)...)); err != nil {
			return err
		}
		by.Object = fmt.Sprint(in.ID)
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return 0, fmt.Errorf("save incident %d: %w", in.ID, err)
	}
	return in.ID, nil
}

// SaveApology keeps the text of an apology until a second person approves it. One that is approved already, or that
// somebody has changed since, is chat.ErrNotFound.
func (s *Store) SaveApology(ctx context.Context, id int64, version int, text string, by audit.Record) error {
	return s.onIncident(ctx, id, audit.IncidentApology, by, sqlSaveApology, id, version, clean(text), clean(by.Actor.ID), clean(by.Actor.Name))
}

// ApproveApology lets a second person approve it, in the version they have read.
func (s *Store) ApproveApology(ctx context.Context, id int64, version int, by audit.Record) error {
	return s.onIncident(ctx, id, audit.IncidentApproved, by, sqlApproveApology, id, version, by.At, clean(by.Actor.ID), clean(by.Actor.Name))
}

// MarkStep notes that something was done, once. It must be one of [incident.Steps].
func (s *Store) MarkStep(ctx context.Context, id int64, step string, by audit.Record) error {
	if !slices.Contains(incident.Steps(), step) {
		return fmt.Errorf("incident %d: no step is called %q", id, step)
	}
	done, err := marshal(incident.Step{At: by.At, Who: by.Actor.Name})
	if err != nil {
		return err
	}
	by.Note = step
	return s.onIncident(ctx, id, audit.IncidentStep, by, sqlMarkStep, id, stepKey(step), done)
}

func (s *Store) onIncident(ctx context.Context, id int64, act audit.Act, by audit.Record, sql string, args ...any) error {
	err := pgx.BeginFunc(ctx, s.workers, func(tx pgx.Tx) error {
		if err := expectOne(tx.Exec(ctx, sql, args...)); err != nil {
			return err
		}
		by.Act, by.Object = act, fmt.Sprint(id)
		return s.audit(ctx, tx, by)
	})
	if err != nil {
		return fmt.Errorf("%s of %d: %w", act, id, err)
	}
	return nil
}

// saveMisdirected withdraws replies that were for somebody else, lets their file links die, and writes the incident
// down. The turn recalls such a reply, too, and by now its copies with it: what has not gone out stays.
func (w *work) saveMisdirected(b *pgx.Batch) {
	t := w.turn
	for _, m := range t.Misdirected {
		b.Queue(sqlMisdirected, clean(m.Title), clean(m.Ticket), m.Delivery, t.Now, clean(m.Whose), clean(t.Event.Person.ID), clean(t.Event.Person.Name))
		b.Queue(sqlDieLinks, t.Recall, t.Now, t.Conversation.ID) // before its line names them no more
		if m.Withdraws {
			b.Queue(sqlWithdrawReply, t.Conversation.ID, t.Recall, withdrawn())
		}
	}
}

// withdrawn stands on the member's page where such a reply was.
func withdrawn() string { return catalogue.JA.Say("postgres.withdrawn") }

// nameWithdrawn puts the numbers of the lines that messages withdraw into these messages, which know the deliveries.
func (w *work) nameWithdrawn(ctx context.Context) error {
	for i := range w.turn.Out {
		ms := w.turn.Out[i].Messages
		for j := range ms {
			if ms[j].Withdraws == 0 {
				continue
			}
			var seq int64
			err := w.conn.QueryRow(ctx, sqlWithdrawnLine, w.turn.Conversation.ID, ms[j].Withdraws).Scan(&seq)
			if err != nil && !errors.Is(err, pgx.ErrNoRows) {
				return fmt.Errorf("find the line of delivery %d: %w", ms[j].Withdraws, err)
			}
			ms[j].Withdraws = seq
		}
	}
	return nil
}
