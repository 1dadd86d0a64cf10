package knowledge_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/bot/knowledge"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/staff"
)

// A room is an editor on a database with two programmes of which one, port, has its changes approved.
type room struct {
	t     *testing.T
	store *postgres.Store
	*knowledge.Editor
	now    time.Time
	people map[string]staff.Account
}

func newRoom(t *testing.T) *room {
	t.Helper()
	r := &room{t: t, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), people: map[string]staff.Account{}}
	strict := false // the first FAQ is there before the office wants approval
	store, err := postgres.Open(t.Context(), postgrestest.URL(t), postgres.Options{
		Now: func() time.Time { return r.now }, Approves: func(programme string) bool { return strict && programme == "port" },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	r.store, r.Editor = store, &knowledge.Editor{Store: store, Now: func() time.Time { return r.now }}
	for _, name := range []string{"佐々木", "林", "森"} {
		a, err := store.SaveAccount(t.Context(), staff.Account{Name: name, Role: staff.Clerk, Language: staff.Japanese, Slack: "U" + strconv.Itoa(len(r.people))}, audit.Record{Kind: audit.Operator})
		if err != nil {
			t.Fatal(err)
		}
		r.people[name] = a
	}
	for _, programme := range []string{"port", "free"} {
		r.must(store.Import(t.Context(), r.file(programme, "3円")))
	}
	r.ok(store.Decide(t.Context(), "port", []int{4}, faq.Withdrawn, "佐々木"))
	strict = true
	return r
}

// file is a document with four entries, whose first answer is given.
func (r *room) file(programme, answer string) postgres.Import {
	c := faq.Collection{ID: programme, Title: programme, Document: "a.txt"}
	for i, q := range []string{"会費はいくらですか", "領収書は出ますか", "駐車場はありますか", "通訳を頼めますか"} {
		e := faq.Entry{Collection: programme, Order: i + 1, Question: q, Aliases: []string{}, Kind: faq.KindAnswer, Warnings: []faq.Warning{}, Answer: []faq.Block{{Type: faq.Paragraph, Text: "はい"}}}
		if i == 0 {
			e.Answer[0].Text = answer
		}
		c.Entries = append(c.Entries, e)
	}
	return postgres.Import{Collection: c, Document: "a.txt", Source: []byte(answer), By: "佐々木"}
}

func (r *room) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) must(_ any, err error) { r.t.Helper(); r.ok(err) }

// at is somebody at the desk; inSlack is the same person there.
func (r *room) at(name string) audit.Record {
	return audit.Record{Kind: audit.Staff, Via: audit.ViaDesk, Actor: r.people[name].Person()}
}

func (r *room) inSlack(name string) audit.Record {
	a := r.people[name]
	return audit.Record{Kind: audit.Staff, Via: audit.ViaSlack, Actor: chat.Person{ID: "slack:" + a.Slack, Name: a.Name}}
}

// served is what members are answered with, with all that they can see of it.
func (r *room) served() string {
	r.t.Helper()
	all, _, err := r.store.LoadCollections(r.t.Context())
	r.ok(err)
	out := ""
	for _, c := range all {
		for i := range c.Entries {
			e := &c.Entries[i]
			out += e.Ref() + " " + e.Question + " " + e.AnswerText() + " " + string(e.Kind) + " " + string(e.Validity.Until) + " " + strconv.Itoa(len(e.Aliases)) + "\n"
		}
	}
	return out
}

func (r *room) draft(ref string) edition.Draft {
	r.t.Helper()
	d, err := r.store.Draft(r.t.Context(), ref)
	r.ok(err)
	return d
}

func answer(text string) func(faq.Entry) faq.Entry {
	return func(e faq.Entry) faq.Entry {
		e.Answer = []faq.Block{{Type: faq.Paragraph, Text: text}}
		return e
	}
}

// TestNothingGoesAround: whoever calls the store, nothing that members would be told is published unapproved in a
// programme that has its changes approved; and nobody is kept from it in another.
func TestNothingGoesAround(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx := t.Context()
	for name, act := range map[string]func(programme string) error{
		"change": func(p string) error { _, err := r.store.Change(ctx, p+"/1", "佐々木", answer("5円")); return err },
		"serve":  func(p string) error { return r.store.Decide(ctx, p, []int{4}, faq.Public, "佐々木") },
		"kind":   func(p string) error { return r.store.ConfirmKind(ctx, p+"/2", faq.KindDecline, "佐々木") },
		"term": func(p string) error {
			return r.store.ConfirmTerm(ctx, p+"/2", faq.Validity{Until: "2026-04-01"}, "佐々木")
		},
		"move":   func(p string) error { return r.store.Move(ctx, p+"/2", 3, "佐々木") },
		"import": func(p string) error { _, err := r.store.Import(ctx, r.file(p, "6円")); return err },
		"takeout": func(p string) error {
			i := r.file(p, "7円")
			i.Back = true
			_, err := r.store.Import(ctx, i)
			return err
		},
		"publish": func(p string) error {
			d, err := r.Begin(ctx, p+"/3")
			r.ok(err)
			d.Entry = answer("8円")(d.Entry)
			d, err = r.Save(ctx, d, r.at("佐々木"))
			r.ok(err)
			_, err = r.store.PublishDraft(ctx, p+"/3", d.Version, r.at("佐々木"))
			return err
		},
	} {
		before := r.served()
		if err := act("port"); !errors.Is(err, edition.ErrNotApproved) {
			t.Errorf("%s: %v, want not approved", name, err)
		}
		if after := r.served(); after != before {
			t.Errorf("%s is served:\n%s\ninstead of\n%s", name, after, before)
		}
		if name == "serve" {
			r.ok(r.store.Decide(ctx, "free", []int{4}, faq.Withdrawn, "佐々木"))
		}
		if err := act("free"); err != nil {
			t.Errorf("%s of a programme that wants no approval: %v", name, err)
		}
	}
	all, err := r.store.Shelves(ctx)
	r.ok(err)
	for _, p := range all.Published {
		want := error(nil)
		if p.Collection == "port" {
			want = edition.ErrNotApproved
		}
		if err := r.store.TakeBack(ctx, p.Collection, p.Document, p.Number, "佐々木", ""); !errors.Is(err, want) {
			t.Errorf("%s taken back: %v, want %v", p.Collection, err, want)
		}
	}
	r.ok(r.Withdraw(ctx, "port/2", "誤りのため", r.at("佐々木"))) // an emergency waits for nobody
	r.ok(r.Merge(ctx, "port/3", "port/1", r.at("佐々木")))
}

// TestEveryWayAsks: each way of changing an entry ends in a draft that asks, which says all that was wanted once a
// second person has approved it.
func TestEveryWayAsks(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for name, test := range map[string]struct {
		ref string
		act func(r *room) (knowledge.Done, error)
	}{
		"alias": {"port/1", func(r *room) (knowledge.Done, error) {
			return r.AddAlias(ctx, "port/1", "会費って", r.inSlack("佐々木"))
		}},
		"change": {"port/1", func(r *room) (knowledge.Done, error) {
			return r.Publish(ctx, "port/1", r.at("佐々木"), answer("5円"))
		}},
		"serve": {"port/4", func(r *room) (knowledge.Done, error) { return r.Reinstate(ctx, "port/4", r.at("佐々木")) }},
		"kind": {"port/2", func(r *room) (knowledge.Done, error) {
			return r.ConfirmKind(ctx, "port/2", faq.KindDecline, r.at("佐々木"))
		}},
		"term": {"port/2", func(r *room) (knowledge.Done, error) {
			return r.ConfirmTerm(ctx, "port/2", faq.Validity{Until: "2026-09-30"}, r.at("佐々木"))
		}},
		"move":    {"port/1", func(r *room) (knowledge.Done, error) { return r.Move(ctx, "port/1", 3, r.at("佐々木")) }},
		"restore": {"port/1", func(r *room) (knowledge.Done, error) { return r.Restore(ctx, "port/1", 1, r.at("佐々木")) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRoom(t)
			if name == "restore" { // to what it said before
				d, err := r.Publish(ctx, "port/1", r.at("林"), answer("9円"))
				r.ok(err)
				r.must(r.Approve(ctx, "port/1", d.Draft.Version, r.at("森")))
				r.must(r.PublishDraft(ctx, "port/1", d.Draft.Version, r.at("林")))
			}
			before := r.served()
			done, err := test.act(r)
			r.ok(err)
			d := r.draft(test.ref)
			if !done.Waiting || d.State != edition.Asked || r.served() != before {
				t.Fatalf("waiting %t in state %s, served:\n%s", done.Waiting, d.State, r.served())
			}
			for _, by := range []audit.Record{r.at("佐々木"), r.inSlack("佐々木"), {Kind: audit.Operator, Actor: chat.Person{Name: "root"}}} {
				if _, err := r.Approve(ctx, test.ref, d.Version, by); !errors.Is(err, edition.ErrOwn) {
					t.Errorf("approved by %+v: %v", by.Actor, err)
				}
			}
			r.must(r.Approve(ctx, test.ref, d.Version, r.inSlack("林")))
			r.must(r.PublishDraft(ctx, test.ref, d.Version, r.at("佐々木")))
			if r.served() == before {
				t.Errorf("nothing has come of it:\n%s", before)
			}
		})
	}
}

// TestAuthorBecomesKnown: somebody who has written under an id of Slack before it was their account's is an author.
func TestAuthorBecomesKnown(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx := t.Context()
	stranger := audit.Record{Kind: audit.Staff, Via: audit.ViaSlack, Actor: chat.Person{ID: "slack:U77", Name: "mori"}}
	done, err := r.AddAlias(ctx, "port/1", "会費って", stranger)
	r.ok(err)
	r.ok(r.store.Join(ctx, "slack:U77", r.people["森"].ID, audit.Record{Kind: audit.Operator}))
	if _, err := r.Approve(ctx, "port/1", done.Draft.Version, r.at("森")); !errors.Is(err, edition.ErrOwn) {
		t.Errorf("approved what they have written themselves: %v", err)
	}
}

// TestReviewer: who was asked decides, unless somebody else is asked; a draft that is sent back has its reason.
func TestReviewer(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx := t.Context()
	d, err := r.Begin(ctx, "port/1")
	r.ok(err)
	d.Entry = answer("5円")(d.Entry)
	d, err = r.Save(ctx, d, r.at("佐々木"))
	r.ok(err)
	ask := func(name string) error {
		_, err := r.Ask(ctx, "port/1", d.Version, edition.Review{Reviewer: name, ReviewerID: r.people[name].Person().ID, Deadline: "2026-04-01"}, r.at("佐々木"))
		return err
	}
	if err := ask("佐々木"); !errors.Is(err, edition.ErrOwn) {
		t.Errorf("the author is asked: %v", err)
	}
	r.ok(ask("林"))
	if _, err := r.Approve(ctx, "port/1", d.Version, r.at("森")); !errors.Is(err, edition.ErrReviewer) {
		t.Errorf("approved by who was not asked: %v", err)
	}

	// A colleague's wording joins what is asked for, and takes nothing away.
	done, err := r.AddAlias(ctx, "port/1", "会費って", r.inSlack("森"))
	r.ok(err)
	if j := done.Draft; j.State != edition.Asked || j.Reviewer != "林" || j.Deadline != "2026-04-01" || j.Entry.AnswerText() != "5円" || len(j.Authors) != 2 {
		t.Errorf("after a colleague's wording the draft is %+v", j)
	}
	if _, err := r.Approve(ctx, "port/1", d.Version, r.at("林")); !errors.Is(err, edition.ErrChanged) {
		t.Errorf("approved another text than was seen: %v", err)
	}
	d = done.Draft
	r.must(r.Return(ctx, "port/1", d.Version, "金額をお確かめください", r.at("林")))
	if got := r.draft("port/1"); got.State != edition.Returned || got.Reason != "金額をお確かめください" || got.Decided != "林" {
		t.Errorf("sent back it is %+v", got)
	}
	if _, err := r.PublishDraft(ctx, "port/1", d.Version, r.at("佐々木")); !errors.Is(err, edition.ErrNotApproved) {
		t.Errorf("published what was sent back: %v", err)
	}
	r.ok(ask("林"))
	if _, err := r.AddAlias(ctx, "port/1", "年会費って", r.at("林")); err != nil { // now one of the authors
		t.Fatal(err)
	}
	d = r.draft("port/1")
	if d.ReviewerID != "" {
		t.Errorf("an author is still asked: %q", d.Reviewer)
	}
	if _, err := r.Approve(ctx, "port/1", d.Version, r.at("林")); !errors.Is(err, edition.ErrOwn) {
		t.Errorf("approved by an author: %v", err)
	}
}

// TestApprovedGoesOutAsItIs: nothing joins what is approved; it goes out at its time, unless that is called off or the
// entry is withdrawn meanwhile.
func TestApprovedGoesOutAsItIs(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx := t.Context()
	due := r.now.Add(time.Hour)
	approved := func(ref, text string) edition.Draft {
		done, err := r.Publish(ctx, ref, r.at("佐々木"), answer(text))
		r.ok(err)
		if _, err := r.Schedule(ctx, ref, done.Draft.Version, due, r.at("林")); !errors.Is(err, edition.ErrNotApproved) {
			t.Errorf("%s got its time unapproved: %v", ref, err)
		}
		d, err := r.Approve(ctx, ref, done.Draft.Version, r.at("林"))
		r.ok(err)
		d, err = r.Schedule(ctx, ref, d.Version, due, r.at("林"))
		r.ok(err)
		return d
	}
	approved("port/1", "5円")
	approved("port/2", "いいえ")
	off := approved("port/3", "三台です")
	if _, err := r.AddAlias(ctx, "port/1", "会費って", r.inSlack("森")); !errors.Is(err, edition.ErrApproved) {
		t.Errorf("a wording joined what is approved: %v", err)
	}
	r.ok(r.Withdraw(ctx, "port/2", "誤りのため", r.at("森")))
	r.must(r.Schedule(ctx, "port/3", off.Version, time.Time{}, r.at("森")))
	r.now = due
	done, failed, err := r.PublishDue(ctx)
	r.ok(err)
	if len(done) != 1 || done[0].After.Ref() != "port/1" || len(failed) != 0 {
		t.Errorf("published %+v, failed %+v", done, failed)
	}
	if d := r.draft("port/2"); d.State != edition.Asked || !d.Due.IsZero() {
		t.Errorf("the draft of what was withdrawn is %s, due %s", d.State, d.Due)
	}
}

// TestUnfinishedStays: a wording that comes by the way does not ask for a draft that somebody is still writing.
func TestUnfinishedStays(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx := t.Context()
	d, err := r.Begin(ctx, "port/1")
	r.ok(err)
	d.Entry = answer("書きかけ")(d.Entry)
	r.must(r.Save(ctx, d, r.at("佐々木")))
	r.must(r.AddAlias(ctx, "port/1", "会費って", r.inSlack("森")))
	if d := r.draft("port/1"); d.State != edition.Writing || len(d.Entry.Aliases) != 1 || d.Entry.AnswerText() != "書きかけ" {
		t.Errorf("the draft is %+v", d)
	}
}

// TestDocumentsAreApproved: a document, and a publication to be taken back, are published by who did not ask for it,
// just as they were seen.
func TestDocumentsAreApproved(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx := t.Context()
	imp := r.file("port", "6円")
	imp.Request = "r1"
	r.ok(r.store.SaveRequest(ctx, edition.Request{ID: "r1", Collection: "port", Act: edition.ActImport, Name: "a.txt", Content: []byte("6円")}, r.people["佐々木"].Person()))
	seen := func() []byte {
		p, err := r.store.Preview(ctx, imp)
		r.ok(err)
		return p.Plans[0].Digest()
	}
	plan := seen()
	r.must(r.AskRequest(ctx, "r1", edition.Choice{}, plan, edition.Review{}, r.at("林")))
	for _, name := range []string{"佐々木", "林"} { // who brought it, and who asked for it
		if _, err := r.ApproveRequest(ctx, "r1", plan, r.at(name)); !errors.Is(err, edition.ErrOwn) {
			t.Errorf("approved by %s: %v", name, err)
		}
	}
	if _, err := r.store.Import(ctx, imp); !errors.Is(err, edition.ErrNotApproved) {
		t.Errorf("published unapproved: %v", err)
	}
	r.must(r.ApproveRequest(ctx, "r1", plan, r.at("森")))
	other := r.file("port", "0円")
	other.Request = "r1"
	if _, err := r.store.Import(ctx, other); !errors.Is(err, edition.ErrChanged) {
		t.Errorf("another document was published in its place: %v", err)
	}
	r.must(r.store.Import(ctx, imp))
	if _, err := r.store.Import(ctx, imp); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("published twice: %v", err)
	}

	all, err := r.store.Shelves(ctx)
	r.ok(err)
	for _, p := range all.Published {
		if p.Collection != "port" {
			continue
		}
		before := r.served()
		id, err := r.TakeBack(ctx, "port", "a.txt", p.Document, p.Number, r.at("佐々木"))
		r.ok(err)
		if err := r.TakeBackApproved(ctx, id, r.at("佐々木")); !errors.Is(err, edition.ErrNotApproved) || r.served() != before {
			t.Errorf("taken back unapproved: %v", err)
		}
		r.must(r.ApproveRequest(ctx, id, nil, r.at("林")))
		r.ok(r.TakeBackApproved(ctx, id, r.at("佐々木")))
		if r.served() == before {
			t.Error("nothing was taken back")
		}
	}
}
