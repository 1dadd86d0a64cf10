package console

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// axe is what the accessibility checker finds wrong with the page that is shown.
func (w *window) axe(name string) {
	w.t.Helper()
	source, err := os.ReadFile(axeSource)
	if err != nil {
		w.t.Fatal("the accessibility checker is not installed: run npm ci in handlers/web/widget")
	}
	w.do(chromedp.Evaluate[chromedp.Void](string(source) + ";undefined"))
	ask[bool](w, `(axe.run(document, {resultTypes: ['violations']}).then(r => window.found = r.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ')).join(' | '))), true)`)
	w.until(`window.found`)
	for _, wrong := range ask[[]string](w, `window.found`) {
		w.t.Errorf("%s: %s", name, wrong)
	}
}

// TestBrowserAxe: axe finds nothing wrong with the pages about people.
func TestBrowserAxe(t *testing.T) {
	d := newDesk(t, quick)
	d.employ("佐々木", staff.Admin)
	lin := d.employ("林", staff.Coordinator, "ベトナム担当")
	d.newTicket("Q-1204")
	d.newTicket("Q-1205", func(tk *ticket.Ticket) { tk.Assignee = lin.Person() })
	d.unknown = []staff.Unknown{{Person: chat.Person{ID: "desk:佐々木", Name: "佐々木"}, Tickets: 12}}
	w := d.open(t)
	w.enter("佐々木")
	for _, target := range []string{"/desk/staff", "/desk/staff/2", "/desk/staff/2/leave", "/desk/roles", "/desk/me", "/desk/audit", "/desk/applications", "/desk/hooks", "/desk/model", "/desk/invite", "/desk/faq/unanswered", "/desk/faq/unanswered/1", "/desk/faq/unanswered/1/new"} {
		w.visit(target)
		w.axe(target)
	}
}

// TestBrowserReplies goes from a row of tickets that ask the same to the replies, on a telephone and on a desk: no page is
// wider than the screen, axe finds nothing wrong with any, and nothing breaks.
func TestBrowserReplies(t *testing.T) {
	for name, width := range map[string]int64{"telephone": 390, "desk": 1280} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, quick)
			d.crowd(4)
			d.tickets["Q-0002"].Tags = []string{ticket.ComplaintTag}
			d.canned = []ticket.Canned{{ID: 1, Name: "締切後", Text: "{宛名}\nお受けできません。"}}
			w := d.open(t)
			w.size(width, 800)
			w.enter("佐々木")
			look := func(page string) {
				t.Helper()
				w.axe(page)
				if over := ask[float64](w, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
					t.Errorf("%s is %v px too wide", page, over)
				}
				w.picture("replies-" + page + "-" + name)
				w.clean()
			}
			w.visit("/desk?group=1")
			look("row")
			w.do(chromedp.Click(`tr.alike a.button`))
			w.until(`document.querySelector('#replies-text')`)
			look("text")
			w.do(chromedp.SendKeys(`#replies-text`, "{宛名} 締切後の修正はお受けできません。"))
			w.do(chromedp.Click(`form[action="/desk/replies/preview"] button.primary`))
			w.until(`document.querySelectorAll('.receivers li').length === 4`)
			look("receivers")
			w.do(chromedp.Click(`form[action="/desk/replies"] button.primary`))
			w.until(`location.pathname === '/desk/replies/1'`)
			look("sent")
			if n := len(d.acts()); n != 3 {
				t.Errorf("%d replies, want three: a complaint is not answered by itself", n)
			}
		})
	}
}
