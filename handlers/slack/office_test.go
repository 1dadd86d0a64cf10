package slack_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/handlers/slack"
	"madoguchi/handlers/slack/slackfake"
	"madoguchi/ticket"
)

// quiet keeps what is expected to go wrong out of the tests' output.
var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// An office is what stands behind the handler in these tests: it keeps what it is given, as the
// bot's inbox does, and answers acts in a way each test can set.
type office struct {
	broken   bool // it cannot be read
	mu       sync.Mutex
	events   []chat.Event
	ids      map[string]bool
	fail     error
	outcome  func(chat.Event) chat.Outcome
	tickets  map[string]ticket.Ticket
	threads  map[string]string // "address thread" to number
	log      map[string][]ticket.Entry
	findings []chat.Message
}

func newOffice() *office {
	return &office{
		ids: map[string]bool{}, threads: map[string]string{}, log: map[string][]ticket.Entry{},
		tickets: map[string]ticket.Ticket{"Q-1204": {
			ID: 1, Number: "Q-1204", Kind: ticket.Inquiry, Status: ticket.Received, Version: 7, Title: "登録番号について",
			Fields:  ticket.Values{"company": {"株式会社ミナト"}, "person": {"木村"}, "email": {"kimura@minato.example"}},
			Contact: chat.Address{Channel: chat.LINE, ID: "U4af"}, Opened: time.Date(2023, 10, 6, 9, 40, 0, 0, time.UTC),
			Due: time.Date(2023, 10, 10, 8, 30, 0, 0, time.UTC),
		}},
	}
}

func (o *office) Accept(_ context.Context, events ...chat.Event) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return o.fail
	}
	for _, e := range events {
		if !o.ids[e.ID] {
			o.ids[e.ID] = true
			o.events = append(o.events, e)
		}
	}
	return nil
}

func (o *office) Act(ctx context.Context, e chat.Event) (chat.Outcome, error) {
	if err := o.Accept(ctx, e); err != nil {
		return chat.Outcome{}, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.outcome != nil {
		return o.outcome(e), nil
	}
	return chat.Outcome{OK: true, Ticket: e.Ticket}, nil
}

// refuse lets every act be refused with a text, or none where it is "".
func (o *office) refuse(why string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.outcome = func(e chat.Event) chat.Outcome { return chat.Outcome{OK: why == "", Text: why, Ticket: e.Ticket} }
}

func (o *office) Ticket(_ context.Context, number string) (ticket.Ticket, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken {
		return ticket.Ticket{}, errors.New("the database is away")
	}
	t, known := o.tickets[number]
	if !known {
		return ticket.Ticket{}, chat.ErrNotFound
	}
	return t, nil
}

func (o *office) TicketByThread(_ context.Context, channel, thread string) (string, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return "", false, o.fail
	}
	number, known := o.threads[channel+" "+thread]
	return number, known, nil
}

func (o *office) Tickets(_ context.Context, f ticket.Filter) ([]ticket.Ticket, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []ticket.Ticket
	for _, t := range o.tickets {
		mine := f.Assignee == "" || f.Assignee == "-" && t.Assignee.ID == "" || f.Assignee == t.Assignee.ID
		late := f.Overdue.IsZero() || t.Due.Before(f.Overdue)
		if mine && late && slices.Contains(f.Status, t.Status) {
			out = append(out, t)
		}
	}
	return out, nil
}

func (o *office) Log(_ context.Context, number string) ([]ticket.Entry, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.log[number]), nil
}

func (o *office) Find(_ context.Context, query string, n int) ([]chat.Message, error) {
	return o.findings[:min(n, len(o.findings))], nil
}

// took is what was accepted so far.
func (o *office) took() []chat.Event {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.events)
}

// acts are the acts accepted so far.
func (o *office) acts() []chat.Act {
	var acts []chat.Act
	for _, e := range o.took() {
		acts = append(acts, e.Act)
	}
	return acts
}

// set changes the office under its lock.
func (o *office) set(change func(*office)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change(o)
}

// A room is one app, its office and its Slack.
type room struct {
	*slackfake.Server
	office *office
	app    *slack.Service
	url    string
}

// open starts an app before a fake Slack. Changes are made to its configuration first.
func open(t *testing.T, changes ...func(*slack.Config)) *room {
	t.Helper()
	return openOn(t, slackfake.New(t), changes...)
}

func openOn(t *testing.T, fake *slackfake.Server, changes ...func(*slack.Config)) *room {
	t.Helper()
	o := newOffice()
	cfg := slack.Config{
		SigningSecret: slackfake.Secret, BotToken: slackfake.BotToken, Channel: slackfake.Office, APIURL: fake.URL(),
		Log: quiet, PerSecond: 1000, Finder: o,
	}
	for _, change := range changes {
		change(&cfg)
	}
	app, err := slack.New(cfg, o, o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(app)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- app.Run(ctx) }()
	t.Cleanup(func() {
		fake.Heal()
		server.Close()
		cancel()
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Error("Run has not returned a minute after its context ended")
		}
	})
	fake.Connect(server.URL, "")
	return &room{Server: fake, office: o, app: app, url: server.URL}
}

// eventually waits until holds does, or fails the test.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("after a minute still not: %s", what)
}

// toOffice is a delivery to the office's channel.
func toOffice(key string, messages ...chat.Message) chat.Delivery {
	return chat.Delivery{ID: 1, Key: key, To: chat.Address{Channel: chat.Slack, ID: slackfake.Office}, Ticket: "Q-1204",
		Messages: messages, Attempt: 1, Created: time.Now()}
}

// aCard is the card of Q-1204.
func aCard(version int) *chat.Card {
	return &chat.Card{
		Ticket: "Q-1204", Version: version, Kind: "お問い合わせ", Title: "ミナト 木村「インボイスの登録番号を教えてください」", Status: "受付", Open: true,
		Programme: "SELAS", Channel: chat.LINE, Due: time.Date(2023, 10, 10, 8, 30, 0, 0, time.UTC),
		Fields: []chat.CardField{{Label: "会社名", Value: "株式会社ミナト"}, {Label: "メール", Value: "k••••@m••••", Personal: true}},
		Trace:  "該当なし（最高 0.21 支払い方法）",
		Acts:   []chat.Act{chat.Claim, chat.Reply, chat.Resolve, chat.Look, chat.Route, chat.Snooze},
	}
}

// post sends the card of Q-1204 and makes its thread known to the office.
func (r *room) post(t *testing.T) slackfake.Message {
	t.Helper()
	receipt, err := r.app.Send(t.Context(), toOffice("card-1", chat.Message{Author: chat.Bot, Card: aCard(7)}))
	if err != nil {
		t.Fatalf("send a card: %v", err)
	}
	r.office.set(func(o *office) { o.threads["slack::"+slackfake.Office+" "+receipt.Thread] = "Q-1204" })
	return r.Card(slackfake.Office, "Q-1204")
}
