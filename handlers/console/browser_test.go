package console

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"madoguchi/chat"
	"madoguchi/handlers/browsertest"
	"madoguchi/staff"
)

var pictures = flag.String("pictures", "", "a folder to keep pictures of the desk in")

// A window is a real browser's, watched for whatever the page's policy refused and whatever broke.
type window struct {
	*desk
	ctx context.Context
}

// open starts a Chromium of our own, which ends with the test.
func (d *desk) open(t *testing.T) *window {
	t.Helper()
	ctx := browsertest.Start(t)
	if _, err := chromedp.Call(ctx, cdp.AddScriptToEvaluateOnNewDocument, cdp.AddScriptToEvaluateOnNewDocumentParams{Source: browsertest.Watch}); err != nil {
		t.Fatal(err)
	}
	w := &window{desk: d, ctx: ctx}
	w.size(1280, 800)
	return w
}

// patience is how long a page may take, on a machine that is busy with other tests.
const patience = 2 * time.Minute

// do performs steps.
func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.t.Fatalf("%v, at\n%s", err, ask[string](w, `document.body.innerText`))
	}
}

// ask evaluates an expression in the page.
func ask[T any](w *window, expression string) T {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	v, err := browsertest.Evaluate[T](ctx, expression)
	if err != nil {
		w.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return v
}

// until waits for an expression to hold.
func (w *window) until(expression string) {
	w.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if ask[bool](w, browsertest.Holds(expression)) {
			return
		}
	}
	w.t.Fatalf("%s never held, at\n%s", expression, ask[string](w, `document.body.innerText`))
}

func (w *window) size(width, height int64) {
	w.t.Helper()
	w.do(chromedp.EmulateViewport(width, height))
}

func (w *window) visit(target string) {
	w.t.Helper()
	w.do(chromedp.Navigate(w.srv.URL + target))
}

// clean requires that the page kept to its policy and nothing in it broke.
func (w *window) clean() {
	w.t.Helper()
	if refused := ask[string](w, `refused.join('\n')`); refused != "" {
		w.t.Errorf("%s: %s", ask[string](w, `location.pathname`), refused)
	}
}

// picture keeps a picture where -pictures asks for them.
func (w *window) picture(name string) {
	w.t.Helper()
	if *pictures == "" {
		return
	}
	shot, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(*pictures, name+".png"), shot, 0o644)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// enter signs in through a link, as its reader does.
func (w *window) enter(name string) {
	w.t.Helper()
	link, err := w.svc.LoginLink(w.t.Context(), "", "")
	if err != nil {
		w.t.Fatal(err)
	}
	w.visit(link)
	w.do(chromedp.SendKeys("#name", name), chromedp.Click("main button.primary"), chromedp.WaitVisible(".tabs"))
}

// quick lets pages look for news often, so that the tests need not wait long for it.
func quick(c *Config) { c.Refresh = 200 * time.Millisecond }

// TestBrowser is a piece of a day's work: a ticket taken, a reply begun, a member who writes
// meanwhile, the reply sent.
func TestBrowser(t *testing.T) {
	d := newDesk(t, quick)
	tk := d.newTicket("Q-1204")
	w := d.open(t)
	w.enter("佐々木")
	w.clean()
	w.do(chromedp.Click(".queue td.title a"), chromedp.WaitVisible("#reply-text"), chromedp.Click("#live-acts button.primary"))
	w.until(`document.querySelector('.flash.ok') && document.querySelector('#live-head').innerText.includes('（自分）')`)

	w.do(chromedp.SendKeys("#reply-text", "番号はこちらです"))
	d.mu.Lock()
	tk.Version++
	d.say(tk.Contact, chat.Member, "急いでいます")
	d.mu.Unlock()
	w.until(`document.querySelector('#live-talk').innerText.includes('急いでいます')`) // with no press of a key
	w.until(`document.getElementById('notice').innerText.includes('新しい動き')`)
	if got := ask[string](w, `document.getElementById('reply-text').value`); got != "番号はこちらです" {
		t.Errorf("the draft is %q after the page brought itself up to date", got)
	}
	w.clean()
	w.picture("notice")

	w.do(chromedp.Click("#reply button.primary"))
	w.until(`document.querySelector('.flash.no') && document.querySelector('.flash.no').innerText.includes('更新されました')`)
	w.do(chromedp.Click("#reply button.primary"), chromedp.WaitVisible(".phone"))
	w.clean()
	w.do(chromedp.Click(".phone + .row button.primary"))
	w.until(`document.querySelector('#live-talk') && document.querySelector('#live-talk').innerText.includes('送信待ち')`)

	d.mu.Lock()
	d.rows[0].State, d.rows[0].Settled = chat.Sent, d.now
	d.mu.Unlock()
	d.say(tk.Contact, chat.Staff, "番号はこちらです")
	w.until(`document.querySelector('#live-talk').innerText.includes('送信済み')`)
	w.clean()

	d.pass(sessionTime)
	w.until(`document.getElementById('notice').innerText.includes('有効期限が切れました')`)
	w.clean()
}

// TestBrowserDetailsStayOpen: what somebody has opened to use is not closed under their hands.
func TestBrowserDetailsStayOpen(t *testing.T) {
	d := newDesk(t, quick)
	tk := d.newTicket("Q-1204")
	w := d.open(t)
	w.enter("佐々木")
	w.visit("/desk/t/Q-1204")
	w.do(chromedp.Click("#live-acts details:nth-of-type(2) summary"))
	ask[bool](w, `document.activeElement.blur() || true`)
	d.mu.Lock()
	tk.Version, tk.Assignee = 5, chat.Person{ID: "staff:2", Name: "鈴木"}
	d.mu.Unlock()
	w.until(`document.querySelector('#live-acts').textContent.includes('鈴木さんが担当しています')`)
	if !ask[bool](w, `document.querySelector('#live-acts details[open]').innerText.includes('保留')`) {
		t.Error("the open part has closed")
	}
	w.clean()
}

// TestBrowserStrangersWords lets a real browser read hostile words on every page that shows them.
func TestBrowserStrangersWords(t *testing.T) {
	d := newDesk(t, quick)
	hostile := `<script>alert(1)</script><img src=x onerror=alert(1)></textarea><svg/onload=alert(1)>"'><iframe src=javascript:alert(1)>{{.}}` +
		`<link rel=stylesheet href=//evil.example><base href=//evil.example><meta http-equiv=refresh content=0><plaintext>`
	tk := d.newTicket("Q-1204")
	tk.Title, tk.Team = hostile, hostile
	tk.Fields["company"] = []string{hostile}
	d.say(tk.Contact, chat.Member, hostile)
	d.rows = []chat.LedgerRow{{ID: 1, To: tk.Contact, Ticket: "Q-1204", State: chat.Dead, Reason: hostile, Error: hostile, Messages: []chat.Message{{Text: hostile}}}}
	w := d.open(t)
	w.enter("佐々木")
	for _, target := range []string{"/desk", "/desk/t/Q-1204", "/desk/deliveries"} {
		w.visit(target)
		if !strings.Contains(ask[string](w, `document.body.innerText`), "onerror=alert(1)") {
			t.Errorf("%s does not show the words as they are", target)
		}
		d.mu.Lock()
		tk.Title = hostile + target // so that the page brings itself up to date with them, too
		d.mu.Unlock()
		w.until(`document.body.innerText.includes(` + "`plaintext>" + target + "`" + `) || location.pathname === "/desk/deliveries"`)
		w.clean()
	}
	w.visit("/desk/t/Q-1204")
	w.do(chromedp.SetValue("#reply-text", hostile), chromedp.Click("#reply button.primary"), chromedp.WaitVisible(".phone"))
	w.clean()
	w.do(chromedp.Click(".phone + .row form:nth-of-type(2) button"), chromedp.WaitVisible("#reply-text"))
	if got := ask[string](w, `document.getElementById('reply-text').value`); got != hostile {
		t.Errorf("the words came back as %q", got)
	}
	w.clean()
}

// TestBrowserFits: no page has to be pushed sideways, on a desk's screen or a phone's, in light or
// dark, with long words or short.
func TestBrowserFits(t *testing.T) {
	d := newDesk(t, quick)
	d.newTicket("Q-1204")
	long := d.newTicket("H-1205")
	long.Title, long.Team = strings.Repeat("あ", 120), strings.Repeat("長い班の名前", 8)
	long.Fields["question"] = []string{"https://example.jp/" + strings.Repeat("x", 300)}
	d.say(long.Contact, chat.Member, strings.Repeat("w", 500))
	d.rows = []chat.LedgerRow{{ID: 1, To: long.Contact, Ticket: "H-1205", State: chat.Dead, Reason: strings.Repeat("理由", 60), Error: strings.Repeat("e", 200), Messages: []chat.Message{{Text: strings.Repeat("w", 500)}}}}
	d.employ("佐々木", staff.Admin)
	d.employ(strings.Repeat("長", 30), staff.Coordinator, "ベトナム担当")
	d.unknown = []staff.Unknown{{Person: chat.Person{ID: "desk:佐々木", Name: "佐々木"}, Tickets: 12}}
	long.Assignee = d.people[1].Person()
	w := d.open(t)
	w.enter("佐々木")
	targets := []string{"/desk", "/desk/t/Q-1204", "/desk/t/H-1205", "/desk/faq", "/desk/faq/port/1", "/desk/deliveries", "/desk/status", "/desk/invite", "/desk/staff", "/desk/staff/2", "/desk/staff/2/leave", "/desk/roles", "/desk/me", "/desk/audit", "/desk/faq/unanswered", "/desk/faq/unanswered/1", "/desk/faq/unanswered/1/new"}
	for _, mode := range []string{"light", "dark"} {
		features := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: mode}}}
		if _, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, features); err != nil {
			t.Fatal(err)
		}
		for _, width := range map[string][]int64{"light": {1280, 768, 320}, "dark": {390}}[mode] {
			w.size(width, 800)
			for _, target := range targets {
				w.visit(target)
				if over := ask[int](w, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
					t.Errorf("%s at %d px is %d px too wide", target, width, over)
				}
				for _, poor := range ask[[]string](w, poorContrast) {
					t.Errorf("%s, %s: %s", target, mode, poor)
				}
				w.clean()
				w.picture(fmt.Sprintf("%s-%d-%s", url.PathEscape(strings.TrimPrefix(target, "/")), width, mode))
			}
		}
	}
}

// poorContrast lists texts with less contrast to what is behind them than WCAG 2.2 asks for (1.4.3:
// 4.5 to 1). The formula for luminance is WCAG's own.
const poorContrast = `(() => {
  const rgb = s => { const m = s.match(/[\d.]+/g).map(Number); return s.startsWith('color(srgb') ? [m[0]*255, m[1]*255, m[2]*255, m[3] ?? 1] : [m[0], m[1], m[2], m[3] ?? 1]; };
  const lum = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126*r + .7152*g + .0722*b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; } return [255, 255, 255, 1]; };
  const found = new Set();
  for (const e of document.body.querySelectorAll('*')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility() || e.classList.contains('skip')) continue;
    const a = lum(rgb(getComputedStyle(e).color).slice(0, 3)), b = lum(behind(e).slice(0, 3));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) found.add(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
  }
  return [...found];
})()`
