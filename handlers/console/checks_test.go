package console

import (
	"context"
	"strings"
	"testing"

	"madoguchi/audit"
	"madoguchi/faq/lint"
)

// A lookThrough has found nothing so far.
type lookThrough struct{ report Report }

func (l *lookThrough) Report(context.Context) Report              { return l.report }
func (l *lookThrough) Ticks(context.Context) ([]lint.Tick, error) { return nil, nil }
func (l *lookThrough) TickFinding(context.Context, lint.Tick, audit.Record) error {
	return nil
}
func (l *lookThrough) UntickFinding(context.Context, string, audit.Record) error { return nil }

// TestChecksSayHowFarTheyAre: that there is nothing to look at is said once all was looked at.
func TestChecksSayHowFarTheyAre(t *testing.T) {
	d := newDesk(t)
	l := &lookThrough{}
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
