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
	"madoguchi/faq/edition"
	"madoguchi/learn"
	"madoguchi/ticket"
)

// What the office of these tests was asked in vain.
var askedInVain = []learn.Group{
	{ID: 1, Programme: "port", Wording: "駐車場はありますか<b>", Counts: learn.Counts{Handoff: 3, None: 2}, First: today, Last: today, State: learn.Open},
	{ID: 2, Wording: "領収書の宛名は変えられますか", Counts: learn.Counts{Chosen: 4}, First: today, Last: today, State: learn.Open, Proposed: "port/2", Pickers: 3},
	{ID: 3, Wording: "天気はどうですか", Counts: learn.Counts{Handoff: 1}, First: today, Last: today, State: learn.Off, By: "佐々木", Decided: today},
}

func (o *office) Groups(_ context.Context, f learn.Filter) (out []learn.Group, err error) {
	for _, g := range askedInVain {
		if g.State == f.State && (!f.Proposed || g.Proposed != "") && (f.After == nil || g.ID > f.After.ID) || f.Proposed && g.Proposed != "" {
			out = append(out, g)
		}
	}
	return out, nil
}

func (o *office) Group(_ context.Context, id int64) (learn.Group, error) {
	for _, g := range askedInVain {
		if g.ID == id {
			return g, nil
		}
	}
	return learn.Group{}, chat.ErrNotFound
}

func (o *office) InGroup(context.Context, int64, int) ([]learn.Question, error) {
	return []learn.Question{{ID: 1, At: today, Wording: "駐車場はありますか", How: "handoff", Ticket: "Q-1204"}, {ID: 2, At: today, Wording: "駐車場ありますか", How: "none"}}, nil
}

func (o *office) Grouping(context.Context) (learn.Progress, error) {
	return learn.Progress{Total: 200, Done: 84}, nil
}

func (o *office) Decide(_ context.Context, g learn.Group, to learn.State, by audit.Record) error {
	by.Act, by.Before, by.After = audit.QuestionDecided, string(g.State), string(to)
	return o.Audit(context.Background(), by)
}

func (o *office) DeclineProposal(_ context.Context, _ int64, ref string, by audit.Record) (bool, error) {
	return ref == "port/2", o.Audit(context.Background(), by)
}

func (o *office) AddAlias(ctx context.Context, g learn.Group, ref, _ string, by audit.Record) (learn.Done, error) {
	return learn.Done{Ref: ref}, o.Decide(ctx, g, learn.IsAlias, by)
}

func (o *office) AddEntry(ctx context.Context, g learn.Group, _ learn.NewEntry, by audit.Record) (learn.Done, error) {
	return learn.Done{Ref: "port/3", Waiting: true}, o.Decide(ctx, g, learn.IsEntry, by)
}

func (o *office) Answer(_ context.Context, ref string) string {
	if ref == "port/1" {
		return "port/1@1"
	}
	return ""
}

// TestAskersHear: an entry's page names the tickets that wait for its answer, and sends it to each with one press.
func TestAskersHear(t *testing.T) {
	d := newDesk(t)
	served, _ := d.library.Current().Entry("port/1")
	fee := func(change ...func(*ticket.Ticket)) func(*ticket.Ticket) {
		return func(tk *ticket.Ticket) {
			tk.Fields["question"] = []string{"参加費はいくらですか"}
			for _, c := range change {
				c(tk)
			}
		}
	}
	d.newTicket("Q-1204", fee())
	d.newTicket("Q-1205") // asks something else
	d.newTicket("Q-1206", fee(func(tk *ticket.Ticket) { tk.Replied = today }))
	d.newTicket("Q-1207", fee(func(tk *ticket.Ticket) { tk.Status = ticket.Resolved }))
	d.newTicket("Q-1208", fee(func(tk *ticket.Ticket) { // was given this very answer, and wants a person
		tk.Trace.Decision, tk.Trace.Hits = "answer", []ticket.TracedHit{{Ref: "port/1", Version: served.Version}}
	}))
	d.newTicket("Q-1209", fee(func(tk *ticket.Ticket) { tk.Tags = []string{ticket.ComplaintTag} }))
	b := d.signIn("佐々木")
	page := b.page("/desk/faq/port/1")
	wantIn(t, page, "お返事をお待ちの方", "/desk/t/Q-1204", "この答えを送る")
	for _, number := range []string{"Q-1205", "Q-1206", "Q-1207", "Q-1208", "Q-1209"} {
		if strings.Contains(page, number) {
			t.Errorf("%s is said to wait for it", number)
		}
	}
	for range 2 {
		if r := b.post("/desk/faq/port/1/send", url.Values{"ticket": {"Q-1204"}}); r.status != http.StatusSeeOther {
			t.Fatalf("status %d\n%s", r.status, r.body)
		}
	}
	if n := len(d.events); n != 1 || d.events[0].Act != chat.Reply || d.events[0].Ticket != "Q-1204" || d.events[0].Value != "port/1@1" {
		t.Errorf("sent: %+v", d.events)
	}
	for target, number := range map[string]string{"/desk/faq/port/1/send": "Q-9999", "/desk/faq/port/2/send": "Q-1204"} {
		if r := b.post(target, url.Values{"ticket": {number}}); r.status < 400 {
			t.Errorf("%s to %s: status %d", target, number, r.status)
		}
	}
}

// TryAlias and TryEntry: what is said to be of entry 1 is taken from entry 2.
func (o *office) TryAlias(_ context.Context, ref, _ string) (edition.Effect, bool) {
	return o.tried(ref)
}

func (o *office) TryEntry(context.Context, learn.NewEntry) (edition.Effect, string, bool) {
	e, known := o.tried("port/3")
	return e, "port/3", known
}

// tried is what is known of a change by now.
func (o *office) tried(ref string) (edition.Effect, bool) {
	switch o.trials {
	case "under way":
		return edition.Effect{Asked: 4, Left: 6}, true
	case "failed":
		return edition.Effect{}, false
	}
	return taking(ref), true
}

// taking is what entries 1 and 3 take from entry 2.
func taking(ref string) (e edition.Effect) {
	if ref != "port/2" {
		e.Shifts = []edition.Shift{{
			Question: "車で行けますか", Confirmed: "port/2",
			From: edition.Outcome{Kind: edition.Direct, Ref: "port/2", Text: "会場はどこですか？"}, To: edition.Outcome{Kind: edition.Direct, Ref: ref, Text: "駐車場は？"},
		}}
	}
	return e
}

// TestTakesAwayAsksFirst: what takes a direct answer from another entry's confirmed wording is asked about before it
// is done, by either way; where somebody approves it first, they are who reads of it.
func TestTakesAwayAsksFirst(t *testing.T) {
	entry := url.Values{"programme": {"port"}, "question": {"駐車場は？"}, "answer": {"裏にございます。"}}
	for _, tc := range []struct {
		name, target string
		values       url.Values
		waits        bool
		status       int
		says         []string
	}{
		{"a wording", "/desk/faq/unanswered/1/alias", url.Values{"ref": {"port/1"}}, false, http.StatusConflict, []string{"質問1件に、その項目では答えなくなります", "車で行けますか", "会場はどこですか？", "承知のうえで加える"}},
		{"of which nothing is taken", "/desk/faq/unanswered/1/alias", url.Values{"ref": {"port/2"}}, false, http.StatusSeeOther, []string{"別の聞き方に加えました。変わる質問はありません。"}},
		{"surely", "/desk/faq/unanswered/1/alias", url.Values{"ref": {"port/1"}, "sure": {"1"}}, false, http.StatusSeeOther, []string{"別の聞き方に加えました。変わる 1件：別の項目→この項目 1"}},
		{"that somebody approves", "/desk/faq/unanswered/1/alias", url.Values{"ref": {"port/1"}}, true, http.StatusSeeOther, nil},
		{"an entry", "/desk/faq/unanswered/1/new", entry, false, http.StatusConflict, []string{"質問1件に、その項目では答えなくなります", "会場はどこですか？", "裏にございます。</textarea>", `name="sure"`}},
		{"an entry with what was masked", "/desk/faq/unanswered/1/new", url.Values{"programme": {"port"}, "question": {"駐車場は？"}, "answer": {"〇〇にございます。"}}, true, http.StatusConflict, []string{"伏せたところ（〇〇）が残っています", `name="sure"`}},
		{"an entry, surely", "/desk/faq/unanswered/1/new", url.Values{"programme": {"port"}, "question": {"駐車場は？"}, "answer": {"裏にございます。"}, "sure": {"1"}}, false, http.StatusSeeOther, nil},
		{"an entry that somebody approves", "/desk/faq/unanswered/1/new", entry, true, http.StatusSeeOther, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := newDesk(t)
			d.svc.stores.Knowledge.Approves = func(string) bool { return tc.waits }
			b := d.signIn("佐々木")
			r := b.post(tc.target, tc.values)
			if r.status != tc.status {
				t.Fatalf("status %d\n%s", r.status, r.body)
			}
			if r.status == http.StatusSeeOther {
				r.body = b.page("/desk/faq/unanswered")
			}
			wantIn(t, r.body, tc.says...)
			done := 0
			for _, rec := range d.trail {
				if rec.Act == audit.QuestionDecided {
					done++
				}
			}
			if want := tc.status == http.StatusSeeOther; (done == 1) != want {
				t.Errorf("%d decided", done)
			}
		})
	}
}

// TestNotTriedAsksFirst: what a change takes from other entries is not known as long as it is not tried. Who decides is
// told so, and goes on or not; nobody reads that nothing changes.
func TestNotTriedAsksFirst(t *testing.T) {
	entry := url.Values{"programme": {"port"}, "question": {"駐車場は？"}, "answer": {"裏にございます。"}}
	for _, tc := range []struct {
		trials, target string
		values         url.Values
		says           string
	}{
		{"under way", "/desk/faq/unanswered/1/alias", url.Values{"ref": {"port/1"}}, "まだ調べ終わっていません"},
		{"failed", "/desk/faq/unanswered/1/alias", url.Values{"ref": {"port/1"}}, "調べられませんでした"},
		{"under way", "/desk/faq/unanswered/1/new", entry, "まだ調べています"},
		{"failed", "/desk/faq/unanswered/1/new", entry, "調べられませんでした"},
	} {
		t.Run(tc.trials+" "+tc.target, func(t *testing.T) {
			d := newDesk(t)
			d.trials = tc.trials
			b := d.signIn("佐々木")
			r := b.post(tc.target, tc.values)
			decided := slices.ContainsFunc(d.trail, func(rec audit.Record) bool { return rec.Act == audit.QuestionDecided })
			if r.status != http.StatusConflict || decided {
				t.Fatalf("status %d, decided %t\n%s", r.status, decided, r.body)
			}
			wantIn(t, r.body, tc.says, `name="sure"`)
			if strings.Contains(r.body, "変わる質問はありません") {
				t.Error("it says of what is not known that nothing changes")
			}
			sure := url.Values{"sure": {"1"}}
			for name, v := range tc.values {
				sure[name] = v
			}
			if r := b.post(tc.target, sure); r.status != http.StatusSeeOther {
				t.Errorf("surely: status %d\n%s", r.status, r.body)
			}
			if page := b.page("/desk/faq/unanswered"); strings.Contains(page, "変わる質問はありません") {
				t.Errorf("done, it says that nothing changes:\n%s", page)
			}
		})
	}
}

// TestUnanswered looks at the page of what was not answered, without a script.
func TestUnanswered(t *testing.T) {
	d := newDesk(t)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Tags = append(tk.Tags, ticket.TeachesTag) })
	d.log = append(d.log, ticket.Entry{Ticket: "Q-1204", At: today, What: ticket.LogReplied, Text: "木村様\n駐車場は裏にございます。"})
	b := d.signIn("佐々木")
	page := b.page("/desk/faq/unanswered")
	wantIn(t, page, "駐車場はありますか&lt;b&gt;", "5回・事務局へ 3・どれでもない 2", "海外販路", "質問をまとめています（42%）", "3人が選択", "この項目の別の聞き方にする", "新しい項目にする", "FAQにしない", "回答を見る")
	if strings.Contains(page, "天気はどうですか") {
		t.Error("what is no question of the FAQ's is listed")
	}
	wantIn(t, b.page("/desk/faq/unanswered?state=off"), "天気はどうですか", "佐々木", "一覧に戻す")
	wantIn(t, b.page("/desk/faq/unanswered/1"), "変わる", "聞かれた言い方", "駐車場ありますか", "/desk/t/Q-1204")
	wantIn(t, b.page("/desk/faq/unanswered/1/new"), "駐車場は裏にございます。</textarea>", "Q-1204 への返信をもとに", "駐車場ありますか\n")
	for target, values := range map[string]url.Values{
		"/desk/faq/unanswered/1/alias":   {"ref": {"port/2"}},
		"/desk/faq/unanswered/1/off":     {},
		"/desk/faq/unanswered/2/decline": {"ref": {"port/2"}},
		"/desk/faq/unanswered/1/new":     {"programme": {"port"}, "question": {"駐車場は？"}, "answer": {"ありません。"}, "sure": {"1"}},
	} {
		if r := b.post(target, values); r.status != http.StatusSeeOther {
			t.Errorf("%s: status %d\n%s", target, r.status, r.body)
		}
	}
	for target, status := range map[string]int{"/desk/faq/unanswered/9": http.StatusNotFound, "/desk/faq/unanswered/x/new": http.StatusNotFound} {
		if r := b.get(target); r.status != status {
			t.Errorf("%s: status %d", target, r.status)
		}
	}
	if r := b.post("/desk/faq/unanswered/1/new", url.Values{"programme": {"port"}, "question": {"駐車場は？"}}); r.status != http.StatusUnprocessableEntity {
		t.Errorf("an entry without an answer: status %d", r.status)
	}
	if r := b.post("/desk/faq/unanswered/2/decline", url.Values{"ref": {"port/1"}}); r.status != http.StatusConflict {
		t.Errorf("what is not proposed: status %d", r.status)
	}
	acts := map[audit.Act]int{}
	for _, rec := range d.trail {
		acts[rec.Act]++
	}
	if acts[audit.QuestionDecided] != 3 || acts[audit.QuestionDeclined] != 2 {
		t.Errorf("written down: %v", acts)
	}
}
