package console

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/faq/lint"
)

// A workshop has findings, and very many that were ticked off. It counts what it is asked.
type workshop struct {
	Checks
	found []lint.Finding
	off   []string // the latest first
	asked map[string]int
}

func (w *workshop) Report(context.Context) Report { return Report{Findings: w.found} }

func (w *workshop) Ticks(_ context.Context, limit int) (latest []lint.Tick, all int, err error) {
	w.asked["Ticks"]++
	for _, key := range w.off[:min(limit, len(w.off))] {
		latest = append(latest, lint.Tick{Key: key, Kind: lint.Twice, Ref: "port/1", What: "と" + key, Why: "わけがあるため", By: "佐々木", At: today})
	}
	return latest, len(w.off), nil
}

func (w *workshop) Ticked(_ context.Context, keys []string) (off []string, err error) {
	w.asked["Ticked"] += len(keys)
	for _, key := range keys {
		if slices.Contains(w.off, key) {
			off = append(off, key)
		}
	}
	return off, nil
}

func (w *workshop) TickFinding(_ context.Context, t lint.Tick, _ audit.Record) error {
	w.off = slices.Insert(w.off, 0, t.Key)
	return nil
}

func (w *workshop) UntickFinding(_ context.Context, key string, _ audit.Record) error {
	at := slices.Index(w.off, key)
	if at < 0 {
		return chat.ErrNotFound
	}
	w.off = slices.Delete(w.off, at, at+1)
	return nil
}

// TestChecksPage: what was ticked off years ago is counted, not read; of an entry only its own findings are looked up.
func TestChecksPage(t *testing.T) {
	d := newDesk(t)
	w := &workshop{asked: map[string]int{}}
	for i := range 40 {
		w.found = append(w.found, lint.Finding{Kind: lint.Twice, Ref: fmt.Sprintf("port/%d", i%4+1), What: fmt.Sprintf("質問%02d", i), Key: fmt.Sprintf("f%02d", i)})
	}
	w.off = append(w.off, "f01", "f05")
	for i := range 5000 {
		w.off = append(w.off, fmt.Sprintf("old%04d", i))
	}
	d.svc.stores.Checks = w
	b := d.signIn("佐々木")
	page := b.page("/desk/faq/checks")
	wantIn(t, page, "確認済み（5002件）", "質問00", "old0097", `id="why-f00"`)
	if strings.Contains(page, "old0098") || strings.Contains(page, "「質問01」") || w.asked["Ticked"] != 40 {
		t.Errorf("more than the latest are shown, or what was ticked off is; %v were looked up", w.asked)
	}
	clear(w.asked)
	entry := b.page("/desk/faq/port/1")
	wantIn(t, entry, "質問00", "質問36", `name="ref" value="port/1"`)
	if fmt.Sprint(w.asked) != "map[Ticked:10]" {
		t.Errorf("for an entry's page %v were looked up, want its ten findings", w.asked)
	}
	if strings.Contains(page, `name="ref"`) {
		t.Error("who ticks off on the page of all would be sent elsewhere")
	}
	back := b.post("/desk/faq/checks", url.Values{"key": {"f00"}, "ref": {"port/1"}, "why": {"わけがあるため"}})
	if to := back.header.Get("Location"); to != "/desk/faq/port/1" {
		t.Errorf("who ticks off on an entry's page is sent to %s", to)
	}
	if page := b.page("/desk/faq/checks"); !strings.Contains(page, "確認済み（5003件）") || w.off[0] != "f00" {
		t.Errorf("ticked off: %s", w.off[0])
	}
	b.post("/desk/faq/checks", url.Values{"key": {"f00"}, "act": {"untick"}})
	if page := b.page("/desk/faq/port/1"); !strings.Contains(page, "質問00") {
		t.Error("what is to be seen again is not")
	}
}

// A lookThrough has found nothing so far.
type lookThrough struct {
	workshop
	report Report
}

func (l *lookThrough) Report(context.Context) Report { return l.report }

// TestChecksSayHowFarTheyAre: that there is nothing to look at is said once all was looked at.
func TestChecksSayHowFarTheyAre(t *testing.T) {
	d := newDesk(t)
	l := &lookThrough{workshop: workshop{asked: map[string]int{}}}
	d.svc.stores.Checks = l
	b := d.signIn("佐々木")
	const nothing, working, failed = "見直すところは見つかりませんでした", "調べています（40％）", "まだ調べていないところがあります"
	for want, report := range map[string]Report{
		nothing: {Done: 10, Total: 10},
		working: {Done: 4, Total: 10},
		failed:  {Done: 4, Total: 10, Failed: true},
	} {
		l.report = report
		page := b.page("/desk/faq/checks")
		for _, text := range []string{nothing, working, failed} {
			if strings.Contains(page, text) != (text == want) {
				t.Errorf("%+v: %q stands there %t", report, text, text != want)
			}
		}
	}
}
