package postgres_test

import (
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/llm"
	"madoguchi/reading"
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
	if err := s.EndConsultation(t.Context(), first, llm.Answered, llm.Answer{Choice: "hanro/2", Tokens: llm.Tokens{In: 210, Out: 12}}, 321*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if err := s.NoteUse(t.Context(), first, llm.Chosen); err != nil {
		t.Fatal(err)
	}
	calls, err := s.ModelCalls(t.Context(), llm.CallFilter{Limit: 2})
	if err != nil || len(calls) != 2 || calls[1].ID != second || calls[0].Outcome != llm.Asking {
		t.Fatalf("the latest two: %+v, %v", calls, err)
	}
	calls, err = s.ModelCalls(t.Context(), llm.CallFilter{Before: second, From: now, Till: now.Add(time.Second), Purpose: llm.Choose, Limit: 2})
	want := llm.Call{ID: first, Asked: now, Purpose: llm.Choose, Server: "192.168.1.20:8080", Model: "m", Text: "会費について", Given: []string{"hanro/1", "hanro/2"},
		Outcome: llm.Answered, Answer: llm.Answer{Choice: "hanro/2", Tokens: llm.Tokens{In: 210, Out: 12}}, Used: llm.Chosen, Took: 321}
	if err != nil || len(calls) != 1 {
		t.Fatalf("those before: %+v, %v", calls, err)
	}
	if !calls[0].Asked.Equal(now) {
		t.Errorf("asked at %v, want %v", calls[0].Asked, now)
	}
	calls[0].Asked = now
	same(t, "the first", calls[0], want)
	for _, f := range []llm.CallFilter{{From: now.Add(time.Second)}, {Till: now}, {Purpose: llm.Fill}} {
		f.Limit = 9
		if none, err := s.ModelCalls(t.Context(), f); err != nil || len(none) > 0 {
			t.Errorf("%+v: %+v, %v", f, none, err)
		}
	}
	day, err := s.ModelDays(t.Context(), now.Add(-time.Hour))
	if err != nil || len(day) != 1 {
		t.Fatalf("days: %+v, %v", day, err)
	}
	day[0].Day = time.Time{}
	same(t, "the day", day[0], llm.CallDay{Purpose: llm.Choose, Asked: 3, Answered: 1, Used: 1, Failed: 2, Took: 321, In: 210, Out: 12})
}

// TestModelDays: days are those of Japan.
func TestModelDays(t *testing.T) {
	t.Parallel()
	s := open(t)
	midnight := time.Date(2026, 8, 4, 0, 0, 0, 0, reading.JST)
	for _, at := range []time.Time{midnight.Add(-time.Second), midnight, midnight.Add(23 * time.Hour)} {
		id, _, err := s.BeginConsultation(t.Context(), turn.Consulting{Question: llm.Question{Purpose: llm.Fill, Text: "x"}, Server: "s", Model: "m", At: at})
		if err == nil {
			err = s.EndConsultation(t.Context(), id, llm.Busy, llm.Answer{}, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	days, err := s.ModelDays(t.Context(), midnight.AddDate(0, 0, -30))
	if err != nil || len(days) != 2 {
		t.Fatalf("%+v, %v", days, err)
	}
	for i, want := range []struct {
		day    string
		spared int
	}{{"2026-08-04", 2}, {"2026-08-03", 1}} {
		if d := days[i]; d.Day.Format(time.DateOnly) != want.day || d.Spared != want.spared || d.Asked != 0 {
			t.Errorf("%+v, want %+v", d, want)
		}
	}
}
