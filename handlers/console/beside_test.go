package console

import (
	"context"
	"strings"
	"testing"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
)

// A showcase shows one document by every link.
type showcase struct{ shown edition.Contrast }

func (s showcase) SaveContrast(context.Context, []byte, edition.Contrast, audit.Record) error {
	return chat.ErrNotFound
}

func (s showcase) Contrast(context.Context, []byte) (edition.Contrast, error) { return s.shown, nil }

func (s showcase) Contrasts(context.Context, edition.ContrastOf) ([]edition.Contrast, error) {
	return []edition.Contrast{s.shown}, nil
}

func (s showcase) DropContrast(context.Context, int64, audit.Record) error { return nil }

// TestBrowserBeside: what was and what is can be read on a telephone, too: one below the other, each named and as wide as
// the page, and beside one another on a wide screen.
func TestBrowserBeside(t *testing.T) {
	d := newDesk(t)
	entry := func(text string) *faq.Entry {
		return &faq.Entry{Collection: "port", Order: 1, Label: "Q1", Question: "本は何冊まで借りられますか", Answer: []faq.Block{{Type: faq.Paragraph, Text: strings.Repeat(text, 6)}}}
	}
	d.svc.stores.Contrasts = showcase{edition.Contrast{Of: edition.ContrastOf{Collection: "port", Request: "r", Document: "図書室.txt"}, At: time.Now(), Expires: time.Now().Add(time.Hour),
		Changes: []edition.Beside{{Before: entry("一人10冊まで、2週間です。"), After: entry("一人15冊まで、3週間です。")}, {Before: entry("なくなります。")}}}}
	w := d.open(t)
	for _, c := range []struct {
		width int64
		holds string
	}{
		{390, `cells.every(c => c.width > 280) && cells[1].top >= cells[0].bottom && named.every(n => n.length > 3)`},
		{1280, `cells.every(c => c.width > 280) && cells[1].top === cells[0].top && named.every(n => n === 'none')`},
	} {
		w.size(c.width, 900)
		w.visit("/desk/shown/" + strings.Repeat("A", linkLength))
		if !ask[bool](w, `(() => { const all = [...document.querySelectorAll('.contrast td')], cells = all.map(e => e.getBoundingClientRect()), named = all.map(e => getComputedStyle(e, '::before').content); return `+c.holds+` })()`) {
			t.Errorf("at %d px it cannot be read: %s", c.width, ask[string](w, `[...document.querySelectorAll('.contrast td')].map(e => JSON.stringify(e.getBoundingClientRect()) + getComputedStyle(e, '::before').content).join('\n')`))
		}
		if over := ask[int](w, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("at %d px it is %d px too wide", c.width, over)
		}
	}
	w.clean()
}
