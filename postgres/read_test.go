package postgres_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
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
	runTurn(t, s, member, func(tn *turn.Turn) { tn.Recall = []int64{rows[0].ID} })
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
	runTurn(t, s, member, func(*turn.Turn) {})
	other := chat.Address{Channel: chat.Web, ID: "w"}
	accept(t, s, wrote(other, 1, "別"))
	runTurn(t, s, other, func(tn *turn.Turn) { tn.Out = []turn.Outgoing{say(member, "お知らせ")} })
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
	runTurn(t, s, member, func(tn *turn.Turn) {
		for i, tk := range all {
			tk.Number = fmt.Sprintf("Q-%d", i+1)
		}
		tn.Opened = all
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
	for secret, expires := range map[string]time.Time{"good": now.Add(time.Minute), "late": now.Add(-time.Minute)} {
		if err := s.NewLogin(t.Context(), hash(secret), staff.Login{Name: secret, Expires: expires}); err != nil {
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
			l, ok, err := s.UseLogin(t.Context(), hash("good"), now)
			if err != nil || ok != (l.Name == "good") {
				t.Errorf("%+v, %v, %v", l, ok, err)
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
}

// TestStaffLoginSupersedes: a new link for a name ends the older one, and nobody else's, even when
// many are made at once.
func TestStaffLoginSupersedes(t *testing.T) {
	t.Parallel()
	s, now := open(t), time.Now()
	link := func(secret, name string) {
		if err := s.NewLogin(t.Context(), hash(secret), staff.Login{Name: name, Expires: now.Add(time.Minute)}); err != nil {
			t.Error(err)
		}
	}
	good := func(secret string) int {
		_, ok, err := s.UseLogin(t.Context(), hash(secret), now)
		if err != nil {
			t.Error(err)
		}
		if ok {
			return 1
		}
		return 0
	}
	link("older", "")
	link("invited", "佐々木")
	link("newer", "")
	if older, invited, newer := good("older"), good("invited"), good("newer"); older != 0 || invited != 1 || newer != 1 {
		t.Errorf("older %d, another's %d, newer %d; want 0, 1, 1", older, invited, newer)
	}
	secrets := strings.Split("abcdefgh", "")
	var wg sync.WaitGroup
	for _, secret := range secrets {
		wg.Go(func() { link(secret, "") })
	}
	wg.Wait()
	n := 0
	for _, secret := range secrets {
		n += good(secret)
	}
	if n != 1 {
		t.Errorf("of %d links made at once %d are good", len(secrets), n)
	}
}

// TestStaffSessionLivesByUse: thirty days from its last use, ninety from the sign-in. Each path is the
// days after the sign-in at which the session is asked for; only the last one may fail.
func TestStaffSessionLivesByUse(t *testing.T) {
	t.Parallel()
	s, now := open(t), time.Now()
	sasaki := employ(t, s, staff.Account{Name: "佐々木", Role: staff.Clerk})
	for name, c := range map[string]struct {
		days []int
		want bool
	}{
		"at once":                 {[]int{0}, true},
		"idle for 29 days":        {[]int{29}, true},
		"idle for 31 days":        {[]int{31}, false},
		"idle for 29, used twice": {[]int{20, 49}, true},
		"idle for 31, used once":  {[]int{20, 51}, false},
		"used until the 89th":     {[]int{25, 50, 75, 89}, true},
		"used until the 91st":     {[]int{25, 50, 75, 89, 91}, false},
	} {
		if err := s.NewStaffSession(t.Context(), hash(name), sasaki, now, staff.Session{Via: staff.ByLink}, audit.Record{Kind: audit.Staff, Via: audit.ViaDesk}); err != nil {
			t.Fatal(err)
		}
		for i, days := range c.days {
			p, ok, err := s.StaffSession(t.Context(), hash(name), now.AddDate(0, 0, days), time.Hour, true)
			want := c.want || i < len(c.days)-1
			if err != nil || ok != want || ok != (p.ID == sasaki.ID) {
				t.Errorf("%s, on day %d: %v, %t, %v; want %t", name, days, p, ok, err, want)
			}
		}
	}
	if err := s.EndStaffSession(t.Context(), hash("at once")); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := s.StaffSession(t.Context(), hash("at once"), now, time.Hour, true); ok {
		t.Error("still signed in after signing out")
	}
}

// TestStaffSessionOfBefore: a row that an earlier version wrote, with its own short term, is good and
// grows into the new one, where the person it names is an account's; and it says that somebody has signed in.
func TestStaffSessionOfBefore(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s, now := openURL(t, url, postgres.Options{}), time.Now()
	if ever, err := s.SignedIn(t.Context()); ever || err != nil {
		t.Errorf("a new office: signed in %t, %v", ever, err)
	}
	_, err := connect(t, url).Exec(t.Context(), `
		INSERT INTO staff_sessions (hash, person, name, expires) VALUES ($1, 'desk:sasaki', '佐々木', $2)`, hash("old"), now.Add(12*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.StaffSession(t.Context(), hash("old"), now, time.Hour, true); ok || err != nil {
		t.Errorf("of somebody without an account: %t, %v", ok, err)
	}
	sasaki := employ(t, s, staff.Account{Name: "佐々木", Role: staff.Clerk})
	if err := s.Join(t.Context(), "desk:sasaki", sasaki.ID, operator); err != nil {
		t.Fatal(err)
	}
	for _, hours := range []int{1, 13, 24 * 29} {
		if a, ok, err := s.StaffSession(t.Context(), hash("old"), now.Add(time.Duration(hours)*time.Hour), time.Hour, true); !ok || a.ID != sasaki.ID || err != nil {
			t.Errorf("after %d hours: %+v, %t, %v", hours, a, ok, err)
		}
	}
	if ever, err := s.SignedIn(t.Context()); !ever || err != nil {
		t.Errorf("with a session: signed in %t, %v", ever, err)
	}
}

// TestSignedInIsRemembered: that somebody has signed in outlives their session.
func TestSignedInIsRemembered(t *testing.T) {
	t.Parallel()
	s, now := open(t), time.Now()
	x := employ(t, s, staff.Account{Name: "x", Role: staff.Viewer})
	if err := s.NewStaffSession(t.Context(), hash("x"), x, now, staff.Session{Via: staff.ByLink}, operator); err != nil {
		t.Fatal(err)
	}
	if err := s.ForgetSessions(t.Context(), now.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if ever, err := s.SignedIn(t.Context()); !ever || err != nil {
		t.Errorf("signed in %t, %v", ever, err)
	}
}

// TestSignedInBeforeItWasKept applies the migration to a desk that was in use: what somebody did there
// counts, what the command line did does not.
func TestSignedInBeforeItWasKept(t *testing.T) {
	t.Parallel()
	for who, want := range map[string]bool{"desk:佐々木": true, "desk:terminal": false, "U0SASAKI": false} {
		url := postgrestest.URL(t)
		s := openURL(t, url, postgres.Options{})
		number, conn := openTicket(t, s, 1), connect(t, url)
		for _, sql := range []string{
			`INSERT INTO ticket_events (ticket, at, who, what) VALUES ('` + number + `', now(), '` + who + `', 'noted')`,
			`DROP TABLE desk_opened`,
			`DELETE FROM schema_migrations WHERE name = '0012_signed_in.sql'`,
		} {
			if _, err := conn.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		if err := postgres.Migrate(t.Context(), url); err != nil {
			t.Fatal(err)
		}
		if ever, err := s.SignedIn(t.Context()); ever != want || err != nil {
			t.Errorf("after an act of %s: signed in %t, %v; want %t", who, ever, err, want)
		}
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
		want     []string
		served   string // references in order, with versions
		revision int64
	}{
		{"first", document("会費は？", "領収書は？", "解約は？"), []string{
			"added selas/1 会費は？ v1", "added selas/2 領収書は？ v1", "added selas/3 解約は？ v1",
		}, "1v1 2v1 3v1", 1},
		{"again", document("会費は？", "領収書は？", "解約は？"), nil, "1v1 2v1 3v1", 1},
		{"edited", edited, []string{
			"changed selas/1 会費は？ v2", "added selas/4 新しい質問は？ v1", "missing selas/2 領収書は？ v1",
		}, "1v2 2v1 4v1 3v1", 2},
		{"edited again", edited, nil, "1v2 2v1 4v1 3v1", 2},
		{"title alone", renamed, nil, "1v2 2v1 4v1 3v1", 3},
		{"moved", document("領収書は？"), []string{
			"back selas/2 領収書は？ v1", "missing selas/1 会費は？ v2", "missing selas/3 解約は？ v1", "missing selas/4 新しい質問は？ v1",
		}, "1v2 2v1 4v1 3v1", 4},
		{"back", document("領収書は？", "解約は？"), []string{"back selas/3 解約は？ v1"}, "1v2 2v1 3v1 4v1", 5},
		{"numbered", numbered, []string{
			"added selas/5 退会するには？ v1", "missing selas/2 領収書は？ v1", "missing selas/3 解約は？ v1",
		}, "1v2 2v1 5v1 3v1 4v1", 6},
		{"reworded", reworded, []string{"changed selas/5 退会する方法は？ v2 was 退会するには？"}, "1v2 2v1 5v2 3v1 4v1", 7},
	} {
		plans, err := s.Import(t.Context(), postgres.Import{Collection: step.c, Source: []byte("digest"), Document: "selas.txt"})
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		var changes []string
		for _, ch := range plans[0].Changes {
			line := fmt.Sprintf("%s %s %s v%d", ch.Kind, ch.Ref, ch.Question, ch.Version)
			if ch.Old != "" {
				line += " was " + ch.Old
			}
			changes = append(changes, line)
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
		c.Entries[i].Version = 1
		c.Entries[i].Changed = all[0].Entries[i].Changed // the database's clock
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
		if _, err := writer.Import(t.Context(), postgres.Import{Collection: document(fmt.Sprint(want)), Document: "selas.txt"}); err != nil {
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
