package knowledge_test

import (
	"context"
	"errors"
	"testing"

	"madoguchi/audit"
	"madoguchi/bot/knowledge"
	"madoguchi/chat"
	"madoguchi/faq/correction"
	"madoguchi/faq/edition"
)

// corrector is the room's, with how often somebody was told that they are to approve a notice.
func (r *room) corrector() (c *knowledge.Corrector, told *int) {
	told = new(int)
	return &knowledge.Corrector{
		Store: r.store, Now: r.Now, Approves: r.store.Approves,
		Asked: func(_ context.Context, a knowledge.Asked) error {
			if a.Notice != nil {
				*told++
			}
			return nil
		},
	}, told
}

func notice(ref string) correction.Notice {
	return correction.Notice{Query: correction.Query{Ref: ref, Versions: []int{1}}, Question: "会費はいくらですか", Fault: correction.Ours, Line: "会費は5円です。"}
}

// TestNoticeIsApprovedAsADraftIs: nobody approves a notice who has written any of it, under whichever name; and where
// somebody was asked nobody else does. Nobody was given the entry, so one that is approved ends in ErrNobody.
func TestNoticeIsApprovedAsADraftIs(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx := t.Context()
	c, told := r.corrector()
	n, err := c.NewNotice(ctx, notice("port/1"), r.inSlack("佐々木"))
	r.ok(err)
	sent := func(want error, by audit.Record) {
		t.Helper()
		if _, err := c.SendNotice(ctx, n.ID, n.Version, by); !errors.Is(err, want) {
			t.Errorf("sent by %s: %v, want %v", by.Actor.ID, err, want)
		}
	}
	sent(edition.ErrNotApproved, r.at("林"))
	ask := func(name string) error {
		review := edition.Review{Deadline: "2026-04-01"}
		if name != "" {
			review.Reviewer, review.ReviewerID = name, r.people[name].Person().ID
		}
		asked, err := c.AskNotice(ctx, n.ID, n.Version, review, r.at("佐々木"))
		if err == nil {
			n = asked
		}
		return err
	}
	if err := ask("佐々木"); !errors.Is(err, edition.ErrOwn) {
		t.Errorf("its author is asked: %v", err)
	}
	r.ok(ask("林"))
	if n.State != correction.Asked || n.ReviewerID != r.people["林"].Person().ID || n.Deadline != "2026-04-01" || !n.Asked.Equal(r.now) || *told != 1 {
		t.Errorf("asked it is %+v, %d were told", n, *told)
	}
	for _, by := range []audit.Record{r.at("佐々木"), r.inSlack("佐々木"), {Kind: audit.Operator, Actor: chat.Person{Name: "root"}}} {
		sent(edition.ErrOwn, by)
	}
	sent(edition.ErrReviewer, r.at("森"))
	sent(correction.ErrNobody, r.at("林"))
	sent(correction.ErrNobody, r.inSlack("林"))

	// Who changes a word of it takes nobody's authorship.
	said := notice("port/1")
	said.Line = "会費は5円でした。"
	n, err = c.Reword(ctx, n.ID, n.Version, said, r.inSlack("森"))
	r.ok(err)
	if n.State != correction.Writing || n.ReviewerID != "" || len(n.Authors) != 2 || n.By != "森" {
		t.Errorf("reworded it is %+v", n)
	}
	r.ok(ask(""))
	sent(edition.ErrOwn, r.at("佐々木"))
	sent(edition.ErrOwn, r.at("森"))
	r.ok(ask("林")) // asked again, of somebody
	if n, err = c.ReturnNotice(ctx, n.ID, n.Version, "時刻も", r.at("林")); err != nil || n.State != correction.Writing || n.Reason != "時刻も" || n.Decided != "林" {
		t.Errorf("sent back it is %+v, %v", n, err)
	}
	if _, err := c.ReturnNotice(ctx, n.ID, n.Version, "時刻も", r.at("林")); !errors.Is(err, edition.ErrState) {
		t.Errorf("sent back twice: %v", err)
	}
	if n, err = r.store.Correction(ctx, n.ID); err != nil || len(n.Authors) != 2 || n.Reason != "時刻も" {
		t.Errorf("kept it is %+v, %v", n, err)
	}
}

// TestAuthorOfANoticeBecomesKnown: somebody who has written under an id of Slack before it was their account's is an
// author.
func TestAuthorOfANoticeBecomesKnown(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ctx := t.Context()
	c, _ := r.corrector()
	n, err := c.NewNotice(ctx, notice("port/1"), audit.Record{Kind: audit.Staff, Via: audit.ViaSlack, Actor: chat.Person{ID: "slack:U77", Name: "mori"}})
	r.ok(err)
	n, err = c.AskNotice(ctx, n.ID, n.Version, edition.Review{}, r.at("佐々木"))
	r.ok(err)
	r.ok(r.store.Join(ctx, "slack:U77", r.people["森"].ID, audit.Record{Kind: audit.Operator}))
	if _, err := c.SendNotice(ctx, n.ID, n.Version, r.at("森")); !errors.Is(err, edition.ErrOwn) {
		t.Errorf("approved what they have written themselves: %v", err)
	}
}

// TestNoticeWithoutApproval: in a programme that wants none, its author sends it.
func TestNoticeWithoutApproval(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	c, _ := r.corrector()
	n, err := c.NewNotice(t.Context(), notice("free/1"), r.at("佐々木"))
	r.ok(err)
	if _, err := c.SendNotice(t.Context(), n.ID, n.Version, r.at("佐々木")); !errors.Is(err, correction.ErrNobody) {
		t.Errorf("sent by its author: %v", err)
	}
}
