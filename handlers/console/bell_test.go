package console

import (
	"testing"

	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// ringer stands for the browser's notifications, which a browser without a screen has none of, in a tab that nobody
// looks at.
const ringer = `window.rung = [];
window.Notification = class {
	static get permission() { return sessionStorage.getItem('asked') ? 'granted' : 'default'; }
	static requestPermission() { sessionStorage.setItem('asked', 'yes'); return Promise.resolve('granted'); }
	constructor(title, more) { rung.push(title + '｜' + more.body); }
};
Object.defineProperty(Document.prototype, 'hidden', { get: () => location.pathname === '/desk' });`

// TestBell: who asks for it on their own page is told by the browser of a ticket that is unread, once and by its number
// alone, while the queue is open behind something else; and no more once they have stopped it.
func TestBell(t *testing.T) {
	d := newDesk(t, quick)
	d.newTicket("Q-1204")
	w := d.open(t)
	if _, err := chromedp.Call(w.ctx, cdp.AddScriptToEvaluateOnNewDocument, cdp.AddScriptToEvaluateOnNewDocumentParams{Source: ringer}); err != nil {
		t.Fatal(err)
	}
	w.enter("佐々木")
	w.visit("/desk/me")
	w.until(`document.querySelector('#bell [role=status]').innerText === '通知は使っていません。'`)
	w.do(chromedp.Click("#bell button"))
	w.until(`document.querySelector('#bell [role=status]').innerText === '通知を使っています。'`)
	w.clean()
	w.picture("bell")

	arrives := func(number string) {
		t.Helper()
		d.newTicket(number)
		w.until(`document.querySelector('#live-rows').innerText.includes('` + number + `')`)
	}
	w.visit("/desk")
	arrives("Q-1205")
	w.until(`rung.join() === 'まだ読んでいない受付があります｜Q-1205'`)
	w.clean()

	w.visit("/desk/me")
	w.do(chromedp.Click("#bell button"))
	w.until(`document.querySelector('#bell [role=status]').innerText === '通知は使っていません。'`)
	w.visit("/desk")
	arrives("Q-1206")
	if n := ask[int](w, `rung.length`); n != 0 {
		t.Errorf("rung %d times after it was stopped", n)
	}
}
