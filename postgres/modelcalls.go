package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/llm"
)

const (
	sqlBeginCall = `
		INSERT INTO model_calls (asked, event, conversation, key, purpose, server, model, text, given)
		VALUES                  ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (event, key) WHERE event <> 0 DO NOTHING
		RETURNING id`

	sqlEndCall = `
		UPDATE model_calls
		SET    outcome = $2, answer = $3, ms = $4, tokens_in = $5, tokens_out = $6
		WHERE  id = $1 AND outcome = ''`

	sqlCallsOf = `
		SELECT   key, asked, outcome, answer
		FROM     model_calls
		WHERE    event = $1 AND event <> 0
		ORDER BY id`

	sqlCalls = `
		SELECT   id, asked, purpose, server, model, text, given, outcome, answer, used, ms, tokens_in, tokens_out
		FROM     model_calls
		WHERE    (@before = 0 OR id < @before)
		AND      (@from::timestamptz IS NULL OR asked >= @from)
		AND      (@till::timestamptz IS NULL OR asked < @till)
		AND      (@purpose = '' OR purpose = @purpose)
		ORDER BY id DESC
		LIMIT    @limit`

	// What has no outcome yet counts as failed: it is over within seconds, or nothing will ever be known of it.
	sqlCallDays = `
		SELECT   (asked AT TIME ZONE 'Asia/Tokyo')::date AS day, purpose,
		         count(*) FILTER (WHERE outcome <> 'busy'),
		         count(*) FILTER (WHERE outcome = 'answered'),
		         count(*) FILTER (WHERE outcome = 'answered' AND used NOT IN ('', 'nothing')),
		         count(*) FILTER (WHERE outcome NOT IN ('answered', 'busy')),
		         count(*) FILTER (WHERE outcome = 'busy'),
		         coalesce(avg(ms) FILTER (WHERE outcome NOT IN ('busy', '')), 0)::integer,
		         sum(tokens_in), sum(tokens_out)
		FROM     model_calls
		WHERE    asked >= $1
		GROUP BY day, purpose
		ORDER BY day DESC, purpose`

	sqlNoteUse = `UPDATE model_calls SET used = $2 WHERE id = $1`

	// The answer was to the one question that is asked about an event.
	sqlUsedCall = `UPDATE model_calls SET used = $2 WHERE event = $1 AND event <> 0 AND outcome = 'answered'`

	sqlOldCalls = `
		SELECT   x.id
		FROM     model_calls x
		WHERE    x.id > @after::bigint AND x.asked < @cutoff
		AND      NOT EXISTS (SELECT FROM conversations h WHERE h.id = x.conversation AND held_contact(h.address))
		ORDER BY x.id
		LIMIT    @limit`

	sqlForgetCalls = `DELETE FROM model_calls WHERE id = ANY (@ids)`

	sqlErasePersonCalls = `DELETE FROM model_calls WHERE conversation = @conversation`

	// What was taken back is not shown here either. That it had gone out stays.
	sqlEraseCalls = `
		UPDATE model_calls
		SET    text = '', answer = '{}'
		WHERE  conversation = $2
		AND    event = ANY (ARRAY(
		           SELECT seq
		           FROM   events
		           WHERE  channel = $1
		           AND    event_id IN (SELECT event FROM messages WHERE conversation = $2 AND message_id = ANY ($3))))`
)

// callLife is for how long it is kept what a model was asked: so that an office can look back over a quarter.
const callLife = 90 * 24 * time.Hour

// BeginConsultation writes down that a question goes out. It reports false where it has gone out before.
func (s *Store) BeginConsultation(ctx context.Context, c turn.Consulting) (id int64, mine bool, err error) {
	q := c.Question
	err = s.workers.QueryRow(ctx, sqlBeginCall, c.At, c.Seq, c.Conversation, q.Key(), string(q.Purpose), clean(c.Server), clean(c.Model), clean(q.Text), q.IDs()).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("write down what a model is asked: %w", err)
	}
	return id, true, nil
}

// EndConsultation writes down what came of a question.
func (s *Store) EndConsultation(ctx context.Context, id int64, outcome llm.Outcome, a llm.Answer, took time.Duration) error {
	raw, err := json.Marshal(a)
	if err == nil {
		_, err = s.workers.Exec(ctx, sqlEndCall, id, string(outcome), clean(string(raw)), took.Milliseconds(), a.Tokens.In, a.Tokens.Out)
	}
	if err != nil {
		return fmt.Errorf("write down what a model has said: %w", err)
	}
	return nil
}

// consultations implements turn.Lookup.
func (w *work) consultations(ctx context.Context) ([]turn.Consultation, error) {
	rows, _ := w.conn.Query(ctx, sqlCallsOf, w.turn.Seq) // CollectRows returns the error
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c turn.Consultation, err error) {
		var raw []byte
		if err := row.Scan(&c.Key, &c.Asked, &c.Outcome, &raw); err != nil {
			return c, err
		}
		return c, json.Unmarshal(raw, &c.Answer)
	})
}

// NoteUse writes down what became of an answer that no turn waits for.
func (s *Store) NoteUse(ctx context.Context, id int64, use llm.Use) error {
	if _, err := s.workers.Exec(ctx, sqlNoteUse, id, string(use)); err != nil {
		return fmt.Errorf("write down what a model's word was good for: %w", err)
	}
	return nil
}

// saveUse writes down what became of a model's answer in a turn.
func (w *work) saveUse(b *pgx.Batch) {
	if use := w.turn.Used; use != llm.Unknown {
		b.Queue(sqlUsedCall, w.turn.Seq, string(use))
	}
}

// ModelCalls are the questions to language models that a filter chooses, the latest first.
func (s *Store) ModelCalls(ctx context.Context, f llm.CallFilter) ([]llm.Call, error) {
	rows, _ := s.workers.Query(ctx, sqlCalls, pgx.NamedArgs{ // CollectRows returns the error
		"before": f.Before, "from": instant(f.From), "till": instant(f.Till), "purpose": string(f.Purpose), "limit": f.Limit,
	})
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c llm.Call, err error) {
		var raw []byte
		var tokens llm.Tokens
		if err := row.Scan(&c.ID, &c.Asked, &c.Purpose, &c.Server, &c.Model, &c.Text, &c.Given, &c.Outcome, &raw, &c.Used, &c.Took, &tokens.In, &tokens.Out); err != nil {
			return c, err
		}
		err = json.Unmarshal(raw, &c.Answer)
		c.Answer.Tokens = tokens
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("list what models were asked: %w", err)
	}
	return found, nil
}

// ModelDays are what the questions since a time came to, by day in Japan and purpose, the latest day first.
func (s *Store) ModelDays(ctx context.Context, since time.Time) ([]llm.CallDay, error) {
	rows, _ := s.workers.Query(ctx, sqlCallDays, since) // CollectRows returns the error
	days, err := pgx.CollectRows(rows, pgx.RowToStructByPos[llm.CallDay])
	if err != nil {
		return nil, fmt.Errorf("sum up what models were asked: %w", err)
	}
	return days, nil
}
