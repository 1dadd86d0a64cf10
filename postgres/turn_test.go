package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

func TestTurnSavesAllOrNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	accept(t, s, wrote(member, 1, "一"))
	boom := errors.New("boom")
	for attempt := range turn.MaxAttempts {
		found, err := s.Turn(t.Context(), member.String(), func(_ context.Context, tn *turn.Turn) error {
			tn.Conversation.Name = "消えるはず"
			tn.Out = []turn.Outgoing{say(member, "出ないはず")}
			if attempt == 1 {
				panic("at the disco")
			}
			return boom
		})
		if !found || err == nil || attempt != 1 && !errors.Is(err, boom) {
			t.Fatalf("attempt %d: %v, %v", attempt, found, err)
		}
	}
	accept(t, s, wrote(member, 2, "二"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		if tn.Event.Text != "二" || tn.Conversation.Name != "" {
			t.Errorf("after a dead event: %q of %q", tn.Event.Text, tn.Conversation.Name)
		}
	})
	same(t, "deliveries", texts(claim(t, s, 10)), []string{})
	dead, err := s.DeadEvents(t.Context(), 0, 10)
	if err != nil || len(dead) != 1 || dead[0].Event.Text != "一" || dead[0].Attempts != turn.MaxAttempts || !strings.Contains(dead[0].Error, "boom") {
		t.Fatalf("dead events: %+v, %v", dead, err)
	}
	lane, ok, err := s.ReviveEvent(t.Context(), dead[0].Seq)
	if lane != member.String() || !ok || err != nil {
		t.Errorf("revive: %q, %v, %v", lane, ok, err)
	}
	runTurn(t, s, member, func(tn *turn.Turn) { same(t, "revived", tn.Event.Text, "一") })
}

func TestACancelledTurnIsNoFailedOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	accept(t, s, wrote(member, 1, "一"))
	for range turn.MaxAttempts + 1 {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.Turn(ctx, member.String(), func(ctx context.Context, _ *turn.Turn) error {
			cancel()
			return ctx.Err()
		})
		if err == nil {
			t.Fatal("no error")
		}
	}
	runTurn(t, s, member, func(*turn.Turn) {})
}

func TestConversationIsRemembered(t *testing.T) {
	t.Parallel()
	s := open(t)
	accept(t, s, wrote(member, 1, "一"), wrote(member, 2, "二"))
	offer := []chat.Choice{{Label: "はい", Data: "yes"}}
	runTurn(t, s, member, func(tn *turn.Turn) {
		c := tn.Conversation
		if c.ID == 0 || c.Address != member || !c.Reachable {
			t.Errorf("a new conversation: %+v", c)
		}
		c.Name, c.Programme, c.Reachable, c.State.Offer = "木村", "selas", false, offer
	})
	runTurn(t, s, member, func(tn *turn.Turn) {
		c := tn.Conversation
		same(t, "conversation", *c, turn.Conversation{ID: c.ID, Address: member, Name: "木村", Programme: "selas", State: turn.State{Talk: turn.Talk{Offer: offer}}})
	})
}

func TestTicketLife(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	same(t, "number", number, "Q-0001")
	got, err := s.Ticket(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "fields", got.Fields, ticket.Values{"question": {"相談です"}})
	if got.Version != 1 || got.Contact != member || got.Channel != channel.String() || got.Opened.IsZero() || !got.Due.IsZero() {
		t.Errorf("got %+v", got)
	}
	// A staff act by the thread of the card lands in the member's lane, with the ticket at hand.
	posted := claim(t, s, 1)
	if err := s.Settle(t.Context(), []turn.Settlement{{Delivery: posted[0], State: chat.Sent, Receipt: chat.Receipt{Thread: "171.5"}}}); err != nil {
		t.Fatal(err)
	}
	act := chat.Event{ID: "a1", Kind: chat.StaffAct, From: channel, At: base, Act: chat.Claim, Thread: "171.5", Person: chat.Person{ID: "slack:U1", Name: "佐々木"}}
	same(t, "lane", accept(t, s, act), []string{member.String()})
	due := time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)
	runTurn(t, s, member, func(tn *turn.Turn) {
		if tn.Ticket == nil || tn.Ticket.Number != number || tn.Conversation.Address != member {
			t.Fatalf("got %+v", tn.Ticket)
		}
		tk := tn.Ticket
		tk.Assignee, tk.Status, tk.Due = tn.Event.Person, ticket.Working, due
		tn.Changed = []*ticket.Ticket{tk}
		tn.Log = []ticket.Entry{{Ticket: number, Who: tn.Event.Person, What: "claimed", From: "received", To: "working"}}
	})
	got, err = s.Ticket(t.Context(), number)
	if err != nil || got.Version != 2 || got.Status != ticket.Working || !got.Due.Equal(due) || got.Thread != "171.5" || got.Assignee.Name != "佐々木" {
		t.Errorf("got %+v, %v", got, err)
	}
	log, err := s.Log(t.Context(), number)
	if err != nil || len(log) != 2 || log[0].What != "opened" || log[1].What != "claimed" || log[1].To != "working" || log[1].At.IsZero() {
		t.Errorf("log: %+v, %v", log, err)
	}
	if _, err := s.Ticket(t.Context(), "Q-7777"); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("unknown ticket: %v", err)
	}
}

func TestOldVersionIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	accept(t, s, wrote(member, 2, "…"))
	_, err := s.Turn(t.Context(), member.String(), func(_ context.Context, tn *turn.Turn) error {
		tn.Tickets[0].Version = 7
		tn.Changed = []*ticket.Ticket{&tn.Tickets[0]}
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), number) {
		t.Errorf("got %v", err)
	}
}

func TestOfTwoWhoClaimOneWins(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	stores := []*postgres.Store{openURL(t, url, postgres.Options{}), openURL(t, url, postgres.Options{})}
	number := openTicket(t, stores[0], 1)
	var mu sync.Mutex
	var winners, told []string
	decide := func(_ context.Context, tn *turn.Turn) error {
		tk, who := tn.Ticket, tn.Event.Person
		mu.Lock()
		defer mu.Unlock()
		if tk.Assignee.ID != "" {
			told = append(told, who.ID+" by "+tk.Assignee.ID)
			return nil
		}
		tk.Assignee, tk.Status = who, ticket.Working
		tn.Changed = []*ticket.Ticket{tk}
		winners = append(winners, who.ID)
		return nil
	}
	var wg sync.WaitGroup
	for i, who := range []string{"slack:A", "slack:B"} {
		wg.Go(func() {
			act := chat.Event{ID: who, Kind: chat.StaffAct, From: channel, At: base, Act: chat.Claim, Ticket: number, Person: chat.Person{ID: who}}
			if _, err := stores[i].Accept(t.Context(), []chat.Event{act}); err != nil {
				t.Error(err)
			}
			for found := true; found; {
				var err error
				if found, err = stores[i].Turn(t.Context(), member.String(), decide); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if len(winners) != 1 || len(told) != 1 || !strings.HasSuffix(told[0], " by "+winners[0]) {
		t.Errorf("winners %v, told %v", winners, told)
	}
}

func TestActOnAnUnknownTicketHasItsOwnLane(t *testing.T) {
	t.Parallel()
	s := open(t)
	act := chat.Event{ID: "a1", Kind: chat.StaffAct, From: channel, At: base, Act: chat.Claim, Ticket: "Q-4040"}
	same(t, "lane", accept(t, s, act), []string{channel.String()})
	runTurn(t, s, channel, func(tn *turn.Turn) {
		if tn.Ticket != nil {
			t.Errorf("got ticket %+v", tn.Ticket)
		}
	})
}

func TestClosedTicketStaysInSightForAFortnight(t *testing.T) {
	t.Parallel()
	s := open(t)
	openTicket(t, s, 1)
	for n, age := range []time.Duration{13 * 24 * time.Hour, 15 * 24 * time.Hour} {
		accept(t, s, wrote(member, 2+n, "…"))
		runTurn(t, s, member, func(tn *turn.Turn) {
			if len(tn.Tickets) != 1 {
				t.Fatalf("turn %d sees %d tickets", n, len(tn.Tickets))
			}
			tk := &tn.Tickets[0]
			tk.Status, tk.Closed = ticket.Resolved, time.Now().Add(-age)
			tn.Changed = []*ticket.Ticket{tk}
		})
	}
	accept(t, s, wrote(member, 9, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		if len(tn.Tickets) != 0 {
			t.Errorf("sees %+v", tn.Tickets)
		}
	})
	// A colleague who reopens it has it at hand all the same.
	accept(t, s, chat.Event{ID: "a1", Kind: chat.StaffAct, From: channel, At: base.Add(time.Hour), Act: chat.Reopen, Ticket: "Q-0001"})
	runTurn(t, s, member, func(tn *turn.Turn) {
		if tn.Ticket == nil || tn.Ticket.Number != "Q-0001" {
			t.Errorf("got %+v", tn.Ticket)
		}
	})
}

func TestLogNamesTheReply(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	settle(t, s, chat.Sent, claim(t, s, 10)...)
	accept(t, s, wrote(member, 2, "…"))
	runTurn(t, s, member, func(tn *turn.Turn) {
		reply := turn.Outgoing{To: member, Ticket: number, Messages: []chat.Message{{Text: "お答えします", Author: chat.Staff}}}
		status := note(number, "送信待ち")
		status.Messages[0].Status = &chat.Status{State: chat.Pending}
		tn.Out = []turn.Outgoing{reply, status}
		tn.Log = []ticket.Entry{{Ticket: number, What: "replied", Text: "お答えします"}}
	})
	var reply, status chat.Delivery
	for _, d := range claim(t, s, 10) {
		if d.To == member {
			reply = d
		} else {
			status = d
		}
	}
	log, err := s.Log(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	if id := log[len(log)-1].Delivery; id != reply.ID || id == 0 {
		t.Errorf("the log names delivery %d, the reply is %d", id, reply.ID)
	}
	if id := status.Messages[0].Status.Delivery; id != reply.ID {
		t.Errorf("the status names delivery %d, the reply is %d", id, reply.ID)
	}
}

// rawPool opens the store's database beside it.
func rawPool(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func TestTheLogIsOnlyAddedTo(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	openTicket(t, s, 1)
	pool := rawPool(t, url)
	for _, sql := range []string{`UPDATE ticket_events SET text = 'x'`, `DELETE FROM ticket_events`, `TRUNCATE ticket_events`} {
		if _, err := pool.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "only added to") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

func TestTheDatabaseKnowsTheWords(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	for _, status := range ticket.Statuses {
		var ok bool
		err := pool.QueryRow(t.Context(), `
			SELECT pg_get_constraintdef(oid) LIKE '%''' || $1 || '''%'
			FROM   pg_constraint
			WHERE  conname = 'tickets_status_check'`, string(status)).Scan(&ok)
		if err != nil || !ok {
			t.Errorf("status %s: %v, %v", status, ok, err)
		}
	}
}

const secret = "口座の名義はミナトです"

func TestUnsendWipesTheWordsEverywhere(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	said := wrote(member, 1, secret)
	said.Files = []chat.File{{ID: "f1", Name: secret + ".png"}}
	accept(t, s, said)
	runTurn(t, s, member, func(tn *turn.Turn) {
		tn.Opened = []*ticket.Ticket{{
			Number: "Q-0100", Kind: ticket.Inquiry, Status: ticket.Received, Title: "相談：" + secret, Channel: channel.String(),
			Fields: ticket.Values{"question": {secret, "ほか"}}, Trace: ticket.Trace{Query: secret},
		}}
		tn.Log = []ticket.Entry{
			{Ticket: "Q-0100", Who: chat.Person{ID: "member"}, What: "opened", Text: secret},
			{Ticket: "Q-0100", Who: chat.Person{ID: "member"}, What: "opened", Text: "二つの話：" + secret},
		}
		relay := note("Q-0100", secret)
		relay.Messages[0].MessageID = tn.Event.MessageID
		relay.Messages = append(relay.Messages, chat.Message{Text: "カード", Card: &chat.Card{Fields: []chat.CardField{{Label: "質問", Value: secret}}}})
		tn.Out = []turn.Outgoing{relay}
		tn.Answered = []turn.Answered{{Query: secret, Verdict: "handoff"}}
		tn.Learn(turn.Unanswered{Wording: secret, How: turn.EndedHandoff})
		consult(t, s, tn, secret)
	})
	unsend := chat.Event{ID: "u1", Kind: chat.Unsend, From: member, At: base.Add(time.Hour), MessageID: said.MessageID}
	accept(t, s, unsend)
	runTurn(t, s, member, func(tn *turn.Turn) {
		if words, err := tn.Wordings(t.Context(), said.MessageID); len(words) != 1 || words[0] != secret || err != nil {
			t.Errorf("L17: the message said %q, %v", words, err)
		}
		tn.Erase = []string{tn.Event.MessageID}
	})
	late := wrote(member, 2, secret) // another message, taken back before it came
	late.MessageID, late.Files = "taken back", []chat.File{{ID: "f2", Name: secret + ".pdf"}}
	accept(t, s, late)
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Erase = []string{"taken back"} })

	pool := rawPool(t, url)
	for _, table := range []string{"events", "messages", "tickets", "ticket_events", "deliveries", "answered", "unanswered", "questions", "model_calls", "conversations"} {
		var n int
		if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM `+table+` x WHERE x::text LIKE '%' || $1 || '%'`, "ミナト").Scan(&n); err != nil || n > 0 {
			t.Errorf("%s: %d rows still hold the words, %v", table, n, err)
		}
	}
	lines, err := s.Transcript(t.Context(), member, 0, 0)
	if err != nil || len(lines) != 2 || lines[1].Message.Text != "" || len(lines[1].Message.Files) > 0 || lines[0].Message.Text != "" || lines[0].Message.Unsent != said.MessageID || lines[0].Message.Author != chat.Member {
		t.Errorf("transcript: %+v, %v", lines, err)
	}
	got, err := s.Ticket(t.Context(), "Q-0100")
	same(t, "fields", got.Fields, ticket.Values{"question": {"", "ほか"}})
	if err != nil {
		t.Error(err)
	}
	// The words are gone from the log, and it is closed again.
	if _, err := pool.Exec(t.Context(), `DELETE FROM ticket_events`); err == nil {
		t.Error("the log can be deleted")
	}
}

func TestRecordReplacesTheWords(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s := openURL(t, url, postgres.Options{})
	accept(t, s, wrote(member, 1, "番号は4111"))
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Record = "番号は****" })
	lines, err := s.Transcript(t.Context(), member, 0, 0)
	if err != nil || len(lines) != 1 || lines[0].Message.Text != "番号は****" {
		t.Errorf("transcript: %+v, %v", lines, err)
	}
	var kept string
	if err := rawPool(t, url).QueryRow(t.Context(), `SELECT body ->> 'text' FROM events`).Scan(&kept); err != nil || kept != "番号は****" {
		t.Errorf("the inbox keeps %q, %v", kept, err)
	}
}
