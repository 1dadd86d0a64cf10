package slack

import (
	"context"
	"fmt"
	"sync"

	"github.com/slack-go/slack"

	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// homeTickets is how many tickets a list of the home tab shows.
const homeTickets = 10

// homeOpened draws the app's home tab for whoever opened it, after the acknowledgement.
func (s *Service) homeOpened(ctx context.Context, _ envelope, m message) answer {
	if m.Tab == "messages" || m.User == "" {
		return ok
	}
	hash := ""
	if m.View != nil {
		hash = m.View.Hash
	}
	s.later(ctx, "draw the home tab", func(ctx context.Context) error { return s.drawHome(ctx, m.User, hash) })
	return ok
}

// drawHome publishes somebody's home tab. With a hash it gives way to one that was drawn since. One is drawn after the
// other: else what was read first could be published last, and stay.
func (s *Service) drawHome(ctx context.Context, user, hash string) error {
	one, _ := s.homes.LoadOrStore(user, &sync.Mutex{})
	drawing := one.(*sync.Mutex)
	drawing.Lock()
	defer drawing.Unlock()
	v, err := s.check(ctx, user)
	if err != nil {
		return err
	}
	blocks := []slack.Block{paragraph(v.refusal)}
	if v.may() {
		if blocks, err = s.home(ctx, v); err != nil {
			return err
		}
	}
	request := slack.PublishViewContextRequest{UserID: user, View: slack.HomeTabViewRequest{
		Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: limitBlocks(blocks, 100)}}}
	if hash != "" {
		request.Hash = &hash
	}
	_, err = s.api.PublishViewContext(ctx, request)
	if code(err) == "hash_conflict" {
		return nil
	}
	return err
}

// home shows how the office stands and who is away, and lists the tickets that are late, a person's
// own, and those nobody has.
func (s *Service) home(ctx context.Context, v verdict) ([]slack.Block, error) {
	blocks, err := s.homeHead(ctx, v.person)
	if err != nil {
		return nil, err
	}
	turned, err := s.switchBlocks(ctx, v)
	if err != nil {
		return nil, err
	}
	blocks = append(blocks, turned...)
	if !v.has(staff.Work) {
		return append(blocks, small(say("slack.help"))), nil
	}
	for _, list := range s.lists(v.person) {
		list.filter.Limit = homeTickets + 1
		tickets, err := s.desk.Tickets(ctx, v.within(list.filter))
		if err != nil {
			return nil, fmt.Errorf("list tickets: %w", err)
		}
		blocks = append(blocks, s.ticketList(list.name, tickets, homeTickets)...)
	}
	return append(blocks, small(say("slack.help"))), nil
}

// A list is one of those that staff look at tickets by.
type list struct {
	name   string
	words  []string // by which it is asked for
	filter ticket.Filter
}

// lists are what is late, what is a person's own, and what nobody has.
func (s *Service) lists(who chat.Person) []list {
	open := []ticket.Status{ticket.Received, ticket.Working, ticket.Waiting, ticket.OnHold}
	return []list{
		{say("slack.home_late"), lateWords, ticket.Filter{Status: open, Overdue: s.now()}},
		{say("slack.home_mine"), mineWords, ticket.Filter{Status: open, Assignee: who.ID}},
		{say("slack.home_free"), freeWords, ticket.Filter{Status: open, Assignee: "-"}},
	}
}

// ticketList is one list of at most so many tickets, two blocks a ticket.
func (s *Service) ticketList(name string, tickets []ticket.Ticket, most int) []slack.Block {
	blocks := []slack.Block{heading(name)}
	if len(tickets) == 0 {
		return append(blocks, small(say("slack.none")))
	}
	for _, t := range tickets[:min(len(tickets), most)] {
		value := t.Status.Label() + "　" + say("slack.assignee") + " " + orDash(t.Assignee.Name)
		if !t.Due.IsZero() {
			value += "　" + say("slack.due") + " " + day(t.Due)
		}
		blocks = append(blocks,
			richLines([]line{{t.Number + "　" + s.titleOf(t), value}}),
			buttons(s.listedActs(t), target{ticket: t.Number, version: t.Version}))
	}
	if len(tickets) > most {
		blocks = append(blocks, small(say("slack.more")))
	}
	return blocks
}

// listedActs are the acts beside a ticket in a list. What somebody has, nobody is asked to take on.
func (s *Service) listedActs(t ticket.Ticket) []chat.Act {
	switch {
	case s.numbersOnly() && t.Status.Open() && t.Assignee.ID == "":
		return []chat.Act{chat.Claim, chat.Look}
	case s.numbersOnly():
		return []chat.Act{chat.Look}
	case !t.Status.Open():
		return []chat.Act{chat.Reopen, chat.Look}
	case t.Assignee.ID != "":
		return []chat.Act{chat.Reply, chat.Look}
	}
	return []chat.Act{chat.Claim, chat.Reply, chat.Look}
}
