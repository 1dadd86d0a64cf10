package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/learn"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// wordsOf is what a text says, a word a term, as one that asks the same is told by them.
func wordsOf(text string) (terms []learn.Term) {
	for _, w := range strings.Fields(text) {
		terms = append(terms, learn.Term{Key: w, Weight: 1})
	}
	return terms
}

func asks(tk *ticket.Ticket) string { return tk.Fields.Get("question") }

// waits opens a ticket of a contact of its own.
func waits(t testing.TB, s *postgres.Store, n int, programme, question string, change ...func(*ticket.Ticket)) {
	t.Helper()
	from := chat.Address{Channel: chat.LINE, ID: fmt.Sprintf("U%d", n)}
	accept(t, s, wrote(from, n, question))
	runTurn(t, s, from, func(tn *turn.Turn) {
		tk := &ticket.Ticket{
			Number: fmt.Sprintf("Q-%04d", n), Kind: ticket.Inquiry, Programme: programme, Status: ticket.Received,
			Fields: ticket.Values{"question": {question}}, Due: base.Add(time.Duration(n) * time.Hour),
		}
		for _, f := range change {
			f(tk)
		}
		tn.Opened = []*ticket.Ticket{tk}
	})
}

// together puts all that waits to groups.
func together(t testing.TB, s *postgres.Store, groups *learn.Groups, want int) {
	t.Helper()
	n, err := s.GroupTickets(t.Context(), groups, asks, 1000)
	if err != nil || n != want {
		t.Fatalf("looked at %d tickets, %v; want %d", n, err, want)
	}
}

// alike are the groups of three and more as "n number-of-the-first".
func alike(t testing.TB, s *postgres.Store, f ticket.Filter) (out []string, ids []int64) {
	t.Helper()
	groups, err := s.AlikeTickets(t.Context(), f, 3, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		out, ids = append(out, fmt.Sprintf("%d %s", g.N, g.First.Number)), append(ids, g.ID)
	}
	return out, ids
}

// TestAlikeTickets: open tickets of one kind and programme that ask the same are one group, known by its first; who was
// answered or put off stands in none, and another process goes on with the groups of the one before.
func TestAlikeTickets(t *testing.T) {
	t.Parallel()
	s := open(t)
	for i := range 4 {
		waits(t, s, 1+i, "hanro", fmt.Sprintf("締切 後 申請 修正 %d", i))
	}
	waits(t, s, 5, "tsunagu", "締切 後 申請 修正")
	waits(t, s, 6, "hanro", "領収書 発行")
	waits(t, s, 7, "hanro", "締切 後 申請 修正", func(tk *ticket.Ticket) { tk.Kind = ticket.Consultation })
	waits(t, s, 8, "hanro", "締切 後 申請 修正", func(tk *ticket.Ticket) { tk.Status, tk.Replied = ticket.Waiting, base })
	waits(t, s, 9, "hanro", "締切 後 申請 修正", func(tk *ticket.Ticket) { tk.Status = ticket.OnHold })
	waits(t, s, 10, "hanro", "締切 後 申請 修正", func(tk *ticket.Ticket) { tk.Status, tk.Closed = ticket.Resolved, base })
	waits(t, s, 11, "hanro", "")
	together(t, s, learn.NewGroups(wordsOf), 10)
	together(t, s, learn.NewGroups(wordsOf), 0)
	rows, _ := alike(t, s, ticket.Filter{})
	same(t, "rows", rows, []string{"4 Q-0001"})

	waits(t, s, 12, "hanro", "申請 修正 締切 後")
	waits(t, s, 13, "hanro", "領収書 発行")
	waits(t, s, 14, "hanro", "領収書 発行")
	together(t, s, learn.NewGroups(wordsOf), 3) // another process, which has seen none of them
	rows, ids := alike(t, s, ticket.Filter{})
	same(t, "rows of another process", rows, []string{"5 Q-0001", "3 Q-0006"})
	rows, _ = alike(t, s, ticket.Filter{Channel: chat.Web})
	same(t, "under a filter", rows, []string(nil))

	numbers := func(f ticket.Filter) (out []string) {
		f.Order = ticket.Oldest
		found, err := s.Tickets(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, tk := range found {
			out = append(out, tk.Number)
		}
		return out
	}
	same(t, "the tickets of a row", numbers(ticket.Filter{Alike: ids[0]}), []string{"Q-0001", "Q-0002", "Q-0003", "Q-0004", "Q-0012"})
	same(t, "those of none", numbers(ticket.Filter{NotAlike: ids}), []string{"Q-0005", "Q-0007", "Q-0008", "Q-0009", "Q-0010", "Q-0011"})
}

// TestAlikeAnew: what staff correct of a ticket has it compared anew.
func TestAlikeAnew(t *testing.T) {
	t.Parallel()
	s := open(t)
	for i := range 3 {
		waits(t, s, 1+i, "hanro", "締切 後 申請 修正")
	}
	waits(t, s, 4, "", "締切 後 申請 修正")
	groups := learn.NewGroups(wordsOf)
	together(t, s, groups, 4)
	from := chat.Address{Channel: chat.LINE, ID: "U4"}
	accept(t, s, wrote(from, 20, "…"))
	runTurn(t, s, from, func(tn *turn.Turn) {
		tn.Tickets[0].Programme = "hanro"
		tn.Changed = []*ticket.Ticket{&tn.Tickets[0]}
	})
	together(t, s, groups, 1)
	rows, _ := alike(t, s, ticket.Filter{})
	same(t, "rows", rows, []string{"4 Q-0001"})
	accept(t, s, wrote(from, 21, "…"))
	runTurn(t, s, from, func(tn *turn.Turn) { // nothing of what it asks
		tn.Tickets[0].Urgent = true
		tn.Changed = []*ticket.Ticket{&tn.Tickets[0]}
	})
	together(t, s, groups, 0)
}

// TestSentIsKept: when a member has sent something is kept as their platform says it, of a ticket and of each line.
func TestSentIsKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	sent := time.Date(2026, 11, 30, 14, 59, 58, 0, time.UTC)
	e := wrote(member, 1, "修正をお願いします")
	e.At = sent
	accept(t, s, e)
	runTurn(t, s, member, func(tn *turn.Turn) {
		tn.Opened = []*ticket.Ticket{{Number: "Q-0001", Kind: ticket.Inquiry, Status: ticket.Received, Sent: tn.Event.At}}
		tn.Out = []turn.Outgoing{say(member, "承りました")}
	})
	tk, err := s.Ticket(t.Context(), "Q-0001")
	if err != nil || !tk.Sent.Equal(sent) {
		t.Errorf("the ticket was sent at %v, %v; want %v", tk.Sent, err, sent)
	}
	lines, err := s.LastLines(t.Context(), member, 10)
	if err != nil || len(lines) != 2 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	if !lines[0].Sent.Equal(sent) || !lines[1].Sent.IsZero() {
		t.Errorf("the lines were sent at %v and %v, want %v and never", lines[0].Sent, lines[1].Sent, sent)
	}
}

// BenchmarkAlikeTickets counts the rows of a queue with ten thousand open tickets.
func BenchmarkAlikeTickets(b *testing.B) {
	url := postgrestest.URL(b)
	s := openURL(b, url, postgres.Options{})
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	_, err = conn.Exec(b.Context(), `
		WITH talks AS (
		    INSERT INTO conversations (address) SELECT 'line::U' || n FROM generate_series(1, 10000) AS n RETURNING id
		)
		INSERT INTO tickets (number, kind, programme, status, contact, conversation, opened, due, heard, fields, alike)
		SELECT 'Q-' || id, 'inquiry', 'hanro', 'received', 'line::U' || id, id, now(), now() + interval '1 day', now(), '{}', 1 + id % 1500
		FROM   talks`)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		groups, err := s.AlikeTickets(b.Context(), ticket.Filter{Status: ticket.RunningStatuses, Assignee: "-"}, 3, 20)
		if err != nil || len(groups) != 20 {
			b.Fatalf("%d groups, %v", len(groups), err)
		}
	}
}
