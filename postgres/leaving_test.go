package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
)

// TestLeaving: what hangs on somebody is found; when they have left they are found until it was handed over,
// and again when one of their tickets is opened again; what they were signed in by is over.
func TestLeaving(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	s, conn, now := openURL(t, url, postgres.Options{}), connect(t, url), time.Now()
	employ(t, s, staff.Account{Name: "管理", Role: staff.Admin})
	a := employ(t, s, staff.Account{Name: "佐々木", Role: staff.Clerk, Slack: "U0SASAKI"})
	mine, planned := openTicket(t, s, 1), openTicket(t, s, 2)
	for sql, args := range map[string][]any{
		`UPDATE tickets SET assignee = $2, assignee_name = '佐々木' WHERE number = $1`: {mine, a.Person().ID},
		`UPDATE tickets SET tags = ARRAY[$2] WHERE number = $1`:                     {planned, "for:佐々木"},
	} {
		if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.NewLogin(t.Context(), hash("link"), staff.Login{Name: "佐々木", Account: a.ID, Expires: now.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if err := s.NewStaffSession(t.Context(), hash("session"), a, now, staff.Session{Via: staff.ByLink}, operator); err != nil {
		t.Fatal(err)
	}
	if err := s.LinkSubject(t.Context(), "https://company.example", "7", a.ID); err != nil {
		t.Fatal(err)
	}
	h, err := s.Hanging(t.Context(), a)
	if err != nil || len(h.Tickets) != 1 || h.Tickets[0].Number != mine || len(h.Planned) != 1 || h.Planned[0].Number != planned || h.Links != 1 || h.Sessions != 1 || h.Subjects != 1 {
		t.Fatalf("on them hangs %+v, %v", h, err)
	}
	leavers := func(at time.Time) int {
		found, err := s.Leavers(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	a.Ends, a.Heirs = now.Add(time.Hour), map[string]int64{staff.HeirTickets: 1}
	if a, err = s.SaveAccount(t.Context(), a, operator); err != nil {
		t.Fatal(err)
	}
	if before, after := leavers(now), leavers(now.Add(2*time.Hour)); before != 0 || after != 1 {
		t.Errorf("leavers before %d, after %d", before, after)
	}
	if err := s.EraseAccount(t.Context(), a.ID, "元職員", operator); !errors.Is(err, staff.ErrActive) {
		t.Errorf("erased while they work here: %v", err)
	}
	later := now.Add(2 * time.Hour)
	for i, want := range []bool{true, false} {
		if first, err := s.Handed(t.Context(), a, later); err != nil || first != want {
			t.Errorf("handed over, time %d: %t, %v", i, first, err)
		}
	}
	if _, ok, _ := s.UseLogin(t.Context(), hash("link"), now); ok {
		t.Error("a link is still good")
	}
	if _, ok, _ := s.StaffSession(t.Context(), hash("session"), now, time.Hour, true); ok {
		t.Error("a session goes on")
	}
	if n := leavers(later); n != 1 {
		t.Errorf("with an open ticket %d leavers", n)
	}
	if _, err := conn.Exec(t.Context(), `UPDATE tickets SET assignee = '' WHERE number = $1`, mine); err != nil {
		t.Fatal(err)
	}
	if n := leavers(later); n != 0 {
		t.Errorf("with nothing %d leavers", n)
	}
}

// decideAs publishes a document, decides of its entry and brings another file, all in one name.
func decideAs(t *testing.T, s *postgres.Store, name string) {
	t.Helper()
	first, second := inFile("a.txt", "Q1|会費は？|3円", "Q2|送料は？|なし"), inFile("a.txt", "Q1|会費は？|3円", "Q2|送料は？|あり")
	first.By, second.By = name, name
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Import(t.Context(), first)
	do(err)
	do(s.ConfirmKind(t.Context(), "port/1", faq.KindDecline, name))
	do(s.ConfirmTerm(t.Context(), "port/1", faq.Validity{Until: "2027-04-30"}, name))
	_, err = s.Import(t.Context(), second) // keeps what was before with who had decided it
	do(err)
	do(s.TakeBack(t.Context(), "port", 1, 2, name, ""))
	do(s.SaveRequest(t.Context(), edition.Request{ID: "u1", Collection: "port", Act: edition.ActImport, Name: "b.txt", Content: []byte("x")}, chat.Person{Name: name}))
}

// TestEraseAccount: nothing names them any more, and that it was one person stays.
func TestEraseAccount(t *testing.T) {
	t.Parallel()
	url, now := postgrestest.URL(t), time.Now()
	s, conn := openURL(t, url, postgres.Options{}), connect(t, url)
	employ(t, s, staff.Account{Name: "管理", Role: staff.Admin})
	a := employ(t, s, staff.Account{Name: "佐々木花子", Reading: "ささき", Mail: "sasaki@example.jp", Slack: "U0SASAKI", Role: staff.Clerk})
	number := openTicket(t, s, 1)
	if err := s.LinkSubject(t.Context(), "https://company.example", "subject-of-sasaki", a.ID); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`INSERT INTO ticket_events (ticket, at, who, who_name, what, after) VALUES ('` + number + `', now(), 'slack:U0SASAKI', '佐々木花子', 'claimed', '佐々木花子')`,
		`UPDATE tickets SET assignee = 'staff:` + a.Person().ID[6:] + `', assignee_name = '佐々木花子'`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	decideAs(t, s, a.Name)
	if _, err := conn.Exec(t.Context(), `INSERT INTO finding_ticks (key, kind, ref, what, why, who, at) VALUES ('k', 'twice', 'port/1', '', '', $1, now())`, a.Name); err != nil {
		t.Fatal(err)
	}
	if err := s.Audit(t.Context(), audit.Record{Kind: audit.Staff, Actor: a.Person(), Via: audit.ViaSlack, Act: audit.TicketClaimed, Object: number, After: "佐々木花子"}); err != nil {
		t.Fatal(err)
	}
	a.Ends = now.Add(-time.Minute)
	if _, err := s.SaveAccount(t.Context(), a, operator); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.EraseAccount(t.Context(), a.ID, "元職員2", operator); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"accounts", "account_ids", "account_subjects", "audit", "ticket_events", "tickets", "entries", "publications", "uploads", "finding_ticks"} {
		var all string
		if err := conn.QueryRow(t.Context(), `SELECT coalesce(string_agg(x::text, E'\n'), '') FROM `+table+` x`).Scan(&all); err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"佐々木", "sasaki", "U0SASAKI", "ささき"} {
			if strings.Contains(all, word) {
				t.Errorf("%s still says %s:\n%s", table, word, all)
			}
		}
	}
	done, err := s.Audited(t.Context(), audit.Filter{Actor: a.Person().ID})
	if err != nil || len(done) != 1 || done[0].Actor != (chat.Person{ID: a.Person().ID, Name: "元職員2"}) || done[0].Object != number {
		t.Errorf("what they did is %+v, %v", done, err)
	}
	if erased, _ := s.Audited(t.Context(), audit.Filter{Act: audit.AccountErased}); len(erased) != 1 {
		t.Errorf("%d records of the erasure", len(erased))
	}
}
