package slack

import (
	"slices"

	"github.com/slack-go/slack"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// An office may keep what members say out of Slack (slack: number_only in its file). Slack is then shown a
// ticket's number, kind and state, who has it and by when it is due; all else is read and done at the desk.

// numbersOnly reports whether the office wants that now.
func (s *Service) numbersOnly() bool { return s.cfg.NumbersOnly != nil && s.cfg.NumbersOnly() }

// bareActs need no words of anybody's.
var bareActs = []chat.Act{chat.Claim, chat.Assign, chat.Route, chat.Snooze, chat.Resolve, chat.Reopen, chat.Look}

// bare is a delivery without what members and staff have said in it.
func (s *Service) bare(d chat.Delivery) chat.Delivery {
	if d.Ticket == "" || !s.numbersOnly() {
		return d
	}
	d.Messages = slices.Clone(d.Messages)
	for i, m := range d.Messages {
		d.Messages[i] = s.bareMessage(d.Ticket, m)
	}
	return d
}

func (s *Service) bareMessage(number string, m chat.Message) chat.Message {
	switch {
	case m.Card != nil:
		c := *m.Card
		c.Title, c.Fields, c.Trace, c.Done = "", nil, "", ""
		c.Notice = say("slack.bare.card", "url", s.atDesk(number))
		c.Acts = slices.DeleteFunc(slices.Clone(c.Acts), func(a chat.Act) bool { return !slices.Contains(bareActs, a) })
		m.Card, m.Text = &c, cardText(&c)
		return m
	case m.Status != nil, m.Unsent != "", m.Private != "":
		return m
	}
	m.Name, m.Files, m.Choices, m.Answer = "", nil, nil, nil
	switch m.Author {
	case chat.Member:
		m.Text = say("slack.bare.member", "url", s.atDesk(number))
	case chat.Staff, chat.Bot:
		m.Text = say("slack.bare.reply", "url", s.atDesk(number))
	default:
		m.Text = say("slack.bare.note", "url", s.atDesk(number))
	}
	return m
}

// atDesk is where a ticket is read at the desk.
func (s *Service) atDesk(number string) string { return s.cfg.DeskURL + "/desk/t/" + number }

// titleOf is a ticket's title as Slack may show it.
func (s *Service) titleOf(t ticket.Ticket) string {
	if s.numbersOnly() {
		return t.Kind.Label()
	}
	return t.Title
}

// bareLook says where a ticket is looked at.
func (s *Service) bareLook(number string) slack.ModalViewRequest {
	return modal(title(chat.Look), viewLook, "", paragraph(say("slack.bare.look", "url", s.atDesk(number))))
}
