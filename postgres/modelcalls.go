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

	sqlEndCall = `UPDATE model_calls SET outcome = $2, answer = $3, ms = $4 WHERE id = $1 AND outcome = ''`

	sqlCallsOf = `
		SELECT   key, asked, outcome, answer
		FROM     model_calls
		WHERE    event = $1 AND event <> 0
		ORDER BY id`

	sqlCalls = `
		SELECT   id, asked, purpose, server, model, text, given, outcome, answer, ms
		FROM     model_calls
		WHERE    $1 = 0 OR id < $1
		ORDER BY id DESC
		LIMIT    $2`

	sqlCallSums = `
		SELECT   purpose, outcome, count(*), coalesce(avg(ms)::integer, 0)
		FROM     model_calls
		WHERE    asked >= $1
		GROUP BY purpose, outcome
		ORDER BY purpose, outcome`

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

// A ModelCall is one question to a language model.
type ModelCall struct {
	ID      int64
	Asked   time.Time
	Purpose llm.Purpose
	Server  string
	Model   string
	Text    string   // as it went out
	Given   []string // what could be named
	Outcome llm.Outcome
	Answer  llm.Answer
	Took    int // ms
}

// A CallSum is how many questions of a purpose ended in one way, and how long they took on average.
type CallSum struct {
	Purpose llm.Purpose
	Outcome llm.Outcome
	Count   int
	Took    int // ms
}

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
		_, err = s.workers.Exec(ctx, sqlEndCall, id, string(outcome), clean(string(raw)), took.Milliseconds())
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

// ModelCalls are the questions to language models, the latest first; before is the ID of the last one seen, 0 for the first
// page.
func (s *Store) ModelCalls(ctx context.Context, before int64, limit int) ([]ModelCall, error) {
	rows, _ := s.workers.Query(ctx, sqlCalls, before, limit) // CollectRows returns the error
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c ModelCall, err error) {
		var raw []byte
		if err := row.Scan(&c.ID, &c.Asked, &c.Purpose, &c.Server, &c.Model, &c.Text, &c.Given, &c.Outcome, &raw, &c.Took); err != nil {
			return c, err
		}
		return c, json.Unmarshal(raw, &c.Answer)
	})
	if err != nil {
		return nil, fmt.Errorf("list what models were asked: %w", err)
	}
	return found, nil
}

// ModelCallSums are how the questions since a time ended.
func (s *Store) ModelCallSums(ctx context.Context, since time.Time) ([]CallSum, error) {
	rows, _ := s.workers.Query(ctx, sqlCallSums, since) // CollectRows returns the error
	sums, err := pgx.CollectRows(rows, pgx.RowToStructByPos[CallSum])
	if err != nil {
		return nil, fmt.Errorf("sum up what models were asked: %w", err)
	}
	return sums, nil
}
