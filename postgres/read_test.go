package postgres_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

func lineTexts(t *testing.T, s *postgres.Store, after int64) []string {
	t.Helper()
	lines, err := s.Transcript(t.Context(), member, after, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, l := range lines {
		out = append(out, fmt.Sprintf("%d %s: %s", l.Seq, l.Message.Author, l.Message.Text))
	}
	return out
}

func TestTranscriptShowsWhatTheMemberSees(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	send(t, s, 2, say(member, "答え", "続き"), note(number, "内緒"))
	settle(t, s, chat.Sent, claim(t, s, 10)...)
	same(t, "sent", lineTexts(t, s, 1), []string{"2 member: …", "3 bot: 答え", "4 bot: 続き"})

	late := say(member, "取り消される")
	late.After = time.Now().Add(time.Hour)
	send(t, s, 3, late)
	send(t, s, 4)
	same(t, "while it can be recalled", lineTexts(t, s, 4), []string{"5 member: …"})
	rows, err := s.Deliveries(t.Context(), chat.LedgerFilter{States: []chat.DeliveryState{chat.Pending}, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	accept(t, s, wrote(member, 5, "…"))
	turn(t, s, member, func(turn *bot.Turn) { turn.Recall = []int64{rows[0].ID} })
	same(t, "recalled", lineTexts(t, s, 4), []string{"5 member: …", "7 member: …", "8 member: …"})
	last, err := s.LastLines(t.Context(), member, 2)
	if err != nil || len(last) != 2 || last[1].Seq != 8 {
		t.Errorf("last lines: %+v, %v", last, err)
	}
}

func TestWordsToAnotherContactAreInTheirTranscript(t *testing.T) {
	t.Parallel()
	s := open(t)
	accept(t, s, wrote(member, 1, "一"))
	turn(t, s, member, func(*bot.Turn) {})
	other := chat.Address{Channel: chat.Web, ID: "w"}
	accept(t, s, wrote(other, 1, "別"))
	turn(t, s, other, func(turn *bot.Turn) { turn.Out = []bot.Outgoing{say(member, "お知らせ")} })
	settle(t, s, chat.Sent, claim(t, s, 10)...)
	same(t, "lines", lineTexts(t, s, 0), []string{"1 member: 一", "2 bot: お知らせ"})
}

func TestWatchIsWokenHereAndElsewhere(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	here, there := openURL(t, url, postgres.Options{}), openURL(t, url, postgres.Options{})
	for name, s := range map[string]*postgres.Store{"here": here, "there": there} {
		woken, stop := s.Watch(member)
		if err := here.Announce(t.Context(), member); err != nil {
			t.Fatal(err)
		}
		select {
		case <-woken:
		case <-time.After(time.Minute):
			t.Errorf("not woken %s", name)
		}
		stop()
	}
}

func TestQueueFilters(t *testing.T) {
	t.Parallel()
	s := open(t)
	now := time.Now()
	all := []*ticket.Ticket{
		{Kind: ticket.Inquiry, Status: ticket.Received, Team: "office", Title: "領収書について", Due: now.Add(-time.Hour), Programme: "selas"},
		{Kind: ticket.Change, Status: ticket.Working, Team: "office", Assignee: chat.Person{ID: "slack:U1"}, Fields: ticket.Values{"company": {"株式会社ミナト"}}},
		{Kind: ticket.Consultation, Status: ticket.Waiting, Team: "vn", Fields: ticket.Values{"question": {"ﾍﾞﾄﾅﾑで化粧品を売りたい"}}, Due: now.Add(time.Hour)},
		{Kind: ticket.Inquiry, Status: ticket.Resolved, Team: "vn", Title: "解約したい", Closed: now, Due: now.Add(-time.Hour)},
	}
	accept(t, s, wrote(member, 1, "…"))
	turn(t, s, member, func(turn *bot.Turn) {
		for i, tk := range all {
			tk.Number = fmt.Sprintf("Q-%d", i+1)
		}
		turn.Opened = all
	})
	for _, test := range []struct {
		name   string
		filter ticket.Filter
		want   string
	}{
		{"all", ticket.Filter{}, "4 3 2 1"},
		{"page", ticket.Filter{Before: all[2].ID, Limit: 1}, "2"},
		{"kind", ticket.Filter{Kind: ticket.Inquiry}, "4 1"},
		{"status", ticket.Filter{Status: []ticket.Status{ticket.Working, ticket.Waiting}}, "3 2"},
		{"open and closed", ticket.Filter{Status: []ticket.Status{ticket.Working, ticket.Resolved}}, "4 2"},
		{"team", ticket.Filter{Team: "office"}, "2 1"},
		{"programme", ticket.Filter{Programme: "selas"}, "1"},
		{"unassigned", ticket.Filter{Assignee: "-", Status: []ticket.Status{ticket.Received, ticket.Working, ticket.Waiting, ticket.OnHold}}, "3 1"},
		{"assignee", ticket.Filter{Assignee: "slack:U1"}, "2"},
		{"contact", ticket.Filter{Contact: member}, "4 3 2 1"},
		{"nobody's", ticket.Filter{Contact: channel}, ""},
		{"overdue", ticket.Filter{Overdue: now}, "1"},
		{"text in title", ticket.Filter{Text: "領収書"}, "1"},
		{"text in a field", ticket.Filter{Text: "ミナト"}, "2"},
		{"half-width in the ticket", ticket.Filter{Text: "ベトナム 化粧"}, "3"},
		{"one letter", ticket.Filter{Text: "約"}, "4"},
		{"number", ticket.Filter{Text: "ｑ-2"}, "2"},
		{"nothing", ticket.Filter{Text: "ミナ解約"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			found, err := s.Tickets(t.Context(), test.filter)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, tk := range found {
				got = append(got, strings.TrimPrefix(tk.Number, "Q-"))
			}
			same(t, "tickets", strings.Join(got, " "), test.want)
		})
	}
	g, err := s.Gauges(t.Context())
	if err != nil || g.TicketsOpen != 3 || g.TicketsUnassigned != 2 || g.TicketsOverdue != 1 {
		t.Errorf("gauges: %+v, %v", g, err)
	}
}

func TestGaugesOfDeliveries(t *testing.T) {
	t.Parallel()
	clock := base
	s := openURL(t, postgrestest.URL(t), postgres.Options{Now: func() time.Time { return clock }})
	other := chat.Address{Channel: chat.Web, ID: "w"}
	send(t, s, 1, say(member, "一"), say(other, "二"), say(other, "三"))
	for _, d := range claim(t, s, 10) {
		if d.To == member {
			settle(t, s, chat.Held, d)
		} else {
			settle(t, s, chat.Dead, d)
		}
	}
	accept(t, s, wrote(member, 2, "…"))
	clock = clock.Add(time.Minute)
	got, err := s.Gauges(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "gauges", got, postgres.Gauges{EventsWaiting: 1, DeliveriesPending: 1, DeliveriesHeld: 1, DeliveriesDead: 1, PendingSince: time.Minute})
}

func hash(secret string) []byte { h := sha256.Sum256([]byte(secret)); return h[:] }

func TestWebSessionLivesByUse(t *testing.T) {
	t.Parallel()
	s, now := open(t), time.Now()
	if err := s.OpenSession(t.Context(), hash("s"), "visitor", now.Add(postgres.SessionIdle)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		secret string
		days   int
		want   bool
	}{{"s", 0, true}, {"x", 0, false}, {"s", 20, true}, {"s", 45, true}, {"s", 74, true}, {"s", 105, false}} {
		id, ok, err := s.Session(t.Context(), hash(test.secret), now.AddDate(0, 0, test.days))
		if err != nil || ok != test.want || ok != (id == "visitor") {
			t.Errorf("%s after %d days: %q, %v, %v", test.secret, test.days, id, ok, err)
		}
	}
	if err := s.ForgetSessions(t.Context(), now.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := s.Session(t.Context(), hash("s"), now); ok {
		t.Error("not forgotten")
	}
}

func TestStaffLoginIsGoodForOne(t *testing.T) {
	t.Parallel()
	s, now := open(t), time.Now()
	sasaki := chat.Person{ID: "desk:sasaki", Name: "佐々木"}
	for secret, expires := range map[string]time.Time{"good": now.Add(time.Minute), "late": now.Add(-time.Minute)} {
		if err := s.NewLogin(t.Context(), hash(secret), "佐々木", expires); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok, err := s.UseLogin(t.Context(), hash("late"), now); ok || err != nil {
		t.Errorf("an expired login: %v, %v", ok, err)
	}
	var entered sync.Map
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			name, ok, err := s.UseLogin(t.Context(), hash("good"), now)
			if err != nil || ok != (name == "佐々木") {
				t.Errorf("%q, %v, %v", name, ok, err)
			}
			if ok {
				entered.Store(i, true)
			}
		})
	}
	wg.Wait()
	n := 0
	entered.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d entered by one link", n)
	}
	if err := s.NewStaffSession(t.Context(), hash("session"), sasaki, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if p, ok, err := s.StaffSession(t.Context(), hash("session"), now); p != sasaki || !ok || err != nil {
		t.Errorf("session: %v, %v, %v", p, ok, err)
	}
	if _, ok, _ := s.StaffSession(t.Context(), hash("session"), now.Add(2*time.Hour)); ok {
		t.Error("an old session is good")
	}
	if err := s.EndStaffSession(t.Context(), hash("session")); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := s.StaffSession(t.Context(), hash("session"), now); ok {
		t.Error("still signed in")
	}
}

// document is a collection with these questions, labelled in order.
func document(questions ...string) faq.Collection {
	c := faq.Collection{ID: "selas", Title: "SELAS FAQ", Document: "selas.txt", Names: []string{"SELAS"}}
	for i, q := range questions {
		c.Entries = append(c.Entries, faq.Entry{
			Collection: "selas", Order: i + 1, Question: q, Aliases: []string{}, Kind: faq.KindAnswer,
			Answer: []faq.Block{{Type: faq.Paragraph, Text: q + "の答え"}}, Source: faq.Source{Line: 10 * i},
		})
	}
	return c
}

func TestImportTellsWhatChanged(t *testing.T) {
	t.Parallel()
	s := open(t)
	edited := document("会費は？", "新しい質問は？", "解約は？")
	edited.Entries[0].Answer[0].Text = "3,500円"
	renamed := document("会費は？", "新しい質問は？", "解約は？")
	renamed.Entries[0].Answer[0].Text = "3,500円"
	renamed.Title = "SELAS よくある質問"
	numbered := document("退会するには？")
	numbered.Entries[0].Label = "Q1"
	reworded := document("退会する方法は？")
	reworded.Entries[0].Label = "Q1"
	for _, step := range []struct {
		name     string
		c        faq.Collection
		want     []postgres.Change
		served   string // references in order, with versions
		revision int64
	}{
		{"first", document("会費は？", "領収書は？", "解約は？"), []postgres.Change{
			{"added", "selas/1", "会費は？", 1}, {"added", "selas/2", "領収書は？", 1}, {"added", "selas/3", "解約は？", 1},
		}, "1v1 2v1 3v1", 1},
		{"again", document("会費は？", "領収書は？", "解約は？"), nil, "1v1 2v1 3v1", 1},
		{"edited", edited, []postgres.Change{
			{"changed", "selas/1", "会費は？", 2}, {"added", "selas/4", "新しい質問は？", 1}, {"missing", "selas/2", "領収書は？", 1},
		}, "1v2 2v1 4v1 3v1", 2},
		{"edited again", edited, nil, "1v2 2v1 4v1 3v1", 2},
		{"title alone", renamed, nil, "1v2 2v1 4v1 3v1", 3},
		{"moved", document("領収書は？"), []postgres.Change{
			{"changed", "selas/2", "領収書は？", 2}, {"missing", "selas/1", "会費は？", 2}, {"missing", "selas/3", "解約は？", 1}, {"missing", "selas/4", "新しい質問は？", 1},
		}, "1v2 2v2 4v1 3v1", 4},
		{"back", document("領収書は？", "解約は？"), []postgres.Change{{"changed", "selas/3", "解約は？", 2}}, "1v2 2v2 3v2 4v1", 5},
		{"numbered", numbered, []postgres.Change{
			{"added", "selas/5", "退会するには？", 1}, {"missing", "selas/2", "領収書は？", 2}, {"missing", "selas/3", "解約は？", 2},
		}, "1v2 2v2 5v1 3v2 4v1", 6},
		{"reworded under its number", reworded, []postgres.Change{{"changed", "selas/5", "退会する方法は？", 2}}, "1v2 2v2 5v2 3v2 4v1", 7},
	} {
		changes, err := s.SaveCollection(t.Context(), step.c, []byte("digest"))
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		same(t, step.name, changes, step.want)
		all, revision, err := s.LoadCollections(t.Context())
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: %d collections, %v", step.name, len(all), err)
		}
		var served []string
		for _, e := range all[0].Entries {
			served = append(served, fmt.Sprintf("%dv%d", e.Order, e.Version))
		}
		same(t, step.name, strings.Join(served, " "), step.served)
		if revision != step.revision {
			t.Errorf("%s: revision %d, want %d", step.name, revision, step.revision)
		}
	}
}

func TestImportLoadsAsSaved(t *testing.T) {
	t.Parallel()
	s := open(t)
	c := document("会費は？", "解約は？")
	c.Warnings = []faq.Warning{{Code: "x", Text: "見てください"}}
	c.Entries[0].Answer = []faq.Block{{Type: faq.Table, Header: []string{"項目", "商品"}, Rows: [][]string{{"JAN", "必須"}}}}
	c.Entries[0].Validity = faq.Validity{Until: "2024-03-29", Basis: "2024年3月29日まで"}
	if _, err := s.SaveCollection(t.Context(), c, []byte("digest")); err != nil {
		t.Fatal(err)
	}
	all, _, err := s.LoadCollections(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Entries {
		if age := time.Since(all[0].Entries[i].Updated); age < 0 || age > time.Hour {
			t.Errorf("entry %d was saved %v ago", i+1, age)
		}
		c.Entries[i].Version, c.Entries[i].Updated = 1, all[0].Entries[i].Updated
	}
	same(t, "loaded", all, []faq.Collection{c})
}

func TestRevisionsReachOtherProcesses(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	writer, reader := openURL(t, url, postgres.Options{}), openURL(t, url, postgres.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	revisions := reader.Revisions(ctx)
	for want := range int64(3) {
		select {
		case got := <-revisions:
			same(t, "revision", got, want)
		case <-time.After(time.Minute):
			t.Fatal("no revision")
		}
		if _, err := writer.SaveCollection(t.Context(), document(fmt.Sprint(want)), nil); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	for range revisions { // closed when its context ends
	}
}

func TestLedgerFilters(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1) // a card for the staff
	send(t, s, 2, say(member, "届かない"), say(member, "待つ"))
	for _, d := range claim(t, s, 10) {
		if d.To == member {
			settle(t, s, chat.Dead, d)
		} else {
			settle(t, s, chat.Sent, d)
		}
	}
	for _, test := range []struct {
		name   string
		filter chat.LedgerFilter
		want   []string
	}{
		{"all", chat.LedgerFilter{}, []string{"待つ", "届かない", "カード1"}},
		{"failed", chat.LedgerFilter{States: []chat.DeliveryState{chat.Held, chat.Dead}}, []string{"届かない"}},
		{"failed and waiting", chat.LedgerFilter{States: []chat.DeliveryState{chat.Dead, chat.Pending}}, []string{"待つ", "届かない"}},
		{"of a ticket", chat.LedgerFilter{Ticket: number}, []string{"カード1"}},
		{"to members", chat.LedgerFilter{Members: true, Limit: 1}, []string{"待つ"}},
	} {
		rows, err := s.Deliveries(t.Context(), test.filter)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, row := range rows {
			got = append(got, row.Messages[0].Text)
		}
		same(t, test.name, got, test.want)
	}
}
