package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/records"
	"madoguchi/staff"
)

// paper keeps what the desk does to records.
type paper struct {
	o        *office
	groups   []records.Group
	approved []records.Approval
	holds    []records.Hold
}

func (p *paper) Disposable(context.Context, records.Rule) ([]records.Group, error) {
	return p.groups, nil
}

func (p *paper) ApproveDisposal(ctx context.Context, _ records.Rule, approved []records.Approval, by audit.Record) error {
	for _, a := range approved {
		if a.Count != p.groups[0].Count {
			return records.ErrMoved
		}
	}
	p.approved = append(p.approved, approved...)
	return p.o.Audit(ctx, by)
}

func (p *paper) Dispose(context.Context) (int, error) { return p.groups[0].Count, nil }

func (p *paper) Disposals(_ context.Context, number string, _ int) ([]records.Disposal, error) {
	if number != "" && number != "Q-0042" {
		return nil, nil
	}
	return []records.Disposal{{Number: "Q-0042", Kind: "inquiry", Programme: "port", Opened: p.o.now, Closed: p.o.now, Rule: "終わった日から365日", By: "佐々木", Approved: p.o.now, At: p.o.now}}, nil
}

func (p *paper) Hold(ctx context.Context, h records.Hold, by audit.Record) (bool, error) {
	h.ID, h.Since, h.By = int64(len(p.holds)+1), by.At, by.Actor.Name
	p.holds = append(p.holds, h)
	return true, p.o.Audit(ctx, by)
}

func (p *paper) LiftHold(ctx context.Context, id int64, by audit.Record) error {
	if id < 1 || int(id) > len(p.holds) {
		return chat.ErrNotFound
	}
	p.holds[id-1].Lifted, p.holds[id-1].LiftedBy = by.At, by.Actor.Name
	return p.o.Audit(ctx, by)
}

func (p *paper) Holds(context.Context, int) ([]records.Hold, error) { return p.holds, nil }

func keeping(t *testing.T) (*desk, *paper) {
	d := newDesk(t, quick, func(c *Config) {
		c.Keep = func() records.Rule {
			return func(string, string) (time.Time, string, bool) { return time.Time{}, "", false }
		}
		c.Facts = func() Facts { return Facts{Office: "みなと", Undecided: true} }
	})
	p := &paper{o: d.office, groups: []records.Group{{Kind: "inquiry", Programme: "port", Rule: "完結した年度の翌年度4月1日から5年", Count: 12, Held: 1, First: d.now, Last: d.now}, {Kind: "change"}}}
	d.svc.stores.Records = p
	return d, p
}

// TestRecordsPage: everybody of the office sees what is kept and gone; an administrator alone approves, of just what
// they saw, and after saying that they are sure.
func TestRecordsPage(t *testing.T) {
	d, p := keeping(t)
	d.employ("佐々木", staff.Admin)
	d.employ("事務", staff.Clerk)
	clerk := d.signIn("事務")
	body := clerk.page("/desk/records")
	wantIn(t, body, "廃棄予定", "完結した年度の翌年度4月1日から5年", "Q-0042", "何も消えません", "決めていない（消さない）")
	if strings.Contains(body, "廃棄を承認する") || strings.Contains(body, "/desk/records/hold") {
		t.Error("a clerk is offered to dispose of records")
	}
	if body := clerk.page("/desk/records?number=q-0001"); strings.Contains(body, "Q-0042") {
		t.Error("another number's line is shown")
	}
	b := d.signIn("佐々木")
	group := url.Values{"group": {"inquiry|port|12"}, "sure": {"on"}}
	for what, c := range map[string]struct {
		form url.Values
		want int
	}{
		"nothing chosen": {url.Values{"sure": {"on"}}, 422}, "not sure": {url.Values{"group": {"inquiry|port|12"}}, 422}, "another count": {with(group, "group", "inquiry|port|11"), 409},
		"no group": {with(group, "group", "inquiry"), 400}, "no number": {with(group, "group", "inquiry|port|x"), 400},
	} {
		if r := b.post("/desk/records/dispose", c.form); r.status != c.want || len(p.approved) != 0 {
			t.Errorf("%s: status %d, approved %v", what, r.status, p.approved)
		}
	}
	if r := b.post("/desk/records/dispose", group); r.status != http.StatusSeeOther || len(p.approved) != 1 || p.approved[0].Count != 12 {
		t.Errorf("approval: status %d, %v", r.status, p.approved)
	}
	wantIn(t, b.page("/desk/records"), "12件を廃棄しました")
	if r := clerk.post("/desk/records/dispose", group); r.status != http.StatusForbidden || len(p.approved) != 1 {
		t.Errorf("a clerk: status %d", r.status)
	}
}

// TestHoldsPage holds a ticket, its member and a programme, and lets one go.
func TestHoldsPage(t *testing.T) {
	d, p := keeping(t)
	d.employ("佐々木", staff.Admin)
	tk := d.newTicket("Q-0001")
	b := d.signIn("佐々木")
	for _, form := range []url.Values{
		{"what": {"ticket"}, "number": {" q-0001 "}, "why": {"audit"}, "note": {"会計検査"}},
		{"what": {"person"}, "number": {"Q-0001"}, "why": {"disclosure"}},
		{"what": {"programme"}, "programme": {"port"}, "why": {"complaint"}},
	} {
		if r := b.post("/desk/records/hold", form); r.status != http.StatusSeeOther {
			t.Errorf("%v: status %d", form, r.status)
		}
	}
	if len(p.holds) != 3 || p.holds[0].Object != "Q-0001" || p.holds[1].Object != tk.Contact.String() || p.holds[2].Object != "port" {
		t.Fatalf("held: %+v", p.holds)
	}
	body := b.page("/desk/records")
	wantIn(t, body, "監査・検査：会計検査", "開示請求", "苦情・紛争")
	if strings.Contains(body, tk.Contact.ID) {
		t.Error("a member's address is shown")
	}
	for what, form := range map[string]url.Values{
		"no ticket": {"what": {"ticket"}, "number": {"Q-9999"}, "why": {"audit"}}, "no programme": {"what": {"programme"}, "programme": {"none"}, "why": {"audit"}},
	} {
		if r := b.post("/desk/records/hold", form); r.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", what, r.status)
		}
	}
	for what, form := range map[string]url.Values{"why": {"what": {"ticket"}, "number": {"Q-0001"}, "why": {"none"}}, "what": {"what": {"all"}, "why": {"audit"}}} {
		if r := b.post("/desk/records/hold", form); r.status != http.StatusBadRequest || len(p.holds) != 3 {
			t.Errorf("a %s that is none: status %d", what, r.status)
		}
	}
	if r := b.post("/desk/records/lift/1", url.Values{}); r.status != http.StatusSeeOther || p.holds[0].LiftedBy != "佐々木" {
		t.Errorf("lift: status %d, %+v", r.status, p.holds[0])
	}
	if r := b.post("/desk/records/lift/9", url.Values{}); r.status != http.StatusNotFound {
		t.Errorf("lift what is not held: status %d", r.status)
	}
	wantIn(t, b.page("/desk/records"), "佐々木が解除")
}
