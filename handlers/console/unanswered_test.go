package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/chat"
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

func (o *office) Answer(context.Context, string) string { return "" }

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
	wantIn(t, b.page("/desk/faq/unanswered/1"), "聞かれた言い方", "駐車場ありますか", "/desk/t/Q-1204")
	wantIn(t, b.page("/desk/faq/unanswered/1/new"), "駐車場は裏にございます。</textarea>", "Q-1204 への返信をもとに", "駐車場ありますか\n")
	for target, values := range map[string]url.Values{
		"/desk/faq/unanswered/1/alias":   {"ref": {"port/1"}},
		"/desk/faq/unanswered/1/off":     {},
		"/desk/faq/unanswered/2/decline": {"ref": {"port/2"}},
		"/desk/faq/unanswered/1/new":     {"programme": {"port"}, "question": {"駐車場は？"}, "answer": {"ありません。"}},
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
