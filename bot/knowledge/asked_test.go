package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"madoguchi/bot/knowledge"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// hears notes who was told of what: 「佐々木 port/1」, with every draft of one telling.
func (r *room) hears() (told *[]string) {
	told = &[]string{}
	r.Asked = func(_ context.Context, a knowledge.Asked) error {
		line := []string{a.By}
		for i := range a.Drafts {
			line = append(line, a.Drafts[i].Ref())
		}
		if a.Request != nil {
			line = append(line, a.Request.Act+"="+a.Request.Name)
		}
		*told = append(*told, strings.Join(line, " "))
		return nil
	}
	return told
}

func (r *room) wantTold(told *[]string, want ...string) {
	r.t.Helper()
	if !slices.Equal(*told, want) {
		r.t.Errorf("told %q, want %q", *told, want)
	}
	*told = nil
}

// TestWhoIsAskedIsTold: whatever way leads to it that a second person has to approve something, they are told; and of
// nothing that nobody is asked for.
func TestWhoIsAskedIsTold(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx, told := t.Context(), r.hears()

	done, err := r.AddAlias(ctx, "port/1", "会費って", r.inSlack("佐々木"))
	r.ok(err)
	r.wantTold(told, "佐々木 port/1")
	r.must(r.AddAlias(ctx, "port/1", "会費はおいくら", r.inSlack("森"))) // another version: what they were told of is stale
	r.wantTold(told, "森 port/1")
	r.must(r.AddAlias(ctx, "port/1", "会費はおいくら", r.inSlack("森"))) // nothing new
	r.must(r.AddAlias(ctx, "free/1", "会費って", r.inSlack("森")))    // nobody has to approve it
	r.wantTold(told)
	r.must(r.Ask(ctx, "port/1", done.Draft.Version+1, edition.Review{Reviewer: "林", ReviewerID: r.people["林"].Person().ID}, r.at("佐々木")))
	r.wantTold(told, "佐々木 port/1")
	r.must(r.Move(ctx, "port/2", 3, r.at("林")))
	r.wantTold(told, "林 port/2")

	r.ok(r.store.SaveRequest(ctx, edition.Request{ID: "r1", Collection: "port", Act: edition.ActImport, Name: "a.txt", Content: []byte("6円")}, r.people["佐々木"].Person()))
	r.must(r.AskRequest(ctx, "r1", edition.Choice{}, []byte("x"), edition.Review{}, r.at("林")))
	r.wantTold(told, "林 import=a.txt")
	all, err := r.store.Shelves(ctx)
	r.ok(err)
	at := slices.IndexFunc(all.Published, func(p edition.Published) bool { return p.Collection == "port" })
	r.must(r.TakeBack(ctx, "port", "a.txt", all.Published[at].Document, all.Published[at].Number, r.at("佐々木")))
	r.wantTold(told, "佐々木 back=a.txt")

	r.Asked = func(context.Context, knowledge.Asked) error { return errors.New("the database is away") }
	if _, err := r.AddAlias(ctx, "port/3", "車で行けますか", r.inSlack("佐々木")); err == nil {
		t.Error("that nobody was told is kept from who asks")
	}
}

// TestAuthorsHear: who has written something hears what a second person has made of it, of whichever kind it is; where the
// second person is refused nobody hears anything.
func TestAuthorsHear(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx, heard := t.Context(), []string{}
	r.Decided = func(_ context.Context, d knowledge.Decision) error {
		switch {
		case d.Draft != nil:
			heard = append(heard, fmt.Sprint(d.By.Name, " ", d.Draft.Ref(), " ", d.Draft.State, " ", d.Draft.Reason, " ", len(d.Draft.Authors)))
		case d.Request != nil:
			heard = append(heard, fmt.Sprint(d.By.Name, " ", d.Request.Name, " ", d.Request.State, " ", d.Request.Reason, " ", len(d.Request.Authors)))
		}
		return nil
	}
	want := func(lines ...string) {
		t.Helper()
		if !slices.Equal(heard, lines) {
			t.Errorf("heard %q, want %q", heard, lines)
		}
		heard = []string{}
	}
	done, err := r.AddAlias(ctx, "port/1", "会費って", r.inSlack("佐々木"))
	r.ok(err)
	if _, err := r.Approve(ctx, "port/1", done.Draft.Version, r.at("佐々木")); !errors.Is(err, edition.ErrOwn) {
		t.Errorf("its author approves it: %v", err)
	}
	want()
	d, err := r.Return(ctx, "port/1", done.Draft.Version, "言い方を変えてください", r.at("林"))
	r.ok(err)
	want("林 port/1 returned 言い方を変えてください 1")
	d, err = r.Ask(ctx, "port/1", d.Version, edition.Review{}, r.at("佐々木"))
	r.ok(err)
	r.must(r.Approve(ctx, "port/1", d.Version, r.at("林")))
	want("林 port/1 approved  1")

	r.ok(r.store.SaveRequest(ctx, edition.Request{ID: "r1", Collection: "port", Act: edition.ActImport, Name: "a.txt", Content: []byte("6円")}, r.people["佐々木"].Person()))
	r.must(r.AskRequest(ctx, "r1", edition.Choice{}, []byte("x"), edition.Review{}, r.at("佐々木")))
	r.must(r.ReturnRequest(ctx, "r1", "古い版です", r.at("林")))
	want("林 a.txt returned 古い版です 1")
	r.must(r.AskRequest(ctx, "r1", edition.Choice{}, []byte("x"), edition.Review{}, r.at("佐々木")))
	r.must(r.ApproveRequest(ctx, "r1", []byte("x"), r.at("林")))
	want("林 a.txt approved  1")
}

// TestManyAreToldAtOnce: who brings a whole programme into service asks once, however many entries that are.
func TestManyAreToldAtOnce(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx := t.Context()
	for n := 1; n <= 3; n++ {
		r.ok(r.Withdraw(ctx, fmt.Sprint("port/", n), "", r.at("森")))
	}
	d, err := r.Begin(ctx, "port/2")
	r.ok(err)
	d.Entry = answer("書きかけ")(d.Entry)
	r.must(r.Save(ctx, d, r.at("森")))
	told := r.hears()
	done, err := r.Serve(ctx, "port", []int{1, 2, 3, 4}, r.at("佐々木"))
	r.ok(err)
	var states []string
	for i := range done {
		states = append(states, fmt.Sprint(done[i].Waiting, done[i].Writing()))
	}
	if want := []string{"true false", "true true", "true false", "true false"}; !slices.Equal(states, want) {
		t.Errorf("waiting and still written: %v, want %v", states, want)
	}
	r.wantTold(told, "佐々木 port/1 port/3 port/4")
}

// TestStillWritten: what joins a draft that somebody is writing, or one that was sent back, waits for them. Nobody is
// asked, nobody is told, and nothing is said to be done that is not.
func TestStillWritten(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx, told := t.Context(), r.hears()
	for _, ref := range []string{"port/1", "port/4"} { // the second is withdrawn
		d, err := r.Begin(ctx, ref)
		r.ok(err)
		d.Entry = answer("書きかけ")(d.Entry)
		r.must(r.Save(ctx, d, r.at("佐々木")))
	}
	before := r.served()
	for name, act := range map[string]func() (knowledge.Done, error){
		"a wording": func() (knowledge.Done, error) { return r.AddAlias(ctx, "port/1", "会費って", r.inSlack("森")) },
		"a kind":    func() (knowledge.Done, error) { return r.ConfirmKind(ctx, "port/1", faq.KindDecline, r.at("森")) },
		"a return":  func() (knowledge.Done, error) { return r.Reinstate(ctx, "port/4", r.at("森")) },
	} {
		done, err := act()
		r.ok(err)
		if !done.Waiting || !done.Writing() {
			t.Errorf("%s waits %t, is still written %t", name, done.Waiting, done.Writing())
		}
	}
	if r.served() != before {
		t.Error("it is served")
	}
	r.wantTold(told)

	d := r.draft("port/4")
	r.must(r.Ask(ctx, "port/4", d.Version, edition.Review{}, r.at("森")))
	if done, err := r.Reinstate(ctx, "port/4", r.at("林")); err != nil || !done.Waiting || done.Writing() {
		t.Errorf("what is asked for waits %t, is still written %t, %v", done.Waiting, done.Writing(), err)
	}
	r.wantTold(told, "森 port/4")
	r.must(r.Return(ctx, "port/4", d.Version, "時刻も", r.at("林")))
	if done, err := r.Reinstate(ctx, "port/4", r.at("林")); err != nil || !done.Writing() {
		t.Errorf("what was sent back is still written %t, %v", done.Writing(), err)
	}
	r.must(r.Ask(ctx, "port/4", d.Version, edition.Review{}, r.at("森")))
	r.must(r.Approve(ctx, "port/4", d.Version, r.at("林")))
	if _, err := r.Reinstate(ctx, "port/4", r.at("林")); !errors.Is(err, edition.ErrApproved) {
		t.Errorf("an approved draft waits, and the entry is brought back: %v", err)
	}
}
