package bot

import (
	"context"
	"fmt"

	"madoguchi/bot/turn"
	"madoguchi/bot/words"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/reading"
)

// Accept stores events and sets their turns going. When it returns nil the events are safe. What
// must not be kept at all, such as a card number, is struck out before.
func (b *Bot) Accept(ctx context.Context, events ...chat.Event) error {
	_, err := b.accept(ctx, events)
	return err
}

func (b *Bot) accept(ctx context.Context, events []chat.Event) ([]string, error) {
	if len(events) == 0 {
		return nil, nil
	}
	for i := range events {
		mask(&events[i])
	}
	lanes, err := b.Inbox.Accept(ctx, events)
	if err != nil {
		return nil, fmt.Errorf("store %d events: %w", len(events), err)
	}
	b.counts.Accepted.Add(int64(len(lanes)))
	for _, lane := range lanes {
		b.turns.push(lane)
	}
	return lanes, nil
}

// mask cleans what came in, whichever channel brought it, and strikes out of a member's words what
// the office has no business to keep.
func mask(e *chat.Event) {
	e.Text = chars.Clean(e.Text)
	if e.Mail != nil {
		e.Mail = maskMail(*e.Mail)
	}
	if e.Kind == chat.StaffAct || e.Text == "" {
		return
	}
	masked, found := reading.Mask(e.Text)
	if len(found) > 0 {
		e.Text, e.Masked = masked, found[0]
	}
}

// maskMail does the same for what a mail says beside its text. What is quoted there nobody is warned of: it was
// said before, and perhaps by somebody else.
func maskMail(m chat.Mail) *chat.Mail {
	for _, s := range []*string{&m.Subject, &m.Folded, &m.Company} {
		*s, _ = reading.Mask(chars.Clean(*s))
	}
	return &m
}

// Act stores one event, a staff act or what an application files, decides it at once and says what came of it. Events of the same
// conversation that were waiting before it are decided first, so its outcome is the last word.
func (b *Bot) Act(ctx context.Context, e chat.Event) (chat.Outcome, error) {
	mask(&e)
	lanes, err := b.Inbox.Accept(ctx, []chat.Event{e})
	if err != nil {
		return chat.Outcome{}, fmt.Errorf("store staff act %s: %w", e.Act, err)
	}
	if len(lanes) == 0 {
		return chat.Outcome{OK: true, Text: words.AlreadyDone, Ticket: e.Ticket, Before: true}, nil
	}
	var outcome *chat.Outcome
	for outcome == nil {
		more, err := b.once(ctx, lanes[0], func(ctx context.Context, t *turn.Turn) error {
			if err := b.decide(ctx, t); err != nil {
				return err
			}
			if t.Event.ID == e.ID {
				outcome = &t.Outcome
			}
			return nil
		})
		if err != nil {
			b.turns.push(lanes[0])
			return chat.Outcome{}, fmt.Errorf("decide staff act %s on %s: %w", e.Act, e.Ticket, err)
		}
		if !more && outcome == nil { // another process decided it first
			return chat.Outcome{OK: true, Text: words.AlreadyDone, Ticket: e.Ticket, Before: true}, nil
		}
	}
	return *outcome, nil
}
