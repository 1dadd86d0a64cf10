package staff

import (
	"context"
	"errors"
	"slices"
	"testing"

	"madoguchi/chat"
)

// apps are the applications there are.
type apps map[int64]Application

func (a apps) Application(_ context.Context, id int64) (Application, error) {
	one, ok := a[id]
	if !ok {
		return one, chat.ErrNotFound
	}
	return one, nil
}

// TestScopes: each stands for a right of a person's that is not the administrators' alone, and has a name.
func TestScopes(t *testing.T) {
	for _, s := range Scopes() {
		if !s.Known() || !slices.Contains(Rights(), s.Right()) || s.Right() == Settings || s.Right() == Erase || s.Label() == string(s) {
			t.Errorf("%s stands for %q, and is called %s", s, s.Right(), s.Label())
		}
	}
	if none := Scope("everything"); none.Known() || none.Right() != Settings {
		t.Error("a scope that is none stands for something")
	}
	good := Application{Name: "kintone", Scopes: []Scope{ReadTickets}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for what, a := range map[string]Application{"name": {Scopes: good.Scopes}, "scopes": {Name: "kintone"}} {
		var fault *Fault
		if err := a.Check(); !errors.As(err, &fault) || fault.What != what {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestGateOfApplications walks every act with an application that has every scope, one, and none any more.
func TestGateOfApplications(t *testing.T) {
	for _, act := range actsInSource(t) {
		for id, a := range map[int64]Application{
			1: {ID: 1, Name: "すべて", Scopes: Scopes()}, 2: {ID: 2, Name: "書く", Scopes: []Scope{WriteTickets}}, 3: {ID: 3, Name: "読む", Scopes: []Scope{ReadTickets}},
			4: {ID: 4, Name: "無効", Scopes: Scopes(), Revoked: noon},
		} {
			w, g, refused := newTown()
			g.Applications = apps{id: a}
			outcome, err := g.Act(t.Context(), chat.Event{Kind: chat.StaffAct, Act: act, Ticket: "Q-1", Person: chat.Person{ID: a.Person().ID, Name: "誰か"}})
			scope := ActScope(act)
			want := scope != "" && a.May(scope) && a.Active()
			if err != nil || outcome.OK != want || (len(w.passed) == 1) != want || (len(*refused) == 0) != want {
				t.Errorf("%s by %s: %+v, %v, want %t", act, a.Name, outcome, err, want)
			}
			if want && w.passed[0].Person != a.Person() {
				t.Errorf("%s goes on as %+v", act, w.passed[0].Person)
			}
		}
	}
	for _, act := range []chat.Act{
		chat.Claim, chat.Live, chat.Teach, chat.Identify, chat.Retract, chat.Take, chat.Told, chat.Call, chat.Misdirect, chat.Apologise, "tomorrow",
	} {
		if ActScope(act) != "" {
			t.Errorf("an application may %s", act)
		}
	}
	for act, scope := range actScopes {
		if ActRight(act) != scope.Right() {
			t.Errorf("%s needs %s of a person and %s of an application", act, ActRight(act), scope.Right())
		}
	}
	w, g, _ := newTown()
	if outcome, err := g.Act(t.Context(), chat.Event{Kind: chat.StaffAct, Act: chat.NoteDown, Ticket: "Q-1", Person: chat.ApplicationPerson(7, "x")}); err != nil || outcome.OK || len(w.passed) > 0 {
		t.Errorf("where there are none: %+v, %v", outcome, err)
	}
}
