package slack

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// Action ids of the home tab's away switch.
const (
	awayAction = "away:go"
	backAction = "away:back"
)

// longestAway bounds an absence, so that a slip of the year is noticed.
const longestAway = 366 * 24 * time.Hour

// homeHead is what stands above the lists of the home tab: how the office stands, who is away, and
// the switch.
func (s *Service) homeHead(ctx context.Context, who chat.Person) ([]slack.Block, error) {
	var blocks []slack.Block
	if s.cfg.Notes != nil {
		for _, note := range s.cfg.Notes(ctx) {
			blocks = append(blocks, small(note))
		}
	}
	if s.cfg.Absences == nil {
		return blocks, nil
	}
	away, err := s.cfg.Absences.Away(ctx, s.now())
	if err != nil {
		return nil, fmt.Errorf("list who is away: %w", err)
	}
	var lines []line
	for _, a := range away {
		lines = append(lines, line{say("slack.away_list"), say("slack.away_until", "name", a.Person.Name, "back", a.Back())})
	}
	if len(lines) > 0 {
		blocks = append(blocks, richLines(lines))
	}
	id, label := awayAction, say("slack.go_away")
	if slices.ContainsFunc(away, func(a ticket.Absence) bool { return a.Person.ID == who.ID }) {
		id, label = backAction, say("slack.come_back")
	}
	return append(blocks, slack.NewActionBlock("", button(id, label, id))), nil
}

// pressAway asks until when somebody is away, or notes that they are back. Everybody answers for
// themselves alone.
func (s *Service) pressAway(ctx context.Context, in interaction, action string) {
	if s.cfg.Absences == nil {
		return
	}
	s.later(ctx, "go away or come back", func(ctx context.Context) error {
		v, err := s.check(ctx, in.User.ID)
		if err != nil {
			s.tell(ctx, in.aside(), failure(err))
			return err
		}
		if refusal := s.refusal(in, v); refusal != "" {
			s.tell(ctx, in.aside(), refusal)
			return nil
		}
		if action == awayAction {
			_, err = s.api.OpenViewContext(ctx, in.TriggerID, awayModal(s.now()))
			if tooLate(err) {
				s.tell(ctx, in.aside(), say("slack.press_again"))
				return nil
			}
			return err
		}
		if err := s.cfg.Absences.SetAway(ctx, v.person, time.Time{}); err != nil {
			s.tell(ctx, in.aside(), failure(err))
			return err
		}
		return s.drawHome(ctx, in.User.ID, "")
	})
}

func awayModal(now time.Time) slack.ModalViewRequest {
	picker := slack.NewDatePickerBlockElement("value")
	picker.InitialDate = now.In(reading.JST).Format(time.DateOnly)
	in := slack.NewInputBlock(inputBlock, plain(say("slack.away_last")), plain(say("slack.away_hint")), picker)
	return modal(say("slack.go_away"), viewAway, say("slack.submit"), in)
}

// awayAnswered notes an absence whose last day was chosen.
func (s *Service) awayAnswered(ctx context.Context, in interaction) answer {
	if s.cfg.Absences == nil {
		return ok
	}
	v, found := s.soon(ctx, in.User.ID, fresh)
	refusal := say("slack.try_again")
	if found {
		refusal = s.refusal(in, v)
	}
	day, err := time.ParseInLocation(time.DateOnly, in.View.input(inputBlock), reading.JST)
	until := ticket.AwayUntil(day)
	now := s.now()
	switch {
	case refusal != "":
	case err != nil || !until.After(now) || until.Sub(now) > longestAway:
		refusal = say("slack.wrong_day")
	default:
		if err := s.cfg.Absences.SetAway(ctx, v.person, until); err != nil {
			s.log.Error("slack: note an absence", "err", err)
			refusal = say("slack.try_again")
		}
	}
	if refusal != "" {
		return s.refuseView(in.View, memo{}, refusal)
	}
	s.later(ctx, "draw the home tab", func(ctx context.Context) error { return s.drawHome(ctx, in.User.ID, "") })
	return ok
}
