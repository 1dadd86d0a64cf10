package slack

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// cannedBlock is the list of canned replies in the modal a reply is written in.
const cannedBlock = "canned"

// block is the id of a block in the present round of a modal. Slack leaves in a block what was typed there, whatever an
// update says, so a text that was put in comes in a new one.
func (m memo) block(name string) string {
	if m.Round == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(m.Round)
}

// cannedInput lists the canned replies for a ticket; nil where there are none.
func (s *Service) cannedInput(ctx context.Context, t ticket.Ticket, m memo) (*slack.InputBlock, error) {
	if s.cfg.Canned == nil {
		return nil, nil
	}
	all, err := s.cfg.Canned(ctx, t, chat.Person{})
	if err != nil {
		return nil, fmt.Errorf("list canned replies for %s: %w", t.Number, err)
	}
	if len(all) == 0 {
		return nil, nil
	}
	var pairs [][2]string
	for _, c := range all[:min(len(all), maxOptions)] {
		pairs = append(pairs, [2]string{strconv.FormatInt(c.ID, 10), c.Name})
	}
	input := slack.NewInputBlock(m.block(cannedBlock), plain(say("slack.canned")), plain(say("slack.canned_about")), options(say("slack.canned_choose"), pairs...))
	input.Optional = true
	return input, nil
}

// insertCanned shows the modal again with the chosen reply behind what was typed, to be read and changed.
func (s *Service) insertCanned(ctx context.Context, in interaction, m memo, who chat.Person, text, id string) answer {
	if s.cfg.Canned == nil {
		return s.refuseView(in.View, m, say("slack.try_again"))
	}
	t, err := s.desk.Ticket(ctx, m.Ticket)
	if err != nil {
		return s.refuseView(in.View, m, say("slack.try_again"))
	}
	all, err := s.cfg.Canned(ctx, t, who)
	if err != nil {
		s.log.Error("slack: insert a canned reply", "ticket", m.Ticket, "err", err)
		return s.refuseView(in.View, m, say("slack.try_again"))
	}
	for _, c := range all {
		if strconv.FormatInt(c.ID, 10) == id {
			text = strings.TrimSpace(text + "\n\n" + c.Text)
		}
	}
	if chars.Units(text) > maxInput {
		return s.refuseView(in.View, m, say("slack.canned_long"))
	}
	m.Round++
	full, err := s.replyModal(ctx, m, text, "")
	if err != nil {
		return s.refuseView(in.View, m, say("slack.try_again"))
	}
	return answer{status: 200, body: slack.NewUpdateViewSubmissionResponse(&full)}
}
