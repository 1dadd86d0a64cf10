package console

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

func (o *office) ExportSubject(_ context.Context, a chat.Address) (json.RawMessage, error) {
	return json.RawMessage(`{"contact":"` + a.String() + `"}`), o.lost
}

func (o *office) EraseSubject(_ context.Context, a chat.Address, by audit.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, tk := range o.tickets {
		if tk.Contact == a {
			tk.Title, tk.Status = "（消去）", ticket.Cancelled
		}
	}
	o.trail = append(o.trail, by)
	return o.lost
}

// TestClaimToOwnData: nothing leaves or is wiped before somebody has seen who claims it, without a word on
// why, or by who may not.
func TestClaimToOwnData(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	d.employ("林", staff.Clerk)
	d.newTicket("K-0001", func(tk *ticket.Ticket) { tk.Kind = ticket.Disclosure })
	d.newTicket("Q-0002")
	admin, clerk := d.signIn("佐々木"), d.signIn("林")
	wantIn(t, admin.page("/desk/t/K-0001"), "ご請求への対応", "まだ確認できていません")
	if strings.Contains(admin.page("/desk/t/Q-0002"), "ご請求への対応") {
		t.Error("an inquiry is shown as a claim")
	}
	do := func(b *browser, act, reason string) answer {
		return b.post("/desk/t/K-0001/subject/"+act, url.Values{"reason": {reason}})
	}
	for _, act := range []string{"export", "erase", "correct", "stop"} {
		if r := do(admin, act, "請求のため"); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "先に、本人確認") {
			t.Errorf("%s before anybody has seen who they are: status %d", act, r.status)
		}
	}
	if r := do(clerk, "identify", " "); r.status != http.StatusUnprocessableEntity {
		t.Errorf("without a word on how: status %d", r.status)
	}
	if r := do(clerk, "identify", "運転免許証の写し"); r.status != http.StatusSeeOther {
		t.Errorf("identified: status %d", r.status)
	}
	wantIn(t, admin.page("/desk/t/K-0001"), "運転免許証の写し（林さんが確認）")
	r := do(clerk, "export", "開示請求への回答")
	if r.status != http.StatusOK || !strings.Contains(r.header.Get("Content-Disposition"), "K-0001.json") || !strings.Contains(r.body, "line::Uk-0001") {
		t.Errorf("the file: status %d\n%s", r.status, r.body)
	}
	if last := d.trail[len(d.trail)-1]; last.Act != audit.SubjectExported || last.Note != "開示請求への回答" || last.Object != "K-0001" {
		t.Errorf("written down: %+v", last)
	}
	if r := do(clerk, "erase", "消去請求"); r.status != http.StatusForbidden {
		t.Errorf("erased by a clerk: status %d", r.status)
	}
	if r := do(admin, "erase", "消去請求"); r.status != http.StatusSeeOther || d.tickets["K-0001"].Title != "（消去）" {
		t.Errorf("erased: status %d", r.status)
	}
}
