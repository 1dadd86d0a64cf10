package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/memory"
	"madoguchi/chars"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/ticket"
)

// runChat holds a conversation on the terminal: each line of input is a member's message. Tickets
// are opened in memory and printed.
func runChat(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("chat", flag.ContinueOnError)
	var docs documents
	docs.flag(fs)
	at := fs.String("at", "", "the moment of the conversation, `RFC3339`; the clock when empty")
	asJSON := fs.Bool("json", false, "print one JSON object a message")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError{"chat takes no arguments: the messages are read from standard input"}
	}
	now, err := clockAt(*at, env)
	if err != nil {
		return err
	}
	ix, err := docs.index(ctx, env)
	if err != nil {
		return err
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	off, err := loadOffice(c)
	if err != nil {
		return err
	}
	library := &faq.Library{}
	library.Replace(ix)
	if len(docs) > 0 {
		off = only(off, ix.Collections())
	}
	store := memory.New(now)
	t := &terminal{
		out: env.Stdout, json: *asJSON, store: store, address: chat.Address{Channel: chat.Terminal, ID: "1"}, now: now,
		bot: bot.New(bot.Config{Inbox: store, Outbox: store, Library: library, Office: off, Now: now, Channels: map[string]chat.Capabilities{chat.Terminal: {Members: true, NoFiles: true}}}),
	}
	return t.converse(ctx, env.Stdin)
}

// clockAt is a clock that stands still at the given moment, or the environment's own.
func clockAt(at string, env environment) (func() time.Time, error) {
	if at == "" {
		return env.Now, nil
	}
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return nil, usageError{fmt.Sprintf("-at %q: want RFC 3339, such as 2024-04-05T10:00:00+09:00", at)}
	}
	return func() time.Time { return t }, nil
}

// A terminal is one member typing.
type terminal struct {
	out     io.Writer
	json    bool
	store   *memory.Memory
	bot     *bot.Bot
	address chat.Address
	now     func() time.Time
	turns   int
}

// maxLine is the longest line of input; past it a message is no message.
const maxLine = 1 << 20

func (t *terminal) converse(ctx context.Context, in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if err := t.turn(ctx, lines.Text()); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return fmt.Errorf("read message: longer than %d bytes", maxLine)
		}
		return fmt.Errorf("read message: %w", err)
	}
	return nil
}

// turn takes one message through the bot and prints all that comes of it.
func (t *terminal) turn(ctx context.Context, text string) error {
	t.turns++
	e := chat.Event{ID: fmt.Sprint(t.turns), Kind: chat.Text, From: t.address, At: t.now(), Text: chars.Clean(text)}
	replies, opened, err := t.bot.Converse(ctx, t.store, e)
	if err != nil {
		return err
	}
	for _, m := range replies {
		if err := t.print(m); err != nil {
			return err
		}
	}
	for _, tk := range opened {
		if err := t.printTicket(tk); err != nil {
			return err
		}
	}
	return nil
}

// A spoken is a message as JSON output shows it.
type spoken struct {
	Text    string        `json:"text"`
	Choices []string      `json:"choices"`
	Source  *spokenSource `json:"source,omitempty"`
}

type spokenSource struct {
	Ref      string `json:"ref"`
	Document string `json:"document"`
	Label    string `json:"label"`
	Page     int    `json:"page"`
}

func (t *terminal) print(m chat.Message) error {
	if t.json {
		s := spoken{Text: m.Text, Choices: []string{}}
		for _, c := range m.Choices {
			s.Choices = append(s.Choices, c.Label)
		}
		if m.Answer != nil {
			src := m.Answer.Source
			s.Source = &spokenSource{src.Ref, src.Document, src.Label, src.Page}
		}
		return t.encode(s)
	}
	_, err := fmt.Fprintln(t.out, m.Text)
	for _, c := range m.Choices {
		if err == nil {
			_, err = fmt.Fprintf(t.out, "  ［%s］\n", c.Label)
		}
	}
	if err == nil {
		_, err = fmt.Fprintln(t.out)
	}
	return err
}

// A spokenTicket is an opened ticket as JSON output shows it.
type spokenTicket struct {
	Number    string        `json:"number"`
	Kind      ticket.Kind   `json:"kind"`
	Programme string        `json:"programme"`
	Status    ticket.Status `json:"status"`
	Title     string        `json:"title"`
	Fields    ticket.Values `json:"fields"`
	Team      string        `json:"team"`
	Route     string        `json:"route"`
	Due       time.Time     `json:"due"`
	Trace     ticket.Trace  `json:"trace"`
	Tags      []string      `json:"tags"`
}

func (t *terminal) printTicket(tk *ticket.Ticket) error {
	if t.json {
		return t.encode(map[string]spokenTicket{"ticket": {
			tk.Number, tk.Kind, tk.Programme, tk.Status, tk.Title, tk.Fields, tk.Team, tk.RouteReason, tk.Due, tk.Trace, append([]string{}, tk.Tags...),
		}})
	}
	_, err := fmt.Fprintf(t.out, "--- %s %s（%s） %s\n", tk.Number, tk.Kind.Label(), tk.Team, tk.Title)
	return err
}

func (t *terminal) encode(v any) error {
	enc := json.NewEncoder(t.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
