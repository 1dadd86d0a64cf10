package staff

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// TestRoles holds the table to what the office was promised of each role.
func TestRoles(t *testing.T) {
	for _, right := range Rights() {
		if !Admin.May(right) {
			t.Errorf("an administrator may not %s", right)
		}
		if want := right != Erase && right != Settings; Clerk.May(right) != want {
			t.Errorf("a clerk may %s: %t", right, !want)
		}
		if want := slices.Contains([]Right{Enter, Work, Personal, Send}, right); Coordinator.May(right) != want {
			t.Errorf("a coordinator may %s: %t", right, !want)
		}
		if want := right == Enter; Viewer.May(right) != want {
			t.Errorf("a viewer may %s: %t", right, !want)
		}
		if Role("boss").May(right) || Role("").May(right) {
			t.Errorf("who has no role may %s", right)
		}
		if right.Label() == string(right) {
			t.Errorf("%s has no name", right)
		}
	}
	for _, role := range Roles() {
		if role.Label() == string(role) || role.Help() == "" || !role.Known() {
			t.Errorf("%s has no name", role)
		}
	}
}

// clocks are the acts that the program does in nobody's name: they need no right, and nobody has one to them.
var clocks = []chat.Act{chat.Wake, chat.Remind, chat.Rest, chat.Fared, chat.Lapse, chat.Escalate, chat.Move, chat.Expire}

// TestEveryActNamesItsRight reads the acts from the source: one that is added there needs a right here.
func TestEveryActNamesItsRight(t *testing.T) {
	found := 0
	for _, act := range actsInSource(t) {
		found++
		right, named := acts[act]
		switch {
		case slices.Contains(clocks, act):
			if named {
				t.Errorf("%s is the clock's", act)
			}
		case !named || !slices.Contains(Rights(), right):
			t.Errorf("%s names no right", act)
		}
		if !named && ActRight(act) != Settings {
			t.Errorf("%s, unnamed, needs %s", act, ActRight(act))
		}
	}
	if found < 20 {
		t.Errorf("only %d acts were found", found)
	}
}

func actsInSource(t *testing.T) (found []chat.Act) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../chat/chat.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		consts, ok := d.(*ast.GenDecl)
		if !ok || consts.Tok != token.CONST {
			continue
		}
		isAct := false
		for _, spec := range consts.Specs {
			v := spec.(*ast.ValueSpec)
			if id, ok := v.Type.(*ast.Ident); ok {
				isAct = id.Name == "Act"
			}
			if isAct {
				value, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, chat.Act(value))
			}
		}
	}
	return found
}

// A town is who works there, on what, and what came through the gate.
type town struct {
	people  map[string]Account
	tickets map[string]ticket.Ticket
	passed  []chat.Event
	lost    error
}

func (w *town) AccountOf(_ context.Context, person string) (Account, bool, error) {
	a, ok := w.people[person]
	return a, ok, w.lost
}

func (w *town) Ticket(_ context.Context, number string) (ticket.Ticket, error) {
	tk, ok := w.tickets[number]
	if !ok {
		return tk, chat.ErrNotFound
	}
	return tk, w.lost
}

func (w *town) Accept(_ context.Context, events ...chat.Event) error {
	w.passed = append(w.passed, events...)
	return nil
}

func (w *town) Act(_ context.Context, e chat.Event) (chat.Outcome, error) {
	w.passed = append(w.passed, e)
	return chat.Outcome{OK: true}, nil
}

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, reading.JST)

func newTown() (*town, *Gate, *[]Right) {
	w := &town{people: map[string]Account{}, tickets: map[string]ticket.Ticket{
		"Q-1": {Number: "Q-1", Team: "事務局"}, "S-2": {Number: "S-2", Team: "コーディネーター"},
		"S-3": {Number: "S-3", Team: "事務局", Assignee: chat.Person{ID: "staff:3"}}, "S-4": {Number: "S-4", Team: "事務局", Tags: []string{ticket.PlannedTag + "三"}},
	}}
	for i, role := range Roles() {
		a := Account{ID: int64(i + 1), Name: string([]rune("一二三四")[i]), Role: role, Teams: []string{"コーディネーター"}}
		w.people[a.Person().ID] = a
		w.people["slack:U"+strconv.Itoa(i+1)] = a
	}
	left := Account{ID: 9, Name: "去", Role: Admin, Ends: noon}
	w.people["staff:9"] = left
	refused := &[]Right{}
	g := &Gate{Sink: w, Accounts: w, Tickets: w, Now: func() time.Time { return noon },
		Refused: func(_ context.Context, _ chat.Event, right Right) { *refused = append(*refused, right) }}
	return w, g, refused
}

// TestGate walks every act with every role, and with who has none: by the desk's way and by Slack's.
func TestGate(t *testing.T) {
	for _, act := range actsInSource(t) {
		for i, role := range append(Roles(), "nobody", "left") {
			for _, way := range []string{"staff:", "slack:U"} {
				w, g, refused := newTown()
				person := way + strconv.Itoa(i+1)
				if role == "left" {
					person = "staff:9"
				}
				e := chat.Event{Kind: chat.StaffAct, Act: act, Ticket: "S-2", Person: chat.Person{ID: person}}
				outcome, err := g.Act(t.Context(), e)
				want := role.May(ActRight(act))
				if err != nil || outcome.OK != want || (len(w.passed) == 1) != want || (len(*refused) == 0) != want || !want && outcome.Text == "" {
					t.Errorf("%s by %s: %+v, %v, %d passed; want %t", act, role, outcome, err, len(w.passed), want)
				}
				if want && w.passed[0].Person.ID != PersonID(int64(i+1)) {
					t.Errorf("%s by %s goes on as %s", act, person, w.passed[0].Person.ID)
				}
				w.passed = nil
				if err := g.Accept(t.Context(), e); err != nil || (len(w.passed) == 1) != want {
					t.Errorf("%s by %s, accepted: %d passed, %v", act, role, len(w.passed), err)
				}
			}
		}
	}
}

// TestGateKeepsToOwnTickets: a coordinator acts on their own tickets, on those planned for them and on
// their team's.
func TestGateKeepsToOwnTickets(t *testing.T) {
	for number, want := range map[string]bool{"Q-1": false, "S-2": true, "S-3": true, "S-4": true, "Q-9": false, "": false} {
		for _, act := range []chat.Act{chat.Claim, chat.Reply, chat.Look, chat.Resend} {
			_, g, _ := newTown()
			outcome, err := g.Act(t.Context(), chat.Event{Kind: chat.StaffAct, Act: act, Ticket: number, Person: chat.Person{ID: "staff:3"}})
			if err != nil || outcome.OK != want {
				t.Errorf("%s on %q: %+v, %v; want %t", act, number, outcome, err, want)
			}
		}
	}
}

func TestGateWithoutAStore(t *testing.T) {
	w, g, _ := newTown()
	w.lost = errors.New("connection refused")
	if _, err := g.Act(t.Context(), chat.Event{Kind: chat.StaffAct, Act: chat.Claim, Person: chat.Person{ID: "staff:1"}}); err == nil || len(w.passed) > 0 {
		t.Errorf("passed %d, %v", len(w.passed), err)
	}
	if err := g.Accept(t.Context(), chat.Event{Kind: chat.Text, Text: "会員です"}); err != nil || len(w.passed) != 1 {
		t.Errorf("a member's word: passed %d, %v", len(w.passed), err)
	}
}

func TestAccountCheck(t *testing.T) {
	good := Account{Name: "トラン", Role: Coordinator, Mail: "tran@example.vn", Slack: "U0TRAN", Zone: "Asia/Ho_Chi_Minh", Language: English,
		Holidays: []ticket.Period{{From: "2027-02-05", Until: "2027-02-11"}}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Account){
		"name":     func(a *Account) { a.Name = strings.Repeat("あ", 31) },
		"role":     func(a *Account) { a.Role = "boss" },
		"mail":     func(a *Account) { a.Mail = "トラン <tran@example.vn>" },
		"slack":    func(a *Account) { a.Slack = "@tran" },
		"zone":     func(a *Account) { a.Zone = "Local" },
		"language": func(a *Account) { a.Language = "vi" },
		"holidays": func(a *Account) { a.Holidays = []ticket.Period{{From: "Tết"}} },
	} {
		a := good
		change(&a)
		var fault *Fault
		if err := a.Check(); !errors.As(err, &fault) || fault.What != what {
			t.Errorf("%s: %v", what, err)
		}
	}
	if loc := good.Location().String(); loc != "Asia/Ho_Chi_Minh" {
		t.Errorf("they are in %s", loc)
	}
	if id, ok := ParsePersonID(good.Person().ID); ok || id != 0 {
		t.Errorf("an account without a number reads as %d", id)
	}
	for in, want := range map[string]int64{"staff:7": 7, "staff:": 0, "staff:-1": 0, "desk:佐々木": 0, "staff:7x": 0} {
		if id, ok := ParsePersonID(in); ok != (want > 0) || ok && id != want {
			t.Errorf("%q reads as %d, %t", in, id, ok)
		}
	}
}
