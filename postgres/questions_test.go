package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/learn"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
)

// letters reads a question by its words, which are parted by blanks here.
func letters(text string) (terms []learn.Term) {
	for _, w := range strings.Fields(text) {
		terms = append(terms, learn.Term{Key: w, Weight: 1})
	}
	return terms
}

// An asker is a member who asks in vain.
type asker struct {
	t *testing.T
	s *postgres.Store
	n int
}

func (a *asker) asks(id string, u turn.Unanswered) {
	a.t.Helper()
	a.n++
	who := chat.Address{Channel: chat.Web, ID: id}
	accept(a.t, a.s, wrote(who, a.n, u.Wording))
	runTurn(a.t, a.s, who, func(tn *turn.Turn) { tn.Learn(u) })
}

func (a *asker) grouped(g *learn.Groups) []learn.Group {
	a.t.Helper()
	if _, err := a.s.GroupQuestions(a.t.Context(), g, 1000); err != nil {
		a.t.Fatal(err)
	}
	groups, err := a.s.Groups(a.t.Context(), learn.Filter{})
	if err != nil {
		a.t.Fatal(err)
	}
	return groups
}

// shown are groups in a line each.
func shown(groups []learn.Group) (out []string) {
	for _, g := range groups {
		out = append(out, fmt.Sprintf("%s|%s|%d|%s %s|%s", g.Wording, g.Programme, g.Counts.Asked(), g.State, g.Ref, g.Proposed))
	}
	return out
}

// TestQuestionsAreGrouped follows questions from the turn into groups, and what is decided of them.
func TestQuestionsAreGrouped(t *testing.T) {
	t.Parallel()
	now := base
	s := openURL(t, postgrestest.URL(t), postgres.Options{Now: func() time.Time { return now }})
	a, g := &asker{t: t, s: s}, learn.NewGroups(letters)
	a.asks("w1", turn.Unanswered{Wording: "登録 番号 教えて", How: turn.EndedNone, Programme: "tsunagu"})
	a.asks("w1", turn.Unanswered{Wording: "登録 番号 教えて", How: turn.EndedHandoff, Programme: "tsunagu", Ticket: "Q-0007"}) // the same, gone further
	a.asks("w2", turn.Unanswered{Wording: "登録 番号", How: turn.EndedHandoff})
	a.asks("w3", turn.Unanswered{Wording: "駐車場", How: turn.EndedUnsolved, Ref: "tsunagu/3"})
	a.asks("w4", turn.Unanswered{Wording: "登録 番号 教えて", How: turn.EndedNone, Programme: "hanro"}) // another programme's
	same(t, "groups", shown(a.grouped(g)), []string{"登録 番号 教えて|tsunagu|2|open |", "駐車場||1|open |", "登録 番号 教えて|hanro|1|open |"})

	// Another process, which knows no groups yet, goes on with those that are stored.
	g = learn.NewGroups(letters)
	a.asks("w5", turn.Unanswered{Wording: "番号 登録 教えて", How: turn.EndedHandoff, Programme: "tsunagu"})
	groups := a.grouped(g)
	same(t, "groups of the next process", shown(groups)[0], "登録 番号 教えて|tsunagu|3|open |")

	id, err := s.GroupOfTicket(t.Context(), "Q-0007")
	if err != nil || id != groups[0].ID {
		t.Errorf("the ticket's group is %d, %v; want %d", id, err, groups[0].ID)
	}
	by := audit.Record{Kind: audit.Staff, Actor: chat.Person{ID: "staff:1", Name: "佐々木"}, Via: audit.ViaDesk, Act: audit.QuestionDecided}
	now = base.Add(time.Hour)
	for i, to := range []learn.State{learn.IsAlias, learn.Off} {
		if err := s.DecideGroup(t.Context(), groups[i].ID, to, map[learn.State]string{learn.IsAlias: "tsunagu/1"}[to], by); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "what is open", shown(a.grouped(g)), []string{"登録 番号 教えて|hanro|1|open |"})
	now = base.Add(2 * time.Hour)
	a.asks("w6", turn.Unanswered{Wording: "登録 番号 教えて", How: turn.EndedHandoff, Programme: "tsunagu"})
	a.asks("w6", turn.Unanswered{Wording: "駐車場", How: turn.EndedHandoff})
	same(t, "asked in vain again", shown(a.grouped(g)), []string{"登録 番号 教えて|tsunagu|4|open tsunagu/1|", "登録 番号 教えて|hanro|1|open |"})

	records, err := s.Audited(t.Context(), audit.Filter{Act: audit.QuestionUnanswered})
	if err != nil || len(records) != 7 || records[0].Kind != audit.Member || strings.Contains(fmt.Sprint(records), "番号") {
		t.Errorf("written down: %d %+v, %v", len(records), records, err)
	}
}

// TestThreeMembersPropose holds that only different members count, and that who was not helped does not.
func TestThreeMembersPropose(t *testing.T) {
	t.Parallel()
	s := open(t)
	a, g := &asker{t: t, s: s}, learn.NewGroups(letters)
	chose := turn.Unanswered{Wording: "番号 照会", How: turn.EndedChosen, Ref: "tsunagu/1"}
	unsolved := chose
	unsolved.How = turn.EndedUnsolved
	for _, who := range []string{"w1", "w1", "w2"} {
		a.asks(who, chose)
	}
	a.asks("w3", chose)
	a.asks("w3", unsolved)
	same(t, "two members", shown(a.grouped(g)), []string{"番号 照会||4|open |"})
	a.asks("w4", chose)
	groups := a.grouped(g)
	same(t, "three members", shown(groups), []string{"番号 照会||5|open |tsunagu/1"})
	by := audit.Record{Kind: audit.Staff, Via: audit.ViaDesk, Act: audit.QuestionDeclined}
	if declined, err := s.DeclineProposal(t.Context(), groups[0].ID, "tsunagu/1", by); err != nil || !declined {
		t.Fatalf("decline: %v, %v", declined, err)
	}
	a.asks("w5", chose)
	same(t, "what was declined", shown(a.grouped(g)), []string{"番号 照会||6|open |"})
}

// TestErasedQuestionsLeaveTheirGroups holds that a group keeps no word of a question that was erased.
func TestErasedQuestionsLeaveTheirGroups(t *testing.T) {
	t.Parallel()
	s := open(t)
	a, g := &asker{t: t, s: s}, learn.NewGroups(letters)
	a.asks("w1", turn.Unanswered{Wording: "登録 番号 内緒", How: turn.EndedHandoff})
	a.asks("w2", turn.Unanswered{Wording: "登録 番号", How: turn.EndedHandoff})
	a.asks("w1", turn.Unanswered{Wording: "会議室 予約", How: turn.EndedHandoff})
	same(t, "before", shown(a.grouped(g)), []string{"登録 番号 内緒||2|open |", "会議室 予約||1|open |"})
	if _, err := s.Erase(t.Context(), chat.Address{Channel: chat.Web, ID: "w1"}, "佐々木"); err != nil {
		t.Fatal(err)
	}
	a.asks("w3", turn.Unanswered{Wording: "番号 登録", How: turn.EndedHandoff})
	a.asks("w3", turn.Unanswered{Wording: "会議室 予約", How: turn.EndedHandoff})
	same(t, "after", shown(a.grouped(g)), []string{"登録 番号||2|open |", "会議室 予約||1|open |"})
}
