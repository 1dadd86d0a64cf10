package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/incident"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// misdirect writes a reply down as the store does, once.
func (o *office) misdirect(tk *ticket.Ticket, e chat.Event) {
	o.incidents = append(o.incidents, incident.Incident{
		ID: int64(len(o.incidents) + 1), Kind: incident.Misdirected, Title: tk.Number + "への返信の誤送信", Ticket: tk.Number, Delivery: 1,
		Known: o.now, Made: o.now, By: e.Person, Whose: e.Text, Version: 1,
	})
}

func (o *office) Incident(_ context.Context, id int64) (incident.Incident, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if id < 1 || id > int64(len(o.incidents)) {
		return incident.Incident{}, chat.ErrNotFound
	}
	return o.incidents[id-1], o.lost
}

func (o *office) IncidentOf(_ context.Context, delivery int64) (int64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.incidents, func(in incident.Incident) bool { return in.Delivery == delivery })
	return int64(i + 1), o.lost
}

func (o *office) Incidents(context.Context, int) ([]incident.Incident, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := slices.Clone(o.incidents)
	slices.Reverse(all)
	return all, o.lost
}

// change does something to an incident that is as somebody has seen it.
func (o *office) change(id int64, version int, by audit.Record, act audit.Act, do func(*incident.Incident)) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if in := &o.incidents[id-1]; in.Version == version {
		do(in)
		in.Version++
		by.Act = act
		o.trail = append(o.trail, by)
		return o.lost
	}
	return chat.ErrNotFound
}

func (o *office) SaveIncident(_ context.Context, in incident.Incident, by audit.Record) (int64, error) {
	if in.ID == 0 {
		o.mu.Lock()
		defer o.mu.Unlock()
		in.ID, in.By, in.Made, in.Version, by.Act = int64(len(o.incidents)+1), by.Actor, by.At, 1, audit.IncidentOpened
		o.incidents, o.trail = append(o.incidents, in), append(o.trail, by)
		return in.ID, o.lost
	}
	return in.ID, o.change(in.ID, in.Version, by, audit.IncidentChanged, func(old *incident.Incident) { *old = in })
}

func (o *office) SaveApology(_ context.Context, id int64, version int, text string, by audit.Record) error {
	return o.change(id, version, by, audit.IncidentApology, func(in *incident.Incident) { in.Apology, in.ApologyBy = text, by.Actor })
}

func (o *office) ApproveApology(_ context.Context, id int64, version int, by audit.Record) error {
	return o.change(id, version, by, audit.IncidentApproved, func(in *incident.Incident) { in.Approved, in.ApprovedBy = by.At, by.Actor })
}

func (o *office) MarkStep(_ context.Context, id int64, step string, by audit.Record) error {
	done := incident.Step{At: by.At, Who: by.Actor.Name}
	in, err := o.Incident(context.Background(), id)
	if err != nil {
		return err
	}
	return o.change(id, in.Version, by, audit.IncidentStep, func(in *incident.Incident) {
		*in.Step(step) = done
	})
}

// astray is a desk with a reply that has gone to Q-1204 and was for somebody else.
func astray(t *testing.T) *desk {
	d := newDesk(t)
	d.newTicket("Q-1204")
	d.newTicket("Q-1205")
	b := d.signIn("佐々木")
	b.post("/desk/t/Q-1204/send", url.Values{"text": {"田中様のお電話番号は03-1111-2222です。"}, "sure": {"1"}})
	d.rows[0].State = chat.Sent
	d.say(d.tickets["Q-1204"].Contact, chat.Staff, d.rows[0].Messages[0].Text)
	return d
}

// TestAstrayReply: a reply is written down as one for somebody else with what is known, once, and from its ticket alone.
func TestAstrayReply(t *testing.T) {
	d := astray(t)
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/t/Q-1204"), `href="/desk/t/Q-1204/astray/1"`, "誤送信として記録")
	wantIn(t, b.page("/desk/t/Q-1204/astray/1"), "お電話番号は", "リンクは、すぐに開けなくなります", `name="delivery" value="1"`)
	for _, target := range []string{"/desk/t/Q-1205/astray/1", "/desk/t/Q-1204/astray/2", "/desk/t/Q-1204/astray/x"} {
		if r := b.get(target); r.status != http.StatusNotFound {
			t.Errorf("%s: status %d", target, r.status)
		}
	}
	before := len(d.acts())
	for _, delivery := range []string{"", "x", "2"} {
		if r := b.post("/desk/t/Q-1205/act/misdirect", url.Values{"delivery": {delivery}}); r.status != http.StatusConflict || !strings.Contains(r.body, "その返信はありません") {
			t.Errorf("delivery %q: status %d", delivery, r.status)
		}
	}
	if r := b.post("/desk/t/Q-1205/act/misdirect", url.Values{"delivery": {"1"}}); r.status != http.StatusConflict || len(d.acts()) != before {
		t.Errorf("another ticket's reply: status %d, %d acts", r.status, len(d.acts())-before)
	}
	r := b.post("/desk/t/Q-1204/act/misdirect", url.Values{"delivery": {"1"}, "text": {" 田中様の電話番号 "}})
	e := d.acts()[before]
	if r.header.Get("Location") != "/desk/incidents/1" || e.Act != chat.Misdirect || e.Value != "1" || e.Text != "田中様の電話番号" {
		t.Fatalf("status %d to %s: %+v", r.status, r.header.Get("Location"), e)
	}
	wantIn(t, b.page("/desk/incidents/1"), "Q-1204への返信の誤送信", "1日目", "田中様の電話番号", "株式会社ミナト", "木＊＊", "速報：", "確報：")
	if r := b.get("/desk/t/Q-1204/astray/1"); r.header.Get("Location") != "/desk/incidents/1" {
		t.Errorf("asked again: status %d to %s", r.status, r.header.Get("Location"))
	}
}

// TestApologyNeedsASecondPerson: who has written it cannot let it go; it goes once, in the version that was read.
func TestApologyNeedsASecondPerson(t *testing.T) {
	d := astray(t)
	d.employ("林", staff.Clerk)
	one, two := d.signIn("佐々木"), d.signIn("林")
	one.post("/desk/t/Q-1204/act/misdirect", url.Values{"delivery": {"1"}})
	sent := func() (n int) {
		for _, e := range d.acts() {
			if e.Act == chat.Apologise {
				n++
			}
		}
		return n
	}
	const page = "/desk/incidents/1"
	for text, want := range map[string]int{
		"": 422, strings.Repeat("あ", 4001): 422, "誤ってお送りしました。": 303, "古い画面から": 409, "{会社名} 御中": 422, "申し訳ございません。\n// 原因は調査中": 422,
	} {
		version := "1"
		if want == 409 {
			version = "7"
		}
		if r := one.post(page+"/apology", url.Values{"version": {version}, "text": {text}}); r.status != want {
			t.Errorf("apology of %d bytes: status %d, want %d", len(text), r.status, want)
		}
		d.incidents[0].Version = 1
	}
	kept := d.incidents[0].Apology
	d.incidents[0].Apology = "{会社名} 御中" // kept before it was looked at
	if r := two.post(page+"/approve", url.Values{"version": {"1"}}); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "空の項目があるため送れません") || sent() != 0 {
		t.Errorf("approved with an empty variable: status %d, %d sent", r.status, sent())
	}
	d.incidents[0].Apology = kept
	for name, try := range map[string]func() answer{
		"by who wrote it": func() answer { return one.post(page+"/approve", url.Values{"version": {"1"}}) },
		"of another text": func() answer { return two.post(page+"/approve", url.Values{"version": {"9"}}) },
	} {
		if r := try(); r.status != http.StatusConflict || sent() != 0 || !d.incidents[0].Approved.IsZero() {
			t.Errorf("approved %s: status %d, %d sent", name, r.status, sent())
		}
	}
	for range 2 {
		if r := two.post(page+"/approve", url.Values{"version": {"1"}}); r.status != http.StatusSeeOther {
			t.Errorf("approved: status %d\n%s", r.status, r.body)
		}
	}
	if n := sent(); n != 1 || d.incidents[0].ApprovedBy.Name != "林" {
		t.Errorf("%d sent, approved by %q", n, d.incidents[0].ApprovedBy.Name)
	}
	wantIn(t, one.page(page), "誤ってお送りしました。", "林さんが")
}

// TestIncidentByHand: any other leak is written down and changed by hand, with its steps, and printed with a trace.
func TestIncidentByHand(t *testing.T) {
	d := newDesk(t)
	b := d.signIn("佐々木")
	form := func(change ...string) url.Values {
		f := url.Values{"title": {"封筒の入れ違い"}, "known_day": {"2026-10-05"}, "known_clock": {"09:30"}, "happened_day": {"2026-10-02"}, "count": {"2"}, "what": {"氏名"}}
		for i := 0; i < len(change); i += 2 {
			f.Set(change[i], change[i+1])
		}
		return f
	}
	for _, bad := range [][]string{{"title", ""}, {"known_day", "2026-10-10"}, {"known_day", ""}, {"known_clock", "25:00"}, {"happened_day", "2026-10-06"}, {"count", "二"}, {"count", "-1"}} {
		r := b.post("/desk/incidents", form(bad...))
		if r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "氏名") {
			t.Errorf("%v: status %d", bad, r.status)
		}
	}
	if r := b.post("/desk/incidents", form()); r.header.Get("Location") != "/desk/incidents/1" {
		t.Fatalf("status %d\n%s", r.status, r.body)
	}
	wantIn(t, b.page("/desk/incidents"), "封筒の入れ違い", "5日目", "その他の漏えい等")
	b.post("/desk/incidents/1", form("version", "1", "measures", "二人で確かめる"))
	if r := b.post("/desk/incidents/1", form("version", "1", "measures", "書いたもの")); r.status != http.StatusConflict || !strings.Contains(r.body, "書いたもの") || !strings.Contains(r.body, "先に変更しました") {
		t.Errorf("from an old page: status %d", r.status)
	}
	for range 2 {
		b.post("/desk/incidents/1/step/early", url.Values{})
	}
	b.post("/desk/incidents/1/step/closed", url.Values{})
	if r := b.post("/desk/incidents/1/step/elsewhere", url.Values{}); r.status != http.StatusNotFound {
		t.Errorf("an unknown step: status %d", r.status)
	}
	wantIn(t, b.page("/desk/incidents/1/report"), "報告書", "封筒の入れ違い", "2人", "二人で確かめる", "速報：2026年10/9（金） 15:00 佐々木", "10/2（金）<", "確報：未")
	want := []audit.Act{audit.IncidentOpened, audit.IncidentChanged, audit.IncidentStep, audit.IncidentPrinted}
	for _, act := range want {
		if !slices.Contains(d.done(), act) {
			t.Errorf("%s is not written down: %v", act, d.done())
		}
	}
	wantIn(t, b.page("/desk/incidents"), "対応完了")
}

// TestReportOfAReply has the words that went astray, for who may see personal data.
func TestReportOfAReply(t *testing.T) {
	d := astray(t)
	d.log[len(d.log)-1].Delivery = 1
	b := d.signIn("佐々木")
	b.post("/desk/t/Q-1204/act/misdirect", url.Values{"delivery": {"1"}})
	d.incidents[0].Known = today.AddDate(0, 0, -1)
	wantIn(t, b.page("/desk/incidents/1/report"), "田中様のお電話番号は03-1111-2222です。", "2日目", "Q-1204 株式会社ミナト")
}
