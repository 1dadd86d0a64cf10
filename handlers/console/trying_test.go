package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// A draftsman has one draft, and publishes it.
type draftsman struct {
	*desktop
	published int
}

func (d *draftsman) Begin(context.Context, string) (edition.Draft, error) {
	return edition.Draft{Entry: faq.Entry{Collection: "port", Order: 1, Question: "参加費はいくらですか", Kind: faq.KindAnswer, Answer: []faq.Block{{Type: faq.Paragraph, Text: "三千円です。"}}}, Base: 1, Version: 1, State: edition.Writing, By: "佐々木"}, nil
}

func (d *draftsman) PublishDraft(context.Context, string, int, audit.Record) (edition.Edited, error) {
	d.published++
	return edition.Edited{After: faq.Entry{Collection: "port", Order: 1}}, nil
}

// TestTryingIsSaid: a page does not wait for what a draft changes; it says how far that is known, and publishing before it
// is asks first.
func TestTryingIsSaid(t *testing.T) {
	d, top := shelved(t)
	man := &draftsman{desktop: top}
	effect := edition.Effect{Asked: 60, Left: 40}
	var waits []time.Duration
	d.svc.stores.Knowledge.Editor, d.svc.stores.Knowledge.Approves = man, func(string) bool { return false }
	d.svc.stores.Knowledge.Effect = func(_ context.Context, _ *faq.Entry, wait time.Duration) (edition.Effect, error) {
		waits = append(waits, wait)
		return effect, nil
	}
	b := d.signIn("佐々木")
	page := b.page("/desk/edit/port/1")
	wantIn(t, page, "影響を調べています（60％）", "続きを見る", `href="/desk/edit/port/1?look=`, "影響を調べ終わる前に公開します")
	if strings.Contains(page, "変わる質問はありません") {
		t.Error("what is not known yet is said to change nothing")
	}
	publish := func(values url.Values) answer {
		values.Set("version", "1")
		return b.post("/desk/edit/port/1/publish", values)
	}
	if r := publish(url.Values{}); r.status != http.StatusConflict || man.published != 0 || !strings.Contains(r.body, "まだ調べています") {
		t.Errorf("published %d times before the effect is known, status %d", man.published, r.status)
	}
	if len(waits) != 2 || waits[0] >= waits[1] {
		t.Errorf("page and publication wait %v", waits)
	}
	if r := publish(url.Values{"sure": {"1"}}); r.status != http.StatusSeeOther || man.published != 1 {
		t.Errorf("published %d times by who is sure, status %d", man.published, r.status)
	}
	effect = edition.Effect{Asked: 100}
	if page := b.page("/desk/edit/port/1"); strings.Contains(page, "調べています") || strings.Contains(page, "調べ終わる前") || !strings.Contains(page, "変わる質問はありません") {
		t.Errorf("all was tried, and the page says:\n%s", page)
	}
	if r := publish(url.Values{}); r.status != http.StatusSeeOther || man.published != 2 {
		t.Errorf("published %d times, status %d", man.published, r.status)
	}
}
