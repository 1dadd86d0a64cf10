package console

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/switches"
	"madoguchi/ticket"
)

func (o *office) Switches(_ context.Context, now time.Time) (switches.Set, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(switches.Set(o.turned)), func(s switches.Switch) bool { return !s.Ahead(now) }), o.lost
}

func (o *office) SwitchHistory(context.Context, int) ([]switches.Switch, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := slices.Clone(o.turned)
	slices.Reverse(all)
	return all, o.lost
}

func (o *office) TurnOn(_ context.Context, s switches.Switch, by audit.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	s.ID, s.Made, s.By = int64(len(o.turned)+1), by.At, by.Actor
	if s.Kind == switches.Closed {
		s.Moved = 1
	}
	o.turned, o.trail = append(o.turned, s), append(o.trail, by)
	return o.lost
}

func (o *office) TurnOff(_ context.Context, id int64, by audit.Record) (switches.Switch, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if id < 1 || id > int64(len(o.turned)) || !o.turned[id-1].Off.IsZero() {
		return switches.Switch{}, cmp.Or(o.lost, chat.ErrNotFound)
	}
	o.turned[id-1].Off, o.turned[id-1].OffBy = by.At, by.Actor
	o.trail = append(o.trail, by)
	return o.turned[id-1], o.lost
}

func (o *office) Impact(_ context.Context, s switches.Switch) (switches.Impact, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out switches.Impact
	for _, tk := range o.tickets {
		if s.Break().Breaks(tk.Due) {
			out.Hits = append(out.Hits, switches.Hit{Number: tk.Number, Title: tk.Title, Channel: tk.Contact.Channel, Was: tk.Due, Due: tk.Due.Add(24 * time.Hour)})
		}
	}
	return out, o.lost
}

func (o *office) MovedBy(context.Context, int64) ([]switches.Moved, error) {
	return []switches.Moved{{Ticket: "Q-1204", Was: today, Due: today.Add(24 * time.Hour)}}, nil
}

// TestClosingCost: what it uses up to tell members at once is said as exactly as it is known, of whichever channel
// costs.
func TestClosingCost(t *testing.T) {
	d := newDesk(t)
	d.svc.stores.Knowledge.Costs = func(channel string) bool { return channel == chat.LINE || channel == "sms" }
	hits := func(channels ...string) (out []switches.Hit) {
		for _, c := range channels {
			out = append(out, switches.Hit{Channel: c})
		}
		return out
	}
	for _, tc := range []struct {
		impact switches.Impact
		push   bool
		want   string
	}{
		{switches.Impact{Hits: hits(chat.LINE, chat.Web, "sms", chat.LINE)}, true, "いますぐのお知らせに、LINEの通数を2通、smsの通数を1通使います。"},
		{switches.Impact{Hits: hits(chat.LINE), More: true}, true, "いますぐのお知らせに、少なくともLINEの通数を1通使います。"},
		{switches.Impact{Hits: hits(chat.Web), More: true}, true, "ここに表示していない方へのお知らせに、通数を使うことがあります。"},
		{switches.Impact{Hits: hits(chat.Web)}, true, "お知らせに通数は使いません。"},
		{switches.Impact{Hits: hits(chat.LINE), More: true}, false, "お知らせに通数は使いません。"},
	} {
		if got := tc.impact.Cost(tc.push, d.svc.costs); got != tc.want {
			t.Errorf("%+v, push %t: %s, want %s", tc.impact, tc.push, got, tc.want)
		}
	}
}

// TestSwitchesPage turns each switch on as its form says, and off with one press.
func TestSwitchesPage(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Clerk)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Due = today.Add(2 * time.Hour) })
	d.newTicket("Q-1205", func(tk *ticket.Ticket) { tk.Due = today.Add(90 * time.Hour) })
	d.svc.stores.Knowledge.Costs = func(channel string) bool { return channel == chat.LINE }
	b := d.signIn("佐々木")
	wantIn(t, b.page("/desk/switches"), "いま入っているものはありません。", "臨時休業にする", "お知らせを出す", "自動回答を止める", "混雑中にする")

	sure := b.post("/desk/switches/closed", url.Values{"clock": {"16:00"}, "text": {"台風接近のため"}, "push": {"on"}}).body
	wantIn(t, sure, "お返事の期限が動くチケットは1件です。", "Q-1204", "LINEの通数を1通使います", `name="clock" value="16:00"`, `name="push" value="on"`)
	if strings.Contains(sure, "Q-1205") || len(d.turned) != 0 {
		t.Errorf("before it is said to be sure: %v\n%s", d.turned, sure)
	}
	b.post("/desk/switches/closed", url.Values{"clock": {"16:00"}, "text": {"台風接近のため"}, "push": {"on"}, "go": {"1"}})
	b.post("/desk/switches/notice", url.Values{"text": {"明日は点検です"}, "until": {"2026-10-10"}, "programme": {"port", "elsewhere"}, "channel": {"web"}})
	b.post("/desk/switches/silent", url.Values{"programme": {"port"}})
	b.post("/desk/switches/busy", url.Values{"days": {"3"}})
	midnight := time.Date(2026, 10, 10, 0, 0, 0, 0, today.Location())
	for i, want := range []switches.Switch{
		{Kind: switches.Closed, From: today.Add(time.Hour), Until: midnight, Text: "台風接近のため", Push: true},
		{Kind: switches.Notice, From: today, Until: midnight.AddDate(0, 0, 1), Text: "明日は点検です", Programmes: []string{"port"}, Channels: []string{"web"}},
		{Kind: switches.Silent, From: today, Programmes: []string{"port"}},
		{Kind: switches.Busy, From: today, Days: 3},
	} {
		got := d.turned[i]
		if got.Summary() != want.Summary() || got.By.Name != "佐々木" {
			t.Errorf("turned on: %s by %s, want %s", got.Summary(), got.By.Name, want.Summary())
		}
	}
	wantIn(t, b.page("/desk/switches"), "台風接近のため", "明日は点検です", "海外販路", "ウェブ", "お返事の期限を1件移しました。", `action="/desk/switches/4/off"`)

	for range 2 { // a second press is as good as the first
		if r := b.post("/desk/switches/1/off", url.Values{}); r.status != http.StatusSeeOther {
			t.Errorf("turned off: status %d", r.status)
		}
	}
	if done := d.done(); !slices.Contains(done, audit.SwitchOn) || !slices.Contains(done, audit.SwitchOff) || d.turned[0].OffBy.Name != "佐々木" {
		t.Errorf("written down: %v", done)
	}
	if body := b.page("/desk/switches"); strings.Contains(body, `action="/desk/switches/1/off"`) || !strings.Contains(body, "これまでの切り替え") {
		t.Errorf("the page afterwards:\n%s", body)
	}
}

// TestSwitchesRefused: what cannot be is said above the form, which keeps what was typed.
func TestSwitchesRefused(t *testing.T) {
	d := newDesk(t)
	d.employ("佐々木", staff.Clerk)
	b := d.signIn("佐々木")
	for _, tc := range []struct {
		kind string
		form url.Values
		want string
	}{
		{"closed", url.Values{"day": {"2026-10-01"}, "until": {"2026-10-02"}}, "いまより先に"},
		{"closed", url.Values{"clock": {"25:00"}, "text": {"停電"}}, `value="停電"`},
		{"notice", url.Values{"text": {strings.Repeat("あ", 201)}}, strings.Repeat("あ", 201)},
		{"notice", url.Values{"text": {"x"}, "channel": {"telegram"}}, "読み取れませんでした"},
		{"busy", url.Values{"days": {"99"}}, `value="99"`},
	} {
		r := b.post("/desk/switches/"+tc.kind, tc.form)
		if r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, tc.want) {
			t.Errorf("%s %v: status %d, want %q in\n%s", tc.kind, tc.form, r.status, tc.want, r.body)
		}
	}
	if len(d.turned) != 0 {
		t.Errorf("turned on all the same: %v", d.turned)
	}
}

// TestBrowserSwitches closes the office on a telephone, sees whom that concerns, and takes it back.
func TestBrowserSwitches(t *testing.T) {
	d := newDesk(t, quick)
	d.employ("佐々木", staff.Clerk)
	d.newTicket("Q-1204", func(tk *ticket.Ticket) { tk.Due = today.Add(2 * time.Hour) })
	w := d.open(t)
	w.size(390, 800)
	w.enter("佐々木")
	w.visit("/desk/switches")
	w.do(chromedp.Click(`details.change summary`))
	w.do(chromedp.SendKeys(`form[action="/desk/switches/closed"] input[name=text]`, "台風接近のため"))
	w.do(chromedp.Click(`form[action="/desk/switches/closed"] button`))
	w.until(`document.body && document.body.innerText.includes("お返事の期限が動くチケットは1件です。")`)
	w.do(chromedp.Click(`main button.primary`))
	w.until(`document.body && document.body.innerText.includes("「臨時休業」にしました。")`)
	if wide := ask[int](w, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		t.Errorf("the page is %d px too wide", wide)
	}
	w.do(chromedp.Click(`main .switched button`))
	w.until(`document.body && document.body.innerText.includes("元に戻しました")`)
	if d.turned[0].Off.IsZero() {
		t.Error("it is still on")
	}
}
