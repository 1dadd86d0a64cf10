package slack

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"
	"golang.org/x/text/unicode/norm"

	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// A command is one use of the slash command.
type command struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	TeamID      string `json:"team_id"`
	UserID      string `json:"user_id"`
	ChannelID   string `json:"channel_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
}

// command answers the slash command, to the person who typed it alone: at once where the person is
// known to be staff, else by the response_url when Slack has said who it is.
func (s *Service) command(ctx context.Context, c command) answer {
	if v, found := s.soon(ctx, c.UserID, fresh); found {
		return s.commandFor(ctx, c, v)
	}
	s.later(ctx, "answer a command", func(ctx context.Context) error {
		v, err := s.check(ctx, c.UserID)
		if err != nil {
			return errors.Join(err, s.respond(ctx, c.ResponseURL, ephemeral(failure(err), nil)))
		}
		return s.respond(ctx, c.ResponseURL, s.commandFor(ctx, c, v))
	})
	return ephemeral(say("slack.checking"), nil)
}

// commandFor is the answer to a command for a person of whom v is known.
func (s *Service) commandFor(ctx context.Context, c command, v verdict) answer {
	own := s.staff.own()
	switch {
	case own != "" && c.TeamID != "" && c.TeamID != own:
		return ephemeral(say("slack.other_team"), nil)
	case !v.may():
		return ephemeral(v.refusal, nil)
	}
	verb, rest := parseCommand(c.Text)
	switch verb {
	case verbSearch:
		return s.commandSearch(ctx, rest, v)
	case verbFAQ:
		return s.commandFAQ(ctx, v)
	case verbTicket:
		if !v.has(staff.Work) {
			return ephemeral(say("staff.refused.right"), nil)
		}
		return s.commandTicket(ctx, rest, v)
	case verbList:
		if !v.has(staff.Work) {
			return ephemeral(say("staff.refused.right"), nil)
		}
		return s.commandList(ctx, rest, v)
	}
	return ephemeral(say("slack.help"), nil)
}

// The verbs of the slash command.
const (
	verbHelp   = "help"
	verbSearch = "search"
	verbTicket = "ticket"
	verbList   = "list"
	verbFAQ    = "faq"
)

// parseCommand reads a command's text, whatever its width and case: "検索 領収書", "ｑ－１２０４", "HELP".
// Words that are no verb are looked up.
func parseCommand(text string) (verb, rest string) {
	text = strings.TrimSpace(norm.NFKC.String(chars.Clean(Plain(text))))
	first, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	switch strings.ToLower(first) {
	case "", "help", "ヘルプ", "?", "使い方":
		return verbHelp, ""
	case "検索", "search", "さがす", "探す", "けんさく":
		if rest == "" {
			return verbHelp, ""
		}
		return verbSearch, rest
	case "faq", "よくある質問":
		if rest != "" {
			return verbSearch, rest
		}
		return verbFAQ, ""
	case "一覧", "リスト", "list":
		return verbList, rest
	case "チケット", "受付", "受付番号", "ticket", "番号":
		if number, found := ticketNumber(rest); found {
			return verbTicket, number
		}
		return verbHelp, ""
	}
	if number, found := ticketNumber(text); found {
		return verbTicket, number
	}
	return verbSearch, text
}

// The words by which one of the lists is asked for.
var (
	lateWords = []string{"期限切れ", "期限", "遅れ", "late"}
	mineWords = []string{"自分", "わたし", "私", "担当", "mine"}
	freeWords = []string{"未対応", "未担当", "担当なし", "free"}
)

var numberForm = regexp.MustCompile(`^([A-Z])[-‐‑‒–—―−ー]?([0-9]{1,9})$`)

// ticketNumber reads a ticket's number as people write it: q1204, Ｑ－１２０４, Q-1204.
func ticketNumber(s string) (string, bool) {
	m := numberForm.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(norm.NFKC.String(s))))
	if m == nil {
		return "", false
	}
	return m[1] + "-" + m[2], true
}

func (s *Service) commandSearch(ctx context.Context, query string, v verdict) answer {
	if s.cfg.Finder == nil {
		return ephemeral(say("slack.no_finder"), nil)
	}
	hits, err := s.cfg.Finder.Find(ctx, query, 3)
	if err != nil {
		s.log.Error("slack: find for staff", "err", err)
		return ephemeral(failure(err), nil)
	}
	return ephemeral(found(query, len(hits)), s.editable(hits, query, v))
}

func (s *Service) commandTicket(ctx context.Context, number string, v verdict) answer {
	t, err := s.desk.Ticket(ctx, number)
	if err == nil && !v.sees(&t) {
		err = chat.ErrNotFound
	}
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return ephemeral(say("slack.no_ticket", "number", number), nil)
	case err != nil:
		s.log.Error("slack: read a ticket for staff", "err", err)
		return ephemeral(failure(err), nil)
	}
	lines := s.facts(t)
	for i := range lines {
		if lines[i].label == say("slack.asked") {
			lines[i].value = chars.Cut(lines[i].value, 200)
		}
	}
	return ephemeral(t.Number+"　"+s.titleOf(t), []slack.Block{
		richLines(lines), buttons(s.listedActs(t), target{ticket: t.Number, version: t.Version})})
}

// commandList answers with the lists of the home tab: all of them shortly, or the one that was named.
func (s *Service) commandList(ctx context.Context, which string, v verdict) answer {
	var blocks []slack.Block
	for _, list := range s.lists(v.person) {
		if which != "" && !slices.Contains(list.words, strings.ToLower(which)) {
			continue
		}
		most := listedEach
		if which != "" {
			most = listedAlone
		}
		list.filter.Limit = most + 1
		tickets, err := s.desk.Tickets(ctx, v.within(list.filter))
		if err != nil {
			s.log.Error("slack: list tickets for staff", "err", err)
			return ephemeral(failure(err), nil)
		}
		if which != "" && len(tickets) > 0 {
			blocks = append(blocks, heading(list.name), s.ticketTable(tickets[:min(len(tickets), most)]))
			if len(tickets) > most {
				blocks = append(blocks, small(say("slack.more")))
			}
			blocks = append(blocks, s.ticketList(say("slack.first", "n", min(len(tickets), listedEach)), tickets[:min(len(tickets), listedEach)], listedEach)...)
			continue
		}
		blocks = append(blocks, s.ticketList(list.name, tickets, most)...)
	}
	if len(blocks) == 0 {
		return ephemeral(say("slack.no_list"), nil)
	}
	return ephemeral(say("slack.listed"), blocks)
}

// How many tickets the command shows of each of its lists, with what can be done with them, and of one that
// was named as a table, whose first can be worked on below it. A table has at most 100 rows.
const (
	listedEach  = 5
	listedAlone = 50
)

// ticketTable shows tickets as a table, one a row.
func (s *Service) ticketTable(tickets []ticket.Ticket) slack.Block {
	table := slack.NewTableBlock("")
	row := func(cells ...string) {
		list := make([]slack.TableCell, len(cells))
		for i, text := range cells {
			list[i] = slack.NewTableRawTextCell(chars.Cut(orDash(chars.Line(text)), 200))
		}
		table.Rows = append(table.Rows, list)
	}
	row(say("slack.number"), say("slack.subject"), say("slack.status"), say("slack.assignee"), say("slack.due"))
	for _, t := range tickets {
		due := ""
		if !t.Due.IsZero() {
			due = day(t.Due)
		}
		row(t.Number, s.titleOf(t), t.Status.Label(), t.Assignee.Name, due)
	}
	return table
}

// editable shows what the FAQ has, with what who reads it may do with each entry.
func (s *Service) editable(hits []chat.Message, query string, v verdict) []slack.Block {
	if s.cfg.Editor == nil || !v.has(staff.Edit) {
		return findings(hits)
	}
	var blocks []slack.Block
	for i := range hits {
		blocks = append(blocks, findings(hits[i:i+1])...)
		if a := hits[i].Answer; a != nil && a.Source.Ref != "" {
			blocks = append(blocks, faqButtons(a.Source.Ref, query))
		}
	}
	return limitBlocks(blocks, maxBlocks-1)
}

// findings shows what the FAQ has: the question that each answer is to, for it may not be the one that
// was asked, the answer, and where it stands.
func findings(hits []chat.Message) []slack.Block {
	var blocks []slack.Block
	for _, h := range hits {
		blocks = append(blocks, slack.NewDividerBlock())
		if h.Answer != nil && h.Answer.Question != "" {
			blocks = append(blocks, boldText(chars.Cut("Q. "+h.Answer.Question, 500)))
		}
		blocks = append(blocks, richText(chars.Cut(h.Text, maxRich)))
		if h.Answer != nil && h.Answer.Source.Document != "" {
			blocks = append(blocks, small(say("slack.source", "document", h.Answer.Source.Document, "label", h.Answer.Source.Label)))
		}
	}
	return limitBlocks(blocks, maxBlocks-1)
}

// A reply to a slash command, as its HTTP answer has it.
type commandReply struct {
	ResponseType string        `json:"response_type"`
	Text         string        `json:"text"`
	Blocks       []slack.Block `json:"blocks,omitempty"`
}

func ephemeral(lead string, blocks []slack.Block) answer {
	var first slack.Block = richText(chars.Cut(lead, maxRich))
	return answer{status: 200, body: commandReply{
		ResponseType: "ephemeral", Text: fallback(lead), Blocks: append([]slack.Block{first}, blocks...)}}
}

// directMessage answers a colleague who writes to the app itself from the FAQ, after the
// acknowledgement. Nothing is kept of it.
func (s *Service) directMessage(ctx context.Context, env envelope, m message) answer {
	if s.cfg.Finder == nil || !s.seen.add(env.id(m)) {
		return ok
	}
	s.later(ctx, "answer a direct message", func(ctx context.Context) error {
		v, err := s.check(ctx, m.User)
		if err != nil {
			return err
		}
		if !v.may() {
			return s.say(ctx, m, v.refusal, nil)
		}
		query := s.plainOf(ctx, m)
		hits, err := s.cfg.Finder.Find(ctx, query, 3)
		if err != nil {
			return errors.Join(fmt.Errorf("find for staff: %w", err), s.say(ctx, m, failure(err), nil))
		}
		return s.say(ctx, m, found(query, len(hits)), hits)
	})
	return ok
}

// say answers in a direct message.
func (s *Service) say(ctx context.Context, m message, lead string, hits []chat.Message) error {
	p := post{text: lead, blocks: append([]slack.Block{richText(chars.Cut(lead, maxRich))}, findings(hits)...)}
	options := append(content(p), slack.MsgOptionDisableMarkdown(), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
	if m.ThreadTS != "" {
		options = append(options, slack.MsgOptionTS(m.ThreadTS))
	}
	return s.call(ctx, "chat.postMessage", m.Channel, func() error {
		_, _, err := s.api.PostMessageContext(ctx, m.Channel, options...)
		return err
	})
}

// socketCommand reads a slash command from a socket's envelope.
func (s *Service) socketCommand(ctx context.Context, payload []byte) answer {
	var c command
	if err := decode(payload, &c); err != nil {
		return malformed
	}
	return s.command(ctx, c)
}
