package slack

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/office/staffwords"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// viewAstray names the modal in which a reply is written down as one for somebody else.
const viewAstray = "astray"

// longestWhose is in characters, as the desk keeps them.
const longestWhose = 500

// astrayModal asks once more before a reply is written down as one for somebody else: it shows the reply, says what
// happens, and asks whose data was in it.
func (s *Service) astrayModal(ctx context.Context, m memo) (slack.ModalViewRequest, error) {
	t, err := s.desk.Ticket(ctx, m.Ticket)
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("read ticket %s: %w", m.Ticket, err)
	}
	log, err := s.desk.Log(ctx, m.Ticket)
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("read the log of %s: %w", m.Ticket, err)
	}
	reply, known := replyIn(log, m.Delivery)
	switch {
	case reply == nil:
		return modal(title(m.Act), viewLook, "", paragraph(say("console.astray.none"))), nil
	case known:
		return modal(title(m.Act), viewLook, "", paragraph(say("slack.astray.known")), s.incidentsLine()), nil
	}
	blocks := []slack.Block{paragraph(say("slack.astray.about", "number", t.Number, "channel", staffwords.Channel(t.Contact.Channel)))}
	if !s.numbersOnly() {
		blocks = append(blocks, quote(chars.Cut(reply.Text, 1000)))
	}
	for _, text := range []string{say("console.astray.page"), say("console.astray.files"), say("console.astray.unsent"), say("slack.astray.apology")} {
		blocks = append(blocks, small("・"+text))
	}
	whose := slack.NewInputBlock(inputBlock, plain(say("slack.astray.whose")), plain(say("slack.astray.whose_hint")),
		slack.NewPlainTextInputBlockElement(nil, "value").WithMultiline(true).WithMaxLength(longestWhose))
	whose.Optional = true
	full := modal(title(m.Act), viewAstray, staffwords.Act(chat.Misdirect), append(blocks, whose)...)
	full.PrivateMetadata = m.String()
	return full, nil
}

// replyIn is the reply that a log has of a delivery, nil where there is none, and whether it is written down as one for
// somebody else already.
func replyIn(log []ticket.Entry, delivery string) (reply *ticket.Entry, known bool) {
	id, err := strconv.ParseInt(delivery, 10, 64)
	if err != nil || id <= 0 {
		return nil, false
	}
	for i := range log {
		switch e := &log[i]; {
		case e.Delivery != id:
		case e.What == ticket.LogReplied:
			reply = e
		case e.What == ticket.LogMisdirected:
			known = true
		}
	}
	return reply, known
}

// incidentsLine says where what was written down is gone on with.
func (s *Service) incidentsLine() slack.Block { return small(s.incidentsText()) }

func (s *Service) incidentsText() string {
	text := say("slack.astray.desk")
	if s.cfg.DeskURL != "" {
		text += " " + s.cfg.DeskURL + "/desk/incidents"
	}
	return text
}

// astrayAnswered writes a reply down as one for somebody else. Whoever did it is told where it goes on.
func (s *Service) astrayAnswered(ctx context.Context, in interaction, m memo, v verdict) answer {
	if !v.has(staff.ActRight(chat.Misdirect)) {
		return s.refuseView(in.View, m, say("staff.refused.right"))
	}
	e := s.memoEvent(in, m, v.person)
	e.Version, e.Value = 0, m.Delivery
	e.Text = s.typed(ctx, strings.TrimSpace(chars.Clean(in.View.input(inputBlock))))
	outcome, err := s.sink.Act(ctx, e)
	switch {
	case err != nil:
		s.log.Error("slack: act", "act", m.Act, "err", err)
		return s.refuseView(in.View, m, say("slack.try_again"))
	case !outcome.OK:
		return s.refuseView(in.View, m, outcome.Text)
	}
	s.tell(ctx, aside{channel: m.Channel, thread: m.Thread, user: in.User.ID}, say("slack.astray.noted", "number", m.Ticket)+"\n"+s.incidentsText())
	return ok
}
