package postgres_test

import (
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/llm"
	"madoguchi/postgres"
)

// TestModelCalls: what left the house for a model is written down before it goes, and can be looked through afterwards.
func TestModelCalls(t *testing.T) {
	t.Parallel()
	s := open(t)
	now := time.Now().Truncate(time.Second)
	question := func(text string) llm.Question {
		return llm.Question{Purpose: llm.Choose, Text: text, Candidates: []llm.Candidate{{ID: "hanro/1"}, {ID: "hanro/2"}}}
	}
	begin := func(text string) int64 {
		t.Helper()
		id, mine, err := s.BeginConsultation(t.Context(), turn.Consulting{Question: question(text), Server: "192.168.1.20:8080", Model: "m", At: now})
		if err != nil || !mine {
			t.Fatalf("begin: mine %v, error %v", mine, err)
		}
		return id
	}
	first, second := begin("会費\x00について"), begin("領収書について") // about no event: each is one of its own
	if again := begin("領収書について"); again == second {
		t.Errorf("two questions about no event are one")
	}
	if err := s.EndConsultation(t.Context(), first, llm.Answered, llm.Answer{Choice: "hanro/2"}, 321*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	calls, err := s.ModelCalls(t.Context(), 0, 2)
	if err != nil || len(calls) != 2 || calls[1].ID != second || calls[0].Outcome != llm.Asking {
		t.Fatalf("the latest two: %+v, %v", calls, err)
	}
	calls, err = s.ModelCalls(t.Context(), second, 2)
	want := postgres.ModelCall{ID: first, Asked: now, Purpose: llm.Choose, Server: "192.168.1.20:8080", Model: "m", Text: "会費について", Given: []string{"hanro/1", "hanro/2"},
		Outcome: llm.Answered, Answer: llm.Answer{Choice: "hanro/2"}, Took: 321}
	if err != nil || len(calls) != 1 {
		t.Fatalf("those before: %+v, %v", calls, err)
	}
	if !calls[0].Asked.Equal(now) {
		t.Errorf("asked at %v, want %v", calls[0].Asked, now)
	}
	calls[0].Asked = now
	same(t, "the first", calls[0], want)
	sums, err := s.ModelCallSums(t.Context(), now.Add(-time.Hour))
	same(t, "sums", sums, []postgres.CallSum{{llm.Choose, llm.Asking, 2, 0}, {llm.Choose, llm.Answered, 1, 321}})
	if err != nil {
		t.Error(err)
	}
}
