package console

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/faq/edition"
	"madoguchi/learn"
)

// A pen is a colleague who is still writing a draft of every entry: what others want of it joins that.
type pen struct {
	*desktop
	*office
	state edition.DraftState
}

func (p *pen) done() edition.Done {
	return edition.Done{Waiting: true, Draft: edition.Draft{State: p.state}}
}

func (p *pen) AddAlias(context.Context, learn.Group, string, string, audit.Record) (learn.Done, error) {
	done := p.done()
	return learn.Done{Waiting: done.Waiting, Writing: done.Writing()}, nil
}

func (p *pen) Restore(context.Context, string, int, audit.Record) (edition.Done, error) {
	return p.done(), nil
}

func (p *pen) Reinstate(context.Context, string, audit.Record) (edition.Done, error) {
	return p.done(), nil
}

func (p *pen) Serve(context.Context, string, []int, audit.Record) ([]edition.Done, error) {
	return []edition.Done{p.done(), {}, p.done()}, nil
}

// TestNobodyIsAskedYet: who adds to what somebody is still writing is told to ask for it there, and not that it is
// being approved.
func TestNobodyIsAskedYet(t *testing.T) {
	d, top := shelved(t)
	p := &pen{desktop: top, office: d.office}
	d.svc.stores.Knowledge.Editor, d.svc.stores.Teacher = p, p
	b := d.signIn("佐々木")
	const still, asked = "下書きから確認を依頼してください", "確認を依頼しました"
	for target, values := range map[string]url.Values{
		"/desk/faq/unanswered/1/alias": {"ref": {"port/1"}, "sure": {"1"}},
		"/desk/history/port/1/1":       {},
		"/desk/faq/port/1/decide":      {"decision": {"publish"}},
		"/desk/documents/port/drafts":  {"order": {"1", "2", "3"}},
	} {
		for _, state := range []edition.DraftState{edition.Writing, edition.Returned, edition.Asked} {
			p.state = state
			if r := b.post(target, values); r.status != 303 {
				t.Fatalf("%s: status %d\n%s", target, r.status, r.body)
			}
			page := b.page("/desk/faq/unanswered")
			says := strings.Contains(page, asked) || strings.Contains(page, "確認依頼に回しました")
			if writing := state != edition.Asked; strings.Contains(page, still) != writing || says == writing {
				t.Errorf("%s with a draft that is %s: to ask there %t, asked %t", target, state, strings.Contains(page, still), says)
			}
		}
	}
	p.state = edition.Writing
	b.post("/desk/documents/port/drafts", url.Values{"order": {"1", "2", "3"}})
	wantIn(t, b.page("/desk/faq/unanswered"), "1件", "2件には書きかけの下書きがあります")
}
