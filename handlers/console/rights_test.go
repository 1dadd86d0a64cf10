package console

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// people are a desk with one person of each role, by their role's word.
func (d *desk) everyRole() map[staff.Role]*browser {
	out := map[staff.Role]*browser{}
	for _, role := range staff.Roles() {
		d.employ(string(role), role, "コーディネーター")
		out[role] = d.signIn(string(role))
	}
	return out
}

// TestEveryRouteByRole walks every route with every role: who has its right is let in, who has not is
// refused in words and written down. Who is signed out has a walk of their own.
func TestEveryRouteByRole(t *testing.T) {
	for _, rt := range New(Config{}, nil, Stores{}).routes() {
		if rt.right == staff.Anybody {
			continue
		}
		if !slices.Contains(staff.Rights(), rt.right) {
			t.Errorf("%s names no right: %q", rt.pattern, rt.right)
		}
		d := newDesk(t)
		d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Team = "コーディネーター" })
		for role, b := range d.everyRole() {
			method, target := targetOf(rt.pattern)
			before := len(d.done())
			r := b.do(method, target, url.Values{})
			refused := r.status == http.StatusForbidden && strings.Contains(r.body, "いまの役割ではお使いになれません")
			if want := !role.May(rt.right); refused != want {
				t.Errorf("%s by %s: status %d, refused %t, want %t", rt.pattern, role, r.status, refused, want)
			}
			written := len(d.done()) > before && d.done()[len(d.done())-1] == audit.AccessRefused
			if written != refused {
				t.Errorf("%s by %s: written down %t", rt.pattern, role, written)
			}
		}
	}
}

// TestEveryActByRole presses every button with every role.
func TestEveryActByRole(t *testing.T) {
	for name, act := range deskActs {
		d := newDesk(t)
		d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Team = "コーディネーター" })
		for role, b := range d.everyRole() {
			r := b.post("/desk/t/Q-1204/act/"+name, url.Values{})
			want := !role.May(staff.ActRight(act)) || !role.May(staff.Work)
			if refused := r.status == http.StatusForbidden; refused != want {
				t.Errorf("%s by %s: status %d, want refused %t", name, role, r.status, want)
			}
		}
	}
}

// TestCoordinatorsSeeTheirOwn: of others' tickets they see neither rows nor pages, and do nothing to them.
func TestCoordinatorsSeeTheirOwn(t *testing.T) {
	d := newDesk(t)
	tran := d.employ("トラン", staff.Coordinator, "ベトナム担当")
	d.newTicket("Q-0001", func(tk *ticket.Ticket) { tk.Title = "ほかの方の" })
	d.newTicket("S-0002", func(tk *ticket.Ticket) { tk.Title, tk.Team = "担当先の", "ベトナム担当" })
	d.newTicket("S-0003", func(tk *ticket.Ticket) { tk.Title, tk.Assignee = "ご自分の", tran.Person() })
	d.newTicket("S-0004", func(tk *ticket.Ticket) { tk.Title, tk.Tags = "予定の", []string{ticket.PlannedTag + "トラン"} })
	b := d.signIn("トラン")
	body := b.page("/desk?tab=all")
	for _, want := range []string{"担当先の", "ご自分の", "予定の"} {
		if !strings.Contains(body, want) {
			t.Errorf("the list lacks %s", want)
		}
	}
	if strings.Contains(body, "ほかの方の") || strings.Contains(body, `href="/desk/deliveries"`) || strings.Contains(body, `href="/desk/staff"`) {
		t.Errorf("the list shows too much:\n%s", body)
	}
	for _, target := range []string{"GET /desk/t/Q-0001", "POST /desk/t/Q-0001/look", "POST /desk/t/Q-0001/act/claim", "POST /desk/t/Q-0001/preview", "POST /desk/t/Q-0001/file", "POST /desk/t/Q-0001/draft"} {
		method, path, _ := strings.Cut(target, " ")
		if r := b.do(method, path, url.Values{"text": {"x"}, "file": {"x"}}); r.status != http.StatusNotFound || strings.Contains(r.body, "ほかの方の") {
			t.Errorf("%s: status %d", target, r.status)
		}
	}
	if r := b.post("/desk/t/S-0002/act/claim", marks(b.page("/desk/t/S-0002"))); r.status != http.StatusSeeOther {
		t.Errorf("their team's ticket: status %d", r.status)
	}
	if n := len(d.acts()); n != 1 {
		t.Errorf("%d acts", n)
	}
}

// TestViewersSeeFigures and nothing of members.
func TestViewersSeeFigures(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-0001")
	d.employ("監事", staff.Viewer)
	b := d.signIn("監事")
	if r := b.get("/desk"); r.status != http.StatusSeeOther || r.header.Get("Location") != "/desk/status" {
		t.Errorf("the first page: status %d to %s", r.status, r.header.Get("Location"))
	}
	for _, target := range []string{"/desk/status", "/desk/faq", "/desk/faq/port/1", "/desk/roles", "/desk/me"} {
		if body := b.page(target); strings.Contains(body, "ミナト") || strings.Contains(body, "Q-0001") {
			t.Errorf("%s tells of a member", target)
		}
	}
}

// TestPeoplePage makes, changes and joins accounts as an administrator does.
func TestPeoplePage(t *testing.T) {
	d := newDesk(t)
	d.unknown = []staff.Unknown{{Person: chat.Person{ID: "desk:佐々木", Name: "佐々木"}, Tickets: 2}, {Person: chat.Person{ID: "slack:U0OGAWA", Name: "小川"}}}
	d.newTicket("Q-0001", func(tk *ticket.Ticket) { tk.Assignee = chat.Person{ID: "desk:佐々木", Name: "佐々木"} })
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/staff"), "アカウントにつながっていない担当者", "小川", "佐々木")
	for name, want := range map[string]int{"": 422, "佐々木": 422, "林": 303} {
		if r := b.post("/desk/staff", url.Values{"name": {name}, "role": {"coordinator"}}); r.status != want {
			t.Errorf("an account named %q: status %d, want %d", name, r.status, want)
		}
	}
	if r := b.post("/desk/staff", url.Values{"name": {"悪"}, "role": {"boss"}}); r.status != http.StatusBadRequest {
		t.Errorf("a role that is none: status %d", r.status)
	}
	if r := b.post("/desk/staff/join", url.Values{"person": {"desk:佐々木"}, "into": {"1"}}); r.status != http.StatusSeeOther {
		t.Errorf("join: status %d", r.status)
	}
	wantIn(t, b.page("/desk?tab=mine"), "Q-0001")
	form := url.Values{"name": {"林"}, "role": {"coordinator"}, "team": {"ベトナム担当", "ない班"}, "mail": {"lin@example.tw"}, "zone": {"Asia/Taipei"},
		"language": {"en"}, "holidays": {"2027-02-05 2027-02-11 春節\r\n2027-10-10 國慶日\r\n"}}
	if r := b.post("/desk/staff/2", form); r.status != http.StatusSeeOther {
		t.Fatalf("change: status %d\n%s", r.status, r.body)
	}
	wantIn(t, b.page("/desk/staff/2"), "lin@example.tw", "2027-02-05 2027-02-11 春節", "Asia/Taipei", `value="ベトナム担当" checked`)
	if a := d.people[1]; fmt.Sprint(a.Teams) != "[ベトナム担当]" || a.Language != staff.English || len(a.Holidays) != 2 {
		t.Errorf("the account is %+v", a)
	}
	for field, value := range map[string]string{"mail": "lin", "slack": "@lin", "zone": "台北", "holidays": "春節", "name": "佐々木"} {
		if r := b.post("/desk/staff/2", with(form, field, value)); r.status != http.StatusUnprocessableEntity {
			t.Errorf("%s %q: status %d", field, value, r.status)
		}
	}
	if r := b.post("/desk/staff/1", url.Values{"name": {"佐々木"}, "role": {"clerk"}}); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "管理者がいなくなってしまう") {
		t.Errorf("the last administrator: status %d", r.status)
	}
	if r := b.post("/desk/staff/2/link", nil); r.status != http.StatusOK || !strings.Contains(r.body, "/desk/login?t=") {
		t.Errorf("a link: status %d", r.status)
	}
}

// TestSessionsAreEnded by their person, and by an administrator.
func TestSessionsAreEnded(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	d.employ("林", staff.Coordinator)
	admin, one, other := d.signIn("佐々木"), d.signIn("林"), d.signIn("林")
	if r := one.post("/desk/me/sessions", url.Values{"session": {"3"}}); r.status != http.StatusSeeOther {
		t.Errorf("their own: status %d", r.status)
	}
	if one.get("/desk").status != http.StatusOK || other.get("/desk").status != http.StatusSeeOther {
		t.Error("the other browser goes on, or this one does not")
	}
	if r := one.post("/desk/me/sessions", url.Values{"session": {"1"}}); r.status != http.StatusSeeOther || admin.get("/desk").status != http.StatusOK {
		t.Errorf("somebody else's was ended: status %d", r.status)
	}
	if r := one.post("/desk/me/sessions", url.Values{"session": {"x"}}); r.status != http.StatusBadRequest {
		t.Errorf("none: status %d", r.status)
	}
	if r := admin.post("/desk/staff/2/sessions", url.Values{"session": {"all"}}); r.status != http.StatusSeeOther || one.get("/desk").status != http.StatusSeeOther {
		t.Errorf("by the administrator: status %d", r.status)
	}
}

// TestEndedAccount: nobody comes in by a link that was made before the account ended, or whose account
// has ended meanwhile.
func TestEndedAccount(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Admin)
	d.employ("林", staff.Clerk)
	admin, lin := d.signIn("佐々木"), d.signIn("林")
	body := admin.post("/desk/staff/2/link", nil).body
	_, tok, _ := strings.Cut(body, "/desk/login?t=")
	d.mu.Lock()
	d.people[1].Ends = d.now
	d.mu.Unlock()
	if r := lin.get("/desk"); r.status != http.StatusSeeOther {
		t.Errorf("a session of an account that has ended: status %d", r.status)
	}
	if r := d.browser().post("/desk/login", url.Values{"t": {tok[:tokenLength]}, "name": {"林"}}); r.status != http.StatusForbidden || !strings.Contains(r.body, "いまは使われていません") {
		t.Errorf("a link: status %d\n%s", r.status, r.body)
	}
}

// TestWantedPage: who has to sign in first comes to the page they had asked for.
func TestWantedPage(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204")
	for asked, want := range map[string]string{"/desk/t/Q-1204": "/desk/t/Q-1204", "/desk": "/desk", "/desk/login": "/desk"} {
		b := d.browser()
		b.get(asked)
		link, err := d.svc.LoginLink(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		r := b.post("/desk/login", url.Values{"t": {link[len("/desk/login?t="):]}, "name": {"佐々木"}})
		if got := r.header.Get("Location"); got != want {
			t.Errorf("who asked for %s comes to %s", asked, got)
		}
	}
	for _, foreign := range []string{"https://evil.example/desk/x", "//evil.example/desk/", "/desk/../x", `/desk/\evil`, "/deskx", "/desk/login?t=x"} {
		if got := ownPage(foreign); got != "" && got != "/desk/../x" {
			t.Errorf("%s is taken for one of the desk's pages", foreign)
		}
	}
}

func TestAgentName(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0": "Edge Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1":   "Safari iPhone",
		"Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0":                                                "Firefox Linux",
		"curl/8": "", "": "",
	} {
		if got := agentName(agent); got != want {
			t.Errorf("%s is %q, want %q", agent, got, want)
		}
	}
}
