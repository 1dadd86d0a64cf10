package console

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// TestAuditPage shows what was done in words, page by page.
func TestAuditPage(t *testing.T) {
	d := newDesk(t)
	b := d.signIn("佐々木")
	d.trail = nil
	for i := range 150 {
		d.trail = append(d.trail, audit.Record{At: today.Add(time.Duration(i) * time.Second), Kind: audit.Staff, Actor: chat.Person{ID: "staff:1", Name: "佐々木"},
			Via: audit.ViaSlack, Act: audit.TicketLooked, Object: fmt.Sprintf("Q-%04d", i+1)})
	}
	d.trail = append(d.trail, audit.Record{At: today, Kind: audit.Stranger, Via: audit.ViaDesk, Act: audit.SessionRefused, Note: "リンクの期限切れ"})
	body := b.page("/desk/audit")
	wantIn(t, body, "操作の記録", "個人情報を表示", "Slack", `href="/desk/t/Q-0150"`, "2026/10/09 15:02:29", "ログインできなかった", "ログイン前", "リンクの期限切れ")
	if strings.Contains(body, "Q-0001") {
		t.Error("the page shows all")
	}
	_, more, _ := strings.Cut(body, `class="button" href="`)
	more, _, _ = strings.Cut(more, `"`)
	wantIn(t, b.page(strings.ReplaceAll(more, "&amp;", "&")), "Q-0001")
	for _, x := range []struct {
		act                 audit.Act
		before, after, note string
		want                string
	}{
		{audit.TicketMoved, "received", "working", "", "受付 → 対応中"},
		{audit.AccountMade, "", "林 clerk", "", "→ 林 職員"},
		{audit.AccountHanded, "staff:1", "staff:99", "", "佐々木 → staff:99"},
		{audit.SessionOpened, "", "link", "", "ログイン用リンク"},
		{audit.QuestionUnanswered, "", "handoff", "", "→ 事務局へ"},
		{audit.AccessRefused, "", "", "work", "受付を処理"},
		{audit.FAQEdited, "working", "clerk", "", "working → clerk"}, // words of an entry
	} {
		d.trail = []audit.Record{{At: today, Kind: audit.Staff, Via: audit.ViaDesk, Act: x.act, Before: x.before, After: x.after, Note: x.note}}
		wantIn(t, b.page("/desk/audit"), x.want)
	}
}

// TestAuditSearch: the page shows what was looked for alone.
func TestAuditSearch(t *testing.T) {
	d := newDesk(t)
	b := d.signIn("佐々木")
	d.trail = []audit.Record{{At: today, Kind: audit.Staff, Via: audit.ViaSlack, Act: audit.TicketLooked, Object: "Q-0150"},
		{At: today, Kind: audit.Stranger, Via: audit.ViaDesk, Act: audit.SessionRefused, Note: "リンクの期限切れ"}}
	r := b.post("/desk/audit", url.Values{"act": {"session.refused"}})
	if r.status != http.StatusOK || strings.Contains(r.body, "Q-0150") || !strings.Contains(r.body, "リンクの期限切れ") {
		t.Errorf("one act: status %d", r.status)
	}
}

// TestAuditCSV: a file leaves only with a reason, which is written down, and holds nothing that a table
// program would run.
func TestAuditCSV(t *testing.T) {
	d := newDesk(t)
	b := d.signIn("佐々木")
	d.trail = []audit.Record{{At: today, Kind: audit.Staff, Actor: chat.Person{ID: "staff:1", Name: "=HYPERLINK(1)"}, Via: audit.ViaDesk, Act: audit.AccountChanged, Object: "staff:1", After: "佐々木,\"花子\""}}
	if r := b.post("/desk/audit/csv", url.Values{"reason": {" "}}); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "理由を入力") {
		t.Errorf("without a reason: status %d", r.status)
	}
	r := b.post("/desk/audit/csv", url.Values{"reason": {"監査のため"}, "act": {"account.changed"}})
	if r.status != http.StatusOK || !strings.HasPrefix(r.header.Get("Content-Type"), "text/csv") || !strings.HasPrefix(r.body, "\ufeff") || !strings.Contains(r.body, "\r\n") {
		t.Fatalf("status %d, %v\n%s", r.status, r.header, r.body)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][1] != "'=HYPERLINK(1)" || rows[1][8] != "佐々木,\"花子\"" || rows[1][5] != "account.changed" {
		t.Errorf("%q, %v", rows, err)
	}
	last := d.trail[len(d.trail)-1]
	if last.Act != audit.DataExported || last.Note != "監査のため" || last.After != "1" || last.Actor.Name != "佐々木" {
		t.Errorf("written down: %+v", last)
	}
}

// TestLeavePage: each thing that hangs on somebody gets an heir, for today or a day to come.
func TestLeavePage(t *testing.T) {
	d := newDesk(t)
	d.svc.Facts = func() Facts {
		return Facts{Office: "x", Teams: []string{"事務局"}, Routes: []ticket.Rule{{ID: "ベトナム", Person: "林", Deputy: "佐々木"}}}
	}
	d.employ("佐々木", staff.Admin)
	lin := d.employ("林", staff.Clerk)
	d.employ("監事", staff.Viewer)
	d.newTicket("Q-0001", func(tk *ticket.Ticket) { tk.Assignee = lin.Person() })
	d.newTicket("Q-0002", func(tk *ticket.Ticket) { tk.Tags = []string{ticket.PlannedTag + "林"} })
	admin, leaver := d.signIn("佐々木"), d.signIn("林")
	body := admin.page("/desk/staff/2/leave")
	wantIn(t, body, "林さんの異動・退職", "Q-0001", "Q-0002", "ベトナム", `name="heir-routes"`, `name="heir-Q-0001"`)
	if strings.Contains(body, ">監事</option>") || strings.Contains(body, `name="heir-deputies"`) {
		t.Error("somebody who sees no tickets is offered, or nothing is")
	}
	form := url.Values{"heir-tickets": {"1"}, "heir-Q-0001": {"0"}, "heir-planned": {""}, "heir-routes": {"1"}, "heir-x": {"1"}, "heir-deputies": {"2"}}
	for date, want := range map[string]int{"2026-10-09": 422, "2026-02-30": 422, "2036-04-01": 422, "": 422, "2027-04-01": 303} {
		if r := admin.post("/desk/staff/2/leave", with(form, "when", "date", "date", date)); r.status != want {
			t.Errorf("on %q: status %d, want %d", date, r.status, want)
		}
	}
	if got := fmt.Sprint(d.people[1].Heirs); got != "map[Q-0001:0 routes:1 tickets:1]" {
		t.Errorf("the heirs are %s", got)
	}
	wantIn(t, admin.page("/desk/staff/2/leave"), "2027年4/1", `<option value="1" selected>佐々木</option>`)
	if leaver.get("/desk").status != http.StatusOK {
		t.Error("they are out before the day")
	}
	d.pass(today.AddDate(0, 0, 173).Sub(today)) // 31 March
	if !d.people[1].Active(d.now) {
		t.Error("they are out before the day")
	}
	if r := admin.get("/desk"); r.status == http.StatusOK {
		t.Error("the administrator's session lasts for ever")
	}
	admin = d.signIn("佐々木")
	if r := admin.post("/desk/staff/2/leave", url.Values{"when": {"stay"}}); r.status != http.StatusSeeOther || !d.people[1].Ends.IsZero() || d.people[1].Heirs != nil {
		t.Errorf("they stay after all: status %d, %+v", r.status, d.people[1])
	}
	if r := admin.post("/desk/staff/2/erase", nil); r.status != http.StatusConflict {
		t.Errorf("erased while they work here: status %d", r.status)
	}
	if r := admin.post("/desk/staff/2/leave", url.Values{"when": {"now"}}); r.status != http.StatusSeeOther || leaver.get("/desk").status != http.StatusSeeOther {
		t.Errorf("now: status %d", r.status)
	}
	if r := admin.post("/desk/staff/1/leave", url.Values{"when": {"now"}}); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, `value="now"`) || strings.Contains(r.body, "に利用終了") {
		t.Errorf("the last administrator: status %d\n%s", r.status, r.body)
	}
	if r := admin.post("/desk/staff/2/erase", nil); r.status != http.StatusSeeOther || d.people[1].Name != "元職員2" {
		t.Errorf("erased: status %d, %+v", r.status, d.people[1])
	}
}
