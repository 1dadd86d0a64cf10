package practice

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A Stage is the program, as a story is played on it.
type Stage interface {
	// Clock sets the time at which what follows happens.
	Clock(t time.Time)
	Hire(ctx context.Context, h Hire) error
	// Say is a member's word, who opens the chat with their first one. It returns when it is decided.
	Say(ctx context.Context, talk, text string) error
	// Act is a colleague's act on the latest ticket of a member; one that is refused is an error.
	Act(ctx context.Context, talk, person string, act chat.Act, argument string) error
	// Settle returns when all that goes out has gone.
	Settle(ctx context.Context) error
}

// pace is how long a step takes: a member types, a colleague reads.
const pace = 20 * time.Second

// Play goes through a story on a stage, in the order of its times. Where a scene cannot be played on, the next begins; what went
// wrong is told in the end.
func Play(ctx context.Context, s Story, cal *ticket.Calendar, now time.Time, stage Stage) error {
	scenes := slices.Clone(s.Scenes)
	slices.SortStableFunc(scenes, func(a, b Scene) int { return a.At.Before(now, cal).Compare(b.At.Before(now, cal)) })
	if len(scenes) > 0 {
		stage.Clock(scenes[0].At.Before(now, cal).Add(-time.Hour))
	}
	for _, h := range s.Staff {
		if err := stage.Hire(ctx, h); err != nil {
			return fmt.Errorf("hire %s: %w", h.Name, err)
		}
	}
	var clock time.Time
	var faults []error
	for _, scene := range scenes {
		if at := scene.At.Before(now, cal); at.After(clock) {
			clock = at
		}
		for _, step := range scene.Do {
			stage.Clock(clock)
			if err := step.play(ctx, scene.Talk, cal, now, stage); err != nil {
				faults = append(faults, fmt.Errorf("play the scene of line %d: %w", scene.Line, err))
				break
			}
			clock = clock.Add(pace)
		}
	}
	return errors.Join(faults...)
}

func (st Step) play(ctx context.Context, talk string, cal *ticket.Calendar, now time.Time, stage Stage) error {
	text := Said(st.Text, now, cal)
	if st.Act == "" {
		if err := stage.Say(ctx, talk, text); err != nil {
			return fmt.Errorf("%s says %q: %w", talk, text, err)
		}
		return stage.Settle(ctx)
	}
	if st.Act == chat.Snooze {
		when, err := parseAhead(text, now)
		if err != nil {
			return err
		}
		text = when.Format(time.RFC3339)
	}
	if err := stage.Act(ctx, talk, st.Person, st.Act, text); err != nil {
		return fmt.Errorf("%s: %s of %s: %w", st.Person, st.Act, talk, err)
	}
	return stage.Settle(ctx)
}

// parseAhead reads a date as Said has written it, the next of that name, at nine in the morning.
func parseAhead(text string, now time.Time) (time.Time, error) {
	day, err := time.ParseInLocation("1/2", text, reading.JST)
	if err != nil {
		return time.Time{}, fmt.Errorf("snooze until %q: want a date such as {+2b}", text)
	}
	day = time.Date(now.In(reading.JST).Year(), day.Month(), day.Day(), 9, 0, 0, 0, reading.JST)
	if day.Before(now) {
		day = day.AddDate(1, 0, 0)
	}
	return day, nil
}
