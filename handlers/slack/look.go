package slack

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/office/staffwords"
	"madoguchi/ticket"
)

// lookModal shows a ticket whole, personal data included. That somebody looked is written down
// first: where it cannot be, nothing is shown.
func (s *Service) lookModal(ctx context.Context, in interaction, m memo, who chat.Person) (slack.ModalViewRequest, error) {
	if s.numbersOnly() {
		return s.bareLook(m.Ticket), nil
	}
	outcome, err := s.sink.Act(ctx, s.memoEvent(in, m, who))
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("note that %s was looked at: %w", m.Ticket, err)
	}
	if !outcome.OK {
		return modal(title(chat.Look), viewLook, "", paragraph(outcome.Text)), nil
	}
	t, err := s.desk.Ticket(ctx, m.Ticket)
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("read ticket %s: %w", m.Ticket, err)
	}
	log, err := s.desk.Log(ctx, m.Ticket)
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("read the log of %s: %w", m.Ticket, err)
	}
	blocks := []slack.Block{heading(t.Number + "　" + t.Kind.Label()), richLines(s.facts(t))}
	blocks = append(blocks, answers(s.fields(t))...)
	blocks = append(blocks, slack.NewDividerBlock(), small(say("slack.history")))
	for _, e := range log[max(0, len(log)-30):] {
		blocks = append(blocks, richLines([]line{{clock(e.At) + "　" + speaker(e.Who), chars.Cut(happened(e), lookEntry)}}))
	}
	return modal(title(chat.Look), viewLook, "", append(blocks, small(say("slack.looked")))...), nil
}

// The modal shows so many answers of a form and so much of them and of the log: a view has at most
// 250 kB, and a character of somebody's text may take six bytes of it.
const (
	lookFields = 30 * fieldsInBlock
	lookUnits  = 18_000
	lookEntry  = 500
)

// answers are a form's answers in as many blocks as keep each within its limits.
func answers(lines []line) []slack.Block {
	lines = lines[:min(len(lines), lookFields)]
	parts := chunks(lines, fieldsInBlock)
	if len(parts) == 0 {
		return nil
	}
	blocks := []slack.Block{slack.NewDividerBlock()}
	for _, part := range parts {
		blocks = append(blocks, richLinesWithin(part, lookUnits/len(parts)))
	}
	return blocks
}

// A line is a label and its value, of which only the label is ours.
type line struct{ label, value string }

// facts are the ticket's own columns.
func (s *Service) facts(t ticket.Ticket) []line {
	lines := []line{
		{say("slack.status"), t.Status.Label()},
		{say("slack.subject"), s.titleOf(t)},
		{say("slack.channel"), staffwords.Channel(t.Contact.Channel)},
		{say("slack.assignee"), orDash(t.Assignee.Name)},
		{say("slack.opened"), day(t.Opened)},
	}
	if !t.Due.IsZero() {
		lines = append(lines, line{say("slack.due"), day(t.Due)})
	}
	if t.RouteReason != "" {
		lines = append(lines, line{say("slack.routed"), t.Team + "（" + t.RouteReason + "）"})
	}
	if t.Trace.Query != "" && !s.numbersOnly() {
		lines = append(lines, line{say("slack.asked"), t.Trace.Query})
	}
	return lines
}

// fields are what the form asked: in the form's order and words where the form is known, else by ID.
func (s *Service) fields(t ticket.Ticket) []line {
	if s.cfg.Form != nil {
		if fm := s.cfg.Form(t.FormID); fm != nil {
			return formLines(fm, t.Fields)
		}
	}
	var lines []line
	for _, id := range slices.Sorted(maps.Keys(t.Fields)) {
		if v := strings.Join(t.Fields[id], "、"); v != "" {
			lines = append(lines, line{s.cfg.Label(t.FormID, id), v})
		}
	}
	return lines
}

// formLines are a form's answers as people read them. A field that was asked for each of several
// things names the thing before each answer.
func formLines(fm *ticket.Form, values ticket.Values) []line {
	var lines []line
	for i := range fm.Fields {
		f := &fm.Fields[i]
		given := values[f.ID]
		if len(given) == 0 {
			continue
		}
		shown := f.Show(given).Shown
		if items, of := values[f.Each], fm.Field(f.Each); of != nil && len(items) == len(given) {
			parts := make([]string, len(items))
			for n, item := range items {
				parts[n] = of.Show([]string{item}).Shown + "：" + f.Show(given[n:n+1]).Shown
			}
			shown = strings.Join(parts, "\n　")
		}
		lines = append(lines, line{strings.ReplaceAll(f.Label, "{item}", ""), shown})
	}
	return lines
}

// happened says one entry of a log in words.
func happened(e ticket.Entry) string {
	what := staffwords.Log(e.What)
	from, to := e.From, e.To
	if e.What == ticket.LogMoved {
		from, to = ticket.Status(from).Label(), ticket.Status(to).Label()
	}
	if from != "" || to != "" {
		what += "（" + orDash(from) + " → " + orDash(to) + "）"
	}
	if e.Text != "" {
		what += "\n" + e.Text
	}
	return what
}

func orDash(s string) string {
	if s == "" {
		return "―"
	}
	return s
}
