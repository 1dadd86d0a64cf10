package console

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// TestBrowserAxe: axe finds nothing wrong with the pages about people.
func TestBrowserAxe(t *testing.T) {
	source, err := os.ReadFile(axeSource)
	if err != nil {
		t.Fatal("the accessibility checker is not installed: run npm ci in handlers/web/widget")
	}
	d := newDesk(t, quick)
	d.employ("佐々木", staff.Admin)
	lin := d.employ("林", staff.Coordinator, "ベトナム担当")
	d.newTicket("Q-1204")
	d.newTicket("Q-1205", func(tk *ticket.Ticket) { tk.Assignee = lin.Person() })
	d.unknown = []staff.Unknown{{Person: chat.Person{ID: "desk:佐々木", Name: "佐々木"}, Tickets: 12}}
	w := d.open(t)
	w.enter("佐々木")
	for _, target := range []string{"/desk/staff", "/desk/staff/2", "/desk/staff/2/leave", "/desk/roles", "/desk/me", "/desk/audit", "/desk/applications", "/desk/hooks", "/desk/invite", "/desk/faq/unanswered", "/desk/faq/unanswered/1", "/desk/faq/unanswered/1/new"} {
		w.visit(target)
		w.do(chromedp.Evaluate[chromedp.Void](string(source) + ";undefined"))
		ask[bool](w, `(axe.run(document, {resultTypes: ['violations']}).then(r => window.found = r.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ')).join(' | '))), true)`)
		w.until(`window.found`)
		for _, wrong := range ask[[]string](w, `window.found`) {
			t.Errorf("%s: %s", target, wrong)
		}
	}
}
