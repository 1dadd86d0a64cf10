package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/correction"
	"madoguchi/faq/edition"
	"madoguchi/staff"
)

// A newsroom has one notice, which all of so many contacts are told. It counts what it is asked.
type newsroom struct {
	Corrector
	notice   correction.Notice
	contacts int
	asked    map[string]int
}

func (n *newsroom) Correction(context.Context, int64) (correction.Notice, error) {
	n.asked["Correction"]++
	return n.notice, nil
}

func (n *newsroom) Corrections(context.Context, string, int) ([]correction.Notice, error) {
	n.asked["Corrections"]++
	return nil, nil
}

func (n *newsroom) Given(context.Context, correction.Query) (correction.Found, error) {
	n.asked["Given"]++
	return correction.Found{Reach: []correction.Reach{{Channel: chat.LINE, Contacts: n.contacts}}}, nil
}

func (n *newsroom) GivenTo(_ context.Context, _ correction.Query, offset, limit int) (out []correction.Given, err error) {
	n.asked["GivenTo"]++
	for i := offset; i < min(n.contacts, offset+limit); i++ {
		out = append(out, correction.Given{Channel: chat.LINE, Name: fmt.Sprintf("会員%03d", i+1), At: today, Times: 1, Version: 1})
	}
	return out, nil
}

func (n *newsroom) CorrectionProgress(context.Context, int64) (correction.Progress, error) {
	n.asked["CorrectionProgress"]++
	return correction.Progress{Count: map[correction.Fate]int{correction.Told: 1}}, nil
}

func (n *newsroom) Corrected(ctx context.Context, _ int64, offset, limit int) ([]correction.Given, error) {
	n.asked["Corrected"]++
	return n.GivenTo(ctx, correction.Query{}, offset, limit)
}

func (n *newsroom) AskNotice(context.Context, int64, int, edition.Review, audit.Record) (correction.Notice, error) {
	n.asked["AskNotice"]++
	return n.notice, nil
}

func (n *newsroom) ReturnNotice(context.Context, int64, int, string, audit.Record) (correction.Notice, error) {
	n.asked["ReturnNotice"]++
	return n.notice, nil
}

// correcting is a desk with one notice for 120 contacts.
func correcting(t *testing.T, state correction.State) (*desk, *newsroom) {
	t.Helper()
	d := newDesk(t)
	n := &newsroom{contacts: 120, asked: map[string]int{}, notice: correction.Notice{
		ID: 7, Query: correction.Query{Ref: "port/1", Versions: []int{1}}, Question: "参加費はいくらですか", State: state, Version: 1, All: 120, Authors: []string{"account:99"},
	}}
	d.svc.stores.Knowledge.Corrections, d.svc.stores.Knowledge.Corrector = n, n
	return d, n
}

var (
	lookForm = regexp.MustCompile(`<form method="post" action="(/desk/corrections/7/look\?from=\d+)"[^>]*><button>([^<]+)<`)
	pageLink = regexp.MustCompile(`<a class="button" href="(/desk/corrections/7\?from=\d+)">次`)
)

// TestNoticeNamesOnEveryPage: who is told is looked at by name on each page of them, not only on the first; each look is
// written down, and the notice is read once for it.
func TestNoticeNamesOnEveryPage(t *testing.T) {
	for _, state := range []correction.State{correction.Writing, correction.Sending} {
		d, n := correcting(t, state)
		b := d.signIn("佐々木")
		next := pageLink.FindStringSubmatch(b.page("/desk/corrections/7"))
		if next == nil {
			t.Fatalf("%s: no second page", state)
		}
		look := lookForm.FindStringSubmatch(b.page(next[1]))
		if look == nil {
			t.Fatalf("%s: no look from the second page", state)
		}
		clear(n.asked)
		body := b.post(look[1], nil).body
		wantIn(t, body, "会員051", "会員100", "51")
		if strings.Contains(body, "会員050") || n.asked["Correction"] != 1 {
			t.Errorf("%s: the first page is shown, or the notice is read %d times", state, n.asked["Correction"])
		}
		forms := lookForm.FindAllStringSubmatch(body, -1)
		if len(forms) != 2 {
			t.Fatalf("%s: %d pages to go on to by name, want 2", state, len(forms))
		}
		wantIn(t, b.post(forms[1][1], nil).body, "会員101", "会員120")
		wantIn(t, b.post(forms[0][1], nil).body, "会員001", "会員050")
		looks := 0
		for _, rec := range d.trail {
			if rec.Act == audit.CorrectionLooked {
				looks++
			}
		}
		if looks != 3 {
			t.Errorf("%s: %d looks are written down, want 3", state, looks)
		}
	}
}

// TestNoticeFormFaults: what is wrong with the form is said on the notice's page, and nothing is done.
func TestNoticeFormFaults(t *testing.T) {
	d, n := correcting(t, correction.Asked)
	b := d.signIn("佐々木")
	for act, faults := range map[string]map[string]string{
		"ask":    {"deadline=2026-13-40": "終わり", "reviewer=nobody": "その方には依頼できません"},
		"return": {"reason=": "差し戻す理由を", "reason=" + strings.Repeat("長", longestQuestion+1): "差し戻す理由を"},
	} {
		for values, want := range faults {
			v, err := url.ParseQuery(values + "&version=1")
			if err != nil {
				t.Fatal(err)
			}
			r := b.post("/desk/corrections/7/act/"+act, v)
			if r.status != http.StatusSeeOther || r.header.Get("Location") != "/desk/corrections/7" {
				t.Errorf("%s with %.20s: status %d", act, values, r.status)
			}
			if page := b.page("/desk/corrections/7"); want != "終わり" {
				wantIn(t, page, want)
			} else {
				wantIn(t, page, say("console.term.unreadable"))
			}
		}
	}
	if n.asked["AskNotice"]+n.asked["ReturnNotice"] > 0 {
		t.Errorf("done all the same: %v", n.asked)
	}
}

// A desktop is where others are writing: so many drafts, and as many changes of documents.
type desktop struct {
	Editor
	many     int
	versions []edition.Version
	failure  error
}

func (d *desktop) Drafts(context.Context) ([]edition.Draft, error) {
	out := make([]edition.Draft, d.many)
	for i := range out {
		out[i].Entry = faq.Entry{Collection: "port", Order: i + 1, Question: fmt.Sprintf("書きかけ%d", i)}
		out[i].State, out[i].Reviewer = edition.Asked, "小川"
	}
	return out, nil
}

func (d *desktop) Requests(context.Context) ([]edition.Request, error) {
	out := make([]edition.Request, d.many)
	for i := range out {
		out[i].ID, out[i].Collection, out[i].Name, out[i].State = fmt.Sprint(i), "port", "新しい版.txt", edition.Asked
	}
	return out, nil
}

func (d *desktop) Versions(context.Context, string) ([]edition.Version, error) {
	return d.versions, nil
}

func (d *desktop) Request(context.Context, string) (edition.Request, error) {
	return edition.Request{}, chat.ErrNotFound
}

func (d *desktop) Shelves(context.Context) (edition.Shelves, error) { return edition.Shelves{}, nil }

func (d *desktop) StoredEntry(context.Context, string) (edition.Stored, error) {
	return edition.Stored{}, nil
}

func (d *desktop) Original(context.Context, string, int) (string, []byte, error) {
	return "", nil, chat.ErrNotFound
}

func (d *desktop) Withdraw(context.Context, string, string, audit.Record) error { return d.failure }

func (d *desktop) ConfirmTerm(context.Context, string, faq.Validity, audit.Record) (edition.Done, error) {
	return edition.Done{}, d.failure
}

// shelved is a desk at which entries are changed, one change at a time of which everybody approves.
func shelved(t *testing.T, change ...func(*Config)) (*desk, *desktop) {
	t.Helper()
	d, top := newDesk(t, change...), &desktop{}
	d.svc.stores.Shelves = top
	d.svc.stores.Knowledge.Editor, d.svc.stores.Knowledge.Drafts = top, top
	d.svc.stores.Knowledge.Approves = func(string) bool { return true }
	return d, top
}

// A census counts how often all accounts are asked for.
type census struct {
	People
	n int
}

func (c *census) Accounts(ctx context.Context) ([]staff.Account, error) {
	c.n++
	return c.People.Accounts(ctx)
}

// TestShelfAsksNoAccounts: the list of what is being written says how far each is, and asks for nobody's account.
func TestShelfAsksNoAccounts(t *testing.T) {
	d, top := shelved(t)
	people := &census{People: d.office}
	d.svc.stores.People, top.many = people, 40
	b := d.signIn("佐々木")
	before := people.n
	wantIn(t, b.page("/desk/faq"), "書きかけ39", "新しい版.txt", "小川さんに確認を依頼中です")
	if n := people.n - before; n > 1 {
		t.Errorf("all accounts are read %d times", n)
	}
}

// TestShelfLogsWhatWasDone: what failed is not in the log as done.
func TestShelfLogsWhatWasDone(t *testing.T) {
	var log bytes.Buffer
	d, top := shelved(t, func(c *Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	b := d.signIn("佐々木")
	for _, failure := range []error{errors.New("the database is away"), edition.ErrApproved, nil} {
		log.Reset()
		top.failure = failure
		b.post("/desk/faq/port/1/decide", url.Values{"decision": {"withdraw"}})
		b.post("/desk/faq/port/1/term", url.Values{"decision": {"none"}})
		decided, confirmed := strings.Contains(log.String(), "FAQ entry decided"), strings.Contains(log.String(), "term confirmed")
		if want := failure == nil; decided != want || confirmed != want {
			t.Errorf("with %v: decided %t, confirmed %t in the log", failure, decided, confirmed)
		}
	}
}

func (n *newsroom) NewNotice(_ context.Context, new correction.Notice, _ audit.Record) (correction.Notice, error) {
	n.asked["NewNotice"]++
	if new.Line == "" {
		return new, correction.ErrIncomplete
	}
	return n.notice, nil
}

func (n *newsroom) Reword(_ context.Context, _ int64, _ int, said correction.Notice, by audit.Record) (correction.Notice, error) {
	return n.NewNotice(context.Background(), said, by)
}

// TestNoticeReadsWhatItShows: a page that brings itself up to date does not list anew who is told, which it keeps as it
// is; and whom a notice would go to is counted for who reads it, not for a press that keeps it.
func TestNoticeReadsWhatItShows(t *testing.T) {
	d, n := correcting(t, correction.Sending)
	d.svc.stores.Knowledge.Drafts = &desktop{versions: []edition.Version{{Number: 2}, {Number: 1}}}
	b := d.signIn("佐々木")
	for _, step := range []struct {
		what string
		do   func() answer
		want string
	}{
		{"opened", func() answer { return b.get("/desk/corrections/7") }, "map[Corrected:1 Correction:1 CorrectionProgress:1 GivenTo:1]"},
		{"tick", func() answer { return b.get("/desk/corrections/7", refreshHeader, "1") }, "map[Correction:1 CorrectionProgress:1]"},
		{"kept", func() answer {
			return b.post("/desk/correct/port/1", url.Values{"v": {"1"}, "line": {"八千円です。"}})
		}, "map[NewNotice:1]"},
		{"incomplete", func() answer { return b.post("/desk/correct/port/1", url.Values{"v": {"1"}}) }, "map[Corrections:1 Given:1 GivenTo:1 NewNotice:1]"},
		{"reworded", func() answer {
			return b.post("/desk/corrections/7/edit", url.Values{"v": {"1"}, "line": {"八千円です。"}, "version": {"1"}})
		}, "map[Correction:1 NewNotice:1]"},
	} {
		clear(n.asked)
		if r := step.do(); r.status >= 500 || fmt.Sprint(n.asked) != step.want {
			t.Errorf("%s: status %d, asked %v, want %s", step.what, r.status, n.asked, step.want)
		}
	}
	wantIn(t, b.get("/desk/corrections/7", refreshHeader, "1").body, `id="live-correction"`, "届きました")
}
