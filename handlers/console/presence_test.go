package console

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"madoguchi/ticket"
)

// A hall remembers who does what at the one ticket there is.
type hall struct {
	*office
	does map[int64]ticket.Presence
}

func (h *hall) Attend(_ context.Context, _, account int64, does ticket.Presence, _ time.Time) ([]ticket.Present, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if does != ticket.Absent {
		h.does[account] = max(does, h.does[account])
	}
	var there []ticket.Present
	for _, a := range h.people {
		if d := h.does[a.ID]; a.ID != account && d != ticket.Absent {
			there = append(there, ticket.Present{Name: a.Name, Writing: d == ticket.Writing})
		}
	}
	return there, h.lost
}

// TestPresence: two people at one ticket see each other, without a script as well; a page in the background, which
// only brings itself up to date, counts for nobody.
func TestPresence(t *testing.T) {
	d := newDesk(t)
	h := &hall{d.office, map[int64]ticket.Presence{}}
	d.svc.stores.Presences = h
	d.newTicket("Q-1204")
	sasaki, ogawa := d.signIn("佐々木"), d.signIn("小川")
	if r := sasaki.get("/desk/t/Q-1204", refreshHeader, "1"); len(h.does) != 0 || r.status != 200 {
		t.Fatalf("a page in the background: status %d, %v", r.status, h.does)
	}
	sasaki.page("/desk/t/Q-1204")
	wantIn(t, ogawa.page("/desk/t/Q-1204"), "佐々木さんが見ています")
	v := marks(sasaki.page("/desk/t/Q-1204"))
	v.Set("text", "承りました。")
	sasaki.post("/desk/t/Q-1204/preview", v)
	body := ogawa.page("/desk/t/Q-1204")
	wantIn(t, body, "佐々木さんが返信を書いています")
	if strings.Contains(body, "小川さんが") {
		t.Error("somebody is told of themselves")
	}
	ogawa.post("/desk/t/Q-1204/draft", url.Values{"text": {"私も"}})
	wantIn(t, sasaki.get("/desk/t/Q-1204", refreshHeader, "1", hereHeader, "looking").body, "小川さんが返信を書いています")
}

// TestBrowserPresence: a browser tells that somebody is writing while they do.
func TestBrowserPresence(t *testing.T) {
	d := newDesk(t, quick)
	h := &hall{d.office, map[int64]ticket.Presence{}}
	d.svc.stores.Presences = h
	d.newTicket("Q-1204")
	w := d.open(t)
	w.enter("佐々木")
	w.visit("/desk/t/Q-1204")
	other := d.signIn("小川")
	wantIn(t, other.page("/desk/t/Q-1204"), "佐々木さんが見ています")
	w.until(`document.body.innerText.includes("小川さんが見ています")`)
	w.do(chromedp.SendKeys("#reply-text", "承り"))
	for !strings.Contains(other.page("/desk/t/Q-1204"), "佐々木さんが返信を書いています") {
		if t.Context().Err() != nil {
			t.Fatal("nobody is told")
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.clean()
}
