package turn

import (
	"context"
	"fmt"
	"time"

	"madoguchi/llm"
)

// A turn that is unsure may want a language model's word, which takes longer than a transaction may be held open. So it
// happens between two turns:
//
//	turn     decides, is unsure, and wants an answer that it does not have: all of it is undone, nothing is saved
//	between  the question is written down, the server asked, its answer written down; no lock, no transaction
//	turn     decides the same event again, with what was written down: the answer, or that there is none
//
// What was written down stays as it is, so that however often the turn is made again (another process, a crash before its
// commit) it is decided alike and what left the house left it once. See bot/consult.go.

// A Consultation is a question to a language model about an event, with what came of it.
type Consultation struct {
	Key     string // of its question: see [llm.Question.Key]
	Asked   time.Time
	Outcome llm.Outcome
	Answer  llm.Answer
}

// A Consulting is a question that goes out, as it is written down before.
type Consulting struct {
	Seq          int64 // of the event it is about; 0 = none
	Conversation int64 // of the contact whose event it is; 0 = none
	Question     llm.Question
	Server       string // the host that it goes to
	Model        string
	At           time.Time
}

// Consultations keep what language models were asked, and what came of it.
type Consultations interface {
	// BeginConsultation writes down that a question goes out. It reports false where it has gone out before: then nobody
	// is to be asked.
	BeginConsultation(ctx context.Context, c Consulting) (id int64, mine bool, err error)

	// EndConsultation writes down what came of it. From then on it stays so.
	EndConsultation(ctx context.Context, id int64, outcome llm.Outcome, a llm.Answer, took time.Duration) error
}

// Patience is how long a turn waits for a question that is under way. It is over when its process has died.
const Patience = 2 * llm.Limit

// Consult is a model's answer to a question, or the zero Answer where there is none: none is asked, it failed, or it is to
// be asked first. Then Wanted is set, and the turn will be undone.
func (t *Turn) Consult(q llm.Question) llm.Answer {
	if t.Wanted != nil || q.Text == "" {
		return llm.Answer{}
	}
	key := q.Key()
	for _, c := range t.Consulted {
		switch {
		case c.Key != key:
		case c.Outcome == llm.Asking && t.Now.Sub(c.Asked) < Patience:
			t.Wanted = &Wanted{Question: q, UnderWay: true}
			return llm.Answer{}
		default:
			if c.Outcome == llm.Answered {
				t.Used = llm.Nothing // until whoever has asked says otherwise
			}
			return c.Answer
		}
	}
	if t.MayConsult && len(t.Consulted) < mostConsulted {
		t.Wanted = &Wanted{Question: q, Seq: t.Seq, Conversation: t.Conversation.ID}
	}
	return llm.Answer{}
}

// mostConsulted is how many questions are asked about one event: each is a wait.
const mostConsulted = 1

// A Wanted is the error of a turn that has to be made again once a question was answered.
type Wanted struct {
	Question     llm.Question
	Seq          int64 // of the event
	Conversation int64
	UnderWay     bool // somebody is asking it
}

// Error implements error.
func (w *Wanted) Error() string {
	return fmt.Sprintf("the turn waits for a language model: %s", w.Question.Purpose)
}
