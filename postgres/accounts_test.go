package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
	"madoguchi/ticket"
)

var operator = audit.Record{Kind: audit.Operator, Actor: chat.Person{Name: "root"}, Via: audit.ViaTerminal}

func employ(t testing.TB, s *postgres.Store, a staff.Account) staff.Account {
	t.Helper()
	made, err := s.SaveAccount(t.Context(), a, operator)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// TestAccountsAreKept: what is said of an account is what is read, and each way in finds it.
func TestAccountsAreKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	want := employ(t, s, staff.Account{
		Name: "トラン", Reading: "とらん", Mail: "Tran@example.vn", Slack: "U0TRAN", Role: staff.Coordinator, Teams: []string{"コーディネーター"},
		Zone: "Asia/Ho_Chi_Minh", Language: staff.English, Holidays: []ticket.Period{{From: "2027-02-05", Until: "2027-02-11", Note: "Tết"}},
	})
	for way, find := range map[string]func() (staff.Account, bool, error){
		"number":   func() (staff.Account, bool, error) { a, err := s.Account(t.Context(), want.ID); return a, true, err },
		"id":       func() (staff.Account, bool, error) { return s.AccountOf(t.Context(), want.Person().ID) },
		"Slack id": func() (staff.Account, bool, error) { return s.AccountOf(t.Context(), "slack:U0TRAN") },
		"Slack":    func() (staff.Account, bool, error) { return s.SlackAccount(t.Context(), "U0TRAN", "", "") },
		"name":     func() (staff.Account, bool, error) { return s.AccountByName(t.Context(), "トラン", time.Now()) },
		"mail": func() (staff.Account, bool, error) {
			return s.AccountByMail(t.Context(), "tran@EXAMPLE.vn", time.Now())
		},
	} {
		got, ok, err := find()
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b time.Time) bool { return a.Sub(b).Abs() < time.Millisecond })); err != nil || !ok || diff != "" {
			t.Errorf("by %s: %t, %v\n%s", way, ok, err, diff)
		}
	}
	for _, twin := range []staff.Account{{Name: "トラン"}, {Name: "a", Mail: "TRAN@example.vn"}, {Name: "b", Slack: "U0TRAN"}} {
		twin.Role = staff.Viewer
		if _, err := s.SaveAccount(t.Context(), twin, operator); !errors.Is(err, staff.ErrTaken) {
			t.Errorf("%+v: %v", twin, err)
		}
	}
	if _, err := s.Account(t.Context(), 999); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
}

// TestFirstIsAdministrator: who comes first by a printed link is the administrator, even when several
// come at once; and the last one cannot be lost.
func TestFirstIsAdministrator(t *testing.T) {
	t.Parallel()
	s := open(t)
	roles := make(chan staff.Role, 4)
	for _, name := range []string{"一", "二", "三", "四"} {
		go func() {
			a, err := s.EnterByName(context.WithoutCancel(t.Context()), name, staff.Clerk, operator)
			if err != nil {
				t.Error(err)
			}
			roles <- a.Role
		}()
	}
	admins := 0
	for range 4 {
		if <-roles == staff.Admin {
			admins++
		}
	}
	if admins != 1 {
		t.Fatalf("%d administrators", admins)
	}
	all, err := s.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	admin := all[slices.IndexFunc(all, func(a staff.Account) bool { return a.Role == staff.Admin })]
	again, err := s.EnterByName(t.Context(), admin.Name, staff.Clerk, operator)
	if err != nil || again.ID != admin.ID {
		t.Errorf("by the same name: %+v, %v", again, err)
	}
	for _, change := range []func(*staff.Account){
		func(a *staff.Account) { a.Role = staff.Clerk },
		func(a *staff.Account) { a.Ends = time.Now() },
		func(a *staff.Account) { a.Ends = time.Now().AddDate(0, 3, 0) },
	} {
		a := admin
		change(&a)
		if _, err := s.SaveAccount(t.Context(), a, operator); !errors.Is(err, staff.ErrLastAdmin) {
			t.Errorf("the last administrator: %v", err)
		}
	}
	if err := s.Join(t.Context(), admin.Person().ID, admin.ID%4+1, operator); !errors.Is(err, staff.ErrLastAdmin) {
		t.Errorf("joined with a clerk: %v", err)
	}
}

// TestOnePerson: what somebody claimed at the desk and in Slack under other ids is their account's once
// it is joined, and what they do next is, too.
func TestOnePerson(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s, conn := openURL(t, url, postgres.Options{}), connect(t, url)
	numbers := map[string]string{}
	for i, person := range []string{"desk:佐々木", "slack:U0SASAKI", "slack:U0OTHER"} {
		number := openTicket(t, s, i+1)
		numbers[person] = number
		if _, err := conn.Exec(t.Context(), `UPDATE tickets SET assignee = $2, assignee_name = 'x' WHERE number = $1`, number, person); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SetAway(t.Context(), chat.Person{ID: "desk:佐々木", Name: "佐々木"}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	sasaki := employ(t, s, staff.Account{Name: "佐々木", Role: staff.Admin})
	unknown, err := s.Unknown(t.Context())
	if err != nil || len(unknown) != 3 || unknown[0].Person.ID != "desk:佐々木" || unknown[0].Tickets != 1 {
		t.Fatalf("without an account: %+v, %v", unknown, err)
	}
	if err := s.Join(t.Context(), "desk:佐々木", sasaki.ID, operator); err != nil {
		t.Fatal(err)
	}
	fromSlack, _, err := s.SlackAccount(t.Context(), "U0SASAKI", "Sasaki", staff.Clerk)
	if err != nil || fromSlack.ID == sasaki.ID {
		t.Fatalf("an unknown member of the channel: %+v, %v", fromSlack, err)
	}
	if err := s.Join(t.Context(), fromSlack.Person().ID, sasaki.ID, operator); err != nil {
		t.Fatal(err)
	}
	again, _, err := s.SlackAccount(t.Context(), "U0SASAKI", "Sasaki", staff.Clerk)
	if err != nil || again.ID != sasaki.ID || again.Role != staff.Admin {
		t.Errorf("the same member afterwards: %+v, %v", again, err)
	}
	mine, err := s.Tickets(t.Context(), ticket.Filter{Assignee: sasaki.Person().ID})
	if err != nil || len(mine) != 2 || mine[0].Assignee.Name != "佐々木" {
		t.Errorf("their tickets: %+v, %v", mine, err)
	}
	away, err := s.Away(t.Context(), time.Now())
	if err != nil || len(away) != 1 || away[0].Person != sasaki.Person() {
		t.Errorf("away: %+v, %v", away, err)
	}
	if unknown, err := s.Unknown(t.Context()); err != nil || len(unknown) != 1 || unknown[0].Person.ID != "slack:U0OTHER" {
		t.Errorf("still without an account: %+v, %v", unknown, err)
	}
	if _, err := conn.Exec(t.Context(), `UPDATE tickets SET assignee = 'desk:佐々木' WHERE number = $1`, numbers["slack:U0OTHER"]); err != nil {
		t.Fatal(err)
	}
	if err := s.JoinStragglers(t.Context()); err != nil {
		t.Fatal(err)
	}
	if mine, _ := s.Tickets(t.Context(), ticket.Filter{Assignee: sasaki.Person().ID}); len(mine) != 3 {
		t.Errorf("with what an older program noted since they have %d tickets", len(mine))
	}
}

// TestMigrationKeepsSessions: who is signed in when the accounts come goes on working, under an account
// of the name they gave.
func TestMigrationKeepsSessions(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s, conn, now := openURL(t, url, postgres.Options{}), connect(t, url), time.Now()
	for _, sql := range []string{
		`DROP TABLE model_calls, api_requests, applications, webhook_messages, webhooks`,
		`DROP TABLE audit, account_subjects, account_ids CASCADE; DROP FUNCTION refuse_audit_change`,
		`ALTER TABLE staff_sessions DROP COLUMN account, DROP COLUMN id, DROP COLUMN used, DROP COLUMN via, DROP COLUMN agent`,
		`ALTER TABLE staff_logins DROP COLUMN account, DROP COLUMN via, DROP COLUMN go`,
		`DROP TABLE ticket_presence, canned_replies, ticket_reads, desk_views, said, said_until; DROP FUNCTION forget_said CASCADE; DROP INDEX tickets_conversation; ALTER TABLE tickets DROP COLUMN touched, DROP COLUMN heard; DROP INDEX IF EXISTS tickets_tab_running, tickets_tab_closed`,
		`DROP TABLE holds, disposal_orders, disposals; DROP FUNCTION held, held_contact, refuse_held, refuse_disposal_change CASCADE`,
		`DROP TABLE ticket_figures, figures_key, figures_due, question_days, report_comments; DROP FUNCTION note_figures CASCADE; ALTER TABLE answered DROP COLUMN counted`,
		`DROP TABLE accounts CASCADE`, `DROP TABLE publications, originals, uploads, place, backups, entry_heirs, entry_votes, mail_key, mail_files, mailboxes`,
		`ALTER TABLE entries DROP COLUMN state, DROP COLUMN missing_since, DROP COLUMN kept_by, DROP COLUMN term, DROP COLUMN term_by, DROP COLUMN confirmed`,
		`DROP TABLE drafts; ALTER TABLE entries DROP COLUMN printed, DROP COLUMN position; ALTER TABLE entry_versions DROP COLUMN who, DROP COLUMN act`,
		`DROP TABLE ticket_classes, edited_promises, office_edits; DROP FUNCTION note_class CASCADE; DROP STATISTICS tickets_open; ALTER TABLE tickets DROP COLUMN class, DROP COLUMN period;
		 DROP INDEX IF EXISTS tickets_due, tickets_opened, tickets_tags, tickets_heard, tickets_tab_mine, tickets_tab_new, tickets_tab_status, answered_helped`,
		`DROP TABLE bulk_reply_tickets, bulk_replies; ALTER TABLE tickets DROP COLUMN sent, DROP COLUMN alike; ALTER TABLE messages DROP COLUMN sent`,
		`DROP TABLE faq_links, incidents, draft_links, finding_ticks, moved_promises, switches`,
		`DROP TABLE corrections, correction_receivers; DROP INDEX answered_given`,
		`DROP TABLE unanswered, questions, question_progress; DROP FUNCTION mend_questions`,
		`DROP TABLE site_words; ALTER TABLE web_sessions DROP COLUMN retired, DROP COLUMN subject, DROP COLUMN replaced; ALTER TABLE tickets DROP COLUMN check_hash, DROP COLUMN check_tries, DROP COLUMN check_since`,
		`DROP SEQUENCE ticket_numbers_k; DELETE FROM schema_migrations WHERE version >= 15`,
		`INSERT INTO staff_sessions (hash, person, name, opened, expires) VALUES ('\x01', 'desk:佐々木', '佐々木', now() - interval '2 days', now() + interval '29 days'),
		 ('\x02', 'desk:佐々木', '佐々木', now(), now() + interval '30 days'), ('\x03', 'desk:鈴木', '鈴木', now() - interval '60 days', now() - interval '1 day')`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	if err := postgres.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	for hash, want := range map[string]bool{"\x01": true, "\x02": true, "\x03": false} {
		a, ok, err := s.StaffSession(t.Context(), []byte(hash), now, time.Hour, true)
		if err != nil || ok != want || ok && (a.Name != "佐々木" || a.Role != staff.Clerk) {
			t.Errorf("session %x: %+v, %t, %v", hash, a, ok, err)
		}
	}
	if all, err := s.Accounts(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d accounts, %v", len(all), err)
	}
}

// TestAdministratorsIdle: an administrator's session ends sooner, and a page that brings itself up to
// date does not keep it.
func TestAdministratorsIdle(t *testing.T) {
	t.Parallel()
	s, now := open(t), time.Now()
	admin := employ(t, s, staff.Account{Name: "管理", Role: staff.Admin})
	const idle = 12 * time.Hour
	for name, steps := range map[string][]struct {
		after     time.Duration
		use, want bool
	}{
		"used":              {{11 * time.Hour, true, true}, {22 * time.Hour, true, true}, {33 * time.Hour, true, true}},
		"idle":              {{13 * time.Hour, true, false}},
		"only an open page": {{6 * time.Hour, false, true}, {11 * time.Hour, false, true}, {13 * time.Hour, false, false}},
	} {
		if err := s.NewStaffSession(t.Context(), hash(name), admin, now, staff.Session{Via: staff.ByLink}, operator); err != nil {
			t.Fatal(err)
		}
		for _, step := range steps {
			if _, ok, err := s.StaffSession(t.Context(), hash(name), now.Add(step.after), idle, step.use); ok != step.want || err != nil {
				t.Errorf("%s, after %v: %t, %v", name, step.after, ok, err)
			}
		}
	}
}

// TestSessionsEnd: they are listed, and ended one by one, all at once, and with the account.
func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	s, now := open(t), time.Now()
	employ(t, s, staff.Account{Name: "管理", Role: staff.Admin})
	a := employ(t, s, staff.Account{Name: "佐々木", Role: staff.Clerk})
	lasts := func(name string, at time.Time) bool {
		_, ok, err := s.StaffSession(t.Context(), hash(name), at, time.Hour, true)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	for _, name := range []string{"a", "b", "c"} {
		if err := s.NewStaffSession(t.Context(), hash(name), a, now, staff.Session{Via: staff.BySlack, Agent: "Edge Windows"}, operator); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Sessions(t.Context(), a.ID)
	if err != nil || len(all) != 3 || all[0].Via != staff.BySlack || all[0].Agent != "Edge Windows" {
		t.Fatalf("sessions: %+v, %v", all, err)
	}
	if n, err := s.EndSessions(t.Context(), a.ID, all[0].ID, operator); n != 1 || err != nil {
		t.Errorf("ended %d, %v", n, err)
	}
	if n, err := s.EndSessions(t.Context(), a.ID+1, all[1].ID, operator); n != 0 || err != nil {
		t.Errorf("another's: ended %d, %v", n, err)
	}
	a.Ends = now.Add(time.Hour)
	if _, err := s.SaveAccount(t.Context(), a, operator); err != nil {
		t.Fatal(err)
	}
	before, after := 0, 0
	for _, name := range []string{"a", "b", "c"} {
		if lasts(name, now.Add(59*time.Minute)) {
			before++
		}
		if lasts(name, now.Add(61*time.Minute)) {
			after++
		}
	}
	if before != 2 || after != 0 {
		t.Errorf("%d sessions before the account ends, %d after it; want 2 and 0", before, after)
	}
}

// TestAuditIsOnlyAddedTo, but for an erasure, which may take names and words out and nothing else.
func TestAuditIsOnlyAddedTo(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s, conn := openURL(t, url, postgres.Options{}), connect(t, url)
	if err := s.Audit(t.Context(), audit.Record{Kind: audit.Staff, Actor: chat.Person{ID: "staff:1", Name: "佐々木"}, Via: audit.ViaDesk, Act: audit.SessionOpened, Object: "staff:1"}); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`UPDATE audit SET note = 'x'`, `DELETE FROM audit`, `TRUNCATE audit`,
		`SET madoguchi.erasing = 'on'; DELETE FROM audit`, `SET madoguchi.erasing = 'on'; UPDATE audit SET act = 'x'`, `SET madoguchi.erasing = 'on'; UPDATE audit SET at = now()`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "only added to") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if _, err := conn.Exec(t.Context(), `SET madoguchi.erasing = 'on'; UPDATE audit SET actor_name = '元職員'`); err != nil {
		t.Errorf("an erasure: %v", err)
	}
}

// TestTurnIsAudited: what staff do to a ticket stands in the one record with the ticket's own log, or in
// neither; a member is not named there.
func TestTurnIsAudited(t *testing.T) {
	t.Parallel()
	s := open(t)
	number := openTicket(t, s, 1)
	act := chat.Event{ID: "press", Kind: chat.StaffAct, From: chat.Address{Channel: chat.Desk, ID: "staff:7"}, At: time.Now(), Act: chat.Resolve, Ticket: number, Person: chat.Person{ID: "staff:7", Name: "佐々木"}}
	accept(t, s, act)
	runTurn(t, s, member, func(tn *turn.Turn) {
		tn.Note(tn.Ticket, ticket.Entry{What: ticket.LogMoved, From: "received", To: "resolved"})
		tn.Note(tn.Ticket, ticket.Entry{What: ticket.LogReminded})
	})
	got, err := s.Audited(t.Context(), audit.Filter{Object: number})
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	resolved, opened := got[0], got[1]
	if resolved.Act != audit.TicketResolved || resolved.Actor != act.Person || resolved.Via != audit.ViaDesk || resolved.Before != "received" || resolved.Request != "press" {
		t.Errorf("by staff: %+v", resolved)
	}
	if opened.Act != audit.TicketOpened || opened.Kind != audit.Member || opened.Actor != (chat.Person{}) || opened.Via != audit.ViaMember {
		t.Errorf("by the member: %+v", opened)
	}
	for f, want := range map[audit.Filter]int{
		{Actor: "staff:7"}: 1, {Act: audit.TicketOpened}: 1, {Text: "佐々木"}: 1, {Text: "RESOLVED"}: 1, {Before: opened.ID}: 0,
		{From: time.Now().Add(time.Hour)}: 0, {Till: time.Now().Add(time.Hour), Limit: 1}: 1,
	} {
		if got, err := s.Audited(t.Context(), f); err != nil || len(got) != want {
			t.Errorf("%+v: %d records, %v; want %d", f, len(got), err, want)
		}
	}
}
