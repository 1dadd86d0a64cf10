package baseline

import (
	"context"
	"fmt"
	"testing"

	"madoguchi/faq"
)

type nothing struct{}

func (nothing) Search(context.Context, string, int) ([]int, error) { return nil, nil }

type broken struct{}

func (broken) Search(context.Context, string, int) ([]int, error) { return nil, fmt.Errorf("no disk") }

func TestAskerDecides(t *testing.T) {
	d, err := New(nil, nothing{}).Decide(t.Context(), "質問", faq.Scope{})
	if err != nil || d.Verdict != faq.Handoff {
		t.Errorf("nothing found: verdict %q, err %v; want handoff", d.Verdict, err)
	}
	if _, err := New(nil, broken{}).Search(t.Context(), "質問", 3, faq.Scope{}); err == nil {
		t.Error("a broken engine gave no error")
	}
}
