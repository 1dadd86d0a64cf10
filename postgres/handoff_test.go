package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/ticket"
)

// aForm is a form under way with one answer.
func aForm(answer string) *turn.FormState {
	return &turn.FormState{At: base, Filling: &ticket.Filling{
		FormID: "inquiry", Started: base, Answers: map[string]ticket.Answer{"company": {Reading: ticket.Reading{Values: []string{answer}}}},
	}}
}

// handOver puts a form under a code in a turn of the member's.
func handOver(t *testing.T, s *postgres.Store, n int, code []byte) {
	t.Helper()
	accept(t, s, wrote(member, n, "LINEで続ける"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		tn.HandedOff = &turn.Handoff{Hash: code, From: member, Until: base.Add(time.Hour), Form: aForm("株式会社ミナト"), Programme: "selas"}
	})
}

// TestOfTwoWhoTypeACodeOneTakesTheForm: and of a turn that fails nothing is taken.
func TestOfTwoWhoTypeACodeOneTakesTheForm(t *testing.T) {
	t.Parallel()
	s, code := open(t), hash("ABCD2345")
	handOver(t, s, 1, code)
	boom := errors.New("boom")
	var taken atomic.Int32
	var wg sync.WaitGroup
	for _, id := range strings.Fields("a b c d e f") {
		from := chat.Address{Channel: chat.Web, ID: id}
		accept(t, s, wrote(from, 1, "ABCD-2345"))
		wg.Go(func() {
			for attempt := range 2 {
				_, err := s.Turn(t.Context(), from.String(), func(ctx context.Context, tn *turn.Turn) error {
					h, err := tn.Handoff(ctx, code)
					switch {
					case err != nil || h == nil:
						t.Errorf("look up: %+v, %v", h, err)
					case h.Taken.ID == "":
						same(t, "answers", h.Form.Filling.Answers, aForm("株式会社ミナト").Filling.Answers)
						if h.From != member || !h.Until.Equal(base.Add(time.Hour)) || h.Programme != "selas" {
							t.Errorf("got %+v", h)
						}
						tn.TakenOver = code
						if attempt == 0 {
							return boom
						}
						taken.Add(1)
					case h.Form != nil:
						t.Error("the form is in two places")
					}
					return nil
				})
				if err != nil && !errors.Is(err, boom) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if taken.Load() != 1 {
		t.Errorf("taken by %d", taken.Load())
	}
	accept(t, s, wrote(member, 2, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		if h, err := tn.Handoff(t.Context(), hash("another")); h != nil || err != nil {
			t.Errorf("an unknown code: %+v, %v", h, err)
		}
	})
}
