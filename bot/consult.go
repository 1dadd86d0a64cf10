package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/llm"
)

// A Model is a language model that may be asked where a decision is unsure. *llm.Client is one.
type Model interface {
	Ready() bool // it would be asked now
	Ask(ctx context.Context, q llm.Question) (llm.Answer, llm.Outcome, error)
	Server() string
	Model() string
}

// knowConsulted gives a turn what a model was asked about its event, and says whether it may want to have one asked.
func (b *Bot) knowConsulted(ctx context.Context, t *turn.Turn) error {
	switch t.Event.Kind {
	case chat.Text, chat.Choose, chat.Mailed:
	default:
		return nil
	}
	if b.Model == nil || b.Consulted == nil || t.Consultations == nil {
		return nil
	}
	known, err := t.Consultations(ctx)
	if err != nil {
		return fmt.Errorf("read what a model was asked: %w", err)
	}
	t.Consulted, t.MayConsult = known, b.Model.Ready()
	return nil
}

// once decides the oldest event of a lane, and asks a model first where that turns out to be wanted. Its caller waits.
func (b *Bot) once(ctx context.Context, lane string, decide func(context.Context, *turn.Turn) error) (bool, error) {
	for {
		more, err := b.Inbox.Turn(ctx, lane, decide)
		var w *turn.Wanted
		if !errors.As(err, &w) {
			return more, err
		}
		if !w.UnderWay {
			if err := b.consult(ctx, w); err != nil {
				return more, err
			}
			continue
		}
		select { // somebody else is asking it
		case <-time.After(askingPause):
		case <-ctx.Done():
			return more, context.Cause(ctx)
		}
	}
}

// askingPause is how often it is looked whether somebody else's question was answered.
const askingPause = 50 * time.Millisecond

// consultBeside asks a model for a turn that wants it, beside the workers: the lane waits, others go on. It reports false
// where err is no such wish.
func (b *Bot) consultBeside(ctx context.Context, lane string, err error) bool {
	var w *turn.Wanted
	if !errors.As(err, &w) {
		return false
	}
	if w.UnderWay { // who asks it goes on; where they have died, the sweep does
		return true
	}
	b.wg.Go(func() {
		if err := b.consult(ctx, w); err != nil {
			b.Log.Error("ask a language model; the turn is decided without", "lane", lane, "err", err)
		}
		b.turns.push(lane)
	})
	return true
}

// consult writes a question down, asks it and writes down what came of it. No transaction is open meanwhile. It fails only
// where nothing could be written down: what the model says, or does not, is no fault.
func (b *Bot) consult(ctx context.Context, w *turn.Wanted) error {
	id, mine, err := b.Consulted.BeginConsultation(ctx, turn.Consulting{
		Seq: w.Seq, Conversation: w.Conversation, Question: w.Question, Server: b.Model.Server(), Model: b.Model.Model(), At: b.Now(),
	})
	if err != nil || !mine {
		return err
	}
	began := time.Now()
	a, outcome, err := b.Model.Ask(ctx, w.Question)
	took := time.Since(began)
	if err != nil {
		b.Log.Info("a language model was of no help; the turn is decided without", "purpose", w.Question.Purpose, "outcome", outcome, "ms", took.Milliseconds(), "err", err)
	}
	return b.Consulted.EndConsultation(ctx, id, outcome, a, took)
}
