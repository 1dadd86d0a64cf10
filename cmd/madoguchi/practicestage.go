package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
	"madoguchi/practice"
	"madoguchi/samples"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// morningFile is the story of what has happened at the sample office.
const morningFile = "practice.txt"

// playMorning fills an empty database with a morning of the sample office. What members write comes in as from their browsers,
// what colleagues do goes through the gate that the desk's buttons go through; only the clock is the story's.
func playMorning(ctx context.Context, c config, env environment) error {
	text, err := samples.Files.ReadFile(morningFile)
	if err != nil {
		return fmt.Errorf("read %s: %w", morningFile, err)
	}
	story, err := practice.Parse(string(text))
	if err != nil {
		return fmt.Errorf("read %s: %w", morningFile, err)
	}
	now := env.Now()
	t := &stage{}
	t.Clock(now)
	env.Now = t.now
	off, err := practiceOffice(c)
	if err != nil {
		return err
	}
	db, err := connect(ctx, c, env, newLog(env), func(programme string) bool { return off.now().Approves(programme) })
	if err != nil {
		return err
	}
	defer db.close()
	t.s = &server{config: c, base: baseURL(c, c.Addr), env: env, log: newLog(env), office: off, db: db, library: faq.OpenLibrary(), metrics: prometheus.NewRegistry(),
		rehearsing: true, recall: func(*office.Office) time.Duration { return 0 }}
	t.s.notices, t.s.trials = db.store.Notices(chat.Address{}), &effects{s: t.s, life: ctx, questions: t.s.savedQuestions}
	if err := errors.Join(t.s.build(ctx), t.s.loadFAQ(ctx)); err != nil {
		return err
	}
	delivering, stop := context.WithCancel(ctx)
	delivered := make(chan struct{})
	go func() { t.s.bot.Deliver(delivering, t.s.channels()...); close(delivered) }()
	defer func() { stop(); <-delivered }()
	if err := practice.Play(ctx, story, &off.now().Calendar, now, t); err != nil { // a scene less is no reason not to practise
		t.s.log.Warn("the morning to practise on is not whole", "err", err)
		return errors.Join(ctx.Err(), db.store.Healthy(ctx))
	}
	return nil
}

// A stage is the program as a story is played on it.
type stage struct {
	s       *server
	clock   atomic.Pointer[time.Time]
	talks   map[string]talker
	people  map[string]chat.Person
	written int // acts, by which each has an ID of its own
}

// A talker is a member in the chat: the token of their session, and where they are known by.
type talker struct {
	token, client string
	address       chat.Address
}

func (t *stage) now() time.Time { return *t.clock.Load() }

// Clock implements [practice.Stage].
func (t *stage) Clock(at time.Time) { t.clock.Store(&at) }

// Hire implements [practice.Stage].
func (t *stage) Hire(ctx context.Context, h practice.Hire) error {
	by := audit.Record{At: t.now(), Kind: audit.Operator, Actor: chat.Person{Name: say("terminal.administrator")}, Via: audit.ViaTerminal}
	a, err := t.s.db.store.SaveAccount(ctx, staff.Account{Name: h.Name, Role: staff.Role(h.Role), Teams: []string{h.Team}}, by)
	if err != nil {
		return err
	}
	if t.people == nil {
		t.people = map[string]chat.Person{}
	}
	t.people[h.Name] = a.Person()
	return nil
}

// Say implements [practice.Stage].
func (t *stage) Say(ctx context.Context, talk, text string) error {
	who, known := t.talks[talk]
	if !known {
		var err error
		if who, err = t.open(ctx, talk); err != nil {
			return err
		}
	}
	if err := t.post(ctx, who, "/chat/messages", map[string]string{"client_id": uuid.NewString(), "text": text}, nil); err != nil {
		return err
	}
	return t.decide(ctx, who.address)
}

// open begins a session in the chat, as a browser does, from an address that is nobody's (RFC 5737).
func (t *stage) open(ctx context.Context, talk string) (talker, error) {
	if t.talks == nil {
		t.talks = map[string]talker{}
	}
	who := talker{client: fmt.Sprintf("192.0.2.%d:1024", len(t.talks)+1)}
	var opened struct{ Token, ID string }
	if err := t.post(ctx, who, "/chat/session", map[string]string{}, &opened); err != nil {
		return who, err
	}
	who.token, who.address = opened.Token, chat.Address{Channel: chat.Web, ID: opened.ID}
	t.talks[talk] = who
	return who, t.decide(ctx, who.address)
}

// post sends what a browser sends.
func (t *stage) post(ctx context.Context, who talker, path string, body, into any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.s.base+path, bytes.NewReader(data))
	if err != nil {
		return err
	}
	r.RemoteAddr = who.client
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", t.s.base)
	if who.token != "" {
		r.Header.Set("Authorization", "Bearer "+who.token)
	}
	answer := &heard{header: http.Header{}}
	t.s.handler.ServeHTTP(answer, r)
	if answer.status >= http.StatusBadRequest {
		return fmt.Errorf("POST %s is answered with %d %s", path, answer.status, answer.body.String())
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer.body.Bytes(), into)
}

// decide has all decided that a member has said.
func (t *stage) decide(ctx context.Context, a chat.Address) error {
	for {
		more, err := t.s.bot.Step(ctx, a.String())
		if err != nil || !more {
			return err
		}
	}
}

// Act implements [practice.Stage].
func (t *stage) Act(ctx context.Context, talk, person string, act chat.Act, argument string) error {
	t.written++
	who := t.people[person]
	e := chat.Event{
		ID: fmt.Sprintf("%s:practice-%d", who.ID, t.written), Kind: chat.StaffAct, Act: act, Person: who,
		From: chat.Address{Channel: chat.Desk, ID: who.ID}, At: t.now(),
	}
	switch act {
	case chat.Take: // of somebody who calls
		e.From, e.Value = chat.Address{Channel: chat.Phone, ID: fmt.Sprintf("practice%d", t.written)}, argument
	case chat.Reply, chat.NoteDown:
		e.Text = argument
	default:
		e.Value = argument
	}
	if act != chat.Take {
		found, err := t.s.db.store.Tickets(ctx, ticket.Filter{Contact: t.talks[talk].address, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return errors.New("there is no ticket")
		}
		e.Ticket = found[0].Number
	}
	outcome, err := t.s.counter().Act(ctx, e)
	if err == nil && !outcome.OK {
		err = fmt.Errorf("refused: %s", outcome.Text)
	}
	if err == nil && act == chat.Take && t.talks[talk].client == "" {
		if t.talks == nil {
			t.talks = map[string]talker{}
		}
		t.talks[talk] = talker{address: e.From}
	}
	return err
}

// settleTime is how long what goes out may take: it goes nowhere but into the database.
const settleTime = 10 * time.Second

// Settle implements [practice.Stage].
func (t *stage) Settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	for {
		waiting, err := t.s.db.store.Deliveries(ctx, chat.LedgerFilter{States: []chat.DeliveryState{chat.Pending, chat.Sending}, Limit: 1})
		if err != nil || len(waiting) == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("delivery %d to %s is %s after %s", waiting[0].ID, waiting[0].To.Channel, waiting[0].State, settleTime)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// heard is an answer as a browser hears it.
type heard struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements [http.ResponseWriter].
func (h *heard) Header() http.Header { return h.header }

// WriteHeader implements [http.ResponseWriter].
func (h *heard) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

// Write implements [http.ResponseWriter].
func (h *heard) Write(b []byte) (int, error) { h.WriteHeader(http.StatusOK); return h.body.Write(b) }
