package console

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"madoguchi/chat"
	"madoguchi/incident"
	"madoguchi/staff"
	"madoguchi/switches"
	"madoguchi/ticket"
)

// shownPages are the pages of the desk that everybody looks at, by the name of their picture.
var shownPages = []struct{ name, target string }{
	{"queue", "/desk"}, {"queue-mine", "/desk?tab=mine"}, {"queue-due", "/desk?tab=due"}, {"queue-filter", "/desk?tab=all&kind=change"},
	{"canned", "/desk/canned"}, {"take", "/desk/new"}, {"take-change", "/desk/new?form=change"},
	{"ticket", "/desk/t/Q-0001"}, {"ticket-change", "/desk/t/H-0002"}, {"ticket-closed", "/desk/t/Q-0005"},
	{"record", "/desk/t/H-0002/record?all=1"},
	{"faq", "/desk/faq"}, {"entry", "/desk/faq/port/1"}, {"deliveries", "/desk/deliveries"}, {"status", "/desk/status"},
	{"staff", "/desk/staff"}, {"person", "/desk/staff/2"}, {"leave", "/desk/staff/2/leave"}, {"roles", "/desk/roles"}, {"me", "/desk/me"},
	{"audit", "/desk/audit"}, {"invite", "/desk/invite"},
	{"reports", "/desk/reports"}, {"year", "/desk/reports/year/2026"},
	{"switches", "/desk/switches"},
	{"office", "/desk/office"}, {"office-hours", "/desk/office/hours"}, {"office-closures", "/desk/office/closures"}, {"office-teams", "/desk/office/teams"}, {"office-routes", "/desk/office/routes"}, {"office-texts", "/desk/office/texts"},
	{"office-forms", "/desk/office/forms?form=consultation"}, {"office-notices", "/desk/office/notices"}, {"office-care", "/desk/office/care"}, {"office-after", "/desk/office/after"},
	{"incidents", "/desk/incidents"}, {"incident", "/desk/incidents/1"}, {"incident-new", "/desk/incidents/new"}, {"incident-report", "/desk/incidents/1/report"}, {"astray", "/desk/t/Q-0006/astray/1"},
}

// busyDesk is a desk with a day's work on it.
func busyDesk(t *testing.T) *desk {
	d, figures := reporting(t, quick, func(c *Config) { c.Forms = append(c.Forms, itemForm) })
	figures.comments["2026"] = "相談が増えました。\n来年度も続けます。"
	d.employ("佐々木", staff.Admin)
	lin := d.employ("林", staff.Coordinator, "ベトナム担当")
	me := chat.Person{ID: "staff:1", Name: "佐々木"}
	d.newTicket("Q-0001", func(tk *ticket.Ticket) {
		tk.Title, tk.Urgent = "株式会社ミナト｜インボイスの登録番号を教えてください", true
	})
	d.newTicket("H-0002", func(tk *ticket.Ticket) {
		tk.Title, tk.Kind, tk.FormID = "有限会社山の家｜電話番号・担当者の変更", ticket.Change, "change"
		tk.Fields = ticket.Values{"company": {"有限会社山の家"}, "person": {"山本花子"}, "items": {"phone", "person"}, "before": {"03-1111-2222", "山本花子"}, "after": {"03-3333-4444", "森一郎"}, "effective": {"2026-11-01"}}
		tk.Due = today.Add(90 * time.Minute)
	})
	d.newTicket("S-0003", func(tk *ticket.Ticket) {
		tk.Title, tk.Kind, tk.Team, tk.Due = "みどりコスメ｜ベトナム・化粧品／規制・認証", ticket.Consultation, "ベトナム担当", today.Add(-26*time.Hour)
	})
	d.newTicket("Q-0004", func(tk *ticket.Ticket) {
		tk.Assignee, tk.Status, tk.Title = me, ticket.Working, "みなと商店｜申込の締切はいつですか"
	})
	d.newTicket("Q-0005", func(tk *ticket.Ticket) { tk.Status, tk.Closed = ticket.Resolved, today })
	d.newTicket("Q-0006", func(tk *ticket.Ticket) {
		tk.Assignee, tk.Status, tk.Replied, tk.Title = lin.Person(), ticket.Waiting, today, "株式会社日の出｜商談会の参加費について"
	})
	for i := range 31 {
		d.newTicket(fmt.Sprintf("Q-%04d", 100+i), func(tk *ticket.Ticket) {
			tk.Title = fmt.Sprintf("株式会社テスト%d｜参加の条件を教えてください（その%d）", i, i)
		})
	}
	d.unknown = []staff.Unknown{{Person: chat.Person{ID: "desk:佐々木", Name: "佐々木"}, Tickets: 12}}
	d.turned = []switches.Switch{{ID: 1, Kind: switches.Closed, From: today, Until: today.Add(9 * time.Hour), Text: "台風接近のため", By: me, Made: today, Moved: 1}}
	d.say(d.tickets["Q-0006"].Contact, chat.Staff, "参加費は無料です。")
	d.rows = append(d.rows, chat.LedgerRow{
		ID: 1, To: d.tickets["Q-0006"].Contact, Ticket: "Q-0006", State: chat.Sent, Created: today, Messages: []chat.Message{{Author: chat.Staff, Text: "参加費は無料です。"}},
	})
	d.incidents = []incident.Incident{{
		ID: 1, Kind: incident.Misdirected, Title: "Q-0006への返信の誤送信", Ticket: "Q-0006", Delivery: 2, Known: today.AddDate(0, 0, -6), By: me, Version: 1,
		Whose: "みどりコスメの田中様の電話番号", Apology: "先ほどの返信は、ほかの方へのものでした。", ApologyBy: lin.Person(),
	}}
	return d
}

// itemForm is a form whose items are changed one by one.
var itemForm = ticket.Form{
	ID: "change", Kind: ticket.Change, Title: "登録内容の変更", Purpose: "ご本人の確認のため", PurposeVersion: "1",
	Fields: []ticket.Field{
		{ID: "company", Role: ticket.RoleCompany, Label: "会社名", Ask: "会社名は？", Type: ticket.TypeCompany, Required: true},
		{ID: "person", Role: ticket.RolePerson, Label: "お名前", Ask: "お名前は？", Type: ticket.TypeName, Required: true, Personal: true},
		{ID: "items", Role: ticket.RoleItems, Label: "変更する項目", Ask: "何を？", Type: ticket.TypeChoice, Multiple: true, Required: true, Choices: []ticket.Option{
			{Label: "電話番号", Value: "phone"}, {Label: "担当者", Value: "person"}, {Label: "住所", Value: "address"},
		}},
		{ID: "before", Label: "変更前", Ask: "「{item}」のいまは？", Type: ticket.TypeText, Required: true, Personal: true, Each: "items"},
		{ID: "after", Label: "変更後", Ask: "「{item}」のこれからは？", Type: ticket.TypeText, Required: true, Personal: true, Each: "items"},
		{ID: "effective", Label: "適用日", Ask: "いつから？", Type: ticket.TypeDate},
	},
}

// axeSource is axe-core as the web chat's widget has it.
const axeSource = "../web/widget/node_modules/axe-core/axe.min.js"

// TestBrowserShots looks at every page at the width of a desk and of a telephone: nothing is wider than the
// window, and axe finds nothing wrong. With -pictures it keeps a picture of each.
func TestBrowserShots(t *testing.T) {
	source, err := os.ReadFile(axeSource)
	if err != nil {
		t.Fatal("the accessibility checker is not installed: run npm ci in handlers/web/widget")
	}
	d := busyDesk(t)
	w := d.open(t)
	w.enter("佐々木")
	for _, width := range []int64{1280, 390} {
		w.size(width, 800)
		for _, p := range shownPages {
			w.visit(p.target)
			if wide := ask[int](w, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
				t.Errorf("%s is %d px wider than %d", p.target, wide, width)
			}
			w.do(chromedp.Evaluate[chromedp.Void](string(source) + ";undefined"))
			ask[bool](w, `(axe.run(document, {resultTypes: ['violations']}).then(r => window.found = r.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ')).join(' | '))), true)`)
			w.until(`window.found`)
			if wrong := ask[[]string](w, `window.found`); len(wrong) > 0 {
				t.Errorf("%s at %d: %s", p.target, width, strings.Join(wrong, "\n"))
			}
			w.picture(fmt.Sprintf("%s-%d", p.name, width))
		}
	}
}
