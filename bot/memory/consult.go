package memory

import (
	"context"
	"fmt"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/llm"
)

// A Call is what a language model was asked, and what came of it.
type Call struct {
	turn.Consulting
	Outcome llm.Outcome
	Answer  llm.Answer
}

// BeginConsultation writes down that a question goes out. It reports false where it has gone out before.
func (m *Memory) BeginConsultation(_ context.Context, c turn.Consulting) (id int64, mine bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, before := range m.consulted[c.Seq] {
		if before.Key == c.Question.Key() {
			return 0, false, nil
		}
	}
	m.consulted[c.Seq] = append(m.consulted[c.Seq], turn.Consultation{Key: c.Question.Key(), Asked: c.At})
	m.calls = append(m.calls, Call{Consulting: c})
	return int64(len(m.calls)), true, nil
}

// EndConsultation writes down what came of a question.
func (m *Memory) EndConsultation(_ context.Context, id int64, outcome llm.Outcome, a llm.Answer, _ time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id < 1 || id > int64(len(m.calls)) {
		return fmt.Errorf("no question %d went out", id)
	}
	call := &m.calls[id-1]
	if call.Outcome != llm.Asking {
		return nil
	}
	call.Outcome, call.Answer = outcome, a
	known := m.consulted[call.Seq]
	for i := range known {
		if known[i].Key == call.Question.Key() {
			known[i].Outcome, known[i].Answer = outcome, a
		}
	}
	return nil
}

// Calls are the questions that went out, in their order.
func (m *Memory) Calls() []Call {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Call(nil), m.calls...)
}
