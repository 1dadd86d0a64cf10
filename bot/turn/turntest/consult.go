package turntest

import (
	"context"
	"errors"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/llm"
)

// choice is a question to a model.
var choice = llm.Question{Purpose: llm.Choose, Text: "会費について", Candidates: []llm.Candidate{{ID: "a/1", Question: "会費は？"}}}

// consulting is a turn that says what a model has chosen, or waits for it.
func (t *trial) consulting() (*turn.Wanted, error) {
	found, err := t.store.Turn(t.Context(), anna.String(), func(ctx context.Context, tn *turn.Turn) (err error) {
		if tn.Consulted, err = tn.Consultations(ctx); err != nil {
			return err
		}
		tn.MayConsult = true
		a := tn.Consult(choice)
		tn.Conversation.Programme = "tsunagu"
		tn.Out = []turn.Outgoing{to(anna, "選ばれたもの："+a.Choice)}
		if tn.Wanted != nil {
			return tn.Wanted
		}
		return nil
	})
	var w *turn.Wanted
	if errors.As(err, &w) {
		return w, nil
	}
	if !found {
		t.Fatal("no event waits")
	}
	return nil, err
}

func (t *trial) wants(underWay bool) *turn.Wanted {
	t.Helper()
	w, err := t.consulting()
	if err != nil || w == nil || w.UnderWay != underWay {
		t.Fatalf("the turn wants %+v, error %v; want one that is under way: %v", w, err, underWay)
	}
	return w
}

func (t *trial) asking(w *turn.Wanted, at time.Time) int64 {
	t.Helper()
	id, mine, err := t.store.BeginConsultation(t.Context(), turn.Consulting{Seq: w.Seq, Conversation: w.Conversation, Question: w.Question, Server: "127.0.0.1", Model: "m", At: at})
	if err != nil || !mine {
		t.Fatalf("begin: mine %v, error %v", mine, err)
	}
	return id
}

func testConsulted(t *trial) {
	t.accept(t.wrote(anna, "会費について"))
	var w *turn.Wanted
	for range turn.MaxAttempts + 1 { // however often: that is no failure of the event
		w = t.wants(false)
	}
	id := t.asking(w, time.Now())
	t.wants(true)
	if err := t.store.EndConsultation(t.Context(), id, llm.Answered, llm.Answer{Choice: "a/1"}, time.Second); err != nil {
		t.Fatal(err)
	}
	if err := t.store.EndConsultation(t.Context(), id, llm.Answered, llm.Answer{Choice: llm.None}, time.Second); err != nil {
		t.Fatal(err)
	}
	t.claim()
	if w, err := t.consulting(); w != nil || err != nil {
		t.Fatalf("the turn wants %+v, error %v", w, err)
	}
	t.idle(anna)
	t.claim("選ばれたもの：a/1")
}

func testConsultedOnce(t *trial) {
	t.accept(t.wrote(anna, "会費について"))
	w := t.wants(false)
	t.asking(w, time.Now().Add(-2*turn.Patience)) // and nothing is heard of it again
	if _, mine, err := t.store.BeginConsultation(t.Context(), turn.Consulting{Seq: w.Seq, Question: w.Question, At: time.Now()}); err != nil || mine {
		t.Fatalf("the same question again: mine %v, error %v", mine, err)
	}
	if w, err := t.consulting(); w != nil || err != nil {
		t.Fatalf("the turn wants %+v, error %v", w, err)
	}
	t.claim("選ばれたもの：")
}
